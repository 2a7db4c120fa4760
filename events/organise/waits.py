"""What waits for somebody, as every room tells it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: what it is, since when, and the address where it is done."""

    event_name: str
    what: str  # in the reader's language
    since: datetime
    address: str
