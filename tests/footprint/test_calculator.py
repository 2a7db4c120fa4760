"""A list of activities, counted: lines, totals, every refusal at once, and the command."""

import json
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from footprint import calculator
from footprint.errors import (
    ActivityError,
    MixedBoundariesError,
    RefusedActivitiesError,
)
from footprint.models import FactorSet


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not-json"),
        ('[{"meals": NaN}]', "not-json"),
        ("{}", "not-a-list"),
        (json.dumps([{"meals": 1}] * 1_001), "too-many"),
        ("[" * 100_000, "not-json"),
        ('[{"meals": 1, "meals": 2}]', "field-twice"),
        ('[{"factor": "\\ud800", "quantity": 1}]', "half-a-character"),
        ('[{"meals": 1, "\\udfff": 1}]', "half-a-character"),
    ],
)
def test_what_is_no_list_of_activities_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ActivityError) as refusal:
        calculator.parsed(text)
    assert refusal.value.reason == reason


def test_every_refusal_of_a_list_is_told_at_once(published: FactorSet) -> None:
    raw = [
        {"meals": 1},
        {"nights": -1},
        {"mode": "car", "distance_km": 9, "occupants": 60},
        {"seat": True, "region": "CN-SC"},
    ]
    with pytest.raises(RefusedActivitiesError) as refusal:
        calculator.count(raw)
    with translation.override("en"):
        said = calculator.refusals_json(refusal.value)
    assert said == [
        {"index": 1, "field": "nights", "message": "Nights: please give a whole number from 0 to 366."},
        {
            "index": 2,
            "field": "occupants",
            "message": "People in the car: please give a whole number from 1 to 9.",
        },
        {
            "index": 3,
            "field": "",
            "message": "For this we only have a weak figure (venue-kwh, grade D or E). "
            "Choose to allow weak figures, or name another factor.",
        },
    ]


def run(monkeypatch: pytest.MonkeyPatch, given: str, *options: str) -> Any:
    monkeypatch.setattr("sys.stdin", StringIO(given))
    out = StringIO()
    call_command("calculate", *options, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_a_list_of_lines(published: FactorSet, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = run(monkeypatch, '[{"meals": 2, "id": "lunch"}]')
    assert line == {
        "activity": 0,
        "id": "lunch",
        "line": "meals",
        "title": "Meals",
        "quantity": "2.000",
        "unit": "meal",
        "grams": 3_300,
        "low": 1_650,
        "high": 4_950,
        "uncertainty_percent": "50.0",
        "uncertainty_is_judgement": True,
        "factor_set": "china-2026.1",
        "factor_ids": ["ngc-meal-white"],
        "grams_per_unit": "1650.00000",
        "boundaries": ["life-cycle"],
        "gases": ["co2e"],
        "grade": "B",
        "formula": "2 (meals) × 1,650 g CO₂e per meal = 3.3 kg",
    }


def test_the_command_adds_up_what_belongs_together(
    published: FactorSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = run(monkeypatch, '[{"meals": 2}, {"meals": 1, "diet": "red"}]', "--total")
    assert printed["total"]["grams"] == sum(line["grams"] for line in printed["lines"]) == 8_310
    mixed = '[{"meals": 2}, {"kwh": 10}]'
    with pytest.raises(CommandError, match="These lines count different things"):
        run(monkeypatch, mixed, "--total")
    total = run(monkeypatch, mixed, "--total", "--mixed")["total"]
    assert total["boundaries"] == [["direct", "co2"], ["life-cycle", "co2e"]]
    assert len(total["notes"]) == 1


def test_a_superseded_set_still_counts_under_its_version(published: FactorSet) -> None:
    lines = calculator.count([{"meals": 1, "factor_set": "china-2026.1"}, {"meals": 1}])
    assert [line.method for line in lines] == ["china-2026.1", "china-2026.1"]
    with pytest.raises(RefusedActivitiesError):
        calculator.count([{"meals": 1, "factor_set": "china-1999.1"}])


def test_years_of_the_grid_are_added_up_only_where_that_is_allowed(
    published: FactorSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = '{"kwh": 1000, "region": "CN-SC"}'
    other = '{"kwh": 1000, "region": "CN-SC", "grid_year": 2022}'
    with pytest.raises(CommandError, match="different factor sets or grid years: 2022; 2023"):
        run(monkeypatch, f"[{one}, {other}]", "--total")
    total = run(monkeypatch, f"[{one}, {other}]", "--total", "--mixed")["total"]
    assert (total["grams"], total["notes"]) == (
        296_800,
        ["These lines are counted with different factor sets or grid years: 2022; 2023."],
    )
    assert run(monkeypatch, f"[{other}, {other}]", "--total")["total"]["notes"] == []


def test_an_amount_is_counted_in_the_unit_of_its_factor(published: FactorSet) -> None:
    waste = {"factor": "desnz25-waste-food-landfill", "quantity": 12}
    assert calculator.count([waste | {"unit": "kg"}])[0].line == calculator.count([waste])[0].line
    with pytest.raises(RefusedActivitiesError) as refusal:
        calculator.count([waste | {"unit": "t"}])
    with translation.override("en"):
        ((_index, said),) = [
            (item["index"], item["message"]) for item in calculator.refusals_json(refusal.value)
        ]
    assert said == "Factor “desnz25-waste-food-landfill” counts per kg, not per t."


@pytest.mark.parametrize(
    ("raw", "english", "chinese_use"),
    [
        (
            {"kwh": 1, "region": "CN-SC", "grid_year": 2019},
            "This factor set has no figure for electricity of the year 2019 in Sichuan.",
            "grid-2019",
        ),
        ({"nights": 1, "region": "IS"}, "This factor set has no figure for hotels in Iceland.", "hotel"),
        ({"nights": 1, "region": ""}, "This factor set has no general figure for hotels.", "hotel"),
        (
            {"mode": "plane", "distance_km": 500, "countries": ["GB", "FR"], "cabin": "first"},
            "This factor set has no general figure for short flights to or from the United Kingdom, first class.",
            "flight-short-first",
        ),
    ],
)
def test_a_figure_that_is_missing_is_named_in_words(
    published: FactorSet, raw: dict[str, Any], english: str, chinese_use: str
) -> None:
    with pytest.raises(RefusedActivitiesError) as refusal:
        calculator.count([raw])
    with translation.override("en"):
        assert calculator.refusals_json(refusal.value)[0]["message"] == english
    with translation.override("zh-hans"):
        assert chinese_use not in calculator.refusals_json(refusal.value)[0]["message"]


def test_letters_that_cannot_be_read_are_refused_by_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"\xff\xfe"), encoding="utf-8"))
    with pytest.raises(CommandError, match="This is not JSON"):
        call_command("calculate")


def test_a_mixed_total_is_refused_where_nobody_allowed_it(published: FactorSet) -> None:
    lines = calculator.count([{"meals": 1}, {"kwh": 1}])
    with pytest.raises(MixedBoundariesError):
        calculator.total(lines, allow_mixed=False)
