"""Rules of the house that a machine can hold: sizes, words, arrows' rooms. Each says why when it fails."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["people", "footprint", "credits", "certificates", "payments", "events"]
FILE_LINES_MAX = 400
# Strangers download it, read it and run it alone: the one file that has to be one file.
WHOLE_BY_ITSELF = "certificates/checking/verify.py"
FUNCTION_LINES_MAX = 60
FORBIDDEN_NAMES = {"data", "info", "manager", "handler", "helper", "helpers", "utils", "common", "misc"}
HEARTS = [
    "footprint/calculation",
    "credits/ledger",
    "credits/proofs",
    "credits/provenance",
    "credits/reconciliation",
    "credits/serials",
    "certificates/document",
    "payments/gateway",
    "events/admission",
    "events/reports/documents",
    "events/reports/progress",
    "events/reports/sections",
    "events/reports/blocks",
    "events/reports/charts",
    "events/reports/leaves",
    "events/evidence/kinds",
    "events/verification/sampling",
    "events/verification/statement",
    "events/inventory/columns",
    "events/inventory/entering",
    "events/inventory/lines",
    "events/inventory/sources",
    "events/inventory/survey",
    "events/balance/balance",
    "events/balance/claims",
    "events/course/course",
]


def sources() -> list[Path]:
    found = [
        path
        for folder in ("diandian", *APPS, "tests", "scripts")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    return [*found, ROOT / "manage.py"]


def runtime_imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    """The imports that run; those for type checkers only are no dependency."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.ImportFrom))


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources():
        yield path.relative_to(ROOT), ast.parse(path.read_text())


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    """A longer one becomes a package of the same name, so that imports do not change."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    long = {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX}
    assert {name: lines for name, lines in long.items() if name != WHOLE_BY_ITSELF} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    }
    assert long == {}


def test_no_room_has_a_name_that_says_nothing() -> None:
    names = {str(path.relative_to(ROOT)) for path in sources() if path.stem in FORBIDDEN_NAMES}
    assert names == set()


def test_a_transfer_is_never_called_a_transaction_in_the_ledger() -> None:
    """ "Transaction" is the database's word; the ledger's is "transfer"."""
    named = {
        f"{path}:{node.name}"
        for path, tree in parsed()
        if path.parts[0] == "credits"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and "transaction" in node.name.lower()
    }
    assert named == set()


@pytest.mark.parametrize("heart", HEARTS)
def test_a_heart_knows_no_clock_and_no_chance(heart: str) -> None:
    path = ROOT / heart
    files = sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    imported = {
        alias.name.split(".")[0] if isinstance(node, ast.Import) else (node.module or "").split(".")[0]
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported & {"django", "time", "random", "secrets", "os", "requests", "celery"} == set()


def test_across_apps_only_the_public_rooms_are_imported() -> None:
    """Actions, queries, errors, the words, hooks, and the value types of a heart; never another app's tables."""
    public = {
        "actions",
        "queries",
        "public_queries",
        "errors",
        "phrases",
        "calculation",
        "document",
        "sealing",
        "hooks",
        "ledger",
        "provenance",
        "gateway",
        "admission",
    }
    wrong = set()
    for path, tree in parsed():
        app = path.parts[0]
        if app not in APPS:
            continue
        for node in runtime_imports(tree):
            parts = (node.module or "").split(".")
            foreign = parts[0] in APPS and parts[0] not in {app, "people"}
            if foreign and parts[1:] and parts[1] not in public:
                wrong.add(f"{path}: {node.module}")
    assert wrong == set()


@pytest.mark.parametrize("app", APPS)
def test_every_app_says_its_words_rules_and_decisions(app: str) -> None:
    text = (ROOT / app / "README.md").read_text()
    for heading in ("## Words", "## Rules that never break", "## Decisions"):
        assert heading in text, f"{app}/README.md has no {heading!r}"


def test_no_migration_has_a_name_made_by_a_machine() -> None:
    names = [path.stem for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")]
    assert [name for name in names if "_auto_" in name or name.endswith("_initial")] == []


def test_both_readmes_have_the_same_headings() -> None:
    def levels(name: str) -> list[int]:
        lines = (ROOT / name).read_text().splitlines()
        return [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")]

    assert levels("README.md") == levels("README.zh-CN.md")
