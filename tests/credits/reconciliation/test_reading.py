"""The registries' lists as they are really published, and everything that can be wrong with one."""

import hashlib
import io
from datetime import date

import pytest

from credits.reconciliation import (
    FileNotTextError,
    FileTooLargeError,
    HeaderNotRecognisedError,
    Reason,
    RefusedRow,
    Scope,
    Status,
    read_registry_file,
    reading,
)
from credits.serials import parse_serial_block
from tests.credits.reconciliation import samples


def read(registry: str, text: str, encoding: str = "utf-8") -> list[tuple[int, str, str, date | None]]:
    found = read_registry_file(registry, io.BytesIO(text.encode(encoding)))
    assert found.refused == ()
    return [(row.line, row.block.canonical, str(row.status), row.on) for row in found.rows]


@pytest.mark.parametrize(
    ("registry", "text", "rows"),
    [
        (
            "verra",
            samples.VERRA,
            [
                # A date, and nobody named: it may be a cancellation, so it is taken for one.
                (
                    2,
                    "19380-941382555-941382741-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0",
                    "Cancelled",
                    date(2026, 4, 9),
                ),
                (
                    3,
                    "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0",
                    "Retired",
                    date(2026, 4, 6),
                ),
                (
                    4,
                    "19328-940005924-940008531-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0",
                    "Retired",
                    date(2026, 4, 13),
                ),
                (
                    5,
                    "19328-940008532-940021195-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0",
                    "Held",
                    None,
                ),
            ],
        ),
        (
            "gold-standard",
            samples.GOLD_STANDARD,
            [
                (2, "GS1-1-KE-GS11603-16-2024-30255-485-12623", "Retired", date(2026, 4, 10)),
                (4, "GS1-1-MG-GS7566-16-2023-29960-1-52", "Retired", date(2026, 1, 9)),
                (5, "GS1-1-ZW-GS11551-16-2024-29957-1-334563", "Cancelled", None),
            ],
        ),
        (
            "acr",
            samples.ACR,
            [(2, "ACR-FR-1129-2025-2917-30932 to 35143", "Retired", date(2026, 4, 13))],
        ),
        (
            "acr",
            samples.ACR_CANCELLED,
            [
                (2, "ACR-US-1185-2025-3078-1 to 85847", "Exported", date(2026, 1, 22)),
                (3, "ACR-US-741-2025-3014-1 to 60257", "Cancelled", date(2025, 10, 6)),
            ],
        ),
        (
            "car",
            samples.CAR,
            [
                (2, "CAR-1-US-1335-31-983-KS-2025-9659-43177 to 43276", "Retired", date(2026, 2, 12)),
                (3, "CAR-ROC-US-1316-105-276-CA-2025-9388-1 to 1", "Retired", date(2025, 12, 16)),
            ],
        ),
        (
            "car",
            samples.CAR_CANCELLED,
            [
                (2, "CAR-ROC-US-1316-105-276-CA-2025-9388-2 to 25412", "Exported", date(2026, 2, 18)),
                (3, "CAR-ROC-US-2153-202-2559-OH-2025-9325-1 to 315246", "Exported", date(2025, 11, 19)),
            ],
        ),
        (
            "fcpf",
            samples.ART,
            [
                (2, "FCPF-CI-130-2023-20-1 to 46404", "Retired", date(2026, 4, 8)),
                (3, "ART-GY-102-2016-9-1401 to 1408", "Retired", date(2023, 7, 12)),
            ],
        ),
        (
            "art",
            samples.ART_CANCELLED,
            [(2, "ART-GY-102-2021-11-2759599 to 2760598", "Retired", date(2025, 2, 28))],
        ),
        (
            "cercarbono",
            samples.CERCARBONO,
            [
                (2, "CDC_1_1_1_321_14_1_2009 from 4426 to 4971", "Retired", date(2022, 2, 24)),
                (3, "CDC_1_1_1_321_14_1 from 0 to 999", "Retired", date(2019, 3, 7)),
            ],
        ),
        (
            "cdcer",
            samples.CDCER,
            [
                (4, "CDCER-CD-2022-7-1-200", "Retired", date(2023, 8, 9)),
                (5, "CDCER-CD-2022-7-201-500", "Held", None),
            ],
        ),
    ],
)
def test_a_published_list_is_read_row_by_row(
    registry: str, text: str, rows: list[tuple[int, str, str, date | None]]
) -> None:
    assert read(registry, text) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_chinese_list_is_read_in_the_encodings_that_spreadsheets_write(
    encoding: str, separator: str
) -> None:
    rows = read("cdcer", samples.CDCER.replace(",", separator).replace("\n", "\r\n"), encoding)
    assert [row[1] for row in rows] == ["CDCER-CD-2022-7-1-200", "CDCER-CD-2022-7-201-500"]


def own_list(*rows: str) -> str:
    return "\n".join(["serialNumberBlock,unitCount,unitStatus,unitStatusDate,beneficiary", *rows])


def test_cancelled_means_used_in_the_cdm_and_not_at_the_others() -> None:
    cdm = read("cdm", own_list("CN-5-1-10-2-2-0-8632,10,Cancelled,2023-08-09"))
    house = read("house", own_list("HOUSE-A-1-10,10,cancelled,2023-08-09"))
    assert (cdm[0][2], house[0][2]) == ("Retired", "Cancelled")


@pytest.mark.parametrize("status", list(Status))
def test_each_word_of_the_data_trust_is_known(status: Status) -> None:
    assert read("ccer", own_list(f"CCER-01-1-10,10,{status},2023-08-09"))[0][2] == status


@pytest.mark.parametrize(
    ("row", "reason", "text"),
    [
        ("CCER 1 to 10,10,Retired,2023-08-09", Reason.SERIAL, "CCER 1 to 10"),
        (",10,Retired,2023-08-09", Reason.SERIAL, ""),
        ("CDCER-01-1-10,10,Retired,2023-08-09", Reason.WRONG_REGISTRY, "CDCER-01-1-10"),
        ("CCER-01-10-1,10,Retired,2023-08-09", Reason.BLOCK, "CCER-01-10-1"),
        ("CCER-01-1-10,ten,Retired,2023-08-09", Reason.QUANTITY, "ten"),
        ("CCER-01-1-10,10.5,Retired,2023-08-09", Reason.QUANTITY, "10.5"),
        ("CCER-01-1-10,-10,Retired,2023-08-09", Reason.QUANTITY, "-10"),
        ("CCER-01-1-10", Reason.STATUS, ""),
        ("CCER-01-1-10,9,Retired,2023-08-09", Reason.QUANTITY_DIFFERS, "9"),
        ("CCER-01-1-10,10,Gone,2023-08-09", Reason.STATUS, "Gone"),
        ("CCER-01-1-10,10,Retired,9 August 2023", Reason.DATE, "9 August 2023"),
        ("CCER-01-1-10,10,Retired,2023-02-30", Reason.DATE, "2023-02-30"),
        ("CCER-01-1-10,10,Retired,", Reason.DATE, ""),
        (f"{'x' * 900},10,Retired,2023-08-09", Reason.SERIAL, "x" * 80),
    ],
)
def test_a_row_that_cannot_be_compared_is_reported_and_the_others_are_read(
    row: str, reason: Reason, text: str
) -> None:
    good = 'CCER-02-1-1000,"1,000",Retired,2023-08-09,"two\nlines"'
    found = read_registry_file("ccer", io.BytesIO(own_list(good, "", row, good).encode()))
    assert found.refused == (RefusedRow(5, reason, text),)
    assert [each.line for each in found.rows] == [2, 6]


def test_rows_that_do_not_concern_us_are_counted_only() -> None:
    mine = parse_serial_block("verra", "1-940008531-940008532-VCS-VCU-1-VER-CN-13-3880-01012022-31122022-0")
    found = read_registry_file("verra", io.BytesIO(samples.VERRA.encode()), Scope([mine]))
    assert ([row.line for row in found.rows], found.elsewhere_count) == ([4, 5], 2)


def test_the_file_is_known_by_its_digest() -> None:
    content = samples.ACR.encode()
    found = read_registry_file("acr", io.BytesIO(content))
    assert found.digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("registry", "text", "looks_like"),
    [
        ("verra", samples.GOLD_STANDARD, ("gold-standard",)),
        ("acr", samples.ART_CANCELLED, ("art", "fcpf")),
        ("car", samples.CERCARBONO, ("cercarbono",)),
        ("verra", "", ()),
        ("verra", "a,b,c\n1,2,3\n", ()),
        ("verra", "a title\n" * 50 + samples.VERRA, ()),
        ("unheard-of", samples.VERRA, ("verra",)),
    ],
)
def test_another_list_is_refused_by_its_header(registry: str, text: str, looks_like: tuple[str, ...]) -> None:
    with pytest.raises(HeaderNotRecognisedError) as refusal:
        read_registry_file(registry, io.BytesIO(text.encode()))
    assert (refusal.value.registry, refusal.value.looks_like) == (registry, looks_like)


@pytest.mark.parametrize("content", [b"PK\x03\x04\0\0", samples.VERRA.encode("utf-16"), b"\xff\xff\xff,a\n"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotTextError):
        read_registry_file("verra", io.BytesIO(content))


def test_a_quotation_mark_without_an_end_is_refused_with_its_line() -> None:
    broken = own_list("CCER-01-1-10,10,Retired,2023-08-09,x", 'CCER-02-1-10,10,Retired,2023-08-09,"x', "y")
    with pytest.raises(FileNotTextError) as refusal:
        read_registry_file("ccer", io.BytesIO(broken.encode()))
    assert refusal.value.line == 3


def test_a_file_beyond_every_registrys_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FILE_BYTES_MAX", 100)
    with pytest.raises(FileTooLargeError) as refusal:
        read_registry_file("acr", io.BytesIO(samples.ACR.encode()))
    assert refusal.value.limit_bytes == 100


def test_a_typed_list_may_give_references_and_the_downloads_have_none() -> None:
    typed = "序列号,数量,状态,日期,注销编号\nCDCER-CD-2022-07-1-200,200,已注销,2023/8/9, ZX-7 \n"
    found = read_registry_file("cdcer", io.BytesIO(typed.encode()))
    assert [row.reference for row in found.rows] == ["ZX-7"]
    found = read_registry_file("verra", io.BytesIO(samples.VERRA.encode()))
    assert [row.reference for row in found.rows] == [""] * 4
