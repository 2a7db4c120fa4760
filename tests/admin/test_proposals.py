"""What one clerk proposed another decides on, from the page that shows all that will happen."""

import dataclasses
import uuid

import pytest
from django.test import Client

import credits.actions
from credits.models import Account, Batch, Decision, Proposal, Reconciliation, RetirementRequest, Transfer
from credits.reconciliation import Report
from people.models import Organization, User
from tests.admin.conftest import log_in
from tests.admin.ledger_stage import batch_of, retired
from tests.conftest import new_batch

LIST = "/admin/credits/proposal/"


def page_of(proposal: Proposal) -> str:
    return f"{LIST}{proposal.pk}/change/"


def decide(client: Client, proposal: Proposal, decision: str, **values: str) -> list[str]:
    """Press a button of the proposal's page; what is said afterwards."""
    response = client.post(f"{LIST}{proposal.pk}/decide/", {"decision": decision, **values}, follow=True)
    assert response.redirect_chain == [(page_of(proposal), 302)]
    return [str(message) for message in response.context["messages"]]


def facts_of(client: Client, proposal: Proposal) -> dict[str, str]:
    return dict(client.get(page_of(proposal)).context["described"].facts)


@pytest.fixture
def wang(clerk: Client) -> User:
    return User.objects.get(username="clerk-wang")


@pytest.fixture
def issue(wang: User, inventory: Account) -> Proposal:
    return credits.actions.propose_issue(batch=new_batch(), to=inventory, key=uuid.uuid4(), by=wang)


def test_the_list_offers_what_waits_for_the_reader(
    clerk: Client, other_clerk: Client, issue: Proposal
) -> None:
    def found(client: Client, waiting: str) -> list[Proposal]:
        return list(client.get(LIST, {"waiting": waiting}).context["cl"].result_list)

    assert [found(clerk, "me"), found(clerk, "colleague"), found(clerk, "nobody")] == [[], [issue], []]
    assert [found(other_clerk, "me"), found(other_clerk, "colleague")] == [[issue], []]
    decide(other_clerk, issue, "approve")
    assert [found(other_clerk, "me"), found(other_clerk, "nobody")] == [[], [issue]]


def test_the_first_page_says_what_waits_for_whoever_may_decide(
    clerk: Client, other_clerk: Client, issue: Proposal
) -> None:
    link = '<a href="/admin/credits/proposal/?waiting=me">1 proposal to decide on</a>'
    first_pages = [client.get("/admin/").content.decode() for client in (clerk, other_clerk)]
    assert [link in text for text in first_pages] == [False, True]
    assert link not in log_in("verifier").get("/admin/").content.decode()


def test_approving_carries_it_out_and_leads_to_what_came_of_it(
    clerk: Client, other_clerk: Client, issue: Proposal, inventory: Account
) -> None:
    assert facts_of(other_clerk, issue)["amount"] == "10 t (from unit 1 to unit 10)"
    (said,) = decide(other_clerk, issue, "approve")
    batch = Batch.objects.get(proposal=issue)
    link = f'<a href="/admin/credits/batch/{batch.pk}/change/">batch: CDCER-CD-2022-07-1-10</a>'
    assert said == f"Approved and carried out: Enter a batch. {link}"
    assert link in other_clerk.get(page_of(issue)).content.decode()
    inventory.refresh_from_db()
    assert inventory.credited_grams == 10_000_000


def test_approving_three_times_does_it_once(other_clerk: Client, issue: Proposal) -> None:
    for _ in range(3):
        decide(other_clerk, issue, "approve")
    assert (Batch.objects.count(), Decision.objects.count()) == (1, 1)


def test_whoever_proposed_is_offered_no_approval_and_refused_one(clerk: Client, issue: Proposal) -> None:
    text = clerk.get(page_of(issue)).content.decode()
    assert ['value="approve"' in text, 'value="reject"' in text] == [False, True]
    assert decide(clerk, issue, "approve") == [
        "Whoever proposes does not approve. Please ask a colleague to look at it."
    ]
    assert Batch.objects.count() == 0


def test_a_superuser_approves_nothing_of_their_own(root: Client, inventory: Account) -> None:
    by = User.objects.get(is_superuser=True)
    mine = credits.actions.propose_issue(batch=new_batch(), to=inventory, key=uuid.uuid4(), by=by)
    decide(root, mine, "approve")
    assert (Batch.objects.count(), Decision.objects.count()) == (0, 0)


def test_rejecting_needs_a_reason_and_moves_nothing(
    clerk: Client, other_clerk: Client, issue: Proposal
) -> None:
    assert decide(other_clerk, issue, "reject", reason="  ") == [
        "Please say why, in at most 500 characters. Nothing was decided."
    ]
    assert Decision.objects.count() == 0
    assert decide(other_clerk, issue, "reject", reason="wrong\n vintage") == ["Rejected. Nothing was moved."]
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason, Batch.objects.count()) == ("rejected", "wrong vintage", 0)
    assert decide(clerk, issue, "reject", reason="mine") == [
        "This was decided already (Rejected). Please open the page anew."
    ]


def test_the_proposer_may_withdraw(clerk: Client, issue: Proposal) -> None:
    assert decide(clerk, issue, "reject", reason="typed wrongly") == ["Withdrawn. Nothing was moved."]
    assert "<td>Withdrawn</td>" in clerk.get(LIST).content.decode().replace(' class="field-state"', "")


def test_a_verifier_sees_everything_and_decides_nothing(issue: Proposal) -> None:
    verifier = log_in("verifier")
    text = verifier.get(page_of(issue)).content.decode()
    assert ["CDCER-CD-2022-07-1-10" in text, "<button" in text.split('id="content"')[1]] == [True, False]
    for decision in ("approve", "reject"):
        response = verifier.post(f"{LIST}{issue.pk}/decide/", {"decision": decision, "reason": "x"})
        assert response.status_code == 403
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(("method", "decision", "status"), [("get", "approve", 405), ("post", "other", 404)])
def test_a_decision_is_one_of_two_buttons(
    other_clerk: Client, issue: Proposal, method: str, decision: str, status: int
) -> None:
    response = getattr(other_clerk, method)(f"{LIST}{issue.pk}/decide/", {"decision": decision})
    assert (response.status_code, Decision.objects.count()) == (status, 0)


def test_what_has_become_impossible_is_said_before_and_after_the_button(
    other_clerk: Client, wang: User, event_account: Account
) -> None:
    batch = Batch.objects.get()
    proposal = credits.actions.propose_cancel(
        account=event_account, batch=batch, amount_grams=9_999_000, reason="r", key=uuid.uuid4(), by=wang
    )
    retired(event_account, 2_000)
    facts = facts_of(other_clerk, proposal)
    assert [facts[name] for name in ("amount", "of this batch there now", "available now", "reason")] == [
        "10 t (9,999,000 g)",
        "10 t (9,998,000 g)",
        "10 t (9,998,000 g)",
        "r",
    ]
    assert decide(other_clerk, proposal, "approve") == [
        "event:games has only 9,998,000 g of this batch, and 9,999,000 g are needed. "
        "Take less, or choose another account."
    ]
    assert not Decision.objects.filter(proposal=proposal).exists()
    assert Transfer.objects.filter(kind="cancel").count() == 0


def test_a_cancellation_leaves_the_account_for_good(
    other_clerk: Client, wang: User, event_account: Account
) -> None:
    proposal = credits.actions.propose_cancel(
        account=event_account,
        batch=Batch.objects.get(),
        amount_grams=1_500_000,
        reason="expired at the registry",
        key=uuid.uuid4(),
        by=wang,
    )
    decide(other_clerk, proposal, "approve")
    row = Transfer.objects.get(kind="cancel")
    assert (row.amount_grams, row.reason, row.proposal) == (1_500_000, "expired at the registry", proposal)


def test_a_retirement_for_an_event_says_out_of_which_batches(
    other_clerk: Client, wang: User, event_account: Account
) -> None:
    batch_of(1, event_account)
    event_account.refresh_from_db()
    credits.actions.hold(account=event_account, amount_grams=9_000_000, expires_at=None, key=uuid.uuid4())
    proposal = credits.actions.propose_event_retirement(
        account=event_account,
        amount_grams=2_500_000,
        beneficiary=uuid.UUID(int=3),
        purpose="the organisers' travel",
        key=uuid.uuid4(),
        by=wang,
    )
    described = other_clerk.get(page_of(proposal)).context["described"]
    assert described.effects[1:] == [
        "As things stand, 1 t come out of CDCER-CD-2022-07-1-10.",
        "As things stand, 1.5 t come out of CCER-1-2023-1-2.",
    ]
    decide(other_clerk, proposal, "approve")
    credits.actions.settle_pending()
    request = RetirementRequest.objects.get(kind="event")
    assert (request.retirement.amount_grams, request.proposal) == (2_500_000, proposal)


def test_a_reconciliation_is_signed_by_two(other_clerk: Client, wang: User) -> None:
    report = Report(registry="verra", file_digest="ab" * 32).as_json()
    proposal = credits.actions.propose_reconciliation(report=report, key=uuid.uuid4(), by=wang)
    page = other_clerk.get(page_of(proposal))
    assert dict(page.context["described"].facts)["SHA-256 of the file"] == "ab" * 32
    decide(other_clerk, proposal, "approve")
    row = Reconciliation.objects.get()
    assert (row.registry, row.matched_units, row.unmatched_units) == ("verra", 0, 0)


def test_all_of_it_is_said_in_chinese_too(
    other_clerk: Client, issue: Proposal, donor_company: Organization
) -> None:
    other_clerk.cookies["diandian_language"] = "zh-hans"
    response = other_clerk.get(page_of(issue))
    assert (response.status_code, response.headers["Content-Language"]) == (200, "zh-hans")


# --- What looks like another block ------------------------------------------------------------------------

LOOKS_LIKE = (
    "It looks like %s: numbers in common, another text. "
    "Please ask the registry whether they are the same units."
)


def proposed(serial_block: str, to: Account, by: User, registry: str = "cdcer") -> Proposal:
    new = dataclasses.replace(new_batch(), serial_block=serial_block, registry=registry)
    return credits.actions.propose_issue(batch=new, to=to, key=uuid.uuid4(), by=by)


def warnings_of(client: Client, proposal: Proposal) -> list[str]:
    found: list[str] = client.get(page_of(proposal)).context["described"].warnings
    return found


def test_whoever_decides_is_warned_of_the_same_numbers_under_another_text(
    clerk: Client, other_clerk: Client, wang: User, event_account: Account, inventory: Account
) -> None:
    issue = proposed("CDCER-CD-202207-10-12", inventory, wang)
    words = LOOKS_LIKE % "CDCER-CD-2022-07-1-10, which is in the ledger already"
    for client in (clerk, other_clerk):
        assert warnings_of(client, issue) == [words]
        assert f'<p class="plainly">{words}</p>' in client.get(page_of(issue)).content.decode()
    decide(other_clerk, issue, "approve")
    assert (Batch.objects.count(), warnings_of(other_clerk, issue)) == (2, [])


def test_other_numbers_and_other_words_warn_of_nothing(
    other_clerk: Client, wang: User, event_account: Account, inventory: Account
) -> None:
    texts = ("CDCER-CD-202207-11-12", "CDCER-CD-202208-1-10", "CDCER-CD-2022-07-13-14")
    proposals = [proposed(text, inventory, wang) for text in texts]
    proposals.append(proposed("CCER-CD-202207-1-10", inventory, wang, "ccer"))
    assert [warnings_of(other_clerk, each) for each in proposals] == [[], [], [], []]


def test_proposals_that_look_alike_warn_of_each_other(
    other_clerk: Client, wang: User, inventory: Account
) -> None:
    texts = ("CDCER-CD-2022-07-1-10", "CDCER-CD-202207-10-12", "CDCER-CD-2022-07-11-12")
    proposals = [proposed(text, inventory, wang) for text in texts]
    first, second, third = (LOOKS_LIKE % f"{text}, which waits for a second person as well" for text in texts)
    assert [warnings_of(other_clerk, each) for each in proposals] == [[second], [first, third], [second]]
    decide(other_clerk, proposals[1], "reject", reason="the same units")
    assert [warnings_of(other_clerk, each) for each in proposals] == [[], [], []]


def test_more_warnings_than_a_person_reads_are_counted(
    other_clerk: Client, wang: User, inventory: Account
) -> None:
    texts = [f"GS1-{kind}-CN-GS1-16-2022-30-1-10" for kind in range(1, 9)]
    proposals = [proposed(text, inventory, wang, "gold-standard") for text in texts]
    words = [LOOKS_LIKE % f"{text}, which waits for a second person as well" for text in texts[1:6]]
    assert warnings_of(other_clerk, proposals[0]) == [*words, "and 2 more"]
