"""What a round begins with: accounts of its own, and batches of one tonne whose ends lie anywhere."""

import json
import uuid
from pathlib import Path

import credits.actions
from credits.models import Account
from tests.conftest import issued, new_batch
from tests.faults.ledger.plans import Act, Plan

UNITS_APART = 1_000  # more than a round ever issues


def read_plan(path: str) -> Plan:
    body = json.loads(Path(path).read_text())
    acts = [[Act(**act) for act in own] for own in body.pop("clients")]
    return Plan(clients=acts, **body)


def prepare(plan: str) -> None:
    """Open the accounts of the plan, issue its batches, and lay out what each account may need."""
    ours = read_plan(plan)
    kinds = {"inventory": Account.Kind.INVENTORY, "hot": Account.Kind.EVENT, "dry": Account.Kind.EVENT}
    accounts = {
        name: credits.actions.open_account(code=code, kind=kinds[name])
        for name, code in ours.accounts.items()
    }
    first = ours.number * UNITS_APART + 1
    for unit in range(first, first + ours.units):
        issued(new_batch(unit, 1), accounts["inventory"])
    for name, grams in [("dry", ours.dry_grams), *(("hot", chunk) for chunk in ours.hot_chunks)]:
        credits.actions.move(
            debit=accounts["inventory"],
            credit=accounts[name],
            amount_grams=grams,
            key=uuid.uuid4(),
            reason="x",
            by=None,
        )
