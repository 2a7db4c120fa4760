"""What leaves with a certificate: checked here with the pure checkers, which need no database."""

import uuid
from collections.abc import Iterator
from itertools import groupby

import pytest

import credits.actions
from credits.models import Account, Retirement, RetirementSlice
from credits.proofs.checkpoints import Trust, verify_log_proof
from credits.proofs.entries import read_entry, retirement_commitment
from credits.proofs.pools import verify_pool_proof
from credits.public_queries import proofs
from credits.public_queries.proofs import RetirementProof
from credits.signing import current_signer, verifier_keys
from tests.conftest import issued, new_batch
from tests.credits.history import pooled, write_history

pytestmark = pytest.mark.django_db


def trust() -> Trust:
    return Trust(current_signer().name, verifier_keys())


def retired(account: Account, *amounts: int) -> list[int]:
    """Requests for these grams, settled together."""
    requests = [
        credits.actions.retire(
            account=account, amount_grams=grams, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4()
        ).pk
        for grams in amounts
    ]
    credits.actions.settle_pending()
    return requests


def proof_of(request_id: int) -> RetirementProof:
    return proofs.retirement_proofs([request_id])[request_id]


def test_every_retirement_of_a_whole_history_is_proven() -> None:
    write_history()
    credits.actions.publish_checkpoint()
    rows = list(Retirement.objects.order_by("pk"))
    found = proofs.retirement_proofs([row.pk for row in rows])
    assert sorted(found) == [row.pk for row in rows]
    settled = [check(found[row.pk], row) for row in rows]
    assert (any(settled), all(settled)) == (True, False)


def check(proof: RetirementProof, row: Retirement) -> bool:
    """Hold one proof against the log, its batches and its pools; whether all of it is settled."""
    verify_log_proof(proof.retirement.log_proof, proof.retirement.entry, trust())
    entry = read_entry(proof.retirement.entry)
    commitment = retirement_commitment(proof.salt, proof.retirement_id, proof.beneficiary)
    assert (entry["commitment"], entry["grams"]) == (commitment.hex(), row.amount_grams)
    assert (proof.retirement_id, proof.beneficiary) == (row.public_id, row.beneficiary)
    issues = []
    for issue in proof.batches:
        verify_log_proof(issue.log_proof, issue.entry, trust())
        issues.append(read_entry(issue.entry))
    batches = list(dict.fromkeys(slice_.batch for slice_ in slices_of(row)))
    assert [(each["type"], each["batch"], each["serials"]) for each in issues] == [
        ("issue", str(batch.public_id), batch.serial_block) for batch in batches
    ]
    shares = [verify_pool_proof(text, commitment, trust()) for text in proof.pool_proofs]
    assert {statement.batch for statement, _grams in shares} <= {str(batch.public_id) for batch in batches}
    assert proof.pooled_grams == sum(grams for _statement, grams in shares)
    return proof.is_settled


def slices_of(row: Retirement) -> Iterator[RetirementSlice]:
    return iter(row.slices.select_related("batch").order_by("pk"))


def test_before_a_checkpoint_covers_it_a_retirement_is_not_proven(event_account: Account) -> None:
    assert proofs.retirement_proofs(retired(event_account, 1_000)) == {}
    credits.actions.publish_checkpoint()
    (later,) = retired(event_account, 1_000)
    assert proofs.retirement_proofs([later]) == {}
    credits.actions.publish_checkpoint()
    assert proof_of(later).amount_grams == 1_000


def test_a_hundred_neighbours_are_proven_by_as_many_queries_as_ten(
    event_account: Account, django_assert_max_num_queries: object
) -> None:
    requests = retired(event_account, *[1_000] * 100)
    credits.actions.publish_checkpoint()
    for some in (requests[:10], requests):
        with django_assert_max_num_queries(10):  # type: ignore[operator]
            assert sorted(proofs.retirement_proofs(some)) == some


def test_the_shares_of_two_pools_add_up_once_the_second_has_closed(event_account: Account) -> None:
    batch = event_account.lots.get().transfer.batch
    first, second = retired(event_account, 900_000, 1_100_000)
    credits.actions.publish_checkpoint()
    pooled(batch, "1-1")
    shares = {
        request: [share.amount_grams for share in proofs.pool_shares(request)] for request in (first, second)
    }
    assert shares == {first: [900_000], second: [100_000]}
    assert (proof_of(first).is_settled, proof_of(second).is_settled) == (True, False)
    assert proofs.settled_requests(1, 0, 10) == ([first], None)
    pooled(batch, "2-2")
    share = proofs.pool_shares(second)[1]
    assert (share.pool, share.serial_block, share.reference) == (2, "CDCER-CD-2022-07-2-2", "R-1")
    assert (proof_of(second).is_settled, proofs.closed_pools()) == (True, [1, 2])
    assert proofs.pool_proofs(second) == proof_of(second).pool_proofs
    assert proofs.settled_requests(1, 0, 1) == ([first], 1)
    assert proofs.settled_requests(1, 1, 1) == ([second], 2)
    assert proofs.settled_requests(1, 2, 1) == ([], None)
    assert proofs.settled_requests(2, 0, 10) == ([second], None)


def test_a_retirement_out_of_two_batches_names_both_in_its_order(event_account: Account) -> None:
    second = issued(new_batch(101, 1), event_account)
    (request,) = retired(event_account, 10_500_000)
    credits.actions.publish_checkpoint()
    batches = [read_entry(each.entry)["batch"] for each in proof_of(request).batches]
    rows = slices_of(Retirement.objects.get(pk=request))
    assert batches == [str(batch) for batch, _ in groupby(row.batch.public_id for row in rows)]
    assert batches[1] == str(second.public_id)


def test_leaves_far_apart_in_a_large_pool_are_proven(event_account: Account) -> None:
    batch = event_account.lots.get().transfer.batch
    requests = retired(event_account, *[1_000] * 700)
    pooled(batch, "1-1", event_account)
    credits.actions.publish_checkpoint()
    found = proofs.retirement_proofs([requests[at] for at in (0, 255, 256, 511, 512, 699)])
    for row in Retirement.objects.filter(pk__in=found):
        assert check(found[row.pk], row)
