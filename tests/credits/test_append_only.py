"""Rules 4 and 5, going round the code: what is written stays, and what moves moves one way."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from credits.models import Account, Retirement, Transfer
from tests.credits.history import History, refused

pytestmark = pytest.mark.django_db

MOVING = {"account", "pendingretirement", "logstate", "witness"}
TABLES = sorted(str(model._meta.model_name) for model in apps.get_app_config("credits").get_models())
APPEND_ONLY = [table for table in TABLES if table not in MOVING]


def test_all_but_four_tables_only_grow() -> None:
    assert (len(APPEND_ONLY), set(TABLES) - set(APPEND_ONLY)) == (25, MOVING)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_can_be_neither_changed_nor_deleted(history: History, table: str) -> None:
    column = apps.get_model("credits", table)._meta.concrete_fields[-1].column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM credits_{table}")
        assert cursor.fetchone()[0] > 0
    assert refused(f'UPDATE credits_{table} SET "{column}" = "{column}"')
    assert refused(f"DELETE FROM credits_{table}")


@pytest.mark.parametrize("table", TABLES)
def test_rows_can_be_neither_replaced_nor_truncated(history: History, table: str) -> None:
    if connection.vendor == "postgresql":
        assert refused(f"TRUNCATE credits_{table} CASCADE")
    else:
        assert refused(f"INSERT OR REPLACE INTO credits_{table} SELECT * FROM credits_{table}")


def test_bulk_calls_of_the_orm_are_refused_too(history: History) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.update(amount_grams=1)
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        Retirement.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Retirement.objects.bulk_update(Retirement.objects.all(), ["purpose"])


@pytest.mark.parametrize(
    "column", ["credited_grams", "debited_grams", "retired_grams", "retirement_count", "tape_position"]
)
def test_totals_of_an_account_never_shrink(history: History, column: str) -> None:
    assert refused(f"UPDATE credits_account SET {column} = {column} - 1 WHERE id = {history.event.pk}")
    assert not refused(f"UPDATE credits_account SET {column} = {column} WHERE id = {history.event.pk}")


@pytest.mark.parametrize("change", ["kind = 'outside'", "code = 'other'", "id = 12345"])
def test_an_account_stays_what_it_is(history: History, change: str) -> None:
    assert refused(f"UPDATE credits_account SET {change} WHERE id = {history.donor.pk}")
    assert refused(f"DELETE FROM credits_account WHERE id = {history.donor.pk}")


def test_an_empty_account_stays_as_well(history: History) -> None:
    account = Account.objects.create(code="event:empty", kind=Account.Kind.EVENT)
    assert refused(f"DELETE FROM credits_account WHERE id = {account.pk}")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE credits_logstate SET size = size - 1",
        "DELETE FROM credits_logstate",
        "INSERT INTO credits_logstate (id, size, last_at) VALUES (2, 0, 0)",
        "UPDATE credits_witness SET public_key = (SELECT root FROM credits_logtile LIMIT 1)",
        "UPDATE credits_witness SET name = 'another'",
        "DELETE FROM credits_witness",
    ],
)
def test_the_log_only_grows_and_its_witnesses_keep_their_keys(history: History, sql: str) -> None:
    assert refused(sql)


def test_a_witness_may_be_dismissed(history: History) -> None:
    assert not refused("UPDATE credits_witness SET is_active = (1 = 0)")
