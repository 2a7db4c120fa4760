"""`make bench-certificates`: a signed certificate's CPU time beside other ways to make the same page, in one run.

CPU time is user + system of a way's process and of what it starts. The ways take turns, so that a busier minute
weighs on all; a round counts with its mean, a way with the median of its rounds. Then many certificates go through
Celery into the database; what was not measured is not reported.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench_certificates import through_celery
from scripts.bench_certificates.figures import Aim, Way, ratio, table
from scripts.bench_journey import machine
from scripts.services import bound_to_us, fail, stop_on_signals

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "var" / "bench-certificates" / "peers"
OURS = "ours, signed"
# What is told of a way, its name in `client.py`, and how many it makes a round.
WAYS = {
    OURS: ("signed", 40),
    "ours, unsigned": ("unsigned", 40),
    "ours, a name that must be shaped": ("shaped", 3),
    "ours, a plate made": ("plate", 3),
    "WeasyPrint whole": ("naive", 3),
    "WeasyPrint whole, signed by pyHanko": ("naive_signed", 3),
    "typst": ("typst", 20),
    "typst, signed by pyHanko": ("typst_signed", 20),
    "Chromium, warm page.pdf()": ("chromium", 3),
    "poster, ours": ("poster", 20),
    "poster, WeasyPrint whole": ("poster_naive", 3),
}
# The parts of ours in the order of `ways.PARTS`. "…" comes after what the benchmark itself takes to state.
PARTS = (
    "stating, the benchmark's own",
    "… wording",
    "… wording, plate's key",
    "… wording, fills",
    "… ornament",
    "… QR code",
    "… wording, fills, key, stamp",
    "seal",
    "… Statement's signature",
)
PART_OPERATIONS = 100
MANY = {"signed": 2000, "typst": 2000, "naive": 40}  # after which memory is read once more


@dataclass
class Turn:
    """A way's process and what it said so far."""

    process: subprocess.Popen[str]
    count: int
    first_ms: float = 0.0
    rounds: list[float] = field(default_factory=list)
    last: tuple[float, float, int] = (0.0, 0.0, 0)

    def go(self, count: int, *, counts: bool = True) -> None:
        self._tell(f"{count}\n")
        spent, size, memory, made = self._told("done")
        if counts:
            self.rounds.append(float(spent))
        self.last = (float(size), float(memory), int(made))

    def wait(self) -> None:
        self.first_ms = float(self._told("ready")[0])

    def way(self) -> Way:
        size, memory, made = self.last
        return Way(tuple(self.rounds), int(size) or None, round(memory, 1), made)

    def _tell(self, words: str) -> None:
        if self.process.stdin:
            self.process.stdin.write(words)
            self.process.stdin.flush()

    def _told(self, word: str) -> list[str]:
        line = self.process.stdout.readline().split() if self.process.stdout else []
        if line[:1] != [word]:
            fail("A way of the benchmark ended early; its words are above.")
        return line[1:]


def install_peers() -> None:
    """Put typst and pyHanko with what they import into var/bench-certificates, pinned with hashes, for this only."""
    if (PEERS / "typst").exists() and (PEERS / "pyhanko").exists():
        return
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
    requirements = Path(__file__).parent / "requirements.txt"
    command = [*pip, "--require-hashes", "--target", str(PEERS), "-r", str(requirements)]
    if subprocess.run(command, check=False).returncode:
        fail("typst and pyHanko could not be installed for the benchmark; pip's words are above.")


def turn(name: str, count: int, folder: Path) -> Turn:
    """A way's process. Only the peers' see the peers: the libraries they bring are not ours."""
    environment = {**os.environ, "DIANDIAN_VAR_DIR": str(folder), "DIANDIAN_MODE": "test", "DEBUG": "0"}
    if name.startswith("typst") or name == "naive_signed":
        environment["PYTHONPATH"] = str(PEERS)
    process = subprocess.Popen(
        bound_to_us([sys.executable, "-m", "scripts.bench_certificates.client", name, str(folder)]),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Turn(process, count)


def compared(folder: Path, rounds: int, many: dict[str, int]) -> tuple[dict[str, Way], dict[str, Way], float]:
    """The ways, the parts of ours, and the CPU milliseconds of our process's very first certificate."""
    turns = {told: turn(name, count, folder) for told, (name, count) in WAYS.items()}
    parts = {told: turn(str(index), PART_OPERATIONS, folder) for index, told in enumerate(PARTS)}
    everyone = [*turns.values(), *parts.values()]
    try:
        for each in everyone:
            each.wait()
        for _round in range(rounds):
            for each in everyone:
                each.go(each.count)
        for told, (name, _count) in WAYS.items():
            if name in many:
                turns[told].go(many[name], counts=False)
    finally:
        for each in everyone:
            each.process.terminate()
            each.process.wait()
    return (
        {told: each.way() for told, each in turns.items()},
        {told: each.way() for told, each in parts.items()},
        turns[OURS].first_ms,
    )


def aims(ways: dict[str, Way], run: through_celery.Run | None) -> list[Aim]:
    """The design's table. Five minutes are asked of 40,000 certificates: fewer are not measured against it."""
    ours, small = ways[OURS], ways["poster, ours"]
    seconds = run.seconds if run and run.certificates >= 40_000 else None
    worker = (
        max((sample["largest_paper_process_rss"] for sample in run.samples), default=None) if run else None
    )
    times = ratio(ways, "WeasyPrint whole, signed by pyHanko", OURS)
    return [
        Aim("signed certificate, worker warm", ours.ms, 5, "ms"),
        Aim("beside WeasyPrint whole, signed", times, 40, "times", at_least=True),
        Aim(
            "beside WeasyPrint whole, unsigned",
            ratio(ways, "WeasyPrint whole", OURS),
            40,
            "times",
            at_least=True,
        ),
        Aim("size of a signed certificate", (ours.bytes or 0) / 1000, 100, "KB"),
        Aim("poster picture", small.ms, 30, "ms"),
        Aim("memory of the largest process of the workers", worker, 160, "MiB"),
        Aim("40,000 through Celery, stored", seconds, 300, "s"),
    ]


def checked_ways(folder: Path) -> dict[str, dict[str, bool]]:
    """What poppler and qpdf say of the last file of each signed way."""
    names = ("signed", "shaped", "naive_signed", "typst_signed")
    found = {name: folder / f"{name}.pdf" for name in names}
    return {
        name: {"pdfsig valid": through_celery.is_valid(path), "qpdf clean": through_celery.is_clean(path)}
        for name, path in found.items()
    }


def tell(ways: dict[str, Way], parts: dict[str, Way], run: through_celery.Run | None) -> None:
    print("\n".join(["", *table(ways, OURS), ""]))
    for name, part in parts.items():
        print(f"    {name:<40}{part.ms:>12.3f}")
    if run:
        found = run.record()
        shown = ("certificates", "seconds", "a_second", "cpu_ms_each", "cpu_ms_each_total")
        for name in (*shown, "memory_mib_most", "memory_growth_percent", "stored", "checked"):
            print(f"{name.replace('_', ' '):<28}{found[name]}")
    print()
    for aim in aims(ways, run):
        print(aim.told)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts.bench_certificates", description=__doc__.splitlines()[0])
    parser.add_argument("--certificates", type=int, default=40_000, help="through Celery; 0 for none")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--short", action="store_true", help="leave out the memory after 2,000")
    parser.add_argument("--keep", type=Path, help="where to leave one file of each way, to be looked at")
    chosen = parser.parse_args()
    stop_on_signals()
    install_peers()
    folder = Path(tempfile.mkdtemp(prefix="diandian-bench-"))
    folder.chmod(0o711)  # the user postgres must pass through it when root runs this
    try:
        ways, parts, first = compared(folder, chosen.rounds, {} if chosen.short else MANY)
        verdicts = checked_ways(folder)
        if chosen.keep:
            keep(folder, chosen.keep)
        run = through_celery.measured(folder, chosen.certificates) if chosen.certificates else None
        tell(ways, parts, run)
        print(
            json.dumps(
                record(ways, parts, run) | {"first_ms": round(first), "files": verdicts}, ensure_ascii=False
            )
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def keep(folder: Path, there: Path) -> None:
    there.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.suffix in {".pdf", ".jpg"}:
            shutil.copy(path, there)


def record(ways: dict[str, Way], parts: dict[str, Way], run: through_celery.Run | None) -> dict[str, object]:
    return {
        "benchmark": "certificates",
        "machine": machine(),
        "cpu_ms": {name: round(way.ms, 3) for name, way in ways.items()},
        "times_ours": {name: ratio(ways, name, OURS) for name in ways},
        "bytes": {name: way.bytes for name, way in ways.items() if way.bytes},
        "memory_mib": {name: [way.rss_mib, way.made] for name, way in ways.items()},
        "parts_ms": {name: round(part.ms, 3) for name, part in parts.items()},
        "aims": [
            {"what": a.words, "found": a.value, "aim": a.limit, "met": a.is_met} for a in aims(ways, run)
        ],
        "through_celery": run.record() if run else None,
    }


if __name__ == "__main__":
    sys.exit(main())
