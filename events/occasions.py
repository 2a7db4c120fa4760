"""What designs of certificates are told of events, so that they are looked at with an event's own words."""

from certificates.document.samples import Occasion
from events.models import Event

_TEXTS = ("name_zh_hans", "name_en", "boundary_zh_hans", "boundary_en")


def occasions() -> list[Occasion]:
    """Every event, the latest first. Those that are only planned count: their designs are made beforehand."""
    rows = Event.objects.order_by("-starts_on", "-pk")
    return [
        Occasion(row.slug, row.name_zh_hans, row.name_en, row.boundary_zh_hans, row.boundary_en)
        for row in rows.only("slug", *_TEXTS)
    ]
