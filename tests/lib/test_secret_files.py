"""A secret is made once, however many processes come for it at the same moment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diandian.lib.secret_files import kept_secret
from scripts.stack import ROOT

# Wait for the start, then ask for the secret with a maker that takes its time.
ASK = """
import sys, time, uuid
from pathlib import Path
from diandian.lib.secret_files import kept_secret
folder = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(kept_secret(folder / "secret", lambda: time.sleep(0.05) or uuid.uuid4().hex))
"""


def test_it_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    assert [kept_secret(path, lambda: "first"), kept_secret(path, lambda: "second")] == ["first", "first"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["secret"]


def test_processes_that_come_at_once_get_the_same_whole_secret(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(tmp_path)],
            env={"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = {process.communicate("go\n", timeout=30)[0].strip() for process in processes}
    assert answers == {(tmp_path / "secret").read_text()}
    assert len(answers.pop()) == 32
    assert os.listdir(tmp_path) == ["secret"]


def test_a_maker_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fails() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        kept_secret(tmp_path / "secret", fails)
    assert os.listdir(tmp_path) == []


def test_a_second_process_never_sees_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    seen: list[bool] = []

    def looks() -> str:
        seen.append(path.exists())
        return "whole"

    assert (kept_secret(path, looks), seen) == ("whole", [False])


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    assert kept_secret(tmp_path / "secret", lambda: "whole") == "whole"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_where_files_cannot_be_linked_it_is_still_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuses)
    assert kept_secret(tmp_path / "secret", lambda: "whole") == "whole"
    assert os.listdir(tmp_path) == ["secret"]
