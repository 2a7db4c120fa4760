"""All papers of a list in one zip, written as it is sent: no more than one paper is ever in memory.

The same papers make the same bytes: names come from position, number and name, times from the retirements.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

import certificates.queries
from certificates.document import Statement, shown_number
from events.guests.queries import paper_of, retired_guests
from events.models import Guest, GuestList
from events.zipping import EPOCH, Moment, safe_name, streamed

TABLE_NAME = "certificates.csv"
_HEADINGS = ("position", "number", "name", "note", "grams", "address", "holder's link", "file")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def archive(guest_list: GuestList) -> Iterator[bytes]:
    """The zip of those papers that are ready, piece by piece, with a table of all retired guests at its end."""
    return streamed(_entries(guest_list))


def _entries(guest_list: GuestList) -> Iterator[tuple[str, Moment, bytes]]:
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    latest = EPOCH
    for guest in retired_guests(guest_list):
        statement = _statement(guest)
        paper, name = paper_of(guest), file_name(guest, statement)
        moment = _moment(statement)
        if paper is not None:
            yield name, moment, paper
        writer.writerow(_row(guest, statement, name if paper is not None else ""))
        latest = max(latest, moment)
    # Spreadsheets know UTF-8 by this mark only.
    yield TABLE_NAME, latest, ("\ufeff" + table.getvalue()).encode()


def file_name(guest: Guest, statement: Statement) -> str:
    """`0007 ABCD-EFGH-JKMN 李雷.pdf`: sorted as the list is, and a name that every system takes."""
    name = safe_name(statement.holder_name)
    return f"{guest.position:04} {shown_number(statement.number)} {name}".rstrip() + ".pdf"


def _statement(guest: Guest) -> Statement:
    statement = guest.certificate.stated if guest.certificate is not None else None
    if statement is None:
        raise ValueError(f"guest {guest} is retired without a statement")
    return statement


def _row(guest: Guest, statement: Statement, file: str) -> list[object]:
    assert guest.certificate is not None  # noqa: S101  it has a statement
    token = certificates.queries.holder_token(guest.certificate)
    return [
        guest.position,
        shown_number(statement.number),
        _safe(statement.holder_name),
        _safe(guest.note),
        statement.amount_grams,
        statement.address,
        f"{statement.address}?{urlencode({'key': token})}",
        _safe(file),
    ]


def _safe(text: str) -> str:
    """Behind an apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _moment(statement: Statement) -> Moment:
    """When it was retired, in UTC, as a zip keeps a time."""
    if statement.retired_at is None:
        return EPOCH
    at = datetime.fromisoformat(statement.retired_at)
    return at.year, at.month, at.day, at.hour, at.minute, at.second
