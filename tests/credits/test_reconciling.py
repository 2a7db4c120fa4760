"""The ledger compared with what Verra published in April 2026, and the command that prints it."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

import credits.actions
import credits.reconciling
from credits.actions import Evidence
from credits.models import Account, Batch, Pool, PoolBlock
from credits.reconciliation import Ours, Report, RetiredBlock
from credits.reconciliation_phrases import LINES_SHOWN, report_lines
from credits.serials import parse_serial_block
from people.models import User
from tests.conftest import issued, new_batch
from tests.credits.reconciliation import samples

# Both rows of this project in the sample: 2,608 units that a company retired, 12,664 that are held.
XINFENG = "19328-940005924-940021195-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0"
RETIRED = "19328-940005924-940008531-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0"
HELD = "19328-940008532-940021195-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0"


@pytest.fixture
def xinfeng(inventory: Account) -> Batch:
    return issued(
        replace(new_batch(), registry="verra", serial_block=XINFENG, is_demonstration=False), inventory
    )


@pytest.fixture
def verra_file(tmp_path: Path) -> Path:
    path = tmp_path / "transactions.csv"
    path.write_text(samples.VERRA, encoding="utf-8")
    return path


def attach(
    batch: Batch, serial_block: str, reference: str, by: User, *, on: date = date(2026, 4, 13)
) -> None:
    """Say that the registry retired this block for the batch's next pool."""
    pool = credits.actions.open_pool(batch=batch, by=by)
    evidence = Evidence(reference=reference, retired_on=on)
    credits.actions.attach_block(pool=pool, serial_block=serial_block, evidence=evidence, by=by)


def reconciled() -> Report:
    return credits.reconciling.reconcile("verra", io.BytesIO(samples.VERRA.encode()))


def test_our_side_is_the_batches_and_the_blocks_of_their_pools(xinfeng: Batch, first_clerk: User) -> None:
    attach(xinfeng, RETIRED, "R-1", first_clerk)
    assert credits.reconciling.ours("verra") == Ours(
        "verra",
        (parse_serial_block("verra", XINFENG),),
        (RetiredBlock(parse_serial_block("verra", RETIRED), "R-1", date(2026, 4, 13)),),
    )


def test_the_block_of_a_pool_that_was_given_up_is_not_ours(xinfeng: Batch, first_clerk: User) -> None:
    attach(xinfeng, RETIRED, "R-1", first_clerk)
    credits.actions.withdraw_pool(pool=Pool.objects.get(), reason="another's", by=first_clerk)
    assert credits.reconciling.ours("verra").retired == ()


def test_invented_batches_are_compared_only_when_asked_for(inventory: Account) -> None:
    issued(new_batch(), inventory)
    asked = credits.reconciling.ours("cdcer", with_demonstration=True)
    assert (len(asked.batches), credits.reconciling.ours("cdcer")) == (1, Ours("cdcer", (), ()))


def test_what_both_sides_know_matches(xinfeng: Batch, first_clerk: User) -> None:
    attach(xinfeng, RETIRED, "R-1", first_clerk)
    report = reconciled()
    assert (report.is_clean, report.matched_units, report.elsewhere_count) == (True, 2_608, 2)


def test_a_retirement_that_the_ledger_does_not_know_is_found(xinfeng: Batch) -> None:
    assert [span.block.canonical for span in reconciled().only_there] == [RETIRED]


def test_a_pool_of_units_that_are_still_held_there_is_found(xinfeng: Batch, first_clerk: User) -> None:
    attach(xinfeng, HELD, "R-2", first_clerk)
    report = reconciled()
    assert [span.block.canonical for span in report.only_here] == [HELD]
    assert (report.matched_units, report.unmatched_units) == (0, 12_664 + 2_608)


def run(path: Path, *arguments: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("reconcile", str(path), "--registry", "verra", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_the_command_prints_both_languages_and_ends_well(
    xinfeng: Batch, first_clerk: User, verra_file: Path
) -> None:
    attach(xinfeng, RETIRED, "R-1", first_clerk)
    out, status = run(verra_file)
    chinese, english = out.rstrip("\n").split("\n\n")
    assert (status, english.splitlines()[2:]) == (
        0,
        [
            "Retired there, and in a pool here: 2,608 t",
            f"  {RETIRED} · 2,608 t · Retired · 2026-04-13 · R-1 · line 4",
            "Named by more than one pool here: 0 t",
            "In a pool here, not retired there: 0 t",
            "No longer held there, and not in a pool here: 0 t",
            "Listed there more than once: 0 t",
            "Rows about the units of others: 2",
            "Everything matches.",
        ],
    )
    with translation.override("zh-hans"):
        assert chinese.splitlines() == list(report_lines(reconciled()))


def test_the_command_ends_with_1_when_something_does_not_match(
    xinfeng: Batch, first_clerk: User, verra_file: Path
) -> None:
    broken = samples.VERRA + "2026-04-02,,,,3005,x,x,x,x,1,9,19380-9-1,,,,,\n"
    verra_file.write_text(broken, encoding="gb18030", errors="ignore")
    attach(
        xinfeng,
        RETIRED.replace("940005924", "940005925"),
        "R-1",
        first_clerk,
    )
    out, status = run(verra_file)
    assert (status, out.split("\n\n")[1].splitlines()[2:-1]) == (
        1,
        [
            "Retired there, and in a pool here: 2,607 t",
            "  19328-940005925-940008531-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0"
            " · 2,607 t · Retired · 2026-04-13 · R-1 · line 4",
            "Named by more than one pool here: 0 t",
            "In a pool here, not retired there: 0 t",
            "No longer held there, and not in a pool here: 1 t",
            "  19328-940005924-940005924-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0"
            " · 1 t · Retired · 2026-04-13 · line 4",
            "Listed there more than once: 0 t",
            "Rows that could not be compared: 1",
            "  line 6 · the serial cannot be read · 19380-9-1",
            "Rows about the units of others: 2",
        ],
    )


def test_the_command_tells_another_day_and_ends_with_1(
    xinfeng: Batch, first_clerk: User, verra_file: Path
) -> None:
    attach(xinfeng, RETIRED, "R-1", first_clerk, on=date(2026, 4, 11))
    out, status = run(verra_file)
    assert (status, out.split("\n\n")[1].splitlines()[2:6]) == (
        1,
        [
            "Retired there, and in a pool here: 0 t",
            "Named by more than one pool here: 0 t",
            "Retired there on another day, or under another reference: 2,608 t",
            f"  {RETIRED} · 2,608 t · here 2026-04-11 R-1, there 2026-04-13 · line 4",
        ],
    )


def test_the_command_says_that_nothing_was_compared_and_ends_with_1(db: None, verra_file: Path) -> None:
    out, status = run(verra_file)
    assert (status, out.rstrip("\n").splitlines()[-1]) == (
        1,
        "Nothing was compared: no pool here names units of this registry, and its list none of ours.",
    )


def test_two_pools_that_name_the_same_units_in_two_notations_are_found(
    xinfeng: Batch, inventory: Account, first_clerk: User
) -> None:
    """The database keeps blocks of one series apart; rows that some other hand wrote are found here all the same."""
    attach(xinfeng, RETIRED, "R-1", first_clerk)
    other = RETIRED.replace("19328-", "1-").replace("CN-13", "US-14")
    batch = issued(
        replace(
            new_batch(),
            registry="verra",
            serial_block=other.replace("940005924-940008531", "1-9"),
            is_demonstration=False,
        ),
        inventory,
    )
    pool = credits.actions.open_pool(batch=batch, by=first_clerk)
    PoolBlock.objects.create(
        pool=pool,
        batch=batch,
        serial_block=other,
        first_unit=1,
        last_unit=9,
        reference="R-2",
        retired_on=date(2026, 4, 13),
        attached_at=pool.opened_at,
        attached_by=first_clerk,
    )
    report = reconciled()
    assert [(each.block.canonical, each.references) for each in report.claimed_twice] == [
        (RETIRED, ("R-1", "R-2"))
    ]
    assert (report.matched_units, report.unmatched_units, report.is_clean) == (0, 2_608, False)


def test_the_command_prints_json_for_a_proposal(xinfeng: Batch, verra_file: Path) -> None:
    out, status = run(verra_file, "--json")
    assert (status, Report.from_json(json.loads(out))) == (1, reconciled())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (samples.GOLD_STANDARD, "This is not a list of Verra VCS. It looks like one of Gold Standard."),
        ("a,b\n", "No row in this file names the columns of a list of Verra VCS."),
        ("\0", "This is no CSV text in UTF-8 or GB18030."),
        (
            samples.VERRA + '"',
            "From line 6 on this is no CSV text: a quotation mark has no end.",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    db: None, verra_file: Path, content: str, words: str
) -> None:
    verra_file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run(verra_file)
    assert (str(refusal.value).endswith(f" {words}"), refusal.value.returncode) == (True, 2)


def test_a_file_that_is_not_there_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no\.csv: No such file or directory"):
        run(tmp_path / "no.csv")


def test_a_long_section_is_cut_and_the_rest_counted() -> None:
    refused = credits.reconciliation.RefusedRow(2, credits.reconciliation.Reason.SERIAL, "?")
    report = Report("verra", "ab", refused=(refused,) * (LINES_SHOWN + 7))
    with translation.override("en"):
        lines = list(report_lines(report))
    assert (len(lines), lines[-3]) == (LINES_SHOWN + 11, "  and 7 more")
