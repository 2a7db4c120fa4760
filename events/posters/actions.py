"""What may happen to an event's texts and places. Each change is noted in the admin's history, with who made it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction
from django.db.models import Model

from diandian.lib import codes
from events.actions import PLACEMENT_CODE_LENGTH
from events.models import Event, Placement, Venue, Zone
from events.posters.errors import FixedSettingError
from events.team.access import Right, Role
from events.team.queries import check
from people.models import User

# How footprints are counted, and what counts: agreed while the event is planned. The rule for leftovers, which is so
# too, is chosen in the room of donations.
AGREED = frozenset(
    {"factor_library", "allows_weak_factors", "flight_method", "counts_non_co2", "counts_spectators"}
)
METERED = frozenset({"kwh_per_seat"})
# By its last day an event has a year to be covered: whoever moves it moves the deadline.
DAYS = frozenset({"starts_on", "ends_on"})
LANGUAGES = ("zh_hans", "en")


def in_both(*fields: str) -> list[str]:
    """The columns of these texts, in both languages."""
    return [f"{field}_{language}" for field in fields for language in LANGUAGES]


EVENT_FIELDS = (
    frozenset({*in_both("name", "zone_title", "place", "introduction", "boundary"), "host_place"})
    | DAYS
    | AGREED
)
VENUE_FIELDS = (
    frozenset({*in_both("name", "sport", "district"), "latitude", "longitude", "local_distance_km"}) | METERED
)
ZONE_FIELDS = frozenset(in_both("name"))
PLACEMENT_FIELDS = frozenset({*in_both("label"), "is_active"})

Values = Mapping[str, Any]
Row = TypeVar("Row", bound=Model)


def change_event(*, event: Event, values: Values, by: User) -> Event:
    """Change texts and settings; what `values` does not name stays. NotAllowedError, FixedSettingError.

    The days of an open event are moved by the exchange alone, those of a closed one by nobody.
    """
    role = check(by, event, Right.SET_UP)
    with transaction.atomic():
        row = Event.objects.select_for_update().get(pk=event.pk)
        _refuse_fixed(row, row, values, AGREED)
        if not may_move_days(row.state, role) and (changed := _differing(row, values, DAYS)):
            raise FixedSettingError(changed)
        return _changed(row, values, EVENT_FIELDS, by)


def add_venue(*, event: Event, slug: str, values: Values, by: User) -> Venue:
    """NotAllowedError; the short name is in no other venue of the event."""
    check(by, event, Right.SET_UP)
    return _added(Venue(event=event, slug=slug), values, VENUE_FIELDS, by)


def change_venue(*, venue: Venue, values: Values, by: User) -> Venue:
    """NotAllowedError, FixedSettingError."""
    check(by, venue.event, Right.SET_UP)
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=venue.event_id)
        row = Venue.objects.select_for_update().get(pk=venue.pk)
        _refuse_fixed(event, row, values, METERED)
        return _changed(row, values, VENUE_FIELDS, by)


def add_zone(*, venue: Venue, values: Values, by: User) -> Zone:
    """NotAllowedError."""
    check(by, venue.event, Right.SET_UP)
    return _added(Zone(venue=venue), values, ZONE_FIELDS, by)


def change_zone(*, zone: Zone, values: Values, by: User) -> Zone:
    """NotAllowedError."""
    check(by, zone.venue.event, Right.SET_UP)
    with transaction.atomic():
        return _changed(Zone.objects.select_for_update().get(pk=zone.pk), values, ZONE_FIELDS, by)


def add_placement(*, zone: Zone, values: Values, by: User) -> Placement:
    """A new printed address, for ever. NotAllowedError."""
    check(by, zone.venue.event, Right.SET_UP)
    code = codes.random_code(PLACEMENT_CODE_LENGTH)
    return _added(Placement(zone=zone, code=code), values, PLACEMENT_FIELDS, by)


def change_placement(*, placement: Placement, values: Values, by: User) -> Placement:
    """Where it hangs, and whether it is in use; its address never changes. NotAllowedError."""
    check(by, placement.zone.venue.event, Right.SET_UP)
    with transaction.atomic():
        row = Placement.objects.select_for_update().get(pk=placement.pk)
        return _changed(row, values, PLACEMENT_FIELDS, by)


def may_move_days(state: str, role: Role) -> bool:
    """Whether somebody with this role changes an event's days while it is in this state."""
    return state == Event.State.PLANNED or (state == Event.State.OPEN and role == Role.CLERK)


def _refuse_fixed(event: Event, row: Model, values: Values, fixed: frozenset[str]) -> None:
    if event.state != Event.State.PLANNED and (changed := _differing(row, values, fixed)):
        raise FixedSettingError(changed)


def _differing(row: Model, values: Values, fields: frozenset[str]) -> list[str]:
    return sorted(name for name in fields & set(values) if getattr(row, name) != values[name])


def _added(row: Row, values: Values, fields: frozenset[str], by: User) -> Row:
    with transaction.atomic():
        for name in fields & set(values):
            setattr(row, name, values[name])
        row.save()
        _note(row, ADDITION, by, [{"added": {}}])
    return row


def _changed(row: Row, values: Values, fields: frozenset[str], by: User) -> Row:
    if changed := _differing(row, values, fields):
        for name in changed:
            setattr(row, name, values[name])
        row.save()
        _note(row, CHANGE, by, [{"changed": {"fields": changed}}])
    return row


def _note(row: Model, flag: int, by: User, message: list[dict[str, Any]]) -> None:
    rows = type(row)._default_manager.filter(pk=row.pk)
    LogEntry.objects.log_actions(by.pk, rows, flag, change_message=message, single_object=True)
