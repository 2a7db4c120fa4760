"""The queue "waiting for me", over all rooms: each says what of its own waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from events.models import Event
from people.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: what it is, since when, and the address where it is done."""

    event_name: str
    what: str  # in the reader's language
    since: datetime
    address: str


def for_user(user: User, event: Event | None = None) -> list[Waiting]:
    """What waits for this user now, the oldest first; of one event, or of all."""
    found: list[Waiting] = []
    return sorted(found, key=lambda each: each.since)
