"""A pool, from its opening over the registry's block to the closing that two people sign."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

import credits.actions
from credits.models import (
    Account,
    Batch,
    Pool,
    PoolBlock,
    PoolClosing,
    PoolLeaf,
    PoolWithdrawal,
    Proposal,
    Transfer,
)
from tests.admin.conftest import in_english, log_in
from tests.admin.ledger_stage import retired, with_block
from tests.admin.test_proposals import decide
from tests.conftest import clerks

POOL = "/admin/credits/pool/"
STATEMENT = b"%PDF-1.7 retired for the Games"


@pytest.fixture
def batch(event_account: Account) -> Batch:
    """Ten tonnes of which three quarters of a tonne were retired for two people."""
    retired(event_account, 250_000)
    retired(event_account, 500_000)
    event_account.refresh_from_db()
    return Batch.objects.get()


@pytest.fixture
def pool(clerk: Client, batch: Batch) -> Pool:
    return credits.actions.open_pool(batch=batch, by=clerks()[0])


def typed_block(**changes: object) -> dict[str, object]:
    return {
        "serial_block": "CDCER-CD-2022-07-1-1",
        "reference": "R-2023-118",
        "retired_on": "2023-08-10",
        "address": "",
        "key": str(uuid.uuid4()),
        **changes,
    }


def statement(content: bytes = STATEMENT) -> SimpleUploadedFile:
    return SimpleUploadedFile("注销 证明.pdf", content)


def errors_of(client: Client, address: str, values: dict[str, object]) -> dict[str, list[str]]:
    return in_english(client.post(address, values).context["form"].errors)


def summary_of(client: Client, address: str, values: dict[str, object]) -> dict[str, str]:
    page = client.post(address, values)
    assert page.context["is_preview"] is True
    with translation.override("en"):
        return dict(page.context["form"].summary)


def test_a_pool_is_opened_from_its_batchs_page(clerk: Client, batch: Batch) -> None:
    link = f"{POOL}add/?batch={batch.pk}"
    assert link in clerk.get(f"/admin/credits/batch/{batch.pk}/change/").content.decode()
    assert clerk.get(link).context["form"]["batch"].value() == str(batch.pk)
    values: dict[str, object] = {"batch": batch.pk, "key": uuid.uuid4()}
    assert summary_of(clerk, f"{POOL}add/", values)["gathered so far"] == "750 kg of 2 retirements"
    assert Pool.objects.count() == 0
    clerk.post(f"{POOL}add/", {**values, "confirmed": "yes"})
    opened = Pool.objects.get()
    assert (opened.number, opened.batch, opened.opened_by.username) == (1, batch, "clerk-wang")
    assert link not in clerk.get(f"/admin/credits/batch/{batch.pk}/change/").content.decode()


def test_a_batch_with_an_open_pool_is_not_offered(clerk: Client, pool: Pool) -> None:
    values: dict[str, object] = {"batch": pool.batch.pk, "key": uuid.uuid4(), "confirmed": "yes"}
    assert list(errors_of(clerk, f"{POOL}add/", values)) == ["batch"]
    assert Pool.objects.count() == 1


def test_a_block_is_looked_at_once_more_and_attached_with_its_file(clerk: Client, pool: Pool) -> None:
    address = f"{POOL}{pool.pk}/block/"
    values = typed_block()
    summary = summary_of(clerk, address, values)
    assert summary["amount"] == "1 t (from unit 1 to unit 1)"
    assert PoolBlock.objects.count() == 0
    digest = hashlib.sha256(STATEMENT).hexdigest()
    response = clerk.post(address, {**values, "confirmed": "yes", "file": statement()}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        f"1 t attached to pool 1. SHA-256: {digest}"
    ]
    block = PoolBlock.objects.get()
    assert (bytes(block.evidence or b""), block.evidence_digest, block.evidence_name) == (
        STATEMENT,
        digest,
        "注销 证明.pdf",
    )
    assert (block.reference, str(block.retired_on), block.attached_by.username) == (
        "R-2023-118",
        "2023-08-10",
        "clerk-wang",
    )


def test_the_file_is_handed_back_to_staff_as_it_came(clerk: Client, pool: Pool) -> None:
    clerk.post(f"{POOL}{pool.pk}/block/", {**typed_block(), "confirmed": "yes", "file": statement()})
    response = log_in("verifier").get(f"{POOL}{pool.pk}/evidence/")
    assert (response.content, response.headers["X-Content-Type-Options"]) == (STATEMENT, "nosniff")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert log_in("support").get(f"{POOL}{pool.pk}/evidence/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"serial_block": "CDCER-CD-2022-07-10-11"}, "serial_block",
         "The units CDCER-CD-2022-07-10-11 are not all of this pool’s batch. Please compare the numbers."),
        ({"serial_block": "ten"}, "serial_block",
         "This is not how CDCER 碳惠天府 writes a serial block. It looks like CDCER-CD-2022-07-1-500."),
        ({"serial_block": "CDCER-CD-2022-07-2-1"}, "serial_block",
         "The last unit, 1, stands before the first, 2. Please compare the numbers."),
        ({"reference": ""}, "reference", "This field is required."),
        ({"reference": "R\t1"}, "reference", "This cannot be stored: it is empty, too long, has blanks around it or "
         "a sign that cannot be printed. Please type it again."),
        ({"retired_on": "2023-13-01"}, "retired_on", "Enter a valid date."),
        ({"retired_on": str(timezone.localdate() + timedelta(days=2))}, "retired_on",
         "This day is still to come."),
        ({"address": "javascript:alert(1)"}, "address", "Enter a valid URL."),
    ],
)  # fmt: skip
def test_a_wrong_block_is_refused_beside_the_field(
    clerk: Client, pool: Pool, changes: dict[str, object], field: str, sentence: str
) -> None:
    address = f"{POOL}{pool.pk}/block/"
    assert errors_of(clerk, address, typed_block(**changes)) == {field: [sentence]}
    confirmed = {**typed_block(**changes), "confirmed": "yes", "file": statement()}
    assert errors_of(clerk, address, confirmed) == {field: [sentence]}
    assert PoolBlock.objects.count() == 0


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        (5 * 1024 * 1024 + 1, "The file is larger than 5 MB. Save it smaller, or give its address."),
        (0, "The submitted file is empty."),
    ],
)
def test_a_wrong_file_is_refused_and_the_rest_is_kept(
    clerk: Client, pool: Pool, size: int, sentence: str
) -> None:
    values = {**typed_block(), "confirmed": "yes", "file": statement(b"x" * size)}
    page = clerk.post(f"{POOL}{pool.pk}/block/", values)
    assert in_english(page.context["form"].errors) == {"file": [sentence]}
    assert (page.context["is_preview"], PoolBlock.objects.count()) == (True, 0)
    assert 'value="R-2023-118"' in page.content.decode()


def test_a_block_needs_a_file_or_an_address(clerk: Client, pool: Pool) -> None:
    address = f"{POOL}{pool.pk}/block/"
    missing = "Choose the registry's statement, or go back and type its address."
    assert errors_of(clerk, address, {**typed_block(), "confirmed": "yes"}) == {"file": [missing]}
    values = typed_block(address="https://registry.example/r/118", confirmed="yes")
    assert clerk.post(address, values).status_code == 302
    block = PoolBlock.objects.get()
    assert (block.evidence_address, block.evidence_digest) == ("https://registry.example/r/118", "")


def test_units_of_another_pool_are_refused(clerk: Client, pool: Pool, event_account: Account) -> None:
    with_block(pool, (1, 1), clerks()[0])
    _close(pool, event_account)
    second = credits.actions.open_pool(batch=pool.batch, by=clerks()[0])
    sentence = (
        "Some of the units CDCER-CD-2022-07-1-1 were retired for another pool already. "
        "Please compare the numbers."
    )
    assert errors_of(clerk, f"{POOL}{second.pk}/block/", typed_block()) == {"serial_block": [sentence]}


def _close(pool: Pool, account: Account) -> None:
    first, second = clerks()
    proposal = credits.actions.propose_pool_closing(
        pool=pool, residual_from=account, key=uuid.uuid4(), by=first
    )
    credits.actions.approve(proposal=proposal, by=second)


def test_a_closing_names_who_gives_up_the_rest_and_waits_for_a_colleague(
    clerk: Client, other_clerk: Client, pool: Pool, event_account: Account
) -> None:
    with_block(pool, (1, 1), clerks()[0])
    credits.actions.open_account(code="event:poor", kind=Account.Kind.EVENT)
    address = f"{POOL}{pool.pk}/close/"
    with translation.override("en"):
        offered = clerk.get(address).context["form"].fields["holding"].choices
        assert [name for name, _label in offered] == ["", "event:games"]
    values: dict[str, object] = {"holding": "event:games", "key": uuid.uuid4()}
    summary = summary_of(clerk, address, values)
    assert {name: summary[name] for name in ("goes into it", "more than was gathered")} == {
        "goes into it": "750 kg of 2 retirements",
        "more than was gathered": "250 kg",
    }
    clerk.post(address, {**values, "confirmed": "yes"})
    proposal = Proposal.objects.get(kind="close-pool")
    facts = dict(other_clerk.get(f"/admin/credits/proposal/{proposal.pk}/change/").context["described"].facts)
    assert facts["more than was gathered"] == "250 kg (250,000 g)"
    decide(other_clerk, proposal, "approve")
    closing = PoolClosing.objects.get()
    end = f'<a href="/admin/credits/poolclosing/{closing.pk}/change/">{closing.closed_at:%Y-%m-%d}</a>'
    assert end in clerk.get(f"{POOL}{pool.pk}/change/").content.decode()
    assert (closing.sum_grams, closing.leaf_count, closing.residual_grams) == (750_000, 2, 250_000)
    given_up = Transfer.objects.get(kind="cancel")
    assert (given_up.debit_account, given_up.amount_grams) == (event_account, 250_000)
    assert list(PoolLeaf.objects.values_list("amount_grams", flat=True)) == [250_000, 500_000]


def test_the_rest_may_come_of_what_nobody_can_use_any_more(
    clerk: Client, other_clerk: Client, pool: Pool, event_account: Account
) -> None:
    """A quarter of a tonne is over: 300 kg were cancelled before, and all that was free was set apart."""
    first, second = clerks()
    with_block(pool, (1, 1), first)
    cancellation = credits.actions.propose_cancel(
        account=event_account, batch=pool.batch, amount_grams=300_000, reason="x", key=uuid.uuid4(), by=first
    )
    credits.actions.approve(proposal=cancellation, by=second)
    credits.actions.impair(batch=pool.batch, reason="flawed", by=first)
    address = f"{POOL}{pool.pk}/close/"
    with translation.override("en"):
        choices = clerk.get(address).context["form"].fields["holding"].choices
    assert choices[1:] == [
        ("impaired", "what was set apart of this batch as impaired · 8.95 t"),
        ("cancelled", "what was cancelled of this batch before, for no other pool · 300 kg"),
    ]
    values: dict[str, object] = {"holding": "cancelled", "key": uuid.uuid4()}
    said = "what was cancelled of this batch before, for no other pool"
    assert summary_of(clerk, address, values)["who gives up the rest"] == said
    clerk.post(address, {**values, "confirmed": "yes"})
    proposal = Proposal.objects.get(kind="close-pool")
    described = other_clerk.get(f"/admin/credits/proposal/{proposal.pk}/change/").context["described"]
    assert dict(described.facts)["who gives up the rest"] == said
    assert described.effects[1] == "What the block has over was cancelled before: nothing more is moved."
    decide(other_clerk, proposal, "approve")
    assert PoolClosing.objects.get().residual_grams == 250_000
    assert [row.amount_grams for row in Transfer.objects.filter(kind="cancel")] == [300_000]


def test_an_open_pool_is_given_up_with_a_reason_and_the_next_may_be_opened(
    clerk: Client, pool: Pool, event_account: Account
) -> None:
    with_block(pool, (1, 1), clerks()[0])
    address, page = f"{POOL}{pool.pk}/withdraw/", f"{POOL}{pool.pk}/change/"
    assert errors_of(clerk, address, {"reason": " ", "key": uuid.uuid4()}) == {
        "reason": ["This field is required."]
    }
    values: dict[str, object] = {"reason": "units of\r\nanother client", "key": uuid.uuid4()}
    summary = summary_of(clerk, address, values)
    assert (summary["left for the next pool"], summary["reason"]) == (
        "750 kg of 2 retirements",
        "units of another client",
    )
    assert PoolWithdrawal.objects.count() == 0
    for _ in range(2):
        assert clerk.post(address, {**values, "confirmed": "yes"}).status_code == 302
    row = PoolWithdrawal.objects.get()
    assert (row.pool, row.reason, row.withdrawn_by.username) == (
        pool,
        "units of another client",
        "clerk-wang",
    )
    response = clerk.get(page)
    assert response.context["links"] == []
    assert "Given up: units of another client" in response.content.decode()

    def found(state: str) -> list[Pool]:
        return list(clerk.get(POOL, {"state": state}).context["cl"].result_list)

    assert [found(state) for state in ("open", "block", "closed", "withdrawn")] == [[], [], [], [pool]]
    assert (
        f"{POOL}add/?batch={pool.batch.pk}"
        in clerk.get(f"/admin/credits/batch/{pool.batch.pk}/change/").content.decode()
    )
    clerk.post(f"{POOL}add/", {"batch": pool.batch.pk, "key": uuid.uuid4(), "confirmed": "yes"})
    second = Pool.objects.get(number=2)
    assert clerk.post(f"{POOL}{second.pk}/block/", typed_block()).context["is_preview"] is True


def test_an_account_that_has_too_little_is_no_choice(clerk: Client, pool: Pool) -> None:
    with_block(pool, (1, 1), clerks()[0])
    values: dict[str, object] = {"holding": "event:poor", "key": uuid.uuid4(), "confirmed": "yes"}
    assert list(errors_of(clerk, f"{POOL}{pool.pk}/close/", values)) == ["holding"]
    assert Proposal.objects.filter(kind="close-pool").count() == 0


def test_a_closing_that_waits_is_not_proposed_again(clerk: Client, pool: Pool) -> None:
    with_block(pool, (1, 1), clerks()[0])
    address = f"{POOL}{pool.pk}/close/"
    clerk.post(address, {"holding": "event:games", "key": uuid.uuid4(), "confirmed": "yes"})
    assert clerk.get(address).status_code == 302
    text = clerk.get(f"{POOL}{pool.pk}/change/").content.decode()
    assert ["Waits for a second person" in text, address in text] == [True, False]


def test_a_full_block_leaves_nothing_to_give_up(clerk: Client, pool: Pool, event_account: Account) -> None:
    retired(event_account, 300_000)
    with_block(pool, (1, 1), clerks()[0])
    address = f"{POOL}{pool.pk}/close/"
    summary = summary_of(clerk, address, {"key": uuid.uuid4()})
    names = ("goes into it", "left for the next pool", "who gives up the rest")
    assert [summary[name] for name in names] == [
        "1 t of 3 retirements",
        "50 kg",
        "nobody: nothing is over",
    ]


def test_only_clerks_act_on_pools(pool: Pool) -> None:
    verifier = log_in("verifier")
    acts = ("block", "close", "withdraw")
    addresses = [f"{POOL}add/", *(f"{POOL}{pool.pk}/{act}/" for act in acts)]
    assert [verifier.post(address, {"confirmed": "yes"}).status_code for address in addresses] == [403] * 4
    assert f"{POOL}{pool.pk}/block/" not in verifier.get(f"{POOL}{pool.pk}/change/").content.decode()
