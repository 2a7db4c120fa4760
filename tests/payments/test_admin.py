"""Staff see everything and change nothing."""

import uuid

import pytest
from django.contrib import admin
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from payments import actions
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund
from people.models import User
from tests.payments.conftest import pay

MODELS = [Order, PaymentAttempt, Refund, GatewayNotification]


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("root-of-staff"))
    return client


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_list_can_be_searched_and_no_row_changed(
    staff: Client, order: Order, attempt: PaymentAttempt, model: type, language: str
) -> None:
    staff.cookies["diandian_language"] = language
    pay(attempt)
    attempt.refresh_from_db()
    actions.refund(attempt=attempt, amount_fen=1, reason="asked for", key=uuid.uuid4())
    name = model._meta.model_name  # type: ignore[attr-defined]
    row = model._default_manager.get()  # type: ignore[attr-defined]
    addresses = {
        f"/admin/payments/{name}/": 200,
        f"/admin/payments/{name}/?q={order.number}": 200,
        f"/admin/payments/{name}/{row.pk}/change/": 200,
        f"/admin/payments/{name}/add/": 403,
        f"/admin/payments/{name}/{row.pk}/delete/": 403,
    }
    assert {address: staff.get(address).status_code for address in addresses} == addresses
    assert staff.post(f"/admin/payments/{name}/{row.pk}/change/", {"state": "paid"}).status_code == 403


def test_the_sandboxs_memory_is_not_among_ours() -> None:
    assert "SandboxTransaction" not in {model.__name__ for model in admin.site._registry}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_orders_costs_the_same_however_long(
    staff: Client, order: Order, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        staff.get("/admin/payments/order/")
