"""What is cancelled is what two people agreed on, going round the code: the database itself refuses the rest."""

import uuid
from datetime import date

import pytest
from django.db import connection

import credits.actions
from credits.models import Account, Batch, PoolClosing, Proposal, Retirement, Transfer
from tests.conftest import cancelled_by_two, clerks, issued, new_batch
from tests.credits.history import TONNE, History, copy_of, refused, retired

pytestmark = pytest.mark.django_db

AGREED = 700


@pytest.fixture
def batch(history: History) -> Batch:
    return Batch.objects.get(block_start=1)


@pytest.fixture
def proposal(history: History, batch: Batch) -> Proposal:
    """Approved by another person, and not carried out: 700 g of the first batch, out of the donor's account."""
    first, _second = clerks()
    row = credits.actions.propose_cancel(
        account=history.donor, batch=batch, amount_grams=AGREED, reason="x", key=uuid.uuid4(), by=first
    )
    assert not refused(copy_of("decision", "outcome = 'approved'", proposal_id=row.pk))
    return row


def cancelling(proposal: Proposal, grams: int, **changes: object) -> str:
    """The statement that cancels so many grams of the first batch, out of the donor's account, with a proposal."""
    earlier = Transfer.objects.filter(kind="cancel", debit_account__code="donor:a", batch__block_start=1)
    random = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    leaf = 900_000 + 1_000 * (Transfer.objects.count() + grams)
    own = {"key": "NULL", "public_id": random, "leaf_index": f"{leaf} + id"}
    where = f"id IN ({', '.join(str(row.pk) for row in earlier)})"
    return copy_of("transfer", where, **{**own, "proposal_id": proposal.pk, "amount_grams": grams, **changes})


@pytest.mark.parametrize(
    ("amounts", "is_refused"),
    [
        ([AGREED], False),
        ([AGREED + 1], True),
        ([AGREED - 1, 1], False),
        ([AGREED - 1, 2], True),
        ([AGREED, 1], True),
    ],
)
def test_no_more_is_cancelled_than_was_proposed(
    proposal: Proposal, amounts: list[int], is_refused: bool
) -> None:
    assert refused(*[cancelling(proposal, grams) for grams in amounts]) == is_refused


def test_rows_of_one_statement_are_added_up(proposal: Proposal) -> None:
    def two(grams: int) -> str:
        return cancelling(proposal, grams).replace("LIMIT 1", "LIMIT 2")

    assert refused(two(AGREED // 2 + 1))
    assert not refused(two(AGREED // 2))
    assert Transfer.objects.filter(proposal=proposal).count() == 2


def test_no_other_batch_or_account_is_cancelled(history: History, proposal: Proposal) -> None:
    other = issued(new_batch(801, 1), history.donor)
    assert refused(cancelling(proposal, AGREED, batch_id=other.pk))
    assert refused(cancelling(proposal, AGREED, debit_account_id=history.event.pk))
    assert not refused(cancelling(proposal, AGREED))


def test_a_proposal_that_was_carried_out_cancels_no_more(history: History, batch: Batch) -> None:
    cancelled_by_two(history.donor, batch, AGREED)
    done = Proposal.objects.filter(kind="cancel").latest("pk")
    assert Transfer.objects.get(proposal=done).amount_grams == AGREED
    assert refused(cancelling(done, 1))


def test_a_closed_pool_cancels_no_more(history: History) -> None:
    closing = PoolClosing.objects.get(residual_grams__gt=0)
    rows = Transfer.objects.filter(proposal=closing.proposal, debit_account=history.donor)
    assert sum(row.amount_grams for row in rows) == closing.residual_grams
    assert refused(cancelling(closing.proposal, 1))


def test_closing_a_pool_cancels_no_more_than_its_block_has_over(history: History) -> None:
    """A block of one tonne, in which 400 g have gathered."""
    event = credits.actions.open_account(code="event:g", kind=Account.Kind.EVENT)
    batch = issued(new_batch(801, 2), event)
    retired(event, 400)
    credits.actions.settle_pending()
    first, _second = clerks()
    pool = credits.actions.open_pool(batch=batch, by=first)
    evidence = credits.actions.Evidence("R-3", date(2026, 11, 20))
    credits.actions.attach_block(
        pool=pool, serial_block="CDCER-CD-2022-07-801-801", evidence=evidence, by=first
    )
    closing = credits.actions.propose_pool_closing(pool=pool, residual_from=event, key=uuid.uuid4(), by=first)
    retirement = Retirement.objects.latest("pk").pk
    assert not refused(
        copy_of("decision", "outcome = 'approved'", proposal_id=closing.pk),
        copy_of("poolleaf", pool_id=pool.pk, position=0, amount_grams=400, retirement_id=retirement),
    )
    here = {"batch_id": batch.pk, "debit_account_id": event.pk}
    other = Batch.objects.exclude(pk=batch.pk)[0]
    assert refused(cancelling(closing, TONNE - 399, **here))
    assert refused(cancelling(closing, TONNE - 400, **{**here, "batch_id": other.pk}))
    assert refused(cancelling(closing, TONNE - 400, **{**here, "debit_account_id": history.event.pk}))
    assert not refused(cancelling(closing, TONNE - 400, **here))
