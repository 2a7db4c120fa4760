"""Who may do what, asked of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import Event, Membership
from events.team.access import Right, Role, may, may_name
from events.team.errors import NotAllowedError
from people.models import Organization, User

WORKS_EVERYWHERE = "events.work_at_every_event"
_THIRD_PARTIES = (Organization.Kind.EXCHANGE, Organization.Kind.VERIFIER)


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the team's page, with what the reader may do about it."""

    membership: Membership
    is_running: bool
    last_day: date | None
    may_change: bool
    may_get_key: bool


def running() -> Q:
    """Memberships that hold at this moment."""
    return Q(ended_at=None) & (Q(valid_until=None) | Q(valid_until__gt=timezone.now()))


def is_running(membership: Membership) -> bool:
    """As `running`, of a row that is there."""
    until = membership.valid_until
    return membership.ended_at is None and (until is None or until > timezone.now())


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


def roles_of(user: User, events: Iterable[Event]) -> dict[int, Role]:
    """The role at each of a user's own events, by the event's key: one query for all."""
    memberships = Membership.objects.filter(running(), user=user).values_list("event", "role")
    found = {event: Role(role) for event, role in memberships}
    return {event.pk: found.get(event.pk, Role.CLERK) for event in events}


def check(user: User, event: Event, right: Right) -> Role:
    """The role by which this right is had. NotAllowedError; every action of the workspace asks it first."""
    role = role_of(user, event) if user.is_active else None
    if role is None or not may(role, right):
        raise NotAllowedError(right)
    return role


def members_of(event: Event, role: Role) -> list[Member]:
    """All that work or worked on the event, those who do first. `role` is the reader's."""
    rows = event.memberships.select_related("user", "organization", "added_by", "ended_by")
    found = []
    for row in rows:
        may_change = is_running(row) and may_name(role, Role(row.role))
        key = may_change and has_no_login_yet(row)
        found.append(Member(row, is_running(row), last_day_of(row), may_change, key))
    return sorted(found, key=lambda member: (not member.is_running, member.membership.pk))


def last_day_of(membership: Membership) -> date | None:
    """The last whole day of a membership."""
    until = membership.valid_until
    return None if until is None else timezone.localdate(until - timedelta(microseconds=1))


def has_no_login_yet(membership: Membership) -> bool:
    """Whether the person waits for a first password, and has no right anywhere but at this event.

    Else whoever makes a key for them could take over what others trusted them with.
    """
    user = membership.user
    return not (
        user.has_usable_password()
        or user.last_login is not None
        or _has_rights_in_the_admin(user)
        or Membership.objects.filter(user=user).exclude(event=membership.event).exists()
    )


def is_of_third_party(user: User) -> bool:
    """Whether the person works for an exchange, as the admin's rights say, or for it or a verifier at any event.

    Whoever brings such a person to an event as something else keeps them from judging it.
    """
    of_third_parties = Membership.objects.filter(user=user, organization__kind__in=_THIRD_PARTIES)
    return _has_rights_in_the_admin(user) or of_third_parties.exists()


def _has_rights_in_the_admin(user: User) -> bool:
    return bool(user.is_staff or user.is_superuser or user.groups.exists() or user.user_permissions.exists())


def roles_named_by(role: Role) -> list[Role]:
    """The roles that somebody with this role gives, in the order in which they are read."""
    return [named for named in Role if may_name(role, named)]


def organizations_for(event: Event, role: Role) -> QuerySet[Organization]:
    """The organisations that a member may be of. An organiser does not learn who organises other events."""
    if role == Role.CLERK:
        return Organization.objects.all()
    return Organization.objects.filter(
        Q(pk=event.organiser_id)
        | Q(kind__in=_THIRD_PARTIES)
        | Q(pk__in=event.memberships.values("organization"))
    )
