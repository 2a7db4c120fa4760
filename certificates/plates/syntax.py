"""The few words of PDF's syntax that a stamp writes (ISO 32000-1, 7.3)."""

import re
import zlib
from collections.abc import Mapping

_ESCAPED = re.compile(rb"([\\()])")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z")


def number(value: float) -> bytes:
    """A number with at most four decimals and no trailing zeros: a ten-thousandth of a point is invisible."""
    if isinstance(value, int) or value == int(value):
        return b"%d" % value
    return f"{value:.4f}".rstrip("0").rstrip(".").encode()


def text(words: str) -> bytes:
    """A text string: readable where it is ASCII, otherwise UTF-16 with its mark, in hexadecimal."""
    if words.isascii():
        return b"(" + _ESCAPED.sub(rb"\\\1", words.encode()) + b")"
    return b"<feff" + words.encode("utf-16-be").hex().encode() + b">"


def date(iso: str) -> bytes:
    """`2026-11-22T09:31:59Z` as PDF writes it. ValueError for anything but UTC to the second."""
    match = _DATE.fullmatch(iso)
    if match is None:
        raise ValueError(f"not a time in UTC to the second: {iso!r}")
    return b"(D:" + "".join(match.groups()).encode() + b"Z)"


def reference(target: int) -> bytes:
    return b"%d 0 R" % target


def references(targets: list[int]) -> bytes:
    return b"[" + b" ".join(reference(target) for target in targets) + b"]"


def dictionary(entries: Mapping[str, bytes]) -> bytes:
    return b"<<" + b"".join(b"/" + key.encode() + b" " + value for key, value in entries.items()) + b">>"


def stream(content: bytes, entries: Mapping[str, bytes] | None = None, *, level: int | None = 6) -> bytes:
    """A stream with its dictionary; `level` is deflate's, None leaves the content as it is."""
    values = dict(entries or {})
    if level is not None:
        content = zlib.compress(content, level)
        values["Filter"] = b"/FlateDecode"
    values["Length"] = b"%d" % len(content)
    return dictionary(values) + b"\nstream\n" + content + b"\nendstream"


def indirect(target: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (target, body)
