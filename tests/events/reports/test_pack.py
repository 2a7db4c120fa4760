"""The auditor's pack: the same state makes the same bytes, and a stranger checks all of it without us."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import credits.actions
import events.balance.actions
import events.reports.pack
from events.models import Event, Journey
from events.reports.making import make
from events.reports.pack import pack_of
from events.reports.pack.tables import table
from tests.events.reports import stage
from tests.events.reports.test_actions import asked
from tests.events.reports.test_numbers import replaced_for

File = dict[str, bytes]
GOOD = 9  # lines of check_pack.py


@pytest.fixture
def packed(universiade: Event) -> File:
    """A witnessed event's pack, file by file."""
    stage.witnessed(universiade)
    with zipfile.ZipFile(io.BytesIO(pack_of(universiade))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def checked(files: File, folder: Path) -> tuple[int, list[str]]:
    """What check_pack.py says of the files, run by itself in an empty environment and in their folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    command = [sys.executable, "-I", "check_pack.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={})
    return done.returncode, done.stdout.splitlines()


def listed_anew(files: File) -> File:
    """The files with a manifest that fits them: what a forger would hand on."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"path": name, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name != "manifest.json"
    ]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def test_the_same_state_makes_the_same_bytes_and_another_state_others(universiade: Event) -> None:
    stage.with_measures(universiade)
    first = pack_of(universiade)
    assert pack_of(universiade) == first
    stage.with_forecast(universiade)
    assert pack_of(universiade) != first


def test_a_stranger_finds_every_check_good(packed: File, tmp_path: Path) -> None:
    status, lines = checked(packed, tmp_path)
    assert [line[0] for line in lines] == ["✓"] * GOOD
    assert status == 0


def test_it_checks_a_zip_as_well(universiade: Event, tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(pack_of(universiade))
    program = Path(events.reports.pack.__file__).with_name("check_pack.py")
    command = [sys.executable, "-I", str(program), str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    path.write_bytes(b"no zip")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:7], done.stderr) == (1, "✗ zip: ", "")


def test_any_altered_missing_or_added_file_is_found(packed: File, tmp_path: Path) -> None:
    altered: list[File] = [
        {**packed, "ledger/journal.csv": packed["ledger/journal.csv"] + b"\n"},
        {name: content for name, content in packed.items() if name != "balance.json"},
        {**packed, "more.txt": b"more"},
    ]
    for number, files in enumerate(altered):
        status, lines = checked(files, tmp_path / str(number))
        assert (status, [line[0] for line in lines]) == (1, ["✗"])
        assert "manifest" not in lines[0]


def replaced(path: str, old: bytes, new: bytes) -> Callable[[File], File]:
    def forge(files: File) -> File:
        assert old in files[path]
        return {**files, path: files[path].replace(old, new)}

    return forge


def of_folder(folder: str, old: bytes, new: bytes) -> Callable[[File], File]:
    def forge(files: File) -> File:
        path = next(name for name in files if name.startswith(folder))
        return replaced(path, old, new)(files)

    return forge


def beyond(files: File) -> File:
    """A retirement that the signed log knows nothing of, under a number that the log has not reached."""
    entry = (
        b'99 {"account":"event:low-carbon-universiade","at":1,"commitment":"00","grams":1000000,'
        b'"ranges":[["b",0,1000000]],"type":"retirement","v":1}\n'
    )
    row = b"r,event,2026-01-01T00:00:00Z,event:low-carbon-universiade,b,0,1000000,1000000,s,99\n"
    return {
        **files,
        "log/entries.jsonl": files["log/entries.jsonl"] + entry,
        "ledger/retirements.csv": files["ledger/retirements.csv"] + row,
    }


def without_log(files: File) -> File:
    """The ledger as it was, with no log behind it."""
    manifest = json.loads(files["manifest.json"]) | {"log_size": 0}
    kept = {name: content for name, content in files.items() if name not in ("log/checkpoint",)}
    kept = {name: content for name, content in kept.items() if not name.startswith("log/tile/")}
    return {**kept, "manifest.json": json.dumps(manifest).encode()}


def unsigned(files: File) -> File:
    """The same with a checkpoint that nobody signed."""
    return {**without_log(files), "log/checkpoint": b"demonstration.invalid/ledger/log\n0\n\n"}


def other_tile(files: File) -> File:
    """A hash of the log's lowest level that is another."""
    path = next(name for name in files if name.startswith("log/tile/0"))
    return {**files, path: bytes([files[path][0] ^ 1]) + files[path][1:]}


def elsewhere(files: File) -> File:
    """The same grams in the same numbers, but out of other ranges of the batch."""
    found = re.search(rb",(\d+),(\d+),32000000,", files["ledger/retirements.csv"])
    assert found is not None
    start, end = (b"%d" % (int(gram) + 400_000_000) for gram in found.groups())
    return replaced("ledger/retirements.csv", found[0], b",%s,%s,32000000," % (start, end))(files)


FORGED = {
    "entry beyond": (beyond, "日志条目"),
    "no log": (without_log, "检查点的签名"),
    "no log's entries": (without_log, "日志条目"),
    "unsigned": (unsigned, "检查点的签名"),
    "ranges": (elsewhere, "没有一克"),
    "account": (
        replaced("ledger/retirements.csv", b"Z,event:low-carbon-universiade", b"Z,event:another"),
        "没有一克",
    ),
    "whose": (replaced("ledger/journal.csv", b"donor:qinghe", b"donor:nobody"), "流水"),
    "checkpoint": (replaced("log/checkpoint", b"\n\n", b"x\n\n"), "检查点的签名"),
    "entry": (replaced("log/entries.jsonl", b'"grams":32000000', b'"grams":32000001'), "日志条目"),
    "tile": (other_tile, "日志条目"),
    "journal": (replaced("ledger/journal.csv", b"500000000,500000000", b"500000000,400000000"), "流水"),
    "retirement": (replaced("ledger/retirements.csv", b"32000000", b"31000000"), "没有一克"),
    "inventory": (of_folder("inventories/actual", b'"amount_grams":30000000', b'"amount_grams":3'), "清单"),
    "statement": (of_folder("statements/", b"31001000", b"31001001"), "核查陈述的签名"),
    "declaration": (of_folder("declarations/", b"32000000", b"32000001"), "声明与见证"),
    "witness": (of_folder("witnessings/", b"32000000", b"32000001"), "声明与见证"),
    "evidence": (of_folder("evidence/", "核查".encode(), b"x"), "证据"),
}


def test_a_forgery_that_fits_its_manifest_is_found_by_what_was_signed_or_digested(
    packed: File, tmp_path: Path
) -> None:
    found = {}
    for name, (forge, what) in FORGED.items():
        status, lines = checked(listed_anew(forge(packed)), tmp_path / name)
        found[name] = status == 1 and any(line.startswith("✗") and what in line for line in lines)
    assert found == dict.fromkeys(FORGED, True)


def test_nobody_who_came_to_the_event_is_named(packed: File) -> None:
    whole = b"".join(packed.values())
    assert "李雷".encode() not in whole
    for code in Journey.objects.values_list("code", flat=True):
        assert code.encode() not in whole


def test_who_proposed_and_who_decided_stand_side_by_side(packed: File) -> None:
    rows = packed["approvals.csv"].decode().splitlines()
    (retired,) = [row for row in rows if row.startswith("retire-for-event")]
    assert "clerk-wang" in retired
    assert "clerk-zhao" in retired
    assert [row.split(",")[0] for row in rows].count("witness") == 1


def test_what_was_rejected_stands_among_the_approvals(universiade: Event) -> None:
    event = stage.verified(universiade)
    first, second = stage.clerk("first"), stage.clerk("second")
    for _time in range(2):
        row = events.balance.actions.propose_retirement(
            event=event, amount_grams=1_000_000, purpose="x", key=uuid.uuid4(), by=first
        )
    credits.actions.reject(proposal=row.proposal, reason="too early", by=second)
    with zipfile.ZipFile(io.BytesIO(pack_of(event))) as archive:
        rows = list(csv.DictReader(archive.read("approvals.csv").decode().splitlines()))
    outcomes = [row["outcome"] for row in rows if row["what"] == "retire-for-event"]
    assert outcomes == ["waiting", "rejected"]


def test_what_was_retired_in_place_of_flawed_credits_is_in_it_and_checked(
    universiade: Event, tmp_path: Path
) -> None:
    event = stage.declared(universiade)
    replaced_for(event)
    with zipfile.ZipFile(io.BytesIO(pack_of(event))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    rows = list(csv.DictReader(files["ledger/retirements.csv"].decode().splitlines()))
    assert [row["amount_grams"] for row in rows if row["for"] == "event"] == ["32000000", "32000000"]
    status, lines = checked(files, tmp_path)
    assert [line[0] for line in lines] == ["✓"] * GOOD
    assert status == 0


def test_what_was_made_is_in_it_byte_by_byte(universiade: Event) -> None:
    row = asked(universiade, language="en")
    assert make(report_id=row.pk)
    with zipfile.ZipFile(io.BytesIO(pack_of(universiade))) as archive:
        for file in row.files.all():
            assert archive.read(f"reports/{row.pk}/{file.file_name}") == bytes(file.content)


def test_a_pack_of_an_event_without_a_ledgers_row_needs_no_log(packed: File, tmp_path: Path) -> None:
    empty = {name: packed[name].splitlines(keepends=True)[0] for name in EMPTY}
    accounts = re.sub(rb",\d+,\d+,\d+,\d+\n", b",0,0,0,0\n", packed["ledger/accounts.csv"])
    files = {**without_log(packed), **empty, "log/entries.jsonl": b"", "ledger/accounts.csv": accounts}
    status, lines = checked(listed_anew(files), tmp_path)
    assert [line[0] for line in lines] == ["✓"] * GOOD
    assert status == 0


EMPTY = ("ledger/journal.csv", "ledger/retirements.csv")


def test_a_worker_makes_it_as_a_file_of_a_report(universiade: Event) -> None:
    row = asked(universiade, "pack")
    assert make(report_id=row.pk)
    (file,) = row.files.all()
    assert (file.format, file.file_name) == ("zip", f"{universiade.slug}-audit.zip")
    assert bytes(file.content) == pack_of(universiade)


def test_no_cell_of_a_table_is_calculated() -> None:
    assert table(("a",), [("=1",), ("+1",), (-1,), (None,), (True,)]).decode().splitlines() == [
        "a", "'=1", "'+1", "-1", '""', "True",
    ]  # fmt: skip
