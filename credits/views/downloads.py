"""The ledger as files: streamed, so that ten million rows take no more memory than one."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from credits.public_queries import exports
from credits.views.paging import whole_parameter

# What makes a spreadsheet take a cell for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_LINES_A_PIECE = 500


@require_safe
def units_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All units, with the field names of the Climate Action Data Trust."""
    return download(csv_lines(exports.UNIT_FIELDS, exports.units()), "text/csv", "units.csv")


@require_safe
def units_json(request: HttpRequest) -> StreamingHttpResponse:
    return download(_json_lines(exports.units()), "application/json", "units.json")


@require_safe
def transfers_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All transfers."""
    rows = exports.transfers()
    return download(csv_lines(exports.TRANSFER_FIELDS, rows), "text/csv", "transfers.csv")


@require_safe
def retirements_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All retired ranges, or with `?from_leaf=` those from that number of the log on: what is new since."""
    rows = exports.retirements(from_leaf=whole_parameter(request, "from_leaf") or 0)
    return download(csv_lines(exports.RETIREMENT_FIELDS, rows), "text/csv", "retirements.csv")


def download(lines: Iterable[str], content_type: str, name: str) -> StreamingHttpResponse:
    """The lines as a file, sent as they are made."""
    response = StreamingHttpResponse(_pieces(lines), content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def csv_lines(fields: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The table as CSV, behind the mark by which spreadsheets know UTF-8. No cell of it is a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield "\ufeff" + ",".join(fields) + "\r\n"
    for row in rows:
        writer.writerow([safe_cell(row[field]) for field in fields])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def safe_cell(value: object) -> str:
    """A cell's text, behind an apostrophe where a spreadsheet would calculate it."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not isinstance(value, int) else text


def _json_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """A JSON array, a row a line."""
    before = "["
    for row in rows:
        yield before + "\n" + json.dumps(row, ensure_ascii=False)
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """Several lines at once: each piece costs a call to the server."""
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == _LINES_A_PIECE:
            yield "".join(piece)
            piece.clear()
    if piece:
        yield "".join(piece)
