"""The Statement: all that a certificate states, frozen when its retirement is known."""

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

STATEMENT_VERSION = 2
_KNOWN_VERSIONS = (1, 2)  # the first did not name a slice's batch by its public id
LANGUAGES = ("zh-hans", "en")


class Funding(StrEnum):
    DONATED = "donated"
    BOUGHT = "bought"


@dataclass(frozen=True)
class Slice:
    """Grams `[batch_from, batch_to)` of one serial block, retired for this certificate and for no other."""

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
class Statement:
    """All that a certificate states. Its slices add up to its grams, or it cannot be made (ValueError)."""

    number: str
    kind: str
    language: str
    address: str
    holder_name: str
    beneficiary: str
    amount_grams: int
    event_code: str
    event_name_zh: str
    event_name_en: str
    boundary_zh: str
    boundary_en: str
    method: str
    funding: str
    is_demonstration: bool
    retirement_id: str
    retired_at: str
    retired_on: str
    slices: tuple[Slice, ...]
    version: int = STATEMENT_VERSION

    def __post_init__(self) -> None:
        if self.version not in _KNOWN_VERSIONS:
            raise ValueError(f"a statement of version {self.version} is not known here")
        if any((piece.batch is None) != (self.version == 1) for piece in self.slices):
            raise ValueError("slices name their batches from version 2 on")
        if self.language not in LANGUAGES:
            raise ValueError(f"no certificate is issued in {self.language!r}")
        if self.amount_grams <= 0 or any(piece.amount_grams <= 0 for piece in self.slices):
            raise ValueError("a statement and its slices are about a positive number of grams")
        if sum(piece.amount_grams for piece in self.slices) != self.amount_grams:
            raise ValueError("the slices do not add up to the grams of the statement")

    def to_json(self) -> dict[str, Any]:
        """The statement as values that JSON knows."""
        slices = [asdict(piece) for piece in self.slices]
        if self.version == 1:
            slices = [{name: value for name, value in piece.items() if name != "batch"} for piece in slices]
        return asdict(self) | {"slices": slices}

    @property
    def text(self) -> str:
        """What is signed: the statement as JSON in the one way of writing it, sorted by key, nothing spaced."""
        return canonical(self.to_json())

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Statement":
        """The statement that `to_json` gave; ValueError for fields that are missing or too many."""
        if set(values) != {field.name for field in fields(cls)}:
            raise ValueError("not the fields of a statement")
        return cls(**{**values, "slices": tuple(Slice(**piece) for piece in values["slices"])})


def canonical(values: dict[str, Any]) -> str:
    """Values of a statement as JSON in the one way of writing them."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
