"""Guest lists as tests need them: entered by one clerk, approved by the other."""

import credits.actions
import events.guests.actions
from certificates.actions import render
from certificates.models import Certificate
from events.guests.actions import NewGuestList
from events.guests.rows import NewGuest
from events.models import Event, Guest, GuestList
from tests.conftest import clerks

NAMES = ("李雷", "Zoë Müller", "𠮷田 太郎")


def guests(count: int, grams: int = 20_000) -> list[NewGuest]:
    """So many guests, the first named as in NAMES, each with a gram more than the one before."""
    return [
        NewGuest(
            name=NAMES[index] if index < len(NAMES) else f"Guest {index + 1}",
            note=f"seat {index + 1}",
            language="en" if index % 2 else "zh-hans",
            amount_grams=grams + index,
            name_is_public=index % 2 == 0,
        )
        for index in range(count)
    ]


def new_list(event: Event, rows: list[NewGuest], title: str = "志愿者") -> NewGuestList:
    return NewGuestList(event=event, title=title, kind="honour", method="china-2026.1", guests=rows)


def entered(event: Event, rows: list[NewGuest]) -> GuestList:
    first, _second = clerks()
    return events.guests.actions.enter(new=new_list(event, rows), by=first)


def approved(event: Event, rows: list[NewGuest]) -> GuestList:
    _first, second = clerks()
    return events.guests.actions.approve(guest_list=entered(event, rows), by=second)


def stages(guest_list: GuestList) -> list[str]:
    """What became of the guests, in their order."""
    return list(guest_list.guests.order_by("position").values_list("stage", flat=True))


def make_papers(guest_list: GuestList, *, leaving: int = 0) -> None:
    """What the papers' worker does after the next checkpoint, but for the last so many guests."""
    credits.actions.publish_checkpoint()
    ids = list(
        Guest.objects.filter(list=guest_list).order_by("position").values_list("certificate_id", flat=True)
    )
    for certificate_id in ids[: len(ids) - leaving]:
        render(certificate_id=certificate_id)


def certificate_of(guest_list: GuestList, position: int) -> Certificate:
    certificate = guest_list.guests.get(position=position).certificate
    assert certificate is not None
    return certificate
