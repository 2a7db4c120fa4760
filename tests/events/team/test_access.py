"""The table of rights, as plain sentences."""

from datetime import date, timedelta

import pytest

from events.team.access import LONGEST, RIGHTS, THIRD_PARTIES, Right, Role, is_last_day, may, may_name

TODAY = date(2026, 9, 1)
READING = {Right.SEE, Right.SEE_EVIDENCE, Right.DOWNLOAD}


def test_an_auditor_reads_and_downloads_and_does_nothing_else() -> None:
    assert RIGHTS[Role.AUDITOR] == READING


def test_a_verifier_does_nothing_but_verify() -> None:
    assert RIGHTS[Role.VERIFIER] == READING | {Right.VERIFY}


def test_nobody_both_makes_an_inventory_and_verifies_it() -> None:
    assert [role for role in Role if may(role, Right.DRAFT) and may(role, Right.VERIFY)] == []


def test_nobody_both_declares_and_witnesses() -> None:
    assert [role for role in Role if may(role, Right.DECLARE) and may(role, Right.WITNESS)] == []


def test_verifiers_are_named_by_the_exchange_alone_and_nobody_names_a_clerk() -> None:
    namers = {named: {role for role in Role if may_name(role, named)} for named in Role}
    both = {Role.ORGANISER, Role.CLERK}
    assert namers == {
        Role.ORGANISER: both,
        Role.AUDITOR: both,
        Role.VERIFIER: {Role.CLERK},
        Role.CLERK: set(),
    }
    assert {role for role in Role if may_name(role, Role.ORGANISER)} == {
        role for role in Role if may(role, Right.SET_UP)
    }
    assert {Role.VERIFIER, Role.AUDITOR} == THIRD_PARTIES


@pytest.mark.parametrize(
    ("last_day", "role", "holds"),
    [
        (None, Role.AUDITOR, False),
        (None, Role.ORGANISER, True),
        (TODAY, Role.AUDITOR, True),
        (TODAY - timedelta(days=1), Role.ORGANISER, False),
        (TODAY + LONGEST, Role.AUDITOR, True),
        (TODAY + LONGEST + timedelta(days=1), Role.VERIFIER, False),
    ],
)
def test_a_last_day_lies_between_today_and_a_year_from_now(
    last_day: date | None, role: Role, holds: bool
) -> None:
    assert is_last_day(last_day, role, TODAY) == holds
