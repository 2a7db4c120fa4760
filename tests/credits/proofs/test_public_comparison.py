"""What anybody finds by comparing a pool's published leaves with the log, as docs/proofs.md says: no secret is needed.

Written from the page alone, on its vectors.
"""

import json
import re
import uuid
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from credits.forms.movements import EVENTS
from credits.proofs.entries import TRANSFER_TYPES
from tests.credits.proofs.test_vectors import VECTORS

ENTRIES: list[dict[str, Any]] = [json.loads(row["entry"]) for row in VECTORS["log"]["entries"]]
LEAVES: list[dict[str, str]] = VECTORS["pool"]["leaves"]
PAGE = Path(__file__).parents[3] / "docs" / "proofs.md"
BATCH: str = ENTRIES[0]["batch"]
INVENTED = {"commitment": "ab" * 32, "grams": "50000"}


class ImpossibleError(Exception):
    """An entry moves grams that its account does not have."""


def leaves_of_nobody(leaves: list[dict[str, str]], said: list[dict[str, Any]], batch: str) -> list[str]:
    """The commitments of leaves that have no retirement in the log, or more grams than it has in the batch."""
    left: Counter[str] = Counter()
    for entry in said:
        if entry["type"] == "retirement":
            left[entry["commitment"]] += sum(
                end - begin for named, begin, end in entry["ranges"] if named == batch
            )
    for leaf in leaves:
        left[leaf["commitment"]] -= int(leaf["grams"])
    return [leaf["commitment"] for leaf in leaves if left[leaf["commitment"]] < 0]


def holders(said: list[dict[str, Any]]) -> dict[str, dict[str, list[tuple[int, int]]]]:
    """Who holds which grams of which batch in the end."""
    held: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))

    def carry(batch: str, begin: int, end: int, debit: str, credit: str) -> None:
        if debit != "outside":
            around = [(first, last) for first, last in held[batch][debit] if first <= begin and end <= last]
            if not around:
                raise ImpossibleError(debit, begin, end)
            first, last = around[0]
            held[batch][debit].remove((first, last))
            held[batch][debit] += [part for part in ((first, begin), (end, last)) if part[0] < part[1]]
        held[batch][credit] = joined([*held[batch][credit], (begin, end)])

    for entry in said:
        if entry["type"] in TRANSFER_TYPES:
            carry(entry["batch"], entry["from"], entry["to"], entry["debit"], entry["credit"])
        for batch, begin, end in entry.get("ranges", ()):
            carry(batch, begin, end, entry["account"], "retired")
    return held


def joined(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for begin, end in sorted(parts):
        if whole and whole[-1][1] == begin:
            begin = whole.pop()[0]
        whole.append((begin, end))
    return whole


def test_each_leaf_is_a_retirement_of_the_log() -> None:
    assert leaves_of_nobody(LEAVES, ENTRIES, BATCH) == []


def test_a_leaf_that_belongs_to_nobody_is_found() -> None:
    assert leaves_of_nobody([*LEAVES, INVENTED], ENTRIES, BATCH) == [INVENTED["commitment"]]


def test_a_leaf_larger_than_its_retirement_is_found() -> None:
    grown = {**LEAVES[1], "grams": str(int(LEAVES[1]["grams"]) + 1)}
    assert leaves_of_nobody([LEAVES[0], grown], ENTRIES, BATCH) == [grown["commitment"]]
    assert leaves_of_nobody([LEAVES[0], LEAVES[0]], ENTRIES, BATCH) == [LEAVES[0]["commitment"]] * 2


def test_a_leaf_of_another_batchs_retirement_is_found() -> None:
    other = str(uuid.UUID(int=7))
    assert leaves_of_nobody(LEAVES[:1], ENTRIES, other) == [LEAVES[0]["commitment"]]


def test_the_log_of_the_vectors_moves_only_grams_that_are_there() -> None:
    held = holders(ENTRIES)[BATCH]
    assert {
        account: sum(end - begin for begin, end in parts) for account, parts in held.items() if parts
    } == {
        "retired": 1_950_000,
        "cancelled": 50_000,
        "impaired": 10_000_000,
    }


@pytest.mark.parametrize("missing", [0, 1, 6, 10])
def test_a_log_without_one_of_its_movements_gives_itself_away(missing: int) -> None:
    with pytest.raises(ImpossibleError):
        holders([*ENTRIES[:missing], *ENTRIES[missing + 1 :]])


@pytest.mark.parametrize("twice", [1, 2, 5, 6, 7, 9, 10, 12])
def test_a_log_with_one_of_its_movements_twice_gives_itself_away(twice: int) -> None:
    with pytest.raises(ImpossibleError):
        holders([*ENTRIES[: twice + 1], *ENTRIES[twice:]])


def test_every_type_of_movement_is_in_the_vectors_and_on_the_page() -> None:
    assert {entry["type"] for entry in ENTRIES} - {"retirement", "mark", "pool", "clock"} == TRANSFER_TYPES
    row = next(line for line in PAGE.read_text().splitlines() if line.startswith("| `issue`"))
    assert set(re.findall("`([a-z-]+)`", row.split("|")[1])) == TRANSFER_TYPES


def test_an_events_beneficiary_is_made_as_the_page_says() -> None:
    assert VECTORS["event"]["namespace"] == str(EVENTS)
