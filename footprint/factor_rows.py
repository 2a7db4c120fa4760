"""What a row of a factor file must hold to become a factor. Every reason to refuse one is a code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from footprint.calculation import Boundary, Cabin, Diet, FactorValue
from footprint.calculation.values import Gases
from footprint.errors import Refusal

COLUMNS = (
    *("code", "category", "activity_zh", "activity_en", "region", "unit", "grams_per_unit", "gases"),
    *("boundary", "includes_non_co2", "use", "serves", "grade", "uncertainty_percent"),
    *("uncertainty_is_judgement", "source", "source_year", "locator", "licence"),
)
_MAY_BE_EMPTY = ("use", "serves", "uncertainty_percent")
REQUIRED = tuple(column for column in COLUMNS if column not in _MAY_BE_EMPTY)
GRADE_CODES = ("A", "A-", "B", "C", "D", "E")
_YES_NO = {"yes": True, "no": False}
_KNOWN: dict[str, tuple[str, ...]] = {
    "gases": tuple(Gases),
    "boundary": tuple(Boundary),
    "grade": GRADE_CODES,
    "includes_non_co2": tuple(_YES_NO),
    "uncertainty_is_judgement": tuple(_YES_NO),
}
# The longest texts that the database takes.
_LONGEST = {
    "code": 80,
    "category": 24,
    "activity_zh": 200,
    "activity_en": 200,
    "unit": 24,
    "use": 40,
    "source": 300,
    "locator": 300,
    "licence": 120,
}
_SHAPES = {
    "code": re.compile(r"[A-Za-z0-9_-]+"),
    "category": re.compile(r"[a-z0-9-]+"),
    "use": re.compile(r"[a-z0-9-]*"),
    "region": re.compile(r"world|[A-Z]{2}(-[A-Z0-9]{1,3})?"),
    "serves": re.compile(r"|[A-Z]{2}(-[A-Z0-9]{1,3})?"),
}
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?")
# Numbers: from 0 to a highest, with so many decimals as are kept. Nothing is rounded silently.
_NUMBERS = {"grams_per_unit": (Decimal(999_999_999), 5), "uncertainty_percent": (Decimal(300), 1)}
_TEXTS = ("activity_zh", "activity_en", "unit", "source", "locator", "licence")
# What the engine asks a set for, with the unit in which it counts it: tests/footprint/test_factor_rows.py.
UNITS_OF_USES: dict[str, str] = {
    **{
        f"flight-{route}-{cabin}": "passenger-km"
        for route in ("domestic", "short", "long", "international")
        for cabin in Cabin
    },
    "flight-china-average": "passenger-km",
    "jet-fuel": "kg-fuel",
    **dict.fromkeys(("hsr", "rail", "coach", "taxi", "metro", "bus", "walk"), "passenger-km"),
    **dict.fromkeys(("car-petrol", "car-diesel", "car-hybrid", "car-unknown", "motorbike"), "vehicle-km"),
    "grid": "kWh",
    "hotel": "room-night",
    **{f"meal-{diet}": "meal" for diet in Diet},
    "seat": "spectator",
}
_GRID_OF_A_YEAR = re.compile("grid-(199[0-9]|20[0-9]{2}|2100)")
# Parts that add up to one figure. Any other boundary is a whole figure: beside it stand only non-CO2 effects.
_PARTS = {Boundary.DIRECT, Boundary.UPSTREAM}
_ADDITIONS = {Boundary.UPSTREAM, Boundary.NON_CO2}


class Reason(StrEnum):
    """Why something in a factor file is refused."""

    NOT_A_TABLE = "not-a-table"
    NOT_UTF_8 = "not-utf-8"
    TOO_MANY_BYTES = "too-many-bytes"
    TOO_MANY_ROWS = "too-many-rows"
    NO_ROWS = "no-rows"
    BROKEN_CSV = "broken-csv"
    NOT_COMMAS = "not-commas"
    UNKNOWN_COLUMN = "unknown-column"
    MISSING_COLUMN = "missing-column"
    COLUMN_TWICE = "column-twice"
    TOO_MANY_CELLS = "too-many-cells"
    MISSING = "missing"
    TOO_LONG = "too-long"
    WRONG_SHAPE = "wrong-shape"
    NOT_ONE_OF = "not-one-of"
    CONTROL_CHARACTER = "control-character"
    FORMULA = "formula"
    DATE = "date"
    FAILED_CELL = "failed-cell"
    NOT_A_NUMBER = "not-a-number"
    COMMA_IN_NUMBER = "comma-in-number"
    NEGATIVE = "negative"
    TOO_LARGE = "too-large"
    TOO_PRECISE = "too-precise"
    NOT_A_YEAR = "not-a-year"
    CODE_TWICE = "code-twice"
    PART_TWICE = "part-twice"
    PARTS_CLASH = "parts-clash"
    ONLY_ADDITIONS = "only-additions"
    UNKNOWN_USE = "unknown-use"
    OTHER_UNIT = "other-unit"
    SERVES_WITHOUT_USE = "serves-without-use"
    PUBLISHER_WITHOUT_PERCENT = "publisher-without-percent"


def factors_of_rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[FactorValue], list[Refusal]]:
    """The factors of the good rows, and why the others are refused."""
    taken: list[tuple[int, FactorValue]] = []
    refused: list[Refusal] = []
    first_with: dict[str, int] = {}
    for number, row in rows:
        cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
        reasons = list(reasons_against(number, cells))
        first = first_with.setdefault(cells["code"], number)
        if cells["code"] and first != number:
            reasons.append(Refusal(number, "code", Reason.CODE_TWICE, str(first)))
        if reasons:
            refused += reasons
        else:
            taken.append((number, factor_of(cells)))
    refused += clashes(taken)
    if not refused:  # else the rest of a figure may stand in a refused row
        refused += lone_additions(taken)
    return [factor for _number, factor in taken], refused


def clashes(factors: Sequence[tuple[int, FactorValue]]) -> list[Refusal]:
    """Where factors of one use and region would not make one figure: a part twice, or a whole beside parts."""
    refused: list[Refusal] = []
    for parts in _figures(factors):
        for place, (number, factor) in enumerate(parts[1:], start=1):
            earlier = {part.boundary: row for row, part in reversed(parts[:place])}
            if factor.boundary in earlier:
                twice = str(earlier[factor.boundary])
                refused.append(Refusal(number, "boundary", Reason.PART_TWICE, twice))
            elif (whole := _whole_beside(factor.boundary, earlier)) is not None:
                refused.append(Refusal(number, "boundary", Reason.PARTS_CLASH, str(whole)))
    return refused


def lone_additions(factors: Sequence[tuple[int, FactorValue]]) -> list[Refusal]:
    """Figures of nothing but additions: the making of a fuel without its burning is no footprint of a trip."""
    return [
        Refusal(parts[0][0], "boundary", Reason.ONLY_ADDITIONS)
        for parts in _figures(factors)
        if {factor.boundary for _number, factor in parts} <= _ADDITIONS
    ]


def reasons_against_use(number: int, use: str, unit: str) -> Iterable[Refusal]:
    """The engine asks for known uses only, each in its unit. Without a use any unit will do."""
    if not use:
        return
    expected = "kWh" if _GRID_OF_A_YEAR.fullmatch(use) else UNITS_OF_USES.get(use)
    if expected is None:
        yield Refusal(number, "use", Reason.UNKNOWN_USE)
    elif unit != expected:
        yield Refusal(number, "unit", Reason.OTHER_UNIT, expected)


def _figures(factors: Sequence[tuple[int, FactorValue]]) -> Iterable[list[tuple[int, FactorValue]]]:
    """The factors with a use, those of one use and region served together."""
    figures: dict[tuple[str, str], list[tuple[int, FactorValue]]] = defaultdict(list)
    for number, factor in factors:
        if factor.use:
            figures[factor.use, factor.serves].append((number, factor))
    return figures.values()


def _whole_beside(boundary: Boundary, earlier: Mapping[Boundary, int]) -> int | None:
    """The first row with which a boundary cannot be added up; None where there is none."""
    if boundary == Boundary.NON_CO2:
        return None
    return min(
        (
            row
            for other, row in earlier.items()
            if other != Boundary.NON_CO2 and not {other, boundary} <= _PARTS
        ),
        default=None,
    )


def cells_of(factor: FactorValue) -> list[str]:
    """A factor as the cells of its row: what is read back is the same factor."""
    return [cell_of(getattr(factor, column)) for column in COLUMNS]


def cell_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def reasons_against(number: int, cells: Mapping[str, str]) -> Iterable[Refusal]:
    """Why the cells of one row make no factor; nothing where they do."""
    missing = [column for column in REQUIRED if not cells[column]]
    if missing:
        yield from (Refusal(number, column, Reason.MISSING) for column in missing)
        return
    for column, longest in _LONGEST.items():
        if len(cells[column]) > longest:
            yield Refusal(number, column, Reason.TOO_LONG, str(longest))
    for column, shape in _SHAPES.items():
        if not shape.fullmatch(cells[column]):
            yield Refusal(number, column, Reason.WRONG_SHAPE)
    if _SHAPES["use"].fullmatch(cells["use"]):
        yield from reasons_against_use(number, cells["use"], cells["unit"])
    for column, known in _KNOWN.items():
        if cells[column] not in known:
            yield Refusal(number, column, Reason.NOT_ONE_OF, ", ".join(known))
    for column in _TEXTS:
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in cells[column]):
            yield Refusal(number, column, Reason.CONTROL_CHARACTER)
        # A spreadsheet would run such a text as a formula, in whoever opens what was exported here.
        if cells[column][0] in "=+-@":
            yield Refusal(number, column, Reason.FORMULA)
    for column in _NUMBERS:
        if cells[column] and (reason := _number_reason(cells[column], *_NUMBERS[column])):
            yield Refusal(number, column, *reason)
    if not (re.fullmatch("[0-9]{4}", cells["source_year"]) and 1950 <= int(cells["source_year"]) <= 2100):
        yield Refusal(number, "source_year", Reason.NOT_A_YEAR)
    if cells["serves"] and not cells["use"]:
        yield Refusal(number, "serves", Reason.SERVES_WITHOUT_USE)
    if not cells["uncertainty_percent"] and cells["uncertainty_is_judgement"] == "no":
        yield Refusal(number, "uncertainty_percent", Reason.PUBLISHER_WITHOUT_PERCENT)


def _number_reason(cell: str, highest: Decimal, decimals: int) -> tuple[Reason, str] | None:
    if cell.startswith("="):
        return Reason.FORMULA, ""
    if "," in cell or "，" in cell:
        return Reason.COMMA_IN_NUMBER, ""
    if not _NUMBER.fullmatch(cell):
        return Reason.NOT_A_NUMBER, ""
    value = Decimal(cell)
    if value < 0:
        return Reason.NEGATIVE, ""
    if value > highest:
        return Reason.TOO_LARGE, f"{highest:f}"
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        return Reason.TOO_PRECISE, str(decimals)
    return None


def factor_of(cells: Mapping[str, str]) -> FactorValue:
    """The factor of a row that nothing speaks against."""
    percent = cells["uncertainty_percent"]
    return FactorValue(
        code=cells["code"],
        category=cells["category"],
        activity_zh=cells["activity_zh"],
        activity_en=cells["activity_en"],
        region=cells["region"],
        unit=cells["unit"],
        grams_per_unit=Decimal(cells["grams_per_unit"]).quantize(Decimal("0.00001")),
        boundary=Boundary(cells["boundary"]),
        includes_non_co2=_YES_NO[cells["includes_non_co2"]],
        grade=cells["grade"],
        uncertainty_percent=Decimal(percent).quantize(Decimal("0.1")) if percent else None,
        uncertainty_is_judgement=_YES_NO[cells["uncertainty_is_judgement"]],
        source=cells["source"],
        source_year=int(cells["source_year"]),
        locator=cells["locator"],
        licence=cells["licence"],
        gases=Gases(cells["gases"]),
        use=cells["use"],
        serves=cells["serves"],
    )
