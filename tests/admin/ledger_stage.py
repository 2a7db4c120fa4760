"""A row in every table of the ledger that staff see, each three times, made as they come about in life."""

import dataclasses
import uuid
from datetime import date

from django.utils import timezone

import credits.actions
from credits.models import Account, AuditRun, Batch, LogKey, Pool, Proposal, Witness
from credits.proofs.notes import KeyKind, Signer, VerifierKey
from credits.reconciliation import Report
from credits.signing import current_signer
from people.models import User
from tests.conftest import clerks, closed_by_two, issued, new_batch

BENEFICIARY = uuid.UUID(int=7)


def batch_of(number: int, to: Account, units: int = 2) -> Batch:
    """A batch of two tonnes of its own series."""
    new = dataclasses.replace(new_batch(), serial_block=f"CCER-{number}-2023-1-{units}", registry="ccer")
    return issued(new, to)


def retired(account: Account, grams: int, *, may_split: bool = True) -> None:
    credits.actions.retire(
        account=account,
        amount_grams=grams,
        beneficiary=BENEFICIARY,
        purpose="the Games",
        key=uuid.uuid4(),
        may_split=may_split,
    )
    credits.actions.settle_pending()


def with_block(pool: Pool, units: tuple[int, int], by: User) -> None:
    """The registry retired these units for the pool."""
    stem = pool.batch.serial_block.rsplit("-", 2)[0]
    evidence = credits.actions.Evidence("R-1", date(2023, 8, 1), file_name="note.pdf", file=b"%PDF retired")
    credits.actions.attach_block(
        pool=pool, serial_block=f"{stem}-{units[0]}-{units[1]}", evidence=evidence, by=by
    )


def whole_ledger() -> None:
    """Pools closed and given up, batches impaired, requests refused, three each, and all that is said of the log."""
    for number in range(3):
        account = credits.actions.open_account(code=f"event:of-{number}", kind=Account.Kind.EVENT)
        _pool_and_mark(number, account)
        _refused(number, account)
        _examined(number)
        _cosigned(number)


def _pool_and_mark(number: int, account: Account) -> None:
    first, _second = clerks()
    batch = batch_of(number, account)
    retired(account, 700_000)
    pool = credits.actions.open_pool(batch=batch, by=first)
    with_block(pool, (1, 1), first)
    closed_by_two(pool, account)
    given_up = credits.actions.open_pool(batch=batch, by=first)
    credits.actions.withdraw_pool(pool=given_up, reason="mistyped", by=first)
    credits.actions.impair(batch=batch, reason="double issued", by=first)


def _refused(number: int, account: Account) -> None:
    batch_of(number + 10, account, units=1)
    batch_of(number + 20, account, units=1)
    account.refresh_from_db()
    retired(account, 1_500_000, may_split=False)


def _examined(number: int) -> None:
    first, second = clerks()
    now = timezone.now()
    AuditRun.objects.create(began_at=now, ended_at=now, rule_count=8, row_count=number, log_size=number)
    report = Report(registry="verra", file_digest=f"{number:064x}").as_json()
    proposal = credits.actions.propose_reconciliation(report=report, key=uuid.uuid4(), by=first)
    credits.actions.approve(proposal=proposal, by=second)


def witness_signer(number: int) -> Signer:
    return Signer(f"witness{number}.example", bytes([number + 1]) * 32, KeyKind.COSIGNATURE)


def _cosigned(number: int) -> None:
    """Each turn has a checkpoint of its own, a witness, and a key that the log had once."""
    signer = witness_signer(number)
    witness = Witness.objects.create(
        name=signer.name, title_zh_hans="见证方", title_en="A witness", public_key=signer.key.public
    )
    checkpoint = credits.actions.publish_checkpoint()
    assert checkpoint is not None
    text = checkpoint.note.partition("\n\n")[0] + "\n"
    credits.actions.add_cosignature(witness=witness, note=checkpoint.note + signer.line(text, 1_700_000_000))
    old = VerifierKey(current_signer().name, bytes([number]) * 32)
    LogKey.objects.create(
        name=old.name, public_key=old.public, key_hash=old.key_id.hex(), first_used_at=timezone.now()
    )


def waiting_cancellation(account: Account, batch: Batch) -> Proposal:
    return credits.actions.propose_cancel(
        account=account, batch=batch, amount_grams=1_000, reason="test", key=uuid.uuid4(), by=clerks()[0]
    )
