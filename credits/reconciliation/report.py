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
    file_sha256: str
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

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "registry": self.registry,
            "fileSha256": self.file_sha256,
            "matched": [_span_json(span) for span in self.matched],
            "onlyHere": [_span_json(span) for span in self.only_here],
            "onlyThere": [_span_json(span) for span in self.only_there],
            "differing": [_difference_json(each) for each in self.differing],
            "twice": [_span_json(span) for span in self.twice],
            "refused": [
                {"line": row.line, "reason": str(row.reason), "text": row.text} for row in self.refused
            ],
            "elsewhereCount": self.elsewhere_count,
        }

    @classmethod
    def from_json(cls, body: object) -> Self:
        """The report that as_json wrote. Raises ReportNotReadableError."""
        try:
            if not isinstance(body, dict) or body["version"] != VERSION:
                raise ReportNotReadableError("version")
            return cls(
                registry=_text(body["registry"]),
                file_sha256=_text(body["fileSha256"]),
                matched=_all(_span, body["matched"]),
                only_here=_all(_span, body["onlyHere"]),
                only_there=_all(_span, body["onlyThere"]),
                differing=_all(_difference, body["differing"]),
                twice=_all(_span, body["twice"]),
                refused=_all(_refused, body["refused"]),
                elsewhere_count=_number(body["elsewhereCount"]),
            )
        except ReportNotReadableError:
            raise
        except (CreditsError, KeyError, TypeError, ValueError) as error:
            raise ReportNotReadableError(repr(error)) from error


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
        "hereUnits": difference.here_units,
        "thereUnits": difference.there_units,
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
        _block(body), _text(body["reference"]), _number(body["hereUnits"]), _number(body["thereUnits"])
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
