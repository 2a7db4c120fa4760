"""A retirement a transaction, as one writes it first with Django: a lock on the account, then its rows."""

import uuid
from collections.abc import Callable

from scripts.bench_ledger.hordak_safe import GRAMS, set_up


def prepare(_work: str) -> Callable[[int], object]:
    set_up()
    from scripts.bench_ledger.per_row.models import Account, Lot, retire  # noqa: PLC0415

    retired, _created = Account.objects.get_or_create(code="retired", defaults={"grams": 0})
    account, is_new = Account.objects.get_or_create(code="donated", defaults={"grams": 10**15})
    if is_new:
        Lot.objects.create(account=account, batch=1, batch_from=0, batch_to=10**15)

    def work(count: int) -> None:
        for _number in range(count):
            retire(account.pk, retired.pk, GRAMS, uuid.uuid4(), uuid.uuid4())

    work(1)
    return work
