"""The numbers of an event: they add up to the gram, hold no name, and JSON keeps them."""

import json
from typing import Any

import credits.actions
import credits.public_queries.extracts as extracts
import credits.queries
from credits.models import Retirement
from credits.public_queries.extracts import GramSpan
from events.models import Event, Journey
from events.reports.documents import document_of
from events.reports.making import json_of
from events.reports.numbers import numbers_of
from tests.conftest import clerks, issued, new_batch, replaced_by_two
from tests.events.inventory.stage import in_state
from tests.events.reports import stage

TONNE = 1_000_000


def grams(rows: list[dict[str, Any]]) -> int:
    return sum(row["mass"]["grams"] for row in rows)


def test_json_keeps_the_numbers_without_loss(universiade: Event) -> None:
    found = numbers_of(stage.declared(universiade), "verification")
    assert json.loads(json_of(found)) == found
    assert json_of(json.loads(json_of(found))) == json_of(found)


def test_sources_phases_and_evidence_each_add_up_to_the_total(universiade: Event) -> None:
    found = numbers_of(stage.verified(universiade), "verification")["inventory"]
    assert found["total"]["grams"] == 31_001_000 == sum(line["mass"]["grams"] for line in found["lines"])
    for part in ("by_source", "by_phase", "by_evidence"):
        assert grams(found[part]) == 31_001_000
    # IPCC 2006, volume 1, equation 3.2: the root of the lines' squared half-ranges, all of 5 %.
    assert (found["low"]["grams"], found["high"]["grams"]) == (29_500_582, 32_501_418)
    assert found["uncertainty"] == {"percent": "4.8", "shown": "4.8%"}


def test_the_balance_is_that_of_the_ledger(universiade: Event) -> None:
    event = stage.declared(universiade)
    found = numbers_of(event, "verification")
    balance = found["balance"]
    _given, retired = credits.queries.given_and_retired(event.donated_account)
    assert balance["retired_event"]["grams"] + balance["retired_spectators"]["grams"] == retired.amount_grams
    assert balance["surplus"]["grams"] == balance["counted"]["grams"] - balance["verified"]["grams"]
    assert found["serials"]["totals"]["event"] == balance["retired_event"]
    assert found["serials"]["totals"]["spectators"] == balance["retired_spectators"]


def replaced_for(event: Event) -> None:
    """What was retired for the event is found flawed, and as much retired in its place."""
    retirement = Retirement.objects.get(request__kind="event")
    credits.actions.impair(batch=retirement.slices.get().batch, reason="not additional", by=clerks()[0])
    issued(new_batch(5001, 100), event.donated_account)
    replaced_by_two(retirement, event.donated_account)
    credits.actions.settle_pending()


def test_serials_that_count_are_the_balance_and_what_was_flawed_is_told_apart(universiade: Event) -> None:
    event = stage.declared(universiade)
    replaced_for(event)
    found = numbers_of(event, "verification")
    serials, balance = found["serials"], found["balance"]
    assert [(row["mass"]["grams"], row["counts"]) for row in serials["event"]] == [
        (32 * TONNE, False),
        (32 * TONNE, True),
    ]
    assert balance["retired_event"]["grams"] == 32 * TONNE
    assert [row["mass"]["grams"] for row in serials["event_retirements"]] == [32 * TONNE, 32 * TONNE]
    assert balance["retired_spectators"]["grams"] == grams(
        [row for row in serials["spectators"] if row["counts"]]
    )
    document = document_of(found, "en")
    (table,) = [each for each in document.tables if each.name == "serials_event"]
    assert ["Does not count" in str(row[0]) for row in table.rows] == [True, False]


def test_a_forecast_is_of_the_plan_only(universiade: Event) -> None:
    event = stage.verified(universiade)
    assert numbers_of(event, "plan")["inventory"]["total"]["grams"] == 41_500_500
    assert numbers_of(event, "hosting")["inventory"]["total"]["grams"] == 31_001_000
    assert [row["kind"] for row in numbers_of(event, "hosting")["versions"]] == ["forecast", "actual"]


def test_who_took_part_is_counted_and_nobody_is_named(universiade: Event) -> None:
    event = stage.verified(universiade)
    found = numbers_of(event, "hosting")
    part = found["taking_part"]
    assert (part["journeys"]["count"], part["retired_journeys"]["count"]) == (3, 2)
    assert part["retired_share"]["percent"] == "66.7"
    assert [(row["way"], row["count"]["count"]) for row in part["by_way"]] == [("hsr", 3)]
    text = json_of(found).decode()
    assert "李雷" not in text
    assert not any(code in text for code in Journey.objects.values_list("code", flat=True))


def test_the_ranges_of_neighbours_are_one(universiade: Event) -> None:
    stage.with_retired_journeys(universiade)
    in_state(universiade, "closed")
    (found,) = numbers_of(universiade, "hosting")["serials"]["spectators"]
    journeys = Journey.objects.filter(stage="retired").values_list("amount_grams", flat=True)
    assert found["mass"]["grams"] == sum(journeys)
    assert found["grams"] == f"1 – {sum(journeys):,}"


def test_only_ranges_that_touch_are_joined() -> None:
    spans = [GramSpan(1, 0, 5), GramSpan(1, 5, 9), GramSpan(1, 10, 12), GramSpan(2, 12, 13)]
    assert list(extracts.joined(spans)) == [GramSpan(1, 0, 9), GramSpan(1, 10, 12), GramSpan(2, 12, 13)]
    assert list(extracts.joined([])) == []


def test_measures_that_are_not_done_are_told_apart(universiade: Event) -> None:
    _done, started, dropped = stage.with_measures(universiade)[0], *stage.two_not_done(universiade)
    found = numbers_of(universiade, "plan")["measures"]
    assert (found["avoided_done"]["grams"], found["expected"]["grams"]) == (908_450_000, 7_000_000)
    assert (found["count"]["count"], found["done"]["count"]) == (5, 2)
    by_title = {row["title"]["en"]: row for row in found["rows"]}
    expected = by_title[started.title_en]["expected"]
    assert (by_title[started.title_en]["avoided"], expected["grams"]) == (None, 7_000_000)
    assert [by_title[dropped.title_en][name] for name in ("avoided", "expected")] == [None, None]
    (energy,) = [each for each in found["by_category"] if each["category"] == "energy"]
    assert (energy["avoided_done"]["grams"], energy["expected"]["grams"]) == (812_400_000, 7_000_000)
