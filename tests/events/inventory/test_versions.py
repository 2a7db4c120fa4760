"""From version to version: made from the last, verified, corrected."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

import events.course.actions
import events.inventory.actions as actions
from events.inventory import errors
from events.inventory.lines import ChangeKind
from events.inventory.queries import (
    changes_between,
    current,
    draft_of,
    lines_of,
    verified,
)
from events.models import Attendance, Event, Inventory, InventoryLine, Zone
from events.team.errors import NotAllowedError
from tests.events.inventory.factors import published_with
from tests.events.inventory.stage import (
    BOUNDARY,
    EXCLUSIONS,
    entered,
    in_state,
    member,
    organiser_of,
    submitted,
    weighing,
    with_lines,
)

GRID = "cn-grid-2022-sichuan"


def test_a_new_version_is_made_from_the_last_and_the_difference_is_told(over: Event) -> None:
    first = submitted(over, entered(), entered(quantity=Decimal(3)))
    by = organiser_of(over)
    second = actions.begin_version(event=over, kind="actual", reason="the July bill came", by=by)
    assert (second.number, second.based_on, second.boundary_en) == (2, first, BOUNDARY["boundary_en"])
    assert second.exclusions_zh == EXCLUSIONS["exclusions_zh"]
    assert changes_between(first, second) == []
    kept, gone = lines_of(second)
    actions.change_line(inventory=second, line_id=kept.line_id, entered=entered(quantity=Decimal(5)), by=by)
    actions.remove_line(inventory=second, line_id=gone.line_id, by=by)
    with_lines(second, weighing(7))
    told = [(each.kind, each.before_grams, each.after_grams) for each in changes_between(first, second)]
    assert told == [
        (ChangeKind.CHANGED, 500_500, 2_502),
        (ChangeKind.ADDED, 0, 7),
        (ChangeKind.REMOVED, 1_502, 0),
    ]
    assert current(over) == first
    actions.submit(inventory=second, by=by)
    assert (current(over), draft_of(over, "actual")) == (second, None)


def test_a_version_may_be_begun_from_nothing_or_from_the_forecast(over: Event) -> None:
    forecast = submitted(over, entered(), kind="forecast")
    by = organiser_of(over)
    first = actions.begin_version(event=over, kind="actual", reason="from the plan", by=by, based_on=forecast)
    assert changes_between(forecast, first) == []
    actions.submit(inventory=first, by=by)
    second = actions.begin_version(event=over, kind="actual", reason="anew", by=by, from_nothing=True)
    assert (second.based_on, second.lines.count(), second.number) == (None, 0, 2)


def test_a_new_factor_set_counts_only_where_it_was_asked_for(over: Event) -> None:
    first = submitted(over, entered(factor_code=GRID, factor_grams=None, unit=""))
    by = organiser_of(over)
    published_with(by, {GRID: Decimal("100")})
    second = actions.begin_version(event=over, kind="actual", reason="as it was", by=by)
    assert (second.factor_set, changes_between(first, second)) == (first.factor_set, [])
    actions.submit(inventory=second, by=by)
    third = actions.begin_version(event=over, kind="actual", reason="newer", by=by, with_newest_factors=True)
    (change,) = changes_between(second, third)
    assert (change.before_grams, change.after_grams) == (140_400, 100_000)


def test_by_new_factors_a_line_has_their_uncertainty_unless_somebody_stated_one(over: Event) -> None:
    by_code = {"factor_code": GRID, "factor_grams": None, "unit": ""}
    submitted(over, entered(**by_code, uncertainty_percent=None), entered(**by_code))
    by = organiser_of(over)
    published_with(by, {}, {GRID: Decimal(30)})
    second = actions.begin_version(event=over, kind="actual", reason="newer", by=by, with_newest_factors=True)
    assert [line.uncertainty_percent for line in lines_of(second)] == [Decimal(30), Decimal(5)]


def test_a_factor_that_the_newest_set_lacks_is_named(over: Event) -> None:
    submitted(over, entered(factor_code=GRID, factor_grams=None, unit=""))
    by = organiser_of(over)
    published_with(by, {GRID: None})
    with pytest.raises(errors.FactorsMissingError) as refused:
        actions.begin_version(event=over, kind="actual", reason="x", by=by, with_newest_factors=True)
    assert refused.value.codes == (GRID,)
    assert draft_of(over, "actual") is None


def test_verifying_freezes_the_latest_submitted_version(over: Event) -> None:
    first = submitted(over)
    second = actions.begin_version(event=over, kind="actual", reason="x", by=organiser_of(over))
    verifier = member(over, "verifier")
    with pytest.raises(errors.NotSubmittedError):
        actions.mark_verified(inventory=second, by=verifier)
    actions.submit(inventory=second, by=organiser_of(over))
    with pytest.raises(errors.NotSubmittedError):
        actions.mark_verified(inventory=first, by=verifier)  # it was overtaken
    assert actions.mark_verified(inventory=second, by=verifier).state == "verified"
    assert actions.mark_verified(inventory=second, by=verifier).state == "verified"  # repeated
    assert verified(over) == second
    with pytest.raises(DatabaseError), transaction.atomic():
        Inventory.objects.filter(pk=second.pk).update(state="submitted")


def test_a_forecast_is_never_verified(over: Event) -> None:
    with pytest.raises(errors.NotSubmittedError):
        actions.mark_verified(inventory=submitted(over, kind="forecast"), by=member(over, "verifier"))


def test_a_correction_puts_the_verified_version_under_review(over: Event) -> None:
    first = submitted(over)
    actions.mark_verified(inventory=first, by=member(over, "verifier"))
    in_state(over, "verified")
    by = organiser_of(over)
    version = events.course.actions.correct(event=over, reason="a bill was missing", by=by).inventory
    assert version is not None
    over.refresh_from_db()
    assert (version.number, version.based_on, version.state, over.state) == (2, first, "draft", "drafted")
    assert verified(over) is None
    actions.submit(inventory=version, by=by)
    actions.mark_verified(inventory=version, by=member(over, "verifier"))
    assert verified(over) == version


def test_what_an_event_rests_on_is_overtaken_by_a_correction_only(over: Event) -> None:
    first = submitted(over)
    by = organiser_of(over)
    second = actions.begin_version(event=over, kind="actual", reason="in doubt", by=by)
    Inventory.objects.filter(pk=first.pk).update(state="verified")
    in_state(over, "verified")
    with pytest.raises(errors.CorrectionNeededError):
        actions.submit(inventory=second, by=by)
    corrected = events.course.actions.correct(event=over, reason="now certain", by=by).inventory
    assert corrected == second  # the draft that was there becomes the correction
    assert actions.submit(inventory=second, by=by).reason == "now certain"


def test_a_forecasts_draft_is_taken_over_by_no_correction(over: Event) -> None:
    by = organiser_of(over)
    forecast = actions.begin_version(event=over, kind="forecast", reason="a plan", by=by)
    in_state(over, "verified")
    with pytest.raises(errors.DraftExistsError):
        actions.begin_version(event=over, kind="forecast", reason="another plan", by=by)
    forecast.refresh_from_db()
    assert forecast.reason == "a plan"


def test_a_draft_is_given_up_with_its_lines_and_the_next_takes_its_number(over: Event) -> None:
    first = submitted(over)
    by = organiser_of(over)
    second = actions.begin_version(event=over, kind="actual", reason="in doubt", by=by)
    assert second.lines.count() == 1
    with pytest.raises(NotAllowedError):
        actions.give_up(inventory=second, by=member(over, "verifier"))
    actions.give_up(inventory=second, by=by)
    assert list(Inventory.objects.all()) == [first]
    assert InventoryLine.objects.count() == 1
    assert actions.begin_version(event=over, kind="actual", reason="again", by=by).number == 2


def test_what_was_submitted_is_given_up_by_nobody(over: Event) -> None:
    first = submitted(over)
    with pytest.raises(errors.NotADraftError):
        actions.give_up(inventory=first, by=organiser_of(over))
    for rows in (InventoryLine.objects.all(), Inventory.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
    assert first.lines.count() == 1


def test_the_draft_that_a_correction_began_is_not_given_up(over: Event) -> None:
    first, by = submitted(over), organiser_of(over)
    actions.mark_verified(inventory=first, by=member(over, "verifier"))
    in_state(over, "verified")
    draft = events.course.actions.correct(event=over, reason="a bill was missing", by=by).inventory
    assert draft is not None
    with pytest.raises(errors.IsCorrectionError):
        actions.give_up(inventory=draft, by=by)
    assert actions.submit(inventory=draft, by=by).state == "submitted"


@pytest.mark.parametrize("state", ["verified", "covered"])
def test_attendance_stays_while_the_event_rests_on_a_verified_version(over: Event, state: str) -> None:
    first, by = submitted(over), organiser_of(over)
    zone = Zone.objects.filter(venue__event=over).order_by("pk")[0]
    counts = {(zone.pk, over.starts_on): 100}
    actions.set_attendance(event=over, counts=counts, source="tickets", by=by)
    Inventory.objects.filter(pk=first.pk).update(state="verified")
    in_state(over, state)
    with pytest.raises(errors.CorrectionNeededError):
        actions.set_attendance(event=over, counts={(zone.pk, over.starts_on): 9}, source="x", by=by)
    assert Attendance.objects.get().people == 100
