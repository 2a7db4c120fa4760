"""♥ Numbers as a report keeps them: exact, beside the one way in which they are shown.

A leaf is a small table that JSON can hold: `{"grams": 1163590000, "shown": "1,163.59 t"}`. Whatever a document says, it
says by a leaf's `shown`; whoever calculates takes the other entry. No float is involved.
"""

from decimal import Decimal
from typing import Any

from diandian.lib.mass import format_grams

Leaf = dict[str, Any]
Names = dict[str, str]  # the same in both languages: {"zh": …, "en": …}

NOTHING = "—"


def mass(grams: int) -> Leaf:
    """Whole grams."""
    return {"grams": grams, "shown": format_grams(grams)}


def maybe_mass(grams: int | None) -> Leaf | None:
    return None if grams is None else mass(grams)


def count(number: int) -> Leaf:
    """How many there are of something."""
    return {"count": number, "shown": f"{number:,}"}


def decimal(value: Decimal) -> Leaf:
    """A decimal without the zeros behind it, thousands grouped where it is shown."""
    text = f"{value.normalize():f}"
    return {"decimal": text, "shown": f"{Decimal(text):,f}"}


def share(part: int, whole: int) -> Leaf | None:
    """A part of a whole in percent with one decimal, half to even; None where there is no whole."""
    if whole <= 0:
        return None
    tenths, rest = divmod(part * 1000, whole)
    if 2 * rest > whole or (2 * rest == whole and tenths % 2):
        tenths += 1
    text = f"{tenths // 10}.{tenths % 10}"
    shown = "<0.1%" if part and not tenths else f"{text}%"
    return {"percent": text, "shown": shown}


def uncertainty(percent: Decimal) -> Leaf:
    """An uncertainty in percent."""
    text = f"{percent.normalize():f}"
    return {"percent": text, "shown": f"±{text}%"}


def names(zh: str | None, en: str | None) -> Names:
    """A text in both languages; where one is missing, the other stands for it."""
    return {"zh": zh or en or "", "en": en or zh or ""}


def shown(leaf: Leaf | str | None) -> str:
    """What a document says of a leaf, or of a text; a dash for nothing."""
    if leaf is None or leaf == "":
        return NOTHING
    return leaf if isinstance(leaf, str) else str(leaf["shown"])
