"""♥ What is entered of a line, by hand or in a file, and every reason to refuse it. Plain Python."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from events.balance.claims import claims_in
from events.inventory.columns import FORMULA_SIGNS
from events.inventory.lines import amount_of
from events.inventory.sources import SOURCES, Source
from footprint.calculation import FactorValue

# A hundred million tonnes: twenty times the largest event that was ever counted. Whoever means more mistook the unit.
MAX_LINE_GRAMS = 10**14
MAX_NUMBER = Decimal(10**14)  # of a quantity, or of grams a unit
QUANTITY_PLACES, FACTOR_PLACES, PERCENT_PLACES = 6, 9, 2
MAX_PERCENT = Decimal(1000)
LIMITS = {"name_zh": 200, "name_en": 200, "unit": 40, "factor_code": 120, "factor_source": 500, "note": 500}
# As footprint.calculation.lines counts where neither a publisher nor we have said anything.
UNSTATED_PERCENT = Decimal(50)


class Reason(StrEnum):
    """Why a field, a cell or a file is refused, beside what no table may be (`diandian.lib.tables`)."""

    MACROS = "macros"
    MERGED = "merged"
    NO_ROWS = "no-rows"
    TOO_MUCH_TEXT = "too-much-text"
    UNKNOWN_COLUMN = "unknown-column"
    MISSING_COLUMN = "missing-column"
    COLUMN_TWICE = "column-twice"
    TOO_MANY_CELLS = "too-many-cells"
    MISSING = "missing"
    TOO_LONG = "too-long"
    CONTROL_CHARACTER = "control-character"
    CALCULATES = "calculates"
    NOT_A_NUMBER = "not-a-number"
    COMMA_IN_NUMBER = "comma-in-number"
    NOT_WHOLE = "not-whole"
    NEGATIVE = "negative"
    TOO_PRECISE = "too-precise"
    TOO_LARGE = "too-large"
    ABSURD = "absurd"
    UNKNOWN_SOURCE = "unknown-source"
    UNKNOWN_PHASE = "unknown-phase"
    UNKNOWN_CLASS = "unknown-class"
    UNKNOWN_FACTOR = "unknown-factor"
    UNITS_DIFFER = "units-differ"
    OTHER_UNIT = "other-unit"
    FACTOR_DIFFERS = "factor-differs"
    AMOUNT_DIFFERS = "amount-differs"
    WHY_OTHER = "why-other"
    CLAIMS = "claims"
    NO_SUCH_FILE = "no-such-file"
    SEVERAL_FILES = "several-files"
    NOT_AN_ID = "not-an-id"
    LINE_TWICE = "line-twice"
    ESTIMATED = "estimated"
    UNKNOWN_ZONE = "unknown-zone"
    NOT_A_DAY = "not-a-day"
    OUTSIDE_EVENT = "outside-event"
    DAY_TWICE = "day-twice"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused field or cell. Row 0: the whole file; no row at all for a form's."""

    row: int
    column: str
    reason: str
    value: str = ""


class RefusedRowsError(ValueError):
    """Nothing of what was entered is taken; each reason is named."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(f"{each.row} {each.column}: {each.reason}" for each in refusals[:10]))
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A line as somebody enters it. A factor by its code in the version's set, or one's own with unit and source.

    Several codes joined by `+` are parts of one figure, such as burning a fuel and making it. With a code, unit,
    grams and source are those of the set; a unit or grams entered beside it must agree. Without an uncertainty that
    of the factors is taken.
    """

    source: str
    name_zh: str
    name_en: str
    quantity: Decimal
    phase: str = "hold"
    unit: str = ""
    factor_code: str = ""
    factor_grams: Decimal | None = None
    factor_source: str = ""
    evidence_class: str = "assumed"
    uncertainty_percent: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What an entered line comes to: its unit, its factor, its uncertainty and its whole grams."""

    unit: str
    factor_code: str
    factor_grams: Decimal
    factor_source: str
    uncertainty_percent: Decimal
    amount_grams: int


def reasons_against(entered: Entered, factors: Mapping[str, FactorValue]) -> list[Refusal]:
    """Everything that speaks against an entered line, by field."""
    return list(_reasons(entered, factors))


def settled(entered: Entered, factors: Mapping[str, FactorValue]) -> Settled:
    """The line's factor and grams. Raises RefusedRowsError with every reason against it."""
    refused = reasons_against(entered, factors)
    if refused:
        raise RefusedRowsError(refused)
    return _settled(entered, factors)


def _settled(entered: Entered, factors: Mapping[str, FactorValue]) -> Settled:
    if entered.factor_code:
        parts = [factors[code] for code in codes_of(entered.factor_code)]
        grams = sum((part.grams_per_unit for part in parts), Decimal(0))
        stated = entered.uncertainty_percent
        return Settled(
            unit=parts[0].unit,
            factor_code=" + ".join(part.code for part in parts),
            factor_grams=grams,
            factor_source=source_of(parts),
            uncertainty_percent=spread_of(parts) if stated is None else stated,
            amount_grams=amount_of(entered.quantity, grams),
        )
    own, percent = entered.factor_grams, entered.uncertainty_percent
    assert own is not None  # noqa: S101  `_reasons` refused a line without either
    assert percent is not None  # noqa: S101
    return Settled(
        unit=entered.unit,
        factor_code="",
        factor_grams=own,
        factor_source=entered.factor_source,
        uncertainty_percent=percent,
        amount_grams=amount_of(entered.quantity, own),
    )


def codes_of(factor_code: str) -> list[str]:
    """The codes that are typed in one field, each once."""
    return list(dict.fromkeys(code for part in factor_code.split("+") if (code := part.strip())))


def source_of(parts: list[FactorValue]) -> str:
    """Where factors are from: publisher, year and the place in it."""
    texts = dict.fromkeys(f"{part.source} ({part.source_year}), {part.locator}" for part in parts)
    return "; ".join(texts)[: LIMITS["factor_source"]]


def spread_of(parts: Sequence[FactorValue]) -> Decimal:
    """The half-range of parts of one figure, added linearly: if one is too high, so are the others."""
    grams = sum((part.grams_per_unit for part in parts), Decimal(0))
    if not grams:
        return Decimal(0)
    weighed = sum((part.grams_per_unit * _percent(part) for part in parts), Decimal(0))
    return (weighed / grams).quantize(Decimal("0.01"), ROUND_CEILING)


def _percent(part: FactorValue) -> Decimal:
    return UNSTATED_PERCENT if part.uncertainty_percent is None else part.uncertainty_percent


def _reasons(entered: Entered, factors: Mapping[str, FactorValue]) -> Iterator[Refusal]:
    if entered.source not in SOURCES:
        yield Refusal(0, "source", Reason.UNKNOWN_SOURCE, entered.source[:40])
    for field in ("name_zh", "name_en", "unit", "factor_source", "note"):
        yield from text_reasons(field, getattr(entered, field))
    for field in ("name_zh", "name_en", "note"):
        if found := claims_in(getattr(entered, field)):
            yield Refusal(0, field, Reason.CLAIMS, ", ".join(dict.fromkeys(found))[:40])
    for field in ("name_zh", "name_en"):
        if not getattr(entered, field).strip():
            yield Refusal(0, field, Reason.MISSING)
    if entered.source == Source.OTHER and not entered.note.strip():
        yield Refusal(0, "note", Reason.WHY_OTHER)
    numbers = list(_number_reasons(entered))
    yield from numbers
    factor = list(_factor_reasons(entered, factors))
    yield from factor
    if not numbers and not factor:
        amount = _settled(entered, factors).amount_grams
        if amount > MAX_LINE_GRAMS:
            yield Refusal(0, "quantity", Reason.ABSURD, str(amount))


def text_reasons(field: str, text: str) -> Iterator[Refusal]:
    """Why a text is no text of a line: too long, on several lines, or one that a spreadsheet would calculate."""
    limit = LIMITS[field]
    if len(text) > limit:
        yield Refusal(0, field, Reason.TOO_LONG, str(limit))
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text):
        yield Refusal(0, field, Reason.CONTROL_CHARACTER)
    if text.startswith(FORMULA_SIGNS):
        yield Refusal(0, field, Reason.CALCULATES, text[:40])


def _number_reasons(entered: Entered) -> Iterator[Refusal]:
    yield from range_reasons("quantity", entered.quantity, MAX_NUMBER, QUANTITY_PLACES)
    if entered.factor_grams is not None:
        yield from range_reasons("factor_grams", entered.factor_grams, MAX_NUMBER, FACTOR_PLACES)
    if entered.uncertainty_percent is not None:
        yield from range_reasons(
            "uncertainty_percent", entered.uncertainty_percent, MAX_PERCENT, PERCENT_PLACES
        )


def range_reasons(field: str, number: Decimal, highest: Decimal, places: int) -> Iterator[Refusal]:
    """Why a number cannot be kept as it is: nothing is rounded, and nothing is cut."""
    if not number.is_finite():
        yield Refusal(0, field, Reason.NOT_A_NUMBER, str(number))
    elif number < 0:
        yield Refusal(0, field, Reason.NEGATIVE, str(number)[:40])
    elif number > highest:
        yield Refusal(0, field, Reason.TOO_LARGE, f"{highest:,f}")
    elif number != round(number, places):
        yield Refusal(0, field, Reason.TOO_PRECISE, str(places))


def _factor_reasons(entered: Entered, factors: Mapping[str, FactorValue]) -> Iterator[Refusal]:
    if not entered.factor_code:
        for field in ("unit", "factor_source"):
            if not getattr(entered, field).strip():
                yield Refusal(0, field, Reason.MISSING)
        for field in ("factor_grams", "uncertainty_percent"):
            if getattr(entered, field) is None:
                yield Refusal(0, field, Reason.MISSING)
        return
    codes = codes_of(entered.factor_code)
    unknown = [code for code in codes if code not in factors]
    if unknown or not codes:
        yield Refusal(0, "factor_code", Reason.UNKNOWN_FACTOR, ", ".join(unknown)[:80])
        return
    parts = [factors[code] for code in codes]
    units = {part.unit for part in parts}
    if len(units) > 1:
        yield Refusal(0, "factor_code", Reason.UNITS_DIFFER, ", ".join(sorted(units)))
        return
    if entered.unit and entered.unit not in units:
        yield Refusal(0, "unit", Reason.OTHER_UNIT, parts[0].unit)
    grams = sum((part.grams_per_unit for part in parts), Decimal(0))
    if entered.factor_grams is not None and entered.factor_grams != grams:
        yield Refusal(0, "factor_grams", Reason.FACTOR_DIFFERS, f"{grams.normalize():f}")
    if len(" + ".join(codes)) > LIMITS["factor_code"]:
        yield Refusal(0, "factor_code", Reason.TOO_LONG, str(LIMITS["factor_code"]))
