"""A zip that is written as it is sent: no more than one of its entries is ever in memory.

The same entries make the same bytes: they are stored as they are, with the times and in the order in which they come.
"""

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator

EPOCH = (1980, 1, 1, 0, 0, 0)  # before it no zip has a time
Moment = tuple[int, int, int, int, int, int]
# No system may have these in a name of a file, and Windows has the fewest.
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
_NAME_BYTES = 120  # a file's name has at most 255 in most systems, and a folder's stands before it


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


def streamed(entries: Iterable[tuple[str, Moment, bytes]]) -> Iterator[bytes]:
    """The zip of these entries (name, time, content), piece by piece: each is asked for when the last was sent."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as packed:
        for name, moment, content in entries:
            packed.writestr(_entry(name, moment), content)
            yield outlet.taken()
    yield outlet.taken()


def safe_name(text: str) -> str:
    """A part of a file's name that every system takes, as near to the text as that allows."""
    name = unicodedata.normalize("NFC", text).translate(_FORBIDDEN)
    name = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in name)
    return name.encode()[:_NAME_BYTES].decode(errors="ignore").rstrip(" .")


def _entry(name: str, moment: Moment) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    entry.create_system = 3  # whatever this machine is
    entry.external_attr = 0o100644 << 16
    return entry
