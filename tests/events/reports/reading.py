"""Reading what was made: the numbers in a text, in a JSON, and in all that a document says."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from events.reports.blocks import Document, Facts, Figure, Headlines, Items, Paragraph, Table
from events.reports.leaves import shown

NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_LONG = 20


def numbers_in(text: str) -> set[str]:
    return {found.rstrip(",") for found in NUMBER.findall(text)}


def leaves_of(value: Any) -> Iterator[str]:
    """Every text and number of a JSON value, as text."""
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves_of(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def numbers_of_json(content: bytes) -> set[str]:
    return {number for text in leaves_of(json.loads(content)) for number in numbers_in(text)}


def said_by(document: Document) -> list[str]:
    """Every text of a document but its section numbers."""
    found = [title for _tongue, title in document.titles] + [name for _tongue, name in document.event_names]
    found += [
        *(label for label, _value in document.cover),
        *(shown(value) for _label, value in document.cover),
    ]
    found += list(document.warnings)
    for part in document.parts:
        for _number, section in part.numbered():
            found.append(section.title)
            for block in section.blocks:
                found += list(_said(block))
    return found


def _said(block: object) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield text
        case Items(texts=texts):
            yield from texts
        case Facts(rows=rows) | Headlines(rows=rows):
            for label, value in rows:
                yield from (label, shown(value))
        case Figure(picture=picture, caption=caption):
            yield from (caption, picture.title, picture.description)
        case Table(caption=caption, columns=columns, rows=rows, total=total, nothing=nothing):
            yield from (caption, nothing, *(column.head for column in columns))
            for row in [*rows, *([total] if total else [])]:
                yield from (shown(value) for value in row)


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page of a PDF."""
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def without_long_words(text: str, content: bytes) -> str:
    """The text less the long words of the JSON, such as digests, which lines may break anywhere."""
    words = {word for leaf in leaves_of(json.loads(content)) for word in leaf.split() if len(word) > _LONG}
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(r"\s*".join(map(re.escape, word)), " ", text)
    return text
