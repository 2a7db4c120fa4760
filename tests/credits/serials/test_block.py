"""A serial block as a value: what it holds, what it shares with another, how it is cut."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.errors import SerialBlockError, SerialNotReadableError
from credits.serials import (
    EXAMPLES,
    SerialBlock,
    parse_any,
    parse_serial_block,
    serial_of_gram,
    similar_blocks,
)

NUMBER_MAX = 10**15 - 1
NUMBERS = st.integers(1, NUMBER_MAX)
REGISTRIES = st.sampled_from(sorted(EXAMPLES))
# What people and programs do to a serial on the way from the registry's page to our form.
FOLDINGS: list[Callable[[str], str]] = [
    str.lower,
    lambda text: text.replace("-", " – "),
    lambda text: text.replace("-", "－"),
    lambda text: text.replace("-", "\u2011"),
    lambda text: text.replace("-", "-\n"),
    lambda text: text.replace("to", "TO"),
    lambda text: text.replace("to", "～"),
    lambda text: f"\ufeff “{text}”。",
    lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
]


@st.composite
def blocks(draw: st.DrawFn) -> SerialBlock:
    """A block of any registry, with any numbers."""
    registry = draw(REGISTRIES)
    first, last = sorted((draw(NUMBERS), draw(NUMBERS)))
    example = parse_serial_block(registry, EXAMPLES[registry])
    return SerialBlock(registry, example.series, first, last, example.writing)


@given(blocks())
def test_reading_the_canonical_text_gives_the_block_again(block: SerialBlock) -> None:
    again = parse_serial_block(block.registry, block.canonical)
    assert (again, again.canonical) == (block, block.canonical)


@given(blocks(), st.lists(st.sampled_from(FOLDINGS), max_size=4))
def test_no_way_of_typing_changes_which_units_are_meant(
    block: SerialBlock, foldings: list[Callable[[str], str]]
) -> None:
    typed = block.canonical
    for folding in foldings:
        typed = folding(typed)
    read = parse_serial_block(block.registry, typed)
    assert (read, read.canonical, parse_any(typed)) == (block, block.canonical, (block,))


@given(blocks(), st.data())
def test_an_overlap_is_found_across_notations_exactly_when_a_unit_is_shared(
    block: SerialBlock, data: st.DataObject
) -> None:
    numbers = st.integers(1, min(block.end + 3, NUMBER_MAX))
    first, last = sorted((data.draw(numbers), data.draw(numbers)))
    other = parse_any(
        f"  {SerialBlock(block.registry, block.series, first, last, block.writing).text.lower()}"
    )[0]
    shared = range(max(block.start, first), min(block.end, last) + 1)
    assert (block.overlaps(other), other.overlaps(block)) == (len(shared) > 0, len(shared) > 0)


@given(blocks(), st.data())
def test_a_part_is_written_like_the_whole_and_lies_in_it(block: SerialBlock, data: st.DataObject) -> None:
    first = data.draw(st.integers(block.start, block.end))
    part = block.sub_block(first, data.draw(st.integers(first, block.end)))
    assert parse_serial_block(block.registry, part.canonical) == part
    assert (block.contains(part.start), block.contains(part.end), part.overlaps(block)) == (True, True, True)


def test_verra_numbers_once_for_all_projects_and_the_others_once_a_series() -> None:
    china = "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0"
    kenya = "20000-941441125-941441130-VCS-VCU-1-VER-KE-3-99-01012023-31122023-1"
    assert parse_serial_block("verra", china).overlaps(parse_serial_block("verra", kenya))
    one = parse_serial_block("gold-standard", "GS1-1-KE-GS11603-16-2024-30255-485-12623")
    other = parse_serial_block("gold-standard", "GS1-1-KE-GS11603-16-2025-30256-485-12623")
    assert not one.overlaps(other)


CAR = "CAR-1-US-1335-31-983-KS-2025-9659-43177 to 43276"


@pytest.mark.parametrize(
    ("registry", "one", "other"),
    [
        ("gold-standard", "GS1-1-KE-GS11603-16-2024-30255-1-9", "GS1-1-KE-GS11603-16-2025-30255-9-12"),
        ("gold-standard", "GS1-1-KE-GS11603-16-2024-30255-1-9", "GS1-1-UG-GS11603-16-2024-30255-9-12"),
        ("gold-standard", "GS1-1-KE-GS11603-16-2024-30255-1-9", "GS1-1-KE-GS11604-2-2024-30255-9-12"),
        ("acr", "ACR-FR-1129-2025-2917-30932 to 35143", "ACR-US-1129-2025-2917-35143"),
        ("car", CAR, CAR.replace("CAR-1-", "CAR-CRT-")),
        ("car", CAR, CAR.replace("CAR-1-", "CAR-01-")),
        ("car", CAR, CAR.replace("-US-", "-MX-").replace("-31-983-KS-", "-4-12-TX-")),
        ("art", "ART-GY-102-2021-11-1 to 9", "ART-GF-102-2021-11-9 to 10"),
        ("fcpf", "FCPF-CI-130-2023-20-1 to 9", "FCPF-CR-130-2023-20-9 to 10"),
        ("cdm", "CN-5-100-200-2-2-0-8632", "CN-5-200-300-2-1-1-7"),
    ],
)
def test_what_only_describes_hides_no_overlap(registry: str, one: str, other: str) -> None:
    blocks = parse_serial_block(registry, one), parse_serial_block(registry, other)
    assert blocks[0].overlaps(blocks[1])
    assert [parse_serial_block(registry, block.canonical) for block in blocks] == list(blocks)
    assert [parse_serial_block(registry, block.text).text for block in blocks] == [
        each.text for each in blocks
    ]


@pytest.mark.parametrize(
    ("registry", "one", "other"),
    [
        ("cercarbono", "CDC_1_1_1_321_14_1 from 0 to 999", "CDC_1_1_1_321_14_1_2009 from 1 to 9"),
        ("cdcer", "CDCER-CD-2022-07-1-500", "CDCER-CD-202207-500-501"),
        ("cdcer", "CDCER-CD-20220701-1-500", "CDCER-CD-2022-7-1-500-501"),
        ("ccer", "CCER-SC2023-1-500", "CCER-SC-2023-500-501"),
        ("house", "HOUSE-2023-01-1-500", "HOUSE-202301-7-7"),
        ("gold-standard", "GS1-1-KE-GS11603-16-2024-30255-1-9", "GS1-2-KE-GS11603-16-2024-30255-9-9"),
        ("acr", "ACR-FR-1129-2025-2917-1 to 9", "ACR-FR-1129-2024-2917-9 to 9"),
        ("acr", "ACR-FR-1129-2025-2917-1 to 9", "ACR-FR-1130-2025-2917-9 to 9"),
        ("car", CAR, CAR.replace("CAR-1-", "CAR-ROC-")),
        ("car", CAR, CAR.replace("-2025-", "-2024-")),
        ("art", "ART-GY-102-2021-11-1 to 9", "ART-GY-102-2020-11-9 to 9"),
        ("fcpf", "FCPF-CI-130-2023-20-1 to 9", "FCPF-CI-130-2022-20-9 to 9"),
        ("cdm", "CN-5-100-200-2-2-0-8632", "CN-5-200-300-1-2-0-8632"),
    ],
)
def test_what_may_be_the_same_units_is_suspected_and_not_refused(registry: str, one: str, other: str) -> None:
    first, second = parse_serial_block(registry, one), parse_serial_block(registry, other)
    assert not first.overlaps(second)
    assert (similar_blocks(first, [second]), similar_blocks(second, [first])) == ((second,), (first,))


def test_nothing_is_suspected_without_a_number_in_common_or_where_it_is_certain() -> None:
    block = parse_serial_block("cdcer", "CDCER-CD-2022-07-1-500")
    others = [
        parse_serial_block("cdcer", "CDCER-CD-202207-501-600"),  # the units behind it
        parse_serial_block("cdcer", "CDCER-CD-2022-07-500-501"),  # an overlap, which is refused
        parse_serial_block("cdcer", "CDCER-CD-2022-70-1-500"),  # other words
        parse_serial_block("cdcer", "CDCER-CD-202213-1-500"),  # no month
        parse_serial_block("house", "HOUSE-CD-2022-07-1-500"),  # another registry
    ]
    assert similar_blocks(block, others) == ()
    assert similar_blocks(parse_serial_block("verra", EXAMPLES["verra"]), [block]) == ()


@given(blocks())
def test_kin_is_known_of_registry_and_series_alone(block: SerialBlock) -> None:
    bare = SerialBlock(block.registry, block.series, block.start, block.end)
    assert bare.kin == block.kin == parse_serial_block(block.registry, block.canonical).kin


def test_cers_are_numbered_once_for_a_party_and_period() -> None:
    block = parse_serial_block("cdm", "CN-5-100-200-2-2-0-8632")
    answers = [
        block.overlaps(parse_serial_block("cdm", text))
        for text in ("CN-5-200-300-2-2-0-1", "CN-5-200-300-1-2-0-8632", "IN-5-200-300-2-2-0-8632")
    ]
    assert answers == [True, False, False]


@pytest.mark.parametrize(("first", "last"), [(499, 502), (505, 504), (509, 511), (0, 0)])
def test_a_part_outside_its_block_is_refused(first: int, last: int) -> None:
    with pytest.raises(SerialBlockError):
        parse_serial_block("cdcer", "CDCER-CD-07-500-510").sub_block(first, last)


@pytest.mark.parametrize(("start", "end"), [(2, 1), (-1, 1), (1, 10**15)])
def test_no_block_can_be_made_of_impossible_numbers(start: int, end: int) -> None:
    with pytest.raises(SerialBlockError):
        SerialBlock("verra", "VCS", start, end)


def test_a_block_made_of_numbers_alone_cannot_be_written() -> None:
    with pytest.raises(SerialNotReadableError):
        _ = SerialBlock("verra", "VCS", 1, 2).canonical


def test_the_unit_of_a_gram() -> None:
    block = SerialBlock("cdcer", "CDCER-07", 501, 510)
    assert [serial_of_gram(block, gram, 1_000_000) for gram in (0, 999_999, 1_000_000)] == [501, 501, 502]
