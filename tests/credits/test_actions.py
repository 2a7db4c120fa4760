"""The verbs of the ledger, on the database."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

import credits.actions
import credits.audit
import credits.queries
from credits.errors import (
    HoldClosedError,
    HoldExpiredError,
    InsufficientCreditsError,
    InvalidAmountError,
    KeyReusedError,
    SameAccountError,
    SerialBlockOverlapError,
    UnknownAccountError,
)
from credits.models import Account, Batch, HoldClosure, Lot, Transfer
from people.models import Organization, User
from tests.conftest import issued, new_batch, reversed_by_two

Keys = Iterator[uuid.UUID]
TONNE = 1_000_000
LIN = uuid.UUID(int=1)


def balance(account: Account) -> tuple[int, int, int]:
    row = credits.queries.balance_of(account)
    return row.credited_grams, row.debited_grams, row.held_grams


def test_an_issued_batch_is_credited_whole(inventory: Account, keys: Keys, first_clerk: User) -> None:
    batch = issued(new_batch(1, 3), inventory)
    assert (batch.unit_count, balance(inventory)) == (3, (3 * TONNE, 0, 0))


def test_issuing_twice_with_one_key_issues_once(inventory: Account) -> None:
    key = uuid.uuid4()
    first = issued(new_batch(), inventory, key)
    again = issued(new_batch(), inventory, key)
    assert (again, Batch.objects.count(), balance(inventory)) == (first, 1, (10 * TONNE, 0, 0))


def test_a_key_reused_with_another_input_is_refused(inventory: Account) -> None:
    key = uuid.uuid4()
    issued(new_batch(), inventory, key)
    with pytest.raises(KeyReusedError):
        issued(new_batch(500), inventory, key)


def test_a_block_overlapping_by_one_unit_is_refused(inventory: Account, keys: Keys) -> None:
    issued(new_batch(1, 10), inventory)
    with pytest.raises(SerialBlockOverlapError):
        issued(new_batch(10, 5), inventory)
    assert balance(inventory) == (10 * TONNE, 0, 0)


def test_a_block_of_more_grams_than_can_be_counted_is_refused(inventory: Account, keys: Keys) -> None:
    with pytest.raises(InvalidAmountError):
        issued(new_batch(1, 10**13), inventory)


def test_the_same_numbers_of_another_registry_do_not_overlap(inventory: Account, keys: Keys) -> None:
    issued(new_batch(1, 10), inventory)
    issued(new_batch(1, 10, registry="ccer"), inventory)
    assert balance(inventory) == (20 * TONNE, 0, 0)


def test_a_move_carries_the_serials_along(event_account: Account, inventory: Account, keys: Keys) -> None:
    credits.actions.move(
        debit=event_account, credit=inventory, amount_grams=4, key=next(keys), reason="", by=None
    )
    (transfer,) = credits.actions.move(
        debit=event_account, credit=inventory, amount_grams=6, key=next(keys), reason="sale", by=None
    )
    lot = Lot.objects.get(transfer=transfer)
    assert (lot.tape_from, lot.tape_to, lot.batch_from) == (4, 10, 4)
    assert (balance(event_account), balance(inventory)) == ((10 * TONNE, 10, 0), (10, 0, 0))


def test_a_move_over_two_lots_is_two_transfers_of_one_group(inventory: Account, keys: Keys) -> None:
    account = credits.actions.open_account(code="event:two", kind=Account.Kind.EVENT)
    issued(new_batch(1, 1), account)
    issued(new_batch(7, 1), account)
    key = next(keys)
    transfers = credits.actions.move(
        debit=account, credit=inventory, amount_grams=TONNE + 5, key=key, reason="", by=None
    )
    again = credits.actions.move(
        debit=account, credit=inventory, amount_grams=TONNE + 5, key=key, reason="", by=None
    )
    assert [row.amount_grams for row in transfers] == [TONNE, 5]
    assert (len({row.group for row in transfers}), again) == (1, transfers)


def test_a_move_to_the_same_account_is_refused(event_account: Account, keys: Keys) -> None:
    with pytest.raises(SameAccountError):
        credits.actions.move(
            debit=event_account, credit=event_account, amount_grams=1, key=next(keys), reason="", by=None
        )


def test_a_move_of_more_than_is_free_is_refused(
    event_account: Account, inventory: Account, keys: Keys
) -> None:
    credits.actions.hold(account=event_account, amount_grams=1, expires_at=None, key=next(keys))
    with pytest.raises(InsufficientCreditsError) as refusal:
        credits.actions.move(
            debit=event_account, credit=inventory, amount_grams=10 * TONNE, key=next(keys), reason="", by=None
        )
    assert (refusal.value.needed_grams, refusal.value.available_grams) == (10 * TONNE, 10 * TONNE - 1)
    assert Transfer.objects.filter(kind="move").count() == 0


@pytest.mark.parametrize("amount", [0, -5, 10**18])
def test_absurd_amounts_are_refused(event_account: Account, keys: Keys, amount: int) -> None:
    with pytest.raises(InvalidAmountError):
        credits.actions.hold(account=event_account, amount_grams=amount, expires_at=None, key=next(keys))
    with pytest.raises(InvalidAmountError):
        credits.actions.retire(
            account=event_account, amount_grams=amount, beneficiary=LIN, purpose="", key=next(keys)
        )


def test_a_hold_sets_grams_aside_and_a_release_gives_them_back(event_account: Account, keys: Keys) -> None:
    held = credits.actions.hold(account=event_account, amount_grams=23_000, expires_at=None, key=next(keys))
    assert balance(event_account) == (10 * TONNE, 0, 23_000)
    credits.actions.release(hold=held)
    credits.actions.release(hold=held)
    assert balance(event_account) == (10 * TONNE, 0, 0)


def test_a_hold_of_more_than_is_free_is_refused_and_leaves_nothing(
    event_account: Account, keys: Keys
) -> None:
    with pytest.raises(InsufficientCreditsError):
        credits.actions.hold(
            account=event_account, amount_grams=10 * TONNE + 1, expires_at=None, key=next(keys)
        )
    assert (balance(event_account), event_account.holds.count()) == ((10 * TONNE, 0, 0), 0)


def test_a_whole_account_beyond_two_thousand_tonnes_can_be_promised(inventory: Account, keys: Keys) -> None:
    issued(new_batch(1, 5_000), inventory)
    credits.actions.hold(account=inventory, amount_grams=5_000 * TONNE, expires_at=None, key=next(keys))
    assert credits.queries.balance_of(inventory).available_grams == 0


def test_a_used_hold_cannot_be_released(event_account: Account, keys: Keys) -> None:
    held = credits.actions.hold(account=event_account, amount_grams=5, expires_at=None, key=next(keys))
    credits.actions.retire_hold(hold=held, beneficiary=LIN, purpose="x", key=next(keys))
    with pytest.raises(HoldClosedError):
        credits.actions.release(hold=held)


def test_a_released_hold_cannot_be_used(event_account: Account, keys: Keys) -> None:
    held = credits.actions.hold(account=event_account, amount_grams=5, expires_at=None, key=next(keys))
    credits.actions.release(hold=held)
    with pytest.raises(HoldClosedError):
        credits.actions.retire_hold(hold=held, beneficiary=LIN, purpose="x", key=next(keys))
    assert balance(event_account) == (10 * TONNE, 0, 0)


def test_an_expired_hold_cannot_be_used_even_before_it_is_swept(event_account: Account, keys: Keys) -> None:
    end = timezone.now() + timedelta(minutes=15)
    held = credits.actions.hold(account=event_account, amount_grams=5, expires_at=end, key=next(keys))
    with time_machine.travel(end, tick=False), pytest.raises(HoldExpiredError):
        credits.actions.retire_hold(hold=held, beneficiary=LIN, purpose="x", key=next(keys))
    assert balance(event_account) == (10 * TONNE, 0, 5)


def test_expired_holds_are_released_and_others_stay(event_account: Account, keys: Keys) -> None:
    now = timezone.now()
    for expires_at in (now + timedelta(minutes=1), now + timedelta(minutes=3), None):
        credits.actions.hold(account=event_account, amount_grams=5, expires_at=expires_at, key=next(keys))
    later = now + timedelta(minutes=2)
    assert [credits.actions.release_expired(now=later) for _ in range(2)] == [1, 0]
    assert balance(event_account) == (10 * TONNE, 0, 10)
    assert HoldClosure.objects.get().outcome == "expired"


def test_a_hold_used_twice_with_one_key_is_used_once(event_account: Account, keys: Keys) -> None:
    held = credits.actions.hold(account=event_account, amount_grams=5, expires_at=None, key=next(keys))
    key = next(keys)
    first = credits.actions.retire_hold(hold=held, beneficiary=LIN, purpose="x", key=key)
    assert credits.actions.retire_hold(hold=held, beneficiary=LIN, purpose="x", key=key) == first
    with pytest.raises(HoldClosedError):
        credits.actions.retire_hold(hold=held, beneficiary=LIN, purpose="x", key=next(keys))


def test_a_retirement_waits_until_it_is_settled(event_account: Account, keys: Keys) -> None:
    request = credits.actions.retire(
        account=event_account, amount_grams=23_000, beneficiary=LIN, purpose="Games", key=next(keys)
    )
    assert (credits.queries.retirement_facts(request.pk), balance(event_account)) == (
        None,
        (10 * TONNE, 0, 23_000),
    )
    assert [credits.actions.settle_pending() for _ in range(2)] == [1, 0]
    facts = credits.queries.retirement_facts(request.pk)
    assert facts is not None
    assert (facts.amount_grams, [(part.batch_from, part.batch_to) for part in facts.slices]) == (
        23_000,
        [(0, 23_000)],
    )
    assert balance(event_account) == (10 * TONNE, 23_000, 0)


def test_a_retirement_repeated_with_its_key_is_one(event_account: Account) -> None:
    key = uuid.uuid4()
    requests = {
        credits.actions.retire(
            account=event_account, amount_grams=9, beneficiary=LIN, purpose="x", key=key
        ).pk
        for _ in range(3)
    }
    credits.actions.settle_pending()
    assert (len(requests), balance(event_account)) == (1, (10 * TONNE, 9, 0))


def test_a_batch_that_runs_out_between_two_spectators_splits_the_second(db: None, keys: Keys) -> None:
    account = credits.actions.open_account(code="event:two", kind=Account.Kind.EVENT)
    issued(new_batch(1, 1), account)
    issued(new_batch(7, 1), account)
    first, second = (
        credits.actions.retire(
            account=account, amount_grams=600_000, beneficiary=LIN, purpose="x", key=next(keys)
        )
        for _ in range(2)
    )
    credits.actions.settle_pending()
    slices = {
        request.pk: [
            (part.serial_block[-3:], part.batch_from, part.batch_to)
            for part in credits.queries.retirement_facts_of([request.pk])[request.pk].slices
        ]
        for request in (first, second)
    }
    assert slices == {
        first.pk: [("1-1", 0, 600_000)],
        second.pk: [("1-1", 600_000, TONNE), ("7-7", 0, 200_000)],
    }


def test_settlement_is_first_in_first_out_in_groups(event_account: Account, keys: Keys) -> None:
    for _ in range(5):
        credits.actions.retire(
            account=event_account, amount_grams=10, beneficiary=LIN, purpose="x", key=next(keys)
        )
    assert [credits.actions.settle_pending(limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_the_donor_of_a_retired_gram_is_known(
    donor_company: Organization, committee: Organization, keys: Keys
) -> None:
    donor = credits.actions.open_account(
        code="donor:qinghe", kind=Account.Kind.DONOR, organization=donor_company
    )
    account = credits.actions.open_account(code="event:x", kind=Account.Kind.EVENT, organization=committee)
    issued(new_batch(), donor)
    credits.actions.move(
        debit=donor, credit=account, amount_grams=TONNE, key=next(keys), reason="donation", by=None
    )
    request = credits.actions.retire(
        account=account, amount_grams=7, beneficiary=LIN, purpose="x", key=next(keys)
    )
    credits.actions.settle_pending()
    facts = credits.queries.retirement_facts(request.pk)
    assert facts is not None
    assert [(part.donor_zh, part.donor_en) for part in facts.slices] == [("青禾能源", "Qinghe Energy")]


def test_grams_that_went_to_another_donor_by_mistake_and_came_back_name_who_gave_them(
    donor_company: Organization, committee: Organization, keys: Keys
) -> None:
    donor, other = (
        credits.actions.open_account(code=f"donor:{slug}", kind="donor", organization=organization)
        for slug, organization in (("qinghe", donor_company), ("other", committee))
    )
    account = credits.actions.open_account(code="event:x", kind="event", organization=committee)
    issued(new_batch(), donor)
    moves = [
        credits.actions.move(
            debit=debit, credit=credit, amount_grams=TONNE, key=next(keys), reason="", by=None
        )
        for debit, credit in ((donor, account), (account, other))
    ]
    reversed_by_two(moves[1][0])
    request = credits.actions.retire(
        account=account, amount_grams=7, beneficiary=LIN, purpose="x", key=next(keys)
    )
    credits.actions.settle_pending()
    facts = credits.queries.retirement_facts(request.pk)
    assert facts is not None
    assert [part.donor_en for part in facts.slices] == ["Qinghe Energy"]


@pytest.mark.parametrize("count", [1, 3])
def test_facts_cost_two_queries_however_many(
    event_account: Account, keys: Keys, count: int, django_assert_num_queries: object
) -> None:
    requests = [
        credits.actions.retire(
            account=event_account, amount_grams=10, beneficiary=LIN, purpose="x", key=next(keys)
        ).pk
        for _ in range(count)
    ]
    credits.actions.settle_pending()
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(credits.queries.retirement_facts_of(requests)) == count


def test_an_unknown_account_is_refused(db: None) -> None:
    with pytest.raises(UnknownAccountError):
        credits.queries.account("event:nowhere")


def test_an_empty_ledger_has_no_breach(db: None) -> None:
    assert credits.audit.breaches() == []
