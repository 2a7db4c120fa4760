"""Log and sums are examined side by side, in two connections that see one moment."""

from functools import partial

import pytest
from django.db import connection

import credits.actions
import credits.audit
from credits.audit.reading import still
from credits.models import Account, LogState
from tests.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def known_accounts(view: str) -> int:
    with still(view):
        return Account.objects.count()


def test_a_second_connection_sees_what_the_first_one_sees(event_account: Account) -> None:
    before = Account.objects.count()
    with still() as view:
        if connection.vendor == "sqlite":
            assert view == ""
            return
        at_once(partial(credits.actions.open_account, code="event:later", kind=Account.Kind.EVENT))
        assert at_once(partial(known_accounts, view), partial(known_accounts, "")) == [before, before + 1]
        assert Account.objects.count() == before


def test_both_sides_breaches_are_found(event_account: Account) -> None:
    assert credits.audit.breaches() == []
    clean = credits.audit.audit()
    Account.objects.filter(pk=event_account.pk).update(held_grams=1)
    LogState.objects.update(size=10)
    held = "an account holds what its open holds and waiting retirements promise"
    count = "the log has as many leaves as its state says, numbered without a gap"
    run = credits.audit.audit()
    assert run.breaches == [
        {"rule": held, "rows": [event_account.code]},
        {"rule": count, "rows": ["1 leaves, 10 by the state"]},
    ]
    assert run.row_count == clean.row_count
