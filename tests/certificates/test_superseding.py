"""One certificate takes the place of another, once and for good."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from certificates import actions
from certificates.errors import ForbiddenMoveError, InvalidReasonError, SuccessorMismatchError
from certificates.models import Certificate, Supersession
from credits.models import Account
from people.models import User
from tests.certificates.conftest import certify, retire
from tests.certificates.kinds import issue_badge, issue_of_kind

pytestmark = pytest.mark.django_db
REASON = "The name was misspelt."


def replaced(old: Certificate, new: Certificate, by: User, reason: str = REASON) -> Supersession:
    return actions.supersede(certificate=old, successor=new, reason=reason, by=by)


@pytest.mark.parametrize("state", ["retired", "settled"])
def test_a_retirements_certificate_is_replaced(
    retired: Certificate, event_account: Account, first_clerk: User, state: str
) -> None:
    Certificate.objects.filter(pk=retired.pk).update(state=state)
    newer = retire(certify(holder_name="李蕾"), event_account)
    made = replaced(retired, newer, first_clerk)
    assert (made.successor, made.reason, made.made_by) == (newer, REASON, first_clerk)
    assert (retired.state, retired.superseded_by) == ("superseded", newer)
    before = Certificate.objects.get(pk=retired.pk)
    assert (before.state, before.superseded_by, before.state_changed_at) == (
        "superseded",
        newer,
        made.made_at,
    )
    assert before.statement == retired.statement


def test_what_was_issued_is_replaced_too(db: None, first_clerk: User) -> None:
    old, new = issue_badge(), issue_badge()
    replaced(old, new, first_clerk)
    assert Certificate.objects.get(pk=old.pk).superseded_by == new


def test_doing_it_twice_is_doing_it_once(db: None, first_clerk: User, second_clerk: User) -> None:
    old, new, third = issue_badge(), issue_badge(), issue_badge()
    first = replaced(old, new, first_clerk)
    assert replaced(old, new, second_clerk, "again") == first
    with pytest.raises(ForbiddenMoveError):
        replaced(old, third, first_clerk)
    assert list(Supersession.objects.all()) == [first]


def test_a_successor_may_be_replaced_but_never_by_what_it_replaced(db: None, first_clerk: User) -> None:
    old, new, newest = issue_badge(), issue_badge(), issue_badge()
    replaced(old, new, first_clerk)
    with pytest.raises(SuccessorMismatchError) as refused:
        replaced(new, old, first_clerk)
    assert (refused.value.field, refused.value.found) == ("state", "superseded")
    replaced(new, newest, first_clerk)
    assert Certificate.objects.get(pk=new.pk).superseded_by == newest


def test_what_is_only_pledged_is_not_replaced(pledged: Certificate, first_clerk: User) -> None:
    with pytest.raises(ForbiddenMoveError):
        replaced(pledged, pledged, first_clerk)


def test_one_person_alone_replaces_no_witness_certificate(event_account: Account, first_clerk: User) -> None:
    """The other one may have been revoked, which is known to the event alone."""
    old, new = (issue_of_kind("witness", event_account) for _ in range(2))
    with pytest.raises(ForbiddenMoveError):
        replaced(old, new, first_clerk)
    assert Certificate.objects.get(pk=old.pk).state == "issued"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"event_code": "another"}, "event_code"),
        ({"is_demonstration": True}, "is_demonstration"),
    ],
)
def test_a_successor_speaks_of_the_same(
    changes: dict[str, Any], field: str, db: None, first_clerk: User
) -> None:
    old, other = issue_badge(), issue_badge(**changes)
    with pytest.raises(SuccessorMismatchError) as refused:
        replaced(old, other, first_clerk)
    assert (refused.value.field, Supersession.objects.count()) == (field, 0)


def test_nothing_takes_its_own_place_nor_that_of_another_kind(
    retired: Certificate, pledged: Certificate, first_clerk: User
) -> None:
    fields = []
    for successor in (retired, pledged, issue_badge(is_demonstration=True)):
        with pytest.raises(SuccessorMismatchError) as refused:
            replaced(retired, successor, first_clerk)
        fields.append(refused.value.field)
    assert fields == ["number", "state", "kind"]
    assert Certificate.objects.get(pk=retired.pk).state == "retired"


@pytest.mark.parametrize("reason", ["", " \n", "x" * 301])
def test_a_reason_is_given(reason: str, db: None, first_clerk: User) -> None:
    with pytest.raises(InvalidReasonError):
        replaced(issue_badge(), issue_badge(), first_clerk, reason)


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'other'", "DELETE FROM {}"])
def test_the_database_keeps_who_did_it_and_why(statement: str, db: None, first_clerk: User) -> None:
    replaced(issue_badge(), issue_badge(), first_clerk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("certificates_supersession"))
    assert Supersession.objects.get().reason == REASON


@pytest.mark.parametrize(
    ("language", "said", "way"),
    [
        ("en", "Superseded. A newer certificate takes the place of this one.", "Open the newer certificate"),
        ("zh-hans", "已被取代。有一份更新的证书代替了这一份。", "查看更新的证书"),
    ],
)
def test_the_page_of_the_old_leads_to_the_new_and_keeps_the_reason_to_itself(
    client: Client, db: None, first_clerk: User, language: str, said: str, way: str
) -> None:
    old, new = issue_badge(), issue_badge()
    replaced(old, new, first_clerk)
    page = client.get(f"/c/{old.number}/?lang={language}").content.decode()
    assert said in page
    assert f'<a href="/c/{new.number}/">{way}</a>' in page
    assert REASON not in page
