"""`make soak`: the ledger's state machine for at least SOAK_TOTAL= steps (100,000), on PostgreSQL and SQLite at once.

Each round is a process of its own with another seed of Hypothesis, of the tests' order and of Python's hashes. Then
every other property test runs with new seeds. Writes SOAK_REPORT= (docs/soak.md); exit status 1 on any failure.
"""

import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MACHINE = "tests/credits/test_machine.py"
EXAMPLES, STEPS = 60, 50  # of one round
PROPERTY_SEEDS = 3


@dataclass(frozen=True, slots=True)
class Round:
    """What one process did: steps of the machine (0 for the other properties), and whether all held."""

    database: str
    seed: int
    steps: int
    seconds: float
    is_clean: bool


def main() -> int:
    total = int(os.environ.get("SOAK_TOTAL", "100000"))
    first = int(os.environ.get("SOAK_SEED", str(random.SystemRandom().randrange(2**31))))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, ThreadPoolExecutor(2) as pool:
        halves = pool.map(
            lambda database: list(_machine(database, Path(folder) / database, first, total // 2)),
            ("postgresql", "sqlite"),
        )
        rounds = [one for half in halves for one in half]
        properties = [_properties(Path(folder), first + number) for number in range(PROPERTY_SEEDS)]
    _report(rounds, properties, first, time.monotonic() - began)
    return 0 if all(one.is_clean for one in (*rounds, *properties)) else 1


def _machine(database: str, folder: Path, seed: int, wanted: int) -> Iterator[Round]:
    """Rounds on one database until `wanted` steps are done, or one fails."""
    done = 0
    (folder / "static").mkdir(parents=True)
    while done < wanted:
        begin, counted = time.monotonic(), folder / "steps"
        more = {"SOAK_EXAMPLES": str(EXAMPLES), "SOAK_STEPS": str(STEPS), "SOAK_COUNT": str(counted)}
        is_clean = _pytest(database, folder, seed, [MACHINE], more)
        steps = int(counted.read_text()) if counted.exists() else 0
        counted.unlink(missing_ok=True)
        yield Round(database, seed, steps, time.monotonic() - begin, is_clean)
        if not is_clean:
            return
        done, seed = done + steps, seed + 1


def _properties(folder: Path, seed: int) -> Round:
    """Every file of tests that has a property, but the machine's, on PostgreSQL."""
    begin = time.monotonic()
    files = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "import given" in path.read_text(encoding="utf-8") and str(path.relative_to(ROOT)) != MACHINE
    ]
    more = {"SOAK_EXAMPLES": os.environ.get("SOAK_EXAMPLES", "500")}
    is_clean = _pytest("postgresql", folder / "postgresql", seed, files, more)
    return Round(f"{len(files)} files of properties", seed, 0, time.monotonic() - begin, is_clean)


def _pytest(database: str, folder: Path, seed: int, files: list[str], more: dict[str, str]) -> bool:
    environment = {
        **os.environ,
        **more,
        "HYPOTHESIS_PROFILE": "soak",
        "PYTHONHASHSEED": str(seed % 2**32),
        "DIANDIAN_VAR_DIR": str(folder),
    }
    if database == "sqlite":
        environment.pop("DATABASE_URL", None)
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--reuse-db"),
            *(f"--randomly-seed={seed}", f"--hypothesis-seed={seed}", "-m", "not browser and not stack"),
            *files,
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        print(ended.stdout, ended.stderr, file=sys.stderr)
    return ended.returncode == 0


def _report(rounds: list[Round], properties: list[Round], seed: int, seconds: float) -> None:
    lines = [
        "# Soak",
        "",
        "The ledger's state machine (`tests/credits/test_machine.py`) takes random steps: propose, approve, move, "
        "reverse, hold, release, retire, replace, settle, cancel, impair, close, pool, jump the clock, repeat, reuse "
        "a key, ask for nonsense. After each step every tape, promise, retirement and the log's size are compared "
        "with a model in plain Python, and at the end of each run the audit must be clean.",
        "",
        f"Made by `SOAK_SEED={seed} make soak` on {time.strftime('%Y-%m-%d')}: {platform.machine()}, "
        f"{os.cpu_count()} processors, Python {platform.python_version()}, {seconds / 60:.0f} minutes.",
        "",
        "| database | rounds | steps | seconds | failures |",
        "|---|---|---|---|---|",
    ]
    for database in ("postgresql", "sqlite"):
        own = [one for one in rounds if one.database == database]
        failures = sum(not one.is_clean for one in own)
        steps, spent = sum(one.steps for one in own), sum(one.seconds for one in own)
        lines.append(f"| {database} | {len(own)} | {steps:,} | {spent:,.0f} | {failures} |")
    lines += ["", f"Steps together: **{sum(one.steps for one in rounds):,}**.", ""]
    for one in properties:
        outcome = "all held" if one.is_clean else "FAILED"
        lines.append(f"- {one.database}, seed {one.seed}: {outcome}, {one.seconds:.0f} s")
    path = Path(os.environ.get("SOAK_REPORT", ROOT / "docs" / "soak.md"))
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
