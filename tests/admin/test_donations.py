"""One clerk enters what a donor offers, another decides."""

import uuid

import pytest
from django.test import Client

import certificates.queries
import credits.actions
import events.donating.queries
from credits.models import Account
from events.certifying import gift_key
from events.models import Donation, Event
from people.models import Organization, User
from tests.admin.conftest import in_english, log_in
from tests.conftest import issued, new_batch

LIST, ADD = "/admin/events/donation/", "/admin/events/donation/add/"


@pytest.fixture
def account(universiade: Event, donor_company: Organization) -> Account:
    """The donor's account with ten tonnes."""
    account = credits.actions.open_account(code="donor:new", kind="donor", organization=donor_company)
    issued(new_batch(), account)
    return account


@pytest.fixture
def offered(clerk: Client, universiade: Event, account: Account) -> Donation:
    """2.5 tonnes, entered by the first clerk."""
    response = clerk.post(ADD, typed(universiade, account))
    assert response.status_code == 302
    return Donation.objects.get(account=account)


def typed(event: Event, account: Account, amount: str = "2.5 t", note: str = "") -> dict[str, str]:
    return {"event": str(event.pk), "account": str(account.pk), "amount_grams": amount, "note": note}


def errors_of(client: Client, values: dict[str, str]) -> dict[str, list[str]]:
    return in_english(client.post(ADD, values).context["adminform"].form.errors)


def decide(client: Client, donation: Donation, decision: str) -> list[str]:
    """Press a button on the donation's page; what is said then."""
    response = client.post(f"{LIST}{donation.pk}/decide/", {"decision": decision}, follow=True)
    assert response.redirect_chain == [(f"{LIST}{donation.pk}/change/", 302)]
    return [str(message) for message in response.context["messages"]]


def test_an_offer_is_kept_in_grams_and_moves_nothing(offered: Donation, account: Account) -> None:
    account.refresh_from_db()
    assert (offered.amount_grams, offered.state, account.debited_grams) == (2_500_000, "offered", 0)
    assert (str(offered.donor), offered.offered_by.username) == ("青禾能源", "clerk-wang")


def test_a_colleague_confirms_and_the_credits_move(
    offered: Donation, account: Account, other_clerk: Client, universiade: Event
) -> None:
    before = Account.objects.get(pk=universiade.donated_account.pk).credited_grams
    assert decide(other_clerk, offered, "confirm") == ["1 donation decided."]
    offered.refresh_from_db()
    after = Account.objects.get(pk=universiade.donated_account.pk).credited_grams
    assert offered.decided_by == User.objects.get(username="clerk-zhao")
    assert (offered.state, after - before) == ("confirmed", 2_500_000)


def test_who_entered_it_sees_no_button_and_is_refused(offered: Donation, clerk: Client) -> None:
    page = clerk.get(f"{LIST}{offered.pk}/change/")
    assert "refusal" in page.context["decision"]
    (refusal,) = decide(clerk, offered, "confirm")
    assert refusal.endswith("(2.5 t): whoever entered a donation cannot decide on it; ask a colleague.")
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_pressing_confirm_twice_moves_once(offered: Donation, account: Account, other_clerk: Client) -> None:
    decide(other_clerk, offered, "confirm")
    (refusal,) = decide(other_clerk, offered, "confirm")
    account.refresh_from_db()
    assert refusal.endswith("it has been decided already.")
    assert account.debited_grams == 2_500_000


def test_declining_moves_nothing(offered: Donation, account: Account, other_clerk: Client) -> None:
    assert decide(other_clerk, offered, "decline") == ["1 donation decided."]
    offered.refresh_from_db()
    account.refresh_from_db()
    assert (offered.state, account.debited_grams) == ("declined", 0)


def test_what_the_account_no_longer_holds_is_refused_in_words(
    offered: Donation, account: Account, other_clerk: Client, inventory: Account
) -> None:
    credits.actions.move(
        debit=account, credit=inventory, amount_grams=9_000_000, key=uuid.uuid4(), reason="sold", by=None
    )
    (refusal,) = decide(other_clerk, offered, "confirm")
    assert refusal.endswith("(2.5 t): the donor's account has only 1 t available.")


def test_several_are_decided_in_the_list_and_each_refusal_is_named(
    offered: Donation, account: Account, clerk: Client, other_clerk: Client, universiade: Event
) -> None:
    other_clerk.post(ADD, typed(universiade, account, "1 t"), follow=True)  # and reads that it was added
    rows = [row.pk for row in Donation.objects.filter(account=account)]
    values = {"action": "confirm", "_selected_action": rows}
    said = [str(message) for message in other_clerk.post(LIST, values, follow=True).context["messages"]]
    assert [text.rpartition(": ")[2] for text in said] == [
        "whoever entered a donation cannot decide on it; ask a colleague.",
        "1 donation decided.",
    ]
    assert set(Donation.objects.filter(account=account).values_list("state", "amount_grams")) == {
        ("confirmed", 2_500_000),
        ("offered", 1_000_000),
    }


def test_the_first_page_tells_a_colleague_and_not_who_entered_it(
    offered: Donation, clerk: Client, other_clerk: Client
) -> None:
    link = '<a href="/admin/events/donation/?state__exact=offered">1 donation to decide on</a>'
    assert [link in client.get("/admin/").content.decode() for client in (clerk, other_clerk)] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("", "This field is required."),
        ("500", "Type a number and its unit: 500 t, 23.4 kg or 1200 g. A part of a gram is not possible."),
        ("0.5 g", "Type a number and its unit: 500 t, 23.4 kg or 1200 g. A part of a gram is not possible."),
        ("0 t", "An amount is at least 1 g and at most 9,000,000,000 t."),
        ("9999999999999999999 t", "An amount is at least 1 g and at most 9,000,000,000 t."),
        ("10.000001 t", "The donor's account has only 10 t available."),
        ("1" * 41, "Ensure this value has at most 40 characters (it has 41)."),
    ],
)
def test_an_amount_that_cannot_be_is_refused_in_words(
    clerk: Client, universiade: Event, account: Account, amount: str, sentence: str
) -> None:
    assert errors_of(clerk, typed(universiade, account, amount)) == {"amount_grams": [sentence]}


def test_no_more_comes_to_an_event_whose_leftovers_are_settled(
    clerk: Client, universiade: Event, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events.donating.queries, "room_for", lambda event: 1_000_000)
    assert errors_of(clerk, typed(universiade, account, "1.000001 t")) == {
        "amount_grams": [
            "The leftovers of this event are settled: no more comes to it than the 1 t it is short of."
        ]
    }
    assert clerk.post(ADD, typed(universiade, account, "1 t")).status_code == 302
    assert Donation.objects.get(account=account).amount_grams == 1_000_000


def test_the_same_offer_is_not_entered_twice_by_accident(
    offered: Donation, other_clerk: Client, universiade: Event, account: Account
) -> None:
    (sentence,) = errors_of(other_clerk, typed(universiade, account))["__all__"]
    assert sentence.startswith("The same donation, entered by clerk-wang, waits for a decision.")
    assert other_clerk.post(ADD, typed(universiade, account, note="a second letter")).status_code == 302


def test_the_exchanges_own_account_gives_no_donations(clerk: Client, universiade: Event) -> None:
    assert list(errors_of(clerk, typed(universiade, universiade.sale_account))) == ["account"]


@pytest.mark.parametrize("role", ["organiser", "verifier", "support"])
def test_who_may_not_decide_is_refused(offered: Donation, role: str) -> None:
    client = log_in(role)
    assert client.post(f"{LIST}{offered.pk}/decide/", {"decision": "confirm"}).status_code == 403
    client.post(LIST, {"action": "confirm", "_selected_action": [offered.pk]})
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_a_decision_is_a_post_and_one_of_two(offered: Donation, other_clerk: Client) -> None:
    address = f"{LIST}{offered.pk}/decide/"
    statuses = [
        other_clerk.get(address).status_code,
        other_clerk.post(address, {"decision": "burn"}).status_code,
        other_clerk.post(f"{LIST}999999/decide/", {"decision": "confirm"}).status_code,
    ]
    assert statuses == [405, 404, 404]


def test_a_confirmed_donation_leads_to_its_certificate(offered: Donation, other_clerk: Client) -> None:
    address = f"{LIST}{offered.pk}/change/"
    assert "/c/" not in other_clerk.get(address).content.decode()
    decide(other_clerk, offered, "confirm")
    certificate = certificates.queries.by_key(gift_key(offered))
    assert certificate is not None
    assert (
        f'<a href="/c/{certificate.number}/">{certificate}</a>' in other_clerk.get(address).content.decode()
    )
