"""A clock that jumps, checkpoints, witnesses, and keys that rotate."""

import base64
import uuid
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

import credits.actions
import credits.audit
import credits.queries
from credits.errors import ClockAheadError, ClockBehindError
from credits.models import Account, Batch, Checkpoint, LogKey, LogLeaf, PendingRetirement, Witness
from credits.proofs.checkpoints import Trust, verify_checkpoint
from credits.proofs.entries import read_entry
from credits.proofs.errors import NoTrustedSignatureError, SignatureMismatchError
from credits.proofs.notes import KeyKind, Signer
from credits.signing import current_signer, verifier_keys
from tests.conftest import clerks
from tests.credits.history import moved, retired

WITNESS = Signer("witness.example", b"w" * 32, KeyKind.COSIGNATURE)


def times() -> list[int]:
    """What the log says of the time, leaf by leaf."""
    entries = LogLeaf.objects.order_by("index").values_list("entry", flat=True)
    return [int(str(read_entry(bytes(entry))["at"])) for entry in entries]


def test_a_clock_a_little_behind_writes_the_last_time_once_more(
    event_account: Account, inventory: Account
) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=59), tick=False):
        moved(event_account, inventory, 5)
    assert len(set(times())) == 1
    assert credits.audit.breaches() == []


def test_a_clock_far_behind_is_refused_and_settlement_waits_and_loses_nothing(
    event_account: Account, inventory: Account
) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=False):
        retired(event_account, 5)  # a promise needs no log
        assert credits.actions.settle_pending() == 0
        with pytest.raises(ClockBehindError) as refusal:
            moved(event_account, inventory, 5)
        assert refusal.value.last_at - refusal.value.now > 3600
        assert (PendingRetirement.objects.count(), LogLeaf.objects.count()) == (1, 1)
    assert credits.actions.settle_pending() == 1
    assert credits.audit.breaches() == []


def test_a_flawed_batch_is_stopped_whatever_the_clock_says(event_account: Account) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=False):
        credits.actions.impair(batch=Batch.objects.get(), reason="x", by=clerks()[0])
    assert len(set(times())) == 1
    assert credits.queries.balance_of(event_account).balance_grams == 0
    assert credits.audit.breaches() == []


def test_a_clock_far_ahead_is_refused_until_somebody_says_that_it_is_right(
    event_account: Account, inventory: Account
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=7300), tick=False):
        retired(event_account, 5)
        assert credits.actions.settle_pending() == 0
        with pytest.raises(ClockAheadError):
            moved(event_account, inventory, 5)
        assert (PendingRetirement.objects.count(), LogLeaf.objects.count()) == (1, 1)
    assert credits.actions.settle_pending() == 1

    with time_machine.travel(timezone.now() + timedelta(days=500), tick=False):
        call_command("correct_clock", stdout=StringIO())  # nothing was written for more than a year
        moved(event_account, inventory, 5)
    assert credits.audit.breaches() == []


def test_a_clock_that_was_ahead_is_corrected_in_the_open(event_account: Account, inventory: Account) -> None:
    assert credits.actions.correct_clock() is False
    with time_machine.travel(timezone.now() + timedelta(days=300), tick=False):
        moved(event_account, inventory, 5)
    with pytest.raises(ClockBehindError):
        moved(event_account, inventory, 5)
    assert [credits.actions.correct_clock() for _ in range(2)] == [True, False]
    moved(event_account, inventory, 5)
    said = read_entry(bytes(LogLeaf.objects.get(index=2).entry))
    assert (said["type"], said["was"]) == ("clock", times()[1])
    assert times()[1] > times()[2]
    assert credits.audit.breaches() == []


def test_a_checkpoint_is_published_once_for_a_size(event_account: Account, inventory: Account) -> None:
    first = credits.actions.publish_checkpoint()
    assert first is not None
    assert credits.actions.publish_checkpoint() == first
    moved(event_account, inventory, 5)
    second = credits.actions.publish_checkpoint()
    assert second is not None
    assert (first.size, second.size) == (1, 2)


def test_an_empty_log_has_no_checkpoint(db: None) -> None:
    assert credits.actions.publish_checkpoint() is None


@pytest.fixture
def witness(db: None) -> Witness:
    """A university that cosigns."""
    return Witness.objects.create(
        name=WITNESS.name, title_zh_hans="大学", title_en="University", public_key=WITNESS.key.public
    )


def cosigned(checkpoint: Checkpoint, *lines: str) -> str:
    text = checkpoint.note.rpartition("\n\n")[0] + "\n"
    return text + "\n" + "".join(lines or [WITNESS.line(text, 1_800_000_000)])


def test_a_witness_cosigns_what_was_published(event_account: Account, witness: Witness) -> None:
    published = credits.actions.publish_checkpoint()
    assert published is not None
    note = cosigned(published)
    first = credits.actions.add_cosignature(witness=witness, note=note)
    assert credits.actions.add_cosignature(witness=witness, note=note) == first
    assert first.line == note.splitlines()[-1]
    assert credits.audit.breaches() == []


def test_of_two_lines_under_one_name_the_one_that_was_checked_is_kept(
    event_account: Account, witness: Witness
) -> None:
    published = credits.actions.publish_checkpoint()
    assert published is not None
    text = published.note.rpartition("\n\n")[0] + "\n"
    other = Signer(WITNESS.name, b"o" * 32, KeyKind.COSIGNATURE)
    own = WITNESS.line(text, 1_800_000_000)
    kept = credits.actions.add_cosignature(
        witness=witness, note=cosigned(published, other.line(text, 5), own)
    )
    assert kept.line == own.rstrip("\n")


def test_what_the_witness_did_not_sign_is_refused(event_account: Account, witness: Witness) -> None:
    published = credits.actions.publish_checkpoint()
    assert published is not None
    with pytest.raises(NoTrustedSignatureError):
        credits.actions.add_cosignature(witness=witness, note=published.note)
    with pytest.raises(SignatureMismatchError):
        credits.actions.add_cosignature(
            witness=witness, note=cosigned(published, WITNESS.line("another text\n", 5))
        )
    forged = cosigned(published).replace(f"\n{published.size}\n", "\n7\n", 1)
    with pytest.raises(SignatureMismatchError):
        credits.actions.add_cosignature(witness=witness, note=forged)


def test_a_checkpoint_that_is_not_ours_is_refused(event_account: Account, witness: Witness) -> None:
    published = credits.actions.publish_checkpoint()
    assert published is not None
    text = published.note.rpartition("\n\n")[0].replace(f"\n{published.size}\n", "\n7\n", 1) + "\n"
    with pytest.raises(Checkpoint.DoesNotExist):
        credits.actions.add_cosignature(witness=witness, note=f"{text}\n{WITNESS.line(text, 5)}")


def test_notes_of_an_old_key_hold_after_the_key_is_changed(
    event_account: Account, inventory: Account, settings: Settings
) -> None:
    old, before = current_signer(), credits.actions.publish_checkpoint()
    settings.LOG_SIGNING_KEY = base64.b64encode(b"n" * 32).decode()
    new = current_signer()
    moved(event_account, inventory, 5)
    after = credits.actions.publish_checkpoint()
    assert before is not None
    assert after is not None
    assert set(verifier_keys()) == {old.key, new.key}
    assert LogKey.objects.count() == 2
    for checkpoint, signer in ((before, old), (after, new)):
        said, (signed,) = verify_checkpoint(checkpoint.note, Trust(new.name, verifier_keys()))
        assert (said.head.size, signed.key) == (checkpoint.size, signer.key)
    with pytest.raises(NoTrustedSignatureError):
        verify_checkpoint(before.note, Trust(new.name, (new.key,)))
    assert credits.audit.breaches() == []


def test_a_key_is_reused_by_nobody_else(event_account: Account) -> None:
    key = uuid.uuid4()
    credits.actions.hold(account=event_account, amount_grams=5, expires_at=None, key=key)
    row = credits.actions.retire(
        account=event_account, amount_grams=5, beneficiary=uuid.uuid4(), purpose="x", key=key
    )
    assert row.amount_grams == 5  # keys of holds and of requests are apart
