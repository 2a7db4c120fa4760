"""`make run` as its reader meets it: real processes, a database of its own, loopback only."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from credits.audit import RULES
from events import finished_demonstration as demo
from scripts.services import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.stack

RETIRE = """
import uuid
import django
django.setup()
import credits.actions
from events.models import Event
account = Event.objects.get(slug="low-carbon-universiade").donated_account
request = credits.actions.retire(
    account=account, amount_grams=7, beneficiary=uuid.uuid4(), purpose="", key=uuid.uuid4()
)
print(request.pk)
"""
FACTS = """
import sys, time
import django
django.setup()
import credits.queries
from events.models import Event
until = time.monotonic() + 20
while not (facts := credits.queries.retirement_facts(int(sys.argv[1]))) and time.monotonic() < until:
    time.sleep(0.1)
print(facts and f"{facts.amount_grams} grams, {Event.objects.count()} events")
"""

# Papers are drawn half a second each; the ledger is asked to settle after all of them.
BUSY = """
import time
import django
django.setup()
import certificates.papers, credits.actions, events.actions
from certificates.tasks import render_certificate
from diandian.celery import app
from events.management.commands.run import worker_and_beat
from events.tasks import advance
drawn, settled = [], []
def draw(*, certificate_id):
    time.sleep(0.5)
    drawn.append(certificate_id)
certificates.papers.render = draw
credits.actions.settle_pending = lambda: settled.append(len(drawn))
events.actions.bring_forward = lambda: 0
app.conf.beat_schedule = {}
with worker_and_beat(app):
    for number in range(4):
        render_certificate.delay(number)
    advance.delay()
    until = time.monotonic() + 20
    while len(drawn) < 4 and time.monotonic() < until:
        time.sleep(0.05)
print(drawn, settled[0] < 2)
"""


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"DIANDIAN_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "diandian.settings"}
    return {**kept, **own, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def start(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "run", *arguments],
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: subprocess.Popen[str], beginning: str) -> list[str]:
    """The lines up to and with the first one that begins so."""
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(beginning):
            return lines
    raise AssertionError("\n".join(lines))


@contextmanager
def running(folder: Path, port: int, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    process = start(folder, "--port", str(port), *arguments, **more)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.status)


def speak(folder: Path, code: str, *arguments: str) -> str:
    """What a program with the same database prints."""
    program = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        program, env=environment(folder), check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()


def test_it_is_ready_serves_the_zone_and_stops_in_a_moment(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        assert read_until(process, "Diandian is ready")[-1] == f"Diandian is ready: http://127.0.0.1:{port}"
        zone = read_until(process, "  Zone")[-1].split()[-1]
        workspace = read_until(process, "  Workspace")[-1]
        admin = read_until(process, "  Admin")[-1].split()[-1]
        assert zone.startswith(f"http://127.0.0.1:{port}/z/")
        finished = f"http://127.0.0.1:{port}/z/{demo.SLUG}/declaration/"
        asked = (zone, finished, admin, f"http://127.0.0.1:{port}/healthz")
        assert {url: status(url) for url in asked} == dict.fromkeys(asked, 200)
        password = (tmp_path / "admin_password").read_text()
        assert workspace == f"  Workspace  http://127.0.0.1:{port}/organise/  admin / {password}"
        assert (tmp_path / "admin_password").stat().st_mode & 0o777 == 0o600
        before = time.monotonic()
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=10)[0]
        assert process.returncode == 0
        assert time.monotonic() - before < 6
        assert "Traceback" not in rest
        assert rest.splitlines()[-1] == "Stopped."


def audited(url: str) -> dict[str, int]:
    """What the ledger's status says of its last audit, as soon as it says anything."""
    until = time.monotonic() + 20
    while True:
        with urllib.request.urlopen(f"{url}/api/v1/ledger/status/", timeout=10) as answer:
            found = json.load(answer)["audit"]
        if found is not None or time.monotonic() > until:
            return {"rules": found["rule_count"], "breaches": len(found["breaches"])}
        time.sleep(0.05)


def test_the_ledger_is_looked_through_at_the_first_start(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        read_until(process, "Diandian is ready")
        assert audited(f"http://127.0.0.1:{port}") == {"rules": len(RULES), "breaches": 0}


def test_killed_in_the_middle_it_starts_again_as_it_was_and_finds_what_was_waiting(tmp_path: Path) -> None:
    logins = []
    with running(tmp_path, free_port()) as process:
        logins.append(read_until(process, "  Workspace")[-1].split()[-1])
        process.kill()
        process.wait()
    request = speak(tmp_path, RETIRE)
    with running(tmp_path, free_port()) as process:
        logins.append(read_until(process, "  Workspace")[-1].split()[-1])
        assert speak(tmp_path, FACTS, request) == "7 grams, 2 events"
    assert logins[0] == logins[1]


def test_the_ledger_does_not_wait_for_papers_that_are_drawn(tmp_path: Path) -> None:
    assert speak(tmp_path, BUSY) == "[0, 1, 2, 3] True"


def test_a_busy_port_gets_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        process = start(tmp_path, "--port", str(port))
        said = process.communicate(timeout=30)[0]
    assert (process.returncode, said) == (
        1,
        f"CommandError: Port {port} is already in use. Choose another one: make run PORT={port + 1}\n",
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "http"], "PORT must be a number from 1 to 65535, not 'http'."),
        (["--port", "65536"], "PORT must be a number from 1 to 65535, not '65536'."),
        (["--host", "203.0.113.7"], "HOST=203.0.113.7 is no address of this machine. Try HOST=127.0.0.1."),
        (["--host", "not a host"], "HOST=not a host is no address of this machine. Try HOST=127.0.0.1."),
    ],
)
def test_an_impossible_place_gets_one_clear_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    process = start(tmp_path, *arguments)
    assert (process.communicate(timeout=30)[0], process.returncode) == (f"CommandError: {sentence}\n", 1)


def test_of_the_environment_it_takes_the_public_address_and_never_the_database(tmp_path: Path) -> None:
    port = free_port()
    named = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PUBLIC_URL": "https://tunnel.example.org",
    }
    with running(tmp_path, port, **named) as process:
        assert read_until(process, "Diandian is ready")[-1] == f"Diandian is ready: http://127.0.0.1:{port}"
        zone = read_until(process, "  Zone")[-1].split()[-1]
    assert re.fullmatch(r"https://tunnel\.example\.org/z/[a-z0-9-]+/", zone)
    assert (tmp_path / "diandian.sqlite3").exists()
