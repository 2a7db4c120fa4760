"""PostgreSQL and Redis of our own: the machine's programs on loopback, never as root, never its data."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

DATABASE = "diandian"
# A throw-away server may forget everything when the machine loses power; tests are much faster for it.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def fail(sentence: str) -> NoReturn:
    """End the program with one clear sentence."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def postgres_folder() -> Path:
    """The folder with initdb and pg_ctl; the newest that Debian installed if they are not on PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name)
    )
    if not folders:
        fail("PostgreSQL's server programs are missing: install the package postgresql.")
    return folders[-1].parent


def redis_program() -> str:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return found or fail("Redis is missing: install the package redis-server.")


@dataclass(frozen=True)
class Postgres:
    """One PostgreSQL server in `folder`. It refuses to be root, so root runs it as the user postgres."""

    folder: Path
    port: int
    forgetful: bool

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    @property
    def url(self) -> str:
        password = self.password_file.read_text().strip()
        return f"postgres://{DATABASE}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        command = [str(postgres_folder() / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # Its own session, so that Ctrl-C reaches only the program that stops everything in order.
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
            text=True,
        )
        if check and done.returncode:
            fail(f"PostgreSQL's {program} did not work:\n{done.stdout}{self._log_tail()}")

    def _log_tail(self) -> str:
        log = self.folder / "log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""

    def create(self) -> None:
        """Make the cluster and its one user, once. May be repeated."""
        if (self.cluster / "PG_VERSION").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(24))
        if os.geteuid() == 0:
            self._give_to_postgres()
        self._run(
            "initdb",
            *("--pgdata", str(self.cluster), "--username", DATABASE, "--pwfile", str(self.password_file)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )

    def _give_to_postgres(self) -> None:
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            fail("PostgreSQL does not run as root, and there is no user postgres to run it as.")
        for path in (self.folder, self.password_file):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        entered = subprocess.run(
            ["runuser", "-u", "postgres", "--", "test", "-x", str(self.folder)], check=False, cwd="/"
        )
        if entered.returncode:
            fail(f"The user postgres cannot enter {self.folder}; choose a folder that every user can reach.")

    def start(self) -> None:
        """Start it, after ending the server that a killed program may have left in the same folder."""
        if (self.cluster / "postmaster.pid").exists():
            self.stop()
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "128MB",
            **(FORGETFUL if self.forgetful else {}),
        }
        flags = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in settings.items())
        self._run(
            "pg_ctl",
            *("start", "--wait", "--silent", "--pgdata", str(self.cluster)),
            *("--log", str(self.folder / "log"), "--options", f"-p {self.port} {flags}"),
        )
        self._make_database()

    def _make_database(self) -> None:
        if DATABASE not in self.ask("SELECT datname FROM pg_database", "postgres").split():
            self.ask(f"CREATE DATABASE {DATABASE}", "postgres")

    def ask(self, statement: str, database: str = DATABASE) -> str:
        """What psql prints for a statement, without a frame."""
        login = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": DATABASE}
        login["PGPASSWORD"] = self.password_file.read_text().strip()
        return subprocess.run(
            [str(postgres_folder() / "psql"), "--no-psqlrc", "-qAt", "-c", statement, database],
            env={**os.environ, **login},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    @property
    def process_id(self) -> int:
        return int((self.cluster / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        self._stop("immediate" if self.forgetful else "fast")

    def crash(self) -> None:
        """End it as a crash does: nobody is asked to finish. The next start recovers what was committed."""
        self._stop("immediate")

    def _stop(self, mode: str) -> None:
        arguments = ("stop", "--wait", "--silent", "--mode", mode, "--pgdata", str(self.cluster))
        self._run("pg_ctl", *arguments, check=False)


@dataclass
class Redis:
    """One Redis server. It keeps nothing on disk: every row that matters is in the database."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    @property
    def url(self) -> str:
        return f"redis://default:{self.password_file.read_text().strip()}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.password_file.exists():
            self.password_file.touch(mode=0o600)
            self.password_file.write_text(secrets.token_urlsafe(24))
        options = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(self.folder), "save": "''"}
        options |= {"appendonly": "no", "requirepass": self.password_file.read_text().strip()}
        # The password goes through standard input, where `ps` does not show it.
        configuration = "".join(f"{name} {value}\n" for name, value in options.items())
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                bound_to_us([redis_program(), "-"]),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if self.process.stdin:
            self.process.stdin.write(configuration.encode())
            self.process.stdin.close()
        wait_for_port(self.port, "Redis")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


def bound_to_us(command: list[str]) -> list[str]:
    """The command, told by the kernel to end when we are killed without a chance to stop it."""
    return ["setpriv", "--pdeathsig", "TERM", *command] if shutil.which("setpriv") else command


def wait_for_port(port: int, name: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if port_is_taken(port):
            return
        time.sleep(0.02)
    fail(f"{name} did not answer on port {port} within {seconds:.0f} seconds.")


@dataclass(frozen=True)
class Services:
    """Both servers in one folder, as a context manager that always stops what it started."""

    postgres: Postgres
    redis: Redis

    @classmethod
    def within(cls, folder: Path, *, forgetful: bool) -> "Services":
        return cls(
            postgres=Postgres(folder / "postgres", free_port(), forgetful),
            redis=Redis(folder / "redis", free_port()),
        )

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}

    def __enter__(self) -> "Services":
        try:
            self.postgres.create()
            self.postgres.start()
            self.redis.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.redis.stop()
        self.postgres.stop()


def ask_to_stop(_number: int, _frame: object) -> NoReturn:
    """Signal handler: SIGTERM ends the program as Ctrl-C does, through every `finally`."""
    raise KeyboardInterrupt


def stop_on_signals() -> None:
    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGHUP, ask_to_stop)


def end_process(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Ask the process to end, and make it end if it has not within `seconds`."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
