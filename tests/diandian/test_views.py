"""What belongs to no app: health, language, the public numbers."""

import pytest
from django.test import Client

from events.models import Event


def test_health_says_ok_while_the_database_answers(db: None) -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_health_is_503_when_the_database_does_not(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise ConnectionError

    monkeypatch.setattr("diandian.views.connection", Away())
    assert Client().get("/healthz").status_code == 503


def test_the_public_numbers_of_an_event_are_whole_grams(universiade: Event) -> None:
    numbers = Client().get("/api/v1/events/low-carbon-universiade/").json()
    assert (numbers["donated_grams"], numbers["available_grams"], numbers["retired_grams"]) == (
        10**9,
        10**9,
        0,
    )
    assert Client().get("/api/v1/events/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("en-US", "en"),
        ("de", "zh-hans"),
        ("", "zh-hans"),
        ("fr,en;q=0.5", "en"),
    ],
)
def test_every_phone_gets_one_of_the_two_languages(universiade: Event, accepted: str, language: str) -> None:
    response = Client(headers={"accept-language": accepted}).get("/")
    assert response["Content-Language"] == language
    assert response["Vary"].lower().count("accept-language") == 1


@pytest.mark.parametrize("address", ["/nowhere", "/z/none/", "/c/none/", "/pay/none/", "/favicon.ico"])
def test_an_address_that_leads_nowhere_is_a_kind_404(db: None, address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_mistake_of_ours_is_told_on_a_page(
    db: None, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def break_down() -> None:
        raise RuntimeError

    monkeypatch.setattr("events.queries.open_events", break_down)
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    response = client.get("/")
    assert response.status_code == 500
    words = "Something broke on our side" if language == "en" else "我们这边出了问题"
    assert words in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/ledger/?after=%00",
        "/ledger/search/?q=a%00b",
        "/ledger/?%00=1",
        "/ledger/accounts/a%00/",
        "/donors/?page=%00",
        "/admin/events/event/?q=%00",
    ],
)
def test_a_nul_in_an_address_is_a_mistake_of_whoever_asks(db: None, address: str) -> None:
    """PostgreSQL has no such character, and a query with it would be a mistake of ours."""
    assert Client().get(address).status_code == 400
