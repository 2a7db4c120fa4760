"""Whether the ledger is well, told in the open."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

import credits.actions
import credits.audit
from credits.ledger_phrases import age_words
from credits.models import Account, AuditRun, Batch
from credits.public_queries.status import status
from tests.conftest import clerks, issued, new_batch
from tests.credits.pages import retired

pytestmark = pytest.mark.django_db
# Later than anything that a fixture writes, and not so late that the ledger would doubt its clock.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)


def page(client: Client) -> str:
    return client.get("/ledger/status/?lang=en").content.decode()


def audit(*breaches: object) -> None:
    AuditRun.objects.create(
        began_at=NOW - timedelta(minutes=6),
        ended_at=NOW - timedelta(minutes=5),
        rule_count=12,
        row_count=3456,
        log_size=7,
        breaches=list(breaches),
    )


@time_machine.travel(NOW, tick=False)
def test_the_last_audit_stands_in_the_open(client: Client, event_account: Account) -> None:
    assert "No audit has run yet." in page(client)
    audit()
    text = page(client)
    assert "No breach: every rule holds from the first row on." in text
    assert "5 minutes ago" in text
    assert "3,456" in text


@time_machine.travel(NOW, tick=False)
def test_a_breach_is_not_hidden(client: Client, event_account: Account) -> None:
    breach = {"rule": "no gram is retired twice", "rows": ["4711", "4712"]}
    audit(breach)
    assert "1 breach was found." in page(client)
    assert "no gram is retired twice: 4711, 4712" in page(client)
    assert client.get("/api/v1/ledger/status/").json()["audit"]["breaches"] == [breach]


def test_a_real_audit_finds_no_breach(client: Client, event_account: Account) -> None:
    retired(event_account, 5, 6)
    credits.audit.audit()
    assert "No breach: every rule holds from the first row on." in page(client)


def test_what_waits_is_counted_with_its_age(client: Client, event_account: Account) -> None:
    with time_machine.travel(NOW, tick=False):
        for _turn in range(2):
            credits.actions.retire(
                account=event_account, amount_grams=5, beneficiary=uuid.uuid4(), purpose="", key=uuid.uuid4()
            )
    with time_machine.travel(NOW + timedelta(seconds=90), tick=False):
        found = status()
        assert (found.waiting_count, found.oldest_wait) == (2, timedelta(seconds=90))
        assert "2 retirements wait to be settled. The oldest has waited for 1 minute." in page(client)
        credits.actions.settle_pending()
        assert "No retirement waits to be settled." in page(client)


def test_a_checkpoint_has_an_age_and_newer_leaves_are_said(client: Client, event_account: Account) -> None:
    credits.actions.publish_checkpoint()
    retired(event_account, 5, 6)
    found = status()
    assert found.uncovered_count == 2
    assert "2 newer leaves wait for the next one." in page(client)


def test_a_clock_that_is_behind_the_log_is_said(client: Client, event_account: Account) -> None:
    assert "The clock and the log agree." in page(client)
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        assert "The clock of this machine is far behind the log." in page(client)
        assert client.get("/api/v1/ledger/status/").json()["is_clock_behind"] is True


def test_who_waits_for_replacement_is_named_until_it_has_come(
    client: Client, event_account: Account, inventory: Account
) -> None:
    batch = Batch.objects.get()
    credits.actions.hold(account=event_account, amount_grams=7_000, expires_at=None, key=uuid.uuid4())
    credits.actions.impair(batch=batch, reason="flawed", by=clerks()[0])
    assert [account.code for account in status().short_accounts] == ["event:games"]
    assert "event:games" in page(client)
    issued(new_batch(11, 1), inventory)
    credits.actions.move(
        debit=inventory, credit=event_account, amount_grams=7_000, key=uuid.uuid4(), reason="", by=clerks()[0]
    )
    assert list(status().short_accounts) == []
    assert "No account waits for the replacement of impaired grams." in page(client)


def test_the_interface_says_the_totals_to_the_gram(client: Client, event_account: Account) -> None:
    retired(event_account, 12_345)
    answer = client.get("/api/v1/ledger/status/").json()
    assert answer["totals"] == {
        "issued_grams": 10_000_000,
        "held_grams": 9_987_655,
        "on_hold_grams": 0,
        "retired_grams": 12_345,
        "cancelled_grams": 0,
        "set_apart_grams": 0,
        "retirement_count": 1,
        "is_balanced": True,
    }
    assert answer["log_size"] == 2
    assert answer["checkpoint"] is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "0 seconds"), (1, "1 second"), (60, "1 minute"), (7200, "2 hours"), (200_000, "2 days")],
)
def test_ages_are_told_in_their_largest_unit(seconds: int, words: str) -> None:
    with translation.override("en"):
        assert age_words(timedelta(seconds=seconds)) == words
