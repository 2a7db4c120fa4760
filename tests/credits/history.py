"""A ledger in which everything has happened once: a row, at least, in each of its tables."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction

import credits.actions
import credits.audit
from credits.models import Account, Batch, Retirement, Transfer, Witness
from credits.proofs.notes import KeyKind, Signer
from credits.reconciliation.report import Report
from people.models import User
from tests.conftest import cancelled_by_two, clerks, issued, new_batch, replaced_by_two, reversed_by_two

TONNE = 1_000_000
WITNESS = Signer("witness.example", b"w" * 32, KeyKind.COSIGNATURE)


@dataclass(frozen=True, slots=True)
class History:
    """Who and what is in it."""

    donor: Account
    event: Account
    inventory: Account
    clerks: tuple[User, User]


def retired(account: Account, grams: int, **more: Any) -> None:
    credits.actions.retire(
        account=account, amount_grams=grams, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4(), **more
    )


def moved(debit: Account, credit: Account, grams: int) -> Transfer:
    """The first transfer of a move."""
    return credits.actions.move(
        debit=debit, credit=credit, amount_grams=grams, key=uuid.uuid4(), reason="x", by=None
    )[0]


def pooled(batch: Batch, units: str, residual_from: Account | None = None) -> None:
    """A pool of the batch, closed over `units` ("1-1") of its series."""
    first, second = clerks()
    pool = credits.actions.open_pool(batch=batch, by=first)
    evidence = credits.actions.Evidence("R-1", date(2026, 11, 20), file_name="a.pdf", file=b"scan")
    credits.actions.attach_block(
        pool=pool, serial_block=f"CDCER-CD-2022-07-{units}", evidence=evidence, by=first
    )
    proposal = credits.actions.propose_pool_closing(
        pool=pool, residual_from=residual_from, key=uuid.uuid4(), by=first
    )
    credits.actions.approve(proposal=proposal, by=second)


def write_history() -> History:
    """Let it all happen."""
    donor = credits.actions.open_account(code="donor:a", kind=Account.Kind.DONOR)
    event = credits.actions.open_account(code="event:e", kind=Account.Kind.EVENT)
    inventory = credits.actions.open_account(code="inventory", kind=Account.Kind.INVENTORY)
    wet = issued(new_batch(1, 3), donor)
    moved(donor, event, 1_500_000)
    issued(new_batch(101, 2), event)
    _retire(event)
    reversed_by_two(moved(donor, inventory, 200_000))
    cancelled_by_two(donor, wet, 50_000)
    _find_impaired(event)
    pooled(wet, "1-1")
    pooled(wet, "2-2", donor)
    credits.actions.open_pool(batch=wet, by=clerks()[0])
    credits.actions.withdraw_pool(
        pool=credits.actions.open_pool(batch=issued(new_batch(401, 1), inventory), by=clerks()[0]),
        reason="opened by mistake",
        by=clerks()[0],
    )
    closed = issued(new_batch(301, 1), inventory)
    cancelled_by_two(inventory, closed, TONNE)
    credits.actions.close_batch(batch=closed, reason="empty", by=clerks()[0])
    _sign_and_examine()
    return History(donor, event, inventory, clerks())


def _retire(event: Account) -> None:
    """260 retirements, so that a tile is full; one out of a hold; one refused; one for the event."""
    for _ in range(260):
        retired(event, 5_000)
    used, released = (
        credits.actions.hold(account=event, amount_grams=100_000, expires_at=None, key=uuid.uuid4())
        for _ in range(2)
    )
    credits.actions.retire_hold(hold=used, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4())
    credits.actions.release(hold=released)
    retired(event, 150_000, may_split=False)  # 100,000 g are left of the batch: refused
    first, second = clerks()
    for decide in (credits.actions.approve, None):
        proposal = credits.actions.propose_event_retirement(
            account=event,
            amount_grams=200_000,
            beneficiary=uuid.uuid4(),
            purpose="x",
            key=uuid.uuid4(),
            by=first,
        )
        if decide is None:
            credits.actions.reject(proposal=proposal, by=second, reason="too much")
        else:
            decide(proposal=proposal, by=second)
    credits.actions.settle_pending()


def _find_impaired(event: Account) -> None:
    """A batch is retired from, promised, found impaired, and what was retired is replaced out of `event`."""
    other = credits.actions.open_account(code="event:f", kind=Account.Kind.EVENT)
    flawed = issued(new_batch(201, 1), other)
    retired(other, 300_000)
    credits.actions.settle_pending()
    credits.actions.hold(account=other, amount_grams=100_000, expires_at=None, key=uuid.uuid4())
    retired(other, 50_000)
    credits.actions.impair(batch=flawed, reason="the project failed", by=clerks()[0])
    replaced_by_two(Retirement.objects.get(slices__batch=flawed), event)
    credits.actions.settle_pending()


def _sign_and_examine() -> None:
    first, second = clerks()
    report = Report("cdcer", "0" * 64)
    proposal = credits.actions.propose_reconciliation(report=report.as_json(), key=uuid.uuid4(), by=first)
    credits.actions.approve(proposal=proposal, by=second)
    published = credits.actions.publish_checkpoint()
    assert published is not None
    witness = Witness.objects.create(
        name=WITNESS.name, title_zh_hans="大学", title_en="University", public_key=WITNESS.key.public
    )
    text = published.note.rpartition("\n\n")[0] + "\n"
    note = f"{text}\n{WITNESS.line(text, 1_800_000_000)}"
    credits.actions.add_cosignature(witness=witness, note=note)
    credits.audit.audit()


def refused(*statements: str) -> bool:
    """Whether the database refuses one of the statements, whoever sends them."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
            connection.check_constraints()  # foreign keys speak at the end of a transaction only
    except DatabaseError:
        return True
    return False


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo all that happens within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def copy_of(table: str, where: str = "1 = 1", **changes: object) -> str:
    """The statement that writes a row of `credits_table` once more, with some columns changed (given as SQL).

    What must differ by itself, ids and keys, does.
    """
    model = apps.get_model("credits", table)
    parts = {
        column.column: f'"{column.column}"' for column in model._meta.concrete_fields if column.column != "id"
    }
    for column in parts.keys() & {"public_id", "key"}:
        parts[column] = f"'{uuid.uuid4().hex}'"
    parts.update({column: str(value) for column, value in changes.items()})
    names = ", ".join(f'"{column}"' for column in parts)
    values = ", ".join(parts.values())
    return f"INSERT INTO credits_{table} ({names}) SELECT {values} FROM credits_{table} WHERE {where} LIMIT 1"
