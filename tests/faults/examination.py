"""`python -m tests.faults.examination`: what the database of a stack says after a fault, as one JSON object.

It runs as a process of its own, because each stack has a database of its own.
"""

import json
import sys
from collections import Counter
from typing import Any

import django

django.setup()

import credits.audit  # noqa: E402  models load only after the setup
import credits.queries  # noqa: E402
from certificates.models import Certificate, Rendering  # noqa: E402
from credits.models import Account, PendingRetirement, Retirement, Transfer  # noqa: E402
from events.models import Event, Journey  # noqa: E402
from payments.models import Order  # noqa: E402


def retired_from(account: Account) -> int:
    retired = Transfer.objects.filter(debit_account=account, kind=Transfer.Kind.RETIRE)
    return sum(retired.values_list("amount_grams", flat=True))


def findings() -> dict[str, Any]:
    event = Event.objects.select_related("donated_account", "sale_account").get(slug="low-carbon-universiade")
    journeys = Journey.objects.select_related("certificate").order_by("pk")
    accounts = {"donated": event.donated_account, "sale": event.sale_account}
    papers = Counter(Rendering.objects.filter(kind="pdf").values_list("certificate__number", flat=True))
    return {
        "breaches": [breach.rule for breach in credits.audit.breaches()],
        "journeys": {row.code: row.stage for row in journeys},
        "grams": {
            funding: sum(row.amount_grams for row in journeys if row.funding == funding)
            for funding in ("donated", "bought")
        },
        "certificates": {
            row.number: [row.state, papers[row.number]]
            for row in Certificate.objects.exclude(kind__in=["donor", "witness"])
        },
        "retirement_count": Retirement.objects.exclude(request__kind="event").count(),
        "waiting_count": PendingRetirement.objects.count(),
        "retired_grams": {name: retired_from(account) for name, account in accounts.items()},
        "held_grams": {
            name: credits.queries.balance_of(account).held_grams for name, account in accounts.items()
        },
        "orders": Counter(Order.objects.values_list("state", flat=True)),
    }


if __name__ == "__main__":
    json.dump(findings(), sys.stdout)
