"""The public pages of batches and accounts, as anyone reads them."""

import re
import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

import credits.actions
from credits.models import Account, Batch
from credits.picture import Span, State
from credits.public_queries import totals
from tests.conftest import cancelled_by_two, clerks, closed_by_two, issued, new_batch, reversed_by_two
from tests.credits.pages import pool_over, retired

pytestmark = pytest.mark.django_db
TONNE = 1_000_000


@pytest.fixture
def english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def batch(event_account: Account) -> Batch:
    """Ten tonnes on the event's account."""
    return Batch.objects.get()


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_totals_add_up_over_several_holders_of_a_kind(
    english: Client, batch: Batch, event_account: Account
) -> None:
    for name in ("one", "two"):
        donor = credits.actions.open_account(code=f"donor:{name}", kind=Account.Kind.DONOR)
        credits.actions.move(
            debit=event_account,
            credit=donor,
            amount_grams=TONNE,
            key=uuid.uuid4(),
            reason="",
            by=clerks()[0],
        )
    retired(event_account, 300, 700)
    cancelled_by_two(event_account, batch, 5_000)
    assert totals.ledger_totals() == totals.LedgerTotals(
        issued_grams=10 * TONNE,
        held_grams=10 * TONNE - 6_000,
        on_hold_grams=0,
        retired_grams=1_000,
        cancelled_grams=5_000,
        set_apart_grams=0,
        retirement_count=2,
    )
    page = text_of(english, "/ledger/")
    assert "Retired 1,000 g" in page
    assert "Both are equal: no gram is missing, none is there twice." in page
    assert "in 2 retirements" in page


def test_a_promise_is_held_and_said_to_be_on_hold(english: Client, event_account: Account) -> None:
    credits.actions.hold(account=event_account, amount_grams=4_000, expires_at=None, key=uuid.uuid4())
    found = totals.ledger_totals()
    assert (found.held_grams, found.on_hold_grams, found.is_balanced) == (10 * TONNE, 4_000, True)
    assert "of it on hold: 4 kg" in text_of(english, "/ledger/")


def test_a_difference_would_be_shouted(english: Client, event_account: Account) -> None:
    found = totals.LedgerTotals(10, 3, 0, 5, 0, 0, 1)
    assert (found.accounted_grams, found.is_balanced) == (8, False)


def test_the_figures_of_a_batch_are_those_of_its_movements(batch: Batch, event_account: Account) -> None:
    other = issued(new_batch(11, 5), event_account)
    retired(event_account, 2_500_000, 8_000_000)
    cancelled_by_two(event_account, other, 1_000)
    first, second = totals.figures_of([batch, other])
    assert (first.retired_grams, first.held_grams) == (10 * TONNE, 0)
    assert (second.retired_grams, second.held_grams, second.cancelled_grams) == (
        500_000,
        5 * TONNE - 501_000,
        1_000,
    )
    assert first.segments == [Span(State.RETIRED, 0, 10 * TONNE)]
    assert second.segments == [
        Span(State.RETIRED, 0, 500_000),
        Span(State.HELD, 500_000, 5 * TONNE - 1_000, event_account.pk),
        Span(State.CANCELLED, 5 * TONNE - 1_000, 5 * TONNE),
    ]


def test_grams_that_came_back_are_held_where_they_came_back_to(
    batch: Batch, event_account: Account, inventory: Account
) -> None:
    moved = credits.actions.move(
        debit=event_account,
        credit=inventory,
        amount_grams=TONNE,
        key=uuid.uuid4(),
        reason="",
        by=clerks()[0],
    )
    reversed_by_two(moved[0])
    (figures,) = totals.figures_of([batch])
    assert figures.segments == [Span(State.HELD, 0, 10 * TONNE, event_account.pk)]


def test_a_batchs_page_shows_its_life(english: Client, batch: Batch, event_account: Account) -> None:
    pool = pool_over(batch, 1, 2)
    retired(event_account, 500_000)
    closed_by_two(pool, event_account)
    page = text_of(english, f"/ledger/batches/{batch.public_id}/")
    assert batch.serial_block in page
    assert "Retired Used for good, each gram for one retirement. 500,000 g" in page
    assert "Pool 1" in page
    html = english.get(f"/ledger/batches/{batch.public_id}/").content.decode()
    assert '<rect class="retired" x="0" y="0" width="50"' in html
    assert '<rect class="held" x="50" y="0" width="800"' in html
    assert '<rect class="cancelled" x="850" y="0" width="150"' in html
    assert '<rect class="pool-block" x="0" y="52" width="200"' in html


def test_an_impaired_batch_says_so_with_its_reason(
    english: Client, batch: Batch, event_account: Account
) -> None:
    retired(event_account, 1_000)
    credits.actions.impair(batch=batch, reason="The baseline was withdrawn.", by=clerks()[0])
    page = text_of(english, f"/ledger/batches/{batch.public_id}/")
    assert "This batch was found impaired." in page
    assert "The baseline was withdrawn." in page
    assert "Set apart Out of a batch found impaired: nobody can use it. 9,999,000 g" in page
    assert "impaired" in text_of(english, "/ledger/")


def test_neither_staff_nor_beneficiaries_nor_purposes_are_named(
    english: Client, batch: Batch, event_account: Account
) -> None:
    (retirement,) = retired(event_account, 1_000)
    credits.actions.publish_checkpoint()
    addresses = [
        "/ledger/",
        f"/ledger/batches/{batch.public_id}/",
        f"/ledger/retirements/{retirement.public_id}/",
        "/ledger/serials/CDCER-CD-2022-07-1-10/",
        f"/ledger/log/{retirement.leaf_index}/",
        f"/ledger/log/{retirement.leaf_index}.tlog-proof",
        "/ledger/log/tile/entries/000.p/2",
        "/ledger/status/",
        "/ledger/transfers.csv",
        "/ledger/retirements.csv",
        "/ledger/units.json",
        "/api/v1/ledger/status/",
    ]
    secrets = {
        "clerk-wang",
        "clerk-zhao",
        str(retirement.beneficiary),
        "a name nobody may read",
        bytes(retirement.salt).hex(),
    }
    for address in addresses:
        response = english.get(address)
        assert response.status_code == 200, address
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        assert [secret for secret in secrets if secret in body.decode(errors="replace")] == [], address


def test_the_pages_cost_the_same_after_many_retirements(
    english: Client,
    batch: Batch,
    event_account: Account,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    retired(event_account, *[1_000] * 120)
    for address in ("/ledger/", f"/ledger/batches/{batch.public_id}/", "/ledger/pools/"):
        with django_assert_max_num_queries(12) as asked:
            english.get(address)
        statements = [query["sql"] for query in asked.captured_queries]
        assert [
            sql for sql in statements if "retirementslice" in sql or 'FROM "credits_retirement"' in sql
        ] == []


def test_lists_go_on_behind_their_last_row(english: Client, event_account: Account) -> None:
    for number in range(totals.PAGE_ROWS):
        issued(new_batch(100 + number, 1), event_account)
    newest, before = totals.batches()
    assert len(newest) == totals.PAGE_ROWS
    rest, end = totals.batches(before)
    assert [figures.batch.block_start for figures in rest] == [1]
    assert end is None
    page = english.get("/ledger/").content.decode()
    assert f'href="?before={before}#batches"' in page
    assert english.get("/ledger/?before=nonsense").status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_empty_ledger_is_no_error(client: Client, language: str) -> None:
    for page in ("", "pools/", "log/", "status/", "reconciliations/"):
        response = client.get(f"/ledger/{page}?lang={language}")
        assert response.status_code == 200
        assert response.headers["Content-Language"] == language


@pytest.mark.both
def test_what_is_not_there_is_not_found(client: Client) -> None:
    unknown = uuid.UUID(int=7)
    for page in (f"batches/{unknown}/", f"retirements/{unknown}/", "pools/7/", "pools/99999999999999999999/"):
        assert client.get(f"/ledger/{page}").status_code == 404
