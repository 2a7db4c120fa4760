"""Single cases: published numbers first, then the rules of the house."""

from dataclasses import replace
from decimal import Decimal, localcontext
from itertools import pairwise

import pytest

import footprint.queries
from footprint.calculation import (
    Alternative,
    Answers,
    Boundary,
    Coverage,
    Diet,
    Fuel,
    Gases,
    Library,
    Line,
    LineKey,
    LocalMode,
    Mode,
    Place,
    Point,
    Site,
    alternatives,
    calculate,
    great_circle_km,
    possible_modes,
    quantity_of,
    total_of,
    usual_mode,
)
from footprint.errors import ImpossibleModeError, InvalidAnswerError, UnfitFactorError, UnknownUseError


def point(latitude: str, longitude: str) -> Point:
    return Point(Decimal(latitude), Decimal(longitude))


def east_of(place: Place, kilometres: int) -> Place:
    """A mainland city this far along the equator from 0° 0'."""
    degrees = Decimal(kilometres) / Decimal("111.19508")
    return replace(place, code="cn-east", point=Point(Decimal(0), degrees.quantize(Decimal("0.00001"))))


@pytest.fixture
def zero_site(chengdu: Place) -> Site:
    """A host city at 0° 0' where weak factors are not allowed, so that kilometres are easy to set."""
    origin = point("0", "0")
    return Site(host=replace(chengdu, code="cn-zero", point=origin), point=origin)


def line_of(answers: Answers, site: Site, library: Library, key: LineKey) -> Line:
    lines = calculate(answers=answers, site=site, library=library).lines
    return next(line for line in lines if line.key == key)


def better_ways(answers: Answers, site: Site, library: Library) -> tuple[Alternative, ...]:
    total = calculate(answers=answers, site=site, library=library).total_grams
    return alternatives(answers=answers, site=site, library=library, total_grams=total)


@pytest.mark.parametrize(
    ("start", "end", "kilometres"),
    [
        # Nashville to Los Angeles, the worked example of the haversine formula at Rosetta Code: 2,886.4 km.
        (point("36.12", "-86.67"), point("33.94", "-118.40"), 2886),
        # Beijing Capital to Chengdu Shuangliu airport; 1,556.0 km by the spherical law of cosines too.
        (point("40.0801", "116.5846"), point("30.5785", "103.9471"), 1556),
        # A quarter and a half of the globe: R × π/2 and R × π with R = 6371.0088 km.
        (point("0", "0"), point("0", "90"), 10008),
        (point("0", "0"), point("0", "180"), 20015),
        (point("90", "0"), point("-90", "77"), 20015),
        # Across the date line.
        (point("0", "179.5"), point("0", "-179.5"), 111),
        (point("30.66", "104.06"), point("30.66", "104.06"), 0),
    ],
)
def test_the_great_circle_agrees_with_published_distances(start: Point, end: Point, kilometres: int) -> None:
    assert great_circle_km(start, end) == kilometres
    assert great_circle_km(end, start) == kilometres


def test_a_point_off_the_globe_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the globe"):
        point("91", "0")


@pytest.mark.parametrize(
    ("mode", "key", "grams"),
    [
        # UK DESNZ 2025, international to/from non-UK, economy: 0.06449 + 0.01656 kg per passenger-km.
        (Mode.PLANE, LineKey.PLANE, 81_050),
        # The same table with radiative forcing, 0.10916, less the part above: 0.04467.
        (Mode.PLANE, LineKey.PLANE_NON_CO2, 44_670),
        # Mao Baohua's team: 30.48 g per passenger-km, on rails 1.16 times as long.
        (Mode.HSR, LineKey.HSR, 35_357),
        # UK DESNZ 2025, coach: 0.02776 + 0.00656, on roads 1.3 times as long.
        (Mode.COACH, LineKey.COACH, 44_616),
        # UK DESNZ 2025, average petrol car: 0.16272 + 0.04599 per vehicle-km, on the same roads.
        (Mode.CAR, LineKey.CAR, 271_323),
    ],
)
def test_a_thousand_kilometres_one_way_cost_what_the_publisher_says(
    chengdu: Place, zero_site: Site, library: Library, mode: Mode, key: LineKey, grams: int
) -> None:
    answers = Answers(origin=east_of(chengdu, 1000), mode=mode, is_return=False, local_km=0)
    assert line_of(answers, zero_site, library, key).grams == grams


@pytest.mark.parametrize(
    ("changes", "key", "grams"),
    [
        ({"local_mode": LocalMode.METRO, "local_km": 100}, LineKey.METRO, 3_200),
        ({"local_mode": LocalMode.BUS, "local_km": 100}, LineKey.BUS, 5_200),
        ({"local_mode": LocalMode.TAXI, "local_km": 100}, LineKey.TAXI, 18_558),
        ({"local_mode": LocalMode.WALK, "local_km": 100}, LineKey.WALK, 0),
        ({"nights": 3}, LineKey.HOTEL, 160_500),
        ({"nights": 3, "sharers": 2}, LineKey.HOTEL, 80_250),
        ({"nights": 1, "sharers": 3}, LineKey.HOTEL, 17_833),
        ({"meals": 2, "diet": Diet.RED}, LineKey.MEALS, 10_020),
        ({"meals": 2, "diet": Diet.WHITE}, LineKey.MEALS, 3_300),
        ({"meals": 2, "diet": Diet.VEGETARIAN}, LineKey.MEALS, 1_700),
        ({"meals": 2, "diet": Diet.VEGAN}, LineKey.MEALS, 1_080),
        ({}, LineKey.VENUE, 141),
    ],
)
def test_each_line_of_a_stay_is_amount_times_factor(
    meis_answers: Answers,
    stadium: Site,
    library: Library,
    changes: dict[str, object],
    key: LineKey,
    grams: int,
) -> None:
    answers = replace(meis_answers, **changes)  # type: ignore[arg-type]
    assert line_of(answers, stadium, library, key).grams == grams


def test_a_flight_from_beijing_and_back(lins_answers: Answers, stadium: Site, library: Library) -> None:
    """1,512 km × 2 × 81.05 g, non-CO2 apart; one room-night each for two sharers; four meals; metro; seat."""
    result = calculate(answers=lins_answers, site=stadium, library=library)
    assert [(line.key.value, line.grams) for line in result.lines] == [
        ("plane", 245_095),
        ("plane-non-co2", 135_082),
        ("metro", 640),
        ("hotel", 53_500),
        ("meals", 6_600),
        ("venue", 141),
    ]
    assert (result.low_grams, result.total_grams, result.high_grams) == (331_191, 441_058, 550_925)


def test_who_lives_in_the_host_city_has_no_long_way(
    meis_answers: Answers, stadium: Site, library: Library
) -> None:
    result = calculate(answers=meis_answers, site=stadium, library=library)
    assert [line.key for line in result.lines] == [LineKey.METRO, LineKey.MEALS, LineKey.VENUE]
    assert result.total_grams == 640 + 1_650 + 141


def test_lines_with_nothing_in_them_are_left_out(
    meis_answers: Answers, zero_site: Site, library: Library
) -> None:
    answers = replace(meis_answers, origin=zero_site.host, local_km=0, meals=0)
    result = calculate(answers=answers, site=zero_site, library=library)
    assert (result.lines, result.total_grams, result.low_grams, result.high_grams) == ((), 0, 0, 0)


def test_a_car_is_shared_by_those_in_it(chengdu: Place, zero_site: Site, library: Library) -> None:
    alone = Answers(origin=east_of(chengdu, 300), mode=Mode.CAR, local_km=0)
    one = line_of(alone, zero_site, library, LineKey.CAR)
    four = line_of(replace(alone, occupants=4), zero_site, library, LineKey.CAR)
    assert one.grams == 162_794
    assert four.grams == 40_698
    assert (one.quantity, four.quantity) == (Decimal("780.000"), Decimal("195.000"))


def test_an_electric_car_takes_the_grid_of_its_province_or_of_the_country(
    stadium: Site, library: Library
) -> None:
    grids = {
        code: line_of(
            Answers(origin=footprint.queries.place(code), mode=Mode.CAR, fuel=Fuel.ELECTRIC),
            stadium,
            library,
            LineKey.CAR,
        ).factor_codes
        for code in ("cn-mianyang", "cn-chongqing")
    }
    assert grids == {"cn-mianyang": ("cn-grid-2023-sichuan",), "cn-chongqing": ("cn-grid-2023-national",)}


def test_the_formula_shown_is_the_formula_counted(
    lins_answers: Answers, stadium: Site, library: Library
) -> None:
    for line in calculate(answers=lins_answers, site=stadium, library=library).lines:
        assert line.grams == round(quantity_of(line.pieces) * line.grams_per_unit)


def test_the_uplift_of_flights_is_not_added_a_second_time(
    chengdu: Place, zero_site: Site, library: Library
) -> None:
    answers = Answers(origin=east_of(chengdu, 1000), mode=Mode.PLANE, is_return=False)
    assert line_of(answers, zero_site, library, LineKey.PLANE).quantity == Decimal("1000.000")


def test_a_line_and_its_range_follow_the_stated_uncertainty(
    chengdu: Place, zero_site: Site, library: Library
) -> None:
    """Rail: 30 % of the factor and 9 % of the detour, in quadrature 31.3 %."""
    answers = Answers(origin=east_of(chengdu, 1000), mode=Mode.HSR, is_return=False)
    line = line_of(answers, zero_site, library, LineKey.HSR)
    assert line.uncertainty_percent == Decimal("31.3")
    assert (line.low_grams, line.high_grams) == (24_282, 46_431)
    assert line.uncertainty_is_judgement


def test_an_unstated_uncertainty_counts_as_fifty_percent_and_as_a_judgement(
    meis_answers: Answers, stadium: Site, library: Library
) -> None:
    unstated = replace(library["bj-metro"], uncertainty_percent=None, uncertainty_is_judgement=False)
    changed = Library([*(factor for factor in library.values() if factor.code != "bj-metro"), unstated])
    line = line_of(meis_answers, stadium, changed, LineKey.METRO)
    assert (line.low_grams, line.grams, line.high_grams) == (320, 640, 960)
    assert line.uncertainty_is_judgement


def test_independent_lines_add_in_quadrature_and_lines_of_one_factor_add_linearly(
    meis_answers: Answers, stadium: Site, library: Library
) -> None:
    result = calculate(answers=meis_answers, site=stadium, library=library)
    metro, meals, _venue = result.lines

    def with_range(line: Line, half: int) -> Line:
        return replace(line, grams=1000, low_grams=1000 - half, high_grams=1000 + half)

    apart = total_of([with_range(metro, 300), with_range(meals, 400)], allow_mixed=True)
    assert (apart.low_grams, apart.total_grams, apart.high_grams) == (1500, 2000, 2500)
    together = total_of([with_range(metro, 300), with_range(metro, 400)])
    assert (together.low_grams, together.total_grams, together.high_grams) == (1300, 2000, 2700)
    bridge = replace(meals, factors=metro.factors + meals.factors)
    lines = [with_range(metro, 300), with_range(meals, 400), with_range(bridge, 100)]
    joined = total_of(lines, allow_mixed=True)
    assert (joined.low_grams, joined.high_grams) == (2200, 3800)


def test_a_total_owns_up_to_the_boundaries_it_adds(
    meis_answers: Answers, stadium: Site, library: Library
) -> None:
    result = calculate(answers=meis_answers, site=stadium, library=library)
    assert result.coverages == (
        Coverage(Boundary.DIRECT, Gases.CO2),
        Coverage(Boundary.LIFE_CYCLE, Gases.CO2E),
        Coverage(Boundary.NOT_STATED, Gases.NOT_STATED),
    )


def test_a_line_is_as_weak_as_its_weakest_factor(
    lins_answers: Answers, stadium: Site, library: Library
) -> None:
    result = calculate(answers=lins_answers, site=stadium, library=library)
    assert [line.grade for line in result.lines] == ["A", "A", "D", "A", "B", "E"]


@pytest.mark.parametrize(
    ("code", "modes", "usual"),
    [
        ("cn-chengdu", ["local"], "local"),
        ("cn-beijing", ["plane", "hsr", "coach", "car"], "plane"),
        ("cn-chongqing", ["plane", "hsr", "coach", "car"], "hsr"),
        ("cn-dujiangyan", ["hsr", "coach", "car"], "hsr"),
        ("cn-jianyang", ["hsr", "coach", "car", "local"], "local"),
        ("cn-lhasa", ["plane", "coach", "car"], "plane"),
        ("cn-sanya", ["plane", "coach", "car"], "plane"),
        ("hk-hong-kong", ["plane", "hsr", "coach", "car"], "plane"),
        ("mo-macao", ["plane", "coach", "car"], "plane"),
        ("tw-taipei", ["plane"], "plane"),
        ("gb-london", ["plane"], "plane"),
    ],
)
def test_only_sensible_ways_are_possible(stadium: Site, code: str, modes: list[str], usual: str) -> None:
    origin = footprint.queries.place(code)
    assert [mode.value for mode in possible_modes(origin, stadium)] == modes
    assert usual_mode(origin, stadium) == usual


@pytest.mark.parametrize(
    ("origin", "host", "modes"),
    [
        ("gb-london", "fr-paris", ["plane", "rail", "coach", "car"]),
        ("ie-dublin", "fr-paris", ["plane"]),
        ("kr-seoul", "jp-tokyo", ["plane"]),
        ("us-new-york", "gb-london", ["plane"]),
        ("cn-shenzhen", "hk-hong-kong", ["hsr", "coach", "car", "local"]),
        ("vn-hanoi", "cn-nanning", ["plane"]),
    ],
)
def test_outside_china_land_between_decides(origin: str, host: str, modes: list[str]) -> None:
    place = footprint.queries.place(host)
    site = Site(host=place, point=place.point)
    assert [mode.value for mode in possible_modes(footprint.queries.place(origin), site)] == modes


def test_high_speed_rail_to_hong_kong_has_the_factor_of_china(library: Library) -> None:
    host = footprint.queries.place("hk-hong-kong")
    answers = Answers(origin=footprint.queries.place("cn-guangzhou"), mode=Mode.HSR)
    line = line_of(answers, Site(host=host, point=host.point), library, LineKey.HSR)
    assert line.factor_codes == ("cn-hsr-full-2019",)


def test_a_foreign_neighbour_still_has_one_way(london: Place, zero_site: Site) -> None:
    near = replace(london, point=point("0", "0.5"))
    assert possible_modes(near, zero_site) == (Mode.PLANE,)


def test_high_speed_rail_from_london_is_refused(london: Place, stadium: Site, library: Library) -> None:
    with pytest.raises(ImpossibleModeError) as refusal:
        calculate(answers=Answers(origin=london, mode=Mode.HSR), site=stadium, library=library)
    assert (refusal.value.mode, refusal.value.origin) == ("hsr", "gb-london")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nights", -1),
        ("nights", 61),
        ("meals", 201),
        ("occupants", 0),
        ("occupants", 60),
        ("sharers", 0),
        ("local_km", 10_000),
        ("local_km", 2.5),
        ("meals", True),
        ("nights", None),
    ],
)
def test_answers_outside_their_limits_are_refused_and_never_clamped(
    lins_answers: Answers, stadium: Site, library: Library, field: str, value: object
) -> None:
    answers = replace(lins_answers, **{field: value})  # type: ignore[arg-type]
    with pytest.raises(InvalidAnswerError) as refusal:
        calculate(answers=answers, site=stadium, library=library)
    assert (refusal.value.field, refusal.value.value) == (field, value)


def test_a_use_that_the_set_lacks_is_refused_but_a_seat_is_only_left_out(
    meis_answers: Answers, stadium: Site, library: Library
) -> None:
    without = Library(factor for factor in library.values() if factor.use not in ("seat", "meal-white"))
    with pytest.raises(UnknownUseError) as refusal:
        calculate(answers=meis_answers, site=stadium, library=without)
    assert (refusal.value.use, refusal.value.region) == ("meal-white", "CN-SC")
    result = calculate(answers=replace(meis_answers, meals=0), site=stadium, library=without)
    assert [line.key for line in result.lines] == [LineKey.METRO]


def test_a_factor_in_another_unit_is_refused(meis_answers: Answers, stadium: Site, library: Library) -> None:
    wrong = [replace(factor, unit="kg") if factor.use == "seat" else factor for factor in library.values()]
    with pytest.raises(UnfitFactorError) as refusal:
        calculate(answers=meis_answers, site=stadium, library=Library(wrong))
    assert (refusal.value.unit, refusal.value.expected) == ("kg", "spectator")


def test_the_same_trip_by_rail_saves_most_of_a_flight(
    lins_answers: Answers, stadium: Site, library: Library
) -> None:
    """The rail line is 1,512 × 1.16 × 2 × 30.48 g = 106,919 g in place of 380,177 g."""
    (by_rail,) = better_ways(lins_answers, stadium, library)
    assert (by_rail.mode, by_rail.saved_grams) == (Mode.HSR, 273_258)
    assert by_rail.total_grams == 441_058 - 273_258


def test_a_car_alone_has_two_better_ways_and_a_full_car_may_have_none(
    stadium: Site, library: Library
) -> None:
    answers = Answers(origin=footprint.queries.place("cn-chongqing"), mode=Mode.CAR)
    found = better_ways(answers, stadium, library)
    assert [alternative.mode for alternative in found] == [Mode.HSR, Mode.COACH]
    assert all(first.saved_grams >= second.saved_grams for first, second in pairwise(found))
    assert better_ways(replace(answers, occupants=9), stadium, library) == ()


def test_nothing_better_is_proposed_to_rail_or_from_abroad(
    beijing: Place, london: Place, stadium: Site, library: Library
) -> None:
    for answers in (Answers(origin=beijing, mode=Mode.HSR), Answers(origin=london, mode=Mode.PLANE)):
        assert better_ways(answers, stadium, library) == ()


def test_the_result_does_not_hang_on_the_caller_s_decimal_context(
    lins_answers: Answers, stadium: Site, library: Library
) -> None:
    expected = calculate(answers=lins_answers, site=stadium, library=library)
    with localcontext() as context:
        context.prec = 5
        assert calculate(answers=lins_answers, site=stadium, library=library) == expected
