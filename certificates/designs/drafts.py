"""A design that is looked at, and what its texts alone say of it. Nothing is drawn here, so that it loads at once."""

from dataclasses import dataclass

from certificates.designs.errors import DesignProblem
from certificates.designs.language import language_problems
from certificates.designs.markup import markup_problems

PAPER, POSTER = "paper", "poster"
SHEETS = (PAPER, POSTER)


@dataclass(frozen=True)
class Draft:
    """The texts of a design that is looked at."""

    kind: str
    paper: str
    poster: str

    def text(self, sheet: str) -> str:
        return self.paper if sheet == PAPER else self.poster


@dataclass(frozen=True)
class Finding:
    """A problem, and on which sheet it is: `paper` or `poster`."""

    sheet: str
    problem: DesignProblem


class DrawingRefusedError(Exception):
    """A picture that could not be made, and why."""

    def __init__(self, problems: list[DesignProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def text_findings(draft: Draft) -> list[Finding]:
    """Those reasons not to publish it that the texts alone give, in milliseconds."""
    return [Finding(sheet, problem) for sheet in SHEETS for problem in text_problems(draft.text(sheet))]


def text_problems(text: str) -> list[DesignProblem]:
    # Both at once: whoever mends a tag likes to know of the address as well.
    return [*language_problems(text), *markup_problems(text)]
