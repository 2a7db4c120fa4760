"""Whether what was declared and witnessed still holds: what its pages and the reports say of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

import credits.actions
import events.balance.actions
from credits.models import Batch
from events.balance import standing
from events.balance.claims import claims_in
from events.balance.errors import (
    MissingTextError,
    NotIssuedError,
    NotReadyError,
    WitnessedAlreadyError,
)
from events.balance.saying import saying_of
from events.balance.standing import Standing
from events.models import Witnessing, WitnessRevocation
from events.reports.numbers import numbers_of
from events.team.errors import NotAllowedError
from tests.events.balance.stage import approve, witnesses
from tests.events.course.stage import (
    EMITTED,
    Cast,
    advanced,
    cast_of,
    corrected,
    declare,
    declared,
    proposed,
    stated,
    submitted,
    witnessed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_key")]


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(is_demonstration=False)


def test_one_person_revokes_and_says_why_in_both_languages(cast: Cast) -> None:
    witnessed(cast)
    row = Witnessing.objects.get()
    with pytest.raises(MissingTextError):
        events.balance.actions.revoke(witnessing=row, reason_zh="误", reason_en="", by=cast.clerk)
    with pytest.raises(NotAllowedError):
        events.balance.actions.revoke(witnessing=row, reason_zh="误", reason_en="wrong", by=cast.organiser)
    events.balance.actions.revoke(witnessing=row, reason_zh="误", reason_en="wrong", by=cast.clerk)
    with pytest.raises(NotIssuedError):
        events.balance.actions.revoke(witnessing=row, reason_zh="误", reason_en="wrong", by=cast.colleague)
    assert (standing.standing_of_witness(row), WitnessRevocation.objects.count()) == (Standing.REVOKED, 1)


def test_what_is_not_issued_is_not_revoked(cast: Cast) -> None:
    row = proposed(declared(cast))
    with pytest.raises(NotIssuedError):
        events.balance.actions.revoke(witnessing=row, reason_zh="误", reason_en="wrong", by=cast.clerk)
    with pytest.raises(DatabaseError, match="only an issued"), transaction.atomic():
        WitnessRevocation.objects.create(witnessing=row, reason_zh="误", reason_en="wrong", by=cast.clerk)


def test_a_correction_puts_it_under_review_and_a_new_declaration_supersedes_it(cast: Cast) -> None:
    witnessed(cast)
    row = Witnessing.objects.get()
    assert standing.standing_of_witness(row) is Standing.STANDS
    corrected(cast)
    assert standing.standing_of_witness(row) is Standing.UNDER_REVIEW
    submitted(cast, EMITTED - 5)
    stated(cast)
    advanced(cast, "covered")
    assert standing.standing_of_witness(row) is Standing.UNDER_REVIEW
    declare(cast)
    assert standing.standing_of_witness(row) is Standing.SUPERSEDED


def test_its_page_says_that_it_is_not_covered_while_flawed_credits_are_not_replaced(cast: Cast) -> None:
    witnessed(cast)
    row = Witnessing.objects.get()
    assert row.certificate is not None
    assert [notice.is_bad for notice in standing.notices_of(row.certificate)] == [False]
    credits.actions.impair(batch=Batch.objects.get(), reason="not additional", by=cast.clerk)
    assert standing.standing_of_witness(row) is Standing.NOT_COVERED
    (notice,) = standing.notices_of(row.certificate)
    with translation.override("en"):
        words = str(notice.words)
    assert (notice.is_bad, words.split(":")[0]) == (True, "Not covered")


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", "2026-03-02"), ("UTC", "2026-03-01")])
def test_the_day_of_a_revocation_is_that_here(cast: Cast, settings: Any, zone: str, day: str) -> None:
    witnessed(cast)
    row = Witnessing.objects.get()
    assert row.certificate is not None
    with (
        translation.override("en"),
        timezone.override(zone),
        time_machine.travel(datetime(2026, 3, 1, 20, tzinfo=UTC), tick=False),
    ):
        events.balance.actions.revoke(witnessing=row, reason_zh="误", reason_en="wrong", by=cast.clerk)
        (notice,) = standing.notices_of(row.certificate)
    assert str(notice.words) == f"Revoked on {day}: wrong"


def test_a_report_names_no_witness_that_was_revoked_and_claims_nothing_uncovered(cast: Cast) -> None:
    witnessed(cast)
    found = numbers_of(cast.event, "verification")
    assert (found["may_claim"], "环境交易所" in found["claim"]["zh"]) == (True, True)
    row = Witnessing.objects.get()
    events.balance.actions.revoke(witnessing=row, reason_zh="误", reason_en="wrong", by=cast.clerk)
    found = numbers_of(cast.event, "verification")
    assert (found["may_claim"], "环境交易所" in found["claim"]["zh"]) == (True, False)
    assert found["claim"]["zh"] == saying_of(cast.event).to("china", "zh-hans")
    credits.actions.impair(batch=Batch.objects.get(), reason="not additional", by=cast.clerk)
    found = numbers_of(cast.event, "verification")
    assert (found["may_claim"], claims_in(found["claim"]["zh"]), claims_in(found["claim"]["en"])) == (
        False,
        [],
        [],
    )


def test_a_revoked_certificate_is_replaced_by_another(cast: Cast) -> None:
    first = Witnessing.objects.get(declaration__event=witnessed(cast).event)
    with pytest.raises(NotReadyError):
        proposed(cast)
    events.balance.actions.revoke(witnessing=first, reason_zh="误", reason_en="wrong", by=cast.clerk)
    second = proposed(cast)
    with pytest.raises(WitnessedAlreadyError):
        proposed(cast)
    assert "见证" not in saying_of(cast.event).to("china", "zh-hans")
    issued = approve(second, cast.colleague)
    assert (issued.state, cast.now().state, witnesses()) == ("approved", "witnessed", 2)
    assert [standing.standing_of_witness(row) for row in (first, issued)] == [
        Standing.REVOKED,
        Standing.STANDS,
    ]
    assert "环境交易所见证" in saying_of(cast.event).to("china", "zh-hans")
    assert not standing.may_be_witnessed(cast.event)
    with pytest.raises(NotReadyError):
        proposed(cast)
