"""Attendance out of a file: people by zone and day, or every reason against every cell."""

from datetime import date

import pytest

from events.inventory.attendance_rows import Ground, counts_from, table_of
from events.inventory.entering import Reason, RefusedRowsError
from tests.events.inventory.test_rows import workbook

GROUND = Ground(
    zones={("stadium", "east"): 1, ("体育场", "东看台"): 1, ("stadium", "west"): 2},
    starts_on=date(2026, 11, 1),
    ends_on=date(2026, 11, 2),
)


def counted(content: bytes | str) -> dict[tuple[int, date], int | None]:
    return counts_from(table_of(content.encode() if isinstance(content, str) else content), GROUND)


def test_attendance_is_read_in_either_language_and_with_dates_of_a_spreadsheet() -> None:
    expected = {(1, date(2026, 11, 1)): 1200, (2, date(2026, 11, 2)): 0}
    english = (
        "venue,zone,day,people\nStadium,East,2026-11-01,1200\nStadium,West,2026/11/2,0\nStadium,East,,\n"
    )
    chinese = "场馆,区域,日期,人数\n体育场,东看台,2026年11月1日,１２００\nstadium,west,2026-11-02,0\n"
    dates = workbook(
        ("Venue", "Zone", "Day", "People"),
        ("Stadium", "East", date(2026, 11, 1), 1200),
        ("Stadium", "West", date(2026, 11, 2), 0),
    )
    assert counted(english) == counted(chinese) == counted(dates) == expected


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("Stadium,North,2026-11-01,5", "zone", Reason.UNKNOWN_ZONE),
        ("Stadium,East,2026-11-03,5", "day", Reason.OUTSIDE_EVENT),
        ("Stadium,East,2026-02-30,5", "day", Reason.NOT_A_DAY),
        ("Stadium,East,tomorrow,5", "day", Reason.NOT_A_DAY),
        ("Stadium,East,2026-11-01,-5", "people", Reason.NOT_WHOLE),
        ("Stadium,East,2026-11-01,many", "people", Reason.NOT_WHOLE),
        ("Stadium,East,2026-11-01,1.5", "people", Reason.NOT_WHOLE),
        ("Stadium,East,2026-11-01,1000001", "people", Reason.TOO_LARGE),
    ],
)
def test_attendance_that_cannot_be_is_refused(cells: str, column: str, reason: str) -> None:
    with pytest.raises(RefusedRowsError) as error:
        counted(f"venue,zone,day,people\n{cells}\n")
    assert [(each.row, each.column, each.reason) for each in error.value.refusals] == [(2, column, reason)]


def test_a_large_events_own_file_is_read_back_whole() -> None:
    rows = "".join(f"Stadium,East,2026-11-{day},\n" for day in ("01", "02")) * 9_999
    assert counted(f"venue,zone,day,people\n{rows}Stadium,West,2026-11-01,5\n") == {(2, date(2026, 11, 1)): 5}


def test_a_zone_and_day_are_counted_once() -> None:
    twice = "venue,zone,day,people\nStadium,East,2026-11-01,5\n体育场,东看台,2026-11-01,6\n"
    with pytest.raises(RefusedRowsError) as error:
        counted(twice)
    assert [(each.row, each.reason) for each in error.value.refusals] == [(3, Reason.DAY_TWICE)]
