"""The pages of those who pay, in both languages, and the gateways' door."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

import credits.actions
from credits.models import Account
from payments import actions
from payments.errors import GatewayRefusedError, GatewayUnavailableError, UnreadableNotificationError
from payments.gateway import Redirect
from payments.gateways.sandbox import SandboxGateway
from payments.models import GatewayNotification, Order, PaymentAttempt
from payments.sandbox import service
from payments.sandbox.service import Knobs
from tests.payments.conftest import pay

NOTIFY = "/payments/notify/sandbox/"


def page(client: Client, order: Order, language: str = "en") -> tuple[int, str]:
    response = client.get(f"/pay/{order.address_code}/?lang={language}")
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    return response.status_code, response.content.decode()


def heading(text: str) -> str:
    return text.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize(("language", "title"), [("en", "Payment"), ("zh-hans", "付款")])
def test_the_order_says_what_it_costs(client: Client, order: Order, language: str, title: str) -> None:
    status, text = page(client, order, language)
    assert (status, heading(text)) == (200, title)
    assert [text.count(word) for word in ("¥1.38", "23 kg CO₂e", 'name="gateway" value="sandbox"')] == [
        1,
        2,
        1,
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_minutes_left_are_rounded_up(client: Client, order: Order, language: str) -> None:
    expected = {"en": "another 5 min", "zh-hans": "还剩 5 分钟"}[language]
    with time_machine.travel(order.expires_at - timedelta(minutes=4, seconds=1), tick=False):
        assert expected in page(client, order, language)[1]


def test_paying_leads_to_the_gateway_with_303(client: Client, order: Order) -> None:
    responses = [client.post(f"/pay/{order.address_code}/", {"gateway": "sandbox"}) for _ in range(3)]
    assert [(response.status_code, response["Location"]) for response in responses] == [
        (303, PaymentAttempt.objects.get().redirect_url)
    ] * 3


def test_who_blocks_cookies_can_pay_as_well(order: Order) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"/pay/{order.address_code}/").cookies.output() == ""
    assert client.post(f"/pay/{order.address_code}/", {"gateway": "sandbox"}).status_code == 303


def test_a_gateway_on_another_host_is_reached_by_a_link(
    client: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SandboxGateway, "open", lambda *_args: Redirect("https://pay.example/t?a=1&b=2"))
    response = client.post(f"/pay/{order.address_code}/", {"gateway": "sandbox"}, follow=True)
    assert response.redirect_chain == [(f"/pay/{order.address_code}/go/", 302)]
    assert 'href="https://pay.example/t?a=1&amp;b=2"' in response.content.decode()


def test_there_is_no_way_out_before_an_attempt(client: Client, order: Order) -> None:
    response = client.get(f"/pay/{order.address_code}/go/")
    assert (response.status_code, response["Location"]) == (302, f"/pay/{order.address_code}/")


@pytest.mark.parametrize("gateway", ["", "paypal", "x" * 5000, "sandbox\x00"])
def test_a_gateway_that_is_none_is_refused(client: Client, order: Order, gateway: str) -> None:
    assert client.post(f"/pay/{order.address_code}/", {"gateway": gateway}).status_code == 400


def test_a_gateway_that_is_away_is_said_so(
    client: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> None:
        raise GatewayUnavailableError("no answer")

    monkeypatch.setattr(SandboxGateway, "open", away)
    response = client.post(f"/pay/{order.address_code}/?lang=en", {"gateway": "sandbox"})
    assert response.status_code == 503
    assert "The payment service does not answer. Nothing was charged." in response.content.decode()


def test_without_any_gateway_the_page_says_so(client: Client, order: Order, settings: Settings) -> None:
    settings.PAYMENT_SANDBOX = False
    status, text = page(client, order)
    assert (status, text.count("There is no way to pay here at the moment."), text.count("<form")) == (
        200,
        1,
        0,
    )


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The time to pay is up"), ("zh-hans", "付款时间已过")]
)
@pytest.mark.parametrize("swept", [True, False])
def test_an_expired_order_says_what_to_do(
    client: Client, order: Order, language: str, title: str, swept: bool
) -> None:
    if swept:
        actions.expire(now=order.expires_at)
    with time_machine.travel(order.expires_at, tick=False):
        status, text = page(client, order, language)
        posted = client.post(f"/pay/{order.address_code}/?lang={language}", {"gateway": "sandbox"})
    assert (status, heading(text), text.count("<form"), text.count('href="/j/lin/"')) == (200, title, 0, 1)
    assert (posted.status_code, heading(posted.content.decode())) == (409, title)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Paid. Thank you."), ("zh-hans", "付款成功，谢谢您！")]
)
def test_a_paid_order_leads_on(
    client: Client, order: Order, attempt: PaymentAttempt, language: str, title: str
) -> None:
    pay(attempt)
    status, text = page(client, order, language)
    assert (status, heading(text), text.count('href="/j/lin/"')) == (200, title, 1)
    assert client.post(f"/pay/{order.address_code}/", {"gateway": "sandbox"}).status_code == 409


def test_money_on_its_way_back_is_said_so(
    client: Client, order: Order, attempt: PaymentAttempt, event_account: Account
) -> None:
    actions.expire(now=order.expires_at)
    credits.actions.hold(account=event_account, amount_grams=9_990_000, expires_at=None, key=uuid.uuid4())
    with time_machine.travel(order.expires_at + timedelta(minutes=1)):
        pay(attempt, although_closed=True)
    assert heading(page(client, order)[1]) == "Your money is on its way back"
    actions.send_refunds(now=order.expires_at + timedelta(days=1))
    assert heading(page(client, order)[1]) == "Refunded"


def test_who_had_withdrawn_is_told_why_the_money_goes_back(
    client: Client, order: Order, attempt: PaymentAttempt
) -> None:
    actions.withdraw(order=order)
    assert heading(page(client, order)[1]) == "This order is cancelled"
    pay(attempt, although_closed=True)
    text = page(client, order)[1]
    assert heading(text) == "Your money is on its way back"
    assert text.count("Your payment came after you had chosen another way.") == 1
    assert "no credits were left" not in text


def test_who_paid_too_late_for_the_last_credits_is_told_so(
    client: Client, order: Order, attempt: PaymentAttempt, event_account: Account
) -> None:
    actions.expire(now=order.expires_at)
    credits.actions.hold(account=event_account, amount_grams=9_990_000, expires_at=None, key=uuid.uuid4())
    with time_machine.travel(order.expires_at + timedelta(minutes=1)):
        pay(attempt, although_closed=True)
    assert page(client, order)[1].count("no credits were left by then.") == 1


def test_a_refund_that_was_refused_is_not_said_to_be_on_its_way(
    client: Client, order: Order, attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise GatewayRefusedError("account closed")

    monkeypatch.setattr(SandboxGateway, "refund", refuse)
    actions.withdraw(order=order)
    pay(attempt, although_closed=True)
    actions.send_refunds(now=order.expires_at)
    text = page(client, order)[1]
    assert heading(text) == "Your refund takes longer"
    assert (text.count("Our staff are looking into it"), text.count("goes back the way it came")) == (1, 0)


def test_a_wrong_amount_that_went_back_is_said_so(
    client: Client, order: Order, attempt: PaymentAttempt
) -> None:
    pay(attempt, Knobs(wrong_amount=True))
    attempt.refresh_from_db()
    actions.refund(attempt=attempt, amount_fen=139, reason="wrong amount", key=uuid.uuid4())
    actions.send_refunds(now=timezone.now() + timedelta(seconds=31))
    text = page(client, order)[1]
    assert [text.count(words) for words in ("¥1.39 went back the way it came.", "staff", "<form")] == [
        1,
        0,
        1,
    ]


def test_an_answer_of_the_gateway_that_makes_no_sense_is_said_so(
    client: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nonsense(*_args: object) -> None:
        raise UnreadableNotificationError("<html>502 Bad Gateway")

    monkeypatch.setattr(SandboxGateway, "open", nonsense)
    assert client.post(f"/pay/{order.address_code}/", {"gateway": "sandbox"}).status_code == 503


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Our staff are looking into it"), ("zh-hans", "工作人员正在核实")]
)
def test_a_wrong_amount_is_told_to_the_payer(
    client: Client, order: Order, attempt: PaymentAttempt, language: str, words: str
) -> None:
    pay(attempt, Knobs(wrong_amount=True))
    text = page(client, order, language)[1]
    assert (text.count(words), text.count("<form")) == (1, 0)  # nobody is asked to pay a second time


@pytest.mark.parametrize("code", ["nonsense", "2222222222222222", "x" * 300, "%00", "..%2f"])
@pytest.mark.parametrize("tail", ["", "go/"])
def test_an_address_of_no_order_is_not_found(client: Client, db: None, code: str, tail: str) -> None:
    assert client.get(f"/pay/{code}/{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["", "go/"])
def test_the_number_of_an_order_opens_nothing(client: Client, order: Order, tail: str) -> None:
    assert client.get(f"/pay/{order.number}/{tail}").status_code == 404


def notify(client: Client, body: bytes, **headers: str) -> tuple[int, bytes]:
    response = client.post(NOTIFY, body, content_type="application/json", headers=headers)
    return response.status_code, response.content


def test_a_signed_notification_is_acknowledged(order: Order, attempt: PaymentAttempt) -> None:
    client = Client(enforce_csrf_checks=True)
    body = service.pay(attempt.number, Knobs())[0].body.encode()
    for _ in range(2):
        headers = service.signed_headers(body, now=timezone.now())
        assert notify(client, body, **headers) == (200, b'{"code": "SUCCESS"}')
    order.refresh_from_db()
    assert order.state == "paid"


@pytest.mark.parametrize("length", ["many", "-1", "1.5", "²", "1 0", "9" * 5000])
def test_a_length_that_is_no_number_is_a_bad_request(client: Client, db: None, length: str) -> None:
    response = client.post(NOTIFY, b"{}", content_type="application/json", CONTENT_LENGTH=length)
    assert (response.status_code, GatewayNotification.objects.count()) == (400, 0)


def test_an_unsigned_notification_is_refused(client: Client, order: Order, attempt: PaymentAttempt) -> None:
    body = service.pay(attempt.number, Knobs())[0].body.encode()
    assert notify(client, body) == (401, b'{"code": "FAIL"}')
    order.refresh_from_db()
    assert order.state == "awaiting"


def test_a_notification_too_large_is_not_even_read(client: Client, db: None) -> None:
    assert notify(client, b"x" * 65_537) == (413, b"")
    assert GatewayNotification.objects.count() == 0


def test_the_door_of_a_gateway_takes_posts_only(client: Client, db: None) -> None:
    assert client.get(NOTIFY).status_code == 405


@pytest.mark.parametrize("gateway", ["paypal", "x" * 300])
def test_a_gateway_that_nobody_knows_has_no_door(client: Client, db: None, gateway: str) -> None:
    assert client.post(f"/payments/notify/{gateway}/").status_code == 404


def test_where_the_sandbox_is_not_allowed_its_door_is_shut(
    client: Client, db: None, settings: Settings
) -> None:
    settings.PAYMENT_SANDBOX = False
    assert client.post(NOTIFY).status_code == 404
