"""The Statement: all that a certificate states, frozen when it is issued, or when its retirement is known."""

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

STATEMENT_VERSION = 2
_KNOWN_VERSIONS = (
    1,
    2,
)  # the first knew honour certificates only, and did not name a slice's batch by its public id
_NOT_IN_FIRST = frozenset({"issued_at", "issued_on", "group", "account", "facts"})
LANGUAGES = ("zh-hans", "en")


class Kind(StrEnum):
    HONOUR = "honour"
    FAMILY = "family"
    DONOR = "donor"
    BADGE = "badge"
    WITNESS = "witness"


RETIRING_KINDS = frozenset(
    {Kind.HONOUR, Kind.FAMILY}
)  # they come with a retirement; the others are issued directly


class Funding(StrEnum):
    DONATED = "donated"
    BOUGHT = "bought"
    NONE = "none"  # nobody's credits stand behind it


@dataclass(frozen=True)
class Slice:
    """Grams `[batch_from, batch_to)` of one serial block.

    They were retired for this certificate and for no other; on a donor's certificate they were moved to the event.
    """

    registry_name: str
    project_code: str
    project_name_zh: str
    project_name_en: str
    serial_block: str
    batch_from: int
    batch_to: int
    donor_zh: str | None
    donor_en: str | None
    batch: str | None = None  # the public id under which the log knows it; not in version 1

    @property
    def amount_grams(self) -> int:
        return self.batch_to - self.batch_from


@dataclass(frozen=True)
class Fact:
    """A line of what a certificate without a retirement says: what, and of what kind, in both languages."""

    label_zh: str
    label_en: str
    value_zh: str
    value_en: str


@dataclass(frozen=True)
class Statement:
    """All that a certificate states. What its kind cannot state cannot be made (ValueError).

    Where nothing was retired, `retirement_id`, `beneficiary`, `retired_at` and `retired_on` are None. A retirement
    is issued when it is retired: `issued_at` and `issued_on` need not be given then.
    """

    number: str
    kind: str
    language: str
    address: str
    holder_name: str
    beneficiary: str | None
    amount_grams: int
    event_code: str
    event_name_zh: str
    event_name_en: str
    boundary_zh: str
    boundary_en: str
    method: str
    funding: str
    is_demonstration: bool
    retirement_id: str | None
    retired_at: str | None
    retired_on: str | None
    slices: tuple[Slice, ...]
    issued_at: str = ""
    issued_on: str = ""
    group: str | None = None  # with whom: a family's certificates
    account: str | None = None  # to which the grams were moved, as the log calls it: a donor's certificate
    facts: tuple[Fact, ...] = ()
    version: int = STATEMENT_VERSION

    def __post_init__(self) -> None:
        if self.is_retiring and not self.issued_at and not self.issued_on:
            object.__setattr__(self, "issued_at", self.retired_at)
            object.__setattr__(self, "issued_on", self.retired_on)
        if self.version not in _KNOWN_VERSIONS:
            raise ValueError(f"a statement of version {self.version} is not known here")
        if self.kind not in tuple(Kind) or (self.version == 1 and self.kind != Kind.HONOUR):
            raise ValueError(f"a statement of version {self.version} has no kind {self.kind!r}")
        if any((piece.batch is None) != (self.version == 1) for piece in self.slices):
            raise ValueError("slices name their batches from version 2 on")
        if self.language not in LANGUAGES:
            raise ValueError(f"no certificate is issued in {self.language!r}")
        self._check_parts()
        self._check_grams()

    @property
    def is_retiring(self) -> bool:
        """Whether the certificate comes with a retirement."""
        return self.kind in RETIRING_KINDS

    def _check_parts(self) -> None:
        """Each kind has its own parts, and no part of another's."""
        retirement = (self.retirement_id, self.beneficiary, self.retired_at, self.retired_on)
        if any(bool(part) != self.is_retiring for part in retirement):
            raise ValueError(f"a certificate of kind {self.kind!r} and its retirement do not go together")
        if not self.issued_at or not self.issued_on:
            raise ValueError("a statement says when it was issued")
        if self.is_retiring and (self.issued_at, self.issued_on) != (self.retired_at, self.retired_on):
            raise ValueError("a retirement is issued when it is retired")
        if bool(self.group) != (self.kind == Kind.FAMILY) or bool(self.account) != (self.kind == Kind.DONOR):
            raise ValueError("a family has a group, a donor an account, and nobody else has")
        if self.facts and self.is_retiring:
            raise ValueError("a retirement has no lines of facts")

    def _check_grams(self) -> None:
        is_empty = self.kind == Kind.BADGE
        if (self.amount_grams != 0) is is_empty or any(piece.amount_grams <= 0 for piece in self.slices):
            raise ValueError(
                "a statement and its slices are about a positive number of grams, a badge is about none"
            )
        if self.kind == Kind.WITNESS and not self.slices:
            return  # what a witness saw may lie in more blocks than a paper has lines
        if self.amount_grams < 0 or sum(piece.amount_grams for piece in self.slices) != self.amount_grams:
            raise ValueError("the slices do not add up to the grams of the statement")

    def to_json(self) -> dict[str, Any]:
        """The statement as values that JSON knows."""
        values = asdict(self) | {"slices": [asdict(piece) for piece in self.slices]}
        values["facts"] = [asdict(fact) for fact in self.facts]
        if self.version == 1:
            values = {name: value for name, value in values.items() if name not in _NOT_IN_FIRST}
            values["slices"] = [_without_batch(piece) for piece in values["slices"]]
        return values

    @property
    def text(self) -> str:
        """What is signed: the statement as JSON in the one way of writing it, sorted by key, nothing spaced."""
        return canonical(self.to_json())

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Statement":
        """The statement that `to_json` gave; ValueError for fields that are missing or too many."""
        names = {field.name for field in fields(cls)}
        if values.get("version") == 1:
            names -= _NOT_IN_FIRST
        if set(values) != names:
            raise ValueError("not the fields of a statement")
        slices = tuple(Slice(**piece) for piece in values["slices"])
        facts = tuple(Fact(**fact) for fact in values.get("facts", ()))
        return cls(**{**values, "slices": slices, "facts": facts})


def canonical(values: dict[str, Any]) -> str:
    """Values of a statement as JSON in the one way of writing them."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _without_batch(piece: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in piece.items() if name != "batch"}
