"""An event whose leftovers are settled, and whose figure rises after it: what donors may still give."""

import uuid

import pytest

import credits.actions
import events.actions
import events.donating.actions as actions
import events.donating.settling as settling
from credits.models import Account, Batch
from events.balance.queries import balance_of
from events.donating.actions import NewDonation, NewDonor
from events.donating.errors import OffersClosedError, StillShortError
from events.donating.queries import room_for, takes_offers
from events.errors import LeftoversSettledError
from events.models import Donation
from tests.events.course.stage import (
    TONNE,
    Cast,
    advanced,
    cast_of,
    corrected,
    declare,
    declared,
    retired,
    stated,
    submitted,
)
from tests.events.donating.stage import new_offer
from tests.events.signed_in import signed_in

ROOM = "/organise/events/games/donations/leftovers/"


@pytest.fixture
def cast(db: None) -> Cast:
    """Declared: 7 t emitted and retired, and of what was given 3 t gone back to the donor."""
    cast = declared(cast_of())
    assert room_for(cast.event) is None
    settlement = settling.propose(event=cast.event, by=cast.organiser)
    settling.approve(settlement=settlement, by=cast.clerk)
    return cast


@pytest.fixture
def short(cast: Cast) -> Cast:
    """A correction has found two tonnes more."""
    submitted(corrected(cast), 9 * TONNE)
    stated(cast)
    return cast


def donor() -> Account:
    return Account.objects.get(code="donor:donor-company")


def entered(cast: Cast, grams: int) -> Donation:
    return actions.enter(new=NewDonation(cast.event, donor(), grams), by=cast.clerk)


def test_while_nothing_is_short_nothing_more_comes(cast: Cast) -> None:
    assert (room_for(cast.event), balance_of(cast.event).surplus_grams) == (0, 0)
    with pytest.raises(LeftoversSettledError):
        entered(cast, 1)
    corrected(cast)
    assert (room_for(cast.now()), takes_offers(cast.event)) == (0, False)  # nobody knows the figure yet


def test_what_a_correction_leaves_short_is_given_and_the_event_declared_anew(short: Cast) -> None:
    assert (short.event.state, room_for(short.event)) == ("verified", 2 * TONNE)
    with pytest.raises(LeftoversSettledError) as refused:
        entered(short, 2 * TONNE + 1)
    assert refused.value.short_grams == 2 * TONNE
    actions.confirm(donation=entered(short, 2 * TONNE), by=short.colleague)
    assert room_for(short.event) == 0
    retired(short, 2 * TONNE)
    declare(advanced(short, "covered"))
    assert (short.event.state, balance_of(short.event).surplus_grams) == ("declared", 0)


def test_two_donations_do_not_bring_more_than_is_short(short: Cast) -> None:
    first, second = entered(short, TONNE), entered(short, TONNE + 1)
    actions.confirm(donation=first, by=short.colleague)
    with pytest.raises(LeftoversSettledError) as refused:
        events.actions.confirm_donation(donation=second, by=short.colleague)
    assert refused.value.short_grams == TONNE
    second.refresh_from_db()
    assert second.state == "offered"


def test_offers_are_taken_and_taken_up_while_the_event_is_short(short: Cast) -> None:
    assert takes_offers(short.event)
    offers = [
        actions.offer(new=new_offer(short.event, amount_grams=grams), key=uuid.uuid4())
        for grams in (2 * TONNE, 3 * TONNE)
    ]
    new = NewDonor("yunshan", "云山科技", "Yunshan Technology")
    assert actions.take_up(offer=offers[0], donor=new, by=short.clerk).state == "offered"
    with pytest.raises(LeftoversSettledError):
        actions.take_up(offer=offers[1], donor=new, by=short.clerk)
    actions.confirm(donation=entered(short, 2 * TONNE), by=short.colleague)
    with pytest.raises(OffersClosedError):
        actions.offer(new=new_offer(short.event), key=uuid.uuid4())


def test_the_page_of_the_leftovers_says_what_is_short(short: Cast) -> None:
    page = signed_in(short.clerk).get(ROOM).content.decode()
    assert "Since then the event is short of 2 t: so much may be donated again." in page


def test_a_declared_event_that_became_short_keeps_what_is_left(db: None) -> None:
    cast = declared(cast_of())
    credits.actions.impair(batch=Batch.objects.get(), reason="flawed", by=cast.clerk)
    with pytest.raises(StillShortError) as refused:
        settling.propose(event=cast.event, by=cast.organiser)
    assert refused.value.short_grams == 7 * TONNE
    assert "The event is short of 7 t: what is left comes to it first." in (
        signed_in(cast.organiser).get(ROOM).content.decode()
    )
