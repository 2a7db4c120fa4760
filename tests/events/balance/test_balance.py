"""The balance as arithmetic: what counts, what is left, until when, and which reminder is due."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from events.balance.balance import REMINDER_DAYS, Balance, days_left, deadline_of, due_reminder

BALANCE = Balance(
    verified_grams=1_000,
    offered_grams=5_000,
    confirmed_grams=3_000,
    retired_spectators_grams=400,
    retired_event_grams=700,
    counts_spectators=False,
    deadline=date(2027, 8, 8),
)


@pytest.mark.parametrize(
    ("counts", "counted", "surplus", "shortfall"), [(False, 700, -300, 300), (True, 1_100, 100, 0)]
)
def test_only_what_is_retired_counts_and_spectators_only_where_it_was_agreed(
    counts: bool, counted: int, surplus: int, shortfall: int
) -> None:
    balance = replace(BALANCE, counts_spectators=counts)
    assert (balance.counted_grams, balance.surplus_grams, balance.shortfall_grams) == (
        counted,
        surplus,
        shortfall,
    )
    assert balance.is_covered is (surplus >= 0)


def test_what_is_offered_or_held_covers_nothing() -> None:
    rich = replace(BALANCE, offered_grams=10**12, confirmed_grams=10**12)
    assert (rich.surplus_grams, rich.is_covered) == (-300, False)


@pytest.mark.parametrize(("retired", "covered"), [(999, False), (1_000, True), (1_001, True)])
def test_covered_is_to_the_gram(retired: int, covered: bool) -> None:
    assert replace(BALANCE, retired_event_grams=retired).is_covered is covered


def test_without_a_verified_figure_there_is_nothing_to_compare() -> None:
    unknown = replace(BALANCE, verified_grams=None)
    assert (unknown.surplus_grams, unknown.is_covered, unknown.shortfall_grams) == (None, False, 0)


def test_the_suzhou_final_balances_to_nothing() -> None:
    """1,163.59 t verified, as much donated and retired (research/domain.md 1.4)."""
    final = replace(BALANCE, verified_grams=1_163_590_000, retired_event_grams=1_163_590_000)
    assert (final.surplus_grams, final.is_covered) == (0, True)


@pytest.mark.parametrize(
    ("last_day", "deadline"),
    [
        (date(2023, 8, 8), date(2024, 8, 8)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
    ],
)
def test_the_deadline_is_a_year_after_the_last_day(last_day: date, deadline: date) -> None:
    assert deadline_of(last_day) == deadline


def test_each_reminder_comes_on_its_day_and_once() -> None:
    deadline = date(2027, 8, 8)
    sent: list[tuple[int, int]] = []
    for day in range(400, -30, -1):
        found = due_reminder(deadline, deadline - timedelta(days=day), [days for _left, days in sent])
        if found is not None:
            sent.append((day, found))
    assert (
        sent == [(days, days) for days in REMINDER_DAYS] == [(180, 180), (90, 90), (30, 30), (7, 7), (0, 0)]
    )


def test_whoever_was_away_gets_the_nearest_reminder_only() -> None:
    deadline = date(2027, 8, 8)
    assert due_reminder(deadline, date(2027, 7, 20), []) == 30
    assert due_reminder(deadline, date(2027, 7, 20), [30]) is None
    assert due_reminder(deadline, date(2028, 1, 1), []) == 0
    assert days_left(deadline, date(2028, 1, 1)) == -146
