"""A version as a file: in the reader's words, and nothing in it that a spreadsheet calculates."""

import io
import re

import openpyxl
import pytest
from django.utils import translation

from events.inventory.columns import COLUMNS
from events.inventory.exporting import as_csv, as_workbook, inventory_table, version_notes
from events.models import Event, Inventory
from tests.events.inventory.stage import draft, entered, with_lines


def test_a_table_begins_no_formula_in_whoever_opens_it(over: Event) -> None:
    """No text of a line begins like one: it was refused when it was entered."""
    version = draft(over)
    with_lines(version, entered())
    with translation.override("en"):
        content = as_csv(inventory_table(Inventory.objects.get(pk=version.pk))).decode("utf-8-sig")
    assert not re.search(r'(^|,|\n)"?[=+\-@]', content)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", ["净购入电力、热力", "举办", "B：票据或记录", "手工录入"]),
        ("en", ["Purchased power and heat", "Holding", "B: from bills or records", "By hand"]),
    ],
)
def test_an_exported_line_is_in_the_readers_words(over: Event, language: str, said: list[str]) -> None:
    version = draft(over)
    with_lines(version, entered())
    with translation.override(language):
        _headings, cells = inventory_table(version)
    places = [list(COLUMNS).index(column) for column in ("source", "phase", "evidence_class", "origin")]
    assert [cells[place] for place in places] == said


def test_what_a_version_says_beside_its_lines_is_text_in_its_workbook(over: Event) -> None:
    """Nothing of it is calculated, and a character that no XML has stops no export."""
    version = draft(over, boundary_en="=1+1", exclusions_en="None\x0bat all")
    with translation.override("en"):
        content = as_workbook(inventory_table(version), "Inventory", version_notes(version))
        notes = openpyxl.load_workbook(io.BytesIO(content))["Explanations"]
    said = {name.value: (words.value, words.data_type) for name, words in notes.iter_rows()}
    assert (said["Boundary"], said["Left out"]) == (("=1+1", "s"), ("None at all", "s"))
