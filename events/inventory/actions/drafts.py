"""Writing a draft: its terms and its lines. What was submitted never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from uuid import UUID

from django.db import transaction
from django.db.models import Max

import events.team.queries
from events.inventory.entering import Entered, settled
from events.inventory.errors import (
    ChangedMeanwhileError,
    EstimatedLineError,
    GivenUpError,
    LineDoesNotMultiplyError,
    NoSuchLineError,
    NotADraftError,
    TooManyLinesError,
)
from events.inventory.lines import ChangeKind, Line, amount_of, difference
from events.inventory.queries import digest_now, evidence_of, factors_of, lines_of
from events.models import EvidenceFile, Inventory, InventoryLine
from events.team.access import Right
from people.models import User

MAX_LINES = 2_000
TERMS = ("reason", "boundary_zh", "boundary_en", "exclusions_zh", "exclusions_en")
Origin = InventoryLine.Origin
_COPIED = tuple(each.name for each in fields(Line) if each.name not in ("line_id", "evidence"))


def locked_draft(inventory: Inventory, by: User) -> Inventory:
    """The draft, locked for this transaction. Refuses with NotAllowedError, NotADraftError and GivenUpError."""
    events.team.queries.check(by, inventory.event, Right.DRAFT)
    rows = Inventory.objects.select_related("event", "factor_set").select_for_update(of=("self",))
    row = rows.filter(pk=inventory.pk).first()
    if row is None:
        raise GivenUpError
    if row.state != Inventory.State.DRAFT:
        raise NotADraftError(row.state)
    return row


@transaction.atomic
def state_terms(*, inventory: Inventory, texts: Mapping[str, str], by: User) -> Inventory:
    """Say what a draft covers and leaves out, and why it is made.

    `texts`: any of TERMS. Refuses with NotAllowedError and
    NotADraftError.
    """
    row = locked_draft(inventory, by)
    names = [name for name in TERMS if name in texts]
    for name in names:
        setattr(row, name, texts[name].strip())
    row.save(update_fields=names)
    return row


@transaction.atomic
def add_line(
    *, inventory: Inventory, entered: Entered, by: User, evidence: EvidenceFile | None = None
) -> InventoryLine:
    """Add a line to a draft.

    Refuses with NotAllowedError, NotADraftError, TooManyLinesError, and RefusedRowsError, which has each reason.
    """
    draft = locked_draft(inventory, by)
    if draft.lines.count() >= MAX_LINES:
        raise TooManyLinesError(MAX_LINES)
    row = InventoryLine(inventory=draft, position=_next_position(draft))
    return _write(row, entered, evidence)


@transaction.atomic
def change_line(
    *,
    inventory: Inventory,
    line_id: UUID,
    entered: Entered,
    by: User,
    evidence: EvidenceFile | None = None,
) -> InventoryLine:
    """Enter a draft's line anew; it keeps its id and its place.

    Refuses like `add_line`, with NoSuchLineError, and with EstimatedLineError for a line from spectators' answers.
    """
    row = _line(locked_draft(inventory, by), line_id)
    if row.origin == Origin.SPECTATORS:
        raise EstimatedLineError
    return _write(row, entered, evidence)


@transaction.atomic
def remove_line(*, inventory: Inventory, line_id: UUID, by: User) -> None:
    """Take a line out of a draft. Refuses with NotAllowedError, NotADraftError and NoSuchLineError."""
    _line(locked_draft(inventory, by), line_id).delete()


@transaction.atomic
def import_lines(
    *, inventory: Inventory, lines: Sequence[Line], by: User, replace: bool, seen_digest: str = ""
) -> int:
    """Write lines of a file into a draft, all of them or none; returns how many lines changed.

    `lines` were judged by `events.inventory.rows`. A line with the id of one that is there takes its place. With
    `replace` what the file does not have is removed. `seen_digest` is that of the draft as somebody looked at it:
    if it is another by now, ChangedMeanwhileError. Refuses too with NotAllowedError, NotADraftError,
    TooManyLinesError, EstimatedLineError (a file cannot make an estimate from answers) and LineDoesNotMultiplyError.
    """
    draft = locked_draft(inventory, by)
    if seen_digest and digest_now(draft) != seen_digest:
        raise ChangedMeanwhileError
    old = lines_of(draft)
    _refuse_forged(old, lines)
    new = merged(old, lines, replace=replace)
    if len(new) > MAX_LINES:
        raise TooManyLinesError(MAX_LINES)
    return write_difference(draft, old, new)


def merged(old: Sequence[Line], brought: Sequence[Line], *, replace: bool) -> list[Line]:
    """The lines of a draft after a file: what it brings under a known id takes that line's place."""
    by_id = {line.line_id: line for line in brought}
    known = {line.line_id for line in old}
    kept = [by_id.get(line.line_id, line) for line in old if not replace or line.line_id in by_id]
    return [*kept, *(line for line in brought if line.line_id not in known)]


def write_difference(draft: Inventory, old: Sequence[Line], new: Sequence[Line]) -> int:
    """Make a locked draft's lines from `old` to `new`; returns how many were added, changed or removed."""
    changes = difference(old, new)
    files = {file.digest: file for file in evidence_of(draft.event)}
    gone = [change.line_id for change in changes if change.kind == ChangeKind.REMOVED]
    draft.lines.filter(line_id__in=gone).delete()
    rows = {row.line_id: row for row in draft.lines.all()}
    position = _next_position(draft)
    added: list[InventoryLine] = []
    for change in changes:
        if change.kind == ChangeKind.CHANGED:
            _filled(rows[change.line_id], change.line, files).save()
        elif change.kind == ChangeKind.ADDED:
            row = InventoryLine(inventory=draft, position=position + len(added), line_id=change.line_id)
            added.append(_filled(row, change.line, files))
    InventoryLine.objects.bulk_create(added, batch_size=200)
    return len(changes)


def _refuse_forged(old: Sequence[Line], brought: Sequence[Line]) -> None:
    known = set(old)
    for number, line in enumerate(brought, start=1):
        if line.origin == Origin.SPECTATORS and line not in known:
            raise EstimatedLineError
        if line.amount_grams != amount_of(line.quantity, line.factor_grams):
            raise LineDoesNotMultiplyError(number)


def _filled(row: InventoryLine, line: Line, files: Mapping[str, EvidenceFile]) -> InventoryLine:
    for name in _COPIED:
        setattr(row, name, getattr(line, name))
    row.evidence = files[line.evidence] if line.evidence else None
    return row


def _next_position(draft: Inventory) -> int:
    return (draft.lines.aggregate(last=Max("position"))["last"] or 0) + 1


def _line(draft: Inventory, line_id: UUID) -> InventoryLine:
    row = draft.lines.filter(line_id=line_id).first()
    if row is None:
        raise NoSuchLineError
    return row


def _write(row: InventoryLine, entered: Entered, evidence: EvidenceFile | None) -> InventoryLine:
    result = settled(entered, factors_of(row.inventory))
    for said in (entered, result):  # what the factor settles stands over what was entered
        for each in fields(said):
            setattr(row, each.name, getattr(said, each.name))
    if evidence is not None and evidence.event_id != row.inventory.event_id:
        raise ValueError("the file is of another event")
    row.evidence, row.origin = evidence, Origin.HAND
    row.method, row.sample_size, row.extrapolated_grams = "", None, 0
    row.save()
    return row
