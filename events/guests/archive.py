"""All papers of a list in one zip, written as it is sent: no more than one paper is ever in memory.

The same papers make the same bytes: names come from position, number and name, times from the retirements.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

import certificates.queries
from certificates.document import Statement, shown_number
from events.guests.queries import paper_of, retired_guests
from events.models import Guest, GuestList

TABLE_NAME = "certificates.csv"
_HEADINGS = ("position", "number", "name", "note", "grams", "address", "holder's link", "file")
# No system may have these in a name of a file, and Windows has the fewest.
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
_NAME_BYTES = 120  # a file's name has at most 255 in most systems, and a folder's stands before it
_EPOCH = (1980, 1, 1, 0, 0, 0)  # before it no zip has a time
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class _Outlet(io.RawIOBase):
    """A file for `zipfile` that keeps only what was written since the last `taken`.

    It can be told to go back within that, so that the head of an entry gets its checksum before it is sent.
    """

    def __init__(self) -> None:
        self._sent = 0
        self._kept = io.BytesIO()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        return self._kept.write(piece)  # type: ignore[arg-type]

    def tell(self) -> int:
        return self._sent + self._kept.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self._sent:
            raise OSError("what was sent cannot be written again")
        return self._sent + self._kept.seek(offset - self._sent)

    def taken(self) -> bytes:
        """What was written and not taken before."""
        piece = self._kept.getvalue()
        self._sent += len(piece)
        self._kept = io.BytesIO()
        return piece


def archive(guest_list: GuestList) -> Iterator[bytes]:
    """The zip of those papers that are ready, piece by piece, with a table of all retired guests at its end."""
    outlet = _Outlet()
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    latest = _EPOCH
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as papers:
        for guest in retired_guests(guest_list):
            statement = _statement(guest)
            paper, name = paper_of(guest), file_name(guest, statement)
            moment = _moment(statement)
            if paper is not None:
                papers.writestr(_entry(name, moment), paper)
                yield outlet.taken()
            writer.writerow(_row(guest, statement, name if paper is not None else ""))
            latest = max(latest, moment)
        # Spreadsheets know UTF-8 by this mark only.
        papers.writestr(_entry(TABLE_NAME, latest), ("\ufeff" + table.getvalue()).encode())
    yield outlet.taken()


def file_name(guest: Guest, statement: Statement) -> str:
    """`0007 ABCD-EFGH-JKMN 李雷.pdf`: sorted as the list is, and a name that every system takes."""
    name = unicodedata.normalize("NFC", statement.holder_name).translate(_FORBIDDEN)
    name = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in name)
    name = name.encode()[:_NAME_BYTES].decode(errors="ignore").rstrip(" .")
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


def _moment(statement: Statement) -> tuple[int, int, int, int, int, int]:
    """When it was retired, in UTC, as a zip keeps a time."""
    if statement.retired_at is None:
        return _EPOCH
    at = datetime.fromisoformat(statement.retired_at)
    return at.year, at.month, at.day, at.hour, at.minute, at.second


def _entry(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    entry.create_system = 3  # whatever this machine is
    entry.external_attr = 0o100644 << 16
    return entry
