"""Every list and every page: cheap, local, in both languages, and silent about what is private."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from certificates.models import Certificate
from credits.models import Account, Transfer
from events.models import Event, Journey
from payments.models import Order
from tests.admin.conftest import MODELS, PRIVATE_NAME, address_of

ADDABLE = [
    model
    for model in MODELS
    if model.__name__
    in {
        *("Event", "Venue", "Zone", "Placement", "Donation", "GuestList", "Design"),
        *("Batch", "Pool", "Reconciliation", "Witness", "Cosignature"),
    }
]


def pages(row_of: Callable[[type[Model]], Model]) -> Iterator[str]:
    yield "/admin/"
    for model in MODELS:
        yield address_of(model)
        yield address_of(model, f"{row_of(model).pk}/change/")
    for model in ADDABLE:
        yield address_of(model, "add/")


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_list_costs_the_same_for_one_row_and_for_three(
    root: Client, in_full_swing: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: dict[int, dict[str, int]] = {1: {}, 3: {}}
    for model in MODELS:
        assert model._default_manager.count() >= 3
        root.get(address_of(model))  # content types and the like are read once a process
        for row_count, found in counts.items():
            monkeypatch.setattr(admin.site._registry[model], "list_per_page", row_count)
            found[model.__name__] = queries_of(root, address_of(model))
    assert counts[1] == counts[3]
    assert max(counts[3].values()) <= 16


class Parts(HTMLParser):
    """What a page would have its reader's browser run, apply or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in values):
            self.inline.append(self.get_starttag_text() or tag)
        self.inline += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        if tag in {"script", "img", "link"}:
            self.fetched.append(values.get("src") or values.get("href") or "")


def test_no_page_needs_more_than_the_content_policy_allows(
    root: Client, row_of: Callable[[type[Model]], Model]
) -> None:
    parts = Parts()
    for address in pages(row_of):
        response = root.get(address)
        assert response.status_code == 200, address
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert "script-src 'self'" in policy
        parts.feed(response.content.decode())
    assert parts.inline == []
    assert [address for address in parts.fetched if not re.match(r"/(static|admin)/", address)] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    root: Client, row_of: Callable[[type[Model]], Model], language: str
) -> None:
    root.cookies["diandian_language"] = language
    for address in pages(row_of):
        response = root.get(address)
        assert (response.status_code, response.headers["Content-Language"]) == (200, language), address


def test_no_page_tells_a_private_name_or_opens_a_journey(
    root: Client, row_of: Callable[[type[Model]], Model]
) -> None:
    codes = list(Journey.objects.values_list("code", flat=True))
    secrets = [PRIVATE_NAME, *codes, *Order.objects.values_list("address_code", flat=True)]
    for address in (
        *pages(row_of),
        *(address_of(Journey, f"{pk}/change/") for pk in Journey.objects.values_list("pk", flat=True)),
        address_of(Certificate, f"?q={PRIVATE_NAME}"),
    ):
        text = root.get(address).content.decode().replace(f'value="{PRIVATE_NAME}"', "")
        assert [secret for secret in secrets if secret in text] == [], address


def test_a_certificate_is_found_by_its_number_however_typed_and_by_a_public_name(
    root: Client, in_full_swing: Event
) -> None:
    certificate = Certificate.objects.latest("pk")

    def found(text: str) -> int:
        return int(root.get(address_of(Certificate), {"q": text}).context["cl"].result_count)

    assert [
        found(str(certificate)),
        found(certificate.number.upper()),
        found("mei"),
        found(PRIVATE_NAME),
    ] == [1, 1, 3, 0]


def test_every_order_filter_and_date_of_a_list_leads_somewhere(root: Client, in_full_swing: Event) -> None:
    for model in MODELS:
        page = root.get(address_of(model))
        # Asked for as the page's own links do, but not drawn: drawing five hundred pages takes half a minute.
        for query in sorted({unescape(found) for found in re.findall(r'href="(\?[^"]+)"', page.text)}):
            request = RequestFactory().get(address_of(model, query))
            request.user = page.wsgi_request.user
            listed = admin.site.get_model_admin(model).changelist_view(request)
            assert isinstance(listed, TemplateResponse), address_of(model, query)
            found = (listed.context_data or {})["cl"]
            assert len(found.result_list) <= found.result_count, address_of(model, query)


ABSURD = (
    *("q=%00", "q=" + "x" * 5000, "q='%22%3B--%F0%9F%8C%B1", "o=99", "p=99999999999", "state__exact=%00"),
    *("id__exact=99999999999999999999999", "nonsense=1", "made_at__year=99999999"),
    "pledged_at__day=40&pledged_at__month=13&pledged_at__year=2023",
)


@pytest.mark.both
def test_an_absurd_address_never_breaks_a_list(root: Client, in_full_swing: Event) -> None:
    addresses = [f"{address_of(model)}?{query}" for model in MODELS for query in ABSURD]
    statuses = {address: root.get(address).status_code for address in addresses}
    assert {address: status for address, status in statuses.items() if status not in {200, 302, 400}} == {}


@pytest.mark.both
def test_a_row_that_is_not_there_leads_back_and_says_so(root: Client, in_full_swing: Event) -> None:
    keys = ("0", "99999999999999999999999", "x", "%00", "..%2f")
    addresses = [address_of(model, f"{key}/change/") for model in MODELS for key in keys]
    statuses = {address: root.get(address).status_code for address in addresses}
    assert {address: status for address, status in statuses.items() if status not in {302, 400, 404}} == {}


def test_the_rooms_stand_in_the_order_of_their_use(root: Client, in_full_swing: Event) -> None:
    apps = root.get("/admin/").context["app_list"]
    labels = [app["app_label"] for app in apps]
    assert labels == ["events", "credits", "payments", "certificates", "footprint", "people"]
    assert [model["object_name"] for model in apps[-1]["models"]] == ["Organization", "User", "Group"]


def test_the_first_page_says_what_waits(root: Client, in_full_swing: Event) -> None:
    text = root.get("/admin/").content.decode()
    assert (
        '<a href="/admin/payments/gatewaynotification/?outcome__exact=needs_staff">3 payments to look into</a>'
        in text
    )


@pytest.mark.parametrize(
    ("model", "question"),
    [
        (Journey, "code__startswith={}"),
        (Journey, "code__gte={}"),
        (Certificate, "holder_name__startswith={}"),
        (Certificate, "holder_name__isnull=0"),
        (Certificate, "statement__contains={}"),
        (Certificate, "key__gte=00000000000000000000000000000000"),
        (Order, "address_code__startswith={}"),
    ],
)
def test_no_address_asks_for_what_stands_on_no_page(
    root: Client, in_full_swing: Event, model: type[Model], question: str
) -> None:
    assert root.get(address_of(model, "?" + question.format("2"))).status_code == 400


def test_what_filters_dates_and_links_ask_is_answered(root: Client, in_full_swing: Event) -> None:
    account = Account.objects.latest("pk").pk
    for model, question in (
        (Journey, f"event__id__exact={in_full_swing.pk}&stage__exact=retired&started_at__year=2026"),
        (Certificate, "state__exact=retired&name_is_public__exact=0&event_code=universiade&failed=yes"),
        (Order, "created_at__gte=2026-01-01T00:00:00Z&created_at__lt=2026-02-01T00:00:00Z"),
        (Transfer, f"credit_account__id__exact={account}"),
        (Transfer, "group__exact=00000000-0000-4000-8000-000000000001"),
        (Transfer, "batch__id__exact=1"),
    ):
        assert root.get(address_of(model, "?" + question)).status_code == 200, question


def test_certificates_are_not_sorted_by_their_names(root: Client, in_full_swing: Event) -> None:
    column = admin.site._registry[Certificate].list_display.index("holder") + 1
    by_name = root.get(address_of(Certificate, f"?o={column}")).context["cl"].queryset
    assert "holder_name" not in str(by_name.query).partition("ORDER BY")[2]
