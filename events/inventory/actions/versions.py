"""The life of a version: begun as a draft, submitted, verified. One draft of a kind at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

import events.team.queries
import footprint.queries
from events.course.course import CORRECTABLE
from events.inventory.actions.drafts import locked_draft
from events.inventory.entering import codes_of, source_of, spread_of
from events.inventory.errors import (
    ChangedMeanwhileError,
    ContentChangedError,
    CorrectionNeededError,
    DraftExistsError,
    EventNotOverError,
    FactorsMissingError,
    IsCorrectionError,
    LineDoesNotMultiplyError,
    NoBoundaryError,
    NoLinesError,
    NoReasonError,
    NotSubmittedError,
    TotalDiffersError,
    UnexplainedSourcesError,
)
from events.inventory.lines import Agreement, agreement, amount_of, content_digest
from events.inventory.queries import current, digest_now, draft_of, factors_of, line_of, rows_of, terms_of
from events.inventory.sources import GUIDE_SOURCES
from events.models import CourseStep, Event, Inventory, InventoryLine
from events.team.access import Right
from people.models import User

if TYPE_CHECKING:
    from footprint.calculation import Library
    from footprint.models import FactorSet

Kind, State = Inventory.Kind, Inventory.State
# The event rests on a verified version: it moves only by a correction.
RESTING = CORRECTABLE


@transaction.atomic
def begin_version(
    *,
    event: Event,
    kind: str,
    reason: str,
    by: User,
    based_on: Inventory | None = None,
    from_nothing: bool = False,
    with_newest_factors: bool = False,
) -> Inventory:
    """Begin a draft: from the latest version of its kind, from `based_on`, or from nothing.

    A version that is made from another one keeps its factor set and the ids of its lines; `with_newest_factors` takes
    the set in force, and the lines count by it. Refuses with NotAllowedError, NoReasonError, DraftExistsError,
    FactorsMissingError, and footprint.errors.NoPublishedFactorSetError. While the event rests on a verified version
    a draft of actual emissions that is there becomes the correction that is asked for.
    """
    events.team.queries.check(by, event, Right.DRAFT)
    if not reason.strip():
        raise NoReasonError
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    draft = draft_of(event, kind)
    if draft is not None:
        if kind != Kind.ACTUAL or locked.state not in RESTING:
            raise DraftExistsError(draft.number)
        draft.reason = reason.strip()
        draft.save(update_fields=["reason"])
        return draft
    origin = None if from_nothing else based_on or current(event, kind)
    if origin is not None and (origin.event_id != event.pk or origin.state == State.DRAFT):
        raise ValueError("a version is made from a submitted one of its event")
    factor_set = footprint.queries.current_factor_set(event.factor_library)
    if origin is not None and not with_newest_factors:
        factor_set = origin.factor_set
    last = Inventory.objects.filter(event=event, kind=kind).aggregate(last=Max("number"))["last"] or 0
    version = Inventory.objects.create(
        event=event,
        kind=kind,
        number=last + 1,
        based_on=origin,
        reason=reason.strip(),
        boundary_zh=origin.boundary_zh if origin else "",
        boundary_en=origin.boundary_en if origin else "",
        exclusions_zh=origin.exclusions_zh if origin else "",
        exclusions_en=origin.exclusions_en if origin else "",
        factor_set=factor_set,
        created_by=by,
    )
    if origin is not None:
        _copy_lines(origin, version, factor_set)
    return version


def _copy_lines(origin: Inventory, version: Inventory, factor_set: "FactorSet") -> None:
    """The lines of one version in another. Under another factor set they count by its factors of the same codes."""
    rows = list(rows_of(origin))
    if factor_set.pk != origin.factor_set_id:
        _recount(rows, factors_of(origin), footprint.queries.library_of(factor_set))
    for row in rows:
        row.pk, row.inventory = None, version
        row._state.adding = True
    InventoryLine.objects.bulk_create(rows, batch_size=200)


def _recount(rows: Sequence[InventoryLine], old: "Library", factors: "Library") -> None:
    """By other factors; an uncertainty that was that of the old ones, and not somebody's own, is that of the new."""
    named = [(row, codes_of(row.factor_code)) for row in rows if row.factor_code]
    if missing := sorted({code for _row, codes in named for code in codes if code not in factors}):
        raise FactorsMissingError(missing)
    for row, codes in named:
        parts = [factors[code] for code in codes]
        if any(part.unit != row.unit for part in parts):
            raise FactorsMissingError(codes)
        row.factor_grams = sum((part.grams_per_unit for part in parts), row.factor_grams * 0)
        row.factor_source = source_of(parts)
        if row.uncertainty_percent == spread_of([old[code] for code in codes]):
            row.uncertainty_percent = spread_of(parts)
        row.amount_grams = amount_of(row.quantity, row.factor_grams)


@transaction.atomic
def submit(
    *,
    inventory: Inventory,
    by: User,
    stated_grams: int | None = None,
    rounded_to_grams: int = 1,
    accept_rounding: bool = False,
    seen_digest: str = "",
) -> Inventory:
    """Submit a draft: from now on it never changes. Its total is the sum of its lines.

    `stated_grams` is a total that somebody states, as in a consultant's report, rounded to `rounded_to_grams`: it has
    to be that of the lines. Where only rounding can have parted them, `accept_rounding` takes the lines' own sum.
    `seen_digest` is that of the draft as it was looked at. Submitting the actual emissions of a closed event takes it
    to "inventory drafted".

    Refuses with NotAllowedError, NotADraftError, ChangedMeanwhileError, NoLinesError, NoBoundaryError,
    UnexplainedSourcesError, LineDoesNotMultiplyError, TotalDiffersError; and, of actual emissions, EventNotOverError
    (planned or open) and CorrectionNeededError (the event rests on a verified version).
    """
    from events.course.actions import advance, locked  # noqa: PLC0415  a correction begins a version

    event = locked(inventory.event)
    draft = locked_draft(inventory, by)
    if draft.kind == Kind.ACTUAL:
        _refuse_state(event)
    rows = list(rows_of(draft))
    lines = [line_of(row) for row in rows]
    digest = content_digest(terms_of(draft), lines)
    if seen_digest and seen_digest != digest:
        raise ChangedMeanwhileError
    _refuse_incomplete(draft, rows)
    amounts = [line.amount_grams for line in lines]
    if stated_grams is not None:
        verdict = agreement(stated_grams, amounts, rounded_to_grams)
        if verdict == Agreement.WRONG or (verdict == Agreement.ROUNDED and not accept_rounding):
            raise TotalDiffersError(stated_grams, sum(amounts), by_rounding=verdict == Agreement.ROUNDED)
    draft.total_grams, draft.content_digest = sum(amounts), digest
    draft.state, draft.submitted_by, draft.submitted_at = State.SUBMITTED, by, timezone.now()
    draft.save(update_fields=["total_grams", "content_digest", "state", "submitted_by", "submitted_at"])
    if draft.kind == Kind.ACTUAL and event.state == Event.State.CLOSED:
        advance(event=event, to=Event.State.DRAFTED, why=draft.reason, by=by)
    return draft


def _refuse_state(event: Event) -> None:
    if event.state in (Event.State.PLANNED, Event.State.OPEN):
        raise EventNotOverError(event.state)
    if event.state in RESTING:
        raise CorrectionNeededError(event.state)


def _refuse_incomplete(draft: Inventory, rows: Sequence[InventoryLine]) -> None:
    if not rows:
        raise NoLinesError
    if not (draft.boundary_zh.strip() and draft.boundary_en.strip()):
        raise NoBoundaryError
    present = {row.source for row in rows}
    absent = [source for source in GUIDE_SOURCES if source not in present]
    if absent and not (draft.exclusions_zh.strip() and draft.exclusions_en.strip()):
        raise UnexplainedSourcesError(absent)
    for row in rows:
        if row.amount_grams != amount_of(row.quantity, row.factor_grams):
            raise LineDoesNotMultiplyError(row.position)


@transaction.atomic
def give_up(*, inventory: Inventory, by: User) -> None:
    """Delete a draft with its lines: it was never submitted, and nothing speaks of it. What was submitted stays.

    Refuses with NotAllowedError, NotADraftError, and IsCorrectionError for the draft that a correction has begun:
    until it is submitted the event rests on nothing, and its course names it.
    """
    Event.objects.select_for_update(of=("self",)).get(pk=inventory.event_id)
    draft = locked_draft(inventory, by)
    if CourseStep.objects.filter(inventory=draft).exists():
        raise IsCorrectionError(draft.number)
    draft.lines.all().delete()
    draft.delete()


@transaction.atomic
def mark_verified(*, inventory: Inventory, by: User) -> Inventory:
    """Freeze a submitted version as the verified one, when a third party states its figure. May be repeated.

    Refuses with NotAllowedError, NotSubmittedError (a draft, a forecast, or not the latest) and ContentChangedError
    (its content no longer has the digest it was submitted with).
    """
    events.team.queries.check(by, inventory.event, Right.VERIFY)
    rows = Inventory.objects.select_related("event", "factor_set").select_for_update(of=("self",))
    row = rows.get(pk=inventory.pk)
    if row.state == State.VERIFIED:
        return row
    latest = current(row.event, row.kind)
    if row.state != State.SUBMITTED or row.kind != Kind.ACTUAL or latest is None or latest.pk != row.pk:
        raise NotSubmittedError(row.state)
    if digest_now(row) != row.content_digest:
        raise ContentChangedError
    row.state = State.VERIFIED
    row.save(update_fields=["state"])
    return row
