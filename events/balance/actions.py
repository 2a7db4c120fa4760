"""Retiring for the event itself: one person proposes, another of the exchange decides."""

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

import credits.actions
import credits.queries
import events.team.queries
from diandian.lib import messages
from events.balance.declaring import NewDeclaration as NewDeclaration
from events.balance.declaring import declare as declare
from events.balance.errors import NotOpenedError
from events.balance.reminding import remind as remind
from events.balance.witnessing import NewWitnessing as NewWitnessing
from events.balance.witnessing import approve_witnessing as approve_witnessing
from events.balance.witnessing import decline_witnessing as decline_witnessing
from events.balance.witnessing import propose_witnessing as propose_witnessing
from events.balance.witnessing import revoke as revoke
from events.errors import DemonstrationCreditsError
from events.models import Event, EventRetirement
from events.tasks import advance
from events.team.access import Right
from events.team.errors import NotAllowedError
from people.models import User

if TYPE_CHECKING:
    from credits.models import Proposal

DECIDES = "credits.decide_proposal"


def propose_retirement(
    *, event: Event, amount_grams: int, purpose: str, key: uuid.UUID, by: User
) -> EventRetirement:
    """Propose to retire grams out of the event's donated credits, for the event. Nothing is set aside yet.

    Refuses with NotAllowedError, NotOpenedError, DemonstrationCreditsError and like
    credits.actions.propose_event_retirement. Same key, same input and same person: the proposal that is there already.
    """
    events.team.queries.check(by, event, Right.PROPOSE_RETIREMENT)
    if event.state == Event.State.PLANNED:
        raise NotOpenedError
    _refuse_demonstration(event)
    with transaction.atomic():
        proposal = credits.actions.propose_event_retirement(
            account=event.donated_account,
            amount_grams=amount_grams,
            beneficiary=credits.queries.event_beneficiary(event.donated_account),
            purpose=" ".join(purpose.split()),
            key=key,
            by=by,
        )
        row, _created = EventRetirement.objects.get_or_create(proposal=proposal, defaults={"event": event})
        return row


def approve_retirement(*, event: Event, proposal_id: int, by: User) -> None:
    """Retire it for good, as a second person of the exchange; the next settlement takes the grams out of the tape.

    Refuses with NotAllowedError, DemonstrationCreditsError and like credits.actions.approve (SamePersonError,
    ProposalDecidedError, InsufficientCreditsError). The same person may repeat it.
    """
    with transaction.atomic():
        credits.actions.approve(proposal=_proposal(event, proposal_id, by), by=by)
        _refuse_demonstration(event)
        transaction.on_commit(lambda: messages.send_soon(advance))


def reject_retirement(*, event: Event, proposal_id: int, reason: str, by: User) -> None:
    """End a proposal without retiring. Whoever proposed it may withdraw it so. Refuses like credits.actions.reject."""
    credits.actions.reject(
        proposal=_proposal(event, proposal_id, by, may_be_own=True), by=by, reason=" ".join(reason.split())
    )


def _refuse_demonstration(event: Event) -> None:
    """Staff may have moved such credits to a real event's account: the balance would not count them."""
    if not event.is_demonstration and credits.queries.has_demonstration_credits(event.donated_account):
        raise DemonstrationCreditsError


def _proposal(event: Event, proposal_id: int, by: User, *, may_be_own: bool = False) -> "Proposal":
    """A proposal of this event, if this person may decide on it. NotAllowedError also where it is another's event."""
    proposal = credits.queries.event_proposals(event.donated_account).filter(pk=proposal_id).first()
    if proposal is None:
        raise NotAllowedError(Right.DECIDE_RETIREMENT)
    if may_be_own and proposal.proposed_by_id == by.pk:
        events.team.queries.check(by, event, Right.PROPOSE_RETIREMENT)
        return proposal
    events.team.queries.check(by, event, Right.DECIDE_RETIREMENT)
    if not by.has_perm(DECIDES):
        raise NotAllowedError(Right.DECIDE_RETIREMENT)
    return proposal
