"""Staff send back what was really paid, if they may; the buyer's addresses are shown to nobody."""

import pytest
from django.test import Client

import people.actions
from credits.models import Account
from payments import actions, queries
from payments.errors import GatewayRefusedError
from payments.gateways.sandbox import SandboxGateway
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund
from payments.sandbox.service import Knobs
from people.models import User
from tests.payments.conftest import pay, place

LISTS = {Order: "/admin/payments/order/", PaymentAttempt: "/admin/payments/paymentattempt/"}


def logged_in(role: str) -> Client:
    user = User.objects.create_user(f"a-{role.replace(' ', '-')}", is_staff=True)
    people.actions.sync_roles()
    people.actions.give_role(user=user, role=role)
    client = Client()
    client.force_login(user)
    client.cookies["diandian_language"] = "en"
    return client


def refund(client: Client, model: type[Order] | type[PaymentAttempt]) -> list[str]:
    """Choose all rows and send back what was paid; what the page then says."""
    keys = [str(pk) for pk in model.objects.values_list("pk", flat=True)]
    form = {"action": "refund_paid", "_selected_action": keys}
    response = client.post(LISTS[model], form, follow=True)
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("model", list(LISTS))
def test_a_clerk_sends_back_what_was_really_paid(
    attempt: PaymentAttempt, model: type[Order] | type[PaymentAttempt]
) -> None:
    pay(attempt, Knobs(wrong_amount=True))
    clerk = logged_in("exchange clerk")
    assert refund(clerk, model) == ["¥1.39 goes back the way it came."]
    assert refund(clerk, model) == ["Of what was paid, nothing is left to go back."]
    row = Refund.objects.get()
    assert row.requested_by is not None
    assert (row.amount_fen, row.requested_by.get_username()) == (139, "a-exchange-clerk")


def test_a_clerk_sends_back_all_that_was_paid_for_several_orders(event_account: Account) -> None:
    for _ in range(3):
        pay(actions.start_attempt(order=place(), gateway="sandbox"))
    place()
    assert refund(logged_in("exchange clerk"), Order) == ["¥4.14 goes back the way it came."]
    assert sorted(order.state for order in Order.objects.all()) == ["awaiting", *["refund_due"] * 3]


def test_who_may_only_look_sends_nothing_back(attempt: PaymentAttempt) -> None:
    pay(attempt)
    support = logged_in("support")
    assert "Refund what was paid" not in support.get(LISTS[Order]).content.decode()
    refund(support, Order)
    assert Refund.objects.count() == 0


def test_a_refused_refund_is_on_the_first_page_until_it_is_tried_again(
    attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise GatewayRefusedError("account closed")

    pay(attempt)
    clerk = logged_in("exchange clerk")
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", refuse)
        refund(clerk, Order)
        actions.send_refund(refund_id=Refund.objects.get().pk)
    assert "1 refused refund" in clerk.get("/admin/").content.decode()
    assert refund(clerk, Order) == ["¥1.38 goes back the way it came."]
    assert "refused refund" not in clerk.get("/admin/").content.decode()


def test_no_page_of_the_staff_leads_to_the_buyers(order: Order, attempt: PaymentAttempt) -> None:
    pay(attempt)
    root = Client()
    root.force_login(User.objects.create_superuser("root-of-staff"))
    refund(root, Order)
    secrets = [order.return_path, order.address_code, queries.checkout_path(order), attempt.redirect_url]
    for model in (Order, PaymentAttempt, Refund, GatewayNotification):
        name = model._meta.model_name
        row = model._default_manager.get()
        for address in (f"/admin/payments/{name}/", f"/admin/payments/{name}/{row.pk}/change/"):
            page = root.get(address).content.decode()
            assert [secret for secret in secrets if secret in page] == []
