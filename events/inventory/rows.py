"""What the rows of an uploaded inventory make: lines, or every reason against every cell."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from uuid import UUID, uuid5

from diandian.lib.tables import TableLimits, TableRow
from events.inventory.columns import COLUMNS, REQUIRED, spelled
from events.inventory.entering import (
    FACTOR_PLACES,
    MAX_NUMBER,
    MAX_PERCENT,
    PERCENT_PLACES,
    QUANTITY_PLACES,
    Entered,
    Reason,
    Refusal,
    RefusedRowsError,
    range_reasons,
    reasons_against,
    settled,
)
from events.inventory.files import header_of, named, rows_of, surplus
from events.inventory.lines import Line, plain_number
from events.inventory.sources import SOURCES
from footprint.calculation import FactorValue

MAX_ROWS = 2_000
LIMITS = TableLimits(max_bytes=2_000_000, max_unpacked_bytes=15_000_000, max_rows=MAX_ROWS, max_columns=30)
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_RANGES = {
    "quantity": (MAX_NUMBER, QUANTITY_PLACES),
    "factor_grams": (MAX_NUMBER, FACTOR_PLACES),
    "uncertainty_percent": (MAX_PERCENT, PERCENT_PLACES),
}
_NEW_LINES = UUID("3f1cf1c1-4c49-5d0e-8a0e-0f6a7c3a9b52")
_PHASES: dict[str, tuple[str, ...]] = {
    "prepare": ("prepare", "preparation", "筹备", "筹备阶段"),
    "hold": ("hold", "holding", "举办", "举办阶段"),
    "wrap-up": ("wrap-up", "wrap up", "收尾", "收尾阶段"),
}
_CLASSES: dict[str, tuple[str, ...]] = {
    "measured": ("a", "measured", "实测"),
    "billed": ("b", "billed", "票据"),
    "stated": ("c", "stated", "声明"),
    "calculated": ("d", "calculated", "推算"),
    "assumed": ("e", "assumed", "假设"),
}
_SOURCES = {code: (code, words.zh, words.en) for code, words in SOURCES.items()}


def _by_spelling(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {spelled(spelling): code for code, spellings in table.items() for spelling in spellings}


SOURCE_OF, PHASE_OF, CLASS_OF = (_by_spelling(table) for table in (_SOURCES, _PHASES, _CLASSES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a file is judged against: the draft's lines, its factors, and the event's evidence files.

    `files`: SHA-256, title and name of each file.
    """

    lines: Sequence[Line]
    factors: Mapping[str, FactorValue]
    files: Sequence[tuple[str, str, str]]


def table_of(content: bytes) -> list[TableRow]:
    """The rows of an uploaded inventory, the header first. Raises RefusedRowsError."""
    return rows_of(content, LIMITS)


def lines_from(rows: Sequence[TableRow], around: Surroundings) -> list[Line]:
    """The lines of a file, all of them. Raises RefusedRowsError that names every refused cell.

    A row that says of its line what is there already is that line, with its origin and its method. Rows of the
    template that say nothing but their source are passed over. A line of a new id is a new line; one without an id
    gets it from what it says, so that the same file looked at twice makes the same lines.
    """
    header = header_of(rows[0], COLUMNS, REQUIRED)
    known = {line.line_id: line for line in around.lines}
    refused: list[Refusal] = []
    found: list[Line] = []
    rows_with: dict[UUID, int] = {}
    for row in rows[1:]:
        cells = named(header, row)
        refused += surplus(header, row)
        if not any(cells.get(column) for column in COLUMNS if column not in ("source", "phase")):
            continue
        reasons, line = _judged(row.number, cells, around, known)
        if line is not None:
            first = rows_with.setdefault(line.line_id, row.number)
            if first != row.number:
                reasons.append(Refusal(row.number, "line", Reason.LINE_TWICE, str(first)))
            found.append(line)
        refused += reasons
    if refused:
        raise RefusedRowsError(refused)
    if not found:
        raise RefusedRowsError([Refusal(0, "", Reason.NO_ROWS)])
    return found


def _judged(
    row: int, cells: Mapping[str, str], around: Surroundings, known: Mapping[UUID, Line]
) -> tuple[list[Refusal], Line | None]:
    refused: list[Refusal] = []
    line_id = _id(row, cells, refused)
    entered = _entered(row, cells, refused)
    evidence = _evidence(row, cells, around, refused)
    if refused:
        # What could be read is judged all the same, so that one look at a file tells everything.
        told = {each.column for each in refused}
        others = (each for each in reasons_against(entered, around.factors) if each.column not in told)
        return [*refused, *(replace(each, row=row) for each in others)], None
    try:
        result = settled(entered, around.factors)
    except RefusedRowsError as error:
        return [replace(each, row=row) for each in error.refusals], None
    stated = _number(row, "amount_grams", cells, refused)
    if stated is not None and stated != result.amount_grams:
        refused.append(Refusal(row, "amount_grams", Reason.AMOUNT_DIFFERS, str(result.amount_grams)))
    line = Line(
        **{**asdict(entered), **asdict(result)},
        line_id=line_id or _id_from(row, cells),
        evidence=evidence,
        origin="import",
        method="",
        sample_size=None,
        extrapolated_grams=0,
    )
    there = known.get(line.line_id)
    if there is not None and _says_the_same(line, there):
        return refused, there
    if (there is not None and there.origin == "spectators") or cells.get("sample_size"):
        refused.append(Refusal(row, "line", Reason.ESTIMATED))
    return refused, line


def _says_the_same(line: Line, there: Line) -> bool:
    """But for what a file cannot say."""
    as_there = replace(
        line,
        origin=there.origin,
        method=there.method,
        sample_size=there.sample_size,
        extrapolated_grams=there.extrapolated_grams,
    )
    return as_there == there


def _id(row: int, cells: Mapping[str, str], refused: list[Refusal]) -> UUID | None:
    if not cells.get("line"):
        return None
    try:
        return UUID(cells["line"])
    except ValueError:
        refused.append(Refusal(row, "line", Reason.NOT_AN_ID, cells["line"][:40]))
        return None


def _id_from(row: int, cells: Mapping[str, str]) -> UUID:
    """An id for a new line: of its row and all that it says, so that a file sent again changes nothing twice."""
    return uuid5(_NEW_LINES, repr((row, sorted((column, cell) for column, cell in cells.items() if cell))))


def _entered(row: int, cells: Mapping[str, str], refused: list[Refusal]) -> Entered:
    """What the row says, as far as it can be read."""

    # As our own page shows it, "B: from bills or records": what stands before the colon says it.
    letter = unicodedata.normalize("NFKC", cells.get("evidence_class", "")).partition(":")[0]
    cells = {**cells, "evidence_class": letter}

    def chosen(column: str, table: Mapping[str, str], reason: Reason, usual: str = "") -> str:
        cell = cells.get(column, "")
        if not cell and usual:
            return usual
        if not cell:
            refused.append(Refusal(row, column, Reason.MISSING))
        elif spelled(cell) not in table:
            refused.append(Refusal(row, column, reason, cell[:40]))
        return table.get(spelled(cell), "")

    source = chosen("source", SOURCE_OF, Reason.UNKNOWN_SOURCE)
    phase = chosen("phase", PHASE_OF, Reason.UNKNOWN_PHASE, "hold")
    evidence_class = chosen("evidence_class", CLASS_OF, Reason.UNKNOWN_CLASS)
    numbers = {
        column: _number(row, column, cells, refused)
        for column in ("quantity", "factor_grams", "uncertainty_percent")
    }
    if not cells.get("quantity"):
        refused.append(Refusal(row, "quantity", Reason.MISSING))
    texts = {
        column: cells.get(column, "")
        for column in ("name_zh", "name_en", "unit", "factor_code", "factor_source", "note")
    }
    return Entered(
        source=source,
        phase=phase,
        evidence_class=evidence_class,
        quantity=numbers["quantity"] or Decimal(0),
        factor_grams=numbers["factor_grams"],
        uncertainty_percent=numbers["uncertainty_percent"],
        **texts,
    )


def _number(row: int, column: str, cells: Mapping[str, str], refused: list[Refusal]) -> Decimal | None:
    """A number as it is typed. Full-width digits are digits; separators and units are never guessed."""
    cell = unicodedata.normalize("NFKC", cells.get(column, "")).strip()
    if not cell:
        return None
    if _NUMBER.fullmatch(cell):
        number = Decimal(cell)
        highest, places = _RANGES.get(column, (MAX_NUMBER, 0))
        refused += [replace(each, row=row) for each in range_reasons(column, number, highest, places)]
        return number
    commas = any(sign in cell for sign in ",、'") and any(letter.isdigit() for letter in cell)
    reason = Reason.COMMA_IN_NUMBER if commas else Reason.NOT_A_NUMBER
    refused.append(Refusal(row, column, reason, cells[column][:40]))
    return None


def _evidence(row: int, cells: Mapping[str, str], around: Surroundings, refused: list[Refusal]) -> str:
    """The SHA-256 of the file that a cell names: by that, by its title, or by its name."""
    cell = cells.get("evidence", "")
    if not cell:
        return ""
    found = {digest for digest, title, name in around.files if cell in (digest, title, name)}
    if len(found) != 1:
        reason = Reason.SEVERAL_FILES if found else Reason.NO_SUCH_FILE
        refused.append(Refusal(row, "evidence", reason, cell[:60]))
        return ""
    return found.pop()


def cells_of(line: Line, files: Mapping[str, str]) -> dict[str, str]:
    """A line as a file has it: read back, it is the same line. `files`: what each SHA-256 is called."""
    written = {
        "line": str(line.line_id),
        "source": line.source,
        "phase": line.phase,
        "evidence": files.get(line.evidence, line.evidence),
        "evidence_class": line.evidence_class,
        "sample_size": "" if line.sample_size is None else str(line.sample_size),
    }
    for column in ("quantity", "factor_grams", "uncertainty_percent"):
        written[column] = plain_number(getattr(line, column))
    for column in ("amount_grams", "extrapolated_grams"):
        written[column] = str(getattr(line, column))
    for column in COLUMNS:
        written.setdefault(column, str(getattr(line, column, "")))
    return {column: written[column] for column in COLUMNS}
