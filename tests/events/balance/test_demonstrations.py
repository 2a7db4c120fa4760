"""Credits of a demonstration make no real event neutral: they do not come to it, and count for nothing there."""

import uuid
from dataclasses import replace

import pytest

import credits.actions
import credits.queries
import events.actions
import events.balance.actions
from credits.models import Account, Retirement
from events.balance.queries import balance_of, retired_for_event
from events.errors import DemonstrationCreditsError
from events.models import Donation
from people.models import Organization
from tests.conftest import issued, new_batch, reversed_by_two
from tests.events.course.stage import EMITTED, GIVEN, TONNE, Cast, cast_of, donated, opened, retired, verified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_key")]


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(is_demonstration=False)


def account(*, is_demonstration: bool) -> Account:
    """A donor's account with ten tonnes."""
    company = Organization.objects.get_or_create(
        slug="giver", defaults={"kind": "donor", "name_zh_hans": "甲", "name_en": "A"}
    )[0]
    found = credits.actions.open_account(code="donor:giver", kind=Account.Kind.DONOR, organization=company)
    issued(replace(new_batch(501), is_demonstration=is_demonstration), found)
    return found


def moved_by_staff(cast: Cast) -> None:
    """Demonstration credits on the account of the event, past its donations."""
    credits.actions.move(
        debit=account(is_demonstration=True), credit=cast.event.donated_account, amount_grams=GIVEN,
        key=uuid.uuid4(), reason="mistaken", by=cast.clerk,
    )  # fmt: skip


@pytest.mark.parametrize(("is_demonstration", "state"), [(True, "offered"), (False, "confirmed")])
def test_a_real_event_takes_no_gift_of_a_demonstration(
    cast: Cast, is_demonstration: bool, state: str
) -> None:
    opened(cast)
    offer = events.actions.offer_donation(
        event=cast.event,
        account=account(is_demonstration=is_demonstration),
        amount_grams=TONNE,
        note="",
        by=cast.clerk,
    )
    if is_demonstration:
        with pytest.raises(DemonstrationCreditsError):
            events.actions.confirm_donation(donation=offer, by=cast.colleague)
    else:
        events.actions.confirm_donation(donation=offer, by=cast.colleague)
    assert Donation.objects.get().state == state
    assert balance_of(cast.event).confirmed_grams == (0 if is_demonstration else TONNE)


def test_nothing_is_retired_for_a_real_event_while_such_credits_lie_on_its_account(cast: Cast) -> None:
    opened(cast)
    donated(cast)

    def propose() -> int:
        return events.balance.actions.propose_retirement(
            event=cast.event, amount_grams=TONNE, purpose="x", key=uuid.uuid4(), by=cast.organiser
        ).proposal_id

    before = propose()
    moved_by_staff(cast)
    with pytest.raises(DemonstrationCreditsError):
        propose()
    with pytest.raises(DemonstrationCreditsError):
        events.balance.actions.approve_retirement(event=cast.event, proposal_id=before, by=cast.colleague)
    credits.actions.settle_pending()
    assert Retirement.objects.count() == 0
    reversed_by_two(credits.queries.received_by(cast.event.donated_account)[-1])
    events.balance.actions.approve_retirement(event=cast.event, proposal_id=before, by=cast.colleague)
    credits.actions.settle_pending()
    assert balance_of(cast.event).retired_event_grams == TONNE


def test_what_staff_retired_of_a_demonstration_counts_for_no_real_event(cast: Cast) -> None:
    verified(cast)
    moved_by_staff(cast)
    target = cast.event.donated_account
    proposal = credits.actions.propose_event_retirement(
        account=target, amount_grams=EMITTED, beneficiary=credits.queries.event_beneficiary(target),
        purpose="x", key=uuid.uuid4(), by=cast.clerk,
    )  # fmt: skip
    credits.actions.approve(proposal=proposal, by=cast.colleague)
    credits.actions.settle_pending()
    balance = balance_of(cast.event)
    assert (balance.retired_event_grams, balance.surplus_grams) == (0, -EMITTED)
    retirement = Retirement.objects.get()
    assert retired_for_event(cast.event, retirement.retired_at.date()) == []


def test_for_a_demonstration_they_count() -> None:
    cast = verified(cast_of())
    moved_by_staff(cast)
    retired(cast)
    assert balance_of(cast.event).retired_event_grams == EMITTED
