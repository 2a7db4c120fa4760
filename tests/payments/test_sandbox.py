"""The far side: the hosted page, its knobs, and how it speaks."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from payments import actions, tasks
from payments.models import GatewayNotification, Order, PaymentAttempt, SandboxTransaction
from payments.sandbox import service
from payments.sandbox import views as sandbox_views
from payments.sandbox.service import Delivery, Knobs

Sent = list[Delivery]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What the page hands to the worker."""
    deliveries: Sent = []
    monkeypatch.setattr(sandbox_views, "_send", deliveries.append)
    return deliveries


def address(attempt: PaymentAttempt) -> str:
    return attempt.redirect_url


def kinds(sent: Sent) -> list[tuple[str, int, int, bool]]:
    events = [json.loads(delivery.body) for delivery in sent]
    return [
        (event["kind"], event["amount"]["total"], delivery.after_seconds, delivery.is_forged)
        for event, delivery in zip(events, sent, strict=True)
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["SANDBOX, no real money", ">Pay<", ">Cancel<", "For testers: misbehave"]),
        ("zh-hans", ["沙箱环境，不涉及真实资金", ">付款<", ">取消<", "测试选项：模拟异常"]),
    ],
)
def test_the_page_says_that_it_is_a_sandbox(
    client: Client, attempt: PaymentAttempt, language: str, words: list[str]
) -> None:
    response = client.get(f"{address(attempt)}?lang={language}")
    text = response.content.decode()
    assert (response.status_code, [text.count(word) for word in words]) == (200, [1] * len(words))
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("knobs", "expected"),
    [
        ({}, [("paid", 138, 0, False)]),
        ({"late_seconds": "7"}, [("paid", 138, 7, False)]),
        ({"late_seconds": "100"}, [("paid", 138, 100, False)]),
        (
            {"late_seconds": "100", "out_of_order": "on"},
            [("paid", 138, 98, False), ("closed", 138, 100, False)],
        ),
        ({"twice": "on"}, [("paid", 138, 0, False)] * 2),
        ({"out_of_order": "on"}, [("paid", 138, 0, False), ("closed", 138, 2, False)]),
        ({"wrong_amount": "on"}, [("paid", 139, 0, False)]),
        ({"bad_signature": "on"}, [("paid", 138, 0, True)]),
        ({"silent": "on"}, []),
    ],
)
def test_each_knob_does_what_it_says(
    client: Client,
    attempt: PaymentAttempt,
    sent: Sent,
    knobs: dict[str, str],
    expected: list[tuple[str, int, int, bool]],
) -> None:
    response = client.post(address(attempt), {"choice": "pay", **knobs})
    assert (response.status_code, response["Location"], kinds(sent)) == (303, "/j/lin/", expected)


def test_pressing_pay_twice_pays_once(client: Client, attempt: PaymentAttempt, sent: Sent) -> None:
    for _ in range(3):
        assert client.post(address(attempt), {"choice": "pay"}).status_code == 303
    assert (len(sent), SandboxTransaction.objects.get().paid_fen) == (1, 138)


def test_cancelling_closes_and_leads_back(client: Client, attempt: PaymentAttempt, sent: Sent) -> None:
    response = client.post(address(attempt), {"choice": "cancel"})
    assert (response.status_code, response["Location"]) == (303, "/j/lin/")
    assert kinds(sent) == [("closed", 138, 0, False)]


def test_what_is_closed_is_not_paid_but_by_a_tester(
    client: Client, order: Order, attempt: PaymentAttempt, sent: Sent
) -> None:
    actions.expire(now=order.expires_at)
    assert client.post(address(attempt), {"choice": "pay"}).status_code == 409
    assert kinds(sent) == []
    assert client.post(address(attempt), {"choice": "pay although closed"}).status_code == 303
    assert kinds(sent) == [("paid", 138, 0, False)]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"choice": "steal"},
        {"choice": "pay", "late_seconds": "-1"},
        {"choice": "pay", "late_seconds": "101"},
        {"choice": "pay", "late_seconds": "soon"},
    ],
)
def test_an_absurd_form_pays_nothing(
    client: Client, attempt: PaymentAttempt, sent: Sent, form: dict[str, str]
) -> None:
    assert client.post(address(attempt), form).status_code == 400
    assert (sent, SandboxTransaction.objects.get().state) == ([], "open")


@pytest.mark.parametrize("number", ["nothing", "x" * 300, "%00"])
def test_a_transaction_that_is_not_there_is_not_found(client: Client, db: None, number: str) -> None:
    assert client.get(f"/sandbox/pay/{number}/").status_code == 404


def test_where_the_sandbox_is_not_allowed_there_is_no_page(
    client: Client, attempt: PaymentAttempt, settings: Settings
) -> None:
    settings.PAYMENT_SANDBOX = False
    assert [client.get(address(attempt)).status_code, client.post(address(attempt)).status_code] == [404, 404]


def test_a_broker_that_is_away_does_not_stop_the_payer(
    client: Client, attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_kwargs: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.sandbox_notify, "apply_async", away)
    assert client.post(address(attempt), {"choice": "pay"}).status_code == 303


# --- Over real HTTP ---------------------------------------------------------------------------------------


@pytest.fixture
def listening(live_server: LiveServer, settings: Settings) -> LiveServer:
    settings.SANDBOX_NOTIFY_URL = live_server.url
    return live_server


def test_a_notification_travels_over_http(
    listening: LiveServer, order: Order, attempt: PaymentAttempt
) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    assert tasks.post_notification(delivery.body.encode()) == 200
    order.refresh_from_db()
    assert order.state == "paid"


def test_a_forged_notification_is_sent_once_and_refused(
    listening: LiveServer, order: Order, attempt: PaymentAttempt
) -> None:
    (delivery,) = service.pay(attempt.number, Knobs(bad_signature=True))
    assert tasks.sandbox_notify.apply(args=(delivery.body, True)).get() == 401
    assert [row.outcome for row in GatewayNotification.objects.all()] == ["forged"]


@pytest.mark.django_db(transaction=True)
def test_a_notification_that_nobody_hears_is_sent_again(
    attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([*[0] * 7, 500, 200])
    waits: list[int] = []
    monkeypatch.setattr(tasks, "post_notification", lambda *_args, **_kwargs: next(answers))
    retry = tasks.sandbox_notify.retry

    def remember(countdown: int) -> Exception:
        waits.append(countdown)
        return retry(countdown=countdown)

    monkeypatch.setattr(tasks.sandbox_notify, "retry", remember)
    assert tasks.sandbox_notify.apply(args=("{}",)).get() == 200
    # None is longer than the broker's visibility timeout, after which the message would come twice.
    assert waits == [1, 2, 4, 8, 16, 32, 64, 100]


def test_nobody_listening_is_no_answer(settings: Settings) -> None:
    settings.SANDBOX_NOTIFY_URL = "http://127.0.0.1:9"
    assert tasks.post_notification(b"{}") == 0


def test_the_sandbox_speaks_http_only(settings: Settings) -> None:
    settings.SANDBOX_NOTIFY_URL = "file:///etc"
    with pytest.raises(ValueError, match="SANDBOX_NOTIFY_URL must begin with"):
        tasks.post_notification(b"{}")


def test_the_sandbox_has_a_memory_of_its_own() -> None:
    relations = [field.name for field in SandboxTransaction._meta.get_fields() if field.is_relation]
    assert relations == []


def test_the_sweeper_does_all_that_is_due(order: Order, attempt: PaymentAttempt) -> None:
    service.pay(attempt.number, Knobs(silent=True))
    PaymentAttempt.objects.update(ask_at=timezone.now())
    assert tasks.expire() == 0
    order.refresh_from_db()
    assert order.state == "paid"


def test_the_number_of_an_attempt_opens_no_page(client: Client, attempt: PaymentAttempt) -> None:
    assert client.get(f"/sandbox/pay/{attempt.number}/").status_code == 404
    assert attempt.number not in attempt.redirect_url


def test_the_page_of_a_transaction_is_on_our_own_host(attempt: PaymentAttempt) -> None:
    assert urlsplit(attempt.redirect_url).netloc == ""
