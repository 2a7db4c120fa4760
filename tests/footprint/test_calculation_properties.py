"""What holds for every answer."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import footprint.queries
from footprint.calculation import (
    LIMITS,
    Answers,
    Cabin,
    Diet,
    Fuel,
    Library,
    LineKey,
    LocalMode,
    Mode,
    Options,
    Place,
    Point,
    Site,
    calculate,
    great_circle_km,
    possible_modes,
)
from footprint.factor_file import parse
from footprint.places import all_places
from tests.footprint.conftest import FACTOR_FILE

LIBRARY = Library(parse(FACTOR_FILE.read_text(encoding="utf-8")).factors)
CHENGDU = footprint.queries.place("cn-chengdu")
POINT = Point(Decimal("30.5530"), Decimal("104.2720"))
STADIUM = Site(host=CHENGDU, point=POINT, options=Options(allow_weak=True))
ORIGINS = list(all_places().places)[::31]  # a thousand of them: Hypothesis is slow with more
LONG_WAYS = [mode for mode in Mode if mode != Mode.LOCAL]
points = st.builds(
    Point,
    st.decimals(min_value=-90, max_value=90, places=4),
    st.decimals(min_value=-180, max_value=180, places=4),
)


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    origin: Place = draw(st.sampled_from(ORIGINS))
    numbers = {field: draw(st.integers(low, high)) for field, (low, high) in LIMITS.items()}
    return Answers(
        origin=origin,
        mode=draw(st.sampled_from(possible_modes(origin, STADIUM))),
        is_return=draw(st.booleans()),
        local_mode=draw(st.sampled_from(LocalMode)),
        fuel=draw(st.sampled_from(Fuel)),
        cabin=draw(st.sampled_from(Cabin)),
        diet=draw(st.sampled_from(Diet)),
        **numbers,
    )


@given(answers())
def test_the_total_is_the_sum_of_its_lines_to_the_gram(given_answers: Answers) -> None:
    result = calculate(answers=given_answers, site=STADIUM, library=LIBRARY)
    assert result.total_grams == sum(line.grams for line in result.lines)


@given(answers())
def test_the_likeliest_value_is_inside_its_range(given_answers: Answers) -> None:
    result = calculate(answers=given_answers, site=STADIUM, library=LIBRARY)
    assert 0 <= result.low_grams <= result.total_grams <= result.high_grams
    for line in result.lines:
        assert 0 <= line.low_grams <= line.grams <= line.high_grams


@given(answers())
def test_the_range_of_the_total_is_no_wider_than_all_the_lines_together(given_answers: Answers) -> None:
    result = calculate(answers=given_answers, site=STADIUM, library=LIBRARY)
    assert result.low_grams >= sum(line.low_grams for line in result.lines)
    assert result.high_grams <= sum(line.high_grams for line in result.lines)


@given(answers())
def test_the_same_answers_give_the_same_footprint(given_answers: Answers) -> None:
    first = calculate(answers=given_answers, site=STADIUM, library=LIBRARY)
    assert calculate(answers=given_answers, site=STADIUM, library=Library(LIBRARY.values())) == first


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_never_beyond_half_the_globe(start: Point, end: Point) -> None:
    assert great_circle_km(start, end) == great_circle_km(end, start)
    assert 0 <= great_circle_km(start, end) <= 20015


@given(
    st.sampled_from([Mode.PLANE, Mode.HSR, Mode.COACH, Mode.CAR]), st.lists(points, min_size=2, max_size=6)
)
def test_more_distance_never_means_fewer_grams(mode: Mode, origins: list[Point]) -> None:
    far = [
        replace(CHENGDU, code="cn-elsewhere", point=origin)
        for origin in sorted(origins, key=lambda origin: great_circle_km(origin, STADIUM.point))
        if 100 <= great_circle_km(origin, STADIUM.point) <= 6_000  # no train goes further
    ]
    totals = [
        calculate(answers=Answers(origin=origin, mode=mode), site=STADIUM, library=LIBRARY).total_grams
        for origin in far
    ]
    assert all(nearer <= farther for nearer, farther in pairwise(totals))


@given(answers(), st.sampled_from(["local_km", "nights", "meals"]))
def test_one_more_of_anything_never_means_fewer_grams(given_answers: Answers, field: str) -> None:
    fewer = replace(given_answers, **{field: min(getattr(given_answers, field), LIMITS[field][1] - 1)})
    more = replace(fewer, **{field: getattr(fewer, field) + 1})
    totals = [calculate(answers=asked, site=STADIUM, library=LIBRARY).total_grams for asked in (fewer, more)]
    assert totals[0] <= totals[1]


@given(answers())
def test_coming_one_way_is_half_the_long_way(given_answers: Answers) -> None:
    one, both = (
        calculate(answers=replace(given_answers, is_return=way), site=STADIUM, library=LIBRARY)
        for way in (False, True)
    )
    for single, double in zip(one.lines, both.lines, strict=True):
        assert double.key == single.key
        long_way = single.key.value in (*LONG_WAYS, LineKey.PLANE_NON_CO2)
        expected = 2 * single.grams if long_way else single.grams
        assert abs(double.grams - expected) <= (1 if long_way else 0)
