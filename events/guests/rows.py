"""What a row of an uploaded guest list must hold to become a guest. Every reason to refuse one is a code."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import certificates.queries
from certificates.document import LANGUAGES, NAME_LIMIT, clean_name
from diandian.lib.tables import TableLimits, TableRow, UnreadableTableError, column_name, read_table

MAX_GUESTS = 5_000
LIMITS = TableLimits(max_bytes=2_000_000, max_unpacked_bytes=30_000_000, max_rows=MAX_GUESTS, max_columns=12)
# A hundred tonnes: more than one person's journey to any event; whoever means more has mistaken the unit.
MAX_GRAMS = 100_000_000
NOTE_LIMIT = 60
MOST_REFUSALS = 200  # that are shown; one more says that there are more

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "姓名", "名字"),
    "grams": ("grams", "克数", "克"),
    "language": ("language", "语言"),
    "public": ("name public", "公开姓名"),
    "note": ("note", "备注"),
}
_FIELDS = {spelling: column for column, spellings in COLUMNS.items() for spelling in spellings}
_SPOKEN = {
    **dict.fromkeys(("zh", "zh-hans", "zh-cn", "chinese", "中文", "汉语", "简体中文"), "zh-hans"),
    **dict.fromkeys(("en", "english", "英文", "英语"), "en"),
}
_ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "1", "是", "公开"), True),
    **dict.fromkeys(("no", "n", "false", "0", "否", "不公开"), False),
}
_WHOLE = re.compile("[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?")


class Reason(StrEnum):
    """Why something in a guest list is refused, beside what no table may be (`diandian.lib.tables`)."""

    NO_ROWS = "no-rows"
    UNKNOWN_COLUMN = "unknown-column"
    MISSING_COLUMN = "missing-column"
    COLUMN_TWICE = "column-twice"
    TOO_MANY_CELLS = "too-many-cells"
    MISSING = "missing"
    UNPRINTABLE = "unprintable"
    NAME_TOO_LONG = "name-too-long"
    NOTE_TOO_LONG = "note-too-long"
    CONTROL_CHARACTER = "control-character"
    CALCULATES = "calculates"
    NOT_A_NUMBER = "not-a-number"
    COMMA_IN_NUMBER = "comma-in-number"
    NOT_WHOLE = "not-whole"
    NOT_POSITIVE = "not-positive"
    ABSURD = "absurd"
    UNKNOWN_LANGUAGE = "unknown-language"
    NOT_YES_OR_NO = "not-yes-or-no"
    TWICE = "twice"


class NewGuest(NamedTuple):
    """A guest as the table has it."""

    name: str
    note: str
    language: str
    amount_grams: int
    name_is_public: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell, row or (row 0) file that is refused: why, and with what value or limit."""

    row: int
    column: str
    reason: str
    values: tuple[str, ...] = ()


class RefusedGuestsError(ValueError):
    """Nothing of the file is taken; each reason is named."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(f"{len(refusals)} refusals")
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for a row that does not say it itself. No grams: each row must say them."""

    grams: int | None
    language: str


def rows_of(content: bytes) -> list[TableRow]:
    """The rows of an uploaded file, the header first. Raises RefusedGuestsError."""
    try:
        rows = read_table(content, LIMITS)
    except UnreadableTableError as error:
        refused = [
            Refusal(each.row, column_name(each.column) if each.column else "", each.problem, (each.value,))
            for each in error.refusals
        ]
        raise RefusedGuestsError(refused) from error
    if len(rows) < 2:
        raise RefusedGuestsError([Refusal(0, "", Reason.NO_ROWS)])
    return rows


def guests_of(rows: Sequence[TableRow], defaults: Defaults) -> list[NewGuest]:
    """The guests of a table, all of them. Raises RefusedGuestsError that names the refused cells, the first so many.

    A file of which every row is refused would take long to judge, and nobody reads on.
    """
    header = _header(rows[0], defaults)
    guests: list[NewGuest] = []
    refused: list[Refusal] = []
    first_with: dict[tuple[str, str], int] = {}
    for row in rows[1:]:
        cells = _named(header, row)
        reasons = list(_reasons_against(row.number, cells, defaults))
        if any(cell.strip() for cell in row.cells[len(header) :]):
            reasons.append(Refusal(row.number, "", Reason.TOO_MANY_CELLS))
        # Two people may have one name; then a note, such as a seat, has to tell them apart.
        name = clean_name(cells["name"])
        first = first_with.setdefault((name.casefold(), cells["note"]), row.number)
        if name and first != row.number:
            reasons.append(Refusal(row.number, "name", Reason.TWICE, (str(first),)))
        refused += reasons
        if len(refused) > MOST_REFUSALS:
            break
        if not reasons:
            guests.append(_guest(cells, defaults))
    if refused:
        raise RefusedGuestsError(refused)
    return guests


def _named(header: Sequence[str], row: TableRow) -> dict[str, str]:
    cells = dict.fromkeys(COLUMNS, "")
    cells.update(zip(header, (cell.strip() for cell in row.cells), strict=False))
    return cells


def _header(row: TableRow, defaults: Defaults) -> list[str]:
    """The columns of a file, by our names. "" for an empty one."""
    typed = [unicodedata.normalize("NFKC", cell).strip() for cell in row.cells]
    while typed and not typed[-1]:
        typed.pop()
    columns = [_FIELDS.get(" ".join(cell.casefold().replace("_", " ").split()), cell) for cell in typed]
    known = [column for column in columns if column in COLUMNS]
    refused = [
        Refusal(row.number, cell, Reason.UNKNOWN_COLUMN)
        for cell, column in zip(typed, columns, strict=True)
        if cell and column not in COLUMNS
    ]
    required = ["name"] if defaults.grams is not None else ["name", "grams"]
    refused += [
        Refusal(row.number, column, Reason.MISSING_COLUMN) for column in required if column not in known
    ]
    twice = {column for column in known if known.count(column) > 1}
    refused += [Refusal(row.number, column, Reason.COLUMN_TWICE) for column in sorted(twice)]
    if refused:
        raise RefusedGuestsError(refused)
    return columns


def _reasons_against(row: int, cells: Mapping[str, str], defaults: Defaults) -> Iterator[Refusal]:
    """Why the cells of one row make no guest; nothing where they do."""
    yield from _reasons_against_name(row, cells["name"])
    yield from _reasons_against_text(row, "note", cells["note"])
    if len(cells["note"]) > NOTE_LIMIT:
        yield Refusal(row, "note", Reason.NOTE_TOO_LONG, (str(NOTE_LIMIT),))
    if cells["grams"] or defaults.grams is None:
        reason = _grams_reason(cells["grams"])
        if reason is not None:
            yield Refusal(row, "grams", reason, (cells["grams"][:40],))
    if cells["language"] and cells["language"].casefold() not in _SPOKEN:
        yield Refusal(row, "language", Reason.UNKNOWN_LANGUAGE, (cells["language"][:40],))
    if cells["public"] and cells["public"].casefold() not in _ANSWERS:
        yield Refusal(row, "public", Reason.NOT_YES_OR_NO, (cells["public"][:40],))


def _reasons_against_name(row: int, text: str) -> Iterator[Refusal]:
    if not text:
        yield Refusal(row, "name", Reason.MISSING)
    elif certificates.queries.name_is_too_long(text):
        yield Refusal(row, "name", Reason.NAME_TOO_LONG, (str(NAME_LIMIT),))
    elif found := certificates.queries.unprintable(text):
        yield Refusal(row, "name", Reason.UNPRINTABLE, tuple(found))
    else:
        yield from _reasons_against_text(row, "name", text)


def _reasons_against_text(row: int, column: str, text: str) -> Iterator[Refusal]:
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        yield Refusal(row, column, Reason.CONTROL_CHARACTER)
    # A spreadsheet would run such a text as a formula, in whoever opens the list that comes with the papers.
    if text.startswith(("=", "+", "-", "@")):
        yield Refusal(row, column, Reason.CALCULATES, (text[:40],))


def _grams_reason(cell: str) -> Reason | None:
    """Why a cell is no mass in whole grams. Full-width digits are digits, nothing else is guessed."""
    typed = unicodedata.normalize("NFKC", cell)
    if not typed:
        return Reason.MISSING
    if "," in typed or "，" in typed or "、" in typed:
        return Reason.COMMA_IN_NUMBER
    if _WHOLE.fullmatch(typed):
        digits = typed.lstrip("0")
        if not digits:
            return Reason.NOT_POSITIVE
        return Reason.ABSURD if len(digits) > 9 or int(digits) > MAX_GRAMS else None
    if not _NUMBER.fullmatch(typed):
        return Reason.NOT_A_NUMBER
    return Reason.NOT_POSITIVE if typed.startswith("-") else Reason.NOT_WHOLE


def _guest(cells: Mapping[str, str], defaults: Defaults) -> NewGuest:
    grams = unicodedata.normalize("NFKC", cells["grams"])
    return NewGuest(
        name=clean_name(cells["name"]),
        note=cells["note"],
        language=_SPOKEN.get(cells["language"].casefold(), defaults.language),
        amount_grams=int(grams) if grams else defaults.grams or 0,
        name_is_public=_ANSWERS.get(cells["public"].casefold(), False),
    )


assert set(_SPOKEN.values()) == set(LANGUAGES)  # noqa: S101  whoever adds a language finds this
