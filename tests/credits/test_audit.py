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


# What breaks each rule, done behind the back of triggers and constraints.
TAMPERING = {
    "an account's totals equal its transfers": "UPDATE credits_account SET credited_grams = credited_grams + 1",
    "an account holds what its open holds and waiting retirements promise": (
        "UPDATE credits_account SET held_grams = held_grams + 1 WHERE kind = 'event'"
    ),
    "an account's retired totals equal its retirements": (
        "UPDATE credits_account SET retirement_count = retirement_count + 1"
    ),
    "no account is overdrawn": "UPDATE credits_account SET debited_grams = credited_grams + 1 WHERE kind = 'event'",
    "each batch is issued whole and once": "UPDATE credits_batch SET block_end = block_end + 1",
    "a batch's retirements are its retired ranges": (
        "UPDATE credits_retirementslice SET batch_to = batch_to - 1 WHERE batch_from = 0"
    ),
    "a retirement is the sum of its ranges": "UPDATE credits_retirement SET amount_grams = amount_grams + 1",
    "no gram is retired twice": (
        "UPDATE credits_retirementslice SET batch_from = batch_from - 7 WHERE batch_from > 0"
    ),
    "a tape has no gap and no overlap": "UPDATE credits_lot SET tape_from = tape_from + 1",
    "a retired range lies inside a lot of its account": "UPDATE credits_lot SET tape_to = 60",
    "no accepted request is lost": "DELETE FROM credits_pendingretirement",
    "a retirement is what was requested": "UPDATE credits_retirementrequest SET amount_grams = amount_grams + 1",
}


def behind_all_guards(sql: str) -> None:
    """Run the statement as somebody would who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE credits_account DROP CONSTRAINT account_is_never_overdrawn")
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(sql)


def test_every_rule_has_its_tampering() -> None:
    assert set(TAMPERING) == set(credits.audit.RULES)


@pytest.mark.parametrize("rule", credits.audit.RULES)
def test_tampering_is_found_and_named(busy_account: Account, rule: str) -> None:
    try:
        behind_all_guards(TAMPERING[rule])
        assert rule in {breach.rule for breach in credits.audit.breaches()}
        with pytest.raises(SystemExit):
            call_command("audit")
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
