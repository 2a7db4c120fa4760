"""The production shape on one machine's loopback, without containers.

PostgreSQL, Redis, the application server, two workers and beat, with production settings and sandbox payments.
docker-compose.yml describes the same with containers; tests/deployment holds the two together.
"""

import argparse
import base64
import contextlib
import http.client
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from certificates.sealing import new_pair
from diandian.lib.secret_files import kept_secret
from scripts.services import Services, bound_to_us, end_process, fail, port_is_taken, stop_on_signals

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / ".venv" / "bin"

# What each process runs, the same here and in docker-compose.yml.
WEB = ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws"]
WORKER = [
    *("celery", "-A", "diandian", "worker", "--queues", "diandian"),
    *("--concurrency", "1", "--max-tasks-per-child", "500"),
]
# The ledger never waits for papers. Short work and groups of papers have a queue each, from which it takes in turn.
PAPERS = [
    *("celery", "-A", "diandian", "worker", "--queues", "diandian-papers,diandian-bulk"),
    *("--hostname", "papers@%h", "--concurrency", "2", "--disable-prefetch"),
    # Who had to load WeasyPrint for a new plate (0.35 GB) is let go after that; others fill plates in half of it.
    *("--max-tasks-per-child", "200", "--max-memory-per-child", "200000"),
]
BEAT = ["celery", "-A", "diandian", "beat"]
APPLICATION = "diandian.wsgi:application"
PROCESSES = ("web", "worker", "papers", "beat")


@dataclass
class Stack:
    """A running stack. `processes` may be killed and started again by tests of faults."""

    port: int
    folder: Path
    addresses: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self.addresses,
            "DIANDIAN_MODE": "production",
            "DIANDIAN_VAR_DIR": str(self.folder),
            "SECRET_KEY": secret_key(self.folder),
            "LOG_SIGNING_KEY": log_signing_key(self.folder),
            "CERTIFICATE_SIGNING_KEY": certificate_signing_key(self.folder),
            "CERTIFICATE_SIGNING_CERTIFICATE": certificate_signing_key(self.folder),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PUBLIC_URL": self.url,
            "CELERY_QUEUE": "diandian",
            "PAYMENT_SANDBOX": "1",
            "ALLOW_SANDBOX_ON_LOOPBACK": "1",
            "DEBUG": "0",
            "PYTHONPATH": str(ROOT),
        }

    def manage(self, *arguments: str) -> None:
        done = subprocess.run(
            [PROGRAMS / "python", ROOT / "manage.py", *arguments], env=self.environment, check=False
        )
        if done.returncode:
            fail(f"manage.py {arguments[0]} did not work; its words are above.")

    def command(self, name: str) -> list[str]:
        """What the process of this name runs."""
        listening = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        commands = {
            "web": [*WEB, *listening, APPLICATION],
            "worker": [*WORKER, "--loglevel", "WARNING"],
            "papers": [*PAPERS, "--loglevel", "WARNING"],
            "beat": [*BEAT, "--loglevel", "WARNING", "--schedule", str(self.folder / "beat-schedule")],
        }
        program, *arguments = commands[name]
        return [str(PROGRAMS / program), *arguments]

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start one of PROCESSES, in a session of its own, so that Ctrl-C reaches only us.

        `worker` brings `papers` along unless it runs: what a worker has to do includes the papers.
        """
        if name == "worker" and not self.runs("papers"):
            self.start("papers")
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                bound_to_us(self.command(name)),
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes[name] = process
        return process

    def runs(self, name: str) -> bool:
        process = self.processes.get(name)
        return process is not None and process.poll() is None

    def stop(self) -> None:
        """First no more visitors, then no more new work, then the work that is under way."""
        for name, seconds in (("web", 10), ("beat", 5), ("worker", 30), ("papers", 30)):
            if process := self.processes.get(name):
                end_process(process, seconds)

    def wait_until_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check_alive()
            if self.is_healthy():
                return
            time.sleep(0.1)
        fail(f"The web server did not answer within {seconds:.0f} seconds; see {self.folder / 'web.log'}.")

    def is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def check_alive(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                log = (self.folder / f"{name}.log").read_text(errors="replace")
                fail(f"{name} ended with exit code {process.returncode}. The end of its log:\n{log[-2000:]}")


def secret_key(folder: Path) -> str:
    return kept_secret(folder / "secret_key", lambda: secrets.token_urlsafe(50))


def log_signing_key(folder: Path) -> str:
    return kept_secret(folder / "log_signing_key", lambda: base64.b64encode(secrets.token_bytes(32)).decode())


def certificate_signing_key(folder: Path) -> str:
    """The key and its certificate, one PEM block after the other."""
    return kept_secret(folder / "certificate_signing_key", _new_certificate_pair)


def _new_certificate_pair() -> str:
    pair = new_pair("127.0.0.1")
    return pair.private_pem + pair.certificate_pem


@contextlib.contextmanager
def running(*, port: int, folder: Path, addresses: dict[str, str] | None = None) -> Iterator[Stack]:
    """A ready stack on loopback; with `addresses` (DATABASE_URL, REDIS_URL) it uses those servers.

    Without, it starts its own in `folder`, whose database lasts from one start to the next.
    """
    if port_is_taken(port):
        fail(f"Port {port} is already in use. Choose another one: make stack PORT={port % 65535 + 1}")
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stopping:
        if addresses is None:
            addresses = stopping.enter_context(Services.within(folder, forgetful=False)).environment
        stack = Stack(port, folder, addresses)
        stopping.callback(stack.stop)
        stack.manage("migrate", "--verbosity", "0", "--no-input")
        stack.manage("load_demo")
        stack.manage("load_finished_demo")
        stack.manage("collectstatic", "--verbosity", "0", "--no-input")
        for name in PROCESSES:
            if not stack.runs(name):
                stack.start(name)
        stack.wait_until_ready()
        yield stack


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/stack", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", type=Path, default=ROOT / "var" / "stack", help="where its files go")
    parser.add_argument("--given-services", action="store_true", help="use DATABASE_URL and REDIS_URL")
    chosen = parser.parse_args()
    stop_on_signals()
    addresses = None
    if chosen.given_services:
        addresses = {
            name: os.environ.get(name) or fail(f"{name} is not set.")
            for name in ("DATABASE_URL", "REDIS_URL")
        }
    try:
        with running(port=chosen.port, folder=chosen.var.resolve(), addresses=addresses) as stack:
            stack.manage("welcome", "--url", stack.url)
            while True:
                time.sleep(0.5)
                stack.check_alive()
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
