"""Who may do what, asked of the database."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import Event, Membership
from events.team.access import Right, Role, may
from events.team.errors import NotAllowedError
from people.models import User

WORKS_EVERYWHERE = "events.work_at_every_event"


def running() -> Q:
    """Memberships that hold at this moment."""
    return Q(ended_at=None) & (Q(valid_until=None) | Q(valid_until__gt=timezone.now()))


def role_of(user: User, event: Event) -> Role | None:
    """As whom a user works on an event now; a membership comes before the exchange's own right."""
    membership = Membership.objects.filter(running(), event=event, user=user).first()
    if membership is not None:
        return Role(membership.role)
    had_another = Membership.objects.filter(event=event, user=user).exists()
    return Role.CLERK if user.has_perm(WORKS_EVERYWHERE) and not had_another else None


def events_of(user: User) -> QuerySet[Event]:
    """The events that a user works on, the latest first. Of all others nothing is said, not even that they exist."""
    if user.has_perm(WORKS_EVERYWHERE):
        ended = Membership.objects.filter(user=user).exclude(running())
        return Event.objects.exclude(pk__in=ended.values("event"))
    return Event.objects.filter(pk__in=Membership.objects.filter(running(), user=user).values("event"))


def check(user: User, event: Event, right: Right) -> Role:
    """The role by which this right is had. NotAllowedError; every action of the workspace asks it first."""
    role = role_of(user, event) if user.is_active else None
    if role is None or not may(role, right):
        raise NotAllowedError(right)
    return role
