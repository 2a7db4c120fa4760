"""Certificates without a retirement: issued with their Statement, once, and never a real one of a witness."""

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest

import credits.actions
import credits.queries
from certificates import actions, keys, proving, queries
from certificates.actions import NewIssue
from certificates.checking import verify
from certificates.document import Fact, Kind, rooms
from certificates.document.samples import BOUND, sample
from certificates.errors import (
    ClaimingFactError,
    GroupMismatchError,
    InvalidAmountError,
    InvalidFactError,
    KeyReusedError,
    NameTooLongError,
    NoMovementError,
    TextTooLongError,
    TooManyPiecesError,
    UnknownChoiceError,
    UnprintableNameError,
    WitnessNotUnlockedError,
)
from certificates.issuing import lines_of
from certificates.models import Certificate, SigningKey
from credits.models import Account, Transfer
from tests.certificates.conftest import certify, retire
from tests.certificates.kinds import BADGE, WITNESS, gift, issue_of_kind
from tests.conftest import reversed_by_two

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=5)


def issue(order: NewIssue = BADGE) -> Certificate:
    return actions.issue(order=order, key=KEY)


def test_a_badge_is_issued_whole() -> None:
    badge = issue()
    stated = badge.stated
    assert stated is not None
    assert (badge.state, badge.amount_grams, badge.funding, badge.beneficiary) == ("issued", 0, "none", None)
    assert (stated.number, stated.holder_name, stated.facts) == (badge.number, "韩梅", BADGE.facts)
    assert (stated.slices, stated.retirement_id, stated.account) == ((), None, None)
    assert stated.address == f"https://diandian.example/c/{badge.number}/"


def test_the_same_key_gives_the_first_certificate_again(event_account: Account) -> None:
    for order in (BADGE, gift(event_account)):
        key = uuid.uuid4()
        assert actions.issue(order=order, key=key).pk == actions.issue(order=order, key=key).pk
    assert Certificate.objects.count() == 2


def test_the_same_key_with_another_order_is_refused() -> None:
    issue()
    for other in (replace(BADGE, holder_name="李雷"), replace(BADGE, facts=BADGE.facts[:1])):
        with pytest.raises(KeyReusedError):
            issue(other)
    assert Certificate.objects.count() == 1


def test_a_donors_certificate_states_what_the_ledger_moved(event_account: Account) -> None:
    order = gift(event_account)
    stated = issue(order).stated
    assert stated is not None
    assert order.movement is not None
    rows = Transfer.objects.filter(group=order.movement).order_by("pk")
    assert [(piece.batch, piece.batch_from, piece.batch_to) for piece in stated.slices] == [
        (str(row.batch.public_id), row.batch_from, row.batch_from + row.amount_grams) for row in rows
    ]
    assert [piece.amount_grams for piece in stated.slices] == [10_000_000, 2_000_000]
    assert (stated.amount_grams, stated.account, stated.funding) == (12_000_000, "event:games", "donated")


def test_a_gift_has_one_certificate(event_account: Account) -> None:
    order = gift(event_account)
    issue(order)
    with pytest.raises(Exception, match="movement"):
        actions.issue(order=order, key=uuid.uuid4())


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "honour"}, UnknownChoiceError),
        ({"kind": "medal"}, UnknownChoiceError),
        ({"language": "fr"}, UnknownChoiceError),
        ({"holder_name": "\u16a0"}, UnprintableNameError),
        ({"holder_name": "名" * 121}, NameTooLongError),
        ({"facts": ()}, InvalidFactError),
        ({"facts": BADGE.facts * 2}, InvalidFactError),
        ({"facts": (Fact("行动", "Action", " ", "x"),)}, InvalidFactError),
        ({"facts": (Fact("行动", "Action", "字" * 90, "x"),)}, InvalidFactError),
        ({"facts": (Fact("行动", "Action", "\u16a0", "x"),)}, UnprintableNameError),
        ({"facts": (Fact("行动", "Action", "碳中和", "x"),)}, ClaimingFactError),
        ({"facts": (Fact("行动", "Ｃarbon neutral", "零", "x"),)}, ClaimingFactError),
        ({"movement": uuid.UUID(int=9)}, NoMovementError),
        ({"kind": "donor"}, NoMovementError),
        ({"kind": "donor", "movement": uuid.UUID(int=9)}, NoMovementError),
    ],
)
def test_what_cannot_be_issued_is_refused_and_nothing_is_written(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        issue(replace(BADGE, **changes))
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_grams": 1},
        {"amount_grams": False},
        {"amount_grams": -1},
        {"amount_grams": 0.0},
        *(
            {"kind": "witness", "is_demonstration": True, "amount_grams": amount}
            for amount in (0, -1, True, 1.0, "1", 2**53, 2**63)
        ),
    ],
    ids=str,
)
def test_an_amount_that_the_kind_cannot_state_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidAmountError) as refused:
        issue(replace(BADGE, **changes))
    assert refused.value.amount is changes["amount_grams"]
    assert Certificate.objects.count() == 0


def test_the_grams_of_a_gift_are_those_of_its_movement_alone(event_account: Account) -> None:
    with pytest.raises(InvalidAmountError):
        issue(replace(gift(event_account), amount_grams=12_000_000))
    assert Certificate.objects.count() == 0


def test_a_witness_may_have_seen_as_much_as_every_reader_keeps_exact() -> None:
    assert issue(replace(WITNESS, amount_grams=2**53 - 1)).amount_grams == 2**53 - 1


def test_a_gift_of_more_moves_than_a_document_may_have_is_refused(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "PARTS_MAX", 1)
    with pytest.raises(TooManyPiecesError) as refused:
        issue(gift(event_account))
    assert (refused.value.count, refused.value.limit, Certificate.objects.count()) == (2, 1, 0)


def test_no_real_witness_certificate_can_be_issued() -> None:
    with pytest.raises(WitnessNotUnlockedError) as refusal:
        issue(replace(WITNESS, is_demonstration=False))
    assert (refusal.value.event_code, Certificate.objects.count()) == ("universiade", 0)
    assert not hasattr(actions, "issue_witness")


def test_a_demonstration_of_one_can() -> None:
    witness = issue(WITNESS)
    assert (witness.is_demonstration, witness.number[0], witness.amount_grams) == (True, "d", 23_400)


def test_a_gift_of_credits_that_are_not_real_is_a_demonstration(event_account: Account) -> None:
    assert issue(gift(event_account, is_demonstration=True)).number.startswith("d")


def test_without_a_live_key_everything_issued_is_a_demonstration(settings: Any) -> None:
    settings.CERTIFICATE_SIGNING_KEY = settings.CERTIFICATE_SIGNING_CERTIFICATE = ""
    settings.CERTIFICATE_SECRET = "a secret"
    assert issue().is_demonstration


# --- Families ---------------------------------------------------------------------------------------------


def test_each_of_a_family_has_a_certificate_that_names_it(event_account: Account) -> None:
    for name in ("林小满", "林大山"):
        member = retire(certify(kind="family", group=" 林家 ", holder_name=name), event_account)
        member.refresh_from_db()
        stated = member.stated
        assert stated is not None
        assert (stated.kind, stated.group, stated.holder_name) == ("family", "林家", name)
        assert stated.issued_at == stated.retired_at


@pytest.mark.parametrize(("kind", "group"), [("family", ""), ("family", " "), ("honour", "林家")])
def test_a_family_has_a_name_and_a_spectator_none(kind: str, group: str) -> None:
    with pytest.raises(GroupMismatchError):
        certify(kind=kind, group=group)


def test_a_familys_name_is_one_that_can_be_printed() -> None:
    with pytest.raises(UnprintableNameError):
        certify(kind="family", group="\u16a0")
    with pytest.raises(TextTooLongError) as refused:
        certify(kind="family", group="家" * 25)
    assert refused.value.limits == {"group": 48}


@pytest.mark.parametrize("kind", ["donor", "badge", "witness"])
def test_what_is_issued_is_never_pledged(kind: str) -> None:
    with pytest.raises(UnknownChoiceError):
        certify(kind=kind)


# --- Proofs -----------------------------------------------------------------------------------------------


def report_on(certificate: Certificate) -> verify.Report:
    certificate.refresh_from_db()
    document = (certificate.document or "").encode()
    return verify.check(document, verify.read_keys(keys.key_list().text.encode()))


def test_a_gift_is_proven_once_a_checkpoint_covers_its_moves(event_account: Account) -> None:
    certificate = issue(gift(event_account))
    assert proving.prove(certificate_ids=[certificate.pk]) == []
    credits.actions.publish_checkpoint()
    assert proving.prove(certificate_ids=[certificate.pk]) == [certificate.pk]
    report = report_on(certificate)
    assert (report.outcome, {each.name: each.reason for each in report.checks}) == (
        "held",
        {
            "file": "file.json",
            "seal": "seal.json",
            "key": "key.live",
            "signature": "signature.ok",
            "opening": "none.donor",
            "entry": "entry.moved",
            "log": "log.moved",
            "batches": "batches.ok",
            "pools": "none.donor",
        },
    )
    assert ("limit.giver", {"account": "donor:qinghe"}) in report.limits


def test_a_badge_waits_for_no_checkpoint() -> None:
    badge = issue()
    assert proving.prove(certificate_ids=[badge.pk]) == [badge.pk]
    report = report_on(badge)
    assert report.outcome == "held"
    assert {each.name: each.status for each in report.checks if each.reason == "none.badge"} == dict.fromkeys(
        ("opening", "entry", "log", "batches", "pools"), "not-checked"
    )
    assert set(json.loads(badge.document or "")) == {"format", "statement", "signature"}


def test_a_demonstration_of_a_witness_never_passes_for_a_real_one() -> None:
    witness = issue(WITNESS)
    proving.prove(certificate_ids=[witness.pk])
    assert report_on(witness).outcome == "demonstration"
    assert SigningKey.objects.get().purpose == "demonstration"


def test_all_kinds_are_proven_in_one_sweep(event_account: Account) -> None:
    made = [issue_of_kind(kind, event_account) for kind in ("donor", "badge", "witness")]
    made.append(retire(certify(), event_account, is_signed=False))
    credits.actions.publish_checkpoint()
    assert sorted(proving.prove(certificate_ids=[each.pk for each in made])) == sorted(
        each.pk for each in made
    )


# --- Questions --------------------------------------------------------------------------------------------


def test_the_ledger_agrees_with_a_gift_until_it_is_taken_back(event_account: Account) -> None:
    certificate = issue(gift(event_account))
    assert queries.ledger_agrees(certificate)
    assert certificate.movement is not None
    reversed_by_two(Transfer.objects.get(group=certificate.movement, amount_grams=2_000_000))
    assert not queries.ledger_agrees(certificate)


def test_the_ledger_does_not_agree_with_a_gift_to_another(event_account: Account) -> None:
    certificate = issue(gift(event_account))
    values = {**(certificate.statement or {}), "account": "event:other"}
    assert not queries.ledger_agrees(Certificate(movement=certificate.movement, statement=values))


def test_a_certificate_is_found_by_the_key_of_its_order() -> None:
    assert queries.by_key(KEY) is None
    assert queries.by_key(issue().key) == Certificate.objects.get()


def test_an_issued_certificate_has_no_newer_proof() -> None:
    badge = issue()
    proving.prove(certificate_ids=[badge.pk])
    badge.refresh_from_db()
    assert queries.newest_document(badge) == badge.document
    assert not queries.has_newer_proof(badge, queries.pool_shares(badge))


def test_a_movement_that_is_not_there_has_no_facts(db: None) -> None:
    assert credits.queries.movement_facts(uuid.UUID(int=1)) is None


# --- How many lines there are -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a" * 52, 1),
        ("a" * 53, 2),
        ("字" * 26, 1),
        ("字" * 27, 2),
        (" ".join(["b" * 27] * 4), 4),  # words stay whole: two of them have no room in one line
        (f"{'c' * 50} {'d' * 50} e", 2),
    ],
)
def test_lines_are_counted_by_whole_words(text: str, lines: int) -> None:
    assert rooms.lines(text, 52) == lines


def test_the_sample_at_the_bounds_has_all_the_lines_of_a_witness_and_not_one_more() -> None:
    most, length = rooms.LINES[Kind.WITNESS]
    facts = sample(Kind.WITNESS, BOUND, "en").statement.facts
    assert (most, length, [lines_of(fact, length) for fact in facts]) == (12, 52, [2] * 6)
    for fact in facts:
        for label, value, more in (
            (fact.label_en, fact.value_en, " what was"),
            (fact.label_zh, fact.value_zh, "所"),
        ):
            shown = f"{label} {value}"
            assert (rooms.lines(shown, length), rooms.lines(shown + more, length)) == (2, 3)
