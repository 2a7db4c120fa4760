"""From a signed log to a document that proves the certificate, and from a closed pool to the state "settled"."""

import json
import uuid
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

import credits.actions
import credits.hooks
import credits.tasks
from certificates import actions, keys, proving, queries, tasks
from certificates.checking import verify
from certificates.document import Statement
from certificates.models import Certificate, FollowedPool, SigningKey
from certificates.sealing import new_pair
from credits.models import Account
from diandian.lib import messages
from tests.certificates.conftest import LIVE, certify, retire
from tests.credits.history import pooled

pytestmark = pytest.mark.django_db
TONNE = 1_000_000


def outcome(text: str | None) -> dict[str, str]:
    """What the one-file checker says of a document, check by check."""
    assert text is not None
    report = verify.check(text.encode(), verify.read_keys(keys.key_list().text.encode()))
    return {check.name: check.status for check in report.checks}


def fresh(certificate: Certificate) -> Certificate:
    return Certificate.objects.get(pk=certificate.pk)


def test_a_document_is_made_once_the_log_is_signed_and_never_again(event_account: Account) -> None:
    certificate = retire(certify(), event_account, is_signed=False)
    assert proving.prove(certificate_ids=[certificate.pk]) == []
    credits.actions.publish_checkpoint()
    assert proving.prove(certificate_ids=[certificate.pk]) == [certificate.pk]
    document = fresh(certificate).document
    retire(certify(), event_account)
    assert proving.prove(certificate_ids=[certificate.pk]) == []
    assert fresh(certificate).document == document


def test_before_the_retirement_there_is_nothing_to_prove(
    pledged: Certificate, event_account: Account
) -> None:
    retire(certify(), event_account)
    assert proving.prove(certificate_ids=[pledged.pk]) == []


def test_real_credits_are_proven_as_real_and_demonstrations_as_such(
    real_account: Account, event_account: Account
) -> None:
    real = retire(certify(is_demonstration=False), real_account)
    shown = retire(certify(), event_account)
    purposes = {row.key_id: row.purpose for row in SigningKey.objects.all()}
    signed_by = [purposes[json.loads(fresh(row).document or "")["signature"]["key"]] for row in (real, shown)]
    assert signed_by == ["live", "demonstration"]
    assert [row.number[0] == "d" for row in (real, shown)] == [False, True]
    for row in (real, shown):
        assert outcome(fresh(row).document) == {
            **dict.fromkeys(("file", "key", "signature", "opening", "entry", "log", "batches"), "ok"),
            **dict.fromkeys(("seal", "pools"), "not-checked"),
        }


def test_without_a_live_key_everything_is_a_demonstration(
    settings: LazySettings, real_account: Account
) -> None:
    settings.CERTIFICATE_SIGNING_KEY = settings.CERTIFICATE_SIGNING_CERTIFICATE = ""
    settings.CERTIFICATE_SECRET = "kept in var"
    certificate = retire(certify(is_demonstration=False), real_account)
    statement = fresh(certificate).stated
    assert statement is not None
    assert (certificate.number[0], statement.is_demonstration) == ("d", True)
    assert list(SigningKey.objects.values_list("purpose", flat=True)) == ["demonstration"]


def test_a_real_certificate_waits_for_its_key_and_stops_nobody_else(
    settings: LazySettings, real_account: Account, event_account: Account
) -> None:
    real = retire(certify(is_demonstration=False), real_account, is_signed=False)
    shown = retire(certify(), event_account, is_signed=False)
    credits.actions.publish_checkpoint()
    settings.CERTIFICATE_SIGNING_KEY = ""
    settings.CERTIFICATE_SECRET = "kept in var"
    assert proving.prove_waiting() == 1
    assert [fresh(row).document is None for row in (real, shown)] == [True, False]
    settings.CERTIFICATE_SIGNING_KEY = LIVE.private_pem
    assert proving.prove_waiting() == 1


def test_a_statement_that_cannot_be_read_stops_nobody_else(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = (retire(certify(), event_account, is_signed=False) for _ in range(2))
    credits.actions.publish_checkpoint()
    read = Statement.from_json

    def fragile(values: dict[str, Any]) -> Any:
        return read({} if values["number"] == broken.number else values)

    monkeypatch.setattr(Statement, "from_json", fragile)
    assert proving.prove_waiting() == 1
    assert [fresh(row).document is None for row in (broken, sound)] == [True, False]


def test_a_signed_log_has_the_documents_made_and_then_the_papers(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(messages, "send", lambda task, *args: told.append((task.name, *args)))
    made = [retire(certify(), event_account, is_signed=False) for _ in range(3)]
    for _ in range(2):
        credits.tasks.publish_checkpoint()
        assert told == [("certificates.tasks.prove_waiting",)]
    assert (tasks.prove_waiting(), tasks.prove_waiting()) == (3, 0)
    assert told[1:] == [("certificates.tasks.render_certificate", row.pk, True) for row in made]


def test_groups_follow_each_other_until_nothing_waits(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "GROUP", 2)
    for _ in range(5):
        retire(certify(), event_account, is_signed=False)
    credits.actions.publish_checkpoint()
    late = retire(certify(), event_account, is_signed=False)
    assert queries.waiting_for_proof(10)[-1] == late.pk
    assert proving.prove_waiting() == 5
    assert queries.waiting_for_proof(10) == [late.pk]


def test_a_larger_group_asks_no_more_queries(event_account: Account) -> None:
    retire(certify(), event_account)  # the first keeps its key
    counts = []
    for size in (2, 20):
        made = [retire(certify(), event_account, is_signed=False) for _ in range(size)]
        credits.actions.publish_checkpoint()
        with CaptureQueriesContext(connection) as captured:
            proving.prove(certificate_ids=[row.pk for row in made])
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_key_that_was_changed_leaves_what_it_signed_valid(
    settings: LazySettings, real_account: Account
) -> None:
    old = retire(certify(is_demonstration=False), real_account)
    changed = new_pair("diandian.example")
    settings.CERTIFICATE_SIGNING_KEY = changed.private_pem
    settings.CERTIFICATE_SIGNING_CERTIFICATE = changed.certificate_pem
    new = retire(certify(is_demonstration=False), real_account)
    used = [json.loads(fresh(row).document or "")["signature"]["key"] for row in (old, new)]
    assert [key.id for key in keys.public_keys() if key.since and key.purpose == "live"] == used
    assert {outcome(fresh(row).document)["signature"] for row in (old, new)} == {"ok"}


# --- Pools ------------------------------------------------------------------------------------------------


@pytest.fixture
def two_certificates(event_account: Account) -> tuple[Certificate, Certificate]:
    """One whose grams end in the first tonne, and one that the tonne's end cuts."""
    return (
        retire(certify(amount_grams=900_000), event_account),
        retire(certify(amount_grams=1_100_000), event_account),
    )


def close_pool(account: Account, units: str) -> None:
    pooled(account.lots.get().transfer.batch, units)


def states() -> list[str]:
    return list(Certificate.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.usefixtures("two_certificates")
def test_a_certificate_is_settled_once_all_its_pools_have_closed(event_account: Account) -> None:
    assert proving.follow_pools() == 0
    close_pool(event_account, "1-1")
    assert (proving.follow_pools(), states()) == (1, ["settled", "retired"])
    close_pool(event_account, "2-2")
    assert (proving.follow_pools(), states()) == (1, ["settled", "settled"])
    assert proving.follow_pools() == 0
    assert FollowedPool.objects.filter(ended_at__isnull=False).count() == 2


@pytest.mark.usefixtures("two_certificates")
def test_a_sweep_that_was_cut_short_goes_on_where_it_was(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "LEAVES", 1)
    close_pool(event_account, "1-1")
    assert (proving.follow_pools(seconds=0), states()) == (0, ["retired", "retired"])
    assert proving._follow(1) == (1, False)
    assert FollowedPool.objects.get().next_position == 1
    assert (proving.follow_pools(), states()) == (0, ["settled", "retired"])
    assert FollowedPool.objects.get().ended_at is not None


def test_a_retirement_recorded_after_its_pool_was_gone_through_is_settled_with_its_document(
    event_account: Account,
) -> None:
    certificate = certify(amount_grams=TONNE)
    assert certificate.beneficiary is not None
    request = credits.actions.retire(
        account=event_account,
        amount_grams=TONNE,
        beneficiary=certificate.beneficiary,
        purpose="x",
        key=uuid.uuid4(),
    )
    credits.actions.settle_pending()
    close_pool(event_account, "1-1")
    assert proving.follow_pools() == 0
    facts = credits.queries.retirement_facts(request.pk)
    assert facts is not None
    actions.record_retirement(certificate=certificate, retirement_request_id=request.pk, facts=facts)
    credits.actions.publish_checkpoint()
    assert (proving.prove_waiting(), states()) == (1, ["settled"])
    assert outcome(fresh(certificate).document)["pools"] == "ok"


def test_a_superseded_certificate_stays_so_when_its_pool_closes(event_account: Account) -> None:
    certificate = retire(certify(amount_grams=TONNE), event_account)
    Certificate.objects.filter(pk=certificate.pk).update(state="superseded", superseded_by=certify())
    close_pool(event_account, "1-1")
    assert (proving.follow_pools(), fresh(certificate).state) == (0, "superseded")


def test_the_newer_document_adds_the_proofs_of_pools_and_the_first_stays(
    two_certificates: tuple[Certificate, Certificate], event_account: Account
) -> None:
    second = two_certificates[1]
    assert queries.newest_document(fresh(second)) == fresh(second).document
    first_made = fresh(second).document
    seen = []
    for units in ("1-1", "2-2"):
        close_pool(event_account, units)
        shares = queries.pool_shares(second)
        seen.append((len(shares), queries.has_newer_proof(fresh(second), shares)))
        newest = queries.newest_document(fresh(second))
        assert outcome(newest)["pools"] == "ok"
        assert {**json.loads(newest or ""), "pool_proofs": []} == json.loads(first_made or "")
    assert (seen, fresh(second).document) == ([(1, True), (2, True)], first_made)
