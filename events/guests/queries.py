"""What may be asked of guest lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

import certificates.queries
import credits.queries
import footprint.queries
from events.models import Event, Guest, GuestList

Stage = Guest.Stage
_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a list has come. Who is retired was accepted before, and who has papers was retired."""

    guest_count: int
    accepted: int
    retired: int
    papers: int
    refused: int

    @property
    def papers_missing(self) -> int:
        """Papers that are still to come; of a refused guest none will."""
        return self.guest_count - self.refused - self.papers


def progress_of(guest_list: GuestList) -> Progress:
    """Counted in one query. Of a declined list, whose guests are forgotten, nothing is left to count."""
    retired = Q(stage=Stage.RETIRED)
    found = guest_list.guests.aggregate(
        accepted=Count("pk", filter=Q(stage__in=[Stage.ACCEPTED, Stage.RETIRED])),
        retired=Count("pk", filter=retired),
        papers=Count("pk", filter=retired & Q(certificate__rendered_at__isnull=False)),
        refused=Count("pk", filter=Q(stage=Stage.REFUSED)),
    )
    return Progress(guest_count=guest_list.guest_count, **found)


def grams_left(guest_list: GuestList) -> int:
    """What the guests still need who are not accepted yet, refused ones included."""
    left = guest_list.guests.filter(stage__in=[Stage.WAITING, Stage.REFUSED])
    return sum(left.values_list("amount_grams", flat=True))


def free_grams(event: Event) -> int:
    """What may be promised of the event's donated credits at this moment."""
    return credits.queries.balance_of(event.donated_account).available_grams


def guests_of(guest_list: GuestList) -> QuerySet[Guest]:
    """The guests in the order of the file, with their certificates."""
    return guest_list.guests.select_related("certificate").order_by("position")


def retired_guests(guest_list: GuestList) -> Iterator[Guest]:
    """Whoever has a Statement, in the order of the file; a hundred at a time, however long the list."""
    position = 0
    while rows := list(guests_of(guest_list).filter(stage=Stage.RETIRED, position__gt=position)[:_AT_A_TIME]):
        yield from rows
        position = rows[-1].position


def paper_of(guest: Guest) -> bytes | None:
    """The PDF of a guest as it is stored; None while it is being made."""
    if guest.certificate is None or not certificates.queries.is_rendered(guest.certificate):
        return None
    stored = certificates.queries.rendering(guest.certificate, "pdf")
    return bytes(stored.content) if stored is not None else None


def possible_kinds() -> list[tuple[str, str]]:
    """The kinds of certificate that a list may ask for: those that certificates can make."""
    certificate: Any = Guest._meta.get_field("certificate").related_model
    made = set(certificate.Kind.values)
    return [(value, str(words)) for value, words in GuestList.Kind.choices if value in made]


def usual_method(event: Event) -> str:
    """The factor set by which the event's spectators are counted now."""
    return footprint.queries.current_factor_set(event.factor_library).method
