"""Posters as PDF, ready to print: each leads by its QR code to one placement, and says in both languages what for."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

import certificates.rendering
from diandian.lib.qr import qr_path
from events.models import Placement
from events.posters import phrases
from events.posters.sizes import STADIUM_HEIGHT, STADIUM_WIDTH, Size, stadium
from events.zipping import EPOCH, Moment, safe_name, streamed

COLOUR_BEYOND_MM = Decimal("3.6")  # of the cut: no less than the PDF's bleed box, which is 10 pt beyond it


def poster(placement: Placement, size: Size) -> bytes:
    """One page with the size's crop marks, where it has them. UnprintableNameError where no font has a character."""
    template = "wall" if size.is_cut else "sticker"
    html = render_to_string(f"organise/places/paper/{template}.html", _values(placement, size))
    return certificates.rendering.whole(html)


def archive(placements: Iterable[Placement], sizes: Iterable[Size]) -> Iterator[bytes]:
    """The zip of their posters, a folder for each size, drawn one after another while it is sent."""
    return streamed(_entries(list(placements), list(sizes)))


def file_name(placement: Placement, size: Size) -> str:
    """`体育馆 · 东看台 · 座椅贴 abcd-2345 a4.pdf`: whoever hangs it knows where."""
    where = " · ".join(str(part) for part in (placement.zone.venue, placement.zone, placement))
    return f"{safe_name(where)} {placement.code} {size.name}.pdf"


def printed_address(placement: Placement) -> str:
    """What the QR code says."""
    return f"{settings.PUBLIC_URL}/s/{placement.code}"


def typed_address(placement: Placement) -> str:
    """The same, as short as a person may type it."""
    return printed_address(placement).split("://", 1)[-1]


def _entries(placements: list[Placement], sizes: list[Size]) -> Iterator[tuple[str, Moment, bytes]]:
    for size in sizes:
        for place, placement in enumerate(placements, start=1):
            name = f"{size.name}/{place:03} {file_name(placement, size)}"
            yield name, EPOCH, poster(placement, size)


def _values(placement: Placement, size: Size) -> dict[str, Any]:
    event = placement.zone.venue.event
    path, side = qr_path(printed_address(placement))
    zone, venue = placement.zone, placement.zone.venue
    return {
        "size": size,
        "rem": Decimal(size.width) / 100,
        "paper_width": size.width + 2 * COLOUR_BEYOND_MM,
        "paper_height": size.height + 2 * COLOUR_BEYOND_MM,
        "event": event,
        "qr_path": path,
        "qr_side": side,
        "address": typed_address(placement),
        "where_zh": " · ".join((venue.name_zh_hans, zone.name_zh_hans, placement.label_zh_hans)),
        "where_en": " · ".join((venue.name_en, zone.name_en, placement.label_en)),
        "question": phrases.QUESTION,
        "steps": phrases.STEPS,
        "short": phrases.SHORT,
        "demonstration": phrases.DEMONSTRATION,
        "dots": stadium(),
        "stadium_width": STADIUM_WIDTH,
        "stadium_height": STADIUM_HEIGHT,
    }
