"""The words for every line, in whole sentences."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from footprint import phrases
from footprint.calculation import (
    Answers,
    Boundary,
    Cabin,
    Diet,
    DistanceKind,
    Flight,
    FlightMethod,
    Fuel,
    Gases,
    Library,
    Line,
    LineKey,
    LocalMode,
    Mode,
    Options,
    PieceName,
    Ride,
    RideMode,
    Site,
    calculate,
    lines_of,
    total_of,
)
from footprint.errors import (
    FootprintError,
    ImpossibleModeError,
    InvalidAnswerError,
    KeyReusedError,
    MixedBoundariesError,
    SamePlaceError,
    UnfitFactorError,
    UnknownCabinError,
    UnknownPlaceError,
)
from footprint.factor_rows import GRADE_CODES


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def lines(lins_answers: Answers, stadium: Site, library: Library) -> dict[LineKey, Line]:
    result = calculate(answers=lins_answers, site=stadium, library=library)
    return {line.key: line for line in result.lines}


def test_every_word_of_the_calculation_has_a_phrase() -> None:
    assert set(phrases.MODES) == set(phrases.BY_MODE) == set(Mode)
    assert set(phrases.LOCAL_MODES) == set(LocalMode)
    assert set(phrases.DIETS) == set(Diet)
    assert (set(phrases.FUELS), set(phrases.CABINS)) == (set(Fuel), set(Cabin))
    assert set(phrases.FLIGHT_METHODS) == set(FlightMethod)
    assert [value for value, _words in phrases.GASES] == [gases.value for gases in Gases]
    assert set(phrases.LINE_TITLES) == set(phrases.LINE_REASONS) == set(LineKey)
    assert set(phrases.PIECES) == set(PieceName) - {PieceName.TRIPS}
    assert [value for value, _words in phrases.BOUNDARIES] == [boundary.value for boundary in Boundary]
    assert tuple(value for value, _words in phrases.GRADES) == GRADE_CODES


def test_the_units_of_the_shipped_factors_have_words(library: Library) -> None:
    assert {factor.unit for factor in library.values()} <= set(phrases.UNITS)


def test_a_flight_is_read_aloud_as_it_was_counted(lines: dict[LineKey, Line]) -> None:
    assert phrases.line_title(lines[LineKey.PLANE]) == "Flight"
    assert phrases.formula_words(lines[LineKey.PLANE]) == (
        "1,512 km (as the crow flies) × 2 (there and back) × (64.49 + 16.56) g CO₂e per passenger-km "
        "= 245.1 kg"
    )
    assert phrases.uncertainty_words(lines[LineKey.PLANE]) == "± 20 % (our judgement)"


def test_a_shared_room_is_divided(lines: dict[LineKey, Line]) -> None:
    assert phrases.formula_words(lines[LineKey.HOTEL]) == (
        "2 (nights) ÷ 2 (people in the room) × 53,500 g CO₂e per room-night = 53.5 kg"
    )


def test_a_factor_names_its_source_boundary_grade_and_uncertainty(lines: dict[LineKey, Line]) -> None:
    (metro,) = phrases.source_words(lines[LineKey.METRO])
    assert metro == phrases.FactorWords(
        code="bj-metro",
        activity="Metro (standard of Beijing, Tianjin and Hebei)",
        value="32 g per passenger-km",
        boundary="boundary not stated",
        gases="gases not stated",
        grade="D: second-hand, the original was not seen",
        uncertainty="± 30 % (our judgement)",
        source=(
            "DB11/T 3043-2024, low-carbon travel emission reduction (Beijing, Tianjin, Hebei), scenario "
            "factor; seen in a public copy only"
        ),
        locator="DB11/T 3043-2024",
        licence="facts from a standard",
        is_weak=True,
    )
    assert [words.is_weak for words in phrases.source_words(lines[LineKey.PLANE])] == [False, False]


def test_the_year_of_a_source_is_added_where_its_name_has_none(library: Library) -> None:
    assert phrases.factor_words(library["ngc-meal-red"]).source == (
        "Nos Gestes Climat model 4.10.2 (ADEME, ABC), 2026"
    )


def test_a_publisher_s_uncertainty_is_not_passed_off_as_ours(library: Library) -> None:
    stated = replace(library["bj-metro"], uncertainty_is_judgement=False)
    assert phrases.factor_words(stated).uncertainty == "± 30 % (stated by the publisher)"
    unstated = replace(library["bj-metro"], uncertainty_percent=None)
    assert phrases.factor_words(unstated).uncertainty == ""


def test_the_range_is_said_as_a_person_would(lins_answers: Answers, stadium: Site, library: Library) -> None:
    result = calculate(answers=lins_answers, site=stadium, library=library)
    assert phrases.range_words(result) == "between 330 kg and 560 kg, most likely 440 kg"


def test_a_sum_over_boundaries_owns_up_to_it(lins_answers: Answers, stadium: Site, library: Library) -> None:
    result = calculate(answers=lins_answers, site=stadium, library=library)
    assert phrases.boundary_words(result) == (
        "This sum adds numbers with different boundaries: direct emissions (CO₂ only); life cycle (all "
        "greenhouse gases, as CO₂e); boundary not stated (all greenhouse gases, as CO₂e); boundary not stated "
        "(gases not stated); direct emissions and making the fuel (all greenhouse gases, as CO₂e); effects other "
        "than CO₂."
    )


def test_what_contrails_add_is_named_beside_the_sum(library: Library) -> None:
    flight = Flight(1000, ("CN", "CN"))
    assert phrases.boundary_words(total_of(lines_of(flight, library))) == (
        "This sum adds numbers with different boundaries: direct emissions and making the fuel (all greenhouse "
        "gases, as CO₂e); effects other than CO₂."
    )
    without = lines_of(flight, library, Options(with_non_co2=False))
    assert phrases.boundary_words(total_of(without)) == ""


def test_figures_of_unstated_boundaries_are_not_known_to_agree(library: Library) -> None:
    weak = Options(allow_weak=True)
    rides = [
        lines_of(Ride(mode, Decimal(10), "CN"), library, weak)[0] for mode in (RideMode.METRO, RideMode.BUS)
    ]
    assert phrases.boundary_words(total_of(rides, allow_mixed=True)) == (
        "This sum adds numbers whose publishers do not say what they cover."
    )


def test_a_sum_with_weak_figures_owns_up_to_it(
    lins_answers: Answers, stadium: Site, library: Library
) -> None:
    result = calculate(answers=lins_answers, site=stadium, library=library)
    assert phrases.weak_words(result) == (
        "Weak figures, for want of better ones: Metro (standard of Beijing, Tianjin and Hebei), "
        "Stadium electricity in Sichuan: 0.9 kWh per spectator."
    )
    assert phrases.weak_words(replace(result, lines=result.lines[:2])) == ""


def test_a_flight_names_the_method_that_counted_it(library: Library) -> None:
    lines = {
        method: lines_of(Flight(1000, ("CN", "CN"), method=method), library)[0] for method in FlightMethod
    }
    assert {method: phrases.line_title(line) for method, line in lines.items()} == {
        FlightMethod.DESNZ: "Flight",
        FlightMethod.ICAO: "Flight (ICAO)",
        FlightMethod.CHINA_AVERAGE: "Flight (average of Chinese airlines)",
    }
    assert set(phrases.FLIGHT_TITLES) == set(FlightMethod)
    assert phrases.line_reason(lines[FlightMethod.DESNZ]).startswith(
        "By the British government's factors (DESNZ)"
    )
    assert len({phrases.line_reason(line) for line in lines.values()}) == 3


def test_one_title_has_several_reasons_where_it_is_counted_in_several_ways(library: Library) -> None:
    petrol, electric = (
        lines_of(Ride(RideMode.CAR, Decimal(9), "CN", fuel=fuel), library)[0]
        for fuel in (Fuel.PETROL, Fuel.ELECTRIC)
    )
    assert phrases.line_reason(electric).startswith("0.207 kWh per kilometre at the plug")
    assert phrases.line_reason(petrol).startswith("An average British car (DESNZ)")


def test_british_figures_that_stand_in_are_called_british(library: Library) -> None:
    for mode in (
        RideMode.METRO,
        RideMode.BUS,
        RideMode.TAXI,
        RideMode.COACH,
        RideMode.MOTORBIKE,
        RideMode.CAR,
    ):
        (line,) = lines_of(Ride(mode, Decimal(9), "CN"), library)
        assert {factor.region for factor in line.factors} == {"GB"}
        assert "(DESNZ)" in phrases.line_reason(line)


def test_a_weak_figure_in_the_city_is_called_weak(library: Library) -> None:
    for mode in (RideMode.METRO, RideMode.BUS):
        (line,) = lines_of(Ride(mode, Decimal(9), "CN"), library, Options(allow_weak=True))
        assert phrases.line_reason(line).startswith("A weak figure, taken because the organiser allowed such")


def test_grams_are_of_what_the_publisher_counts(library: Library) -> None:
    codes = ("desnz25-coach", "cn-grid-2023-sichuan", "cn-hsr-full-2019")
    assert [phrases.value_words(library[code]) for code in codes] == [
        "27.76 g CO₂e per passenger-km",
        "156.4 g CO₂ per kWh",
        "30.48 g per passenger-km",
    ]
    (train,) = lines_of(Ride(RideMode.HSR, Decimal(100), "CN"), library)
    assert phrases.formula_words(train) == "100 km × 1 (one way) × 30.48 g per passenger-km = 3 kg"


def test_the_metro_s_detour_is_not_called_a_road_s(library: Library) -> None:
    metro, bus = (
        lines_of(Ride(mode, Decimal(10), "CN", DistanceKind.GREAT_CIRCLE, trips=1_000), library)[0]
        for mode in (RideMode.METRO, RideMode.BUS)
    )
    assert phrases.formula_words(metro).startswith(
        "10 km (as the crow flies) × 1.3 (detour of the line) × 1,000 (trips) × "
    )
    assert "× 1.3 (detour of the road) ×" in phrases.formula_words(bus)


@pytest.mark.parametrize(
    ("value", "words"),
    [("53500.00000", "53,500"), ("30.48000", "30.48"), ("0.00000", "0"), ("1.16", "1.16"), ("1E+3", "1,000")],
)
def test_numbers_have_no_empty_decimals(value: str, words: str) -> None:
    assert phrases.number_words(Decimal(value)) == words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            InvalidAnswerError("nights", -1, minimum=0, maximum=60),
            "Nights: please give a whole number from 0 to 60.",
        ),
        (
            ImpossibleModeError("hsr", "gb-london"),
            "From there nobody can come that way. Please choose another way.",
        ),
        (
            UnknownPlaceError("Atlantis"),
            "We do not know this city. Please choose one from the list, or a larger one nearby.",
        ),
        (
            SamePlaceError("air-ctu"),
            "The way leads back to where it began. Please give two different places.",
        ),
        (
            InvalidAnswerError("distance_km", 10_000, minimum=0, maximum=500),
            "Distance in km: please give a number from 0 to 500.",
        ),
        (
            UnknownCabinError("business", "china-average"),
            "“Average of Chinese airlines” does not tell the class “Business” apart.",
        ),
        (
            UnfitFactorError("x", unit="kg", expected="kWh"),
            "Factor “x” counts per kg, not per kWh.",
        ),
        (
            MixedBoundariesError([("direct", "co2"), ("life-cycle", "co2e")]),
            "These lines count different things and are not added up: direct emissions (CO₂ only); life cycle (all "
            "greenhouse gases, as CO₂e). Allow it, and it will be said beside the sum.",
        ),
        (KeyReusedError("key"), "This footprint cannot be counted at the moment. Please try again later."),
    ],
)
def test_a_refusal_says_what_to_do_next(error: FootprintError, words: str) -> None:
    assert phrases.error_words(error) == words
