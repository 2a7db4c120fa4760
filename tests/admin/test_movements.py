"""What staff do to batches, transfers, accounts and retirements: look ahead, then act or propose."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import credits.actions
from credits.models import Account, Batch, BatchMark, Proposal, Retirement, RetirementRequest, Transfer
from people.models import User
from tests.admin.conftest import in_english, log_in
from tests.admin.ledger_stage import batch_of, retired, with_block
from tests.admin.test_proposals import decide
from tests.conftest import clerks, replaced_by_two

BATCH, ACCOUNT, TRANSFER, RETIREMENT = (
    f"/admin/credits/{name}/" for name in ("batch", "account", "transfer", "retirement")
)


@pytest.fixture
def batch(event_account: Account) -> Batch:
    return Batch.objects.get()


@pytest.fixture
def wang(clerk: Client) -> User:
    return User.objects.get(username="clerk-wang")


def typed(**values: object) -> dict[str, object]:
    return {"key": str(uuid.uuid4()), **values}


def errors_of(client: Client, address: str, values: dict[str, object]) -> dict[str, list[str]]:
    return in_english(client.post(address, values).context["form"].errors)


def looked_ahead(client: Client, address: str, values: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    """The summary and the consequences of the second look."""
    page = client.post(address, values)
    assert page.context["is_preview"] is True
    with translation.override("en"):
        return dict(page.context["form"].summary), page.context["form"].consequences


def acts_offered(client: Client, address: str) -> list[str]:
    return [link.address.rsplit("/", 2)[1] for link in client.get(address).context["links"]]


def moved(event_account: Account, inventory: Account, amount_grams: int) -> Transfer:
    rows = credits.actions.move(
        debit=event_account,
        credit=inventory,
        amount_grams=amount_grams,
        key=uuid.uuid4(),
        reason="lent",
        by=clerks()[0],
    )
    return rows[0]


# --- Batches ----------------------------------------------------------------------------------------------


def test_a_look_ahead_tells_what_an_impairment_will_set_apart(
    clerk: Client, batch: Batch, event_account: Account
) -> None:
    retired(event_account, 500_000)
    credits.actions.hold(account=event_account, amount_grams=2_000_000, expires_at=None, key=uuid.uuid4())
    address = f"{BATCH}{batch.pk}/impair/"
    values = typed(reason="double\r\ncounted")
    summary, consequences = looked_ahead(clerk, address, values)
    assert summary["reason"] == "double counted"
    assert consequences == [
        "7.5 t are set apart from event:games.",
        "2 t of it are promised: they wait until other credits take their place.",
        "500 kg were retired out of it: those retirements stay, and can be replaced.",
    ]
    assert (BatchMark.objects.count(), Transfer.objects.filter(kind="set-apart").count()) == (0, 0)
    clerk.post(address, {**values, "confirmed": "yes"})
    mark = BatchMark.objects.get()
    assert (mark.kind, mark.reason, mark.made_by) == (
        "impaired",
        "double counted",
        User.objects.get(username="clerk-wang"),
    )
    assert Transfer.objects.get(kind="set-apart").amount_grams == 7_500_000
    assert acts_offered(clerk, f"{BATCH}{batch.pk}/change/") == ["add", "close"]


def test_a_mark_says_why(clerk: Client, batch: Batch) -> None:
    address = f"{BATCH}{batch.pk}/impair/"
    assert errors_of(clerk, address, typed(reason=" ", confirmed="yes")) == {
        "reason": ["This field is required."]
    }
    assert BatchMark.objects.count() == 0


def test_a_batch_with_grams_left_is_not_closed(clerk: Client, batch: Batch) -> None:
    sentence = (
        "The batch cannot be closed yet: 10 t of it are left, and 0 g that were retired lie in no closed pool. "
        "Retire or cancel what is left, and close the pools first."
    )
    address = f"{BATCH}{batch.pk}/close/"
    for values in (typed(reason="done"), typed(reason="done", confirmed="yes")):
        assert errors_of(clerk, address, values) == {"__all__": [sentence]}
    assert BatchMark.objects.count() == 0


def test_a_batch_that_is_all_retired_and_pooled_is_closed(
    clerk: Client, batch: Batch, event_account: Account
) -> None:
    retired(event_account, 10_000_000)
    first, second = clerks()
    pool = credits.actions.open_pool(batch=batch, by=first)
    with_block(pool, (1, 10), first)
    proposal = credits.actions.propose_pool_closing(pool=pool, residual_from=None, key=uuid.uuid4(), by=first)
    credits.actions.approve(proposal=proposal, by=second)
    response = clerk.post(f"{BATCH}{batch.pk}/close/", typed(reason="all used", confirmed="yes"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["CDCER-CD-2022-07-1-10 is closed."]
    assert (BatchMark.objects.get().kind, response.context["links"]) == ("closed", [])


def test_a_cancellation_offers_whoever_has_some_and_becomes_a_proposal(
    clerk: Client, batch: Batch, event_account: Account, inventory: Account
) -> None:
    batch_of(1, inventory)
    address = f"{BATCH}{batch.pk}/cancel/"
    offered = clerk.get(address).context["form"].fields["holding"].choices
    assert [code for code, _label in offered] == ["", "event:games"]
    values = typed(holding="event:games", amount_grams="10.5 t", reason="expired")
    assert errors_of(clerk, address, values) == {
        "amount_grams": ["Only 10 t of this batch are free on that account."]
    }
    values["amount_grams"] = "1,234.567 kg"
    summary, _consequences = looked_ahead(clerk, address, values)
    assert (summary["amount"], Proposal.objects.filter(kind="cancel").count()) == ("1.23 t", 0)
    clerk.post(address, {**values, "confirmed": "yes"})
    body = Proposal.objects.get(kind="cancel").body
    assert (body["account"], body["amount_grams"], body["reason"]) == ("event:games", 1_234_567, "expired")


# --- Transfers --------------------------------------------------------------------------------------------


def test_a_move_is_reversed_once_by_two_people(
    clerk: Client, other_clerk: Client, event_account: Account, inventory: Account
) -> None:
    row = moved(event_account, inventory, 1_500_000)
    address = f"{TRANSFER}{row.pk}/reverse/"
    values = typed(reason="wrong account")
    summary, _consequences = looked_ahead(clerk, address, values)
    assert [summary[name] for name in ("amount", "back from", "back to", "reason of the move")] == [
        "1.5 t",
        "inventory",
        "event:games",
        "lent",
    ]
    for _ in range(2):
        assert clerk.post(address, {**values, "confirmed": "yes"}).status_code == 302
    proposal = Proposal.objects.get(kind="reverse")
    assert acts_offered(clerk, f"{TRANSFER}{row.pk}/change/") == []  # one waits already
    assert Transfer.objects.filter(kind="reverse").count() == 0
    decide(other_clerk, proposal, "approve")
    back = Transfer.objects.get(kind="reverse")
    assert (back.reverses, back.amount_grams, back.reason) == (row, 1_500_000, "wrong account")
    assert acts_offered(clerk, f"{TRANSFER}{row.pk}/change/") == []


def test_what_has_moved_on_is_not_reversed(clerk: Client, event_account: Account, inventory: Account) -> None:
    row = moved(event_account, inventory, 1_500_000)
    retired(inventory, 1)
    assert errors_of(clerk, f"{TRANSFER}{row.pk}/reverse/", typed(reason="late")) == {
        "__all__": [
            "These very grams have left inventory since, or are promised. Move other credits back instead."
        ]
    }


def test_who_approves_a_reversal_reads_what_goes_back_and_what_stands_in_its_way(
    clerk: Client, other_clerk: Client, event_account: Account, inventory: Account
) -> None:
    batch_of(1, event_account)
    event_account.refresh_from_db()
    row = moved(event_account, inventory, 11_500_000)  # ten tonnes of one batch, the rest of another
    clerk.post(f"{TRANSFER}{row.pk}/reverse/", typed(reason="wrong account", confirmed="yes"))
    proposal = Proposal.objects.get(kind="reverse")
    page = f"/admin/credits/proposal/{proposal.pk}/change/"
    described = other_clerk.get(page).context["described"]
    assert described.facts[:4] == [
        ("amount", "11.5 t (11,500,000 g)"),
        ("back from", "inventory"),
        ("back to", "event:games"),
        ("reason of the move", "lent"),
    ]
    assert [value for name, value in described.facts if name in {"serial block", "reason"}] == [
        "CDCER-CD-2022-07-1-10 · 10 t",
        "CCER-1-2023-1-2 · 1.5 t",
        "wrong account",
    ]
    assert described.obstacle == ""
    line = other_clerk.get("/admin/credits/proposal/").content.decode()
    assert "11.5 t · inventory → event:games" in line
    credits.actions.hold(account=inventory, amount_grams=1, expires_at=None, key=uuid.uuid4())
    sentence = "These very grams have left inventory since, or are promised. Move other credits back instead."
    assert other_clerk.get(page).context["described"].obstacle == sentence
    assert decide(other_clerk, proposal, "approve") == [sentence]
    assert Transfer.objects.filter(kind="reverse").count() == 0


def test_an_issue_is_not_offered_for_reversal(clerk: Client, batch: Batch) -> None:
    issue = Transfer.objects.get(kind="issue")
    assert acts_offered(clerk, f"{TRANSFER}{issue.pk}/change/") == []
    values = typed(reason="x", confirmed="yes")
    assert clerk.post(f"{TRANSFER}{issue.pk}/reverse/", values).status_code == 302
    assert Transfer.objects.count() == 1


# --- Retirements for an event -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "grams"), [("23.4 kg", 23_400), ("1.000001 t", 1_000_001), ("９ 吨", 9_000_000)]
)
def test_a_retirement_for_an_event_is_proposed_to_the_gram(
    clerk: Client, event_account: Account, text: str, grams: int
) -> None:
    address = f"{ACCOUNT}{event_account.pk}/retire/"
    values = typed(amount_grams=text, purpose="The Games, scope  1")
    summary, _consequences = looked_ahead(clerk, address, values)
    assert summary["amount"].endswith(f"({grams:,} g)")
    clerk.post(address, {**values, "confirmed": "yes"})
    body = Proposal.objects.get(kind="retire-for-event").body
    assert (body["account"], body["amount_grams"], body["purpose"]) == (
        "event:games",
        grams,
        "The Games, scope 1",
    )
    assert RetirementRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("10.000001 t", "Only 10 t are free on this account."),
        ("0 t", "An amount is at least 1 g and at most 9,000,000,000 t."),
        ("0.5 g", "Type a number and its unit: 500 t, 23.4 kg or 1200 g. A part of a gram is not possible."),
        ("500", "Type a number and its unit: 500 t, 23.4 kg or 1200 g. A part of a gram is not possible."),
        ("-1 t", "Type a number and its unit: 500 t, 23.4 kg or 1200 g. A part of a gram is not possible."),
    ],
)
def test_an_amount_that_cannot_be_retired_is_refused(
    clerk: Client, event_account: Account, text: str, sentence: str
) -> None:
    address = f"{ACCOUNT}{event_account.pk}/retire/"
    values = typed(amount_grams=text, purpose="The Games", confirmed="yes")
    assert errors_of(clerk, address, values) == {"amount_grams": [sentence]}
    assert Proposal.objects.filter(kind="retire-for-event").count() == 0


def test_only_an_events_account_retires_for_an_event(clerk: Client, inventory: Account) -> None:
    assert acts_offered(clerk, f"{ACCOUNT}{inventory.pk}/change/") == []
    assert clerk.get(f"{ACCOUNT}{inventory.pk}/retire/").status_code == 302


def test_every_retirement_for_an_event_has_the_same_beneficiary(
    clerk: Client, other_clerk: Client, event_account: Account
) -> None:
    address = f"{ACCOUNT}{event_account.pk}/retire/"
    for _ in range(2):
        clerk.post(address, typed(amount_grams="1 t", purpose="The Games", confirmed="yes"))
        decide(other_clerk, Proposal.objects.latest("pk"), "approve")
    credits.actions.settle_pending()
    assert Retirement.objects.count() == 2
    assert Retirement.objects.values("beneficiary").distinct().count() == 1


# --- Replacements -----------------------------------------------------------------------------------------


def test_what_is_impaired_is_replaced_out_of_another_account_by_two_people(
    clerk: Client, other_clerk: Client, batch: Batch, event_account: Account, inventory: Account
) -> None:
    retired(event_account, 700_000)
    first = Retirement.objects.get()
    page = f"{RETIREMENT}{first.pk}/change/"
    assert acts_offered(clerk, page) == []
    credits.actions.impair(batch=batch, reason="flawed", by=clerks()[0])
    assert acts_offered(clerk, page) == ["replace"]
    batch_of(5, inventory)
    address = f"{RETIREMENT}{first.pk}/replace/"
    offered = clerk.get(address).context["form"].fields["holding"].choices
    assert [code for code, _label in offered] == ["", "inventory"]
    values = typed(holding="inventory", purpose="the Games")
    summary, _consequences = looked_ahead(clerk, address, values)
    assert summary["amount to replace"] == "700 kg"
    clerk.post(address, {**values, "confirmed": "yes"})
    proposal = Proposal.objects.get(kind="replace")
    assert (acts_offered(clerk, page), RetirementRequest.objects.count()) == ([], 1)
    described = other_clerk.get(f"/admin/credits/proposal/{proposal.pk}/change/").context["described"]
    assert {
        name: dict(described.facts)[name] for name in ("amount to replace", "account", "available now")
    } == {
        "amount to replace": "700 kg (700,000 g)",
        "account": "inventory",
        "available now": "2 t (2,000,000 g)",
    }
    assert described.effects[1:] == ["As things stand, 700 kg come out of CCER-5-2023-1-2."]
    assert "700 kg · inventory" in other_clerk.get("/admin/credits/proposal/").content.decode()
    decide(other_clerk, proposal, "approve")
    credits.actions.settle_pending()
    second = Retirement.objects.get(request__replaces=first)
    assert (second.amount_grams, second.beneficiary, second.account) == (
        700_000,
        first.beneficiary,
        inventory,
    )
    assert acts_offered(clerk, page) == []


def test_what_turns_out_impaired_later_is_replaced_as_well(
    clerk: Client, event_account: Account, inventory: Account, batch: Batch
) -> None:
    other = batch_of(1, event_account)
    batch_of(5, inventory)
    event_account.refresh_from_db()
    retired(event_account, 10_500_000)  # all of the first batch, half a tonne of the second
    first = Retirement.objects.get()
    credits.actions.impair(batch=other, reason="flawed", by=clerks()[0])
    replaced_by_two(first, inventory)
    assert acts_offered(clerk, f"{RETIREMENT}{first.pk}/change/") == []
    credits.actions.impair(batch=batch, reason="flawed too", by=clerks()[0])
    assert acts_offered(clerk, f"{RETIREMENT}{first.pk}/change/") == ["replace"]
    address = f"{RETIREMENT}{first.pk}/replace/"
    with translation.override("en"):
        form = clerk.get(address).context["form"]
        assert dict(form.context)["amount to replace"] == "10 t"
    assert form.fields["holding"].choices == [("", "---------")]  # nobody has as much
    text = clerk.get(f"{RETIREMENT}{first.pk}/change/").content.decode()
    assert ["10.5 t</div>" in text, ">500 kg</a>" in text] == [True, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_line_of_a_proposal_costs_the_same_however_many_there_are(
    clerk: Client, event_account: Account, inventory: Account, wang: User, count: int
) -> None:
    for _ in range(count):
        row = moved(event_account, inventory, 1_000)
        credits.actions.propose_reversal(transfer=row, reason="x", key=uuid.uuid4(), by=wang)
    clerk.get("/admin/credits/proposal/")
    with CaptureQueriesContext(connection) as captured:
        text = clerk.get("/admin/credits/proposal/").content.decode()
    assert text.count("1 kg · inventory → event:games") == count
    assert sum("credits_transfer" in query["sql"] for query in captured) == 1


# --- Who may ----------------------------------------------------------------------------------------------


def test_a_verifier_is_offered_nothing_and_refused_everything(
    batch: Batch, event_account: Account, inventory: Account
) -> None:
    row = moved(event_account, inventory, 1_000)
    retired(event_account, 1_000)
    verifier = log_in("verifier")
    acts = {
        f"{BATCH}{batch.pk}/": ("impair", "cancel", "close"),
        f"{TRANSFER}{row.pk}/": ("reverse",),
        f"{ACCOUNT}{event_account.pk}/": ("retire",),
        f"{RETIREMENT}{Retirement.objects.get().pk}/": ("replace",),
    }
    for address, names in acts.items():
        assert acts_offered(verifier, f"{address}change/") == []
        for name in names:
            values = typed(reason="x", confirmed="yes")
            assert verifier.get(f"{address}{name}/").status_code == 403, name
            assert verifier.post(f"{address}{name}/", values).status_code == 403, name
    assert BatchMark.objects.count() == 0
