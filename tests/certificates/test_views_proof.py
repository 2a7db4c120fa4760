"""What machines fetch: the document that proves a certificate, its newer one, and the list of keys."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from certificates import keys, proving, queries
from certificates.checking import verify
from certificates.models import Certificate
from certificates.sealing import Purpose
from credits.models import Account
from tests.certificates.conftest import LIVE, certify, retire
from tests.credits.history import pooled

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh-hans", "en"]


def statuses(document: bytes, key_list: bytes) -> dict[str, str]:
    return {check.name: check.status for check in verify.check(document, verify.read_keys(key_list)).checks}


def settled(account: Account) -> Certificate:
    """A certificate of a whole tonne, whose pool closed after its document was made."""
    certificate = retire(certify(amount_grams=1_000_000), account)
    pooled(account.lots.get().transfer.batch, "1-1")
    proving.follow_pools()
    return certificate


def test_the_json_is_the_document_as_it_was_first_made(client: Client, retired: Certificate) -> None:
    response = client.get(f"/c/{retired.number}.json")
    retired.refresh_from_db()
    assert response.content.decode() == retired.document
    assert (response.headers["Content-Type"], response.headers["Access-Control-Allow-Origin"]) == (
        "application/json",
        "*",
    )
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    known = client.get(f"/c/{retired.number}.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_what_the_site_serves_convinces_a_stranger(client: Client, event_account: Account) -> None:
    certificate = settled(event_account)
    key_list = client.get("/verify/keys.json").content
    seen = {name: client.get(f"/c/{certificate.number}{name}").content for name in (".json", "/newest.json")}
    pools = {name: statuses(document, key_list).pop("pools") for name, document in seen.items()}
    assert pools == {".json": "not-checked", "/newest.json": "ok"}
    for document in seen.values():
        report = verify.check(document, verify.read_keys(key_list))
        assert (report.outcome, report.exit_status(accepts_demonstrations=True)) == ("demonstration", 0)


def test_the_newest_document_is_asked_for_again_each_time(client: Client, event_account: Account) -> None:
    certificate = retire(certify(amount_grams=1_000_000), event_account)
    address = f"/c/{certificate.number}/newest.json"
    before = client.get(address)
    assert (before.headers["Cache-Control"], before.content) == (
        "public, no-cache",
        client.get(f"/c/{certificate.number}.json").content,
    )
    pooled(event_account.lots.get().transfer.batch, "1-1")
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, len(after.json()["pool_proofs"])) == (200, 1)


@pytest.mark.parametrize("ending", [".json", "/newest.json"])
def test_before_the_log_is_signed_the_document_is_not_there_yet(
    client: Client, event_account: Account, ending: str
) -> None:
    certificate = retire(certify(), event_account, is_signed=False)
    response = client.get(f"/c/{certificate.number}{ending}")
    assert (response.status_code, response.headers["Retry-After"]) == (409, "3")


@pytest.mark.parametrize("ending", [".json", "/newest.json"])
def test_the_proof_of_a_private_name_opens_with_the_holders_key_alone(
    client: Client, event_account: Account, ending: str
) -> None:
    private = retire(certify(name_is_public=False, holder_name="韩梅梅"), event_account)
    opened = client.get(f"/c/{private.number}{ending}", {"key": queries.holder_token(private)})
    assert json.loads(opened.json()["statement"])["holder_name"] == "韩梅梅"
    assert opened.headers["Cache-Control"].startswith("private, ")
    private.refresh_from_db()
    salt = json.loads(private.document or "")["opening"]["salt"]
    closed = client.get(f"/c/{private.number}{ending}")
    assert (closed.status_code, "ETag" in closed.headers, salt in closed.content.decode()) == (
        403,
        False,
        False,
    )


# --- The page ---------------------------------------------------------------------------------------------

SETTLED = {
    "zh-hans": ("已在外部登记机构结算", "CDCER-CD-2022-07-1-1", "2026年11月20日"),
    "en": ("Settled in the outside registry", "CDCER-CD-2022-07-1-1", "Nov. 20, 2026"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_settled_certificate_shows_the_registrys_block_and_the_newer_proof(
    client: Client, event_account: Account, language: str
) -> None:
    certificate = settled(event_account)
    text = client.get(f"/c/{certificate.number}/?lang={language}").content.decode()
    assert [word for word in SETTLED[language] if word not in text] == []
    assert 'href="/ledger/pools/1/"' in text
    assert 'data-state="settled"' in text
    assert client.get("/ledger/pools/1/").status_code == 200


def test_the_page_offers_a_newer_proof_only_where_there_is_one(
    client: Client, event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "is_rendered", lambda certificate: True)
    certificate = retire(certify(amount_grams=1_000_000), event_account)
    offered = f'href="/c/{certificate.number}/newest.json"'
    seen: list[Any] = [offered in client.get(f"/c/{certificate.number}/").content.decode()]
    pooled(event_account.lots.get().transfer.batch, "1-1")
    seen.append(offered in client.get(f"/c/{certificate.number}/").content.decode())
    assert seen == [False, True]


def test_a_certificate_settled_in_part_says_so(client: Client, event_account: Account) -> None:
    certificate = retire(certify(amount_grams=1_500_000), event_account)
    pooled(event_account.lots.get().transfer.batch, "1-1")
    text = client.get(f"/c/{certificate.number}/?lang=en").content.decode()
    assert "the proof of the rest" in text
    assert "Serial block CDCER-CD-2022-07-1-1<br>Reference R-1" in text


# --- The list of keys -------------------------------------------------------------------------------------


def test_the_list_names_every_key_with_its_purpose_and_since_when(
    client: Client, settings: LazySettings, retired: Certificate
) -> None:
    response = client.get("/verify/keys.json")
    listed = response.json()
    assert (listed["format"], listed["site"], listed["log"]["origin"]) == (
        "diandian/keys@v1",
        "https://diandian.example",
        settings.LOG_ORIGIN,
    )
    assert [(key["purpose"], key["since"] is None) for key in listed["certificate_keys"]] == [
        ("demonstration", False),
        ("live", True),
    ]
    live = listed["certificate_keys"][1]
    assert (live["id"], live["certificate"]) == (keys.sealer(Purpose.LIVE).key_id, LIVE.certificate_pem)
    assert len(listed["log"]["keys"]) == 1


def test_the_list_may_be_read_from_anywhere_and_kept_for_a_while(client: Client, db: None) -> None:
    response = client.get("/verify/keys.json")
    assert (response.headers["Access-Control-Allow-Origin"], response.headers["Cache-Control"]) == (
        "*",
        "public, max-age=300",
    )
    known = client.get("/verify/keys.json", headers={"If-None-Match": response.headers["ETag"]})
    assert known.status_code == 304
    assert client.post("/verify/keys.json").status_code == 405


def test_an_installation_without_a_live_key_lists_none(
    client: Client, db: None, settings: LazySettings
) -> None:
    settings.CERTIFICATE_SIGNING_KEY = ""
    settings.CERTIFICATE_SECRET = "kept in var"
    listed = client.get("/verify/keys.json").json()["certificate_keys"]
    assert [key["purpose"] for key in listed] == ["demonstration"]
