"""From answers to everybody: against cases worked by hand, a census, and a simulation."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events.inventory.sources import SOURCES
from events.inventory.survey import (
    GROUPS,
    Answered,
    Cell,
    NobodyCountedError,
    Sample,
    Stratum,
    TooFewAnswersError,
    estimate,
    strata_of,
    student,
)
from footprint.calculation import LineKey

DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)


def answered(*grams: int, key: str = "hotel", half_range: int = 0) -> Answered:
    found = Answered()
    for each in grams:
        found.add([(key, each, half_range)])
    return found


def sample(*strata: tuple[int, tuple[int, ...]]) -> Sample:
    rows = tuple(Stratum(Fraction(people), answered(*grams)) for people, grams in strata)
    return Sample(rows, Answered())


def test_every_line_of_a_footprint_belongs_to_one_group_of_a_source() -> None:
    keys = [key for group in GROUPS.values() for key in group.keys]
    assert sorted(keys) == sorted(set(LineKey) - {LineKey.AMOUNT})
    assert {group.source.value for group in GROUPS.values()} <= set(SOURCES)


def test_a_case_worked_by_hand() -> None:
    """Two strata of 100 and 200 people.

    Means 20 and 40, variances 100 and 400 (n = 3 and 5): total 100·20 + 200·40 = 10,000. Variance
    100·97·100/3 + 200·195·400/5 = 323,333.3 + 3,120,000; its root 1855.6; Satterthwaite
    3,443,333.3² ÷ (323,333.3²/2 + 3,120,000²/4) = 4.77, so t(4) = 2.776 and the half-range 5,151.2.
    """
    found = estimate(sample((100, (10, 20, 30)), (200, (20, 20, 40, 60, 60))), "lodging")
    assert (found.grams, found.sampling_half_range, found.extrapolated_grams) == (10_000, 5_152, 0)
    assert found.sampling_percent == Decimal("51.52")


def test_when_all_answered_nothing_is_left_to_chance() -> None:
    found = estimate(sample((3, (10, 20, 30)), (2, (7, 8))), "lodging")
    assert (found.grams, found.sampling_half_range, found.extrapolated_grams) == (75, 0, 0)


@given(st.lists(st.lists(st.integers(0, 10**7), min_size=1, max_size=6), min_size=1, max_size=5))
def test_a_census_is_the_sum_of_its_answers(strata: list[list[int]]) -> None:
    assume(sum(len(each) for each in strata) > 1)
    found = estimate(sample(*((len(each), tuple(each)) for each in strata)), "lodging")
    assert found.grams == sum(sum(each) for each in strata)
    assert found.sampling_half_range == 0


@given(
    st.lists(
        st.tuples(st.integers(6, 10_000), st.lists(st.integers(0, 10**7), max_size=6)), min_size=1, max_size=5
    )
)
def test_an_estimate_lies_between_the_least_and_the_most_that_all_could_weigh(
    strata: list[tuple[int, list[int]]],
) -> None:
    grams = [each for _people, answers in strata for each in answers]
    assume(len(grams) > 1)
    people = sum(count for count, _answers in strata)
    found = estimate(sample(*((count, tuple(answers)) for count, answers in strata)), "lodging")
    assert people * min(grams) <= found.grams <= people * max(grams)
    assert 0 <= found.extrapolated_grams <= found.grams
    assert found.sampling_half_range >= 0


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=12), st.integers(1, 4))
def test_an_estimate_scales_with_the_people(grams: list[int], times: int) -> None:
    once = estimate(sample((100, tuple(grams))), "lodging")
    more = estimate(sample((100 * times, tuple(grams))), "lodging")
    assert abs(more.grams - times * once.grams) <= times


def test_a_stratum_without_answers_takes_the_mean_of_all_and_says_so() -> None:
    found = estimate(sample((100, (10, 20, 30)), (50, ())), "lodging")
    assert (found.grams, found.extrapolated_grams) == (3_000, 1_000)
    alone = estimate(sample((100, (10, 20, 30))), "lodging")
    # 50 people at a mean known to ±4.303·√(100/3) each: added in full, as it rests on the same answers.
    assert found.sampling_half_range == alone.sampling_half_range + 1_243


def test_a_single_answer_takes_the_variance_of_all() -> None:
    found = estimate(sample((100, (10, 20, 30)), (100, (20,))), "lodging")
    assert found.grams == 4_000
    assert found.sampling_half_range > estimate(sample((100, (10, 20, 30))), "lodging").sampling_half_range


def test_more_answers_than_people_are_told_and_reduce_no_error_below_zero() -> None:
    both = sample((2, (10, 20, 30)), (10, (5, 5)))
    assert both.overfull_strata == 1
    assert estimate(both, "lodging").sampling_half_range == 0


@pytest.mark.parametrize("grams", [(), (5,)])
def test_too_few_answers_make_no_estimate(grams: tuple[int, ...]) -> None:
    with pytest.raises(TooFewAnswersError):
        estimate(sample((10, grams)), "lodging")


def test_the_factors_are_as_unsure_for_all_as_for_one() -> None:
    """What a factor is wrong by does not average out over spectators: ±30 % each is ±30 % of the whole."""
    rows = (Stratum(Fraction(10), answered(*([1_000] * 10), half_range=300)),)
    found = estimate(Sample(rows, Answered()), "lodging")
    assert (found.sampling_half_range, found.factor_half_range) == (0, 3_000)
    assert found.uncertainty_percent == Decimal("30.00")


def test_both_errors_are_added_in_quadrature() -> None:
    rows = (Stratum(Fraction(1000), answered(*(500, 1500) * 50, half_range=300)),)
    found = estimate(Sample(rows, Answered()), "lodging")
    expected = (found.sampling_percent**2 + found.factor_percent**2).sqrt()
    assert abs(found.uncertainty_percent - expected) < Decimal("0.011")
    assert found.factor_percent == Decimal(30)


def test_lines_of_one_answer_are_added_before_they_are_squared() -> None:
    """A flight and its non-CO2 effects are one trip: their spread is that of the sum."""
    found = Answered()
    found.add([("plane", 100, 10), ("plane-non-co2", 70, 40), ("hotel", 5, 1)])
    found.add([("metro", 1, 0)])
    assert (found.count, found.groups["air"].grams, found.groups["air"].squares) == (2, 170, 170**2)
    assert found.groups["air"].half_ranges == 50
    assert set(found.groups) == {"air", "lodging", "local"}


def test_an_unknown_line_is_no_answer() -> None:
    with pytest.raises(KeyError):
        Answered().add([("amount", 1, 0)])


# --- Strata -----------------------------------------------------------------------------------------------


def test_a_stratum_is_a_zone_on_a_day() -> None:
    attendance = {Cell(1, 11, DAY): 100, Cell(1, 12, DAY): 50, Cell(1, 11, NEXT): 10, Cell(2, 21, DAY): 0}
    answers = {Cell(1, 11, DAY): answered(1, 2), Cell(1, 11, NEXT): answered(3)}
    found = strata_of(attendance, answers)
    assert [(int(each.people), each.answered.count) for each in found.strata] == [(100, 2), (50, 0), (10, 1)]
    assert (int(found.people), found.answered_strata, found.elsewhere.count) == (160, 2, 0)


def test_where_an_answer_names_no_zone_the_venues_zones_of_that_day_are_one() -> None:
    attendance = {Cell(1, 11, DAY): 100, Cell(1, 12, DAY): 50, Cell(1, 11, NEXT): 10}
    answers = {Cell(1, 11, DAY): answered(1), Cell(1, None, DAY): answered(2, 3)}
    found = strata_of(attendance, answers)
    assert [(int(each.people), each.answered.count) for each in found.strata] == [(150, 3), (10, 0)]


def test_answers_of_uncounted_days_count_in_the_mean_of_all_only() -> None:
    attendance = {Cell(1, 11, DAY): 100, Cell(1, 12, DAY): 10, Cell(1, 13, DAY): 0}
    answers = {
        Cell(1, 11, DAY): answered(10, 10),
        Cell(1, 11, NEXT): answered(40, 40),
        Cell(1, 13, DAY): answered(40, 40),
    }
    found = strata_of(attendance, answers)
    assert (found.elsewhere.count, found.pooled.count) == (4, 6)
    assert estimate(found, "lodging").grams == 100 * 10 + 10 * 30


def test_a_person_who_comes_on_two_days_travels_once() -> None:
    attendance = {Cell(1, 11, DAY): 100, Cell(1, 11, NEXT): 100}
    answers = {Cell(1, 11, DAY): answered(10, 10), Cell(1, 11, NEXT): answered(10, 10)}
    found = strata_of(attendance, answers, Decimal(2))
    assert (int(found.people), estimate(found, "lodging").grams) == (100, 1_000)


def test_without_attendance_there_is_nothing_to_scale_to() -> None:
    for attendance in ({}, {Cell(1, 11, DAY): 0}):
        with pytest.raises(NobodyCountedError):
            strata_of(attendance, {Cell(1, 11, DAY): answered(1, 2)})


def test_each_answer_is_counted_once_however_strata_are_joined() -> None:
    attendance = {Cell(1, 11, DAY): 100, Cell(1, 12, DAY): 50}
    answers = {
        Cell(1, 11, DAY): answered(1),
        Cell(1, 12, DAY): answered(2),
        Cell(1, None, DAY): answered(4),
        Cell(1, None, NEXT): answered(8),
        Cell(3, 31, DAY): answered(16),
    }
    pooled = strata_of(attendance, answers).pooled
    assert (pooled.count, pooled.groups["lodging"].grams) == (5, 31)


def test_student_takes_the_row_at_or_above() -> None:
    assert [str(student(freedom)) for freedom in (0, 1, 2, 30, 39, 40, 119, 10**6)] == [
        "12.706",
        "12.706",
        "4.303",
        "2.042",
        "2.042",
        "2.021",
        "2.000",
        "1.962",
    ]


def test_the_range_holds_the_truth_as_often_as_it_says() -> None:
    """A simulation with a fixed seed: 400 samples of a known crowd; 95 % of their ranges should hold its total."""
    chance = random.Random(19)
    crowd = [
        [chance.randint(1_000, 40_000) * (stratum + 1) for _person in range(400)] for stratum in range(4)
    ]
    truth = sum(sum(people) for people in crowd)
    held = 0
    for _round in range(400):
        strata = ((len(people), tuple(chance.sample(people, 40))) for people in crowd)
        found = estimate(sample(*strata), "lodging")
        held += abs(found.grams - truth) <= found.sampling_half_range
    assert 0.93 <= held / 400 <= 0.98
