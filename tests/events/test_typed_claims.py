"""Nobody types a claim into a text: each form says why, and takes the names of standards and papers."""

import pytest
from django.test import Client
from django.urls import reverse

from events.admin.guest_files import GuestListForm
from events.balance.claims import may_claim
from events.balance.forms import DeclarationForm, WitnessForm
from events.course.course import STATES
from events.inventory.forms import BeginForm, TermsForm
from events.measures.forms import MeasureForm, StepForm
from events.models import Measure, ReportText, Venue, Zone
from events.place_forms import NamedForm
from events.posters.actions import in_both
from tests.admin.conftest import in_english
from tests.events.course.shortcut import put_at
from tests.events.course.stage import Cast, cast_of, closed, corrected, declared
from tests.events.inventory.stage import draft
from tests.events.signed_in import signed_in

ZH, EN = "本届赛事已实现碳中和。", "The Games are Carbon-Neutral, nay, net zero."
NAMED = "依《大型活动碳中和实施指南（试行）》；ISO 14068-1:2023 (Part 1: Carbon neutrality)"
WORKSPACE = "/organise/events/games/"


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of()


def refused(form: object) -> list[str]:
    """The fields of a form in which a claim is refused."""
    errors = in_english(form.errors)  # type: ignore[attr-defined]
    return sorted(name for name, words in errors.items() if any("is a claim" in each for each in words))


def sent(*fields: str) -> dict[str, str]:
    return {name: EN if name.endswith("_en") else ZH for name in fields}


def test_only_a_declared_event_is_claimed_of_and_not_where_europe_reads() -> None:
    assert {language: [state for state in STATES if may_claim(state, language)] for language in ("zh-hans", "en")} == {
        "zh-hans": ["declared", "witnessed"],
        "en": [],
    }  # fmt: skip


@pytest.mark.parametrize("state", ["planned", "witnessed"])
def test_no_text_of_an_event_claims_anything_in_any_state(cast: Cast, state: str) -> None:
    texts = in_both("name", "zone_title", "place", "introduction", "boundary")
    put_at(cast.event, state)
    page = signed_in(cast.organiser).post(f"{WORKSPACE}places/settings/", sent(*texts))
    assert refused(page.context["form"]) == sorted(texts)


def test_the_words_say_which_and_why(cast: Cast) -> None:
    client = signed_in(cast.organiser)
    page = client.post(f"{WORKSPACE}places/settings/", {"introduction_en": EN})
    assert in_english(page.context["form"].errors)["introduction_en"] == [
        "“Carbon-Neutral, net zero” is a claim, which only a declaration may make. Please leave it out: from the "
        "declaration on the event's own page makes it, for each audience in the words that may be used there."
    ]


def test_no_place_is_called_neutral(cast: Cast) -> None:
    venue, client = Venue.objects.get(), signed_in(cast.organiser)
    zone = Zone.objects.create(venue=venue, name_zh_hans="北", name_en="North")
    asked = {
        reverse("organise:venue_add", args=["games"]): in_both("name", "sport", "district"),
        reverse("organise:zone_add", args=["games", venue.pk]): in_both("name"),
        reverse("organise:placement_add", args=["games", zone.pk]): in_both("label"),
    }
    found = {
        address: refused(client.post(address, sent(*texts)).context["form"])
        for address, texts in asked.items()
    }
    assert found == {address: sorted(texts) for address, texts in asked.items()}


def test_nor_in_the_admin(admin_client: Client, cast: Cast) -> None:
    zone = Zone.objects.create(venue=Venue.objects.get(), name_zh_hans="北", name_en="North")
    rows = {"event": cast.event, "venue": zone.venue, "zone": zone}
    for kind, row in rows.items():
        page = admin_client.post(f"/admin/events/{kind}/{row.pk}/change/", sent(*in_both("name")))
        assert refused(page.context["adminform"].form) == sorted(in_both("name"))
    page = admin_client.post("/admin/events/placement/add/", sent(*in_both("label")))
    assert isinstance(page.context["adminform"].form, NamedForm)
    assert refused(page.context["adminform"].form) == sorted(in_both("label"))


def test_no_measure_claims_anything(cast: Cast) -> None:
    texts = ("title_zh", "title_en", "description_zh", "description_en", "owner")
    assert refused(MeasureForm(sent(*texts), event=cast.event)) == sorted(texts)
    assert refused(StepForm(sent("method", "note"))) == ["method", "note"]
    typed = {"phase": "source", "category": "energy", "owner": "Venues", "due_on": "2023-07-01"}
    client, address = signed_in(cast.organiser), f"{WORKSPACE}measures/new/"
    client.post(address, {**typed, "title_zh": ZH, "title_en": "Green power"})
    assert Measure.objects.count() == 0
    client.post(address, {**typed, "title_zh": NAMED, "title_en": "Green power"})
    assert Measure.objects.count() == 1


def test_no_inventory_claims_anything(cast: Cast) -> None:
    terms = ("reason", "boundary_zh", "boundary_en", "exclusions_zh", "exclusions_en")
    assert refused(TermsForm(sent(*terms))) == sorted(terms)
    assert refused(BeginForm(cast.event, sent("reason"))) == ["reason"]


def test_no_line_claims_anything(cast: Cast) -> None:
    row = draft(closed(cast).event)
    line = {
        "source": "power-heat", "phase": "hold", "quantity": "1", "evidence_class": "billed", "unit": "kWh",
        "factor_grams": "1", "factor_source": NAMED, "uncertainty_percent": "5", "name_zh": "用电", "name_en": "Power",
    }  # fmt: skip
    client, address = signed_in(cast.organiser), f"{WORKSPACE}inventory/actual/{row.number}/lines/"
    page = client.post(address, {**line, **sent("name_zh", "name_en", "note")})
    assert refused(page.context["form"]) == ["name_en", "name_zh", "note"]
    assert row.lines.count() == 0
    client.post(address, line)
    assert row.lines.count() == 1


def test_a_declaration_leaves_the_claim_to_the_table(cast: Cast) -> None:
    texts = ("subject_zh", "subject_en", "standard")
    assert refused(DeclarationForm(sent(*texts), event=cast.event)) == sorted(texts)
    assert refused(DeclarationForm({"standard": NAMED}, event=cast.event)) == []
    printed = ("capacity_zh", "capacity_en", "not_checked_zh", "not_checked_en")
    assert refused(WitnessForm(sent(*printed), event=cast.event)) == sorted(printed)


def test_no_guest_list_claims_anything(cast: Cast) -> None:
    texts = ("title", "boundary_zh", "boundary_en", "method")
    assert refused(GuestListForm(sent(*texts))) == sorted(texts)


def test_a_report_says_what_is_declared_while_it_holds_and_not_in_english(cast: Cast) -> None:
    client, address = signed_in(cast.organiser), f"{WORKSPACE}reports/texts/hosting/"

    def written(**texts: str) -> list[str]:
        answer = client.post(address, texts)
        return [] if answer.status_code == 302 else refused(answer.context["form"])

    assert written(legacy_zh=ZH, legacy_en=EN) == ["legacy_en", "legacy_zh"]
    assert (written(legacy_zh=NAMED), ReportText.objects.get().text_zh) == ([], NAMED)
    declared(cast)
    assert written(legacy_zh=ZH, legacy_en=EN) == ["legacy_en"]
    assert written(legacy_zh=ZH) == ["legacy_en"]
    assert (written(legacy_zh=ZH, legacy_en=NAMED), ReportText.objects.get().text_zh) == ([], ZH)
    corrected(cast)
    assert written(legacy_zh=ZH) == ["legacy_zh"]
