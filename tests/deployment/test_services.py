"""The throw-away servers of the tests: theirs alone, and gone afterwards whatever happens."""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITH_SERVICES = ROOT / "scripts" / "with-services"
pytestmark = pytest.mark.stack

CONVERSE = """
import os, pathlib, django, redis
from django.conf import settings
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_setting('fsync'), current_setting('is_superuser')")
    print(*cursor.fetchone(), redis.Redis.from_url(settings.REDIS_URL).ping(), settings.DIANDIAN_MODE)
print(pathlib.Path(os.environ["DIANDIAN_VAR_DIR"]).parent)
"""


def environment() -> dict[str, str]:
    own = {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "diandian.settings"}
    return {"PATH": os.environ["PATH"], "TMPDIR": tempfile.gettempdir(), **own}


def test_both_servers_answer_and_leave_nothing_behind() -> None:
    done = subprocess.run(
        [WITH_SERVICES, sys.executable, "-c", CONVERSE],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    answered, folder = done.stdout.splitlines()
    assert answered == "off on True test"
    assert not Path(folder).exists()
    assert_nothing_runs_in(folder)


def test_the_exit_code_is_that_of_the_command() -> None:
    assert (
        subprocess.run([WITH_SERVICES, "sh", "-c", "exit 7"], env=environment(), check=False).returncode == 7
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_interrupted_they_leave_nothing_behind(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [WITH_SERVICES, "sh", "-c", "echo $DIANDIAN_VAR_DIR; exec sleep 60"],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        # A shell's background job ignores Ctrl-C, and so does all that it starts: not here.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    assert process.stdout is not None
    folder = str(Path(process.stdout.readline().strip()).parent)
    process.send_signal(number)
    assert process.wait(20) == 130
    assert not Path(folder).exists()
    assert_nothing_runs_in(folder)


def assert_nothing_runs_in(folder: str) -> None:
    running = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we looked
            running.append(process.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    assert [command for command in running if folder in command] == []
