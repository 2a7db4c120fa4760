"""Log entries: one way to write each, and nothing else is read."""

import hashlib
import json
import uuid
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.proofs import entries
from credits.proofs.errors import EntryFieldError, EntryNotCanonicalError, EntryTooLongError

ROW = uuid.UUID("11111111-2222-4333-8444-555555555555")
GROUP = uuid.UUID("99999999-8888-4777-8666-555555555555")
BATCH = "0c9d7a52-3c5e-4a55-9a0b-0f3f7d7f2a11"
HASH = bytes(range(32))
OTHER_HASH = bytes(range(1, 33))
ISSUE = entries.TransferEntry(
    "issue", ROW, GROUP, 1_763_800_000, "outside", "inventory", BATCH, 0, 12_000_000, "CDCER-CD-2022-07-1-12"
)
MOVE = replace(ISSUE, type="move", serials=None)
RETIREMENT = entries.RetirementEntry(1_763_800_000, "event-1", 30, [(BATCH, 5, 25), ("b2", 0, 10)], HASH)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
times = st.integers(0, entries.INTEGER_MAX)
hashes = st.binary(min_size=32, max_size=32)


def canonical(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@st.composite
def gram_ranges(draw: st.DrawFn) -> entries.GramRange:
    start = draw(st.integers(0, 2**40))
    return draw(texts), start, start + draw(st.integers(1, 2**40))


@given(times, texts, st.lists(gram_ranges(), min_size=1, max_size=5), hashes, st.none() | hashes)
def test_a_retirement_is_written_as_json_writes_it(
    at: int, account: str, ranges: list[entries.GramRange], commitment: bytes, replaces: bytes | None
) -> None:
    grams = sum(end - start for _batch, start, end in ranges)
    entry = entries.retirement_entry(
        entries.RetirementEntry(at, account, grams, ranges, commitment, replaces)
    )
    fields = {
        "v": 1,
        "type": "retirement",
        "at": at,
        "account": account,
        "grams": grams,
        "ranges": [list(part) for part in ranges],
        "commitment": commitment.hex(),
    } | ({} if replaces is None else {"replaces": replaces.hex()})
    assert entry == canonical(fields)
    assert entries.read_entry(entry) == fields


@given(st.sampled_from(sorted(entries.TRANSFER_TYPES)), times, texts, texts, texts, gram_ranges())
def test_a_transfer_is_written_as_json_writes_it(
    kind: Any, at: int, debit: str, serials: str, other: str, part: entries.GramRange
) -> None:
    block = serials if kind == "issue" else None
    credit = debit + other
    entry = entries.transfer_entry(
        entries.TransferEntry(kind, ROW, GROUP, at, debit, credit, *part, serials=block)
    )
    fields = {
        "v": 1,
        "type": kind,
        "id": str(ROW),
        "group": str(GROUP),
        "at": at,
        "debit": debit,
        "credit": credit,
        "batch": part[0],
        "from": part[1],
        "to": part[2],
    } | ({"serials": serials} if kind == "issue" else {})
    assert entry == canonical(fields)
    assert entries.read_entry(entry) == fields


def test_marks_pools_and_clocks_are_written_as_json_writes_them() -> None:
    assert entries.mark_entry(entries.MarkEntry(7, "impaired", BATCH)) == canonical(
        {"v": 1, "type": "mark", "at": 7, "kind": "impaired", "batch": BATCH}
    )
    assert entries.pool_entry(entries.PoolEntry(7, 3, HASH, 999, 12, OTHER_HASH)) == canonical(
        {
            "v": 1,
            "type": "pool",
            "at": 7,
            "number": 3,
            "root": HASH.hex(),
            "sum": 999,
            "leaves": 12,
            "statement": OTHER_HASH.hex(),
        }
    )
    assert entries.clock_entry(entries.ClockEntry(7, 9)) == canonical(
        {"v": 1, "type": "clock", "at": 7, "was": 9}
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "retire"}, "type"),
        ({"type": "move"}, "serials"),  # a move that names a serial block
        ({"serials": None}, "serials"),
        ({"serials": ""}, "serials"),
        ({"credit": "outside"}, "credit"),
        ({"debit": ""}, "debit"),
        ({"batch": ""}, "batch"),
        ({"at": -1}, "at"),
        ({"at": 2**53}, "at"),
        ({"at": 1.0}, "at"),
        ({"from_gram": -1}, "range"),
        ({"from_gram": 12_000_000}, "range"),
        ({"to_gram": 2**53}, "range"),
        ({"to_gram": True}, "range"),
        ({"debit": "\ud800"}, "text"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    assert entries.transfer_entry(ISSUE)
    with pytest.raises(EntryFieldError) as refusal:
        entries.transfer_entry(replace(ISSUE, **change))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"grams": 29}, "grams"),
        ({"grams": 31}, "grams"),
        ({"grams": 0, "ranges": []}, "grams"),
        ({"grams": 10, "ranges": [(BATCH, 5, 5), (BATCH, 5, 15)]}, "range"),
        ({"grams": 10, "ranges": [(BATCH, 15, 5), (BATCH, 5, 25)]}, "range"),
        ({"commitment": HASH[1:]}, "commitment"),
        ({"replaces": HASH + b"0"}, "replaces"),
        ({"account": ""}, "account"),
        ({"at": 2**53}, "at"),
    ],
)
def test_a_retirement_that_cannot_be_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    assert entries.retirement_entry(RETIREMENT)
    with pytest.raises(EntryFieldError) as refusal:
        entries.retirement_entry(replace(RETIREMENT, **change))
    assert refusal.value.field == field


def test_a_mark_of_another_kind_is_refused() -> None:
    with pytest.raises(EntryFieldError) as refusal:
        entries.mark_entry(entries.MarkEntry(7, "odd", BATCH))  # type: ignore[arg-type]
    assert refusal.value.field == "kind"


def test_an_entry_that_no_bundle_can_carry_is_refused() -> None:
    longest = next(n for n in range(2000) if len(_of_ranges(n + 1)) > 65_000) + 1
    assert len(_of_ranges(longest)) <= 65_535
    with pytest.raises(EntryTooLongError) as refusal:
        _of_ranges(longest + 20)
    assert refusal.value.length > 65_535


def test_any_retirement_of_so_many_ranges_fits_and_the_longest_of_one_more_does_not() -> None:
    assert (len(_longest(entries.RANGES_MAX)) <= 65_535, entries.RANGES_MAX) == (True, 863)
    with pytest.raises(EntryTooLongError):
        _longest(entries.RANGES_MAX + 1)


def _longest(count: int) -> bytes:
    """Every number has 16 digits, the account's code 80 signs that JSON escapes."""
    end = entries.INTEGER_MAX
    ranges = [(BATCH, 10**15, end - 1000), *[(BATCH, end - n - 1, end - n) for n in range(count - 1)]]
    grams = sum(last - first for _batch, first, last in ranges)
    return entries.retirement_entry(entries.RetirementEntry(end, "\0" * 80, grams, ranges, HASH, OTHER_HASH))


def test_only_neighbours_that_touch_in_one_batch_are_joined() -> None:
    ranges = [("a", 0, 5), ("a", 5, 6), ("b", 6, 9), ("a", 6, 8), ("a", 9, 11), ("a", 8, 9), ("a", 9, 10)]
    assert entries.merged_ranges(ranges) == [
        ("a", 0, 6),
        ("b", 6, 9),
        ("a", 6, 8),
        ("a", 9, 11),
        ("a", 8, 10),
    ]
    assert entries.merged_ranges([]) == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.integers(1, 9)), max_size=9))
def test_merging_keeps_every_gram_in_its_order_and_leaves_nothing_to_merge(
    drawn: list[tuple[str, int, int]],
) -> None:
    ranges = [(batch, start, start + length) for batch, start, length in drawn]
    merged = entries.merged_ranges(iter(ranges))
    assert _grams(merged) == _grams(ranges)
    assert all(one[0] != two[0] or one[2] != two[1] for one, two in pairwise(merged))


def _grams(ranges: list[entries.GramRange]) -> list[tuple[str, int]]:
    return [(batch, gram) for batch, start, end in ranges for gram in range(start, end)]


def _of_ranges(count: int) -> bytes:
    ranges = [(BATCH, 2 * n, 2 * n + 1) for n in range(count)]
    return entries.retirement_entry(replace(RETIREMENT, grams=count, ranges=ranges))


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"[1]",
        b'{"a":1.0}',
        b'{"a":-1}',
        b'{"a":true}',
        b'{"a":null}',
        b'{"a":9007199254740992}',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":"\\u4e2d"}',
        b'{"a":1}\n',
        b'{"a":"\xff"}',
        b'{"a":' + b"[" * 50_000,
    ],
)
def test_what_is_not_canonical_is_not_read(entry: bytes) -> None:
    with pytest.raises(EntryNotCanonicalError):
        entries.read_entry(entry)


def test_an_altered_byte_never_reads_as_the_same_entry() -> None:
    entry = entries.transfer_entry(MOVE)
    said = entries.read_entry(entry)
    for position in range(len(entry)):
        altered = entry[:position] + bytes([entry[position] ^ 1]) + entry[position + 1 :]
        try:
            assert entries.read_entry(altered) != said
        except EntryNotCanonicalError:
            continue


def test_a_commitment_is_the_hash_of_tag_salt_and_both_ids() -> None:
    salt = bytes(range(32))
    expected = hashlib.sha256(b"diandian/retirement/v1\n" + salt + ROW.bytes + GROUP.bytes).digest()
    assert entries.retirement_commitment(salt, ROW, GROUP) == expected
    assert entries.retirement_commitment(salt, GROUP, ROW) != expected
    with pytest.raises(EntryFieldError):
        entries.retirement_commitment(salt[:-1], ROW, GROUP)
