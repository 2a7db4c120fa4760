"""Accounts, lots, retirements, their ranges and postings, written row by row."""

import uuid
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F


class Account(models.Model):
    code = models.CharField(max_length=80, unique=True)
    grams = models.BigIntegerField()

    objects: ClassVar[models.Manager["Account"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(name="bench_not_overdrawn", condition=models.Q(grams__gte=0))]

    def __str__(self) -> str:
        return self.code


class Lot(models.Model):
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots")
    batch = models.IntegerField()
    batch_from = models.BigIntegerField()
    batch_to = models.BigIntegerField()

    objects: ClassVar[models.Manager["Lot"]] = models.Manager()

    def __str__(self) -> str:
        return f"[{self.batch_from}, {self.batch_to})"


class Retirement(models.Model):
    key = models.UUIDField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    amount_grams = models.BigIntegerField()
    beneficiary = models.UUIDField()
    retired_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Retirement"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.key)


class Slice(models.Model):
    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT)
    batch = models.IntegerField()
    batch_from = models.BigIntegerField()
    batch_to = models.BigIntegerField()

    objects: ClassVar[models.Manager["Slice"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="bench_slice_once", fields=["batch", "batch_from"])]

    def __str__(self) -> str:
        return f"[{self.batch_from}, {self.batch_to})"


class Posting(models.Model):
    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    amount_grams = models.BigIntegerField()

    objects: ClassVar[models.Manager["Posting"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.amount_grams)


@transaction.atomic
def retire(account: int, retired: int, grams: int, key: uuid.UUID, beneficiary: uuid.UUID) -> None:
    """One retirement. The lock on the account keeps two from taking the same grams, or more than there are."""
    locked = Account.objects.select_for_update().get(pk=account)
    if locked.grams < grams:
        raise SystemExit("The account is empty.")
    row = Retirement.objects.create(key=key, account_id=account, amount_grams=grams, beneficiary=beneficiary)
    wanted = grams
    for lot in Lot.objects.filter(account=account, batch_from__lt=F("batch_to")).order_by("pk")[:10]:
        taken = min(wanted, lot.batch_to - lot.batch_from)
        Slice.objects.create(
            retirement=row, batch=lot.batch, batch_from=lot.batch_from, batch_to=lot.batch_from + taken
        )
        lot.batch_from += taken
        lot.save()
        wanted -= taken
        if not wanted:
            break
    Posting.objects.create(retirement=row, account_id=account, amount_grams=-grams)
    Posting.objects.create(retirement=row, account_id=retired, amount_grams=grams)
    Account.objects.filter(pk=account).update(grams=F("grams") - grams)
    Account.objects.filter(pk=retired).update(grams=F("grams") + grams)
