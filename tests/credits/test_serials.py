"""Serial blocks in the registries' own notation. The examples are real retirements (research: domain, 4.2)."""

import pytest

from credits.errors import SerialBlockError, SerialNotReadableError
from credits.serials import SerialBlock, parse_serial_block, serial_of_gram


@pytest.mark.parametrize(
    ("registry", "text", "block", "unit_count"),
    [
        (
            "verra",
            "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0",
            SerialBlock("VCS", 941412555, 941441125),
            28_571,
        ),
        (
            "gold-standard",
            "GS1-1-KE-GS11603-16-2024-30255-485-12623",
            SerialBlock("GS1-1-KE-GS11603-16-2024-30255", 485, 12623),
            12_139,
        ),
        ("cdcer", " cdcer-cd-2022-07-1-500 ", SerialBlock("CDCER-CD-2022-07", 1, 500), 500),
    ],
)
def test_a_real_serial_block_is_read(registry: str, text: str, block: SerialBlock, unit_count: int) -> None:
    read = parse_serial_block(registry, text)
    assert (read, read.unit_count) == (block, unit_count)


@pytest.mark.parametrize(
    ("registry", "text"),
    [
        ("verra", "GS1-1-KE-GS11603-16-2024-30255-485-12623"),
        ("gold-standard", "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0"),
        ("ccer", ""),
        ("cdcer", "CDCER-07-１-５"),
        ("unheard-of", "CDCER-1-2"),
    ],
)
def test_a_serial_in_another_notation_is_refused(registry: str, text: str) -> None:
    with pytest.raises(SerialNotReadableError):
        parse_serial_block(registry, text)


@pytest.mark.parametrize("text", ["CDCER-07-9-8", "CDCER-07-0-8"])
def test_a_block_that_ends_before_it_starts_is_refused(text: str) -> None:
    with pytest.raises(SerialBlockError):
        parse_serial_block("cdcer", text)


def test_the_unit_of_a_gram() -> None:
    block = SerialBlock("CDCER-07", 501, 510)
    assert [serial_of_gram(block, gram, 1_000_000) for gram in (0, 999_999, 1_000_000)] == [501, 501, 502]
