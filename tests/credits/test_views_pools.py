"""A pool's page, and all that anyone needs to check it without us."""

import csv
import hashlib
import io

import pytest
from django.test import Client

import credits.actions
from credits.models import Account, Batch
from credits.proofs.checkpoints import Trust
from credits.proofs.pools import verify_statement
from credits.proofs.sumtree import SumLeaf, SumTree
from credits.signing import current_signer
from tests.conftest import clerks, closed_by_two
from tests.credits.pages import EVIDENCE, pool_over, retired

pytestmark = pytest.mark.django_db
TONNE = 1_000_000


@pytest.fixture
def batch(event_account: Account) -> Batch:
    return Batch.objects.get()


def body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def test_a_stranger_builds_the_tree_again_from_the_downloads(
    client: Client, batch: Batch, event_account: Account
) -> None:
    pool = pool_over(batch, 1, 2)
    retired(event_account, *[100_000 + number for number in range(15)])
    closed_by_two(pool, event_account)
    statement = verify_statement(
        body(client, "/ledger/pools/1/statement").decode(),
        Trust(current_signer().name, (current_signer().key,)),
    )
    rows = list(csv.DictReader(io.StringIO(body(client, "/ledger/pools/1/leaves.csv").decode("utf-8-sig"))))
    assert [int(row["position"]) for row in rows] == list(range(15))
    leaves = [SumLeaf(bytes.fromhex(row["commitment"]), int(row["grams"])) for row in rows]
    assert SumTree.of_leaves(leaves).root == statement.tree_root
    assert statement.sum + statement.residual == 2 * TONNE
    assert hashlib.sha256(EVIDENCE).hexdigest() == statement.evidence


def test_the_page_says_sum_and_residual_to_the_gram(
    client: Client, batch: Batch, event_account: Account
) -> None:
    pool = pool_over(batch, 1, 2)
    retired(event_account, 1_500_000)
    closed_by_two(pool, event_account)
    page = client.get("/ledger/pools/1/?lang=en").content.decode()
    for words in ("1 retirement", "1,500,000 g", "500,000 g", "2,000,000 g", "RET-2023-0815"):
        assert words in page
    assert hashlib.sha256(EVIDENCE).hexdigest() in page


def test_the_evidence_is_known_by_name_and_digest_and_shown_to_nobody(client: Client, batch: Batch) -> None:
    pool_over(batch, 1, 2)
    assert client.get("/ledger/pools/1/evidence").status_code == 404
    page = client.get("/ledger/pools/1/?lang=en").content.decode()
    assert "evidence" not in page
    name = "../退役 &quot;proof&quot;.html"
    for words in (name, hashlib.sha256(EVIDENCE).hexdigest(), "the staff of the ledger show it on request"):
        assert words in page


def test_a_pool_that_was_given_up_says_why_and_its_units_count_for_nothing(
    client: Client, batch: Batch, event_account: Account
) -> None:
    given_up = pool_over(batch, 1, 2)
    (retirement,) = retired(event_account, 400_000)
    credits.actions.withdraw_pool(pool=given_up, reason="a digit was mistyped", by=clerks()[0])
    page = client.get("/ledger/pools/1/?lang=en").content.decode()
    assert "before it closed: a digit was mistyped" in page
    assert "Still gathering" not in page
    for address in ("/ledger/pools/", f"/ledger/batches/{batch.public_id}/"):
        text = client.get(f"{address}?lang=en").content.decode()
        assert ["abandoned" in text, "still gathering" in text] == [True, False]
    units = body(client, "/ledger/units.csv").decode()
    serial = "/ledger/serials/CDCER-CD-2022-07-1-2/?lang=en"
    assert ["RET-2023-0815" in units, "RET-2023-0815" in client.get(serial).content.decode()] == [
        False,
        False,
    ]
    closed_by_two(pool_over(batch, 1, 1), event_account)
    assert "RET-2023-0815" in body(client, "/ledger/units.csv").decode()
    assert "1 retirement" in client.get("/ledger/pools/2/?lang=en").content.decode()
    assert "/ledger/pools/2/" in client.get(f"/ledger/retirements/{retirement.public_id}/").content.decode()


def test_an_open_pool_says_what_has_gathered_and_has_no_statement(
    client: Client, batch: Batch, event_account: Account
) -> None:
    closing = pool_over(batch, 1, 1)
    retired(event_account, 1_200_000)
    closed_by_two(closing)
    pool_over(batch, 2, 4)
    retired(event_account, 300_000)
    page = client.get("/ledger/pools/2/?lang=en").content.decode()
    assert "So far 500,000 g have gathered." in page  # 200,000 of the first retirement, and the second
    assert "room for 3,000,000 g" in page
    for part in ("statement", "leaves.csv"):
        assert client.get(f"/ledger/pools/2/{part}").status_code == 404
    assert "500,000 g" in client.get("/ledger/pools/?lang=en").content.decode()
