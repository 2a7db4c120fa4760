"""The credits have run out; a company gives more, two people sign, and its name stands on the next certificate."""

import uuid

import pytest

import credits.actions
import credits.audit
import events.actions
from credits.models import Account
from events.errors import SamePersonError
from people.models import Organization, User
from tests.conftest import issued, new_batch
from tests.journeys.conftest import CHINESE, ENGLISH, Stage

pytestmark = pytest.mark.django_db

TONNE = 1_000_000


def test_a_donation_signed_by_two_serves_the_next_spectator_in_the_donor_s_name(
    stage: Stage, donor_company: Organization, first_clerk: User, second_clerk: User
) -> None:
    retire_all(stage.event.donated_account)
    spectator = stage.with_footprint(ENGLISH)
    spectator.press(ENGLISH.neutralise)
    assert "The donated credits do not suffice for this any more." in spectator.page.words

    account = credits.actions.open_account(
        code="donor:donor-company", kind=Account.Kind.DONOR, organization=donor_company
    )
    issued(new_batch(), account)
    donation = events.actions.offer_donation(
        event=stage.event, account=account, amount_grams=5 * TONNE, note="", by=first_clerk
    )
    with pytest.raises(SamePersonError):
        events.actions.confirm_donation(donation=donation, by=first_clerk)
    assert "The donated credits do not suffice" in spectator.open(spectator.page.path).words

    events.actions.confirm_donation(donation=donation, by=second_clerk)
    spectator.open(spectator.page.path)
    spectator.press(ENGLISH.now, way="free", name="Ana", show_name="yes")
    stage.work()
    certificate = spectator.open(spectator.page.path)
    assert (certificate.state, "Given by Qinghe Energy " in f"{certificate.words} ") == (
        ENGLISH.retired,
        True,
    )
    assert "捐赠方：青禾能源 " in spectator.open(f"{certificate.path}?lang=zh-hans").words

    zone = spectator.open("/z/low-carbon-universiade/")
    assert [zone.numbers(term) for term in (CHINESE.donated, CHINESE.retired_term)] == [
        "1,005 t",
        "1,000.23 t",
    ]
    assert credits.audit.breaches() == []


def retire_all(account: Account) -> None:
    """Everything that the donors gave until now is used."""
    credits.actions.retire(
        account=account,
        amount_grams=1000 * TONNE,
        beneficiary=uuid.uuid4(),
        purpose="spectators before this story",
        key=uuid.uuid4(),
    )
    credits.actions.settle_pending()
