"""What a review found that the database would have taken: raw SQL, on both databases."""

import pytest

from credits.models import Account, Retirement, Transfer
from tests.credits.history import TONNE, History, refused

pytestmark = pytest.mark.django_db


def test_an_account_is_credited_by_what_lies_on_its_tape(history: History) -> None:
    assert refused(
        f"UPDATE credits_account SET credited_grams = credited_grams + 9 WHERE id = {history.event.pk}"
    )


def test_totals_stay_where_every_database_counts_them(history: History) -> None:
    assert refused("UPDATE credits_account SET debited_grams = 9223372036854775000 WHERE code = 'outside'")


def test_a_batch_is_issued_once(history: History) -> None:
    issue = Transfer.objects.filter(kind="issue").order_by("pk")[0]
    columns = ", ".join(
        f'"{field.column}"' for field in Transfer._meta.concrete_fields if not field.primary_key
    )
    values = columns.replace('"public_id"', "'" + "0" * 31 + "1'").replace('"leaf_index"', "999999")
    values = values.replace('"key"', "NULL")
    assert refused(
        f"INSERT INTO credits_transfer ({columns}) SELECT {values} FROM credits_transfer WHERE id = {issue.pk}"
    )


def test_a_place_in_the_queue_is_not_given_away(history: History) -> None:
    ended = Retirement.objects.order_by("pk")[0].pk
    assert refused(f"UPDATE credits_pendingretirement SET request_id = {ended}")
    assert refused(f"INSERT INTO credits_pendingretirement (request_id) VALUES ({ended})")


def test_no_more_is_replaced_than_was_retired(history: History) -> None:
    replaced = Retirement.objects.exclude(replacements=None).get()
    row = replaced.replacements.get()
    assert refused(
        "INSERT INTO credits_retirementrequest (kind, key, input_digest, account_id, amount_grams, beneficiary, "
        "purpose, may_split, requested_at, replaces_id, proposal_id) SELECT kind, "
        f"'{'0' * 31}2', input_digest, account_id, {TONNE}, beneficiary, purpose, may_split, requested_at, "
        f"replaces_id, proposal_id FROM credits_retirementrequest WHERE id = {row.pk}"
    )


def test_the_ledgers_own_accounts_are_there_from_the_beginning(db: None) -> None:
    own = Account.objects.filter(kind__in=["outside", "retired", "cancelled", "impaired"])
    assert sorted(own.values_list("code", flat=True)) == ["cancelled", "impaired", "outside", "retired"]
