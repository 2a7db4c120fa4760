"""The comparison with other calculators as it is stored: its reasons are whole, and our numbers are today's."""

import json
from pathlib import Path

import pytest

from footprint import reading
from footprint.calculation import Library, LineKey, lines_of
from footprint.factor_file import parse
from scripts.compare_footprint import document, ours
from scripts.compare_footprint.calculators.catalogue import CALCULATORS
from scripts.compare_footprint.cases import CASES, Case

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def numbers() -> document.Numbers:
    stored: document.Numbers = json.loads((ROOT / "docs" / "footprint-comparison.json").read_text("utf-8"))
    return stored


@pytest.fixture(scope="module")
def china() -> Library:
    file = ROOT / "footprint" / "factors" / "china-2026.1.csv"
    return Library(parse(file.read_text("utf-8")).factors)


def test_every_large_difference_has_one_reason_and_no_reason_is_too_many(numbers: document.Numbers) -> None:
    assert document.unexplained(numbers) == []


def test_a_large_difference_without_a_reason_is_named(
    numbers: document.Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "REASONS", ())
    assert "no reason for kwh-sichuan by nmf" in document.unexplained(numbers)


def test_a_reason_for_what_is_near_is_one_too_many(numbers: document.Numbers) -> None:
    nearer = {**numbers, "nmf": {**numbers["nmf"], "kwh-sichuan": numbers[ours.OURS[0]]["kwh-sichuan"]}}
    assert document.unexplained(nearer) == ["a reason too many for kwh-sichuan by nmf"]


def test_the_document_is_what_the_numbers_say(numbers: document.Numbers) -> None:
    assert (ROOT / "docs" / "footprint-comparison.md").read_text("utf-8") == document.written(numbers)


def test_enough_is_compared(numbers: document.Numbers) -> None:
    """At least twenty trips and activities, each with one other calculator, and at least four of those."""
    assert len(CASES) >= 20
    assert len(CALCULATORS) >= 4
    assert set(numbers) == {*ours.OURS, *(calculator.key for calculator in CALCULATORS)}
    for calculator in CALCULATORS:
        assert sum(kilograms is not None for kilograms in numbers[calculator.key].values()) >= 10
    alone = [case.key for case in CASES if not any(numbers[other.key][case.key] for other in CALCULATORS)]
    assert alone == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_our_stored_numbers_are_todays(numbers: document.Numbers, china: Library, case: Case) -> None:
    for column, activity in ours.activities(case):
        request = reading.read(activity)
        lines = lines_of(request.activity, china, request.options)
        grams = sum(line.grams for line in lines if line.key != LineKey.PLANE_NON_CO2)
        assert numbers[column][case.key] == ours.kg(grams)
