"""What of the balance waits for somebody: decisions, the next thing to write, and a deadline that comes near."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

import events.balance.queries
import events.course.queries
import events.team.queries
from diandian.lib.mass import format_grams
from events.balance import standing
from events.balance.claims import CLAIMING
from events.balance.phrases import term_words
from events.balance.queries import Progress
from events.course.course import State
from events.models import Event, Witnessing
from events.organise.waits import Waiting
from events.team.access import RIGHTS, Right, Role
from people.models import User


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """What waits for this person now, of one event or of all that they work on."""
    asked = [event] if event is not None else list(events.team.queries.events_of(user))
    found: list[Waiting] = []
    for each in asked:
        role = events.team.queries.role_of(user, each)
        if role is not None:
            found += [*_retirements(user, each, role), *_claims(user, each, role), *_deadline(each, role)]
    return found


def _retirements(user: User, event: Event, role: Role) -> list[Waiting]:
    if Right.DECIDE_RETIREMENT not in RIGHTS[role]:
        return []
    words = gettext("%(mass)s are to be retired for the event: approve or reject it.")
    return [
        _waiting(event, words % {"mass": format_grams(each.amount_grams)}, each.proposed_at)
        for each in events.balance.queries.event_retirements(event)
        if each.progress is Progress.WAITS and each.proposed_by_id != user.pk
    ]


def _claims(user: User, event: Event, role: Role) -> list[Waiting]:
    """The declaration, then the witness certificate."""
    if event.state == State.COVERED and Right.DECLARE in RIGHTS[role]:
        return [
            _waiting(
                event,
                gettext("The event is covered: it can be declared."),
                events.course.queries.since(event),
            )
        ]
    if event.state not in CLAIMING or Right.WITNESS not in RIGHTS[role]:
        return []
    declaration = standing.latest_declaration(event)
    if declaration is None:
        return []
    row = standing.witnessing_of(declaration)
    revoked = None if row is None else standing.revocation_of(row)
    if row is None or revoked is not None:
        words = gettext("The event is declared: the witness certificate can be proposed.")
        return [_waiting(event, words, declaration.at if revoked is None else revoked.at)]
    if row.state != Witnessing.State.PROPOSED or row.proposed_by_id == user.pk:
        return []
    words = gettext("A witness certificate is proposed: issue or decline it.")
    address = reverse("organise:balance_witnessing", args=[event.slug, row.pk])
    return [Waiting(event.name, words, row.proposed_at, address)]


def _deadline(event: Event, role: Role) -> list[Waiting]:
    """The latest reminder that was sent, until the event is declared."""
    last = event.reminders.order_by("-pk").first()
    if last is None or event.state in CLAIMING or Right.DECLARE not in RIGHTS[role]:
        return []
    return [_waiting(event, term_words(events.balance.queries.days_to_deadline(event)), last.sent_at)]


def _waiting(event: Event, words: str, since: datetime) -> Waiting:
    return Waiting(event.name, words, since, reverse("organise:balance", args=[event.slug]))
