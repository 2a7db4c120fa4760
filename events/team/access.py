"""♥ What each role may do at an event. Plain Python: one table, asked by every page and every action."""

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


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]
