"""♥ The bytes of the log's entries: canonical JSON (RFC 8785) of whole numbers and texts, one encoder a kind.

Keys are sorted, nothing is spaced, text is UTF-8, numbers are whole and below 2⁵³; ranges of grams are half-open.
No entry holds a name: a retirement shows a salted commitment, which only its own proof opens.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring as _quoted
from typing import Literal

from credits.proofs.errors import EntryFieldError, EntryNotCanonicalError, EntryTooLongError

VERSION = 1
INTEGER_MAX = 2**53 - 1  # the largest whole number that every JSON reader keeps exact
ENTRY_BYTES_MAX = 2**16 - 1  # an entry bundle gives the length in two bytes
COMMITMENT_TAG = b"diandian/retirement/v1\n"
SALT_BYTES = 32
HASH_BYTES = 32
ACCOUNT_CODE_LENGTH_MAX = 80

TransferType = Literal["issue", "move", "reverse", "cancel", "set-apart", "return"]
TRANSFER_TYPES = frozenset({"issue", "move", "reverse", "cancel", "set-apart", "return"})
MARK_KINDS = frozenset({"impaired", "closed"})
GramRange = tuple[str, int, int]  # (batch's public id, first gram, gram after the last)


@dataclass(frozen=True, slots=True)
class TransferEntry:
    """One movement of grams `[from_gram, to_gram)` of a batch. `serials` is the block, for an issue only."""

    type: TransferType
    id: uuid.UUID
    group: uuid.UUID
    at: int  # seconds since 1970-01-01 UTC, here and below
    debit: str
    credit: str
    batch: str
    from_gram: int
    to_gram: int
    serials: str | None = None


@dataclass(
    slots=True
)  # not frozen: that would triple the cost of making one, and hundreds of thousands are made
class RetirementEntry:
    """One retirement: its grams are the sum of its ranges. `replaces` is the commitment of the one it replaces."""

    at: int
    account: str
    grams: int
    ranges: Sequence[GramRange]
    commitment: bytes
    replaces: bytes | None = None


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """A batch was found impaired, or closed: nothing leaves it by retirement from here on."""

    at: int
    kind: Literal["impaired", "closed"]
    batch: str


@dataclass(frozen=True, slots=True)
class PoolEntry:
    """A pool closed. `root` and `sum_grams` are its Merkle-sum root; `statement` is its statement's SHA-256."""

    at: int
    number: int
    root: bytes
    sum_grams: int
    leaves: int
    statement: bytes


@dataclass(frozen=True, slots=True)
class ClockEntry:
    """The clock was corrected: the log had reached the time `was`, and goes on from `at`."""

    at: int
    was: int


def retirement_commitment(salt: bytes, retirement_id: uuid.UUID, beneficiary_id: uuid.UUID) -> bytes:
    """SHA-256 of the tag, a secret salt of 32 bytes and both ids: it binds, and tells nothing without the salt."""
    if len(salt) != SALT_BYTES:
        raise EntryFieldError("salt", f"{len(salt)} bytes")
    return commitment(salt, retirement_id.bytes + beneficiary_id.bytes)


def commitment(salt: bytes, ids: bytes) -> bytes:
    """The same for both ids as 32 bytes, for those who make many."""
    return hashlib.sha256(COMMITMENT_TAG + salt + ids).digest()


def merged_ranges(ranges: Iterable[GramRange]) -> list[GramRange]:
    """The same grams in the same order with the fewest ranges: [a, b) and then [b, c) of a batch are [a, c).

    Only neighbours are joined: an entry says in which order the grams were taken, and keeps saying so.
    """
    merged: list[GramRange] = []
    for batch, start, end in ranges:
        if merged and merged[-1][0] == batch and merged[-1][2] == start:
            merged[-1] = (batch, merged[-1][1], end)
        else:
            merged.append((batch, start, end))
    return merged


def transfer_entry(transfer: TransferEntry) -> bytes:
    """The entry of a movement. Raises EntryFieldError for what no movement can be."""
    if transfer.type not in TRANSFER_TYPES:
        raise EntryFieldError("type", transfer.type)
    if (transfer.serials is not None) != (transfer.type == "issue"):
        raise EntryFieldError("serials", transfer.serials)
    if transfer.debit == transfer.credit:
        raise EntryFieldError("credit", transfer.credit)
    _check_range(transfer.from_gram, transfer.to_gram)
    serials = "" if transfer.serials is None else f'"serials":{_text("serials", transfer.serials)},'
    return _encoded(
        f'{{"at":{_whole("at", transfer.at)},"batch":{_text("batch", transfer.batch)}'
        f',"credit":{_text("credit", transfer.credit)},"debit":{_text("debit", transfer.debit)}'
        f',"from":{transfer.from_gram},"group":"{transfer.group}","id":"{transfer.id}",{serials}'
        f'"to":{transfer.to_gram},"type":"{transfer.type}","v":{VERSION}}}'
    )


def retirement_entry(retirement: RetirementEntry) -> bytes:
    """The entry of a retirement. Raises EntryFieldError for what no retirement can be."""
    encoder = RetirementEncoder(retirement.at, retirement.account)
    return encoder.entry(retirement.grams, retirement.ranges, retirement.commitment, retirement.replaces)


class RetirementEncoder:
    """Encodes the retirements of one account at one time, in about 1.5 µs each: what they share is said once."""

    def __init__(self, at: int, account: str) -> None:
        self._begin = f'{{"account":{_text("account", account)},"at":{_whole("at", at)},"commitment":"'

    def entry(
        self, grams: int, ranges: Sequence[GramRange], commitment: bytes, replaces: bytes | None = None
    ) -> bytes:
        """The entry of one of them. Raises EntryFieldError for what no retirement can be."""
        total = 0
        said = []
        for batch, start, end in ranges:
            if type(start) is not int or type(end) is not int or not 0 <= start < end <= INTEGER_MAX:
                raise EntryFieldError("range", (start, end))
            if not batch:
                raise EntryFieldError("ranges", batch)
            total += end - start
            said.append(f"[{_quoted(batch)},{start},{end}]")
        if total != grams or not said or total > INTEGER_MAX:
            raise EntryFieldError("grams", grams)
        if len(commitment) != HASH_BYTES:
            raise EntryFieldError("commitment", commitment.hex())
        replaced = "" if replaces is None else f'"replaces":"{_hash("replaces", replaces)}",'
        return _encoded(
            f'{self._begin}{commitment.hex()}","grams":{total},"ranges":[{",".join(said)}],{replaced}'
            f'"type":"retirement","v":{VERSION}}}'
        )


def mark_entry(mark: MarkEntry) -> bytes:
    """The entry of a batch's mark. Raises EntryFieldError for another kind."""
    if mark.kind not in MARK_KINDS:
        raise EntryFieldError("kind", mark.kind)
    return _encoded(
        f'{{"at":{_whole("at", mark.at)},"batch":{_text("batch", mark.batch)},"kind":"{mark.kind}"'
        f',"type":"mark","v":{VERSION}}}'
    )


def pool_entry(pool: PoolEntry) -> bytes:
    """The entry of a closed pool."""
    return _encoded(
        f'{{"at":{_whole("at", pool.at)},"leaves":{_whole("leaves", pool.leaves)}'
        f',"number":{_whole("number", pool.number)},"root":"{_hash("root", pool.root)}"'
        f',"statement":"{_hash("statement", pool.statement)}","sum":{_whole("sum", pool.sum_grams)}'
        f',"type":"pool","v":{VERSION}}}'
    )


def clock_entry(clock: ClockEntry) -> bytes:
    """The entry of a corrected clock."""
    return _encoded(
        f'{{"at":{_whole("at", clock.at)},"type":"clock","v":{VERSION},"was":{_whole("was", clock.was)}}}'
    )


def read_entry(entry: bytes) -> dict[str, object]:
    """What an entry says. Raises EntryNotCanonicalError unless its bytes are the only ones that say it."""
    try:
        fields = json.loads(entry.decode())
        again = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise EntryNotCanonicalError(entry) from None
    if again != entry or not isinstance(fields, dict) or not _is_plain(fields):
        raise EntryNotCanonicalError(entry)
    return fields


def _is_plain(value: object) -> bool:
    """Whether a value is made of texts and whole numbers only."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, str) or (type(value) is int and 0 <= value <= INTEGER_MAX)


def _encoded(text: str) -> bytes:
    try:
        entry = text.encode()
    except UnicodeEncodeError:
        raise EntryFieldError("text", text) from None
    if len(entry) > ENTRY_BYTES_MAX:
        raise EntryTooLongError(len(entry))
    return entry


def _check_range(start: int, end: int) -> None:
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= INTEGER_MAX:
        raise EntryFieldError("range", (start, end))


def _whole(field: str, value: int) -> int:
    if type(value) is not int or not 0 <= value <= INTEGER_MAX:
        raise EntryFieldError(field, value)
    return value


def _hash(field: str, value: bytes) -> str:
    if len(value) != HASH_BYTES:
        raise EntryFieldError(field, value.hex())
    return value.hex()


def _text(field: str, value: str) -> str:
    if not value:
        raise EntryFieldError(field, value)
    return _quoted(value)


def _ranges_max() -> int:
    """Measured on the longest entry: every number of 16 digits, an account's code of signs that take six bytes."""
    batch, start = str(uuid.UUID(int=0)), 10**15
    longest = RetirementEntry(
        INTEGER_MAX,
        "\0" * ACCOUNT_CODE_LENGTH_MAX,
        INTEGER_MAX - start,
        [(batch, start, INTEGER_MAX)],
        bytes(HASH_BYTES),
        bytes(HASH_BYTES),
    )
    bytes_each = len(f',["{batch}",{start},{INTEGER_MAX}]')
    return 1 + (ENTRY_BYTES_MAX - len(retirement_entry(longest))) // bytes_each


# So many ranges fit into the entry of any retirement of batches that are named by their UUIDs, after merging.
RANGES_MAX = _ranges_max()
