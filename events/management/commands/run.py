"""`manage.py run`: the demonstration in one process: web server, Celery worker and beat; SQLite, no Redis."""

import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import quote

from celery import Celery
from celery.app import app_or_default
from celery.beat import Scheduler, Service
from celery.worker import WorkController, state
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

# Set once this command has put its own settings into the environment and started over.
PREPARED = "DIANDIAN_RUN"
ANY_ADDRESS = {"", "0.0.0.0", "::"}  # noqa: S104  # compared with, never bound unless the reader asks for it
PATIENCE_SECONDS = 5.0


class Command(BaseCommand):
    help = "Run the demonstration: migrate, load it, serve it, with the Celery worker in the same process."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")

    def handle(self, *, host: str, port: str, **_: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop_as_ctrl_c_does)
        try:
            with bound_server(host, port_number(port)) as server:
                start_over_with_own_settings(host, server.server_port)
                self.serve(server, host)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def serve(self, server: ThreadedWSGIServer, host: str) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo")
        call_command("load_finished_demo")
        for name in ("django.server", "celery", "kombu"):
            logging.getLogger(name).setLevel(logging.ERROR)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when there is none
        server.set_app(get_internal_wsgi_application())
        web = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        app = app_or_default()
        with worker_and_beat(app):
            # The clock asks for it an hour from now: until then the ledger's status would have nothing to say.
            app.send_task("credits.tasks.audit")
            web.start()
            call_command("welcome", url=url_from_here(host, server.server_port))
            try:
                threading.Event().wait()
            finally:
                server.shutdown()


def stop_as_ctrl_c_does(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


# --- Where it listens -------------------------------------------------------------------------------------


def port_number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


class Server(ThreadedWSGIServer):
    daemon_threads = True
    request_queue_size = 128  # a hall of phones opens the zone at once


def bound_server(host: str, port: int) -> ThreadedWSGIServer:
    """The server, listening but not answering yet. CommandError says why it cannot listen there."""
    try:
        return Server((host, port), WSGIRequestHandler, ipv6=":" in host)
    except socket.gaierror:
        raise CommandError(f"HOST={host} is no address of this machine. Try HOST=127.0.0.1.") from None
    except OSError as error:
        raise CommandError(reason_not_to_listen(error, host, port)) from None


def reason_not_to_listen(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is already in use. Choose another one: make run PORT={port % 65535 + 1}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST={host} is no address of this machine. Try HOST=127.0.0.1."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the administrator. Choose one above 1023: make run PORT=8000"
    return f"Cannot listen on {host}, port {port}: {error.strerror}."


def url_of(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def url_from_here(host: str, port: int) -> str:
    return url_of("127.0.0.1" if host in ANY_ADDRESS else host, port)


def address_for_phones() -> str:
    """This machine's address in its network, or loopback if it has none. Connecting UDP sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documentation: only the route to it is looked up
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def start_over_with_own_settings(host: str, port: int) -> None:
    """Settings are read before a command runs, so what this one decides goes into the environment first.

    Only PUBLIC_URL may be the reader's own, as behind a tunnel. No other database is ever touched.
    """
    if os.environ.get(PREPARED):
        return
    os.environ[PREPARED] = "1"
    os.environ.setdefault("PUBLIC_URL", url_of(address_for_phones() if host in ANY_ADDRESS else host, port))
    os.environ["SANDBOX_NOTIFY_URL"] = url_from_here(host, port)
    os.environ["DIANDIAN_MODE"] = "demo"
    os.environ["DATABASE_URL"] = "sqlite:///" + quote(str(settings.VAR_DIR / "diandian.sqlite3"))
    os.environ["REDIS_URL"] = ""
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606


# --- The worker beside it ---------------------------------------------------------------------------------


@contextlib.contextmanager
def worker_and_beat(app: Celery) -> Iterator[None]:
    """Celery's workers, one for each queue, and its clock as threads of this process; all end with it."""
    app.finalize()
    for queue in (settings.CELERY_TASK_DEFAULT_QUEUE, *queues_of_their_own()):
        start_worker(app, queue)
    beat = Service(app, max_interval=1, scheduler_cls=Scheduler)
    threading.Thread(target=beat.start, name="Beat", daemon=True).start()
    try:
        yield
    finally:
        # A task in the middle of its work gets a moment; what it leaves undone, the sweepers find next time.
        state.should_stop = 0  # type: ignore[assignment]  # the exit code, as Celery's signal handlers set it
        beat.stop()
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while state.active_requests and time.monotonic() < give_up_at:
            time.sleep(0.02)


def queues_of_their_own() -> list[str]:
    """The queues of work that must not keep the ledger waiting."""
    return list(dict.fromkeys(route["queue"] for route in settings.CELERY_TASK_ROUTES.values()))


def start_worker(app: Celery, queue: str) -> None:
    """A worker for this queue as a thread; returns when it takes messages.

    Celery keeps the choice of queues in the app: the next worker may choose once this one has read it.
    """
    ready = threading.Event()
    worker = WorkController(
        app=app,
        queues=[queue],
        ready_callback=lambda _consumer: ready.set(),
        pool_cls="solo",
        concurrency=1,
        hostname=f"{queue}@run",
        loglevel="ERROR",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    threading.Thread(target=worker.start, name=f"Worker of {queue}", daemon=True).start()
    if not ready.wait(PATIENCE_SECONDS):
        raise CommandError(f"The worker of the queue {queue} did not start.")
