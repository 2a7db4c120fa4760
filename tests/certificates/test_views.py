"""What people see: the page, its files, and the check, in both languages, with and without the key."""

import hashlib
import json
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from certificates import actions, queries
from certificates.document import WORDING
from certificates.models import Certificate, Rendering
from credits.models import Account
from tests.certificates.conftest import certify, retire

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh-hans", "en"]


def text_of(response: Any) -> str:
    return str(response.content.decode())


def shown(certificate: Certificate) -> str:
    return "-".join(re.findall("....", certificate.number)).upper()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_exists_from_the_pledge_and_waits_by_itself(
    client: Client, pledged: Certificate, language: str
) -> None:
    response = client.get(f"/c/{pledged.number}/?lang={language}")
    text = text_of(response)
    assert response.status_code == 200
    assert WORDING["title"][language] in text
    assert "李雷" in text
    assert "23.4 kg" in text
    assert '<meta http-equiv="refresh" content="3">' in text
    assert 'data-state="pledged" data-ready="false" data-waiting' in text
    assert "js/certificate.js" in text
    assert ".pdf" not in text


def test_an_old_pledge_no_longer_reloads_itself(client: Client, pledged: Certificate) -> None:
    with time_machine.travel(pledged.pledged_at.timestamp() + 3600):
        assert 'http-equiv="refresh"' not in text_of(client.get(f"/c/{pledged.number}/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_finished_page_offers_the_picture_then_the_paper(
    client: Client, rendered: Certificate, language: str
) -> None:
    text = text_of(client.get(f"/c/{rendered.number}/?lang={language}"))
    offered = re.findall(rf'(?:src|href)="/c/{rendered.number}\.(\w+)"', text)
    assert offered == ["jpg", "pdf", "jpg", "json"]
    assert "data-waiting" not in text
    assert "CDCER-CD-2022-07-1-10" in text
    assert {"zh-hans": "第 1 至 23,400 克", "en": "grams 1 to 23,400"}[language] in text
    event = {"zh-hans": "成都第31届世界大学生夏季运动会", "en": "Chengdu 2021 FISU World University Games"}
    assert event[language] in text


def test_a_page_never_calls_anybody_carbon_neutral(client: Client, rendered: Certificate) -> None:
    page = text_of(client.get(f"/c/{rendered.number}/?lang=zh-hans")) + text_of(
        client.get(f"/c/{rendered.number}/?lang=en")
    )
    main = "".join(re.findall(r"<article.*?</article>", page, re.S)).lower()
    assert [word for word in ("碳中和", "carbon neutral", "carbon-neutral") if word in main] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_number_of_queries_however_many_certificates_there_are(
    client: Client, event_account: Account, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    certificates = [retire(certify(), event_account) for _ in range(count)]
    with django_assert_num_queries(5):
        client.get(f"/c/{certificates[0].number}/")


def test_the_ladder_of_a_purchase_has_the_payment_in_it(client: Client) -> None:
    bought = certify(funding="bought")
    text = text_of(client.get(f"/c/{bought.number}/?lang=en"))
    marks = re.findall(r"<li( class=\"(\w+)\")?[^>]*>(Pledged|Paid|Retired|Settled)", text)
    assert [(name, mark) for _all, mark, name in marks] == [
        ("Pledged", "done"),
        ("Paid", "now"),
        ("Retired", ""),
        ("Settled", ""),
    ]


@pytest.mark.parametrize("mark", [actions.mark_lapsed, actions.mark_paid])
def test_a_certificate_that_came_to_nothing_says_so_and_stops_waiting(client: Client, mark: Any) -> None:
    bought = mark(certificate=certify(funding="bought"))
    if bought.state == "paid":
        actions.mark_refunded(certificate=bought)
    response = client.get(f"/c/{bought.number}/?lang=en")
    assert (response.status_code, "data-waiting" in text_of(response)) == (200, False)


def test_a_superseded_page_leads_to_the_newer_one(client: Client, rendered: Certificate) -> None:
    newer = certify()
    Certificate.objects.filter(pk=rendered.pk).update(state="superseded", superseded_by=newer)
    assert f'href="/c/{newer.number}/"' in text_of(client.get(f"/c/{rendered.number}/"))


@pytest.mark.parametrize("ending", ["/", ".pdf", ".jpg", ".json", "/newest.json"])
def test_any_way_of_writing_the_number_leads_to_the_one_address(
    client: Client, pledged: Certificate, ending: str
) -> None:
    response = client.get(f"/c/ {shown(pledged)} {ending}?lang=en")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/c/{pledged.number}{ending}?lang=en",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["/", ".pdf", ".jpg", ".json", "/newest.json"])
@pytest.mark.parametrize("number", ["abcdefgh2345", "x", "..", "%00", "a" * 3000, "<script>"])
def test_an_unknown_number_is_told_so_and_where_to_check(
    client: Client, db: None, number: str, ending: str, language: str
) -> None:
    response = client.get(f"/c/{number}{ending}", {"lang": language})
    assert response.status_code == 404
    assert 'href="/verify/"' in text_of(response)
    assert "<script>" not in text_of(response)


def test_the_status_tells_the_state_and_whether_the_papers_are_there(
    client: Client, pledged: Certificate, event_account: Account
) -> None:
    address = f"/c/{pledged.number}/status.json"
    assert client.get(address).json() == {"state": "pledged", "ready": False}
    retire(pledged, event_account)
    assert client.get(address).json() == {"state": "retired", "ready": False}
    actions.render(certificate_id=pledged.pk)
    assert client.get(address).json() == {"state": "retired", "ready": True}
    assert client.get("/c/abcdefgh2345/status.json").status_code == 404


@pytest.mark.parametrize(
    ("ending", "kind", "content_type"), [("pdf", "pdf", "application/pdf"), ("jpg", "poster", "image/jpeg")]
)
def test_a_file_has_a_readable_name_and_is_kept_for_ever(
    client: Client, rendered: Certificate, ending: str, kind: str, content_type: str
) -> None:
    response = client.get(f"/c/{rendered.number}.{ending}")
    stored = Rendering.objects.get(certificate=rendered, kind=kind)
    assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)
    assert response.content == bytes(stored.content)
    assert (
        response.headers["ETag"]
        == f'"{stored.sha256}"'
        == f'"{hashlib.sha256(response.content).hexdigest()}"'
    )
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    number = shown(rendered)
    assert response.headers["Content-Disposition"] == (
        f"inline; filename=\"low-carbon-honour-certificate-{number}.{ending}\"; filename*=UTF-8''"
        "%E4%BD%8E%E7%A2%B3%E8%8D%A3%E8%AA%89%E8%AF%81%E4%B9%A6%20"
        f"Low-Carbon%20Honour%20Certificate%20{number}.{ending}"
    )
    again = client.get(f"/c/{rendered.number}.{ending}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["pdf", "jpg"])
def test_a_paper_that_is_not_made_yet_says_when_to_come_back(
    client: Client, pledged: Certificate, ending: str, language: str
) -> None:
    response = client.get(f"/c/{pledged.number}.{ending}?lang={language}")
    assert (response.status_code, response.headers["Retry-After"]) == (409, "3")
    assert f'href="/c/{pledged.number}/"' in text_of(response)


def test_only_reading_is_possible(client: Client, pledged: Certificate) -> None:
    addresses = ["/", ".pdf", ".jpg", ".json", "/newest.json", "/status.json"]
    assert {client.post(f"/c/{pledged.number}{ending}").status_code for ending in addresses} == {405}


# --- A private name ---------------------------------------------------------------------------------------


@pytest.fixture
def private(event_account: Account) -> Certificate:
    certificate = retire(certify(name_is_public=False, holder_name="韩梅梅"), event_account)
    actions.render(certificate_id=certificate.pk)
    return certificate


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_name_is_nowhere_at_the_public_address(
    client: Client, private: Certificate, language: str
) -> None:
    page = client.get(f"/c/{private.number}/?lang={language}")
    assert (page.status_code, "韩梅梅" in text_of(page)) == (200, False)
    for ending in (".pdf", ".jpg", ".json", "/newest.json"):
        response = client.get(f"/c/{private.number}{ending}?lang={language}")
        assert (response.status_code, response.headers["Content-Type"][:9]) == (403, "text/html")
        assert "韩梅梅" not in text_of(response)


def test_nobody_without_the_key_gets_a_digest_that_a_guessed_name_could_be_tried_on(
    client: Client, private: Certificate
) -> None:
    digests = list(Rendering.objects.filter(certificate=private).values_list("sha256", flat=True))
    for ending in ("/", ".json", "/newest.json", "/status.json", ".pdf", ".jpg"):
        response = client.get(f"/c/{private.number}{ending}")
        seen = text_of(response) + str(response.headers)
        assert [digest for digest in digests if digest in seen] == []
    assert "ETag" not in client.get(f"/c/{private.number}.pdf").headers
    known = client.get(f"/c/{private.number}.pdf", headers={"If-None-Match": f'"{digests[-1]}"'})
    assert known.status_code == 403  # no answer tells that a guess is right


def test_a_private_name_is_hidden_before_the_retirement_too(client: Client, db: None) -> None:
    certificate = certify(name_is_public=False, holder_name="韩梅梅")
    assert "韩梅梅" not in text_of(client.get(f"/c/{certificate.number}/"))


def test_the_holders_link_opens_everything_and_is_never_cached_for_others(
    client: Client, private: Certificate
) -> None:
    key = queries.holder_token(private)
    page = client.get(f"/c/{private.number}/", {"key": key})
    assert "韩梅梅" in text_of(page)
    assert f'href="/c/{private.number}.pdf?key=' in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    paper = client.get(f"/c/{private.number}.pdf", {"key": key})
    assert (paper.status_code, paper.headers["Cache-Control"]) == (
        200,
        "private, max-age=31536000, immutable",
    )
    proof = client.get(f"/c/{private.number}.json", {"key": key})
    assert json.loads(proof.json()["statement"])["holder_name"] == "韩梅梅"
    assert proof.headers["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("key", ["", "x", "韩", "a" * 5000, "\x00"])
def test_a_wrong_key_opens_nothing(client: Client, private: Certificate, key: str) -> None:
    assert client.get(f"/c/{private.number}.pdf", {"key": key}).status_code == 403
    assert "韩梅梅" not in text_of(client.get(f"/c/{private.number}/", {"key": key}))


def test_another_certificates_key_opens_nothing(client: Client, private: Certificate) -> None:
    key = queries.holder_token(certify())
    assert client.get(f"/c/{private.number}.pdf", {"key": key}).status_code == 403


def test_a_certificate_without_a_name_has_nothing_to_hide(client: Client, event_account: Account) -> None:
    nameless = retire(certify(name_is_public=False, holder_name=""), event_account)
    actions.render(certificate_id=nameless.pk)
    assert client.get(f"/c/{nameless.number}.pdf").status_code == 200
    assert WORDING["nobody"]["en"] in text_of(client.get(f"/c/{nameless.number}/?lang=en"))


def test_a_name_that_is_markup_is_only_a_name(client: Client, db: None) -> None:
    certificate = certify(holder_name="<b>lin</b>")
    assert "&lt;b&gt;lin&lt;/b&gt;" in text_of(client.get(f"/c/{certificate.number}/"))


# --- Checking by number -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_asks_for_a_number(client: Client, db: None, language: str) -> None:
    response = client.get(f"/verify/?lang={language}")
    assert (response.status_code, 'name="number"' in text_of(response)) == (200, True)


def test_a_number_typed_in_any_way_leads_to_its_page(client: Client, pledged: Certificate) -> None:
    for typed in (pledged.number, f" {shown(pledged)} ", f"https://diandian.example/c/{pledged.number}/"):
        response = client.get("/verify/", {"number": typed})
        assert (response.status_code, response.headers["Location"]) == (303, f"/c/{pledged.number}/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("7kq3", 400),
        ("7kq3mzh4w9a0", 400),
        ("7kq3mzh4w9ab", 400),
        ("7kq3mzh4w9az", 404),
        ("<script>alert(1)</script>", 400),
        ("\x00" * 12, 400),
        ("张" * 5000, 400),
    ],
)
def test_a_wrong_number_is_explained_and_kept_in_the_field(
    client: Client, db: None, typed: str, status: int, language: str
) -> None:
    response = client.get("/verify/", {"number": typed, "lang": language})
    text = text_of(response)
    assert (response.status_code, 'role="alert"' in text, "<script>alert" in text) == (status, True, False)


def test_each_mistake_has_its_own_sentence(client: Client, db: None) -> None:
    typed = ["7kq3", "7kq3mzh4w9a0", "7kq3mzh4w9ab", "7kq3mzh4w9az"]
    found = [
        re.findall(r'role="alert">(.*?)</p>', text_of(client.get("/verify/", {"number": t}))) for t in typed
    ]
    assert len({sentence for sentences in found for sentence in sentences}) == 4
