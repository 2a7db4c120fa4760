"""The zip of a list's papers: whole, the same each time, readable everywhere, and never whole in memory."""

import csv
import io
import tracemalloc
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest

import events.guests.archive
from certificates.document import shown_number
from certificates.models import Rendering
from events.guests.archive import TABLE_NAME, archive, file_name
from events.models import Event, Guest, GuestList
from events.tasks import issue_guests
from tests.events.guests.stage import approved, certificate_of, guests, make_papers


@pytest.fixture
def retired(universiade: Event) -> GuestList:
    """Three guests, retired, without papers."""
    row = approved(universiade, guests(3))
    issue_guests(row.pk)
    return row


def opened(row: GuestList) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(archive(row))))


def table_of(row: GuestList) -> list[list[str]]:
    text = opened(row).read(TABLE_NAME).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_zip_has_every_paper_as_it_is_stored_and_a_table(retired: GuestList) -> None:
    make_papers(retired)
    papers = opened(retired)
    numbers = [shown_number(certificate_of(retired, position).number) for position in (1, 2, 3)]
    names = [
        f"0001 {numbers[0]} 李雷.pdf",
        f"0002 {numbers[1]} Zoë Müller.pdf",
        f"0003 {numbers[2]} 𠮷田 太郎.pdf",
    ]
    assert (papers.testzip(), papers.namelist()) == (None, [*names, TABLE_NAME])
    stored = {
        row.certificate.holder_name: bytes(row.content)
        for row in Rendering.objects.filter(kind="pdf").select_related("certificate")
    }
    assert [papers.read(name) for name in names] == [stored[f"{guest.name}"] for guest in guests(3)]
    assert all(papers.read(name).startswith(b"%PDF-") for name in names)
    assert {entry.compress_type for entry in papers.infolist()} == {zipfile.ZIP_STORED}


def test_the_table_says_number_name_grams_and_address(retired: GuestList) -> None:
    make_papers(retired)
    heading, first, *_others = table_of(retired)
    certificate = certificate_of(retired, 1)
    number = shown_number(certificate.number)
    assert certificate.stated is not None
    address = certificate.stated.address
    assert heading == ["position", "number", "name", "note", "grams", "address", "holder's link", "file"]
    assert first[:6] == ["1", number, "李雷", "seat 1", "20000", address]
    assert first[6].startswith(f"{address}?key=")
    assert first[7] == f"0001 {number} 李雷.pdf"


def test_papers_that_are_missing_are_named_by_the_table(retired: GuestList) -> None:
    make_papers(retired, leaving=1)
    papers, rows = opened(retired), table_of(retired)
    assert len(papers.namelist()) == 3
    assert [row[0] for row in rows[1:] if not row[7]] == ["3"]


def test_the_same_papers_make_the_same_bytes(retired: GuestList) -> None:
    make_papers(retired)
    assert b"".join(archive(retired)) == b"".join(archive(retired))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("李雷", "0007 ABCD-EFGH-JKMN 李雷.pdf"),
        ('A/B\\C:D*E?F"G<H>I|J', "0007 ABCD-EFGH-JKMN A_B_C_D_E_F_G_H_I_J.pdf"),
        ("../../etc/passwd", "0007 ABCD-EFGH-JKMN .._.._etc_passwd.pdf"),
        ("Smith Jr.", "0007 ABCD-EFGH-JKMN Smith Jr.pdf"),
        ("", "0007 ABCD-EFGH-JKMN.pdf"),
        ("李" * 120, "0007 ABCD-EFGH-JKMN " + "李" * 40 + ".pdf"),
        ("a\u200db\x07c", "0007 ABCD-EFGH-JKMN a_b_c.pdf"),
    ],
)
def test_names_of_files_are_taken_by_every_system(name: str, expected: str) -> None:
    statement: Any = SimpleNamespace(holder_name=name, number="abcdefghjkmn")
    assert file_name(Guest(position=7), statement) == expected


def test_the_zip_is_never_whole_in_memory(universiade: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight papers of 10 MB each, invented: what is there at once is a paper, its copy and what was sent last."""
    row, size = approved(universiade, guests(8)), 10_000_000
    issue_guests(row.pk)
    monkeypatch.setattr(events.guests.archive, "paper_of", lambda guest: bytes(size))
    tracemalloc.start()
    try:
        sent = sum(len(piece) for piece in archive(row))
        _now, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent > 8 * size
    assert highest < 4 * size
