"""Witnesses, what they sign, and the registries' lists that two people sign."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

import credits.actions
from credits.models import Account, Batch, Checkpoint, Cosignature, Proposal, Reconciliation, Witness
from credits.proofs.notes import KeyKind, Signer
from credits.reconciliation import Report, Span, Status
from credits.reconciliation.values import Disagreement
from credits.serials import EXAMPLES, parse_serial_block
from tests.admin.conftest import in_english
from tests.admin.ledger_stage import retired, with_block, witness_signer
from tests.admin.test_proposals import decide, page_of
from tests.conftest import clerks

WITNESS, COSIGNATURE, RECONCILIATION = (
    f"/admin/credits/{name}/" for name in ("witness", "cosignature", "reconciliation")
)
TITLES = {"title_zh_hans": "四川大学", "title_en": "Sichuan University", "is_active": "on"}


def form_errors(client: Client, address: str, values: dict[str, object]) -> dict[str, list[str]]:
    return in_english(client.post(address, values).context["form"].errors)


@pytest.fixture
def checkpoint(event_account: Account) -> Checkpoint:
    made = credits.actions.publish_checkpoint()
    assert made is not None
    return made


@pytest.fixture
def witness(db: None) -> Witness:
    key = witness_signer(0).key
    return Witness.objects.create(
        name=key.name, title_zh_hans="四川大学", title_en="Sichuan University", public_key=key.public
    )


def signed(checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint as a witness sends it back."""
    text = checkpoint.note.partition("\n\n")[0] + "\n"
    return checkpoint.note + signer.line(text, 1_700_000_000)


# --- Witnesses --------------------------------------------------------------------------------------------


def test_a_witness_is_added_by_its_key(clerk: Client) -> None:
    key = witness_signer(0).key
    assert clerk.post(f"{WITNESS}add/", {**TITLES, "verifier_key": f" {key} "}).status_code == 302
    row = Witness.objects.get()
    assert (row.name, bytes(row.public_key), row.title_en, row.is_active) == (
        "witness0.example",
        key.public,
        "Sichuan University",
        True,
    )
    assert str(key) in clerk.get(f"{WITNESS}{row.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("witness0.example", "This is no public key. Ask the witness for it once more."),
        (
            str(Signer("witness0.example", bytes(32), KeyKind.NOTE).key),
            "This key signs notes, not cosignatures. Ask the witness for its cosigning key.",
        ),
    ],
)
def test_what_is_no_cosigning_key_is_refused(clerk: Client, text: str, sentence: str) -> None:
    page = clerk.post(f"{WITNESS}add/", {**TITLES, "verifier_key": text})
    assert in_english(page.context["adminform"].form.errors) == {"verifier_key": [sentence]}
    assert Witness.objects.count() == 0


def test_a_witness_keeps_its_key_and_may_rest(clerk: Client, witness: Witness) -> None:
    other = witness_signer(1).key
    values = {"title_zh_hans": "川大", "title_en": "SCU", "verifier_key": str(other), "name": other.name}
    assert clerk.post(f"{WITNESS}{witness.pk}/change/", values).status_code == 302
    row = Witness.objects.get()
    assert (row.name, bytes(row.public_key)) == (witness.name, bytes(witness.public_key))
    assert (row.title_en, row.is_active) == ("SCU", False)
    again = clerk.post(f"{WITNESS}add/", {**TITLES, "verifier_key": str(witness_signer(0).key)})
    assert in_english(again.context["adminform"].form.errors) == {
        "verifier_key": ["witness0.example is a witness already, and keeps its key."]
    }


# --- Cosignatures -----------------------------------------------------------------------------------------


def test_a_cosignature_is_pasted_looked_at_and_kept(
    clerk: Client, checkpoint: Checkpoint, witness: Witness
) -> None:
    pasted = signed(checkpoint, witness_signer(0)).replace("\n", "\r\n")
    values: dict[str, object] = {"witness": witness.pk, "note": pasted, "key": uuid.uuid4()}
    page = clerk.post(f"{COSIGNATURE}add/", values)
    assert (page.context["is_preview"], Cosignature.objects.count()) == (True, 0)
    clerk.post(f"{COSIGNATURE}add/", {**values, "confirmed": "yes"})
    row = Cosignature.objects.get()
    assert (row.checkpoint, row.witness) == (checkpoint, witness)
    note = clerk.get(f"/admin/credits/checkpoint/{checkpoint.pk}/change/").content.decode()
    assert row.line in note


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("unsigned", "The witness did not sign this text. Ask for the whole text once more."),
        ("text", "This is no signed checkpoint. Paste the whole text, with its empty line."),
        ("foreign", "This log never published that checkpoint. Ask the witness which log it is of."),
    ],
)
def test_what_a_witness_did_not_sign_is_refused(
    clerk: Client, checkpoint: Checkpoint, witness: Witness, spoil: str, sentence: str
) -> None:
    size = checkpoint.note.split("\n")[1]
    foreign = checkpoint.note.partition("\n\n")[0].replace(f"\n{size}\n", "\n999999\n") + "\n"
    notes = {
        "unsigned": checkpoint.note,
        "text": "We have seen it.",
        "foreign": foreign + "\n" + witness_signer(0).line(foreign, 1_700_000_000),
    }
    values: dict[str, object] = {"witness": witness.pk, "note": notes[spoil], "key": uuid.uuid4()}
    for each in (values, {**values, "confirmed": "yes"}):
        assert form_errors(clerk, f"{COSIGNATURE}add/", each) == {"note": [sentence]}
    assert Cosignature.objects.count() == 0


# --- Reconciliations --------------------------------------------------------------------------------------

DAY = date(2023, 8, 1)
DATED_OTHERWISE = "retired there on another day, or under another reference"
HEADER = "serialNumberBlock,unitCount,unitStatusDate,unitStatus\n"


@pytest.fixture
def pooled(event_account: Account) -> Batch:
    """Units 1 and 2 of a batch are in a pool here."""
    retired(event_account, 1_500_000)
    batch = Batch.objects.get()
    pool = credits.actions.open_pool(batch=batch, by=clerks()[0])
    with_block(pool, (1, 2), clerks()[0])
    return batch


def listed(rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", (HEADER + rows).encode())


def upload(rows: str, **changes: object) -> dict[str, object]:
    return {
        "registry": "cdcer",
        "file": listed(rows),
        "with_demonstration": "on",
        "key": str(uuid.uuid4()),
        **changes,
    }


def test_a_registrys_list_is_compared_read_and_signed_by_two(
    clerk: Client, other_clerk: Client, pooled: Batch
) -> None:
    address = f"{RECONCILIATION}add/"
    values = upload("CDCER-CD-2022-07-1-1,1,2023-08-01,Retired\n")
    page = clerk.post(address, values)
    form = page.context["form"]
    assert "CDCER-CD-2022-7-2-2 · 1 t · not in the list" in page.content.decode()
    assert (page.context["is_preview"], Proposal.objects.filter(kind="reconcile").count()) == (True, 0)
    assert (form.report.matched_units, form.report.unmatched_units) == (1, 1)
    carried = {name: form.data[name] for name in ("registry", "carried", "key")}
    clerk.post(address, {**carried, "confirmed": "yes"})
    proposal = Proposal.objects.get(kind="reconcile")
    decide(other_clerk, proposal, "approve")
    row = Reconciliation.objects.get()
    assert (row.registry, row.matched_units, row.unmatched_units) == ("cdcer", 1, 1)


def test_what_the_registry_dates_otherwise_is_shown_before_it_is_proposed(
    clerk: Client, pooled: Batch
) -> None:
    page = clerk.post(f"{RECONCILIATION}add/", upload("CDCER-CD-2022-07-1-2,2,2023-09-01,Retired\n"))
    with translation.override("en"):
        shown = dict(page.context["form"].summary)
    assert [shown[name] for name in ("retired there and in a pool here", DATED_OTHERWISE)] == ["0 g", "2 t"]


def test_whoever_signs_sees_how_much_two_pools_name_and_how_much_disagrees(
    clerk: Client, other_clerk: Client
) -> None:
    block = parse_serial_block("cdcer", EXAMPLES["cdcer"])
    twice = Span(block.sub_block(1, 5), Status.RETIRED, DAY, ("A", "B"), (2,))
    otherwise = Disagreement(block.sub_block(6, 8), "A", "C", DAY, DAY, 3)
    report = Report("cdcer", "0" * 64, claimed_twice=(twice,), disagreeing=(otherwise,), compared_units=8)
    proposal = credits.actions.propose_reconciliation(
        report=report.as_json(), key=uuid.uuid4(), by=clerks()[0]
    )
    facts = dict(other_clerk.get(page_of(proposal)).context["described"].facts)
    assert [facts[name] for name in ("named by more than one pool here", DATED_OTHERWISE)] == ["5 t", "3 t"]


def test_a_report_is_not_altered_on_its_way(clerk: Client, pooled: Batch) -> None:
    address = f"{RECONCILIATION}add/"
    page = clerk.post(address, upload("CDCER-CD-2022-07-1-1,1,2023-08-01,Retired\n"))
    data = page.context["form"].data
    altered: dict[str, object] = {
        **{name: data[name] for name in ("registry", "key")},
        "carried": data["carried"][:-3] + ("cba" if data["carried"].endswith("abc") else "abc"),
        "confirmed": "yes",
    }
    assert form_errors(clerk, address, altered) == {"file": ["Please choose the file once more."]}
    assert Proposal.objects.filter(kind="reconcile").count() == 0


def test_a_list_that_cannot_be_read_is_refused_in_words(clerk: Client, pooled: Batch) -> None:
    address = f"{RECONCILIATION}add/"
    workbook = SimpleUploadedFile("list.xlsx", b"PK\x03\x04\x00\x00")
    assert form_errors(clerk, address, upload("", file=workbook)) == {
        "file": ["This is no CSV text in UTF-8 or GB18030."]
    }
    assert form_errors(clerk, address, upload("", file="")) == {"file": ["Please choose the file."]}
