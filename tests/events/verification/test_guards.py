"""What the database itself refuses, whoever writes."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import events.verification.actions
from events.models import Finding, Inventory, LineCheck, Verification, VerificationStatement
from events.verification.errors import AlreadyBegunError, VerificationEndedError
from tests.conftest import at_once
from tests.events.verification.stage import Stage, new_statement, staged, ticked, version

GRAMS = (70, 30)


@pytest.fixture
def work(stage: Stage) -> Verification:
    inventory = version(stage.event, stage.organiser, *GRAMS)
    return events.verification.actions.begin(inventory=inventory, by=stage.verifier)


def refused(change: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def ending(stage: Stage, state: str, **changes: object) -> dict[str, object]:
    return {"state": state, "ended_by": stage.verifier, "ended_at": timezone.now(), **changes}


def test_sample_seed_verifier_and_version_stay(stage: Stage, work: Verification) -> None:
    rows = Verification.objects.filter(pk=work.pk)
    other = version(stage.event, stage.organiser, 5)
    changes: list[dict[str, object]] = [
        {"seed": "0" * 64},
        {"sample": []},
        {"inventory": other},
        {"verifier": stage.event.organiser},
        {"opened_by": stage.organiser},
        {"opened_at": timezone.now()},
    ]
    for change in changes:
        for end in ({}, ending(stage, "returned", return_reason="x")):
            refused(lambda change=change, end=end: rows.update(**change, **end))  # type: ignore[misc]
    refused(lambda: rows.delete())
    assert rows.get().sample == work.sample


def test_a_verification_ends_once_and_says_who_ended_it(stage: Stage, work: Verification) -> None:
    rows = Verification.objects.filter(pk=work.pk)
    refused(lambda: rows.update(state="returned", return_reason="x"))
    refused(lambda: rows.update(**ending(stage, "returned")))
    refused(lambda: rows.update(**ending(stage, "later")))
    rows.update(**ending(stage, "returned", return_reason="x"))
    for state in ("open", "stated", "returned"):
        refused(lambda state=state: rows.update(state=state, return_reason=""))  # type: ignore[misc]
    assert rows.get().state == "returned"


def test_nothing_is_stated_without_a_statement(stage: Stage, work: Verification) -> None:
    refused(lambda: Verification.objects.filter(pk=work.pk).update(**ending(stage, "stated")))


def test_only_a_submitted_version_of_the_actual_emissions_is_verified(stage: Stage) -> None:
    verified = version(stage.event, stage.organiser, 5)
    Inventory.objects.filter(pk=verified.pk).update(state="verified")
    terms = {"factor_set": verified.factor_set, "created_by": stage.organiser, "event": stage.event}
    draft = Inventory.objects.create(kind="actual", number=2, **terms)
    forecast = Inventory.objects.create(kind="forecast", number=1, boundary_zh="x", boundary_en="x", **terms)
    Inventory.objects.filter(pk=forecast.pk).update(
        state="submitted",
        total_grams=0,
        content_digest="x",
        submitted_by=stage.organiser,
        submitted_at=timezone.now(),
    )
    for inventory in (verified, draft, forecast):
        refused(lambda inventory=inventory: begun(stage, inventory))  # type: ignore[misc]
    refused(lambda: begun(stage, version(stage.event, stage.organiser, 7), state="stated"))
    assert not Verification.objects.exists()


def begun(stage: Stage, inventory: Inventory, state: str = "open") -> Verification:
    return Verification.objects.create(
        inventory=inventory, verifier=stage.house, seed="0" * 64, opened_by=stage.verifier, state=state
    )


def test_findings_and_ticks_stay_and_belong(stage: Stage, work: Verification) -> None:
    line = work.inventory.lines.get(position=1)
    found = Finding.objects.create(verification=work, grade="major", text="x", line=line, by=stage.verifier)
    reply = Finding.objects.create(verification=work, answers=found, text="y", by=stage.verifier)
    LineCheck.objects.create(verification=work, line=line, by=stage.verifier)
    for rows in (Finding.objects.filter(pk=found.pk), LineCheck.objects.all()):
        refused(lambda rows=rows: rows.update(by=stage.organiser))  # type: ignore[misc]
        refused(lambda rows=rows: rows.delete())  # type: ignore[misc]
    foreign = version(stage.event, stage.organiser, 5)
    second = begun(stage, foreign)
    elsewhere = foreign.lines.get()
    given = {"verification": work, "by": stage.verifier, "text": "x"}
    for change in ({"line": elsewhere, "grade": "note"}, {"answers": reply}):
        refused(lambda change=change: Finding.objects.create(**given, **change))  # type: ignore[misc]
    refused(lambda: Finding.objects.create(**{**given, "verification": second}, answers=found))
    refused(lambda: LineCheck.objects.create(verification=work, line=elsewhere, by=stage.verifier))


def test_a_statement_says_the_total_without_an_open_major_finding(stage: Stage, work: Verification) -> None:
    file = new_statement(work, stage.verifier).file

    def say(grams: int = sum(GRAMS)) -> VerificationStatement:
        given = {"statement_number": "1", "stated_on": "2026-09-01", "standard": "s", "assurance": "limited"}
        return VerificationStatement.objects.create(
            verification=work, figure_grams=grams, file=file, signed_by=stage.verifier, **given
        )

    refused(lambda: say(99))
    found = Finding.objects.create(verification=work, grade="major", text="x", by=stage.verifier)
    Finding.objects.create(verification=work, answers=found, text="no", by=stage.organiser)
    refused(say)
    Finding.objects.create(verification=work, answers=found, text="ok", settles=True, by=stage.verifier)
    said = VerificationStatement.objects.filter(pk=say().pk)
    refused(lambda: said.update(figure_grams=99))
    refused(lambda: said.delete())


def test_an_ended_verification_takes_nothing_more(stage: Stage, work: Verification) -> None:
    file = new_statement(work, stage.verifier).file
    Verification.objects.filter(pk=work.pk).update(**ending(stage, "returned", return_reason="x"))
    given = {"verification": work, "by": stage.verifier}
    refused(lambda: Finding.objects.create(grade="note", text="x", **given))
    refused(lambda: LineCheck.objects.create(line=work.inventory.lines.get(position=1), **given))
    refused(
        lambda: VerificationStatement.objects.create(
            verification=work,
            statement_number="1",
            stated_on="2026-09-01",
            figure_grams=sum(GRAMS),
            file=file,
            signed_by=stage.verifier,
        )
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_verifiers_who_state_at_once_make_one_statement() -> None:
    """PostgreSQL only: SQLite lets one connection write at a time."""
    stage = staged()
    inventory = version(stage.event, stage.organiser, *GRAMS)
    work = events.verification.actions.begin(inventory=inventory, by=stage.verifier)
    ticked(work, stage.verifier)
    new = [new_statement(work, stage.verifier, statement_number=number) for number in ("A", "B")]

    def state(which: int) -> object:
        try:
            return events.verification.actions.state_figure(
                verification=work, new=new[which], by=stage.verifier
            ).statement_number
        except VerificationEndedError as error:
            return error.state

    told = at_once(lambda: state(0), lambda: state(1))
    said = VerificationStatement.objects.get()
    assert sorted(told, key=str) == sorted([said.statement_number, "stated"])
    assert stage.event.course_steps.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_verifiers_who_begin_at_once_draw_one_sample() -> None:
    """PostgreSQL only: SQLite lets one connection write at a time."""
    stage = staged()
    inventory = version(stage.event, stage.organiser, *GRAMS)

    def start() -> object:
        try:
            return events.verification.actions.begin(inventory=inventory, by=stage.verifier).seed
        except AlreadyBegunError as error:
            return type(error).__name__

    told = at_once(start, start)
    assert sorted(map(str, told)) == sorted([Verification.objects.get().seed, "AlreadyBegunError"])
