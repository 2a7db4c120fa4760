"""`make bench-journey`: CPU milliseconds of one whole spectator journey under `make stack`'s shape.

The journeys go side by side: all of them scan, then all of them open the questions, and so on. Between the steps
the processes' CPU time is read from /proc (utime + stime, with that of children that have ended). What the stack
burns while nobody is there was measured before and is taken off. Two yardsticks run on the same machine in the same
minutes, because milliseconds mean little elsewhere: a bare "ok" on the same server, and the certificate's page put
through WeasyPrint the way one writes it first, in a process of its own.
"""

import argparse
import contextlib
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from scripts.services import Services, bound_to_us, end_process, free_port, stop_on_signals, wait_for_port
from scripts.stack import PROGRAMS, WEB, Stack, running

TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 6
IDLE_SECONDS = 10
BARE_REQUESTS = 2000
ZONE = "/z/low-carbon-universiade/footprint/"
ANSWERS = {"home": "far", "origin": "北京", "mode": "hsr", "local_mode": "metro", "diet": "white"}
ANSWERS |= {"nights": "1", "sharers": "2", "meals": "3", "venue": "donganhu-stadium"}
BARE = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
"""
NAIVE = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2])"

Clock = dict[str, float]


# --- What the processes burnt ------------------------------------------------------------------------------


def family(pid: int) -> Iterator[int]:
    """The process and all that descend from it and live."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in thread.read_text().split():
                yield from family(int(child))


def cpu_ms(root: int) -> float:
    """CPU time of a family so far, with that of its members that have ended and were waited for."""
    ticks = 0
    for pid in family(root):
        with contextlib.suppress(OSError):
            # utime, stime, cutime and cstime stand 11 to 14 places after the name in brackets.
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
    return ticks * 1000 / TICKS


@dataclass
class Meter:
    """The CPU time of each part of the stack."""

    roots: dict[str, int]
    idle_per_second: Clock = field(default_factory=dict)

    def read(self) -> Clock:
        return {name: cpu_ms(pid) for name, pid in self.roots.items()} | {"seconds": time.monotonic()}

    def spent(self, before: Clock) -> Clock:
        """CPU milliseconds since `before`, without what an idle stack burns in that time."""
        after = self.read()
        seconds = after["seconds"] - before["seconds"]
        return {
            name: after[name] - before[name] - self.idle_per_second.get(name, 0) * seconds
            for name in self.roots
        }

    def learn_idle(self) -> None:
        before = self.read()
        time.sleep(IDLE_SECONDS)
        self.idle_per_second = {name: ms / IDLE_SECONDS for name, ms in self.spent(before).items()}


# --- What a spectator does ---------------------------------------------------------------------------------


@dataclass
class Phone:
    """A spectator's browser: one connection, gzip, one language; no cookies, as the pages need none."""

    port: int
    language: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    journey: str = ""
    certificate: str = ""
    connection: HTTPConnection | None = None

    def ask(self, path: str, form: dict[str, str] | None = None, expected: int = 200) -> HTTPResponse:
        self.connection = self.connection or HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Accept-Language": self.language, "Accept-Encoding": "gzip"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form) if form is not None else None
        self.connection.request("POST" if form is not None else "GET", path, body=body, headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != expected:
            raise SystemExit(f"{path} answered {answer.status}, not {expected}.")
        return answer

    def answer(self) -> None:
        answer = self.ask(ZONE, {"key": self.key, **ANSWERS}, expected=303)
        self.journey = answer.headers["Location"]

    def pledge(self) -> None:
        name = "李雷" if self.language.startswith("zh") else "Ana García"
        form = {"way": "free", "name": name, "show_name": "yes"}
        self.certificate = self.ask(f"{self.journey}neutralise/", form, expected=303).headers["Location"]

    def status(self) -> None:
        self.ask(f"{self.certificate}status.json")

    def file(self, ending: str) -> None:
        self.ask(f"{self.certificate.rstrip('/')}.{ending}")


def steps_before(placement: str) -> dict[str, Callable[[Phone], object]]:
    return {
        "zone, by scan": lambda phone: phone.ask(f"/s/{placement}"),
        "questions": lambda phone: phone.ask(f"{ZONE}?p={placement}"),
        "POST answers": Phone.answer,
        "result": lambda phone: phone.ask(phone.journey),
        "how to neutralise": lambda phone: phone.ask(f"{phone.journey}neutralise/"),
        "POST pledge": Phone.pledge,
        "status, waiting": Phone.status,
    }


STEPS_AFTER: dict[str, Callable[[Phone], object]] = {
    "status, ready": Phone.status,
    "certificate page": lambda phone: phone.ask(phone.certificate),
    "PDF": lambda phone: phone.file("pdf"),
    "poster": lambda phone: phone.file("jpg"),
}


@dataclass
class Measurement:
    """CPU milliseconds a journey, by step and by part of the stack."""

    meter: Meter
    count: int
    steps: dict[str, Clock] = field(default_factory=dict)

    def step(self, name: str, act: Callable[[Phone], object], phones: list[Phone]) -> None:
        before = self.meter.read()
        for phone in phones:
            act(phone)
        self.steps[name] = {part: ms / self.count for part, ms in self.meter.spent(before).items()}

    @property
    def worker_ms(self) -> float:
        """What all workers need for one journey: settling, and drawing its papers."""
        return sum(ms for part, ms in self.total.items() if part in {"worker", "papers"})

    @property
    def total(self) -> Clock:
        return {part: sum(step[part] for step in self.steps.values()) for part in self.meter.roots}


def measure(stack: Stack, services: Services, meter: Meter, count: int) -> tuple[Measurement, list[Phone]]:
    """`count` journeys, in step; the worker works beside the last steps, so only its sum means something."""
    placement = services.postgres.ask("SELECT min(code) FROM events_placement")
    phones = [Phone(stack.port, ("zh-CN,zh;q=0.9", "en")[place % 2]) for place in range(count)]
    found = Measurement(meter, count)
    for name, act in steps_before(placement).items():
        found.step(name, act, phones)
    found.step("(settling and drawing)", lambda _phone: wait_for_papers(services), phones)
    for phone in phones:
        phone.connection = None  # the server has closed it in the meantime
    for name, act in STEPS_AFTER.items():
        found.step(name, act, phones)
    return found, phones


def wait_for_papers(services: Services) -> None:
    """Until every certificate has its paper and its picture, asking seldom, since asking costs too."""
    waiting = (
        "SELECT count(*) * 2 - (SELECT count(*) FROM certificates_rendering) FROM certificates_certificate"
    )
    while int(services.postgres.ask(waiting)) > 0:
        time.sleep(2)


# --- Yardsticks --------------------------------------------------------------------------------------------


def bare_request_ms(folder: Path) -> float:
    """CPU of one request for "ok" on the same server with the same flags."""
    (folder / "bare.py").write_text(BARE)
    port = free_port()
    program, *flags = WEB
    command = [str(PROGRAMS / program), *flags, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        bound_to_us([*command, "--log-level", "warning", "bare:application"]),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        start_new_session=True,
    )
    try:
        wait_for_port(port, "The bare server")
        phone = Phone(port, "en")
        for _ in range(100):
            phone.ask("/")
        before = cpu_ms(process.pid)
        for _ in range(BARE_REQUESTS):
            phone.ask("/")
        return (cpu_ms(process.pid) - before) / BARE_REQUESTS
    finally:
        end_process(process, 10)


def naive_certificate_ms(page: str, folder: Path) -> float:
    """CPU of a fresh process that puts the certificate's page through WeasyPrint; the median of three."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([PROGRAMS / "python", "-c", NAIVE, page, folder / "naive.pdf"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append((after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000)
    return statistics.median(times)


# --- Telling it --------------------------------------------------------------------------------------------


def machine() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = names[0].split(":", 1)[1].strip() if names else platform.machine()
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {model}, {gib:.0f} GiB, Python {platform.python_version()}"


def tell(found: Measurement, yardsticks: dict[str, float]) -> None:
    parts = list(found.meter.roots)
    print(f"\n{found.count} journeys, CPU milliseconds a journey; {machine()}\n")
    print(f"{'':24}" + "".join(f"{part:>12}" for part in parts))
    for name, step in found.steps.items():
        print(f"{name:24}" + "".join(f"{step[part]:12.1f}" for part in parts))
    print(f"{'one whole journey':24}" + "".join(f"{found.total[part]:12.1f}" for part in parts))
    idle = found.meter.idle_per_second
    print(f"{'idle, taken off, a s':24}" + "".join(f"{idle[part]:12.1f}" for part in parts))
    bare, naive = yardsticks["bare_request_ms"], yardsticks["naive_certificate_ms"]
    print(
        f"\na bare request           {bare:10.3f} ms; the web's part is {found.total['web'] / bare:.0f} of them"
    )
    print(
        f"a naive certificate      {naive:10.0f} ms; the workers' part is {found.worker_ms / naive:.2f} of it\n"
    )
    record = {
        "benchmark": "journey",
        "journeys": found.count,
        "machine": machine(),
        "cpu_ms": {part: round(ms, 1) for part, ms in found.total.items()},
        "idle_ms_per_second": {part: round(ms, 1) for part, ms in idle.items()},
        "web_ms_by_step": {name: round(step["web"], 2) for name, step in found.steps.items()},
        "bare_request_ms": round(bare, 3),
        "naive_certificate_ms": round(naive, 0),
        "web_in_bare_requests": round(found.total["web"] / bare, 1),
        "worker_in_naive_certificates": round(found.worker_ms / naive, 3),
    }
    print(json.dumps(record, ensure_ascii=False))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench_journey.py", description=__doc__.splitlines()[0])
    parser.add_argument("--journeys", type=int, default=60)
    count = parser.parse_args().journeys
    stop_on_signals()
    folder = Path(tempfile.mkdtemp(prefix="diandian-bench-"))
    folder.chmod(0o711)  # the user postgres must pass through it when root runs this
    try:
        with (
            Services.within(folder, forgetful=False) as services,
            running(port=free_port(), folder=folder, addresses=services.environment) as stack,
        ):
            meter = Meter({name: process.pid for name, process in stack.processes.items()})
            meter.roots["postgres"] = services.postgres.process_id
            measure(stack, services, meter, WARM_UP)
            meter.learn_idle()
            found, phones = measure(stack, services, meter, count)
            naive = naive_certificate_ms(f"{stack.url}{phones[0].certificate}", folder)
            tell(found, {"bare_request_ms": bare_request_ms(folder), "naive_certificate_ms": naive})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
