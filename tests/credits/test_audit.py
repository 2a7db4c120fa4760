"""The audit is clean when the ledger is, and names what was tampered with when it is not."""

import uuid

import pytest
from django.core.management import call_command
from django.db import connection

import credits.actions
import credits.audit
from credits.models import Account


@pytest.fixture
def busy_account(event_account: Account) -> Account:
    """An account with a settled, a waiting and a merely held promise."""
    for _ in range(2):
        credits.actions.retire(
            account=event_account, amount_grams=50, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4()
        )
        credits.actions.settle_pending(limit=1)
    credits.actions.retire(
        account=event_account, amount_grams=9, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4()
    )
    credits.actions.hold(account=event_account, amount_grams=4, expires_at=None, key=uuid.uuid4())
    return event_account


def test_a_ledger_in_order_has_no_breach(busy_account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit")
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(credits.audit.RULES)} rules, 0 breached"


@pytest.mark.parametrize(
    ("tampering", "rule"),
    [
        (
            "UPDATE credits_account SET credited_grams = credited_grams + 1",
            "an account's totals equal its transfers",
        ),
        (
            "UPDATE credits_account SET held_grams = held_grams + 1 WHERE kind = 'event'",
            "an account holds what its open holds and waiting retirements promise",
        ),
        ("DELETE FROM credits_pendingretirement", "no accepted request is lost"),
    ],
)
def test_tampering_with_what_may_move_is_named(busy_account: Account, tampering: str, rule: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    assert rule in {breach.rule for breach in credits.audit.breaches()}
    with pytest.raises(SystemExit):
        call_command("audit")
