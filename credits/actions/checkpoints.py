"""The log's signed statements of itself, and the correction of a clock that was wrong."""

from django.db import transaction
from django.utils import timezone

import credits.log
from credits.log import Appender
from credits.models import Checkpoint, Cosignature, LogState, Witness
from credits.proofs import checkpoints, merkle
from credits.proofs.checkpoints import sign_checkpoint
from credits.proofs.entries import ClockEntry, clock_entry
from credits.proofs.notes import KeyKind, VerifierKey, read_note, verify_note
from credits.signing import current_signer, known_key


def publish_checkpoint() -> Checkpoint | None:
    """Sign the log as it is now; the last checkpoint if nothing was appended since. None while the log is empty.

    May be repeated, and run by several workers at once.
    """
    with transaction.atomic():
        state = LogState.objects.select_for_update().filter(id=1).first()
        if state is None or not state.size:
            return None
        last = Checkpoint.objects.filter(size=state.size).first()
        if last is not None:
            return last
        root = merkle.root(state.size, credits.log.nodes(state.size))
        signer = current_signer()
        text = checkpoints.Checkpoint(signer.name, merkle.TreeHead(state.size, root))
        return Checkpoint.objects.create(
            size=state.size,
            root=root,
            note=sign_checkpoint(text, [signer]),
            key=known_key(signer.key),
            made_at=timezone.now(),
        )


def add_cosignature(*, witness: Witness, note: str) -> Cosignature:
    """Keep a witness's cosignature, out of a note of one of our checkpoints that it signed. May be repeated.

    Raises credits.proofs.errors.ProofError for a note that the witness did not sign, CheckpointFormatError for one
    that is no checkpoint, Checkpoint.DoesNotExist for one that is not ours.
    """
    key = VerifierKey(witness.name, bytes(witness.public_key), KeyKind.COSIGNATURE)
    text, _verified = verify_note(note, [key])
    said = checkpoints.read_checkpoint(text)
    ours = Checkpoint.objects.get(size=said.head.size, root=said.head.root)
    # The line that was checked: another may bear the same name.
    number = [(row.name, row.key_id) for row in read_note(note).signatures].index((key.name, key.key_id))
    line = note.rstrip("\n").rpartition("\n\n")[2].split("\n")[number]
    return Cosignature.objects.get_or_create(checkpoint=ours, witness=witness, defaults={"line": line})[0]


def correct_clock() -> bool:
    """Let the log go on from this machine's time, although it is far from the last entry's; the log says so itself.

    For a wrong clock that wrote entries from the future, and for a ledger that slept for more than a year. False if
    there is nothing to correct.
    """
    with transaction.atomic():
        log = Appender()
        if not log.is_clock_wrong:
            return False
        was = log.last_at
        log.take_time()
        log.append(clock_entry(ClockEntry(log.at, was)))
        log.write()
        return True
