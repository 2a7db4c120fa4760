"""A flawed batch: its free grams are set apart, its promises wait for others, and nothing more is retired of it.

And the end of a batch: a retirement is split over two, or refused whole.
"""

import uuid

import pytest
from django.test import TestCase

import credits.actions
import credits.audit
import credits.queries
from credits.errors import BatchNotImpairedError, RetirementReplacedError
from credits.models import (
    Account,
    Batch,
    Lot,
    Retirement,
    RetirementRefusal,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)
from tests.conftest import clerks, issued, new_batch, replaced_by_two
from tests.credits.history import TONNE, moved, retired


def impair(batch: Batch) -> None:
    credits.actions.impair(batch=batch, reason="the project failed", by=clerks()[0])


def retired_grams(batch: Batch) -> list[tuple[int, int]]:
    rows = RetirementSlice.objects.filter(batch=batch).order_by("batch_from")
    return list(rows.values_list("batch_from", "batch_to"))


def settled(account: Account, grams: int) -> Retirement:
    """A retirement, settled."""
    retired(account, grams)
    assert credits.actions.settle_pending() == 1
    return Retirement.objects.order_by("leaf_index").last()  # type: ignore[return-value]


def test_what_nobody_was_promised_is_set_apart_at_once(event_account: Account, inventory: Account) -> None:
    batch = Batch.objects.get()
    moved(event_account, inventory, TONNE)
    settled(event_account, 100)
    credits.actions.hold(account=event_account, amount_grams=300, expires_at=None, key=uuid.uuid4())
    impair(batch)
    impair(batch)
    apart = Transfer.objects.filter(kind="set-apart").order_by("amount_grams")
    assert list(apart.values_list("amount_grams", flat=True)) == [TONNE, 9 * TONNE - 400]
    left = [credits.queries.balance_of(account) for account in (event_account, inventory)]
    assert [(row.balance_grams, row.available_grams) for row in left] == [(300, 0), (0, 0)]
    assert credits.audit.breaches() == []


def test_a_promise_waits_and_is_served_when_other_grams_come(
    event_account: Account, inventory: Account
) -> None:
    flawed = Batch.objects.get()
    retired(event_account, 10 * TONNE)
    impair(flawed)
    assert credits.actions.settle_pending() == 0
    sound = issued(new_batch(100, 20), inventory)
    moved(inventory, event_account, 4 * TONNE)
    assert credits.actions.settle_pending() == 0  # four of ten tonnes are not enough
    moved(inventory, event_account, 6 * TONNE)
    assert credits.actions.settle_pending() == 1
    assert (retired_grams(flawed), retired_grams(sound)) == (
        [],
        [(0, 4 * TONNE), (4 * TONNE, 10 * TONNE)],
    )
    assert credits.audit.breaches() == []


def test_a_promise_is_served_when_a_batch_is_entered_for_its_account(event_account: Account) -> None:
    flawed = Batch.objects.get()
    retired(event_account, 10 * TONNE)
    impair(flawed)
    sound = issued(new_batch(100, 10), event_account)
    assert (credits.actions.settle_pending(), retired_grams(sound)) == (1, [(0, 10 * TONNE)])
    assert credits.audit.breaches() == []


def test_who_waits_for_sound_grams_does_not_stand_before_others(
    event_account: Account, inventory: Account
) -> None:
    flawed = Batch.objects.get()
    for _ in range(3):
        retired(event_account, 3 * TONNE)
    impair(flawed)
    sound = issued(new_batch(100, 1), inventory)
    retired(inventory, 7)
    assert (credits.actions.settle_pending(limit=1), retired_grams(sound)) == (1, [(0, 7)])


def test_what_a_released_promise_leaves_is_set_apart(event_account: Account) -> None:
    held = credits.actions.hold(
        account=event_account, amount_grams=10 * TONNE, expires_at=None, key=uuid.uuid4()
    )
    impair(Batch.objects.get())
    with TestCase.captureOnCommitCallbacks(execute=True):
        credits.actions.release(hold=held)
    assert credits.queries.balance_of(event_account).balance_grams == 0
    assert credits.audit.breaches() == []


def test_a_retirement_out_of_a_flawed_batch_is_replaced_once_and_both_are_seen(
    event_account: Account, inventory: Account
) -> None:
    flawed = Batch.objects.get()
    first = settled(event_account, 700)
    key = uuid.uuid4()

    def replace(by_key: uuid.UUID) -> RetirementRequest:
        proposal = credits.actions.propose_replacement(
            retirement=first, account=inventory, purpose="x", key=by_key, by=clerks()[0]
        )
        request = credits.actions.approve(proposal=proposal, by=clerks()[1])
        assert isinstance(request, RetirementRequest)
        return request

    with pytest.raises(BatchNotImpairedError):
        replace(key)
    impair(flawed)
    sound = issued(new_batch(100, 1), inventory)
    second = replace(key)
    assert (replace(key), second.beneficiary, second.amount_grams) == (second, first.beneficiary, 700)
    with pytest.raises(RetirementReplacedError):
        replace(uuid.uuid4())
    credits.actions.settle_pending()
    assert (retired_grams(flawed), retired_grams(sound)) == ([(0, 700)], [(0, 700)])
    assert credits.audit.breaches() == []


# --- The end of a batch -----------------------------------------------------------------------------------------


@pytest.fixture
def two_batches(db: None) -> tuple[Account, Account]:
    """A donor, and an event that has a tonne of each of two batches from it."""
    donor = credits.actions.open_account(code="donor:d", kind=Account.Kind.DONOR)
    event = credits.actions.open_account(code="event:two", kind=Account.Kind.EVENT)
    for first in (1, 7):
        issued(new_batch(first, 1), donor)
    moved(donor, event, 2 * TONNE)
    return donor, event


def test_what_may_not_be_split_is_refused_whole_and_the_next_begins_with_the_next_batch(
    two_batches: tuple[Account, Account],
) -> None:
    donor, event = two_batches
    for _ in range(3):
        retired(event, 600_000, may_split=False)
    assert credits.actions.settle_pending() == 3
    refusal = RetirementRefusal.objects.get()
    assert (refusal.rest_grams, refusal.request.amount_grams) == (400_000, 600_000)
    first, second = Batch.objects.order_by("pk")
    assert (retired_grams(first), retired_grams(second)) == ([(0, 600_000)], [(0, 600_000)])
    crumb = Transfer.objects.get(kind="return")
    assert (crumb.debit_account, crumb.credit_account, crumb.batch_from, crumb.amount_grams) == (
        event,
        donor,
        600_000,
        400_000,
    )
    row = credits.queries.balance_of(event)
    assert (row.balance_grams, row.held_grams) == (400_000, 0)
    assert credits.audit.breaches() == []


def test_the_end_of_a_batch_that_an_event_passed_on_goes_back_to_who_gave_it(
    two_batches: tuple[Account, Account],
) -> None:
    """The event before has settled what was left there: to it nothing comes back."""
    donor, event = two_batches
    following = credits.actions.open_account(code="event:next", kind=Account.Kind.EVENT)
    moved(event, following, 2 * TONNE)
    for _ in range(2):
        retired(following, 600_000, may_split=False)
    credits.actions.settle_pending()
    crumb = Transfer.objects.get(kind="return")
    assert (crumb.debit_account, crumb.credit_account, crumb.amount_grams) == (following, donor, 400_000)
    assert credits.audit.breaches() == []


def test_a_crumb_that_was_returned_is_not_handed_to_and_fro(two_batches: tuple[Account, Account]) -> None:
    donor, event = two_batches
    retired(event, 600_000, may_split=False)
    retired(event, 600_000, may_split=False)
    credits.actions.settle_pending()
    issued(new_batch(20, 1), donor)
    retired(donor, 500_000, may_split=False)
    assert credits.actions.settle_pending() == 1  # refused: 400,000 g of the first batch are left
    assert RetirementRefusal.objects.count() == 2
    assert Transfer.objects.filter(kind="return").count() == 1
    assert credits.audit.breaches() == []


def test_what_was_paid_for_is_split_in_any_case(two_batches: tuple[Account, Account]) -> None:
    _donor, event = two_batches
    held = credits.actions.hold(account=event, amount_grams=1_500_000, expires_at=None, key=uuid.uuid4())
    credits.actions.retire_hold(hold=held, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4())
    credits.actions.settle_pending()
    first, second = Batch.objects.order_by("pk")
    assert (retired_grams(first), retired_grams(second)) == ([(0, TONNE)], [(0, 500_000)])
    assert Lot.objects.filter(account=event).count() == 2


def test_a_whole_retirement_waits_for_its_flawed_batch_and_sends_nothing_of_it_back(
    two_batches: tuple[Account, Account],
) -> None:
    donor, event = two_batches
    retired(event, 1_500_000, may_split=False)
    retired(event, 500_000, may_split=False)
    impair(Batch.objects.order_by("pk")[0])
    assert credits.actions.settle_pending() == 0
    assert (RetirementRefusal.objects.count(), Transfer.objects.filter(kind="return").count()) == (0, 0)
    assert credits.queries.balance_of(donor).balance_grams == 0
    assert credits.audit.breaches() == []


def test_what_is_found_impaired_later_is_replaced_as_well(event_account: Account, inventory: Account) -> None:
    """A retirement over two batches, of which first one and then the other turns out flawed."""
    first = Batch.objects.get()
    moved(event_account, inventory, 9_999_900)
    second = issued(new_batch(100, 1), event_account)
    retirement = settled(event_account, 300)
    sound = issued(new_batch(200, 1), inventory)
    for flawed, grams in ((first, 100), (second, 200)):
        impair(flawed)
        assert replaced_by_two(retirement, inventory).amount_grams == grams
        with pytest.raises(RetirementReplacedError):
            replaced_by_two(retirement, inventory)
    credits.actions.settle_pending()
    assert sum(end - start for start, end in retired_grams(sound)) == 300
    assert credits.audit.breaches() == []
