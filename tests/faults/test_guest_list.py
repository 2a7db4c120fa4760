"""A guest list through real workers, of whom one is killed on the way."""

import json
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scripts.stack import ROOT
from tests import stack
from tests.faults.conftest import FINISH_SECONDS

pytestmark = pytest.mark.stack

GUESTS = 50
chance = random.SystemRandom()  # the moments shall differ from run to run


def step(own: stack.OwnStack, *arguments: str) -> str:
    """What a step of tests/faults/guest_list.py prints."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.guest_list", *arguments],
        env={**own.environment, "DJANGO_SETTINGS_MODULE": "diandian.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_for_papers(own: stack.OwnStack, list_id: str) -> dict[str, Any]:
    """How far the list has come once all of its papers are there."""
    give_up_at = time.monotonic() + FINISH_SECONDS
    while True:
        found: dict[str, Any] = json.loads(step(own, "progress", list_id))
        if found["state"] == "done" and found["papers"] == GUESTS:
            return found
        assert time.monotonic() < give_up_at, found
        own.keep_running()
        time.sleep(1)


def test_a_killed_worker_loses_and_doubles_no_guest_and_the_zip_opens(
    own: stack.OwnStack, tmp_path: Path, round: int
) -> None:
    list_id = step(own, "enter", str(GUESTS))
    time.sleep(chance.uniform(0, 1))
    own.kill("worker")
    own.start("worker")
    time.sleep(chance.uniform(2, 8))  # by now papers are being made
    own.kill("papers")
    own.start("papers")
    found = wait_for_papers(own, list_id)
    assert (found["accepted"], found["retired"], found["refused"]) == (GUESTS, GUESTS, 0)
    assert found["retired_grams"] == [20_000 + index for index in range(GUESTS)]
    assert found["breaches"] == []

    path = tmp_path / "papers.zip"
    step(own, "papers", list_id, str(path))
    with zipfile.ZipFile(path) as papers:
        assert papers.testzip() is None
        names = papers.namelist()
        assert [name[:5] for name in names] == [*(f"{place:04} " for place in range(1, 51)), "certi"]
        assert {papers.read(name)[:5] for name in names[:-1]} == {b"%PDF-"}
        (tmp_path / "first.pdf").write_bytes(papers.read(names[1]))
    text = subprocess.run(
        ["pdftotext", tmp_path / "first.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Zoë Müller" in text
