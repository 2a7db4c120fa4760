"""A file to check and what has to be said of it, and how a document is altered."""

import base64
import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from certificates.checking import verify
from tests.certificates.checking import papers
from tests.certificates.checking.papers import LIVE, Paper, canonical, written

Document = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A file, and what has to be said of it: how it ends, and which checks fail with which reason."""

    name: str
    file: bytes
    outcome: str
    failed: dict[str, str]

    @property
    def shown(self) -> dict[str, str]:
        """As JSON for the browser."""
        return {"name": self.name, "file": base64.b64encode(self.file).decode()}


LIN = Paper()


def altered(change: Callable[[Document], None], paper: Paper = LIN) -> bytes:
    """The document with something in it changed by whoever has no key."""
    document = copy.deepcopy(paper.document)
    change(document)
    return written(document)


def restated(change: Callable[[Document], None], paper: Paper = LIN) -> bytes:
    """The document with its Statement changed, and the old signature on it."""

    def change_statement(document: Document) -> None:
        statement = json.loads(document["statement"])
        change(statement)
        document["statement"] = canonical(statement)

    return altered(change_statement, paper)


def signed_anew(paper: Paper, change: Callable[[Document], None]) -> bytes:
    """What the site's own key signed by mistake: proofs have to catch what a signature does not."""
    document = copy.deepcopy(paper.document)
    statement = json.loads(document["statement"])
    change(statement)
    document["statement"] = canonical(statement)
    document["signature"]["value"] = papers.base64_of(LIVE.sign_statement(document["statement"]))
    return written(document)


def put(*steps: str | int, value: object) -> Callable[[Document], None]:
    """A change that puts `value` at a place in the document."""

    def change(document: Document) -> None:
        place: Any = document
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = value

    return change


def line(text: str, number: int, value: str) -> str:
    """A text with one of its lines replaced."""
    lines = text.split("\n")
    lines[number] = value
    return "\n".join(lines)


def turned_round(text: str) -> str:
    """A signature (r, s) as (r, n - s), which holds as well. Papers of before were signed with either."""
    raw = base64.b64decode(text)
    turned = verify.N - int.from_bytes(raw[32:], "big")
    return papers.base64_of(raw[:32] + turned.to_bytes(32, "big"))


def one_byte_on(text: str) -> str:
    """Base64 with its first byte increased."""
    raw = bytearray(base64.b64decode(text))
    raw[0] = (raw[0] + 1) % 256
    return papers.base64_of(bytes(raw))
