"""Every address of the workspace against every role: strangers learn nothing, and nobody does what is not theirs."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, reverse

from events.models import Donation, Event, EventRetirement, Membership, Placement, Venue, Witnessing, Zone
from events.organise import urls
from events.organise.desk import ROOMS
from events.team.access import RIGHTS, Right, Role
from people.models import User
from tests.events.course.stage import Cast, cast_of, drafted, witnessed
from tests.events.signed_in import signed_in

pytestmark = pytest.mark.django_db

# Of no single event: open to everybody, or to whoever is signed in.
OPEN = {"sign_in", "sign_out", "welcome"}
FOR_SIGNED_IN = {"events", "waiting"}

# The right that opens each page of an event. Where it is SEE and something is written, the action asks for more.
PAGES: dict[Right, set[str]] = {
    Right.SEE: {
        *("overview", "team", "course", "course_step", "places", "poster", "posters"),
        *("measures", "measure", "donations", "leftovers", "donation_offer", "donation"),
        *("inventory", "attendance", "attendance_file", "inventory_version", "inventory_changes"),
        *("inventory_export", "verification", "verification_work", "reply_to_finding"),
        *("statement_document", "sampled_lines"),
        *("balance", "balance_approve_retirement", "balance_reject_retirement", "balance_witnessing"),
        *("reports", "ask_report", "report"),
    },
    Right.SEE_EVIDENCE: {"evidence", "evidence_file"},
    Right.SET_UP: {
        *("team_add", "team_end", "team_last_day", "team_link", "settings", "leftover_rule"),
        *("venue_add", "venue", "zone_add", "zone", "placement_add", "placement"),
    },
    Right.MEASURE: {"new_measure", "edit_measure", "report_measure"},
    Right.DRAFT: {
        *("course_correct", "inventory_template", "attendance_import", "inventory_terms", "inventory_submit"),
        *("inventory_spectators", "inventory_import", "inventory_line_add", "inventory_line"),
        *("inventory_line_remove", "inventory_give_up"),
    },
    Right.VERIFY: {
        *("begin_verification", "check_sample", "check_other", "add_finding", "return_version"),
        "state_figure",
    },
    Right.ENTER_DONATION: {"donation_enter", "decline_offers"},
    Right.PROPOSE_RETIREMENT: {"balance_retire"},
    Right.DECLARE: {"balance_declare"},
    Right.WITNESS: {
        *("balance_witness", "balance_approve_witnessing", "balance_decline_witnessing", "balance_revoke"),
    },
    Right.REPORT: {"report_texts"},
    Right.DOWNLOAD: {"report_file"},
}
RIGHT_OF = {name: right for right, names in PAGES.items() for name in names}
ROLES = {
    Role.ORGANISER: "organiser",
    Role.VERIFIER: "verifier",
    Role.AUDITOR: "auditor",
    Role.CLERK: "clerk",
}
ROWS: dict[str, Any] = {
    **dict.fromkeys(("team_end", "team_last_day", "team_link"), Membership),
    "venue": Venue,
    "zone_add": Venue,
    "zone": Zone,
    "placement_add": Zone,
    "placement": Placement,
    "poster": Placement,
    "donation": Donation,
    **dict.fromkeys(("balance_approve_retirement", "balance_reject_retirement"), EventRetirement),
    **dict.fromkeys(
        ("balance_witnessing", "balance_approve_witnessing", "balance_decline_witnessing", "balance_revoke"),
        Witnessing,
    ),
}
VALUES = {"kind": "actual", "size": "sticker", "ending": "csv", "file_format": "json", "reference": "abc2345"}


def pages(found: list[Any], before: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    """Every name below these addresses, with what its address has to be told."""
    for each in found:
        told = before | set(each.pattern.converters)
        if isinstance(each, URLResolver):
            yield from pages(each.url_patterns, told)
        else:
            yield str(each.name), told


PARAMETERS = dict(pages(urls.urlpatterns))


def addresses(event: Event) -> dict[str, str]:
    """Every page of the event, where a row is named the latest that there is, or a number that no row has."""
    return {name: reverse(f"organise:{name}", kwargs=_values(name, event)) for name in RIGHT_OF}


def _values(name: str, event: Event) -> dict[str, object]:
    values: dict[str, object] = {"slug": event.slug}
    for parameter in PARAMETERS[name] - {"slug"}:
        if parameter in ("pk", "venue", "zone"):
            row = ROWS[name].objects.order_by("pk").last()
            values[parameter] = 987_654 if row is None else getattr(row, "proposal_id", row.pk)
        elif parameter == "line_id":
            values[parameter] = uuid.UUID(int=7)
        else:
            values[parameter] = VALUES.get(parameter, 1)
    return values


@pytest.fixture
def cast() -> Cast:
    """An event with something in most rooms."""
    cast = drafted(cast_of())
    venue = Venue.objects.get(event=cast.event)
    zone = Zone.objects.create(venue=venue, name_zh_hans="北", name_en="North")
    Placement.objects.create(zone=zone, code="abc2345", label_zh_hans="门", label_en="Gate")
    return cast


def answers(browser: Client, address: str) -> set[int]:
    """How GET and POST are answered, where the address takes them."""
    return {browser.get(address).status_code, browser.post(address).status_code} - {405}


def test_every_address_stands_in_the_table() -> None:
    assert set(PARAMETERS) == set(RIGHT_OF) | OPEN | FOR_SIGNED_IN
    assert {name: right for name, (_words, right) in ROOMS.items()} == {
        name: RIGHT_OF[name] for name in ROOMS
    }


def test_who_is_not_signed_in_is_asked_to_on_every_page(cast: Cast) -> None:
    paths = {**addresses(cast.event), **{name: reverse(f"organise:{name}") for name in FOR_SIGNED_IN}}
    for name, path in paths.items():
        for answer in (Client().get(path), Client().post(path)):
            if answer.status_code != 405:
                assert answer.headers["Location"].startswith("/organise/sign-in/?next="), name


def test_to_strangers_the_event_is_not_there(cast: Cast) -> None:
    """Whoever works on another event, whose time here is over, or who works on none at all."""
    Membership.objects.filter(user=cast.auditor).update(valid_until="2001-01-01T00:00Z")
    paths = addresses(cast.event)
    for stranger in (cast.stranger, cast_of("other").organiser, cast.auditor):
        browser = signed_in(stranger)
        found = {name: answers(browser, path) for name, path in paths.items()}
        assert {name: statuses for name, statuses in found.items() if statuses != {404}} == {}, stranger


def test_a_closed_login_is_signed_out_everywhere(cast: Cast) -> None:
    browser = signed_in(cast.organiser)
    User.objects.filter(pk=cast.organiser.pk).update(is_active=False)
    found = {name: answers(browser, path) for name, path in addresses(cast.event).items()}
    assert {name: statuses for name, statuses in found.items() if statuses != {302}} == {}


def test_each_role_enters_exactly_the_pages_that_the_table_says(cast: Cast) -> None:
    paths = addresses(cast.event)
    for role, who in ROLES.items():
        browser = signed_in(getattr(cast, who))
        refused = {name for name, path in paths.items() if _is_refused(browser, path)}
        assert refused == {name for name, right in RIGHT_OF.items() if right not in RIGHTS[role]}, role


def _is_refused(browser: Client, path: str) -> bool:
    """A page that is only posted to says 405 to GET, whoever asks."""
    status = browser.get(path).status_code
    return (browser.post(path).status_code if status == 405 else status) == 403


def test_whatever_an_auditor_posts_nothing_is_written(cast: Cast) -> None:
    browser = signed_in(cast.auditor)
    for name, path in addresses(cast.event).items():
        with CaptureQueriesContext(connection) as queries:
            browser.post(path, {"why": "x", "reason": "x", "decision": "approve", "to": "verified"})
        written = [
            query["sql"]
            for query in queries
            if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
            and "django_session" not in query["sql"]
        ]
        assert written == [], name


def test_no_room_tells_of_another_event(cast: Cast) -> None:
    _renamed(witnessed(cast_of("secret-cup")).event)
    for who in ROLES.values():
        for language in ("zh-hans", "en"):
            browser = signed_in(getattr(cast, who), language)
            for room in ROOMS:
                text = browser.get(reverse(f"organise:{room}", args=[cast.event.slug])).content.decode()
                assert [word for word in ("secret-cup", "Secret", "秘密") if word in text] == [], (who, room)


def _renamed(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(name_zh_hans="秘密杯", name_en="Secret Cup")
    Venue.objects.filter(event=event).update(name_zh_hans="秘密馆", name_en="Secret Hall")


def test_a_row_of_another_event_is_not_found_under_ones_own(cast: Cast) -> None:
    """The address names this event, and the row is another's."""
    other = witnessed(cast_of("other"))
    zone = Zone.objects.create(venue=Venue.objects.get(event=other.event), name_zh_hans="南", name_en="South")
    Placement.objects.create(zone=zone, code="xyz2345", label_zh_hans="门", label_en="Gate")
    paths = {name: path for name, path in addresses(cast.event).items() if name in ROWS}
    assert [name for name, path in paths.items() if "987654" in path] == []
    for who in ROLES.values():
        browser = signed_in(getattr(cast, who))
        found = {name: answers(browser, path) for name, path in paths.items()}
        assert {name: statuses for name, statuses in found.items() if not statuses <= {403, 404}} == {}, who
