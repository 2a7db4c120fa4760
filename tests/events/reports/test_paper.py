"""The PDF: every number of it is in its JSON, its contents lead where they say, and it can be read by machines."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from events.models import Event
from events.reports.blocks import Column, Document, Part, Section, Table, Tongue
from events.reports.documents import document_of
from events.reports.making import json_of
from events.reports.numbers import numbers_of
from events.reports.paper import UNKNOWN, pdf_of, printable
from tests.events.reports import stage
from tests.events.reports.reading import numbers_in, numbers_of_json, pages_of, without_long_words

pytestmark = pytest.mark.once

DIGEST = "0f" * 32
FOOT = re.compile(r"点点 Diandian \d+ / \d+")
IN_CONTENTS = re.compile(r"(?:^|\n)(\w{1,2})\s([^\n]+?)[\s.]+\s(\d+)(?=\n)")


def headings(document: Document) -> list[tuple[str, str]]:
    return [(number, section.title) for part in document.parts for number, section in part.numbered()]


def body_of(pages: list[str], document: Document) -> str:
    """All that is printed but the page numbers, the contents and the numbers of sections."""
    text = FOOT.sub("", "\n".join([pages[0], *pages[2:]]))
    for number, title in headings(document):
        text = re.sub(rf"{number}\s+{re.escape(title)}", title, text)
    return text


def made(event: Event, kind: str, language: str) -> tuple[Document, bytes, bytes]:
    content = json_of(numbers_of(event, kind))
    document = document_of(json.loads(content), language)
    return document, pdf_of(document, DIGEST), content


@pytest.mark.parametrize("kind", ["plan", "verification", "hosting"])
def test_every_number_on_paper_is_in_the_json_and_the_key_figures_are_on_paper(
    kind: str, universiade: Event, tmp_path: Path
) -> None:
    document, pdf, content = made(stage.declared(universiade), kind, "both")
    pages = pages_of(pdf, tmp_path)
    body = body_of(pages, document)
    printed = re.sub(r"\s", "", pages[0])
    assert DIGEST in printed
    text = re.sub(r"\s*".join(DIGEST), " ", body)
    assert numbers_in(without_long_words(text, content)) - numbers_of_json(content) == set()
    for figure in key_figures(json.loads(content)):
        assert figure in text


def key_figures(numbers: dict[str, Any]) -> list[str]:
    """What a reader looks for first, as it is shown."""
    found = [numbers["inventory"]["total"], numbers["inventory"]["uncertainty"]]
    found += [row["mass"] for row in numbers["inventory"]["by_source"]]
    if numbers["kind"] != "verification":
        found += [row["avoided"] for row in numbers["measures"]["rows"] if row["avoided"]]
    if "balance" in numbers:
        names = (
            "verified",
            "offered",
            "confirmed",
            "retired_spectators",
            "retired_event",
            "counted",
            "surplus",
        )
        found += [numbers["balance"][name] for name in names]
    return [leaf["shown"] for leaf in found]


def test_the_contents_name_the_page_of_each_section(universiade: Event, tmp_path: Path) -> None:
    document, pdf, _content = made(stage.verified(universiade), "verification", "both")
    pages = pages_of(pdf, tmp_path)
    listed = IN_CONTENTS.findall(FOOT.sub("", pages[1]))
    assert [(number, title) for number, title, _page in listed] == headings(document)
    for number, title, page in listed:
        assert f"{number} {title}" in pages[int(page) - 1]


def test_a_reader_that_listens_finds_tags_language_title_and_bookmarks(
    universiade: Event, tmp_path: Path
) -> None:
    document, pdf, _content = made(universiade, "plan", "zh-hans")
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf)
    command = ["qpdf", "--qdf", "--object-streams=disable", str(path), "-"]
    plain = subprocess.run(command, capture_output=True, check=True).stdout
    assert b"/Marked true" in plain
    assert b"/Lang (zh-Hans)" in plain
    file = pypdfium2.PdfDocument(pdf)
    assert file.get_metadata_value("Title").startswith("碳中和工作方案 · ")
    titles = [mark.get_title() for mark in file.get_toc()]
    assert titles == ["目录", *(f"{number} {title}" for number, title in headings(document))]


def test_a_long_table_has_its_heads_on_every_page(tmp_path: Path) -> None:
    tongue = Tongue("en")
    rows = [[f"row {number}", str(number)] for number in range(200)]
    table = Table("t", "Long", [Column("Head of names"), Column("Head of numbers", is_number=True)], rows)
    part = Part(tongue, [Section("One", [table])])
    document = Document([(tongue, "T")], [(tongue, "E")], [], [part], is_demonstration=False)
    pages = pages_of(pdf_of(document, DIGEST), tmp_path)[2:]
    assert len(pages) > 3
    assert ["Head of numbers" in page for page in pages] == [True] * len(pages)


def test_what_cannot_be_printed_is_marked_and_does_not_end_the_making() -> None:
    assert printable("绿色 \U0001f600 CO₂ é – ‘x’ · ±") == f"绿色 {UNKNOWN} CO₂ é – ‘x’ · ±"


def test_an_emoji_in_a_name_is_no_reason_to_have_no_report(tmp_path: Path) -> None:
    tongue = Tongue("en")
    part = Part(tongue, [Section("One \U0001f600", [])])
    document = Document([(tongue, "T")], [(tongue, "E")], [], [part], is_demonstration=False)
    assert UNKNOWN in "".join(pages_of(pdf_of(document, DIGEST), tmp_path))
