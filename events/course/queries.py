"""What may be asked of an event's course: where it stands, what the next step needs, and what came before."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils import timezone

import events.team.queries
import footprint.queries
from events.course import course, phrases
from events.course.course import Condition, Facts, State, Step
from events.models import CourseStep, Event, Inventory, VerificationStatement, Witnessing
from events.organise.waits import Waiting
from events.team.access import may
from footprint.errors import NoPublishedFactorSetError
from people.models import User

_TEXTS = tuple(
    f"{field}_{language}"
    for field in ("name", "zone_title", "place", "boundary")
    for language in ("zh_hans", "en")
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition of the next step, whether it holds, and the room where it is put right."""

    condition: Condition
    words: str
    holds: bool
    room: str


# --- Versions ---------------------------------------------------------------------------------------------


def newest_version(event: Event) -> Inventory | None:
    """The latest version of the actual emissions, drafts included."""
    rows = Inventory.objects.filter(event=event, kind=Inventory.Kind.ACTUAL)
    return rows.select_related("factor_set").order_by("-number").first()


def latest_submitted(event: Event) -> Inventory | None:
    """The latest version of the actual emissions that was submitted, verified or not."""
    rows = Inventory.objects.filter(event=event, kind=Inventory.Kind.ACTUAL).exclude(
        state=Inventory.State.DRAFT
    )
    return rows.select_related("factor_set").order_by("-number").first()


def current_statement(event: Event) -> VerificationStatement | None:
    """The statement on the latest submitted version. None where that is not verified, or is being corrected."""
    latest = latest_submitted(event)
    if latest is None or is_under_review(latest):
        return None
    rows = VerificationStatement.objects.select_related(
        "verification__inventory__factor_set", "verification__verifier"
    )
    return rows.filter(verification__inventory=latest).first()


def is_under_review(inventory: Inventory) -> bool:
    """Whether a correction was begun after this version: what stands on it does not hold as it is."""
    corrections = CourseStep.objects.filter(event_id=inventory.event_id, is_correction=True)
    return corrections.filter(inventory__number__gt=inventory.number).exists()


# --- The course -------------------------------------------------------------------------------------------


def history(event: Event) -> QuerySet[CourseStep]:
    """The steps of an event in their order, with who took them."""
    return event.course_steps.select_related("by", "inventory").order_by("number")


def facts_of(event: Event, why: str = "") -> Facts:
    """What the conditions of a step look at, as it is now."""
    import events.balance.queries  # noqa: PLC0415  the balance asks for the current version

    statement = current_statement(event)
    declaration = event.declarations.filter(statement=statement).first() if statement is not None else None
    witnessed = Witnessing.objects.filter(
        declaration=declaration,
        state=Witnessing.State.APPROVED,
        revocation=None,
        certificate__is_demonstration=event.is_demonstration,
    )
    return Facts(
        today=timezone.localdate(),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        venue_count=event.venues.count(),
        has_texts=all(getattr(event, field) for field in _TEXTS),
        price_fen_per_tonne=event.price_fen_per_tonne,
        has_factors=_has_factors(event),
        leftover_rule=event.leftover_rule,
        has_next_event=event.next_event_id is not None,
        why=why,
        has_submitted_inventory=latest_submitted(event) is not None,
        has_statement=statement is not None,
        is_covered=events.balance.queries.balance_of(event).is_covered,
        has_declaration=declaration is not None,
        has_witnessing=declaration is not None and witnessed.exists(),
    )


def next_step(event: Event) -> Step | None:
    return course.step_from(event.state)


def checked(event: Event) -> list[Checked]:
    """The conditions of the next step, whether each holds, and where it is put right; empty at the end."""
    step = next_step(event)
    if step is None:
        return []
    facts = facts_of(event)
    return [
        Checked(each, phrases.condition_words(each), course.holds(each, facts), course.room_of(each))
        for each in step.conditions
    ]


def may_close_early_only(event: Event) -> bool:
    """Whether the event is open and its last day is not over, so that closing it needs a reason."""
    return event.state == State.OPEN and timezone.localdate() <= event.ends_on


# --- What waits -------------------------------------------------------------------------------------------


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """Steps that this person can take now, because all they need is there."""
    asked = [event] if event is not None else list(events.team.queries.events_of(user))
    return [found for each in asked if (found := _waiting(user, each)) is not None]


def _waiting(user: User, event: Event) -> Waiting | None:
    step = next_step(event)
    role = events.team.queries.role_of(user, event)
    if step is None or not step.is_taken_by_hand or role is None or not may(role, step.right):
        return None
    # An event that is not over closes when somebody wants it to: that waits for nobody.
    if course.missing(step, facts_of(event)):
        return None
    words = phrases.step_waits(step.to_state)
    return Waiting(event.name, words, since(event), phrases.address(event))


def since(event: Event) -> datetime:
    """Since when the event is where it is; for one that was never moved, now."""
    last: datetime | None = event.course_steps.aggregate(last=Max("at"))["last"]
    return last or timezone.now()


def _has_factors(event: Event) -> bool:
    try:
        footprint.queries.current_factor_set(event.factor_library)
    except NoPublishedFactorSetError:
        return False
    return True
