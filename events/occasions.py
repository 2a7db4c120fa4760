"""What certificates are told of events, so that designs are looked at with an event's own words."""

from certificates.document.samples import Occasion
from events.models import Event

_TEXTS = ("name_zh_hans", "name_en", "boundary_zh_hans", "boundary_en")


def occasions() -> list[Occasion]:
    """Every event, the latest first. Those that are only planned count: their designs are made beforehand."""
    return [
        Occasion(
            code=row.slug,
            name_zh=row.name_zh_hans,
            name_en=row.name_en,
            boundary_zh=row.boundary_zh_hans,
            boundary_en=row.boundary_en,
            is_demonstration=row.is_demonstration,
        )
        for row in Event.objects.order_by("-starts_on", "-pk").only("slug", *_TEXTS, "is_demonstration")
    ]
