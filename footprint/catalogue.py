"""The library as a reader looks through it: searched, filtered, and grouped by category."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

from footprint.calculation import Boundary, FactorValue

# Grouped as a day at an event goes by; a category that is not named here comes last.
CATEGORY_ORDER = (
    *("flight", "rail", "road", "metro", "active", "transport", "hotel", "meal", "food", "drink", "venue"),
    *("electricity", "fuel", "merchandise", "material", "water", "waste"),
)


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for; an empty text asks for nothing. `weak` is `yes`, `no` or empty."""

    text: str = ""
    category: str = ""
    region: str = ""
    boundary: str = ""
    grade: str = ""
    weak: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Search()

    @classmethod
    def of(cls, given: Callable[[str], str]) -> "Search":
        """The search that an address names: `q` for the text, the other names as they are."""
        named = {field.name: given(field.name).strip() for field in fields(cls) if field.name != "text"}
        return cls(text=given("q").strip(), **named)


@dataclass(frozen=True, slots=True)
class Group:
    """The factors of one category."""

    category: str
    factors: tuple[FactorValue, ...]


def folded(text: str) -> str:
    """One spelling for all: `ＣＯ₂` and `co2` are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def found(
    factors: Iterable[FactorValue], search: Search, *, other_words: Callable[[FactorValue], str]
) -> list[FactorValue]:
    """The factors that have every word of the text and pass every filter, in the order of their codes.

    The words are looked for in code, activity in both languages, source, locator and region, and in
    `other_words`, such as the names of region and category.
    """
    wanted = folded(search.text).split()
    return sorted(
        (
            factor
            for factor in factors
            if _passes(factor, search)
            and (not wanted or _has(folded(_texts(factor) + "\n" + other_words(factor)), wanted))
        ),
        key=lambda factor: factor.code,
    )


def groups(factors: Iterable[FactorValue]) -> list[Group]:
    """The factors by category, in the order of a day."""
    by_category: dict[str, list[FactorValue]] = {}
    for factor in factors:
        by_category.setdefault(factor.category, []).append(factor)
    return [Group(category, tuple(by_category[category])) for category in sorted(by_category, key=_place_of)]


def counted(factors: Iterable[FactorValue], field: str) -> dict[str, int]:
    """The values that a field of the search has among the factors, each with its number."""
    values = Counter(_value(factor, field) for factor in factors)
    return dict(sorted(values.items(), key=lambda item: _place_of(item[0])))


def parts_beside(factor: FactorValue, factors: Iterable[FactorValue]) -> tuple[FactorValue, ...]:
    """The other parts of the figure that this factor is a part of, the direct one first."""
    if not factor.use:
        return ()
    figure = (factor.use, factor.serves)
    parts = [other for other in factors if (other.use, other.serves) == figure and other.code != factor.code]
    return tuple(sorted(parts, key=lambda part: list(Boundary).index(part.boundary)))


def _place_of(category: str) -> tuple[int, str]:
    known = CATEGORY_ORDER.index(category) if category in CATEGORY_ORDER else len(CATEGORY_ORDER)
    return known, category


def _value(factor: FactorValue, field: str) -> str:
    if field == "weak":
        return "yes" if factor.is_weak else "no"
    return str(getattr(factor, field))


def _passes(factor: FactorValue, search: Search) -> bool:
    return all(
        getattr(search, field.name) in ("", _value(factor, field.name))
        for field in fields(search)
        if field.name != "text"
    )


def _texts(factor: FactorValue) -> str:
    return "\n".join(
        (
            *(factor.code, factor.activity_zh, factor.activity_en, factor.category, factor.unit),
            *(factor.region, factor.source, factor.locator, factor.licence, str(factor.source_year)),
        )
    )


def _has(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text for word in wanted)
