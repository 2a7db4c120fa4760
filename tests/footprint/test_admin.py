import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

import footprint.queries
from footprint.actions import NewFactorSet, load_factor_set, record_assessment
from footprint.calculation import Answers, Boundary, Site
from footprint.models import Factor, FactorSet
from people.models import User


@pytest.fixture
def staff(db: None, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root", password="root"))
    return client


@pytest.mark.parametrize("model", ["factorset", "factor", "assessment"])
def test_the_lists_open(
    staff: Client, published: FactorSet, lins_answers: Answers, stadium: Site, model: str
) -> None:
    record_assessment(answers=lins_answers, site=stadium, key=uuid.uuid4())
    response = staff.get(reverse(f"admin:footprint_{model}_changelist"))
    assert response.status_code == 200


def test_factors_are_found_and_filtered(staff: Client, published: FactorSet) -> None:
    address = reverse("admin:footprint_factor_changelist")
    found = staff.get(address, {"q": "轨道", "grade__exact": "D"}).context["cl"].result_count
    by_source = staff.get(address, {"q": "Nos Gestes Climat"}).context["cl"].result_count
    by_use = staff.get(address, {"q": "flight-long-first"}).context["cl"].result_count
    assert (found, by_source, by_use) == (1, 7, 3)


def test_a_published_set_and_its_factors_are_read_only(staff: Client, published: FactorSet) -> None:
    factor = Factor.objects.earliest("pk")
    for name, pk in (("factorset", published.pk), ("factor", factor.pk)):
        page = staff.get(reverse(f"admin:footprint_{name}_change", args=[pk]))
        assert page.context["has_change_permission"] is False
        assert page.context["has_delete_permission"] is False
        assert staff.post(reverse(f"admin:footprint_{name}_change", args=[pk]), {}).status_code == 403


def test_a_draft_is_published_by_who_presses_the_button(staff: Client, new_set: NewFactorSet) -> None:
    draft = load_factor_set(new=new_set)
    values = {"action": "publish_sets", "_selected_action": [draft.pk]}
    response = staff.post(reverse("admin:footprint_factorset_changelist"), values)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.state == FactorSet.PUBLISHED
    assert draft.published_by is not None
    assert draft.published_by.username == "root"


def test_a_factor_is_entered_into_a_draft_only(
    staff: Client, published: FactorSet, new_set: NewFactorSet
) -> None:
    draft = FactorSet.objects.create(code="china", version="next", name_en="Next")
    form = staff.get(reverse("admin:footprint_factor_add")).context["adminform"].form
    assert list(form.fields["factor_set"].queryset) == [draft]


COACH = {
    "code": "coach-2",
    "category": "road",
    "activity_zh_hans": "长途客车",
    "activity_en": "Coach",
    "region": "GB",
    "unit": "passenger-km",
    "grams_per_unit": "30",
    "gases": "co2e",
    "use": "coach",
    "boundary": "life-cycle",
    "serves": "",
    "grade": "A",
    "uncertainty_percent": "40",
    "uncertainty_is_judgement": "on",
    "source": "S",
    "source_year": "2025",
    "locator": "L",
    "licence": "X",
}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({}, "boundary", "desnz25-coach serves this use and region too: together they make no figure."),
        (
            {"boundary": "direct"},
            "boundary",
            "desnz25-coach serves this use and region too: together they make no figure.",
        ),
        ({"region": "Leeds"}, "region", "Not an ISO code such as CN, CN-SC or GB, nor the word world."),
        ({"use": "", "serves": "GB"}, "serves", "Only a factor with a use serves a region."),
        (
            {"uncertainty_percent": "", "uncertainty_is_judgement": ""},
            "uncertainty_percent",
            "Without a percentage there is none of the publisher’s: enter it, or write yes for our judgement.",
        ),
    ],
)
def test_a_factor_entered_by_hand_obeys_the_rules_of_the_file(
    staff: Client, new_set: NewFactorSet, change: dict[str, str], field: str, words: str
) -> None:
    draft = load_factor_set(new=new_set)
    values = {**COACH, "factor_set": str(draft.pk), **change}
    page = staff.post(reverse("admin:footprint_factor_add"), values, headers={"accept-language": "en"})
    assert page.context["adminform"].form.errors.get(field) == [words]
    assert Factor.objects.filter(code="coach-2").count() == 0


def test_a_factor_for_another_region_is_entered_beside(staff: Client, new_set: NewFactorSet) -> None:
    draft = load_factor_set(new=new_set)
    values = {**COACH, "factor_set": str(draft.pk), "serves": "FR"}
    assert staff.post(reverse("admin:footprint_factor_add"), values).status_code == 302
    entered = footprint.queries.library_of(draft)["coach-2"]
    assert (entered.boundary, entered.serves, entered.grams_per_unit) == (
        Boundary.LIFE_CYCLE,
        "FR",
        Decimal(30),
    )
