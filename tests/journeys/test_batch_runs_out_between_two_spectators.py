"""Two spectators see "free", and it suffices for one of them; and a footprint across the seam of two batches."""

import uuid
from types import SimpleNamespace

import pytest

import credits.actions
import credits.audit
import credits.queries
from credits.models import Account
from events.models import Event
from tests.conftest import spectators_certificates
from tests.journeys.conftest import ENGLISH, Stage, in_both_languages

pytestmark = pytest.mark.django_db

TONNE = 1_000_000
# From Beijing and back: 1,874 km of rail × 2 × 30.48 g, metro 44 km × 32 g, 2 nights, 4 meals, a seat.
FOOTPRINT_GRAMS = 114_239 + 1_408 + 2 * 53_500 + 4 * 1_650 + 141


def use(account: Account, amount_grams: int) -> None:
    """Others neutralise so many grams before."""
    credits.actions.retire(
        account=account, amount_grams=amount_grams, beneficiary=uuid.uuid4(), purpose="", key=uuid.uuid4()
    )
    credits.actions.settle_pending()


@in_both_languages
def test_the_second_is_told_so_loses_nothing_typed_and_takes_another_way(
    stage: Stage, words: SimpleNamespace
) -> None:
    use(stage.event.donated_account, 1000 * TONNE - FOOTPRINT_GRAMS - 1)
    lin, mei = stage.with_footprint(words), stage.with_footprint(words)
    lin.press(words.neutralise)
    mei.press(words.neutralise)

    lin.press(words.now, way="free", name="", show_name="")
    mei.press(words.now, way="free", name=words.name, show_name="yes")
    assert (lin.page.state, mei.page.status, mei.page.errors) == (words.pledged, 409, [words.run_out])
    button = mei.page.reader.buttons[words.now]
    assert (button.form.values["name"], button.form.values["show_name"]) == (words.name, "yes")
    assert spectators_certificates().count() == 1

    mei.press(words.now, way="buy")
    assert mei.page.figure == "¥18.36"
    stage.work()
    assert lin.open(lin.page.path).state == words.retired
    assert credits.queries.balance_of(stage.event.donated_account).available_grams == 1
    assert credits.audit.breaches() == []


def test_a_footprint_on_the_seam_of_two_gifts_names_both_donors_and_adds_up(stage: Stage) -> None:
    use(stage.event.donated_account, 500 * TONNE - 100_000)
    spectator = stage.with_footprint(ENGLISH)
    stage.pledge(spectator, ENGLISH)
    stage.work()
    page = spectator.open(spectator.page.path)
    given = [words for tag, _given, words in page.reader.said if tag == "p" and words.startswith("Given by")]
    grams = [words for tag, _given, words in page.reader.said if tag == "strong"]
    assert (page.state, given, grams) == (
        ENGLISH.retired,
        ["Given by Qinghe Energy (demonstration)", "Given by Jiangyun Logistics (demonstration)"],
        ["100 kg", "129.4 kg"],
    )
    stated = spectators_certificates().get().stated
    assert stated is not None
    assert [piece.amount_grams for piece in stated.slices] == [100_000, FOOTPRINT_GRAMS - 100_000]


@in_both_languages
def test_where_the_event_does_not_split_the_seam_refuses_one_and_the_next_try_succeeds(
    stage: Stage, words: SimpleNamespace
) -> None:
    use(stage.event.donated_account, 500 * TONNE - 100_000)
    Event.objects.filter(pk=stage.event.pk).update(splits_over_batches=False)
    spectator = stage.with_footprint(words)
    journey = spectator.page.path
    stage.pledge(spectator, words)
    stage.work()
    assert spectator.open(spectator.page.path).state == words.refused
    assert words.ended in spectator.open(journey).words

    stage.pledge(spectator, words)
    stage.work()
    assert spectator.open(spectator.page.path).state == words.retired
    # The end of the first batch went back to who gave it: neither lost nor promised to anybody.
    donated = credits.queries.balance_of(stage.event.donated_account)
    assert (donated.available_grams, donated.held_grams) == (500 * TONNE - FOOTPRINT_GRAMS, 0)
    assert [row.state for row in spectators_certificates().order_by("pk")] == [
        "lapsed",
        "retired",
    ]
    assert credits.audit.breaches() == []
