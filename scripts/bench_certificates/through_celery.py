"""The long one: stated certificates become signed, stored files through the workers of `make stack`.

The log has covered all of them: they are proven, and their papers are made in groups of a hundred. No pictures are
made, for nobody looks. Two processes make papers, one keeps the ledger, beat sends the sweeps; PostgreSQL forgets
nothing. The clock begins before the workers start and ends when every certificate has its paper.
"""

import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench_certificates.client import resident_mib
from scripts.bench_certificates.figures import growth
from scripts.bench_journey import cpu_ms, family
from scripts.services import Services, fail, free_port
from scripts.stack import PROGRAMS, Stack

POLL_SECONDS = 5.0
SHOWN_SAMPLES = 40
STALLED_SECONDS = 300.0
CHECKED = 24  # files that poppler and qpdf look at
_STORED = "SELECT count(*) FROM certificates_rendering WHERE kind = 'pdf'"
_MISSING = "SELECT count(*) FROM certificates_certificate WHERE rendered_at IS NULL"


@dataclass
class Run:
    """What was made, how long it took, and what was seen meanwhile: memory in MiB at each moment."""

    certificates: int
    prepared_seconds: float
    seconds: float = 0.0
    cpu_ms: dict[str, float] = field(default_factory=dict)
    samples: list[dict[str, float]] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    stored: dict[str, int] = field(default_factory=dict)

    def record(self) -> dict[str, object]:
        """What goes into the JSON line; nothing in it is extrapolated."""
        total = sum(self.cpu_ms.values())
        names = [name for name in (self.samples or [{}])[0] if name not in ("seconds", "stored")]
        series = {name: [sample[name] for sample in self.samples] for name in names}
        return {
            "certificates": self.certificates,
            "prepared_seconds": round(self.prepared_seconds, 1),
            "seconds": round(self.seconds, 1),
            "a_second": round(self.certificates / self.seconds, 1),
            "cpu_ms_each": {name: round(ms / self.certificates, 2) for name, ms in self.cpu_ms.items()},
            "cpu_ms_each_total": round(total / self.certificates, 2),
            "memory_mib_most": {name: round(max(values), 1) for name, values in series.items() if values},
            "memory_growth_percent": {name: growth(values) for name, values in series.items()},
            "samples": [{name: round(value, 1) for name, value in one.items()} for one in self._shown()],
            "stored": self.stored,
            "checked": self.checked,
        }

    def _shown(self) -> list[dict[str, float]]:
        """Samples spread over the run, the last one among them: a long run has hundreds."""
        step = -(-len(self.samples) // SHOWN_SAMPLES) or 1
        return self.samples[::-step][::-1]


def measured(folder: Path, count: int) -> Run:
    """`count` certificates made and checked; starts and stops servers and workers of its own."""
    with Services.within(folder, forgetful=False) as services:
        stack = Stack(free_port(), folder, services.environment)
        run = Run(count, _prepare(stack, count))
        try:
            _work(stack, services, run)
        finally:
            stack.stop()
        _look(services, folder / "checked", run)
    return run


def _prepare(stack: Stack, count: int) -> float:
    began = time.monotonic()
    command = [str(PROGRAMS / "python"), "-m", "scripts.bench_certificates.prepare", str(count)]
    if subprocess.run(command, env=stack.environment, cwd=PROGRAMS.parents[1], check=False).returncode:
        fail("The certificates could not be prepared; the words are above.")
    return time.monotonic() - began


def _work(stack: Stack, services: Services, run: Run) -> None:
    database = services.postgres.process_id
    before, began = cpu_ms(database), time.monotonic()
    for name in ("papers", "worker", "beat"):
        stack.start(name)
    last, moved_at, missing = 0, began, run.certificates
    while missing:
        time.sleep(min(POLL_SECONDS, max(2.0, run.certificates / 400)))
        stack.check_alive()
        missing, stored = int(services.postgres.ask(_MISSING)), int(services.postgres.ask(_STORED))
        now = time.monotonic()
        last, moved_at = (stored, now) if stored > last else (last, moved_at)
        if now - moved_at > STALLED_SECONDS:
            fail(f"Nothing was made for {STALLED_SECONDS:.0f} seconds; {stored} files are stored.")
        run.samples.append(_memory(stack, database, now - began, stored))
    run.seconds = time.monotonic() - began
    run.cpu_ms = {name: cpu_ms(process.pid) for name, process in stack.processes.items()}
    run.cpu_ms["postgres"] = cpu_ms(database) - before


def _memory(stack: Stack, database: int, seconds: float, stored: int) -> dict[str, float]:
    """Of the paper workers together, of the largest of their processes alone, and of all of PostgreSQL."""
    papers = stack.processes["papers"].pid
    return {
        "seconds": seconds,
        "stored": stored,
        "papers": resident_mib(papers),
        "largest_paper_process_rss": max(_rss_mib(pid) for pid in family(papers)),
        "postgres": resident_mib(database),
    }


def _rss_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def _look(services: Services, folder: Path, run: Run) -> None:
    """Count what is stored, and let poppler and qpdf judge files spread over the whole run."""
    ask = services.postgres.ask
    totals = ask("SELECT kind, count(*), sum(length(content)) FROM certificates_rendering GROUP BY kind")
    for line in totals.splitlines():
        kind, count, size = line.split("|")
        run.stored |= {kind: int(count), f"{kind}_mean_bytes": int(size) // int(count)}
    folder.mkdir()
    step = max(1, run.certificates // CHECKED)
    rows = (
        "SELECT certificate_id FROM certificates_rendering WHERE kind = 'pdf' ORDER BY id OFFSET {} LIMIT 1"
    )
    found = {"files": 0, "pdfsig valid": 0, "qpdf clean": 0}
    for offset in range(0, run.certificates, step):
        pk = int(ask(rows.format(offset)))
        content = ask(
            f"SELECT encode(content, 'hex') FROM certificates_rendering WHERE kind = 'pdf' AND certificate_id = {pk}"  # noqa: S608
        )
        path = folder / f"{pk}.pdf"
        path.write_bytes(bytes.fromhex(content))
        found["files"] += 1
        found["pdfsig valid"] += is_valid(path)
        found["qpdf clean"] += is_clean(path)
    run.checked = found


def is_valid(path: Path) -> bool:
    """Whether poppler calls the one signature valid, and says that it covers the whole file."""
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    return said.count("Signature is Valid.") == 1 and "Total document signed" in said


def is_clean(path: Path) -> bool:
    if not shutil.which("qpdf"):
        fail("qpdf is missing: install the package qpdf.")
    return subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False).returncode == 0
