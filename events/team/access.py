"""♥ What each role may do at an event. Plain Python: one table, asked by every page and every action."""

from datetime import date, timedelta
from enum import StrEnum


class Role(StrEnum):
    """As whom somebody works on an event. Clerks work at every event, and are of the exchange."""

    ORGANISER = "organiser"
    VERIFIER = "verifier"
    AUDITOR = "auditor"
    CLERK = "clerk"


class Right(StrEnum):
    """What may be done. Whoever has a right to nothing at an event does not learn that it exists."""

    SEE = "see"  # the event, its numbers, measures, inventory, balance, reports
    SEE_EVIDENCE = "see-evidence"
    SET_UP = "set-up"  # texts, venues, zones, placements, posters, team
    ADVANCE = "advance"  # open, close
    MEASURE = "measure"  # enter measures and report on them
    DRAFT = "draft"  # inventories and attendance
    VERIFY = "verify"  # findings and the statement
    ANSWER = "answer"  # findings
    ENTER_DONATION = "enter-donation"
    DECIDE_DONATION = "decide-donation"
    PROPOSE_RETIREMENT = "propose-retirement"  # and what becomes of leftovers
    DECIDE_RETIREMENT = "decide-retirement"
    DECLARE = "declare"
    WITNESS = "witness"  # propose, approve, revoke
    REPORT = "report"  # write its texts, have it made
    DOWNLOAD = "download"  # reports and the auditor's pack


_EVERYBODY = frozenset({Right.SEE, Right.SEE_EVIDENCE, Right.DOWNLOAD})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ORGANISER: _EVERYBODY
    | {
        *(Right.SET_UP, Right.ADVANCE, Right.MEASURE, Right.DRAFT, Right.ANSWER),
        *(Right.PROPOSE_RETIREMENT, Right.DECLARE, Right.REPORT),
    },
    Role.VERIFIER: _EVERYBODY | {Right.VERIFY},
    Role.AUDITOR: _EVERYBODY,
    Role.CLERK: _EVERYBODY
    | {
        *(Right.SET_UP, Right.ADVANCE, Right.REPORT, Right.ENTER_DONATION, Right.DECIDE_DONATION),
        *(Right.PROPOSE_RETIREMENT, Right.DECIDE_RETIREMENT, Right.WITNESS),
    },
}

# Whose organisation is another than the organiser's: their word counts because they did not make what they judge.
THIRD_PARTIES = frozenset({Role.VERIFIER, Role.AUDITOR})
# A verifier's login never passes through the hands of those who are verified: the exchange alone names verifiers.
NAMES: dict[Role, frozenset[Role]] = {
    Role.ORGANISER: frozenset({Role.ORGANISER, Role.AUDITOR}),
    Role.CLERK: frozenset({Role.ORGANISER, Role.VERIFIER, Role.AUDITOR}),
}
LONGEST = timedelta(days=366)  # from today to an auditor's last day


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]


def may_name(role: Role, named: Role) -> bool:
    """Whether somebody with `role` adds and ends members that have the role `named`."""
    return named in NAMES.get(role, frozenset())


def is_last_day(last_day: date | None, role: Role, today: date) -> bool:
    """Whether a membership may end with this day. An auditor's has to; none is longer than LONGEST."""
    if last_day is None:
        return role != Role.AUDITOR
    return today <= last_day <= today + LONGEST
