"""The organiser's declaration: what it rests on is looked at under the event's lock, and frozen with it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

import events.course.actions
import events.course.queries
import events.team.queries
from events.balance import documents
from events.balance.errors import NotReadyError
from events.course import course
from events.course.course import Condition, State
from events.models import Declaration, Event
from events.team.access import Right
from people.models import Organization, User

# What a declaration needs before there is one.
NEEDS = (Condition.STATEMENT, Condition.BALANCE)
_SUBJECT_MAX = 300
_STANDARD_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeclaration:
    """What the organiser says itself; all else is taken from what was verified and retired."""

    claimant: Organization
    subject_zh: str
    subject_en: str
    standard: str
    confirmation: str


def declare(*, event: Event, new: NewDeclaration, by: User) -> Declaration:
    """Freeze the declaration of a covered event, and bring the event to "declared".

    Refuses with NotAllowedError, MissingTextError and NotReadyError. Declared already, on this version: that one.
    """
    with transaction.atomic():
        row = events.course.actions.locked(event)
        events.team.queries.check(by, row, Right.DECLARE)
        statement = events.course.queries.current_statement(row)
        if statement is not None and (made := Declaration.objects.filter(statement=statement).first()):
            return made
        facts = events.course.queries.facts_of(row)
        missing = [each for each in NEEDS if not course.holds(each, facts)]
        if row.state != State.COVERED or missing or statement is None:
            raise NotReadyError(row.state, missing)
        body = documents.declared_body(row, statement, _said(new), timezone.localdate())
        made = Declaration.objects.create(
            event=row,
            statement=statement,
            claimant=new.claimant,
            standard=documents.text("standard", new.standard, _STANDARD_MAX),
            confirmation=Declaration.Confirmation(new.confirmation),
            body=body,
            digest=documents.digest_of(body),
            by=by,
        )
        events.course.actions.advance(event=row, to=State.DECLARED, why="", by=by)
    event.state = row.state
    return made


def _said(new: NewDeclaration) -> dict[str, object]:
    return {
        "claimant": {"slug": new.claimant.slug, **documents.named(new.claimant)},
        "subject": {
            "zh": documents.text("subject_zh", new.subject_zh, _SUBJECT_MAX),
            "en": documents.text("subject_en", new.subject_en, _SUBJECT_MAX),
        },
        "standard": documents.text("standard", new.standard, _STANDARD_MAX),
        "confirmation": Declaration.Confirmation(new.confirmation).value,
    }
