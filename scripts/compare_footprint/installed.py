"""The other calculators, installed with pinned versions into var/compare, and asked there."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from scripts.compare_footprint.calculators.catalogue import HERE, Calculator
from scripts.compare_footprint.cases import CASES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "compare"
PYTHON = FOLDER / "python" / "bin" / "python"
NODE = FOLDER / "node"
ASKED_SECONDS = 300


def install() -> None:
    """Make both environments. Packages are never asked to run programs of theirs while they are installed."""
    if shutil.which("npm") is None:
        sys.exit("make compare-footprint needs node and npm: apt install nodejs npm")
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER / "python"], check=True)
    requirements = HERE.parent / "requirements.txt"
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "-r", str(requirements)], check=True)
    NODE.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE.parent / "package.json", NODE / "package.json")
    npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    subprocess.run(npm, cwd=NODE, check=True)


def kilograms_of(calculator: Calculator) -> dict[str, str | None]:
    """What the calculator answers for every case, in kg as text; None where it has no answer."""
    program = HERE / calculator.program
    if program.suffix == ".mjs":
        command = ["node", str(program)]
    else:
        command = [str(PYTHON), "-m", f"scripts.compare_footprint.calculators.{program.stem}"]
    asked = subprocess.run(
        command,
        input=json.dumps([asdict(case) for case in CASES]),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "COMPARE_NODE": str(NODE)},
        text=True,
        timeout=ASKED_SECONDS,
    )
    answers: dict[str, str | None] = json.loads(asked.stdout)
    return answers
