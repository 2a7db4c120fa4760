"""docs/footprint.md tells the truth: every example in it is run."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from footprint import calculator
from footprint.models import FactorSet

TEXT = (Path(__file__).parents[2] / "docs" / "footprint.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"### (?P<title>[^\n]+)\n```json\n(?P<given>[^`]+)\n```\n\n\|[^\n]+\n\|[-|]+\n(?P<rows>(?:\|[^\n]+\n)+)"
)
REFUSED = re.compile(r"```json\n(?P<given>[^`]+)\n```\n\n```text\n(?P<said>[^`]+)\n```")


@pytest.mark.parametrize("example", list(EXAMPLE.finditer(TEXT)), ids=lambda example: example["title"][:30])
def test_an_example_gives_the_lines_that_are_printed(published: FactorSet, example: re.Match[str]) -> None:
    lines = calculator.count(calculator.parsed(example["given"]))
    with translation.override("en"):
        printed = [calculator.line_json(line) for line in lines]
    rows = [
        f"| {item['activity']} | {item['line']} | {item['grams']} | {item['low']} | {item['high']} "
        f"| `{'`, `'.join(item['factor_ids'])}` | {item['formula']} |"
        for item in printed
    ]
    assert rows == example["rows"].strip().splitlines()


def test_the_refusals_are_those_that_are_printed(
    published: FactorSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = REFUSED.search(TEXT)
    assert example
    monkeypatch.setattr("sys.stdin", StringIO(example["given"]))
    with pytest.raises(CommandError) as refusal:
        call_command("calculate")
    assert f"CommandError: {refusal.value}" == example["said"]


def test_three_examples_are_there() -> None:
    assert len(list(EXAMPLE.finditer(TEXT))) == 3
