"""The place for a signature inside a PDF, and putting it there in the same pass (ISO 32000-1, 12.8; PAdES).

The signature's dictionary is written with room of a fixed size; the digest covers every byte of the file but
that room, and what the seal gives for it is written into the room.
"""

import hashlib
from collections.abc import Callable
from typing import TypeAlias

from certificates.plates import syntax
from certificates.plates.errors import SealTooLargeError

Seal: TypeAlias = Callable[[bytes], bytes]  # the SHA-256 of what is sealed -> a CMS signature in DER
ROOM = 3072  # bytes of CMS; P-256 with its certificate takes about 1100
_RANGE = b"[0000000000 0000000000 0000000000 0000000000]"


def signature_dictionary(made_at: str) -> bytes:
    """The dictionary with its room still empty."""
    entries = {
        "Type": b"/Sig",
        "Filter": b"/Adobe.PPKLite",
        "SubFilter": b"/ETSI.CAdES.detached",
        "M": syntax.date(made_at),
        "ByteRange": _RANGE,
        "Contents": b"<" + b"0" * (2 * ROOM) + b">",
    }
    return syntax.dictionary(entries)


def sealed(file: bytearray, signature_at: int, seal: Seal) -> None:
    """Seal the finished file, whose signature dictionary begins at `signature_at`, where it lies."""
    first = file.index(b"/Contents <", signature_at) + len(b"/Contents ")
    last = first + 2 * ROOM + 2
    at = file.index(_RANGE, signature_at)
    numbers = b"[0 %d %d %d]" % (first, last, len(file) - last)
    file[at : at + len(_RANGE)] = numbers.ljust(len(_RANGE))
    view = memoryview(file)
    digest = hashlib.sha256(view[:first])
    digest.update(view[last:])
    view.release()
    signature = seal(digest.digest())
    if len(signature) > ROOM:
        raise SealTooLargeError(len(signature), ROOM)
    written = signature.hex().encode()
    file[first + 1 : first + 1 + len(written)] = written
