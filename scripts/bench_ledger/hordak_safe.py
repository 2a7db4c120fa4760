"""django-hordak made safe: a lock on the account and a look at its balance before each transfer.

Without them `transfer_to` overdraws when two come at once. It has neither keys nor serials nor a log.
"""

import importlib
import os
from collections.abc import Callable
from typing import Any

GRAMS = 131_072


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "scripts.bench_ledger.peer_settings"
    import django  # noqa: PLC0415

    django.setup()


def prepare(work: str) -> Callable[[int], object]:
    """`open-peers` makes the peers' tables and fills hordak's account; `hordak` transfers out of it."""
    set_up()
    from django.db import transaction  # noqa: PLC0415

    accounts: Any = importlib.import_module("hordak.models").Account
    money: Any = importlib.import_module("moneyed").Money
    if work == "open-peers":
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, run_syncdb=True)
        for name, kind in (("outside", "IN"), ("donated", "AS"), ("retired", "AS")):
            accounts.objects.create(name=name, type=kind, currencies=["EUR"])
        outside = accounts.objects.get(name="outside")
        outside.transfer_to(accounts.objects.get(name="donated"), money(90_000_000_000, "EUR"))
        return int
    donated_pk = accounts.objects.get(name="donated").pk
    retired = accounts.objects.get(name="retired")
    amount = money(GRAMS, "EUR")  # the unit is any, its grams are cents to nobody

    def retire(count: int) -> None:
        for _number in range(count):
            with transaction.atomic():
                donated = accounts.objects.select_for_update().get(pk=donated_pk)
                if donated.get_simple_balance()["EUR"].amount < amount.amount:
                    raise SystemExit("hordak's account is empty.")
                donated.transfer_to(retired, amount)

    retire(1)
    return retire
