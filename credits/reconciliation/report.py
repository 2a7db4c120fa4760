"""What a reconciliation found, as a value and as JSON. Plain Python.

The JSON is the body of a proposal that a second person signs off; units carry the Climate Action Data Trust's field
names. It names nobody: only serials, numbers, statuses, lines and the registries' references.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

from credits.errors import CreditsError
from credits.reconciliation.errors import ReportNotReadableError
from credits.reconciliation.layouts import Status
from credits.reconciliation.values import Difference, Reason, RefusedRow, Span
from credits.serials import SerialBlock, parse_serial_block

VERSION = 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """Exact ranges of units, in the order of their numbers.

    `matched`: retired there and held for a pool here. `only_here`: held for a pool here, not retired there.
    `only_there`: units of our batches that are no longer held there, of which the ledger does not know. `twice`: units
    that the registry lists more than once. `differing`: our blocks of which only a part is matched. `refused`: rows of
    the list that could not be compared. `elsewhere_count`: rows that are none of our business.
    """

    registry: str
    file_digest: str
    matched: tuple[Span, ...] = ()
    only_here: tuple[Span, ...] = ()
    only_there: tuple[Span, ...] = ()
    differing: tuple[Difference, ...] = ()
    twice: tuple[Span, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    elsewhere_count: int = 0

    @property
    def is_clean(self) -> bool:
        """Nothing is unmatched on either side, and nothing was left unread."""
        return not (self.only_here or self.only_there or self.differing or self.twice or self.refused)

    @property
    def matched_units(self) -> int:
        return unit_count(self.matched)

    @property
    def unmatched_units(self) -> int:
        """Of both sides together; a unit can be unmatched on one side only."""
        return unit_count(self.only_here) + unit_count(self.only_there)

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "registry": self.registry,
            "file_digest": self.file_digest,
            "matched_units": self.matched_units,
            "unmatched_units": self.unmatched_units,
            "matched": [_span_json(span) for span in self.matched],
            "only_here": [_span_json(span) for span in self.only_here],
            "only_there": [_span_json(span) for span in self.only_there],
            "differing": [_difference_json(each) for each in self.differing],
            "twice": [_span_json(span) for span in self.twice],
            "refused": [
                {"line": row.line, "reason": str(row.reason), "text": row.text} for row in self.refused
            ],
            "elsewhere_count": self.elsewhere_count,
        }

    @classmethod
    def from_json(cls, body: object) -> Self:
        """The report that as_json wrote. Raises ReportNotReadableError."""
        try:
            if not isinstance(body, dict) or body["version"] != VERSION:
                raise ReportNotReadableError("version")
            report = cls(
                registry=_text(body["registry"]),
                file_digest=_text(body["file_digest"]),
                matched=_all(_span, body["matched"]),
                only_here=_all(_span, body["only_here"]),
                only_there=_all(_span, body["only_there"]),
                differing=_all(_difference, body["differing"]),
                twice=_all(_span, body["twice"]),
                refused=_all(_refused, body["refused"]),
                elsewhere_count=_number(body["elsewhere_count"]),
            )
            totals = _number(body["matched_units"]), _number(body["unmatched_units"])
        except ReportNotReadableError:
            raise
        except (CreditsError, KeyError, TypeError, ValueError) as error:
            raise ReportNotReadableError(repr(error)) from error
        if totals != (report.matched_units, report.unmatched_units):
            raise ReportNotReadableError("units")
        return report


def unit_count(spans: Iterable[Span]) -> int:
    return sum(span.block.unit_count for span in spans)


def _block_json(block: SerialBlock) -> dict[str, Any]:
    return {
        "registry": block.registry,
        "serialNumberBlock": block.canonical,
        "unitBlockStart": block.start,
        "unitBlockEnd": block.end,
        "unitCount": block.unit_count,
    }


def _span_json(span: Span) -> dict[str, Any]:
    return {
        **_block_json(span.block),
        "unitStatus": None if span.status is None else str(span.status),
        "unitStatusDate": None if span.on is None else span.on.isoformat(),
        "references": list(span.references),
        "lines": list(span.lines),
    }


def _difference_json(difference: Difference) -> dict[str, Any]:
    return {
        **_block_json(difference.block),
        "reference": difference.reference,
        "here_units": difference.here_units,
        "there_units": difference.there_units,
    }


def _block(body: dict[str, Any]) -> SerialBlock:
    block = parse_serial_block(_text(body["registry"]), _text(body["serialNumberBlock"]))
    if _block_json(block) != {name: body[name] for name in _block_json(block)}:
        raise ReportNotReadableError("serialNumberBlock")
    return block


def _span(body: dict[str, Any]) -> Span:
    status, on = body["unitStatus"], body["unitStatusDate"]
    return Span(
        _block(body),
        None if status is None else Status(status),
        None if on is None else date.fromisoformat(_text(on)),
        _all(_text, body["references"]),
        _all(_number, body["lines"]),
    )


def _difference(body: dict[str, Any]) -> Difference:
    return Difference(
        _block(body), _text(body["reference"]), _number(body["here_units"]), _number(body["there_units"])
    )


def _refused(body: dict[str, Any]) -> RefusedRow:
    return RefusedRow(_number(body["line"]), Reason(body["reason"]), _text(body["text"]))


def _all(read: Callable[[Any], T], bodies: object) -> tuple[T, ...]:
    if not isinstance(bodies, list):
        raise ReportNotReadableError("list")
    return tuple(read(body) for body in bodies)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ReportNotReadableError("text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ReportNotReadableError("number")
    return value
