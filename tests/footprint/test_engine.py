"""The engine: which factors and pieces an activity is counted with, and what it refuses."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, product

import pytest

from footprint.calculation import (
    Activity,
    Amount,
    Boundary,
    Cabin,
    Diet,
    DistanceKind,
    Electricity,
    Flight,
    FlightMethod,
    Fuel,
    Gases,
    Library,
    Line,
    LineKey,
    Meals,
    Options,
    PieceName,
    Point,
    Ride,
    RideMode,
    Seat,
    Stay,
    great_circle_km,
    lines_of,
    total_of,
)
from footprint.calculation.icao import corrected_km, flight_fuel, route_factors
from footprint.calculation.values import Coverage
from footprint.errors import (
    AdditionOnlyError,
    InvalidAnswerError,
    MixedBoundariesError,
    UnknownCabinError,
    UnknownFactorError,
    UnknownUseError,
    WeakFactorError,
)

WEAK = Options(allow_weak=True)
IN_CHINA = ("CN", "CN")


def only(activity: Activity, library: Library, options: Options = Options()) -> Line:  # noqa: B008
    (line,) = lines_of(activity, library, options)
    return line


def ride(mode: RideMode, distance_km: int, region: str = "CN", **others: object) -> Ride:
    return Ride(mode, Decimal(distance_km), region, **others)  # type: ignore[arg-type]


def test_a_flight_has_its_non_co2_effects_on_a_line_of_their_own(library: Library) -> None:
    lines = lines_of(Flight(1000, IN_CHINA), library)
    assert [(line.key.value, line.grams) for line in lines] == [("plane", 81_050), ("plane-non-co2", 44_670)]
    assert [line.coverage for line in lines] == [Coverage(Boundary.WELL_TO_WHEEL, Gases.CO2E), None]


@pytest.mark.parametrize("switched_by", ["activity", "options"])
def test_non_co2_effects_can_be_switched_off(library: Library, switched_by: str) -> None:
    flight = Flight(1000, IN_CHINA, with_non_co2=switched_by != "activity")
    options = Options(with_non_co2=switched_by != "options")
    assert [line.key for line in lines_of(flight, library, options)] == [LineKey.PLANE]


def test_additions_alone_are_no_total(library: Library) -> None:
    flight, non_co2 = lines_of(Flight(1000, IN_CHINA), library)
    assert total_of([flight, non_co2]).total_grams == 125_720
    fuel = only(Amount(Decimal(1000), "desnz25-coach-wtt"), library)
    for lines in ([non_co2], [fuel]):
        with pytest.raises(AdditionOnlyError):
            total_of(lines, allow_mixed=True)


def test_a_weak_non_co2_part_makes_the_whole_figure_weak(library: Library) -> None:
    use = "flight-international-economy"
    weak = [
        replace(factor, grade="E") if factor.use == use and factor.boundary == Boundary.NON_CO2 else factor
        for factor in library.values()
    ]
    with pytest.raises(WeakFactorError):
        lines_of(Flight(1000, IN_CHINA), Library(weak))
    assert len(lines_of(Flight(1000, IN_CHINA), Library(weak), WEAK)) == 2


@pytest.mark.parametrize(
    ("countries", "distance_km", "cabin", "grams"),
    [
        # DESNZ 2025, per passenger-km without RF, with the making of the fuel: research table 1.1.
        (("GB", "GB"), 500, Cabin.ECONOMY, 84_510),  # only the average of all seats is published: 0.16902
        (("GB", "FR"), 3_699, Cabin.ECONOMY, 358_211),  # 0.09684
        (("CN", "GB"), 3_700, Cabin.ECONOMY, 347_319),  # 0.09387
        (("GB", "CN"), 8_000, Cabin.BUSINESS, 2_177_600),  # 0.27220
        (("CN", "JP"), 3_000, Cabin.FIRST, 972_510),  # 0.25794 + 0.06623 = 0.32417
    ],
)
def test_the_route_group_follows_the_countries_and_the_distance(
    library: Library, countries: tuple[str, str], distance_km: int, cabin: Cabin, grams: int
) -> None:
    flight = Flight(distance_km, countries, cabin=cabin, with_non_co2=False)
    assert only(flight, library).grams == grams


def test_a_class_that_is_not_published_is_refused(library: Library) -> None:
    with pytest.raises(UnknownUseError):
        lines_of(Flight(500, ("GB", "GB"), cabin=Cabin.BUSINESS), library)
    business = Flight(500, IN_CHINA, cabin=Cabin.BUSINESS, method=FlightMethod.CHINA_AVERAGE)
    with pytest.raises(UnknownCabinError):
        lines_of(business, library)


def test_the_average_of_chinese_airlines_counts_the_whole_process(library: Library) -> None:
    line = only(Flight(1000, IN_CHINA, method=FlightMethod.CHINA_AVERAGE), library)
    assert (line.grams, [piece.name for piece in line.pieces]) == (
        110_600,
        [PieceName.GREAT_CIRCLE_KM, PieceName.TRIPS],
    )


@pytest.mark.parametrize(
    ("great_circle", "flown"), [(1, 51), (549, 599), (550, 650), (5_500, 5_600), (5_501, 5_626)]
)
def test_icao_adds_its_correction_once(great_circle: int, flown: int) -> None:
    assert corrected_km(great_circle) == flown


def test_icao_shares_the_fuel_of_the_flight(library: Library) -> None:
    """826 km are 926 corrected, 500 nautical miles: 4,585 kg × 3.16 × 0.7947 ÷ (180 × 0.753) = 84.95 kg."""
    line = only(Flight(826, IN_CHINA, method=FlightMethod.ICAO), library)
    assert (line.grams, line.coverage) == (84_950, Coverage(Boundary.DIRECT, Gases.CO2))
    assert {piece.name: str(piece.value) for piece in line.pieces} == {
        PieceName.FUEL_KG: "4585.0",
        PieceName.PASSENGER_SHARE: "0.7947",
        PieceName.TRIPS: "1",
        PieceName.AIRCRAFT_SEATS: "180",
        PieceName.LOAD_FACTOR: "0.753",
    }


def test_a_premium_seat_counts_twice_on_a_long_flight_by_icao(library: Library) -> None:
    for distance_km, times in ((3_000, 1), (3_001, 2)):
        economy, business = (
            only(Flight(distance_km, IN_CHINA, cabin=cabin, method=FlightMethod.ICAO), library)
            for cabin in (Cabin.ECONOMY, Cabin.BUSINESS)
        )
        assert business.quantity == pytest.approx(economy.quantity * times, abs=Decimal("0.001"))


def test_icao_knows_a_load_factor_for_every_pair_of_countries() -> None:
    countries = ["CN", "GB", "US", "MX", "BR", "EG", "KE", "AE", "IN", "AU", "ZZ"]
    for one, other in product(countries, countries):
        load, share = route_factors((one, other))
        assert Decimal("0.6") < load < Decimal("0.9")
        assert Decimal("0.6") < share < 1
        assert route_factors((other, one)) == (load, share)


def test_icao_s_fuel_grows_with_the_distance_and_takes_the_wide_body_beyond_the_narrow_one() -> None:
    fuels = [flight_fuel(km, IN_CHINA, Cabin.ECONOMY) for km in range(1, 20_017, 37)]
    per_seat = [fuel.fuel_kg / fuel.aircraft.seats for fuel in fuels]
    assert per_seat == sorted(per_seat)
    assert [flight_fuel(km, IN_CHINA, Cabin.ECONOMY).aircraft.name for km in (4_530, 4_531)] == [
        "A320",
        "787-9",
    ]


def test_an_electric_car_runs_on_the_grid_of_its_region(library: Library) -> None:
    """100 km × 0.207 kWh × 0.1564 kg in Sichuan, 0.5306 in China."""
    grams = {
        region: only(ride(RideMode.CAR, 100, region, fuel=Fuel.ELECTRIC), library).grams
        for region in ("CN-SC", "CN")
    }
    assert grams == {"CN-SC": 3_237, "CN": 10_983}


@pytest.mark.parametrize(
    ("year", "grams"), [(None, 156_400), (2023, 156_400), (2022, 140_400), (2021, 125_500)]
)
def test_the_grid_is_of_the_year_that_was_asked_for(library: Library, year: int | None, grams: int) -> None:
    activity = Electricity(Decimal(1000), "CN-SC")
    assert only(activity, library, Options(grid_year=year)).grams == grams


def test_a_year_without_a_grid_is_refused_and_not_replaced(library: Library) -> None:
    with pytest.raises(UnknownUseError):
        lines_of(Electricity(Decimal(1), "CN-SC"), library, Options(grid_year=2019))


@pytest.mark.parametrize("region", ["CN-TJ", "CN-XJ"])
def test_a_year_known_for_the_country_only_is_refused_for_its_provinces(
    library: Library, region: str
) -> None:
    """2022 and 2021 are known for China and a few provinces; Tianjin's 2023 is far from China's 2022."""
    with pytest.raises(UnknownUseError):
        lines_of(Electricity(Decimal(1), region), library, Options(grid_year=2022))
    assert only(Electricity(Decimal(1000), "CN"), library, Options(grid_year=2022)).grams == 536_600


def test_a_weak_factor_is_used_only_where_it_was_chosen(library: Library) -> None:
    """DESNZ's Underground of London stands in for Chengdu's metro: 0.0278 + 0.00728 kg."""
    metro = ride(RideMode.METRO, 100, "CN-SC")
    assert [factor.is_weak for factor in only(metro, library).factors] == [False, False]
    assert only(metro, library).grams == 3_508
    assert [factor.code for factor in only(metro, library, WEAK).factors] == ["bj-metro"]


def test_where_there_are_only_weak_factors_the_use_is_refused_until_it_is_chosen(library: Library) -> None:
    with pytest.raises(WeakFactorError) as refusal:
        lines_of(Seat("CN-SC"), library)
    assert refusal.value.use == "seat"
    assert only(Seat("CN-SC"), library, WEAK).grams == 141


def test_a_weak_factor_that_is_named_is_chosen(library: Library) -> None:
    line = only(Amount(Decimal("10.5"), "bj-metro"), library)
    assert (line.grams, line.grade, total_of([line]).weak_factors) == (336, "D", line.factors)


def test_metered_electricity_of_a_seat_goes_before_the_set_s_own_figure(library: Library) -> None:
    line = only(Seat("CN-SC", Decimal("1.5")), library)
    assert (line.key, line.unit, line.grams) == (LineKey.VENUE, "kWh", 235)


def test_a_detour_is_added_to_a_great_circle_only(library: Library) -> None:
    kilometres = {
        kind: only(ride(RideMode.HSR, 100, distance_kind=kind), library).quantity for kind in DistanceKind
    }
    assert kilometres == {
        DistanceKind.GREAT_CIRCLE: Decimal("116.000"),
        DistanceKind.RAIL: Decimal("100.000"),
        DistanceKind.ROUTE: Decimal("100.000"),
        DistanceKind.LOCAL: Decimal("100.000"),
    }


def test_splitting_a_trip_changes_only_what_is_counted_per_leg(library: Library) -> None:
    """Per passenger-km nothing changes but the rounding; ICAO adds its correction to every leg."""
    whole, half = Flight(2000, IN_CHINA), Flight(1000, IN_CHINA)
    for one, two in zip(lines_of(whole, library), lines_of(half, library), strict=True):
        assert abs(one.grams - 2 * two.grams) <= 1
    by_icao = [only(replace(flight, method=FlightMethod.ICAO), library).grams for flight in (whole, half)]
    assert by_icao[0] < 2 * by_icao[1]


def test_hotels_are_per_room_and_of_the_country(library: Library) -> None:
    stays = [only(Stay(2, region, sharers=2), library).grams for region in ("CN-SC", "QA", "FR")]
    assert stays == [53_500, 86_200, 6_700]
    with pytest.raises(UnknownUseError):
        lines_of(Stay(1, "IS"), library)


@pytest.mark.parametrize(
    ("activity", "field"),
    [
        (Flight(0, IN_CHINA), "distance_km"),
        (Flight(20_017, IN_CHINA), "distance_km"),
        (Flight(500, IN_CHINA, trips=0), "trips"),
        (Flight(500, IN_CHINA, passengers=-1), "passengers"),
        (ride(RideMode.METRO, 10_000), "distance_km"),
        (Ride(RideMode.BUS, Decimal("NaN"), "CN"), "distance_km"),
        (Ride(RideMode.BUS, Decimal(-1), "CN"), "distance_km"),
        (ride(RideMode.CAR, 10, occupants=60), "occupants"),
        (Stay(-1, "CN"), "nights"),
        (Stay(1, "CN", sharers=0), "sharers"),
        (Meals(-2, Diet.RED), "meals"),
        (Electricity(Decimal("Infinity"), "CN"), "kwh"),
        (Amount(Decimal(-1), "bj-metro"), "quantity"),
        (Seat("CN-SC", Decimal(5_000)), "kwh"),
    ],
)
def test_what_cannot_be_is_refused_and_never_clamped(
    library: Library, activity: Activity, field: str
) -> None:
    with pytest.raises(InvalidAnswerError) as refusal:
        lines_of(activity, library, WEAK)
    assert refusal.value.field == field


def test_a_factor_that_the_set_lacks_is_refused(library: Library) -> None:
    with pytest.raises(UnknownFactorError):
        lines_of(Amount(Decimal(1), "no-such-factor"), library)


def test_two_boundaries_that_are_not_stated_are_not_taken_for_the_same(library: Library) -> None:
    hotel = only(Stay(1, "CN"), library)
    other = only(Stay(1, "FR"), library)
    assert total_of([hotel, hotel]).total_grams == 107_000
    with pytest.raises(MixedBoundariesError):
        total_of([hotel, other])
    assert total_of([hotel, other], allow_mixed=True).is_mixed


def test_two_lines_with_one_detour_are_wrong_together(library: Library) -> None:
    """Coach and car share no factor, but the same 1.3 for the detour: their ranges are added."""
    by_coach, by_car = (
        only(ride(mode, 500, distance_kind=DistanceKind.GREAT_CIRCLE), library)
        for mode in (RideMode.COACH, RideMode.CAR)
    )
    total = total_of([by_coach, by_car])
    assert total.high_grams == by_coach.high_grams + by_car.high_grams
    stated = [only(ride(mode, 500), library) for mode in (RideMode.COACH, RideMode.CAR)]
    assert total_of(stated).high_grams < sum(line.high_grams for line in stated)


def test_lines_that_count_different_things_are_not_added_up_silently(library: Library) -> None:
    lines = [only(Electricity(Decimal(100), "CN-SC"), library), only(Meals(1), library)]
    with pytest.raises(MixedBoundariesError) as refusal:
        total_of(lines)
    assert refusal.value.coverages == (("direct", "co2"), ("life-cycle", "co2e"))
    allowed = total_of(lines, allow_mixed=True)
    assert (allowed.total_grams, len(allowed.coverages)) == (15_640 + 1_650, 2)


def test_every_machine_finds_the_same_kilometres() -> None:
    """A fingerprint of 2,000 great circles, made once: another machine, or Python, must come to the same."""
    points = [
        Point(Decimal(step * 37 % 1_800 - 900) / 10, Decimal(step * 101 % 3_600 - 1_800) / 10)
        for step in range(2_001)
    ]
    kilometres = [great_circle_km(one, other) for one, other in pairwise(points)]
    assert hashlib.sha256(json.dumps(kilometres).encode()).hexdigest() == (
        "fe03ac2f36573fca5212810402b64f53d9190df018ca719bb4bd56ff64a58a80"
    )
