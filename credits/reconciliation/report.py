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
from credits.reconciliation.values import Difference, Disagreement, Reason, RefusedRow, Span
from credits.serials import SerialBlock, parse_serial_block

VERSION = 2
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """Exact ranges of units, in the order of their numbers.

    Each unit that either side names is in one of the first five, or held there and in no pool here. `matched`: retired
    there, and held for one pool here that says the same of it. `claimed_twice`: more than one pool here names them.
    `disagreeing`: retired there and in a pool here, on different days or under different references. `only_here`: held
    for a pool here, not retired there. `only_there`: units of our batches that are no longer held there, of which the
    ledger does not know. `twice`: units that the registry lists more than once. `differing`: our blocks of which the
    registry retired a part. `refused`: rows of the list that could not be compared. `compared_units`: units that either
    side names. `elsewhere_count`: rows that are none of our business.
    """

    registry: str
    file_digest: str
    matched: tuple[Span, ...] = ()
    claimed_twice: tuple[Span, ...] = ()
    disagreeing: tuple[Disagreement, ...] = ()
    only_here: tuple[Span, ...] = ()
    only_there: tuple[Span, ...] = ()
    differing: tuple[Difference, ...] = ()
    twice: tuple[Span, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    compared_units: int = 0
    elsewhere_count: int = 0

    @property
    def is_clean(self) -> bool:
        """Something was compared, nothing is unmatched on either side, and nothing was left unread."""
        findings = (
            *(self.claimed_twice, self.disagreeing, self.only_here, self.only_there),
            *(self.differing, self.twice, self.refused),
        )
        return not any(findings) and not self.is_empty

    @property
    def is_empty(self) -> bool:
        """No pool here names a unit, and the list none of our batches': that proves nothing."""
        return self.compared_units == 0

    @property
    def matched_units(self) -> int:
        return unit_count(self.matched)

    @property
    def unmatched_units(self) -> int:
        """Of both sides together; a unit can be unmatched in one way only."""
        return unit_count((*self.claimed_twice, *self.disagreeing, *self.only_here, *self.only_there))

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "registry": self.registry,
            "file_digest": self.file_digest,
            "matched_units": self.matched_units,
            "unmatched_units": self.unmatched_units,
            "matched": [_span_json(span) for span in self.matched],
            "claimed_twice": [_span_json(span) for span in self.claimed_twice],
            "disagreeing": [_disagreement_json(each) for each in self.disagreeing],
            "only_here": [_span_json(span) for span in self.only_here],
            "only_there": [_span_json(span) for span in self.only_there],
            "differing": [_difference_json(each) for each in self.differing],
            "twice": [_span_json(span) for span in self.twice],
            "refused": [
                {"line": row.line, "reason": str(row.reason), "text": row.text} for row in self.refused
            ],
            "compared_units": self.compared_units,
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
                claimed_twice=_all(_span, body["claimed_twice"]),
                disagreeing=_all(_disagreement, body["disagreeing"]),
                only_here=_all(_span, body["only_here"]),
                only_there=_all(_span, body["only_there"]),
                differing=_all(_difference, body["differing"]),
                twice=_all(_span, body["twice"]),
                refused=_all(_refused, body["refused"]),
                compared_units=_number(body["compared_units"]),
                elsewhere_count=_number(body["elsewhere_count"]),
            )
            totals = _number(body["matched_units"]), _number(body["unmatched_units"])
        except ReportNotReadableError:
            raise
        except (CreditsError, KeyError, TypeError, ValueError) as error:
            raise ReportNotReadableError(repr(error)) from error
        if totals != (report.matched_units, report.unmatched_units) or sum(totals) > report.compared_units:
            raise ReportNotReadableError("units")
        return report


def unit_count(spans: Iterable[Span | Disagreement]) -> int:
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


def _disagreement_json(each: Disagreement) -> dict[str, Any]:
    return {
        **_block_json(each.block),
        "reference": each.reference,
        "there_reference": each.there_reference,
        "date": each.on.isoformat(),
        "there_date": None if each.there_on is None else each.there_on.isoformat(),
        "line": each.line,
    }


def _block(body: dict[str, Any]) -> SerialBlock:
    block = parse_serial_block(_text(body["registry"]), _text(body["serialNumberBlock"]))
    if _block_json(block) != {name: body[name] for name in _block_json(block)}:
        raise ReportNotReadableError("serialNumberBlock")
    return block


def _span(body: dict[str, Any]) -> Span:
    status = body["unitStatus"]
    return Span(
        _block(body),
        None if status is None else Status(status),
        _day(body["unitStatusDate"]),
        _all(_text, body["references"]),
        _all(_number, body["lines"]),
    )


def _difference(body: dict[str, Any]) -> Difference:
    return Difference(
        _block(body), _text(body["reference"]), _number(body["here_units"]), _number(body["there_units"])
    )


def _disagreement(body: dict[str, Any]) -> Disagreement:
    return Disagreement(
        _block(body),
        _text(body["reference"]),
        _text(body["there_reference"]),
        date.fromisoformat(_text(body["date"])),
        _day(body["there_date"]),
        _number(body["line"]),
    )


def _refused(body: dict[str, Any]) -> RefusedRow:
    return RefusedRow(_number(body["line"]), Reason(body["reason"]), _text(body["text"]))


def _all(read: Callable[[Any], T], bodies: object) -> tuple[T, ...]:
    if not isinstance(bodies, list):
        raise ReportNotReadableError("list")
    return tuple(read(body) for body in bodies)


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ReportNotReadableError("text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ReportNotReadableError("number")
    return value
