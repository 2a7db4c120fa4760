"""Filling a draft from the spectators' own answers, scaled to all who were there."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from django.db import transaction

import events.team.queries
from events.inventory.actions.drafts import MAX_LINES, locked_draft, write_difference
from events.inventory.answers import Filling, methods_of, sample_of
from events.inventory.errors import FewAnswersError, NoAttendanceError, TooManyLinesError
from events.inventory.lines import Line, plain_number, share_percent
from events.inventory.phrases import FACTOR_SOURCE, GROUP_NAMES, method_in_both
from events.inventory.queries import lines_of
from events.inventory.survey import (
    GROUPS,
    Estimate,
    NobodyCountedError,
    Sample,
    TooFewAnswersError,
    estimate,
)
from events.models import Event, Inventory, InventoryLine
from events.team.access import Right
from people.models import User

Origin = InventoryLine.Origin
_MOST_PERCENT = Decimal(1000)  # what a line can say; with so few answers the method says the rest
_EXACT = Context(prec=60)
_NAMESPACE = uuid.UUID("6f0e2f4e-9d0b-5b0a-9d5c-5a3a4a3c1f10")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filling came to."""

    changed: int
    lines: Sequence[Line]
    sample: Sample


def estimated_lines(event: Event, filling: Filling) -> tuple[list[Line], Sample]:
    """The lines that the answers make, one for each group that weighs anything, and what they rest on.

    Refuses with NoAttendanceError and FewAnswersError.
    """
    try:
        sample = sample_of(event, filling)
        codes = [code for code in GROUPS if filling.with_venue or code != "venue"]
        found = [(code, estimate(sample, code)) for code in codes]
    except NobodyCountedError:
        raise NoAttendanceError from None
    except TooFewAnswersError as error:
        raise FewAnswersError(error.answers) from None
    sets = ", ".join(methods_of(event, filling))
    lines = [_line(event, code, (each, sample), filling, sets) for code, each in found if each.grams]
    return lines, sample


def fill_from_spectators(*, inventory: Inventory, by: User, filling: Filling | None = None) -> Filled:
    """Put the estimate from the spectators' answers into a draft, in place of an earlier one.

    Only real answers, each once. Refuses with NotAllowedError, NotADraftError, NoAttendanceError, FewAnswersError
    and TooManyLinesError.
    """
    events.team.queries.check(by, inventory.event, Right.DRAFT)
    lines, sample = estimated_lines(inventory.event, filling or Filling())
    with transaction.atomic():
        draft = locked_draft(inventory, by)
        old = lines_of(draft)
        kept = [line for line in old if line.origin != Origin.SPECTATORS]
        if len(kept) + len(lines) > MAX_LINES:
            raise TooManyLinesError(MAX_LINES)
        changed = write_difference(draft, old, [*kept, *lines])
    return Filled(changed, lines, sample)


def _line(event: Event, code: str, result: tuple[Estimate, Sample], filling: Filling, sets: str) -> Line:
    found, sample = result
    people = max(1, round(sample.people))
    factor = _per_person(found.grams, people)
    name_zh, name_en = GROUP_NAMES[code]
    return Line(
        line_id=uuid.uuid5(_NAMESPACE, f"{event.slug} {code}"),
        source=GROUPS[code].source.value,
        phase="hold",
        name_zh=name_zh,
        name_en=name_en,
        quantity=Decimal(people),
        unit="spectator",
        factor_code="",
        factor_grams=factor,
        factor_source=FACTOR_SOURCE % {"sets": sets},
        amount_grams=found.grams,
        evidence_class=InventoryLine.EvidenceClass.CALCULATED.value,
        evidence="",
        uncertainty_percent=min(found.uncertainty_percent, _MOST_PERCENT),
        origin=Origin.SPECTATORS.value,
        method=method_in_both(_facts(found, sample, filling)),
        sample_size=sample.pooled.count,
        extrapolated_grams=found.extrapolated_grams,
        note="",
    )


def _per_person(grams: int, people: int) -> Decimal:
    """Grams per person with nine decimals: times the people it is the same whole grams again, up to 10⁹ people."""
    with localcontext(_EXACT):
        return (Decimal(grams) / Decimal(people)).quantize(Decimal("1e-9"), ROUND_HALF_EVEN)


def _facts(found: Estimate, sample: Sample, filling: Filling) -> dict[str, str]:
    return {
        "answers": f"{sample.pooled.count:,}",
        "people": f"{round(sample.people):,}",
        "strata": f"{len(sample.strata):,}",
        "answered": f"{sample.answered_strata:,}",
        "sampling": plain_number(found.sampling_percent),
        "factors": plain_number(found.factor_percent),
        "extrapolated": plain_number(share_percent(found.extrapolated_grams, found.grams)),
        "days": plain_number(Decimal(filling.days_per_person)),
        "only": "neutralised" if filling.only_neutralised else "all",
    }
