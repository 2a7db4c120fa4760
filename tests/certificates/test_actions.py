"""What may happen to a certificate, and what is refused."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

import credits.actions
import credits.queries
from certificates import actions, papers, queries, rendering, tasks
from certificates.document import numbers
from certificates.errors import (
    ForbiddenMoveError,
    InvalidAmountError,
    KeyReusedError,
    NothingToRenderError,
    NotProvenYetError,
    RetirementMismatchError,
    UnknownChoiceError,
    UnprintableNameError,
)
from certificates.models import Certificate, Rendering
from credits.models import Account
from diandian.lib import codes
from tests.certificates.conftest import LIN, ORDER, certify, retire, stamping
from tests.certificates.kinds import issue_badge

State = Certificate.State
pytestmark = pytest.mark.django_db

ALLOWED = {
    ("pledged", "paid"),
    ("pledged", "retired"),
    ("pledged", "lapsed"),
    ("paid", "retired"),
    ("paid", "refunded"),
    ("lapsed", "paid"),
    ("lapsed", "refunded"),
    ("retired", "settled"),
    ("retired", "superseded"),
    ("settled", "superseded"),
    ("issued", "superseded"),
}
MARKS: dict[str, Callable[..., Certificate]] = {
    "paid": actions.mark_paid,
    "lapsed": actions.mark_lapsed,
    "refunded": actions.mark_refunded,
}


def test_a_pledge_has_a_number_that_checks_and_a_page_from_now_on() -> None:
    certificate = certify()
    assert codes.normalized(certificate.number) == certificate.number
    assert (len(certificate.number), certificate.state, certificate.stated) == (12, "pledged", None)
    assert queries.by_number(certificate.number) == certificate


def test_pressing_twice_gives_the_same_certificate() -> None:
    key = uuid.uuid4()
    first, second = (actions.certify(order=ORDER, key=key) for _ in range(2))
    assert (first.pk, Certificate.objects.count()) == (second.pk, 1)


def test_a_key_is_not_used_for_another_order() -> None:
    key = uuid.uuid4()
    actions.certify(order=ORDER, key=key)
    with pytest.raises(KeyReusedError):
        actions.certify(order=replace(ORDER, holder_name="Mei"), key=key)


def test_a_request_that_came_second_by_a_hair_gets_the_first_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = uuid.uuid4()
    real = numbers.new_number

    def slow(*, is_demonstration: bool) -> str:
        monkeypatch.setattr(actions, "new_number", real)
        actions.certify(order=ORDER, key=key)
        return real(is_demonstration=is_demonstration)

    monkeypatch.setattr(actions, "new_number", slow)
    assert actions.certify(order=ORDER, key=key).pk == Certificate.objects.get().pk


def test_a_number_that_is_taken_is_never_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    first = certify()
    monkeypatch.setattr(actions, "new_number", lambda *, is_demonstration: first.number)
    with pytest.raises(IntegrityError):
        certify()


@pytest.mark.parametrize("amount", [0, -1, True, 1.5, 2**53, 2**63])
def test_an_amount_is_a_positive_whole_number_of_grams(amount: Any) -> None:
    with pytest.raises(InvalidAmountError):
        certify(amount_grams=amount)


@pytest.mark.parametrize("changes", [{"kind": "medal"}, {"language": "fr"}, {"funding": "stolen"}])
def test_an_unknown_choice_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(UnknownChoiceError):
        certify(**changes)


def bring_to(state: str, account: Account) -> Certificate:
    """A bought certificate in this state; an issued one is a badge."""
    if state == "issued":
        return issue_badge()
    certificate = certify(funding="bought")
    if state in MARKS:
        if state == "refunded":
            actions.mark_paid(certificate=certificate)
        return MARKS[state](certificate=certificate)
    if state in {"retired", "settled", "superseded"}:
        retire(certificate, account)
    if state in {"settled", "superseded"}:
        successor = certify() if state == "superseded" else None
        Certificate.objects.filter(pk=certificate.pk).update(state=state, superseded_by=successor)
        certificate.refresh_from_db()
    return certificate


@pytest.mark.parametrize(("state", "wanted"), list(product(State.values, MARKS)))
def test_only_the_moves_of_the_table_are_made(event_account: Account, state: str, wanted: str) -> None:
    certificate = bring_to(state, event_account)
    if state == wanted or (state, wanted) in ALLOWED:
        assert MARKS[wanted](certificate=certificate).state == wanted
    else:
        with pytest.raises(ForbiddenMoveError):
            MARKS[wanted](certificate=certificate)
        assert Certificate.objects.get(pk=certificate.pk).state == state


@pytest.mark.parametrize("state", ["lapsed", "refunded"])
def test_what_is_over_cannot_be_retired(event_account: Account, state: str) -> None:
    certificate = bring_to(state, event_account)
    with pytest.raises(ForbiddenMoveError):
        retire(certificate, event_account)
    assert Certificate.objects.get(pk=certificate.pk).statement is None


def test_the_table_of_moves_is_this_one() -> None:
    assert {(state, wanted) for state, after in actions.MOVES.items() for wanted in after} == ALLOWED


@pytest.mark.parametrize("wanted", ["paid", "refunded"])
def test_a_gift_takes_no_money(wanted: str) -> None:
    certificate = certify(funding="donated")
    with pytest.raises(ForbiddenMoveError):
        MARKS[wanted](certificate=certificate)


def test_the_statement_says_what_the_ledger_retired(retired: Certificate) -> None:
    statement = retired.stated
    assert statement is not None
    facts = credits.queries.retirement_facts(retired.retirement_request_id or 0)
    assert facts is not None
    assert (statement.amount_grams, statement.beneficiary) == (23_400, str(LIN))
    assert statement.address == f"https://diandian.example/c/{retired.number}/"
    assert statement.retirement_id == str(facts.retirement_id)
    assert [(piece.batch_from, piece.batch_to) for piece in statement.slices] == [(0, 23_400)]
    assert statement.is_demonstration is True
    assert queries.ledger_agrees(retired)


def test_the_date_is_the_day_in_the_houses_time_zone(event_account: Account) -> None:
    tomorrow = timezone.now().date() + timedelta(days=1)  # the ledger's times do not go back
    with time_machine.travel(f"{tomorrow}T18:00:00Z", tick=False):
        certificate = retire(certify(), event_account)
    statement = certificate.stated
    assert statement is not None
    assert (statement.retired_at, statement.retired_on) == (
        f"{tomorrow}T18:00:00Z",
        str(tomorrow + timedelta(days=1)),
    )


def test_recording_twice_changes_nothing(retired: Certificate) -> None:
    request_id = retired.retirement_request_id
    assert request_id is not None
    facts = credits.queries.retirement_facts(request_id)
    assert facts is not None
    before = Certificate.objects.values().get()
    actions.record_retirement(certificate=retired, retirement_request_id=request_id, facts=facts)
    assert Certificate.objects.values().get() == before
    with pytest.raises(RetirementMismatchError):
        actions.record_retirement(certificate=retired, retirement_request_id=request_id + 1, facts=facts)


def test_a_retirement_of_other_grams_is_not_this_certificates(
    retired: Certificate, event_account: Account
) -> None:
    facts = credits.queries.retirement_facts(retired.retirement_request_id or 0)
    assert facts is not None
    with pytest.raises(RetirementMismatchError):
        actions.record_retirement(certificate=certify(amount_grams=1), retirement_request_id=1, facts=facts)


def test_demonstration_credits_make_no_real_certificate(event_account: Account) -> None:
    """Its number was given at the pledge, and no letter of it says that nothing is real."""
    real = certify(is_demonstration=False)
    assert real.number[0] != "d"
    with pytest.raises(RetirementMismatchError) as refused:
        retire(real, event_account)
    assert (refused.value.field, refused.value.found) == ("is_demonstration", True)
    assert Certificate.objects.filter(statement__isnull=False).count() == 0


def test_real_credits_may_be_shown_in_a_demonstration(real_account: Account) -> None:
    shown = retire(certify(), real_account)
    assert shown.stated is not None
    assert (shown.number[0], shown.stated.is_demonstration) == ("d", True)


def test_rendering_stores_the_paper_once(retired: Certificate) -> None:
    tasks.render_certificate(retired.pk)
    first = list(Rendering.objects.values_list("kind", "sha256"))
    tasks.render_certificate(retired.pk)
    assert list(Rendering.objects.values_list("kind", "sha256")) == first
    assert [kind for kind, _sha256 in first] == ["pdf"]


def test_before_the_retirement_there_is_nothing_to_render(pledged: Certificate) -> None:
    with pytest.raises(NothingToRenderError):
        actions.render(certificate_id=pledged.pk)


def test_before_the_log_is_signed_there_is_no_paper(event_account: Account) -> None:
    certificate = retire(certify(), event_account, is_signed=False)
    with pytest.raises(NotProvenYetError):
        actions.render(certificate_id=certificate.pk)
    credits.actions.publish_checkpoint()
    actions.render(certificate_id=certificate.pk)
    assert Certificate.objects.get().rendered_at is not None


def test_of_two_workers_the_first_ones_bytes_are_kept(
    retired: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(statement: object, **options: object) -> bytes:
        monkeypatch.setattr(rendering, "paper", stamping(lambda statement, **options: b"first"))
        actions.render(certificate_id=retired.pk)
        return b"second"

    monkeypatch.setattr(rendering, "paper", stamping(interrupted))
    actions.render(certificate_id=retired.pk)
    assert bytes(Rendering.objects.get(kind="pdf").content) == b"first"


def waiting(limit: int = 10) -> list[int]:
    return queries.waiting_for_rendering(limit, stated_before=timezone.now())


@pytest.mark.usefixtures("_no_message_on_the_way", "_quick_papers")
def test_the_sweeper_makes_what_waits_oldest_first_and_no_more_than_its_limit(event_account: Account) -> None:
    made = [retire(certify(), event_account) for _ in range(3)]
    certify()
    assert actions.render_waiting(limit=2) == 2
    assert waiting() == [made[2].pk]
    assert [queries.is_rendered(row) for row in Certificate.objects.order_by("id")] == [
        True,
        True,
        False,
        False,
    ]
    assert (tasks.render_waiting(), tasks.render_waiting()) == (1, 0)


@pytest.mark.usefixtures("_no_message_on_the_way")
def test_a_paper_that_cannot_be_made_never_keeps_the_others_waiting(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (retire(certify(), event_account) for _ in range(2))

    def fragile(statement: Any, **options: object) -> bytes:
        if statement.number == first.number:
            raise UnprintableNameError(["?"])
        return b"pdf"

    monkeypatch.setattr(rendering, "paper", stamping(fragile))
    assert (actions.render_waiting(limit=1), actions.render_waiting(limit=1)) == (0, 1)
    for certificate in (first, second):
        certificate.refresh_from_db()
    assert (first.failed_renderings, queries.is_rendered(first), queries.is_rendered(second)) == (
        1,
        False,
        True,
    )
    assert waiting() == [first.pk]


@pytest.mark.usefixtures("_quick_papers")
def test_the_sweeper_leaves_a_message_fifteen_seconds_to_arrive(event_account: Account) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False) as clock:
        retire(certify(), event_account)
        clock.shift(14.9)
        assert actions.render_waiting() == 0
        clock.shift(0.1)
        assert actions.render_waiting() == 1


def test_a_sweep_begins_nothing_after_five_seconds(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]

    def takes_two_seconds(ids: list[int]) -> tuple[int, list[int]]:
        passed[0] += 2
        return len(ids) - 1, ids[:1]

    monkeypatch.setattr(queries, "waiting_for_rendering", lambda limit, **_: list(range(120)))
    monkeypatch.setattr(papers, "_render_quick", takes_two_seconds)
    monkeypatch.setattr(papers, "render", dies)
    monkeypatch.setattr("certificates.papers.time", SimpleNamespace(monotonic=lambda: passed[0]))
    assert actions.render_waiting() == 3 * (papers.STORED_AT_ONCE - 1)


@pytest.mark.usefixtures("_quick_papers")
def test_when_the_paper_is_stored_the_row_says_so_also_after_a_death_before(
    retired: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(rendering, "paper", stamping(dies))
        with pytest.raises(RuntimeError):
            actions.render(certificate_id=retired.pk)
    assert Certificate.objects.get().rendered_at is None
    actions.render(certificate_id=retired.pk)
    first = Certificate.objects.get().rendered_at
    assert first is not None
    monkeypatch.setattr(rendering, "paper", stamping(dies))
    actions.render(certificate_id=retired.pk)
    assert Certificate.objects.get().rendered_at == first


def dies(statement: object, **options: object) -> bytes:
    raise RuntimeError


@pytest.mark.parametrize("count", [150, 4000])
def test_two_workers_that_sweep_at_once_do_not_draw_in_the_same_order(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    drawn: list[int] = []

    def draws(ids: list[int]) -> tuple[int, list[int]]:
        drawn.extend(ids)
        return len(ids), []

    monkeypatch.setattr(queries, "waiting_for_rendering", lambda limit, **_: list(range(count))[:limit])
    monkeypatch.setattr(papers, "_render_quick", draws)
    each = min(count, 200)
    assert (actions.render_waiting(), actions.render_waiting()) == (each, each)
    first, second = drawn[:each], drawn[each:]
    assert len(set(first)) == len(set(second)) == each
    assert first != second
    # Where few wait, all are taken; where thousands do, others each time, which meets the workers seldom.
    assert (set(first) == set(second)) == (count == 150)


@pytest.mark.parametrize("count", [1, 3])
def test_finding_what_waits_is_one_query_however_many_there_are(
    event_account: Account, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        retire(certify(), event_account)
    with django_assert_num_queries(1):
        assert len(waiting()) == count


def test_finding_what_waits_reads_only_the_index_of_what_waits() -> None:
    """Nothing is counted or sorted: the plan is the same at a million rows."""
    with CaptureQueriesContext(connection) as captured:
        waiting()
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a test's table is too small for any index
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"{explain} {captured.captured_queries[0]['sql']}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert "certificate_waits_for_papers" in plan
    assert [word for word in ("Sort", "Aggregate", "Group", "TEMP B-TREE", "Seq Scan") if word in plan] == []
