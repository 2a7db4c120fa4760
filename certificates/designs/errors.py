"""What can be wrong with a design: a named problem each, with its values and, where there is one, the line.

Problems carry values; `certificates.design_phrases` chooses the words. They are plain, so that the workshop can hand
them over as JSON.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class DesignProblem:
    """`line` of the template, counted from 1."""

    line: int | None


# --- The language -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TooLongProblem(DesignProblem):
    length: int
    limit: int


@dataclass(frozen=True)
class SyntaxProblem(DesignProblem):
    """What Django's template compiler said, in English."""

    said: str


@dataclass(frozen=True)
class TagProblem(DesignProblem):
    tag: str


@dataclass(frozen=True)
class PieceProblem(DesignProblem):
    """An `include` of something else than our pieces."""

    piece: str


@dataclass(frozen=True)
class FilterProblem(DesignProblem):
    words: str


@dataclass(frozen=True)
class LoopProblem(DesignProblem):
    """A loop over something else than our lists, or too many in each other."""

    words: str


@dataclass(frozen=True)
class ValueProblem(DesignProblem):
    """A value that no certificate has."""

    value: str


@dataclass(frozen=True)
class ComparisonProblem(DesignProblem):
    """An `if` that compares a value with another one, or with a text: only the language may be."""

    words: str


@dataclass(frozen=True)
class ValueInStyleProblem(DesignProblem):
    value: str


# --- The markup -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ElementProblem(DesignProblem):
    """An element that paper has no use for."""

    element: str


@dataclass(frozen=True)
class FetchProblem(DesignProblem):
    """Something that would be fetched from elsewhere."""

    address: str


@dataclass(frozen=True)
class FaceProblem(DesignProblem):
    """`@font-face`: only installed faces are used, because only their letters are known."""


@dataclass(frozen=True)
class DocumentProblem(DesignProblem):
    """The page lacks what every page has: `lang` on html, or a title."""

    part: str


# --- The slots --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SlotCountProblem(DesignProblem):
    """A slot that is on the page `count` times, and should be there at least `least` and at most `most` times."""

    slot: str
    count: int
    least: int
    most: int


@dataclass(frozen=True)
class UnknownSlotProblem(DesignProblem):
    slot: str


@dataclass(frozen=True)
class PlateProblem(DesignProblem):
    """A page that cannot become a plate; `reason` is the plates' own, in English."""

    slot: str
    reason: str
    sample: str


# --- The drawn page ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PagesProblem(DesignProblem):
    count: int
    sample: str


@dataclass(frozen=True)
class SizeProblem(DesignProblem):
    """Another size than the paper's; all in CSS pixels."""

    width: float
    height: float
    wanted_width: float
    wanted_height: float


@dataclass(frozen=True)
class GlyphProblem(DesignProblem):
    characters: str
    sample: str


@dataclass(frozen=True)
class MissingWordsProblem(DesignProblem):
    """Words that every certificate of this kind says, and that are not to be read here."""

    value: str
    sample: str


@dataclass(frozen=True)
class ClaimProblem(DesignProblem):
    """Words that no certificate of this kind may say: somebody or something would be called neutral."""

    words: str


@dataclass(frozen=True)
class OutsideProblem(DesignProblem):
    """Words or a picture that reach beyond the page's edge."""

    words: str
    sample: str


@dataclass(frozen=True)
class OverlapProblem(DesignProblem):
    """Two slots, or a slot and words, or two pieces of text, one over the other."""

    first: str
    second: str
    sample: str


@dataclass(frozen=True)
class SmallNameProblem(DesignProblem):
    """A name that fits into its box only in letters too small to read; in points."""

    size: float
    least: float
    sample: str


@dataclass(frozen=True)
class SmallTextProblem(DesignProblem):
    words: str
    size: float
    least: float


@dataclass(frozen=True)
class ContrastProblem(DesignProblem):
    words: str
    ratio: float
    least: float


# --- The file ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileProblem(DesignProblem):
    """What a finished PDF lacks: `part` is one of `certificates.designs.files.PARTS`."""

    part: str
    detail: str
    sample: str


@dataclass(frozen=True)
class TimeProblem(DesignProblem):
    """It took more time or memory than a page may."""

    seconds: int


@dataclass(frozen=True)
class BrokenProblem(DesignProblem):
    """Drawing failed in a way that nobody thought of; `said` is the error, in English."""

    said: str


PROBLEMS: Mapping[str, type[DesignProblem]] = {
    problem.__name__: problem for problem in DesignProblem.__subclasses__()
}


def to_plain(problem: DesignProblem) -> dict[str, Any]:
    return {"problem": type(problem).__name__, **asdict(problem)}


def from_plain(values: Mapping[str, Any]) -> DesignProblem:
    """The problem that `to_plain` gave."""
    rest = {name: value for name, value in values.items() if name != "problem"}
    return PROBLEMS[values["problem"]](**rest)
