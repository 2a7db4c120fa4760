"""Spectators' answers in a draft: real journeys, each once, scaled to who was there."""

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

import events.actions
import events.inventory.actions as actions
from events.inventory import errors
from events.inventory.answers import Filling, answers_of, methods_of
from events.inventory.phrases import method_words
from events.inventory.queries import attendance_of, lines_of
from events.models import Attendance, Event, InventoryLine, Journey, Placement, Zone
from footprint.calculation import Mode
from tests.conftest import answers_from
from tests.events.inventory.conftest import FIRST, SECOND
from tests.events.inventory.stage import draft, entered, in_state, organiser_of, with_lines
from tests.events.inventory.test_views import page_of, signed_in


def journey(event: Event, zone: Zone | None, day: date, **answers: Any) -> Journey:
    """A spectator's answer, on a day of the event, by a code that hangs in the zone or by none."""
    venue = zone.venue if zone is not None else event.venues.order_by("pk")[0]
    placement = None if zone is None else Placement.objects.get(zone=zone)
    city = answers.pop("city", "北京")
    made = events.actions.start_journey(
        venue=venue,
        placement=placement,
        answers=answers_from(city, **answers),
        language="en",
        key=uuid.uuid4(),
    )
    at = timezone.make_aware(datetime.combine(day, time(12)))
    Journey.objects.filter(pk=made.pk).update(started_at=at)
    return made


def zones_of(event: Event) -> Sequence[Zone]:
    return list(Zone.objects.filter(venue__event=event).select_related("venue__event").order_by("pk"))


def people(event: Event, counts: dict[tuple[Zone, date], int]) -> None:
    by = organiser_of(event)
    numbers = {(zone.pk, day): count for (zone, day), count in counts.items()}
    actions.set_attendance(event=event, counts=numbers, source="gates", by=by)


def test_each_source_gets_its_lines_with_method_sample_and_error(games: Event) -> None:
    east, west, _floor = zones_of(games)
    made = [journey(games, east, FIRST), journey(games, east, FIRST), journey(games, west, FIRST, nights=0)]
    made.append(journey(games, west, FIRST, city="上海", mode=Mode.PLANE))
    people(games, {(east, FIRST): 100, (west, FIRST): 50, (east, SECOND): 10})
    version = draft(games)
    filled = actions.fill_from_spectators(inventory=version, by=organiser_of(games))
    lines = {line.name_en: line for line in lines_of(version)}
    assert {(line.source, line.origin, line.sample_size) for line in lines.values()} == {
        ("participants-travel", "spectators", 4),
        ("lodging", "spectators", 4),
        ("catering", "spectators", 4),
        ("power-heat", "spectators", 4),
    }
    assert (int(filled.sample.people), filled.sample.answered_strata, len(filled.lines)) == (160, 2, 6)
    hotel = lines["Spectators: lodging"]
    nights = [_grams(each, "hotel") for each in made]
    known = 100 * (nights[0] + nights[1]) / 2 + 50 * (nights[2] + nights[3]) / 2
    assert abs(hotel.amount_grams - round(known + 10 * sum(nights) / 4)) <= 1
    assert hotel.extrapolated_grams == round(10 * sum(nights) / 4)
    assert hotel.uncertainty_percent > 0
    with translation.override("en"):
        words = method_words(hotel.method)
    assert "4 answers, 160 people, 2 of 3 strata answered; sampling error ±" in words
    assert len(hotel.method) < 500
    assert "china-2026.1" in hotel.factor_source


def _grams(made: Journey, key: str) -> int:
    return sum(line["grams"] for line in made.assessment.lines if line["key"] == key)


def test_a_venue_that_all_answered_weighs_what_they_answered(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    made = [journey(games, east, FIRST), journey(games, east, FIRST, nights=5, meals=9)]
    people(games, {(east, FIRST): 2})
    version = draft(games)
    actions.fill_from_spectators(inventory=version, by=organiser_of(games))
    lines = lines_of(version)
    assert sum(line.amount_grams for line in lines) == sum(each.amount_grams for each in made)
    assert {line.extrapolated_grams for line in lines} == {0}


def test_answers_without_a_zone_are_of_all_zones_of_their_venue_and_day(games: Event) -> None:
    east, west, _floor = zones_of(games)
    journey(games, east, FIRST)
    journey(games, None, FIRST, nights=4)
    people(games, {(east, FIRST): 10, (west, FIRST): 10})
    filled = actions.fill_from_spectators(inventory=draft(games), by=organiser_of(games))
    assert [(int(each.people), each.answered.count) for each in filled.sample.strata] == [(20, 2)]


def test_an_answer_for_another_venue_than_the_codes_is_of_that_venue(games: Event) -> None:
    east, _west, floor = zones_of(games)
    for _number in range(2):
        Journey.objects.filter(pk=journey(games, east, FIRST).pk).update(venue=floor.venue)
    people(games, {(east, FIRST): 10, (floor, FIRST): 20})
    filled = actions.fill_from_spectators(inventory=draft(games), by=organiser_of(games))
    assert [(int(each.people), each.answered.count) for each in filled.sample.strata] == [(10, 0), (20, 2)]


def test_attendance_of_a_day_that_the_event_no_longer_has_counts_no_more(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    for _number in range(2):
        journey(games, east, FIRST)
    people(games, {(east, FIRST): 10, (east, SECOND): 20})
    Event.objects.filter(pk=games.pk).update(ends_on=FIRST)
    games.refresh_from_db()
    filled = actions.fill_from_spectators(inventory=draft(games), by=organiser_of(games))
    assert (int(filled.sample.people), attendance_of(games).get().people) == (10, 10)


def test_filling_again_takes_the_place_of_what_was_filled_and_of_nothing_else(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    for nights in (1, 2, 3):
        journey(games, east, FIRST, nights=nights)
    people(games, {(east, FIRST): 30})
    version, by = draft(games), organiser_of(games)
    with_lines(version, entered())
    actions.fill_from_spectators(inventory=version, by=by)
    first = lines_of(version)
    assert actions.fill_from_spectators(inventory=version, by=by).changed == 0
    people(games, {(east, FIRST): 60})
    actions.fill_from_spectators(inventory=version, by=by)
    again = lines_of(version)
    assert [line.line_id for line in again] == [line.line_id for line in first]
    doubled = {a.name_en: (a.amount_grams, b.amount_grams) for a, b in zip(first, again, strict=True)}
    assert doubled.pop("Power of the main stadium") == (500_500, 500_500)
    assert all(abs(late - 2 * early) <= 1 for early, late in doubled.values())


def test_the_organiser_may_leave_the_seats_power_out_and_take_the_firm_answers_only(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    made = [journey(games, east, FIRST) for _number in range(4)]
    people(games, {(east, FIRST): 40, (east, SECOND): 40})
    version, by = draft(games), organiser_of(games)
    filling = Filling(with_venue=False, days_per_person=Decimal(2))
    filled = actions.fill_from_spectators(inventory=version, by=by, filling=filling)
    assert "power-heat" not in {line.source for line in filled.lines}
    assert {line.quantity for line in filled.lines} == {Decimal(40)}
    firm = Filling(only_neutralised=True)
    with pytest.raises(errors.FewAnswersError) as refused:
        actions.fill_from_spectators(inventory=version, by=by, filling=firm)
    assert refused.value.answers == 0
    assert (methods_of(games, filling), methods_of(games, firm)) == (["china-2026.1"], [])
    assert sum(each.count for each in answers_of(games, Filling()).values()) == len(made)


def test_without_attendance_or_answers_nothing_is_filled(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    version, by = draft(games), organiser_of(games)
    with pytest.raises(errors.NoAttendanceError):
        actions.fill_from_spectators(inventory=version, by=by)
    people(games, {(east, FIRST): 10})
    journey(games, east, FIRST)
    with pytest.raises(errors.FewAnswersError):
        actions.fill_from_spectators(inventory=version, by=by)
    assert version.lines.count() == 0


def test_an_estimated_line_is_not_typed_over_but_may_be_removed(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    for nights in (1, 2):
        journey(games, east, FIRST, nights=nights)
    people(games, {(east, FIRST): 10})
    version, by = draft(games), organiser_of(games)
    actions.fill_from_spectators(inventory=version, by=by)
    line = version.lines.order_by("position")[0]
    with pytest.raises(errors.EstimatedLineError):
        actions.change_line(inventory=version, line_id=line.line_id, entered=entered(), by=by)
    actions.remove_line(inventory=version, line_id=line.line_id, by=by)
    assert not InventoryLine.objects.filter(pk=line.pk).exists()


def test_the_estimate_is_looked_at_before_it_is_put_into_the_draft(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    for nights in (1, 2):
        journey(games, east, FIRST, nights=nights)
    people(games, {(east, FIRST): 10})
    version = draft(games)
    client, address = signed_in(organiser_of(games)), page_of(games, "actual/1/spectators/")
    text = client.post(address, {"days_per_person": "2"}).content.decode()
    ids = re.findall(' id="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))
    carried = dict(re.findall('<input type="hidden" name="([a-z_]+)" value="([^"]*)">', text))
    carried.pop("csrfmiddlewaretoken")
    assert carried == {"days_per_person": "2", "only_neutralised": "False", "with_venue": "False"}
    assert version.lines.count() == 0
    client.post(address, {**carried, "confirmed": "yes"})
    found = lines_of(version)
    assert {line.quantity for line in found} == {Decimal(5)}
    assert "power-heat" not in {line.source for line in found}


def test_a_filled_version_is_submitted_like_any_other(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    for nights in (1, 2):
        journey(games, east, FIRST, nights=nights)
    people(games, {(east, FIRST): 10})
    in_state(games, "closed")
    version, by = draft(games), organiser_of(games)
    actions.fill_from_spectators(inventory=version, by=by)
    done = actions.submit(inventory=version, by=by)
    assert done.total_grams == sum(line.amount_grams for line in lines_of(done))


def test_attendance_is_of_the_events_zones_and_days(games: Event) -> None:
    east, _west, _floor = zones_of(games)
    by = organiser_of(games)
    wrong = [
        ({(10**6, FIRST): 1}, "x", "unknown-zone"),
        ({(east.pk, date(2026, 11, 3)): 1}, "x", "outside-event"),
        ({(east.pk, FIRST): -1}, "x", "too-large"),
        ({(east.pk, FIRST): 10**7}, "x", "too-large"),
        ({(east.pk, FIRST): 1}, " ", "missing"),
    ]
    for counts, source, reason in wrong:
        with pytest.raises(errors.AttendanceRefusedError) as refused:
            actions.set_attendance(event=games, counts={(east.pk, SECOND): 5, **counts}, source=source, by=by)
        assert (refused.value.reason, Attendance.objects.count()) == (reason, 0)
    counts = {(east.pk, FIRST): 5, (east.pk, SECOND): 6}
    assert actions.set_attendance(event=games, counts=counts, source="gates", by=by) == 2
    assert actions.set_attendance(event=games, counts=counts, source="gates", by=by) == 0
    assert actions.set_attendance(event=games, counts={(east.pk, FIRST): None}, source="gates", by=by) == 1
    assert Attendance.objects.get().people == 6
