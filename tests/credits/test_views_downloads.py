"""The ledger as files: complete, in the Trust's words, and safe to open in a spreadsheet."""

import csv
import io
import json

import pytest
from django.test import Client

import credits.actions
from credits.models import Account, Batch, Transfer
from credits.public_queries import exports
from credits.views.downloads import csv_lines, safe_cell
from tests.conftest import cancelled_by_two, clerks, closed_by_two, issued, new_batch
from tests.credits.pages import pool_over, retired

pytestmark = pytest.mark.django_db
TONNE = 1_000_000


@pytest.fixture
def batch(event_account: Account) -> Batch:
    return Batch.objects.get()


def rows_of(client: Client, name: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/ledger/{name}{query}")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_units_have_one_status_each_and_are_all_there(
    client: Client, batch: Batch, event_account: Account
) -> None:
    pool = pool_over(batch, 1, 2)
    retired(event_account, 2_400_000)
    closed_by_two(pool)
    cancelled_by_two(event_account, batch, TONNE)
    rows = rows_of(client, "units.csv")
    short = [
        (row["unit_serial_id"], row["unit_count"], row["unit_status"], row["unit_status_reason"])
        for row in rows
    ]
    assert short == [
        ("CDCER-CD-2022-7-1-2", "2", "Retired", ""),
        ("CDCER-CD-2022-7-3-3", "1", "Held", "retired 400000 g; held 600000 g"),
        ("CDCER-CD-2022-7-4-9", "6", "Held", ""),
        ("CDCER-CD-2022-7-10-10", "1", "Cancelled", ""),
    ]
    assert rows[0]["unit_status_date"] == "2023-08-15"
    assert rows[0]["unit_retirement_detail"] == "pool 1: RET-2023-0815"
    assert [row["unit_current_owner"] for row in rows] == ["", "event:games", "event:games", ""]
    assert {row["unit_retirement_beneficiary"] for row in rows} == {""}


def test_units_carry_the_field_names_of_the_climate_action_data_trust(client: Client, batch: Batch) -> None:
    """Climate Action Data Trust, data model version 2, table unit."""
    response = client.get("/ledger/units.json")
    (row,) = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert list(row) == [
        *("unit_serial_id", "unit_start_block", "unit_end_block", "unit_count", "unit_type"),
        *("unit_vintage_year", "unit_status", "unit_status_reason", "unit_status_date"),
        *("unit_retirement_detail", "unit_retirement_beneficiary", "unit_retirement_beneficiary_id"),
        *("unit_link", "unit_metric", "unit_current_owner", "unit_itmos_reference_id"),
        "cad_trust_issuance_id",
    ]
    assert row["unit_link"].endswith("/ledger/serials/CDCER-CD-2022-7-1-10/")
    assert (row["unit_start_block"], row["unit_end_block"], row["unit_vintage_year"]) == (1, 10, 2022)
    assert row["cad_trust_issuance_id"] == str(batch.public_id)


def test_what_is_set_apart_is_held_with_its_reason(client: Client, batch: Batch) -> None:
    credits.actions.impair(batch=batch, reason="withdrawn", by=clerks()[0])
    (row,) = rows_of(client, "units.csv")
    assert (row["unit_status"], row["unit_status_reason"]) == ("Held", "set apart; batch impaired: withdrawn")


def test_an_empty_ledger_is_an_empty_list(client: Client) -> None:
    assert json.loads(b"".join(client.get("/ledger/units.json").streaming_content)) == []  # type: ignore[attr-defined]
    assert rows_of(client, "retirements.csv") == []


def test_every_transfer_is_there_once(
    client: Client, batch: Batch, event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_A_QUERY", 2)
    for _turn in range(3):
        retired(event_account, 10, 20)
    rows = rows_of(client, "transfers.csv")
    assert [row["id"] for row in rows] == [str(row.public_id) for row in Transfer.objects.order_by("pk")]
    assert [row["kind"] for row in rows] == ["issue", "retire", "retire", "retire"]
    assert [row["amount_grams"] for row in rows] == [str(10 * TONNE), "30", "30", "30"]
    assert (rows[0]["first_unit"], rows[0]["last_unit"]) == ("1", "10")


def test_every_retired_range_is_there_once(
    client: Client, batch: Batch, event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_A_QUERY", 2)
    issued(new_batch(11, 1), event_account)
    retirements = retired(event_account, 4 * TONNE, 4 * TONNE, 3 * TONNE - 1)
    rows = rows_of(client, "retirements.csv")
    assert [
        (row["retirement"], row["first_unit"], row["last_unit"], row["amount_grams"]) for row in rows
    ] == [
        (str(retirements[0].public_id), "1", "4", "4000000"),
        (str(retirements[1].public_id), "5", "8", "4000000"),
        (str(retirements[2].public_id), "9", "10", "2000000"),
        (str(retirements[2].public_id), "11", "11", "999999"),
    ]
    assert rows_of(client, "retirements.csv", f"?from_leaf={retirements[2].leaf_index}")[0] == rows[2]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    (_heading, line) = csv_lines(("a",), [{"a": text}])
    assert next(csv.reader([line]))[0].startswith("'")


def test_numbers_and_plain_texts_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in (-5, 7, "plain", "")] == ["-5", "7", "plain", ""]
