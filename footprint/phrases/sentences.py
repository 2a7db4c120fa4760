"""Titles, formulas, sources and ranges in sentences. Pages only print them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from django.utils.translation import get_language, gettext

from diandian.lib.mass import format_grams
from footprint.calculation import (
    Boundary,
    FactorValue,
    FlightMethod,
    Footprint,
    Gases,
    Line,
    LineKey,
    Piece,
    PieceName,
)
from footprint.phrases.refusals import coverage_words
from footprint.phrases.tables import (
    ATTRIBUTIONS,
    BOUNDARIES,
    CHINA_AVERAGE_REASON,
    FLIGHT_TITLES,
    GASES,
    GRADES,
    LINE_DETOUR,
    LINE_REASONS,
    LINE_TITLES,
    OTHER_REASONS,
    PIECES,
    UNITS,
    WEAK_REASONS,
)


@dataclass(frozen=True, slots=True)
class FactorWords:
    """A factor in words, in the language of the reader."""

    code: str
    activity: str
    value: str
    boundary: str
    gases: str
    grade: str
    uncertainty: str
    source: str
    locator: str
    licence: str
    is_weak: bool  # grade D or E: the page says so


def line_title(line: Line) -> str:
    """What the line counts; a flight's says its method, unless it is the usual one."""
    return str(FLIGHT_TITLES[_method_of(line)] if line.key == LineKey.PLANE else LINE_TITLES[line.key])


def line_reason(line: Line) -> str:
    """A few sentences that say why the line is counted as it is."""
    if line.key == LineKey.PLANE and _method_of(line) == FlightMethod.CHINA_AVERAGE:
        return str(CHINA_AVERAGE_REASON)
    if line.key in WEAK_REASONS and any(factor.is_weak for factor in line.factors):
        return str(WEAK_REASONS[line.key])
    return str(OTHER_REASONS.get((line.key, line.unit), LINE_REASONS[line.key]))


def formula_words(line: Line) -> str:
    """A line as one sum: `1,517 km (as the crow flies) × 2 (there and back) × 30.48 g CO₂e per … = 92 kg`."""
    multiplied = " × ".join(_piece_words(piece, line.key) for piece in line.pieces if not piece.divides)
    divided = "".join(f" ÷ {_piece_words(piece, line.key)}" for piece in line.pieces if piece.divides)
    values = " + ".join(number_words(factor.grams_per_unit) for factor in line.factors)
    factor = per_unit_words(f"({values})" if len(line.factors) > 1 else values, line.unit, line.factors)
    return f"{multiplied}{divided} × {factor} = {format_grams(line.grams)}"


def source_words(line: Line) -> list[FactorWords]:
    """The factors of a line, each with its source, ready to print."""
    return [factor_words(factor) for factor in line.factors]


def factor_words(factor: FactorValue) -> FactorWords:
    year = str(factor.source_year)
    return FactorWords(
        code=factor.code,
        activity=factor.activity_in(get_language() or ""),
        value=value_words(factor),
        boundary=str(dict(BOUNDARIES)[factor.boundary.value]),
        gases=str(dict(GASES)[factor.gases.value]),
        grade=str(dict(GRADES)[factor.grade]),
        uncertainty=_uncertainty(factor.uncertainty_percent, factor.uncertainty_is_judgement),
        source=factor.source if year in factor.source else f"{factor.source}, {year}",
        locator=factor.locator,
        licence=factor.licence,
        is_weak=factor.is_weak,
    )


def value_words(factor: FactorValue) -> str:
    """`30.48 g CO₂e per passenger-km`."""
    return per_unit_words(number_words(factor.grams_per_unit), factor.unit, [factor])


def per_unit_words(value: str, unit: str, factors: Iterable[FactorValue]) -> str:
    """Grams of what the factors count: CO₂e, CO₂ alone, or plain grams where a publisher does not say of what."""
    counts, gases = {"value": value, "unit": UNITS.get(unit, unit)}, {factor.gases for factor in factors}
    if gases == {Gases.CO2}:
        return gettext("%(value)s g CO₂ per %(unit)s") % counts
    if Gases.NOT_STATED in gases:
        return gettext("%(value)s g per %(unit)s") % counts
    return gettext("%(value)s g CO₂e per %(unit)s") % counts


def uncertainty_words(line: Line) -> str:
    """`± 20 % (our judgement)`; empty for a line of nothing."""
    return _uncertainty(line.uncertainty_percent if line.grams else None, line.uncertainty_is_judgement)


def range_words(footprint: Footprint) -> str:
    """The range as a person would say it: `between 95 kg and 180 kg, most likely 120 kg`.

    The exact total stands elsewhere, since it is a sum of lines to the gram and no claim of certainty.
    """
    return gettext("between %(low)s and %(high)s, most likely %(likely)s") % {
        "low": format_grams(_two_digits(footprint.low_grams, ROUND_FLOOR)),
        "high": format_grams(_two_digits(footprint.high_grams, ROUND_CEILING)),
        "likely": format_grams(_two_digits(footprint.total_grams, ROUND_HALF_EVEN)),
    }


def boundary_words(footprint: Footprint) -> str:
    """A sentence that owns up to a sum over different quantities; empty where there is only one."""
    listed = [
        coverage_words(((coverage.boundary.value, coverage.gases.value),)) for coverage in footprint.coverages
    ]
    if any(line.grams and line.coverage is None for line in footprint.lines):
        listed.append(str(dict(BOUNDARIES)[Boundary.NON_CO2.value]))
    if len(listed) > 1:
        return gettext("This sum adds numbers with different boundaries: %(boundaries)s.") % {
            "boundaries": gettext("; ").join(listed)
        }
    if footprint.is_mixed:
        return gettext("This sum adds numbers whose publishers do not say what they cover.")
    return ""


def weak_words(footprint: Footprint) -> str:
    """A sentence that owns up to figures of grade D and E; empty where there is none."""
    if not footprint.weak_factors:
        return ""
    languages = get_language() or ""
    listed = gettext(", ").join(factor.activity_in(languages) for factor in footprint.weak_factors)
    return gettext("Weak figures, for want of better ones: %(figures)s.") % {"figures": listed}


def attribution_words(factors: Iterable[FactorValue]) -> list[str]:
    """The sentences that the licences of these factors ask for."""
    licences = {factor.licence for factor in factors}
    return list(dict.fromkeys(str(words) for licence, words in ATTRIBUTIONS.items() if licence in licences))


def number_words(value: Decimal) -> str:
    """A decimal as people read it: thousands apart, no empty decimals. The same in every language."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _two_digits(grams: int, rounding: str) -> int:
    """Two digits of a range, its ends widened: more would pretend to know more."""
    step: int = 10 ** max(0, len(str(grams)) - 2)
    return int((Decimal(grams) / step).to_integral_value(rounding)) * step


def _method_of(line: Line) -> FlightMethod:
    """By which method a flight is counted: its factors tell."""
    uses = {factor.use for factor in line.factors}
    if "flight-china-average" in uses:
        return FlightMethod.CHINA_AVERAGE
    return FlightMethod.ICAO if line.unit == "kg-fuel" else FlightMethod.DESNZ


def _piece_words(piece: Piece, key: LineKey) -> str:
    if piece.name == PieceName.TRIPS:
        words = {1: gettext("1 (one way)"), 2: gettext("2 (there and back)")}
        return words.get(int(piece.value)) or gettext("%(number)s (trips)") % {
            "number": number_words(piece.value)
        }
    if piece.name == PieceName.ROAD_CIRCUITY and key == LineKey.METRO:
        return str(LINE_DETOUR) % {"number": number_words(piece.value)}
    return str(PIECES[piece.name]) % {"number": number_words(piece.value)}


def _uncertainty(percent: Decimal | None, is_judgement: bool) -> str:
    if percent is None:
        return ""
    value = number_words(percent.quantize(Decimal(1)))
    if is_judgement:
        return gettext("± %(percent)s %% (our judgement)") % {"percent": value}
    return gettext("± %(percent)s %% (stated by the publisher)") % {"percent": value}
