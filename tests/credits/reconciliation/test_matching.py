"""Both sides compared by units, however each has cut its blocks."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.reconciliation import (
    Difference,
    Disagreement,
    Ours,
    Reason,
    RefusedRow,
    RegistryFile,
    RegistryRow,
    Report,
    ReportNotReadableError,
    RetiredBlock,
    Span,
    Status,
    match,
    unit_count,
)
from credits.serials import SerialBlock, parse_serial_block

DAY = date(2023, 8, 9)
BATCH = parse_serial_block("cdcer", "CDCER-CD-2022-1-1000")


def part(first: int, last: int) -> SerialBlock:
    return SerialBlock(BATCH.registry, BATCH.series, first, last, BATCH.writing)


def ours(*retired: tuple[int, int, str], batches: tuple[SerialBlock, ...] = (BATCH,)) -> Ours:
    return Ours(
        "cdcer", batches, tuple(RetiredBlock(part(first, last), name, DAY) for first, last, name in retired)
    )


def theirs(*rows: tuple[int, int, int, Status], refused: tuple[RefusedRow, ...] = ()) -> RegistryFile:
    read = tuple(RegistryRow(line, part(first, last), status, DAY) for line, first, last, status in rows)
    return RegistryFile("cdcer", "ab", read, refused, 7)


def span(first: int, last: int, status: Status | None, reference: str = "", *lines: int) -> Span:
    on = None if status is None else DAY
    return Span(part(first, last), status, on, (reference,) if reference else (), lines)


def listed(line: int, first: int, last: int, on: date, reference: str = "") -> RegistryRow:
    return RegistryRow(line, part(first, last), Status.RETIRED, on, reference)


def report_of(blocks: tuple[RetiredBlock, ...], *rows: RegistryRow) -> Report:
    return match(Ours("cdcer", (BATCH,), blocks), RegistryFile("cdcer", "ab", rows, ()))


def test_blocks_cut_differently_on_either_side_match_unit_by_unit() -> None:
    report = match(
        ours((1, 300, "A"), (301, 500, "B")),
        theirs((2, 1, 100, Status.RETIRED), (3, 101, 500, Status.RETIRED), (4, 501, 1000, Status.HELD)),
    )
    assert report == Report(
        "cdcer",
        "ab",
        matched=(
            span(1, 100, Status.RETIRED, "A", 2),
            span(101, 300, Status.RETIRED, "A", 3),
            span(301, 500, Status.RETIRED, "B", 3),
        ),
        compared_units=1000,
        elsewhere_count=7,
    )
    assert report.is_clean


def test_each_side_alone_is_listed_in_exact_ranges() -> None:
    report = match(
        ours((1, 300, "A"), (601, 700, "B")),
        theirs((2, 1, 250, Status.RETIRED), (3, 281, 400, Status.RETIRED), (4, 650, 1000, Status.HELD)),
    )
    assert (report.matched, report.only_here, report.only_there, report.differing) == (
        (span(1, 250, Status.RETIRED, "A", 2), span(281, 300, Status.RETIRED, "A", 3)),
        (span(251, 280, None, "A"), span(601, 649, None, "B"), span(650, 700, Status.HELD, "B", 4)),
        (span(301, 400, Status.RETIRED, "", 3),),
        (Difference(part(1, 300), "A", 300, 270),),
    )
    assert not report.is_clean


@pytest.mark.parametrize("status", [each for each in Status if each not in (Status.RETIRED, Status.HELD)])
def test_units_that_left_in_another_way_are_no_match(status: Status) -> None:
    report = match(ours((1, 10, "A")), theirs((2, 1, 20, status)))
    assert (report.matched, report.only_here, report.only_there) == (
        (),
        (span(1, 10, status, "A", 2),),
        (span(11, 20, status, "", 2),),
    )


def test_other_peoples_units_are_none_of_our_business() -> None:
    batch = part(401, 500)
    report = match(ours(batches=(batch,)), theirs((2, 1, 450, Status.RETIRED), (3, 501, 900, Status.RETIRED)))
    assert (report.only_there, report.only_here) == ((span(401, 450, Status.RETIRED, "", 2),), ())


def test_another_series_with_the_same_numbers_is_no_match() -> None:
    other = SerialBlock("cdcer", "CDCER-CD-2023", 1, 10, BATCH.writing)
    report = match(
        ours((1, 10, "A")), RegistryFile("cdcer", "ab", (RegistryRow(2, other, Status.RETIRED, DAY),), ())
    )
    assert report.only_here == (span(1, 10, None, "A"),)


def test_units_that_the_registry_lists_twice_are_shown_and_use_counts() -> None:
    report = match(ours((1, 100, "A")), theirs((2, 1, 100, Status.RETIRED), (3, 90, 95, Status.HELD)))
    assert report.twice == (span(90, 95, Status.RETIRED, "A", 2, 3),)
    assert (unit_count(report.matched), report.is_clean) == (100, False)


def test_a_row_that_was_not_read_leaves_a_report_unclean() -> None:
    refused = (RefusedRow(9, Reason.SERIAL, "?"),)
    report = match(ours((1, 10, "A")), theirs((2, 1, 10, Status.RETIRED), refused=refused))
    assert (report.refused, unit_count(report.matched), report.is_clean) == (refused, 10, False)


@pytest.mark.parametrize("we", [ours(), ours(batches=())])
def test_where_nothing_was_compared_nothing_is_clean(we: Ours) -> None:
    report = match(we, theirs())
    assert (report.is_empty, report.is_clean) == (True, False)


def test_units_that_the_registry_still_holds_are_compared_and_clean() -> None:
    report = match(ours(), theirs((2, 1, 1000, Status.HELD)))
    assert (report.compared_units, report.is_empty, report.is_clean) == (1000, False, True)


def test_units_that_two_pools_name_are_found_and_match_for_neither() -> None:
    report = match(ours((1, 100, "A"), (91, 200, "B")), theirs((2, 1, 200, Status.RETIRED)))
    assert (report.claimed_twice, report.is_clean) == (
        (Span(part(91, 100), Status.RETIRED, DAY, ("A", "B"), (2,)),),
        False,
    )
    assert (report.matched, report.matched_units, report.unmatched_units) == (
        (span(1, 90, Status.RETIRED, "A", 2), span(101, 200, Status.RETIRED, "B", 2)),
        190,
        10,
    )


def test_two_pools_with_the_same_block_and_reference_are_found() -> None:
    report = match(ours((1, 10, "A"), (1, 10, "A")), theirs((2, 1, 10, Status.RETIRED)))
    assert report.claimed_twice == (Span(part(1, 10), Status.RETIRED, DAY, ("A", "A"), (2,)),)
    assert (report.matched_units, report.is_clean) == (0, False)


@pytest.mark.parametrize(
    ("days", "agrees"), [(-2, False), (-1, True), (0, True), (1, True), (2, False), (365, False)]
)
def test_a_day_counts_as_the_same_only_within_a_time_zone(days: int, agrees: bool) -> None:
    there = DAY + timedelta(days=days)
    report = report_of((RetiredBlock(part(1, 10), "A", DAY),), listed(2, 1, 10, there))
    assert (report.disagreeing == (), report.matched_units, report.is_clean) == (agrees, 10 * agrees, agrees)


@pytest.mark.parametrize(
    ("reference", "agrees"),
    [("", True), ("VC-7/2023", True), (" vc–7/2023", True), ("ＶＣ-7/2023", True), ("VC-8/2023", False)],
)
def test_a_reference_is_compared_where_the_list_has_one(reference: str, agrees: bool) -> None:
    report = report_of((RetiredBlock(part(1, 10), "VC-7/2023", DAY),), listed(2, 1, 10, DAY, reference))
    assert (report.disagreeing == (), report.is_clean) == (agrees, agrees)


def test_a_disagreement_names_the_units_and_what_each_side_says() -> None:
    late = DAY + timedelta(days=9)
    blocks = RetiredBlock(part(1, 50), "A", DAY), RetiredBlock(part(51, 90), "B", DAY)
    rows = listed(2, 1, 20, DAY), listed(3, 21, 70, late, "X"), listed(4, 71, 90, DAY, "b")
    report = report_of(blocks, *rows)
    assert report.disagreeing == (
        Disagreement(part(21, 50), "A", "X", DAY, late, 3),
        Disagreement(part(51, 70), "B", "X", DAY, late, 3),
    )
    assert (unit_count(report.matched), report.unmatched_units, report.differing) == (40, 50, ())


def test_of_units_listed_twice_one_row_that_agrees_is_enough_not_to_disagree() -> None:
    rows = listed(2, 1, 10, DAY + timedelta(days=9)), listed(3, 4, 6, DAY)
    report = report_of((RetiredBlock(part(1, 10), "A", DAY),), *rows)
    assert [(each.block.start, each.block.end) for each in report.disagreeing] == [(1, 3), (7, 10)]
    assert (report.matched_units, unit_count(report.twice)) == (3, 3)


RANGES = st.tuples(st.integers(1, 60), st.integers(0, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@st.composite
def sides(draw: st.DrawFn) -> tuple[Ours, RegistryFile]:
    """Any batches, blocks and rows of one series, overlapping as they like."""
    batches = tuple(part(*each) for each in draw(st.lists(RANGES, max_size=3)))
    blocks = [
        (first, last, str(index)) for index, (first, last) in enumerate(draw(st.lists(RANGES, max_size=4)))
    ]
    days = st.sampled_from([DAY, DAY + timedelta(days=9)])
    rows = tuple(
        RegistryRow(index + 2, part(first, last), draw(st.sampled_from(Status)), draw(days))
        for index, (first, last) in enumerate(draw(st.lists(RANGES, max_size=6)))
    )
    return ours(*blocks, batches=batches), RegistryFile("cdcer", "ab", rows, (), 7)


def units(spans: tuple[Span | Disagreement, ...]) -> list[int]:
    return [unit for each in spans for unit in range(each.block.start, each.block.end + 1)]


@given(sides())
def test_every_unit_has_the_finding_that_counting_units_one_by_one_gives(
    both: tuple[Ours, RegistryFile],
) -> None:
    we, they = both
    claims = [unit for each in we.retired for unit in range(each.block.start, each.block.end + 1)]
    here, once = set(claims), {unit for unit in claims if claims.count(unit) == 1}
    mine = here | {unit for batch in we.batches for unit in range(batch.start, batch.end + 1)}
    listed = {
        status: [
            unit
            for row in they.rows
            if row.status is status
            for unit in range(row.block.start, row.block.end + 1)
        ]
        for status in Status
    }
    used = set(listed[Status.RETIRED])
    gone = {unit for status in Status if status is not Status.HELD for unit in listed[status]}
    every = [unit for status in Status for unit in listed[status]]
    on_the_day = {
        unit
        for row in they.rows
        if row.status is Status.RETIRED and row.on == DAY
        for unit in range(row.block.start, row.block.end + 1)
    }
    report = match(we, they)
    assert units(report.matched) == sorted(once & on_the_day)
    assert units(report.disagreeing) == sorted(once & (used - on_the_day))
    assert units(report.claimed_twice) == sorted(here - once)
    assert units(report.only_here) == sorted(once - used)
    assert report.compared_units == len(here | (mine & set(every)))
    assert units(report.only_there) == sorted((mine - here) & gone)
    assert units(report.twice) == sorted(unit for unit in mine if every.count(unit) > 1)
    assert {(each.reference, each.there_units) for each in report.differing} == {
        (each.reference, count)
        for each in we.retired
        if 0 < (count := len(used & set(range(each.block.start, each.block.end + 1)))) < each.block.unit_count
    }


@given(sides())
def test_a_report_survives_its_json(both: tuple[Ours, RegistryFile]) -> None:
    report = match(*both)
    again = Report.from_json(json.loads(json.dumps(report.as_json())))
    assert (again, again.as_json()) == (report, report.as_json())


def test_the_json_speaks_the_data_trusts_language() -> None:
    report = match(ours((1, 10, "A")), theirs((2, 1, 10, Status.RETIRED)))
    assert report.as_json()["matched"] == [
        {
            "registry": "cdcer",
            "serialNumberBlock": "CDCER-CD-2022-1-10",
            "unitBlockStart": 1,
            "unitBlockEnd": 10,
            "unitCount": 10,
            "unitStatus": "Retired",
            "unitStatusDate": "2023-08-09",
            "references": ["A"],
            "lines": [2],
        }
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1},
        {"claimed_twice": None},
        {"disagreeing": [{}]},
        {"compared_units": 9},
        {"registry": None},
        {"matched": None},
        {"matched": [{}]},
        {"matched": [[]]},
        {"refused": [{"line": -1, "reason": "serial", "text": ""}]},
        {"refused": [{"line": 1, "reason": "boredom", "text": ""}]},
        {"elsewhere_count": True},
        {"matched_units": 1},
        {"unmatched_units": 9},
    ],
)
def test_a_value_that_is_no_report_is_refused(change: dict[str, Any]) -> None:
    body = match(ours((1, 10, "A")), theirs()).as_json() | change
    with pytest.raises(ReportNotReadableError):
        Report.from_json(body)


@pytest.mark.parametrize(
    "change",
    [
        {"unitBlockEnd": 11},
        {"unitCount": 11},
        {"serialNumberBlock": "CDCER-CD-2022-1"},
        {"unitStatus": "Lost"},
        {"unitStatusDate": "yesterday"},
        {"lines": ["2"]},
    ],
)
def test_a_range_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    body = match(ours((1, 10, "A")), theirs((2, 1, 10, Status.RETIRED))).as_json()
    body["matched"][0] |= change
    with pytest.raises(ReportNotReadableError):
        Report.from_json(body)


@pytest.mark.parametrize("body", [None, [], "report", {}])
def test_what_is_not_even_a_table_is_refused(body: object) -> None:
    with pytest.raises(ReportNotReadableError):
        Report.from_json(body)
