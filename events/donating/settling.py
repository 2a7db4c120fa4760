"""Carrying out the rule for leftover credits: one proposes, another approves, and all of it happens or nothing."""

import uuid

from django.db import transaction
from django.utils import timezone

import credits.actions
import credits.queries
import events.balance.queries
import events.donating.queries
import events.team.queries
from credits.errors import InsufficientCreditsError
from diandian.lib import messages
from events.balance.claims import CLAIMING
from events.donating.errors import (
    EventNotOverError,
    LeftoversChangedError,
    LeftoversDecidedError,
    LeftoversProposedError,
    NextEventError,
    NothingLeftError,
    OpenPromisesError,
    RuleFixedError,
    StillShortError,
)
from events.donating.leftovers import OpenPromises, Rule
from events.errors import SamePersonError
from events.models import Event, EventRetirement, LeftoverSettlement
from events.tasks import advance
from events.team.access import Right
from people.models import User

State = LeftoverSettlement.State


def choose_rule(*, event: Event, rule: str, next_event: Event | None, by: User) -> Event:
    """Say what becomes of credits that are left, before the event opens. May be changed until then.

    Refuses with NotAllowedError, RuleFixedError (the event is open, or was), NextEventError (none of
    `possible_next_events`).
    """
    events.team.queries.check(by, event, Right.SET_UP)
    with transaction.atomic():
        row = _locked(event)
        if row.state != Event.State.PLANNED:
            raise RuleFixedError(row.state)
        row.leftover_rule = Rule(rule).value
        row.next_event = next_event if rule == Rule.MOVE else None
        possible = events.donating.queries.possible_next_events(row, by)
        if rule == Rule.MOVE and (next_event is None or next_event not in possible):
            raise NextEventError
        row.save(update_fields=["leftover_rule", "next_event"])
        return row


def propose(*, event: Event, by: User) -> LeftoverSettlement:
    """Propose to carry out the event's rule on all that is left of its donated credits, to the gram.

    Refuses with NotAllowedError, LeftoversProposedError, EventNotOverError, StillShortError, OpenPromisesError,
    NothingLeftError, NextEventError. The same person may repeat it.
    """
    events.team.queries.check(by, event, Right.PROPOSE_RETIREMENT)
    with transaction.atomic():
        row = _locked(event)
        existing = events.donating.queries.settlement_of(row)
        if existing is not None:
            if existing.state == State.PROPOSED and existing.proposed_by_id == by.pk:
                return existing
            raise LeftoversProposedError(existing.state)
        body = _body(row)
        return LeftoverSettlement.objects.create(event=row, rule=row.leftover_rule, body=body, proposed_by=by)


def approve(*, settlement: LeftoverSettlement, by: User) -> LeftoverSettlement:
    """Carry it out, as a second person, in one transaction. The same person may repeat it.

    Refuses with NotAllowedError, SamePersonError, LeftoversDecidedError, LeftoversChangedError (what is left is no
    longer what was proposed), and like `propose`.
    """
    events.team.queries.check(by, settlement.event, Right.DECIDE_RETIREMENT)
    with transaction.atomic():
        row = LeftoverSettlement.objects.select_for_update().get(pk=settlement.pk)
        if row.state == State.DONE and row.decided_by_id == by.pk:
            return row
        if row.state != State.PROPOSED:
            raise LeftoversDecidedError(row.state)
        if row.proposed_by_id == by.pk:
            raise SamePersonError
        event = _locked(row.event)
        if _body(event) != row.body:
            raise LeftoversChangedError
        row.event = event
        try:
            _carry_out(row, by)
        except InsufficientCreditsError:
            raise LeftoversChangedError from None  # somebody was promised some of it in this very moment
        _decide(row, State.DONE, by)
        return row


def decline(*, settlement: LeftoverSettlement, by: User) -> LeftoverSettlement:
    """Close a proposal without moving anything; who made it may withdraw it. It may be proposed anew.

    Refuses with NotAllowedError, LeftoversDecidedError. May be repeated.
    """
    proposer = settlement.proposed_by_id == by.pk
    right = Right.PROPOSE_RETIREMENT if proposer else Right.DECIDE_RETIREMENT
    events.team.queries.check(by, settlement.event, right)
    with transaction.atomic():
        row = LeftoverSettlement.objects.select_for_update().get(pk=settlement.pk)
        if row.state == State.DECLINED:
            return row
        if row.state != State.PROPOSED:
            raise LeftoversDecidedError(row.state)
        _decide(row, State.DECLINED, by)
        return row


def _body(event: Event) -> dict[str, object]:
    """What is to be done, or why it cannot be."""
    if event.state not in CLAIMING:
        raise EventNotOverError(event.state)
    if short := events.balance.queries.balance_of(event).shortfall_grams:
        raise StillShortError(short)
    promises = events.donating.queries.open_promises(event)
    if promises != OpenPromises():
        raise OpenPromisesError(promises)
    if event.leftover_rule == Rule.MOVE and not _takes_leftovers(event.next_event, event):
        raise NextEventError
    leftovers = events.donating.queries.leftovers_of(event)
    if not leftovers.available_grams:
        raise NothingLeftError
    return leftovers.as_body()


def _takes_leftovers(following: Event | None, event: Event) -> bool:
    if following is None or following.is_demonstration != event.is_demonstration:
        return False
    return not events.donating.queries.is_settled(following)


def _carry_out(row: LeftoverSettlement, by: User) -> None:
    """Move or retire all that is left. The tape gives what came first, and so each portion its own grams."""
    event = row.event
    if row.rule == Rule.RETIRE:
        _retire(row, by)
    for number, portion in enumerate(row.body["portions"] if row.rule != Rule.RETIRE else ()):
        credits.actions.move(
            debit=event.donated_account,
            credit=credits.queries.account(portion["account"]),
            amount_grams=portion["amount_grams"],
            key=uuid.uuid5(row.key, f"portion {number}"),
            reason=f"leftovers of {event.slug}",
            by=by,
        )
    if credits.queries.balance_of(event.donated_account).available_grams:
        raise LeftoversChangedError  # a gift has come in between: it is to be proposed anew, with that


def _retire(row: LeftoverSettlement, by: User) -> None:
    """Retire it for the event in the ledger, proposed by the one and approved by the other."""
    event = row.event
    proposal = credits.actions.propose_event_retirement(
        account=event.donated_account,
        amount_grams=row.body["available_grams"],
        beneficiary=credits.queries.event_beneficiary(event.donated_account),
        purpose=f"Leftovers of {event.slug}",
        key=uuid.uuid5(row.key, "retirement"),
        by=row.proposed_by,
    )
    EventRetirement.objects.create(event=event, proposal=proposal)
    credits.actions.approve(proposal=proposal, by=by)
    transaction.on_commit(lambda: messages.send_soon(advance))


def _decide(row: LeftoverSettlement, state: str, by: User) -> None:
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])


def _locked(event: Event) -> Event:
    """The event's row; donations are confirmed under the same lock."""
    rows = Event.objects.select_related("donated_account", "sale_account", "next_event__donated_account")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
