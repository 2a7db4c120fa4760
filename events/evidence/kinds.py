"""♥ What a file is, by its content: its name is not trusted. Plain Python.

PDF: ISO 32000-2, 7.5.2 and 7.5.5 (header and `%%EOF`). PNG: ISO/IEC 15948, 5.2 and 11.2.5. JPEG: ITU-T T.81, B.1.1.3.
Workbooks and documents: ECMA-376, part 2 (a zip with `[Content_Types].xml`); of a zip only the list of contents is
read, and one small part: nothing else is unpacked, so that a bomb stays shut.
"""

import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_PARTS = 2_000
MAX_NAME = 120  # characters, the ending not counted
_TYPES_PART, _MAX_TYPES_BYTES = "[Content_Types].xml", 1_000_000
_END_OF_PDF = 2_048  # bytes at the end in which %%EOF stands; some programs write a little behind it


class Problem(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN = "unknown"  # none of the kinds below
    BROKEN = "broken"  # begins like one of them, and does not end like it
    OLD_OFFICE = "old-office"  # .doc, .xls, or locked with a password
    MACROS = "macros"
    BOMB = "bomb"
    WEB_PAGE = "web-page"


class RefusedFileError(ValueError):
    """A content that is not taken."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class FileKind:
    """What is kept: the ending that a file's name gets, and the media type with which it is sent."""

    ending: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = FileKind("pdf", "application/pdf")
PNG = FileKind("png", "image/png")
JPEG = FileKind("jpg", "image/jpeg")
XLSX = FileKind("xlsx", f"{_OFFICE}spreadsheetml.sheet")
DOCX = FileKind("docx", f"{_OFFICE}wordprocessingml.document")
CSV = FileKind("csv", "text/csv")
TXT = FileKind("txt", "text/plain")
KINDS = (PDF, PNG, JPEG, XLSX, DOCX, CSV, TXT)

_PNG_BEGINS, _PNG_ENDS = b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IEND\xaeB`\x82"
_JPEG_BEGINS, _JPEG_ENDS = b"\xff\xd8\xff", b"\xff\xd9"
_OLE_BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB], 2.2
# What `zipfile` raises of a damaged archive, or of one packed in a way that it does not know.
_BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)
_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
_MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|script|svg|meta|iframe)\b", re.IGNORECASE)
# What no text has: control characters but tab, line feed, form feed, carriage return.
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def kind_of(content: bytes, name: str = "") -> FileKind:
    """What a file is. Raises RefusedFileError.

    The name is asked one thing only: whether a text is a table (`.csv`); both are sent as texts.
    """
    if not content:
        raise RefusedFileError(Problem.EMPTY)
    if len(content) > MAX_BYTES:
        raise RefusedFileError(Problem.TOO_LARGE)
    if content.startswith(b"%PDF-"):
        return _whole(PDF, b"%%EOF" in content[-_END_OF_PDF:])
    if content.startswith(_PNG_BEGINS):
        return _whole(PNG, _PNG_ENDS in content[-1024:])
    if content.startswith(_JPEG_BEGINS):
        return _whole(JPEG, _JPEG_ENDS in content)
    if content.startswith(_OLE_BEGINS):
        raise RefusedFileError(Problem.OLD_OFFICE)
    if content.startswith(b"PK"):
        return _office(content)
    return _text(content, name)


def name_for(name: str, kind: FileKind) -> str:
    """The name under which a file is kept: without path, invisible characters or an ending that it does not have."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in last)
    known = "|".join((*(each.ending for each in KINDS), "jpeg"))
    stem = re.sub(rf"(?i)\.(?:{known})$", "", " ".join(plain.split())).strip(". ")
    return f"{stem[:MAX_NAME] or 'file'}.{kind.ending}"


def _whole(kind: FileKind, ends: bool) -> FileKind:
    if not ends:
        raise RefusedFileError(Problem.BROKEN)
    return kind


def _office(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office_kind(archive)
    except RefusedFileError:
        raise
    except _BROKEN_ZIP as error:
        raise RefusedFileError(Problem.BROKEN) from error


def _office_kind(archive: zipfile.ZipFile) -> FileKind:
    entries = archive.infolist()
    parts = {each.filename: each for each in entries}
    kind = next((kind for part, kind in _PARTS.items() if part in parts), None)
    if kind is None or _TYPES_PART not in parts:
        raise RefusedFileError(Problem.UNKNOWN)
    if (
        len(entries) > MAX_PARTS
        or sum(each.file_size for each in entries) > MAX_UNPACKED_BYTES
        or parts[_TYPES_PART].file_size > _MAX_TYPES_BYTES
    ):
        raise RefusedFileError(Problem.BOMB)
    with archive.open(_TYPES_PART) as types:
        has_macros = b"macroenabled" in types.read(_MAX_TYPES_BYTES).lower()
    if has_macros or any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise RefusedFileError(Problem.MACROS)
    return kind


def _text(content: bytes, name: str) -> FileKind:
    """A text in UTF-8, UTF-16 with its mark, or GB 18030, as spreadsheets in China write CSV."""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _NOT_IN_TEXT.search(text):
            break
        if _MARKUP.match(text):
            raise RefusedFileError(Problem.WEB_PAGE)
        return CSV if name.lower().endswith(".csv") else TXT
    raise RefusedFileError(Problem.UNKNOWN)
