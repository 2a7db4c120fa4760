"""From a serial to what became of it, in any notation, and back from a retirement."""

import re

import pytest
from django.test import Client

import credits.actions
import credits.hooks
import events.actions
from credits.models import Account, Batch, Retirement
from credits.public_queries import serials
from credits.serials import parse_serial_block
from events.models import Journey
from tests.conftest import closed_by_two, issued, new_batch
from tests.credits.pages import pool_over, retired

pytestmark = pytest.mark.django_db
TONNE = 1_000_000


@pytest.fixture
def english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def batch(event_account: Account) -> Batch:
    return Batch.objects.get()


def test_one_unit_leads_to_batch_pool_and_retirements(
    english: Client, batch: Batch, event_account: Account
) -> None:
    first, second, third = retired(event_account, 700_000, 600_000, 900_000)
    closed_by_two(pool_over(batch, 1, 3), event_account)
    page = english.get("/ledger/serials/CDCER-CD-2022-07-2-2/").content.decode()
    assert str(batch.public_id) in page
    assert "RET-2023-0815" in page
    assert str(first.public_id) not in page  # its grams lie in unit 1
    assert str(second.public_id) in page
    assert str(third.public_id) in page
    assert "300,000 g" in page  # what of the second lies in unit 2
    assert "700,000 g" in page


def test_the_part_inside_the_block_is_counted_to_the_gram(batch: Batch, event_account: Account) -> None:
    retirements = retired(event_account, 700_000, 600_000, 900_000)
    closing = closed_by_two(pool_over(batch, 1, 3), event_account)
    (found,), has_more = serials.look_up(parse_serial_block("cdcer", "CDCER-CD-2022-07-1-2"))
    assert not has_more
    assert [(part.slice.retirement_id, part.amount_grams) for part in found.retired] == [
        (retirements[0].pk, 700_000),
        (retirements[1].pk, 600_000),
        (retirements[2].pk, 700_000),
    ]
    assert {part.pool_numbers for part in found.retired} == {(closing.pool.number,)}
    assert [row.pool.number for row in found.pool_blocks] == [closing.pool.number]
    assert found.amount_grams == 2 * TONNE == sum(span.amount_grams for span in found.segments)


def test_movements_are_those_that_carried_a_gram_of_the_block(batch: Batch, event_account: Account) -> None:
    (found,), _has_more = serials.look_up(parse_serial_block("cdcer", "CDCER-CD-2022-07-10-10"))
    assert [transfer.kind for transfer in found.transfers] == ["issue"]


def test_long_lists_of_retirements_go_on_at_a_gram(batch: Batch, event_account: Account) -> None:
    retired(event_account, *[1_000] * 60)
    block = parse_serial_block("cdcer", "CDCER-CD-2022-07-1-1")
    (page,), _has_more = serials.look_up(block)
    (rest,), _has_more = serials.look_up(block, page.next_gram or 0)
    assert (len(page.retired), page.next_gram) == (50, 50_000)
    assert [part.batch_from for part in rest.retired] == list(range(50_000, 60_000, 1_000))
    assert rest.next_gram is None


@pytest.mark.parametrize(
    "text",
    ["cdcer-cd-2022-07-1-10", "CDCER–CD–2022–07–1–10", "ＣＤＣＥＲ-CD-2022-07-01-0010"],
)
def test_any_notation_finds_it(english: Client, batch: Batch, text: str) -> None:
    response = english.get(f"/ledger/serials/{text}/")
    assert response.status_code == 200
    assert str(batch.public_id) in response.content.decode()


def test_a_block_over_two_batches_tells_of_both_and_of_what_is_missing(
    english: Client, batch: Batch, event_account: Account
) -> None:
    second = issued(new_batch(21, 5), event_account)
    page = english.get("/ledger/serials/CDCER-CD-2022-07-9-30/").content.decode()
    assert str(batch.public_id) in page
    assert str(second.public_id) in page
    assert "Only 7 of them were ever entered here." in page


def test_an_unknown_serial_says_so_and_what_to_do(english: Client, batch: Batch) -> None:
    response = english.get("/ledger/serials/CDCER-CD-2022-07-11-12/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "No batch of ours has this serial" in page
    assert "We read it as 2 units." in page


@pytest.mark.parametrize("text", ["nonsense", "CDCER-CD-2022-07-10-1", "12", "a/b/c", "<script>", "x" * 3000])
def test_what_is_no_serial_is_explained_with_examples(english: Client, text: str) -> None:
    response = english.get(f"/ledger/serials/{text}/")
    assert response.status_code == 400
    page = response.content.decode()
    assert "This is no serial that we can read" in page
    assert "GS1-1-KE-GS11603-16-2024-30255-485-12623" in page
    assert "<script>" not in page


def test_several_serials_at_once_are_listed(english: Client, batch: Batch) -> None:
    page = english.get("/ledger/serials/CDCER-CD-2022-07-1-2, CDCER-CD-2022-07-5-6/").content.decode()
    assert len(re.findall(r'href="/ledger/serials/CDCER', page)) == 2


def test_a_retirement_leads_back_to_its_serials(
    english: Client, batch: Batch, event_account: Account
) -> None:
    (retirement,) = retired(event_account, 1_500_000)
    page = english.get(f"/ledger/retirements/{retirement.public_id}/").content.decode()
    assert "/ledger/serials/CDCER-CD-2022-7-1-2/" in page
    assert "1,500,000 g" in page
    assert "The next checkpoint will vouch for it" in page
    credits.actions.publish_checkpoint()
    page = english.get(f"/ledger/retirements/{retirement.public_id}/").content.decode()
    assert f"/ledger/log/{retirement.leaf_index}.tlog-proof" in page


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("CDCER-CD-2022-07-3-3", "/ledger/serials/CDCER-CD-2022-7-3-3/"),
        ("pool 1", "/ledger/pools/1/"),
        ("#1", "/ledger/pools/1/"),
        ("1", "/ledger/pools/1/"),
    ],
)
def test_the_search_leads_straight_to_a_single_page(
    client: Client, batch: Batch, event_account: Account, typed: str, page: str
) -> None:
    pool_over(batch, 1, 1)
    response = client.get("/ledger/search/", {"q": typed})
    assert (response.status_code, response.headers["Location"]) == (302, page)


def test_the_search_knows_ids(client: Client, batch: Batch, event_account: Account) -> None:
    (retirement,) = retired(event_account, 5)
    transfer = batch.transfers.get(kind="issue")
    for public_id, page in (
        (retirement.public_id, f"/ledger/retirements/{retirement.public_id}/"),
        (batch.public_id, f"/ledger/batches/{batch.public_id}/"),
        (transfer.public_id, f"/ledger/batches/{batch.public_id}/"),
    ):
        response = client.get("/ledger/search/", {"q": str(public_id)})
        assert response.headers["Location"] == page


def test_the_search_finds_words_in_both_languages(client: Client, batch: Batch) -> None:
    credits.actions.open_account(code="event:games", kind="event", name_zh="大运会", name_en="The Games")
    for word in ("湿地", "wetland carbon", "games", "大运"):
        response = client.get("/ledger/search/", {"q": word})
        assert response.status_code == 200
        is_batch = str(batch.public_id) in response.content.decode()
        assert is_batch == (word in {"湿地", "wetland carbon"})
    assert client.get("/ledger/search/", {"q": "nothing-like-this"}).status_code == 404
    assert client.get("/ledger/search/", {"q": "  "}).headers["Location"] == "/ledger/"


@pytest.mark.parametrize("show_name", [True, False])
def test_a_certificate_is_listed_only_where_its_name_is_public(
    english: Client, lin: Journey, show_name: bool
) -> None:
    holder = events.actions.Holder("林小满", name_is_public=show_name, language="zh-hans")
    journey = events.actions.neutralise_free(journey=lin, holder=holder)
    credits.actions.settle_pending()
    events.actions.bring_forward()
    journey.refresh_from_db()
    number = journey.certificate.number  # type: ignore[union-attr]
    public_id = Retirement.objects.get().public_id
    assert credits.hooks.certificate_addresses([public_id]) == (
        {public_id: f"/c/{number}/"} if show_name else {}
    )
    page = english.get(f"/ledger/retirements/{public_id}/").content.decode()
    assert (f"/c/{number}/" in page) == show_name
    assert ("A certificate is listed only where its holder made the name on it public." in page) != show_name
    assert "林小满" not in page
