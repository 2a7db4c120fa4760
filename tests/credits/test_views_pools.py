"""A pool's page, and all that anyone needs to check it without us."""

import csv
import hashlib
import io

import pytest
from django.test import Client

from credits.models import Account, Batch
from credits.proofs.checkpoints import Trust
from credits.proofs.pools import verify_statement
from credits.proofs.sumtree import SumLeaf, SumTree
from credits.signing import current_signer
from tests.credits.pages import EVIDENCE, closed, pool_over, retired

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
    closed(pool, event_account)
    statement = verify_statement(
        body(client, "/ledger/pools/1/statement").decode(),
        Trust(current_signer().name, (current_signer().key,)),
    )
    rows = list(csv.DictReader(io.StringIO(body(client, "/ledger/pools/1/leaves.csv").decode("utf-8-sig"))))
    assert [int(row["position"]) for row in rows] == list(range(15))
    leaves = [SumLeaf(bytes.fromhex(row["commitment"]), int(row["grams"])) for row in rows]
    assert SumTree.of_leaves(leaves).root == statement.tree_root
    assert statement.sum + statement.residual == 2 * TONNE
    evidence = body(client, "/ledger/pools/1/evidence")
    assert hashlib.sha256(evidence).hexdigest() == statement.evidence


def test_the_page_says_sum_and_residual_to_the_gram(
    client: Client, batch: Batch, event_account: Account
) -> None:
    pool = pool_over(batch, 1, 2)
    retired(event_account, 1_500_000)
    closed(pool, event_account)
    page = client.get("/ledger/pools/1/?lang=en").content.decode()
    for words in ("1 retirement", "1,500,000 g", "500,000 g", "2,000,000 g", "RET-2023-0815"):
        assert words in page
    assert hashlib.sha256(EVIDENCE).hexdigest() in page


def test_the_evidence_is_a_download_that_no_browser_runs(client: Client, batch: Batch) -> None:
    pool_over(batch, 1, 2)
    response = client.get("/ledger/pools/1/evidence")
    assert response.content == EVIDENCE
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == 'attachment; filename="pool-1-proof-.html"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get("/ledger/pools/1/evidence", HTTP_IF_NONE_MATCH=response.headers["ETag"])
    assert again.status_code == 304


def test_an_open_pool_says_what_has_gathered_and_has_no_statement(
    client: Client, batch: Batch, event_account: Account
) -> None:
    closing = pool_over(batch, 1, 1)
    retired(event_account, 1_200_000)
    closed(closing)
    pool_over(batch, 2, 4)
    retired(event_account, 300_000)
    page = client.get("/ledger/pools/2/?lang=en").content.decode()
    assert "So far 500,000 g have gathered." in page  # 200,000 of the first retirement, and the second
    assert "room for 3,000,000 g" in page
    for part in ("statement", "leaves.csv"):
        assert client.get(f"/ledger/pools/2/{part}").status_code == 404
    assert "500,000 g" in client.get("/ledger/pools/?lang=en").content.decode()
