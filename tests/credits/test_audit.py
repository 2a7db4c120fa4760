"""The audit is clean when the ledger is, and names what was tampered with when it is not."""

import pytest
from django.core.management import call_command

import credits.actions
import credits.audit
import credits.tasks
from credits.models import AuditRun, LogLeaf, LogState
from diandian.celery import app
from tests.credits.history import History
from tests.credits.tampering import behind_all_guards, tamper

pytestmark = pytest.mark.django_db


def test_a_ledger_in_order_has_no_breach(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit")
    *lines, total = capsys.readouterr().out.splitlines()
    assert lines == [f"ok      {rule}" for rule in credits.audit.RULES]
    assert total.startswith(f"{len(credits.audit.RULES)} rules, 0 breached: ")


def test_a_run_is_kept_with_what_it_went_over(history: History) -> None:
    run = credits.audit.audit()
    assert AuditRun.objects.latest() == run
    assert (run.log_size, run.breaches) == (LogLeaf.objects.count(), [])
    assert run.row_count > run.log_size > 256


def test_the_log_can_be_looked_through_alone(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "--log")
    assert (
        capsys.readouterr().out.splitlines()[-1] == f"{LogState.objects.get().size} leaves, 0 rules breached"
    )


def test_the_audit_runs_every_hour(history: History) -> None:
    assert "credits.tasks.audit" in {
        sweep["task"] for sweep in app.conf.beat_schedule.values() if sweep["schedule"] == 3600.0
    }
    assert credits.tasks.audit() == 0


ROOT = "(SELECT root FROM credits_logtile LIMIT 1)"
AT_ONE = '{"at":1}'
LAST_LEAF = """WHERE "index" = (SELECT MAX("index") FROM credits_logleaf)"""
# What breaks each rule, done behind the back of triggers and constraints.
TAMPERING = {
    "the database refuses to change or delete what is written": {
        "postgresql": "ALTER TABLE credits_retirement DISABLE TRIGGER credits_retirement_no_change",
        "sqlite": "SELECT 1",  # the triggers are away already
    },
    "an account's totals equal its transfers": "UPDATE credits_account SET credited_grams = credited_grams + 1",
    "an account holds what its open holds and waiting retirements promise": (
        "UPDATE credits_account SET held_grams = held_grams + 1 WHERE kind = 'event'"
    ),
    "an account's retired totals equal its retirements": (
        "UPDATE credits_account SET retirement_count = retirement_count + 1"
    ),
    "no account is overdrawn": "UPDATE credits_account SET debited_grams = credited_grams + 1 WHERE kind = 'event'",
    "each batch is issued whole and once": "UPDATE credits_batch SET block_end = block_end + 1",
    "serial blocks do not overlap": "UPDATE credits_batch SET block_end = 102 WHERE block_start = 1",
    "what an account retired of a batch is its retired ranges": (
        "UPDATE credits_transfer SET amount_grams = amount_grams - 1 WHERE kind = 'retire'"
    ),
    "a retirement is the sum of its ranges": "UPDATE credits_retirement SET amount_grams = amount_grams + 1",
    "a retired range lies inside a lot of its account": "UPDATE credits_lot SET tape_to = tape_from + 60",
    "no accepted request is lost": "DELETE FROM credits_pendingretirement",
    "a retirement is what was requested": "UPDATE credits_retirementrequest SET amount_grams = amount_grams + 1",
    "a retirement that may not be split is of one batch": (
        "UPDATE credits_retirementslice SET retirement_id = (SELECT MIN(retirement_id) FROM credits_retirementslice)",
        "UPDATE credits_retirementrequest SET may_split = (1 = 0)",
    ),
    "a hold that was used has its request": "UPDATE credits_holdclosure SET outcome = 'used'",
    "nothing is retired out of an impaired batch": (
        "UPDATE credits_batchmark SET leaf_index = -1 WHERE kind = 'impaired'"
    ),
    "a lot is what its transfer brought": "UPDATE credits_lot SET batch_from = batch_from + 1",
    "a gap is what its transfer took out of turn": "UPDATE credits_tapegap SET tape_to = tape_to + 1",
    "a reversal gives back what was moved": (
        "UPDATE credits_transfer SET batch_from = batch_from + 1 WHERE kind = 'reverse'"
    ),
    "what needs two people had them": (
        "UPDATE credits_decision SET decided_by_id = (SELECT p.proposed_by_id FROM credits_proposal p"
        " WHERE p.id = proposal_id)"
    ),
    "what came of a proposal is what was proposed": (
        "UPDATE credits_transfer SET amount_grams = amount_grams + 1 WHERE kind = 'cancel'"
    ),
    "a tape has no hole and no overlap": "UPDATE credits_lot SET tape_from = tape_from + 1 WHERE tape_from > 0",
    "a tape stands where its account has consumed to": (
        "UPDATE credits_account SET tape_position = tape_position - 1 WHERE code = 'event:e'"
    ),
    "what lies free on a tape is what its transfers left of each batch": (
        "UPDATE credits_lot SET batch_id = (SELECT MIN(id) FROM credits_batch)"
    ),
    "every gram of a batch is in one place: on a tape, retired, cancelled or set apart": (
        "UPDATE credits_retirementslice SET batch_from = batch_from - 7 WHERE batch_from > 5000"
    ),
    "a closed pool's leaves make its tree, and its signed statement says so": (
        "UPDATE credits_poolclosing SET sum_grams = sum_grams + 1"
    ),
    "a retired gram lies in one pool at most": "UPDATE credits_poolleaf SET amount_grams = amount_grams + 1",
    "a pool's leaves stand in settlement order, without a gap": (
        "UPDATE credits_poolleaf SET position = position + 1000 WHERE position = 0"
    ),
    "a pool's block is its batch's, and no unit is retired outside twice": (
        "UPDATE credits_poolblock SET last_unit = 2 WHERE first_unit = 1"
    ),
    "what a block has over was given up": "UPDATE credits_transfer SET kind = 'return' WHERE reason = 'residual'",
    "the log has as many leaves as its state says, numbered without a gap": (
        "DELETE FROM credits_logleaf WHERE entry = (SELECT entry FROM credits_logleaf ORDER BY 1 LIMIT 1)"
    ),
    "a leaf's hash is that of its entry": f"UPDATE credits_logleaf SET hash = {ROOT}",
    "every leaf says what its row says, and every row has its leaf": (
        "UPDATE credits_retirement SET beneficiary = public_id"
    ),
    "times in the log never go back, but where it says so": {
        "postgresql": f"UPDATE credits_logleaf SET entry = '{AT_ONE}'::bytea {LAST_LEAF}",
        "sqlite": f"UPDATE credits_logleaf SET entry = CAST('{AT_ONE}' AS BLOB) {LAST_LEAF}",
    },
    "a full tile is what its leaves make it": "DELETE FROM credits_logtile",
    "a checkpoint's root is that of its leaves, and its note is signed": (
        f"UPDATE credits_checkpoint SET root = {ROOT}"
    ),
    "a cosignature is its witness's": f"UPDATE credits_witness SET public_key = {ROOT}",
}


def test_every_rule_has_its_tampering() -> None:
    assert set(TAMPERING) == set(credits.audit.RULES)


@pytest.mark.parametrize("rule", credits.audit.RULES)
def test_tampering_is_found_and_named(
    history: History, rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with behind_all_guards():
        tamper(TAMPERING[rule])
        with pytest.raises(SystemExit) as end:
            call_command("audit")
        assert end.value.code == 1
        assert f"BREACH  {rule}: " in capsys.readouterr().out
        assert rule in {breach["rule"] for breach in AuditRun.objects.latest().breaches}
