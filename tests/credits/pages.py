"""A small ledger for the tests of its public pages, made through the actions."""

import uuid
from datetime import date

import credits.actions
from credits.models import Account, Batch, Pool, Retirement
from tests.conftest import clerks

EVIDENCE = b"%PDF-1.7 the registry's own page"


def retired(account: Account, *amounts: int) -> list[Retirement]:
    """Retirements of so many grams each, settled, in their order."""
    requests = [
        credits.actions.retire(
            account=account,
            amount_grams=grams,
            beneficiary=uuid.uuid4(),
            purpose="a name nobody may read",
            key=uuid.uuid4(),
        )
        for grams in amounts
    ]
    credits.actions.settle_pending()
    return list(Retirement.objects.filter(request__in=requests).order_by("leaf_index"))


def pool_over(batch: Batch, first_unit: int, last_unit: int) -> Pool:
    """An open pool with a block of the registry, and a file that proves it."""
    pool = credits.actions.open_pool(batch=batch, by=clerks()[0])
    prefix = batch.serial_block.rsplit("-", 2)[0]
    evidence = credits.actions.Evidence(
        reference="RET-2023-0815",
        retired_on=date(2023, 8, 15),
        address="https://registry.example/RET-2023-0815",
        file_name='../退役 "proof".html',
        file=EVIDENCE,
    )
    credits.actions.attach_block(
        pool=pool, serial_block=f"{prefix}-{first_unit}-{last_unit}", evidence=evidence, by=clerks()[0]
    )
    return pool
