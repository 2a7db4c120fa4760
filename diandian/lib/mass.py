"""Mass of CO2e in whole grams: the one way in which people see it, and the one way in which they type it."""

import re
import unicodedata

GRAMS_PER_KILOGRAM = 1_000
GRAMS_PER_TONNE = 1_000_000

_DECIMAL_PLACES = {"g": 0, "kg": 3, "t": 6, "克": 0, "千克": 3, "公斤": 3, "吨": 6}
_TYPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,20})(?:\.(?P<fraction>[0-9]{1,20}))?\s*"
    rf"(?P<unit>{'|'.join(_DECIMAL_PLACES)})",
    re.IGNORECASE,
)


class UnreadableMassError(ValueError):
    """Text that is no mass in whole grams with its unit."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a mass: {text[:40]!r}")
        self.text = text


def parse_grams(text: str) -> int:
    """The whole grams that a person typed: `500 t`, `23.4 kg`, `1,200 g`, `５００ 吨`.

    The unit is never guessed: g, kg, t, 克, 千克, 公斤 or 吨. A comma groups thousands, a point begins decimals.
    Raises UnreadableMassError for anything else, and for a part of a gram. No float is involved.
    """
    match = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise UnreadableMassError(text)
    places = _DECIMAL_PLACES[match["unit"].lower()]
    fraction = (match["fraction"] or "").rstrip("0")
    if len(fraction) > places:
        raise UnreadableMassError(text)
    return int(match["whole"].replace(",", "") + fraction.ljust(places, "0"))


def format_grams(grams: int) -> str:
    """Whole grams as a person reads them: `850 g`, `23.4 kg`, `1,163.59 t`.

    Below 1 kg: whole grams. Below 1 t: kilograms with at most one decimal. From 1 t: tonnes with at most two.
    Rounds half to even, never with floats; trailing zeros are dropped. The same in every language.
    """
    if -GRAMS_PER_KILOGRAM < grams < GRAMS_PER_KILOGRAM:
        return f"{grams} g"
    tenths_of_kilogram = _divide_half_even(grams, 100)
    if abs(tenths_of_kilogram) < 10_000:
        return f"{_with_decimals(tenths_of_kilogram, 1)} kg"
    return f"{_with_decimals(_divide_half_even(grams, 10_000), 2)} t"


def _divide_half_even(number: int, divisor: int) -> int:
    quotient, remainder = divmod(number, divisor)
    twice = 2 * remainder
    if twice > divisor or (twice == divisor and quotient % 2 == 1):
        quotient += 1
    return quotient


def _with_decimals(scaled: int, places: int) -> str:
    whole, fraction = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    digits = f"{fraction:0{places}d}".rstrip("0")
    return f"{sign}{whole:,}.{digits}" if digits else f"{sign}{whole:,}"
