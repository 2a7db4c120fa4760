"""Which serials were retired for an event: for its spectators, for its guests, and for the event as a whole.

Among them is what was retired in place of credits that were found flawed: the balance counts it, and those no more.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from credits.public_queries import extracts
from credits.queries import event_proposals, worthless_batches
from events.models import Event, Guest, Journey
from events.reports.leaves import mass, names
from events.reports.numbers.subject import in_both, moment


def spectators_requests(event: Event) -> QuerySet[Any]:
    """The retirement requests of this event's journeys, as far as they are retired, and those in their place."""
    retired = Journey.objects.filter(event=event, stage=Journey.Stage.RETIRED)
    return extracts.with_replacements(retired.order_by().values("retirement_request"))


def guests_requests(event: Event) -> QuerySet[Any]:
    retired = Guest.objects.filter(list__event=event, stage=Guest.Stage.RETIRED)
    return extracts.with_replacements(retired.order_by().values("retirement_request"))


def events_requests(event: Event) -> QuerySet[Any]:
    """Those of the retirements for the event as a whole, wherever they were proposed."""
    proposals = event_proposals(event.donated_account).order_by().values("pk")
    return extracts.with_replacements(extracts.requests_of_proposals(proposals))


def serials_numbers(event: Event) -> dict[str, Any]:
    """The ranges by for whom they were retired, and each retirement for the event by itself."""
    worthless = set(
        worthless_batches(counts_demonstration=event.is_demonstration).values_list("pk", flat=True)
    )
    of_event = events_requests(event)
    asked = {
        "spectators": spectators_requests(event),
        "guests": guests_requests(event),
        "event": of_event,
    }
    ranges = {
        name: [_range(each, worthless) for each in extracts.serial_ranges(requests)]
        for name, requests in asked.items()
    }
    return ranges | {
        "totals": {
            name: mass(sum(each["mass"]["grams"] for each in found)) for name, found in ranges.items()
        },
        "event_retirements": [
            {
                "id": str(row.public_id),
                "mass": mass(row.amount_grams),
                "purpose": row.purpose,
                "retired_at": moment(row.retired_at),
                "log_index": row.leaf_index,
            }
            for row in extracts.retirements_of(of_event)
        ],
    }


def _range(each: extracts.SerialRange, worthless: Collection[int]) -> dict[str, Any]:
    batch = each.batch
    return {
        "registry": in_both(type(batch).Registry(batch.registry).label),
        "project_code": batch.project_code,
        "project": names(batch.project_name_zh_hans, batch.project_name_en),
        "batch": str(batch.public_id),
        "vintage": f"{batch.vintage_start.isoformat()} – {batch.vintage_end.isoformat()}",
        "serials": each.serials,
        # Grams of the batch, the first and the last both included, as people count: from 1.
        "grams": f"{each.start + 1:,} – {each.end:,}",
        "mass": mass(each.amount_grams),
        "pools": [
            {
                "number": block.pool.number,
                "reference": block.reference,
                "retired_on": block.retired_on.isoformat(),
            }
            for block in each.blocks
        ],
        "is_demonstration": batch.is_demonstration,
        "counts": batch.pk not in worthless,
    }
