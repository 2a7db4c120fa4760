"""A design that is looked at, and what its texts alone say of it. Nothing is drawn here, so that it loads at once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from certificates.designs.errors import DesignProblem
from certificates.designs.language import language_problems
from certificates.designs.markup import markup_problems
from certificates.document.samples import Occasion

PAPER, POSTER = "paper", "poster"
SHEETS = (PAPER, POSTER)


@dataclass(frozen=True)
class Draft:
    """The texts of a design that is looked at, and the event that it is for; None for every event."""

    kind: str
    paper: str
    poster: str
    occasion: Occasion | None = None

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> "Draft":
        """The draft of which these are the fields as JSON has them."""
        occasion = values.get("occasion")
        return cls(**{**values, "occasion": Occasion(**occasion) if occasion else None})

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that are another draft's as soon as anything in it, or of its event, is another."""
        plain = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()

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
