import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def names_in(lock: Path) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", lock.read_text(), flags=re.MULTILINE))


def wanted(*requirements: str) -> set[str]:
    return {re.split(r"[\[~=<>]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_no_host(lock: Path) -> None:
    named = re.findall(
        r"^.*(?:https?://|file://|index-url|find-links).*$", lock.read_text(), flags=re.MULTILINE
    )
    assert named == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_line_of_a_lock_file_is_pinned_with_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", lock.read_text(), flags=re.MULTILINE))
    loose = [
        entry.split()[0]
        for entry in entries
        if not re.match(r"[a-z0-9-]+==\S+(?: ; .*)? \\\n +--hash=sha256:[0-9a-f]{64}", entry)
    ]
    assert loose == []


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    asked = {
        "requirements.txt": wanted(*project["project"]["dependencies"]),
        "requirements-dev.txt": wanted(*project["dependency-groups"]["dev"]),
        "requirements-postgres-source.txt": wanted(*extras["postgres-source"]),
        "requirements-postgres-binary.txt": wanted(*extras["postgres-binary"]),
    }
    assert {name: names - names_in(ROOT / name) for name, names in asked.items()} == {
        name: set() for name in asked
    }
    assert {path.name for path in LOCKS} == set(asked)


def test_development_and_production_pin_the_same_versions() -> None:
    def pins(name: str) -> dict[str, str]:
        found = re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / name).read_text(), flags=re.MULTILINE)
        return dict(found)

    production, development = pins("requirements.txt"), pins("requirements-dev.txt")
    shared = production.keys() & development.keys()
    assert {name: development[name] for name in shared} == {name: production[name] for name in shared}
