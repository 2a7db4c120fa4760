"""`make stack`: the production shape, with the processes that an installation has."""

import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from scripts import stack
from scripts.services import free_port

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def production() -> Iterator[stack.Stack]:
    """A stack with servers of its own, in a folder that the user postgres may enter."""
    folder = Path(tempfile.mkdtemp(prefix="diandian-stack-"))
    folder.chmod(0o711)
    try:
        with stack.running(port=free_port(), folder=folder) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_every_process_of_production_runs(production: stack.Stack) -> None:
    assert {name: process.poll() for name, process in production.processes.items()} == {
        "web": None,
        "worker": None,
        "papers": None,
        "beat": None,
    }
    with urllib.request.urlopen(production.url + "/healthz") as answer:
        assert answer.status == 200


def test_a_host_that_is_not_ours_is_refused(production: stack.Stack) -> None:
    connection = HTTPConnection("127.0.0.1", production.port, timeout=5)
    connection.request("GET", "/healthz", headers={"Host": "elsewhere.example.org"})
    assert connection.getresponse().status == 400
    connection.close()


def test_static_files_are_collected_and_hashed(production: stack.Stack) -> None:
    hashed = sorted((production.folder / "static" / "css").glob("diandian.*.css"))
    assert len(hashed) == 1
    with urllib.request.urlopen(f"{production.url}/static/css/{hashed[0].name}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_secret_key_is_readable_by_its_owner_alone(production: stack.Stack) -> None:
    assert (production.folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_killed_process_is_noticed(production: stack.Stack) -> None:
    production.processes["beat"].kill()
    production.processes["beat"].wait()
    with pytest.raises(SystemExit):
        production.check_alive()
    production.start("beat")
    production.check_alive()


def test_a_busy_port_gets_one_clear_sentence(production: stack.Stack) -> None:
    done = subprocess.run(
        [stack.ROOT / "scripts" / "stack", "--port", str(production.port)],
        capture_output=True,
        text=True,
        check=False,
    )
    sentence = (
        f"Port {production.port} is already in use. Choose another one: make stack PORT={production.port + 1}"
    )
    assert (done.returncode, done.stderr.strip()) == (1, sentence)
