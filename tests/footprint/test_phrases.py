"""The words for every line, in whole sentences."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from footprint import phrases
from footprint.calculation import (
    Answers,
    Boundary,
    Diet,
    FactorValue,
    Line,
    LineKey,
    LocalMode,
    Mode,
    PieceName,
    Site,
    calculate,
)
from footprint.errors import (
    FootprintError,
    ImpossibleModeError,
    InvalidAnswerError,
    KeyReusedError,
    UnknownPlaceError,
)
from footprint.factor_file import GRADE_CODES

Factors = Mapping[str, FactorValue]


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def lines(lins_answers: Answers, stadium: Site, factors: Factors) -> dict[LineKey, Line]:
    result = calculate(answers=lins_answers, site=stadium, factors=factors)
    return {line.key: line for line in result.lines}


def test_every_word_of_the_calculation_has_a_phrase() -> None:
    assert set(phrases.MODES) == set(phrases.BY_MODE) == set(Mode)
    assert set(phrases.LOCAL_MODES) == set(LocalMode)
    assert set(phrases.DIETS) == set(Diet)
    assert set(phrases.LINE_TITLES) == set(phrases.LINE_REASONS) == set(LineKey)
    assert set(phrases.PIECES) == set(PieceName) - {PieceName.TRIPS}
    assert [value for value, _words in phrases.BOUNDARIES] == [boundary.value for boundary in Boundary]
    assert tuple(value for value, _words in phrases.GRADES) == GRADE_CODES


def test_the_units_of_the_shipped_factors_have_words(factors: Factors) -> None:
    assert {factor.unit for factor in factors.values()} == set(phrases.UNITS)


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
        value="32 g CO₂e per passenger-km",
        boundary="boundary not stated",
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


def test_the_year_of_a_source_is_added_where_its_name_has_none(factors: Factors) -> None:
    assert phrases.factor_words(factors["ngc-meal-red"]).source == (
        "Nos Gestes Climat model 4.10.2 (ADEME, ABC), 2026"
    )


def test_a_publisher_s_uncertainty_is_not_passed_off_as_ours(factors: Factors) -> None:
    stated = replace(factors["bj-metro"], uncertainty_is_judgement=False)
    assert phrases.factor_words(stated).uncertainty == "± 30 % (stated by the publisher)"
    unstated = replace(factors["bj-metro"], uncertainty_percent=None)
    assert phrases.factor_words(unstated).uncertainty == ""


def test_the_range_is_said_as_a_person_would(lins_answers: Answers, stadium: Site, factors: Factors) -> None:
    result = calculate(answers=lins_answers, site=stadium, factors=factors)
    assert phrases.range_words(result) == "between 330 kg and 560 kg, most likely 441.1 kg"


def test_a_sum_over_boundaries_owns_up_to_it(lins_answers: Answers, stadium: Site, factors: Factors) -> None:
    result = calculate(answers=lins_answers, site=stadium, factors=factors)
    assert phrases.boundary_words(result) == (
        "This sum adds numbers with different boundaries: direct emissions, CO₂ of power stations, "
        "life cycle, effects other than CO₂, boundary not stated, making the fuel."
    )
    assert phrases.boundary_words(replace(result, lines=result.lines[1:2])) == ""


def test_the_licences_get_their_sentences(factors: Factors) -> None:
    assert phrases.attribution_words(factors.values()) == [
        "Contains public sector information licensed under the Open Government Licence v3.0.",
        "Contains figures of ADEME (Base Empreinte) under the Licence Ouverte 2.0.",
        "Contains figures of Nos Gestes Climat (ADEME, ABC) under the MIT licence.",
    ]


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
        (KeyReusedError("key"), "This footprint cannot be counted at the moment. Please try again later."),
    ],
)
def test_a_refusal_says_what_to_do_next(error: FootprintError, words: str) -> None:
    assert phrases.error_words(error) == words
