"""Reads a registry's list. Plain Python."""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from credits.errors import SerialBlockError, SerialNotReadableError, WrongRegistryError
from credits.reconciliation.errors import (
    FileNotTextError,
    FileTooLargeError,
    HeaderNotRecognisedError,
    RegistryFileError,
)
from credits.reconciliation.layouts import LAYOUTS, Cells, Layout, Status
from credits.reconciliation.values import Reason, RefusedRow, RegistryFile, RegistryRow, Scope
from credits.serials import SerialBlock, parse_serial_block

# Verra's list of every block it ever issued, the largest there is, is below half of this.
FILE_BYTES_MAX = 512 * 1024 * 1024
HEADER_LINES = 10  # a title or an empty line may stand above the header
TEXT_LENGTH_MAX = 80

# Each record with the line it begins on.
Records = Iterator[tuple[int, list[str]]]

_WHOLE_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.0+)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T].*)?", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?", re.ASCII)
# The American registries write 4/13/2026 7:17:56 PM, Cercarbono 2022-02-24 20:20:59, the others 2026-04-06.


class _RefusedCellError(Exception):
    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text


def read_registry_file(registry: str, file: BinaryIO, scope: Scope | None = None) -> RegistryFile:
    """The rows of `registry`'s own list that touch `scope` (all of them without one), and those that cannot be read.

    `file` is read from its beginning, twice, and must be seekable. Refuses with FileTooLargeError, FileNotTextError,
    HeaderNotRecognisedError.
    """
    encoding, digest = _examined(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        return _read(registry, text, scope, digest)
    finally:
        text.detach()


def _examined(file: BinaryIO) -> tuple[str, str]:
    """The encoding of a file and its SHA-256."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder, digest, size = codecs.getincrementaldecoder(encoding)(), hashlib.sha256(), 0
        file.seek(0)
        try:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                if size > FILE_BYTES_MAX:
                    raise FileTooLargeError(FILE_BYTES_MAX)
                if b"\0" in chunk:  # a workbook, or UTF-16
                    raise FileNotTextError
                digest.update(chunk)
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, digest.hexdigest()
    raise FileNotTextError


def _read(registry: str, text: io.TextIOWrapper, scope: Scope | None, digest: str) -> RegistryFile:
    layout, names, records = _opened(registry, text)
    rows: list[RegistryRow] = []
    refused: list[RefusedRow] = []
    elsewhere_count = 0
    for line, cells in records:
        try:
            row = _row(registry, layout, line, _named(names, cells))
        except _RefusedCellError as refusal:
            refused.append(RefusedRow(line, refusal.reason, refusal.text[:TEXT_LENGTH_MAX]))
            continue
        if scope is None or scope.touches(row.block):
            rows.append(row)
        else:
            elsewhere_count += 1
    return RegistryFile(registry, digest, tuple(rows), tuple(refused), elsewhere_count)


def _opened(registry: str, text: io.TextIOWrapper) -> tuple[Layout, list[str], Records]:
    """The list behind its header; a spreadsheet of another country parts cells by ";" or tabs."""
    refusals: list[RegistryFileError] = []
    for delimiter in ",;\t":
        text.seek(0)
        records = _records(text, delimiter)
        try:
            return *_header(registry, records), records
        except RegistryFileError as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _records(text: io.TextIOWrapper, delimiter: str) -> Records:
    """The records that are not empty; a quoted cell may run over several lines.

    Strict, for a quotation mark that is never closed would swallow the rows after it unseen.
    """
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileNotTextError(line) from error


def _header(registry: str, records: Records) -> tuple[Layout, list[str]]:
    looks_like: set[str] = set()
    for line, cells in records:
        names = [_name(cell) for cell in cells]
        fitting = [layout for layout in LAYOUTS if layout.columns <= set(names)]
        ours = [layout for layout in fitting if registry in layout.registries]
        if ours:
            return max(ours, key=lambda layout: len(layout.columns)), names
        looks_like.update(name for layout in fitting for name in layout.registries)
        if line >= HEADER_LINES:
            break
    raise HeaderNotRecognisedError(registry, tuple(sorted(looks_like)))


def _name(cell: str) -> str:
    """A column's name as the layouts write it: some registries put two spaces, or capitals."""
    return " ".join(cell.split()).lower()


def _named(names: list[str], cells: list[str]) -> Cells:
    """The first column of a name counts; a short row has empty cells at its end."""
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return {name: cell.strip() for name, cell in reversed(list(zip(names, padded, strict=False)))}


def _row(registry: str, layout: Layout, line: int, cells: Cells) -> RegistryRow:
    status = layout.status(registry, cells)
    if status is None:
        raise _RefusedCellError(Reason.STATUS, " ".join(cells[column] for column in layout.marks))
    block = _block(registry, layout, cells)
    if _whole_number(cells[layout.quantity]) != block.unit_count:
        raise _RefusedCellError(Reason.QUANTITY_DIFFERS, cells[layout.quantity])
    on = _day(cells[layout.date])
    if on is None and status is Status.RETIRED:
        raise _RefusedCellError(Reason.DATE, cells[layout.date])
    return RegistryRow(line, block, status, on, cells.get(layout.reference, ""))


def _block(registry: str, layout: Layout, cells: Cells) -> SerialBlock:
    text = cells[layout.serial]
    if layout.first:
        text = f"{text} from {_whole_number(cells[layout.first])} to {_whole_number(cells[layout.last])}"
    try:
        try:
            return parse_serial_block(registry, text)
        except WrongRegistryError as other:
            if layout.is_mixed and other.looks_like in layout.registries:
                return parse_serial_block(other.looks_like, text)
            raise
    except WrongRegistryError as refusal:
        raise _RefusedCellError(Reason.WRONG_REGISTRY, text) from refusal
    except SerialBlockError as refusal:
        raise _RefusedCellError(Reason.BLOCK, text) from refusal
    except SerialNotReadableError as refusal:
        raise _RefusedCellError(Reason.SERIAL, text) from refusal


def _whole_number(text: str) -> int:
    found = _WHOLE_NUMBER.fullmatch(text)
    if found is None:
        raise _RefusedCellError(Reason.QUANTITY, text)
    return int(found[1].replace(",", ""))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _MONTH_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise _RefusedCellError(Reason.DATE, text)
