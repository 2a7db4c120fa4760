"""No way round the witness door by SQL: each column that a guard looks at is tried by itself."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from certificates.models import Certificate
from events.models import Event, Witnessing
from tests.events.course.shortcut import put_at, without_guards
from tests.events.course.stage import (
    Cast,
    cast_of,
    declared,
    proposed,
    witnessed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_key")]


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(is_demonstration=False)


REFUSAL = "a real witness certificate needs a witnessing that two people decided, of a declared event"


@pytest.fixture
def paperless(cast: Cast) -> dict[str, Any]:
    """An approved witnessing of a declared event without a paper, and the columns of the paper that it waits for."""
    witnessed(cast)
    key = uuid.uuid4()
    paper = dict(Certificate.objects.filter(kind="witness").values().get())
    changed(key=key, certificate=None)
    put_at(cast.event, "declared")
    return {**paper, "id": None, "key": key, "number": "abcdefgh2345", "document": None}


def changed(**columns: object) -> None:
    """The witnessing with these columns, past its guards."""
    with transaction.atomic(), without_guards("events_witnessing"):
        Witnessing.objects.update(**columns)


def refusal(paper: dict[str, Any]) -> str:
    """Why the database refuses to write this certificate; empty where it takes it. Nothing stays written."""
    try:
        with transaction.atomic():
            Certificate.objects.create(**paper)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


@pytest.mark.parametrize("state", ["declared", "witnessed"])
def test_the_key_of_an_approved_witnessing_opens_the_door(
    cast: Cast, paperless: dict[str, Any], state: str
) -> None:
    put_at(cast.event, state)  # one that was witnessed before, and whose certificate was revoked
    assert refusal(paperless) == ""


@pytest.mark.parametrize(
    "column", [{"key": uuid.UUID(int=7)}, {"event_code": "cup"}], ids=lambda each: next(iter(each))
)
def test_another_key_or_event_does_not(paperless: dict[str, Any], column: dict[str, Any]) -> None:
    assert refusal({**paperless, **column}) == REFUSAL
    assert refusal({**paperless, **column, "is_demonstration": True, "number": "dbcdefgh2345"}) == ""


@pytest.mark.parametrize("state", ["planned", "open", "closed", "drafted", "verified", "covered"])
def test_nor_does_it_before_the_event_is_declared(cast: Cast, paperless: dict[str, Any], state: str) -> None:
    put_at(cast.event, state)
    assert refusal(paperless) == REFUSAL


def test_nor_a_witnessing_that_has_its_paper(paperless: dict[str, Any]) -> None:
    changed(certificate=Certificate.objects.get(kind="witness"))
    assert refusal(paperless) == REFUSAL


@pytest.mark.parametrize("state", ["proposed", "declined"])
def test_nor_one_that_two_people_did_not_approve(cast: Cast, paperless: dict[str, Any], state: str) -> None:
    decided = {} if state == "declined" else {"decided_by": None, "decided_at": None}
    changed(state=state, **decided)
    assert refusal(paperless) == REFUSAL


@pytest.mark.parametrize("state", ["covered", "verified", "drafted"])
def test_nothing_is_proposed_before_the_event_is_declared(
    cast: Cast, paperless: dict[str, Any], state: str
) -> None:
    changed(state="declined")
    assert written(state="proposed") == ""
    put_at(cast.event, state)
    assert written(state="proposed") == "a witnessing is proposed first, of an event that is declared"


@pytest.mark.parametrize(("state", "refused"), [("proposed", True), ("approved", True), ("declined", False)])
def test_a_declaration_has_one_witnessing_that_waits_or_holds(
    cast: Cast, paperless: dict[str, Any], state: str, refused: bool
) -> None:
    decided = {} if state != "proposed" else {"decided_by": None, "decided_at": None}
    changed(state=state, **decided)
    words = "a declaration has one witnessing that waits or holds" if refused else ""
    assert written(state="proposed") == words


def test_a_real_events_witnessing_has_no_demonstrations_paper(paperless: dict[str, Any]) -> None:
    words = "a witnessing has the certificate that was made from its key, as real as its event"
    demonstration = Certificate.objects.create(
        **{**paperless, "is_demonstration": True, "number": "dbcdefgh2345"}
    )
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        Witnessing.objects.update(certificate=demonstration)


def written(**columns: object) -> str:
    """Why the database refuses another row like the witnessing that is there, undecided; empty where it takes it."""
    values = {
        **Witnessing.objects.values().get(),
        "id": None,
        "key": uuid.uuid4(),
        "certificate_id": None,
        "decided_by_id": None,
        "decided_at": None,
        **columns,
    }
    try:
        with transaction.atomic():
            Witnessing.objects.create(**values)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


@pytest.mark.parametrize(
    "change",
    [
        {"state": "approved"},
        {"cut_off_on": "2026-01-01"},
        {"not_checked_en": "nothing"},
        {"digest": "0" * 64},
        {"key": uuid.UUID(int=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_keeps_what_was_proposed(cast: Cast, change: dict[str, object]) -> None:
    proposed(declared(cast))
    with pytest.raises(DatabaseError), transaction.atomic():
        Witnessing.objects.update(**change)


def test_the_database_keeps_what_was_decided(cast: Cast) -> None:
    witnessed(cast)
    for change in ({"state": "declined"}, {"decided_by": cast.organiser}, {"certificate": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Witnessing.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Witnessing.objects.all().delete()


def test_the_database_moves_no_event_to_witnessed_without_a_certificate(cast: Cast) -> None:
    proposed(declared(cast))
    with pytest.raises(DatabaseError, match="certificate that two people issued"), transaction.atomic():
        Event.objects.update(state="witnessed")
