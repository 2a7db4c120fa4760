"""What a file is, by its content."""

import pytest

from events.evidence.kinds import (
    CSV,
    DOCX,
    JPEG,
    MAX_BYTES,
    MAX_NAME,
    PDF,
    PNG,
    TXT,
    XLSX,
    FileKind,
    Problem,
    RefusedFileError,
    kind_of,
    name_for,
)
from tests.events.evidence import samples


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.PDF, PDF),
        (samples.picture("PNG"), PNG),
        (samples.picture("JPEG"), JPEG),
        (samples.workbook(), XLSX),
        (samples.document(), DOCX),
        (samples.CSV_TEXT, TXT),
        ("电费单".encode(), TXT),
        (samples.CSV_OF_CHINA, TXT),
        ("\ufeff电费单".encode("utf-16-le"), TXT),
    ],
)
def test_content_says_what_a_file_is_whatever_it_is_called(content: bytes, kind: FileKind) -> None:
    assert kind_of(content, "holiday.exe") == kind


def test_a_text_called_csv_is_a_table() -> None:
    assert [kind_of(each, "Meter.CSV") for each in (samples.CSV_TEXT, samples.CSV_OF_CHINA)] == [CSV, CSV]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY),
        (b"%PDF-1.7\n" + bytes(MAX_BYTES), Problem.TOO_LARGE),
        (samples.PDF.replace(b"%%EOF", b""), Problem.BROKEN),
        (samples.picture("PNG")[:-8], Problem.BROKEN),
        (samples.picture("JPEG")[:-2], Problem.BROKEN),
        (samples.workbook()[:-40], Problem.BROKEN),
        (samples.damaged(), Problem.BROKEN),
        (b"MZ\x90\0", Problem.UNKNOWN),
        (b"\x7fELF", Problem.UNKNOWN),
        (b"GIF89a\x01\0\x01\0", Problem.UNKNOWN),
        (samples.office("meta.xml"), Problem.UNKNOWN),
        (samples.OLE, Problem.OLD_OFFICE),
        (samples.office("xl/workbook.xml", "xl/vbaProject.bin"), Problem.MACROS),
        (samples.office("xl/workbook.xml", types="sheet.macroEnabled.main+xml"), Problem.MACROS),
        (samples.bomb(), Problem.BOMB),
        (samples.office("word/document.xml", *(f"part{n}" for n in range(2000))), Problem.BOMB),
        (b"\n<!DOCTYPE html><script>alert(1)</script>", Problem.WEB_PAGE),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', Problem.WEB_PAGE),
    ],
)
def test_what_is_not_kept_is_refused_with_its_reason(content: bytes, problem: Problem) -> None:
    with pytest.raises(RefusedFileError) as refused:
        kind_of(content, "bill.pdf")
    assert refused.value.problem == problem


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("bill.pdf", "bill.pdf"),
        ("bill.PDF.pdf", "bill.PDF.pdf"),
        ("..\\..\\windows\\电费 单.jpg", "电费 单.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("run.exe", "run.exe.pdf"),
        ("bill\u202egpj.pdf", "bill gpj.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        (".pdf", "file.pdf"),
        ("", "file.pdf"),
        ("长" * 500 + ".pdf", "长" * MAX_NAME + ".pdf"),
    ],
)
def test_a_name_loses_its_path_and_gets_the_ending_of_its_content(name: str, kept: str) -> None:
    assert name_for(name, PDF) == kept
