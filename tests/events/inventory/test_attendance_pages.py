"""The pages of the attendance: the grids, and a file for all of it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

import events.inventory.actions as actions
from events.inventory.views.attendance import MOST_CELLS, grids_of
from events.models import Attendance, Event, Venue, Zone
from tests.events.inventory.stage import in_state, member, organiser_of
from tests.events.inventory.test_views import page_of, signed_in


@pytest.fixture
def client_of(over: Event) -> Client:
    return signed_in(organiser_of(over))


def cells_of(event: Event, people: str) -> tuple[str, dict[str, str]]:
    """The first venue's form, every cell with the same number."""
    venue = event.venues.order_by("pk").first()
    assert venue is not None
    prefix = f"z{venue.zones.all()[0].pk}d{event.starts_on.isoformat()}"
    days = (event.starts_on, event.ends_on)
    cells = {
        f"{prefix}-people-{zone.pk}-{day.isoformat()}": people for zone in venue.zones.all() for day in days
    }
    return prefix, cells


def test_attendance_is_entered_in_a_grid(over: Event, client_of: Client) -> None:
    prefix, cells = cells_of(over, "1200")
    address = page_of(over, "attendance/")
    without = client_of.post(address, {"grid": prefix, **cells})
    assert (without.status_code, Attendance.objects.count()) == (200, 0)
    assert 'value="1200"' in without.content.decode()  # nothing typed is lost
    client_of.post(address, {"grid": prefix, f"{prefix}-source": "turnstiles", **cells})
    assert set(Attendance.objects.values_list("people", "source")) == {(1200, "turnstiles")}
    assert Attendance.objects.count() == 4
    first = next(iter(cells))
    client_of.post(address, {"grid": prefix, f"{prefix}-source": "turnstiles", **cells, first: ""})
    assert Attendance.objects.count() == 3
    for wrong in ("-1", "many", "1000001", "1.5"):
        refused = client_of.post(address, {"grid": prefix, f"{prefix}-source": "x", **cells, first: wrong})
        assert (refused.status_code, Attendance.objects.count()) == (200, 3)
    assert client_of.post(address, {"grid": "nonsense"}).status_code == 404
    verifier = signed_in(member(over, "verifier"))
    refused = verifier.post(address, {"grid": prefix, f"{prefix}-source": "x", **cells})
    assert Attendance.objects.count() == 3
    page = refused.content.decode()
    assert (page.count(">1,200<"), page.count("3,600")) == (3, 1)  # what is kept, read with ease


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_attendance_comes_from_the_file_that_was_exported(
    over: Event, client_of: Client, ending: str
) -> None:
    zone = Zone.objects.filter(venue__event=over).order_by("pk").first()
    assert zone is not None
    by = organiser_of(over)
    day = date(2026, 11, 2)
    actions.set_attendance(event=over, counts={(zone.pk, day): 77}, source="gate", by=by)
    content = client_of.get(page_of(over, f"attendance/attendance.{ending}")).content
    address = page_of(over, "attendance/import/")
    shown = client_of.post(address, {"file": SimpleUploadedFile(f"a.{ending}", content), "source": "gate"})
    assert [(row[0].pk, row[1], row[2]) for row in shown.context["shown"]] == [(zone.pk, day, 77)]
    Attendance.objects.all().delete()
    sent = {"carried": shown.context["form"].data["carried"], "source": "gate", "confirmed": "yes"}
    assert client_of.post(address, sent).status_code == 302
    assert Attendance.objects.get().people == 77


def test_a_refused_attendance_names_its_columns_in_the_readers_language(
    over: Event, client_of: Client
) -> None:
    upload = SimpleUploadedFile("a.csv", "场馆,区域,日期,人数\n体育场,北看台,2026-11-01,多\n".encode())
    address = page_of(over, "attendance/import/?lang=zh-hans")
    page = client_of.post(address, {"file": upload, "source": "闸机"})
    with translation.override("zh-hans"):
        columns = [column for _row, column, _words in page.context["form"].refusal_lines]
    assert columns == ["区域", "人数"]


def test_who_counted_is_corrected_without_another_number(over: Event, client_of: Client) -> None:
    zones = Zone.objects.filter(venue__slug="stadium").order_by("pk")
    by, cells = organiser_of(over), [(zone.pk, over.starts_on) for zone in zones]
    actions.set_attendance(event=over, counts=dict.fromkeys(cells, 7), source="gaets", by=by)
    form = client_of.get(page_of(over, "attendance/")).context["forms"][0]
    typed = {field.html_name: "" if field.value() is None else field.value() for field in form}
    assert typed[f"{form.prefix}-source"] == "gaets"
    typed |= {f"{form.prefix}-source": "gates", "grid": form.prefix}
    client_of.post(page_of(over, "attendance/"), typed)
    assert [(row.people, row.source) for row in Attendance.objects.all()] == [(7, "gates")] * 2


def test_a_file_leaves_numbers_that_it_does_not_change_with_who_counted_them(
    over: Event, client_of: Client
) -> None:
    zone = Zone.objects.get(name_en="East")
    counts = {(zone.pk, over.starts_on): 7}
    actions.set_attendance(event=over, counts=counts, source="gates", by=organiser_of(over))
    table = "venue,zone,day,people\nStadium,East,2026-11-01,7\nStadium,East,2026-11-02,9\n"
    address = page_of(over, "attendance/import/")
    upload = SimpleUploadedFile("attendance.csv", table.encode())
    carried = client_of.post(address, {"file": upload, "source": "police"}).context["form"].data["carried"]
    client_of.post(address, {"carried": carried, "source": "police", "confirmed": "1"})
    found = Attendance.objects.order_by("day").values_list("people", "source")
    assert list(found) == [(7, "gates"), (9, "police")]


def test_a_zone_called_like_a_formula_goes_out_as_text_and_comes_back(over: Event, client_of: Client) -> None:
    Zone.objects.filter(name_en="East").update(name_zh_hans="=东+1", name_en="=East+1")
    sent = client_of.get(page_of(over, "attendance/attendance.csv"), {"lang": "en"}).content.decode(
        "utf-8-sig"
    )
    assert "Stadium,'=East+1,2026-" in sent
    filled = "".join(f"{line}7\n" if line.endswith(",") else f"{line}\n" for line in sent.splitlines())
    address = page_of(over, "attendance/import/")
    upload = SimpleUploadedFile("attendance.csv", filled.encode())
    page = client_of.post(address, {"file": upload, "source": "tickets"})
    carried = page.context["form"].data["carried"]
    client_of.post(address, {"carried": carried, "source": "tickets", "confirmed": "1"})
    assert Attendance.objects.filter(zone__name_en="=East+1", people=7).count() == 2
    assert Attendance.objects.exclude(people=7).count() == 0


def test_a_long_event_of_many_zones_has_forms_that_a_browser_may_send(games: Event) -> None:
    """Django takes 200 fields a form (DATA_UPLOAD_MAX_NUMBER_FIELDS)."""
    Event.objects.filter(pk=games.pk).update(ends_on=date(2026, 12, 10))
    over = in_state(games, "closed")
    venue = over.venues.order_by("pk").first()
    assert venue is not None
    for number in range(10):
        Zone.objects.create(venue=venue, name_zh_hans=f"区 {number}", name_en=f"Zone {number}")
    grids = grids_of(over)
    assert max(len(grid.zones) * len(grid.days) for grid in grids) <= MOST_CELLS
    assert sum(len(grid.zones) * len(grid.days) for grid in grids) == 13 * 40
    assert len({grid.prefix for grid in grids}) == len(grids)
    client = signed_in(organiser_of(over))
    assert client.get(page_of(over, "attendance/")).status_code == 200
    sent = client.get(page_of(over, "attendance/attendance.csv")).content.replace(b",\r\n", b",7\r\n")
    upload = SimpleUploadedFile("attendance.csv", sent)
    page = client.post(page_of(over, "attendance/import/"), {"file": upload, "source": "gates"})
    assert (page.context["people"], len(page.context["shown"]), page.context["unshown"]) == (3640, 200, 320)


def test_what_may_mean_two_zones_is_refused(over: Event, client_of: Client) -> None:
    Venue.objects.update(name_zh_hans="馆", name_en="Arena")
    Zone.objects.filter(name_en__in=("East", "Floor")).update(name_zh_hans="东", name_en="East")
    table = "venue,zone,day,people\nArena,East,2026-11-01,7\nhall,East,2026-11-01,9\nArena,,2026-11-01,1\n"
    upload = SimpleUploadedFile("attendance.csv", table.encode())
    page = client_of.post(page_of(over, "attendance/import/"), {"file": upload, "source": "gates"})
    refusals = page.context["form"].refusals
    assert [(each.row, each.reason) for each in refusals] == [(2, "unknown-zone"), (4, "unknown-zone")]


def test_every_zone_of_a_large_venue_has_its_cells(over: Event) -> None:
    venue = over.venues.get(slug="stadium")
    for number in range(MOST_CELLS):
        Zone.objects.create(venue=venue, name_zh_hans=f"区 {number}", name_en=f"Zone {number}")
    grids = grids_of(over)
    cells = [(zone.pk, day) for grid in grids for zone in grid.zones for day in grid.days]
    days = (over.starts_on, over.ends_on)
    assert sorted(cells) == sorted((zone.pk, day) for zone in Zone.objects.all() for day in days)
    assert len({grid.prefix for grid in grids}) == len(grids)
