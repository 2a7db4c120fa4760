"""What may happen to a team: somebody is added, comes back, gets another last day, or ends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from events.models import Event, Membership
from events.team.access import LONGEST, THIRD_PARTIES, Right, Role, is_last_day, may_name
from events.team.errors import (
    AlreadyMemberError,
    ExchangeAddsError,
    InactiveUserError,
    LastDayError,
    LastOrganiserError,
    LoginInUseError,
    NamedByOthersError,
    OtherRoleError,
    SameOrganizationError,
    UsernameTakenError,
)
from events.team.queries import (
    WORKS_EVERYWHERE,
    check,
    has_no_login_yet,
    is_of_third_party,
    is_running,
    running,
)
from people.models import Organization, User


@dataclass(frozen=True, slots=True)
class NewMember:
    """Who is to work on an event, as what, for which organisation; the last day counts in full."""

    user: User
    role: Role
    organization: Organization
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class LoginKey:
    """What opens the page on which a password is chosen, once. It is kept nowhere."""

    user: str
    token: str


def add(*, event: Event, new: NewMember, by: User) -> Membership:
    """Let a person work on the event; whoever had ended, or whose last day is over, comes back in the same role.

    Refuses with NotAllowedError, NamedByOthersError, InactiveUserError, LastDayError, SameOrganizationError,
    OtherRoleError, ExchangeAddsError and AlreadyMemberError.
    """
    role = _check_naming(by, event, new.role)
    if not new.user.is_active:
        raise InactiveUserError
    valid_until = _end_of(new.last_day, new.role)
    with transaction.atomic():
        Event.objects.select_for_update().get(pk=event.pk)
        _check_independence(event, new)
        existing = Membership.objects.filter(event=event, user=new.user).first()
        if existing is None and role != Role.CLERK and is_of_third_party(new.user):
            raise ExchangeAddsError
        if existing is not None:
            return _came_back(existing, new, valid_until, by)
        membership = Membership.objects.create(
            event=event,
            user=new.user,
            role=new.role.value,
            organization=new.organization,
            valid_until=valid_until,
            added_by=by,
        )
        _note(membership, ADDITION, by, [{"added": {}}])
        return membership


def add_with_login(*, event: Event, new: NewMember, by: User) -> tuple[Membership, LoginKey]:
    """Make a login, let its person work on the event, and give the key to the page where a password is chosen.

    `new.user` is not in the database yet. Refuses as `add` does, and with UsernameTakenError; then there is no login.
    """
    _check_naming(by, event, new.role)
    user = new.user
    with transaction.atomic():
        if User.objects.filter(username__iexact=user.username).exists():
            raise UsernameTakenError(user.username)
        user.set_unusable_password()
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            raise UsernameTakenError(user.username) from None
        membership = add(event=event, new=new, by=by)
    return membership, _key(user)


def new_login_key(*, membership: Membership, by: User) -> LoginKey:
    """Another key for somebody who lost the first one before a password was chosen.

    Refuses with NotAllowedError, NamedByOthersError and LoginInUseError.
    """
    _check_naming(by, membership.event, Role(membership.role))
    if not is_running(membership) or not has_no_login_yet(membership):
        raise LoginInUseError
    return _key(membership.user)


def change_last_day(*, membership: Membership, last_day: date | None, by: User) -> Membership:
    """Refuses with NotAllowedError, NamedByOthersError and LastDayError. What has ended stays so."""
    role = Role(membership.role)
    _check_naming(by, membership.event, role)
    valid_until = _end_of(last_day, role)
    with transaction.atomic():
        row = Membership.objects.select_for_update().get(pk=membership.pk)
        if row.ended_at is None and row.valid_until != valid_until:
            row.valid_until = valid_until
            row.save()
            _note(row, CHANGE, by, [{"changed": {"fields": ["valid_until"]}}])
        return row


def end(*, membership: Membership, by: User) -> Membership:
    """From now on this person works on the event no more. May be repeated.

    Refuses with NotAllowedError, NamedByOthersError, and LastOrganiserError where an organiser would leave nobody.
    """
    event = membership.event
    role = _check_naming(by, event, Role(membership.role))
    with transaction.atomic():
        Event.objects.select_for_update().get(pk=event.pk)
        row = Membership.objects.get(pk=membership.pk)
        if row.ended_at is not None:
            return row
        others = Membership.objects.filter(running(), event=event, role=Role.ORGANISER).exclude(pk=row.pk)
        if row.role == Role.ORGANISER and role == Role.ORGANISER and not others.exists():
            raise LastOrganiserError
        row.ended_by, row.ended_at = by, timezone.now()
        row.save()
        _note(row, CHANGE, by, [{"changed": {"fields": ["ended_at"]}}])
        return row


def _check_naming(by: User, event: Event, named: Role) -> Role:
    role = check(by, event, Right.SET_UP)
    if not may_name(role, named):
        raise NamedByOthersError(named)
    return role


def _check_independence(event: Event, new: NewMember) -> None:
    """A clerk is at every event already: a second role, once ended, would shut them out of this one for good."""
    if new.user.has_perm(WORKS_EVERYWHERE):
        raise OtherRoleError(Role.CLERK)
    if new.role in THIRD_PARTIES and new.organization.pk == event.organiser_id:
        raise SameOrganizationError


def _came_back(row: Membership, new: NewMember, valid_until: datetime | None, by: User) -> Membership:
    if row.role != new.role:
        raise OtherRoleError(row.role)
    if is_running(row):
        raise AlreadyMemberError(new.user.get_username())
    row.organization, row.valid_until = new.organization, valid_until
    row.ended_by = row.ended_at = None
    row.save()
    _note(row, CHANGE, by, [{"changed": {"fields": ["ended_at", "organization", "valid_until"]}}])
    return row


def _end_of(last_day: date | None, role: Role) -> datetime | None:
    """The midnight after a last day."""
    today = timezone.localdate()
    if not is_last_day(last_day, role, today):
        raise LastDayError(last_day, today + LONGEST)
    if last_day is None:
        return None
    return datetime.combine(last_day + timedelta(days=1), time.min, timezone.get_current_timezone())


def _key(user: User) -> LoginKey:
    return LoginKey(urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user))


def _note(row: Membership, flag: int, by: User, message: list[dict[str, dict[str, list[str]]]]) -> None:
    """Keep in the admin's history who did what: the row itself only says how things stand."""
    LogEntry.objects.log_actions(
        by.pk, Membership.objects.filter(pk=row.pk), flag, change_message=message, single_object=True
    )
