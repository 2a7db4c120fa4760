"""verify.py as a stranger runs it: one file in a shell, with any file behind it."""

import ast
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from certificates.checking import served, verify
from tests.certificates.checking import papers
from tests.certificates.checking.cases import CASES, LIN
from tests.certificates.checking.papers import KEYS, Paper

SOURCE = Path(verify.__file__)
SECONDS_MAX = 60  # on a busy machine; nothing takes more than two on an idle one
MEMORY_MAX = 400_000_000  # bytes
HAN_BESIDE_LATIN = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")


def run(
    *arguments: str | Path, program: Path = SOURCE, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The program alone: no site packages, no modules beside it."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=SECONDS_MAX,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", **environment},
    )


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_bytes(KEYS)
    return path


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "certificate"
    path.write_bytes(content)
    return path


def test_a_paper_is_checked_in_both_languages(tmp_path: Path, keys: Path) -> None:
    done = run(kept(tmp_path, LIN.pdf), "--keys", keys)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^\[(.+?)\]", done.stdout, re.MULTILINE) == ["通过 holds"] * 9
    assert (
        "有效：这份文件所能证明的都成立。\nValid: everything that this file can show holds.\n" in done.stdout
    )
    assert "7KQ3MZH4W9AZ · 李雷 · 23,400 g CO₂e · 2026-11-22" in done.stdout
    assert "任何文件都无法证明的 What no file can show" in done.stdout


def test_the_exit_status_tells_what_was_found(tmp_path: Path, keys: Path) -> None:
    outcomes = {case.outcome: case for case in CASES}
    found = {
        name: run(kept(tmp_path, case.file), "--keys", keys).returncode for name, case in outcomes.items()
    }
    assert found == {"held": 0, "demonstration": 1, "failed": 1, "unreadable": 2}


def test_a_demonstration_ends_well_only_where_it_was_asked_for(tmp_path: Path, keys: Path) -> None:
    file = kept(tmp_path, Paper(is_demonstration=True).pdf)
    refused, accepted = run(file, "--keys", keys), run(file, "--keys", keys, "--demonstration")
    assert (refused.returncode, accepted.returncode) == (1, 0)
    assert refused.stdout == accepted.stdout + (
        "退出状态为 1，因为演示样张不是证书；加上 --demonstration 则为 0。\n"
        "Exit status 1, because a demonstration is no certificate; with --demonstration it is 0.\n"
    )


def test_what_was_asked_for_as_a_demonstration_may_be_real(tmp_path: Path, keys: Path) -> None:
    files = {"held": LIN.pdf, "failed": LIN.pdf + b"\n", "unreadable": b""}
    found = {
        name: run(kept(tmp_path, file), "--keys", keys, "--demonstration").returncode
        for name, file in files.items()
    }
    assert found == {"held": 0, "failed": 1, "unreadable": 2}


def test_a_demonstration_is_never_called_valid_alone(tmp_path: Path, keys: Path) -> None:
    done = run(kept(tmp_path, Paper(is_demonstration=True).pdf), "--keys", keys)
    assert "A valid demonstration, not real" in done.stdout
    assert "Valid:" not in done.stdout


def test_without_keys_it_asks_for_them(tmp_path: Path) -> None:
    done = run(kept(tmp_path, LIN.pdf))
    assert (done.returncode, done.stdout) == (2, "")
    assert "--keys keys.json" in done.stderr


def test_the_served_file_has_the_keys_inside_and_differs_in_one_line(tmp_path: Path) -> None:
    program = tmp_path / "verify.py"
    program.write_text(served.verify_py(KEYS.decode()))
    done = run(kept(tmp_path, LIN.pdf), program=program)
    assert (done.returncode, "(keys: https://diandian.example)" in done.stdout) == (0, True)
    ours, theirs = SOURCE.read_text().splitlines(), program.read_text().splitlines()
    differing = [line for line, other in zip(ours, theirs, strict=True) if line != other]
    assert [line.split(" ")[0] for line in differing] == ["KEY_LIST:"]


@pytest.mark.parametrize(
    "arguments", [[], ["a", "b"], ["--more"], ["missing.pdf"], ["."], ["--keys"]], ids=str
)
def test_what_it_does_not_understand_ends_in_two_without_a_traceback(
    arguments: list[str], keys: Path
) -> None:
    done = run(*arguments, *(["--keys", str(keys)] if arguments != ["--keys"] else []))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stderr


@pytest.mark.parametrize(
    "listed",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"1" * 10_000,
        b"[" * 100_000,
        b"\xff",
        KEYS[:-100],
        KEYS.replace(b"@v1", b"@v2"),
        KEYS.replace(b'"public_key": "MFkw', b'"public_key": "MFkx'),
        re.sub(rb'"id": "....', b'"id": "0000', KEYS),
        KEYS.replace(b'"live"', b'"lively"'),
        KEYS.replace(b"ledger.example/log+", b"ledger.example/lag+"),
        json.dumps({**json.loads(KEYS), "log": None}).encode(),
        json.dumps({**json.loads(KEYS), "witnesses": [1]}).encode(),
    ],
    ids=range(15),
)
def test_a_bad_key_list_is_refused(listed: bytes, tmp_path: Path, keys: Path) -> None:
    keys.write_bytes(listed)
    done = run(kept(tmp_path, LIN.pdf), "--keys", keys)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)


def test_a_console_without_chinese_prints_the_rest(tmp_path: Path, keys: Path) -> None:
    done = run(kept(tmp_path, LIN.pdf), "--keys", keys, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_that_steers_a_terminal_is_printed(tmp_path: Path, keys: Path) -> None:
    name = "Lin\x1b[2J\u202egnol\u2066\x07\n有效 Valid"
    done = run(kept(tmp_path, Paper(name=name).json), "--keys", keys)
    assert done.returncode == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", done.stdout)
    assert "Lin\ufffd[2J\ufffdgnol\ufffd\ufffd\ufffd有效 Valid" in done.stdout


def test_joiners_of_persian_and_indic_names_stay(tmp_path: Path, keys: Path) -> None:
    name = "می\u200cگل ක්\u200dරි"
    assert name in run(kept(tmp_path, Paper(name=name).json), "--keys", keys).stdout


def deep_paper() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + b"<</A " * 1_500_000


HUGE: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: bytes(40_000_000),
    "a document of brackets": lambda: b"[" * 5_900_000,
    "a document of small lists": lambda: b"[" + b"[]," * 1_900_000 + b"[]]",
    "a document of escapes": lambda: b'{"format":"' + b"\\u0041" * 990_000 + b'"}',
    "a document of quotes without an end": lambda: b'{"format":"' + b'\\"' * 2_900_000,
    "a paper of one long number": lambda: b"%PDF-1.7\n1 0 obj\n" + b"0" * 7_900_000 + b"x",
    "a paper of long numbers": lambda: b"%PDF-1.7\n1 0 obj\n[" + (b"0" * 60 + b".0 ") * 120_000 + b"1x",
    "a paper of one long name": lambda: b"%PDF-1.7\n1 0 obj\n/" + b"#41" * 2_600_000,
    "a deep paper": deep_paper,
    "a paper of numbers": lambda: b"%PDF-1.7\n1 0 obj\n[" + b"0 " * 3_900_000,
    "a paper of blanks": lambda: b"%PDF-1.7\n" + b"%\n \n" * 1_500_000,
    "a paper of objects": lambda: b"%PDF-1.7\n" + b"1 0 obj\n1\nendobj\n" * 440_000,
    "a paper of strings": lambda: b"%PDF-1.7\n1 0 obj\n" + b"(" * 7_900_000,
    "a paper of tables": lambda: b"%PDF-1.7\n" + b"xref\n" + b"0 0\n" * 1_900_000,
    "a paper of ends": lambda: b"%PDF-1.7\n" + b"startxref\n0\n%%EOF\n" * 440_000,
    "a paper of names": lambda: b"%PDF-1.7\n1 0 obj\n<<" + b"".join(b"/A%d 1" % at for at in range(600_000)),
    "a paper that is too large": lambda: LIN.pdf + bytes(9_000_000),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_made_to_be_huge_is_answered_soon_and_in_bounded_memory(
    name: str, tmp_path: Path, keys: Path
) -> None:
    file = kept(tmp_path, HUGE[name]())
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SOURCE), str(file), "--keys", str(keys)],
        capture_output=True,
        check=False,
        timeout=SECONDS_MAX,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX)),
    )
    assert (done.returncode, b"Traceback" in done.stderr, done.stderr) == (2, False, b"")


def test_a_certificate_of_many_batches_and_pools_takes_seconds(keys: Path, tmp_path: Path) -> None:
    """As many notes as a document may have, each of them another one, so that each has to be verified."""
    document = LIN.document
    spaced = [document["pool_proofs"][0] + line for line in map(padding, range(verify.PARTS_MAX))]
    file = kept(tmp_path, papers.written(document | {"pool_proofs": spaced}))
    assert run(file, "--keys", keys).returncode == 1


def padding(number: int) -> str:
    """A line of an unknown signature."""
    return f"\u2014 nobody{number} {papers.base64_of(number.to_bytes(68, 'big'))}\n"


def test_it_is_python_3_8_and_needs_the_standard_library_only() -> None:
    tree = ast.parse(SOURCE.read_text(), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert imported.isdisjoint({"socket", "http", "urllib", "ssl", "subprocess", "os", "ctypes", "importlib"})
    # What 3.8 has not: methods of later versions, and generic builtins where they are evaluated.
    later = {"removeprefix", "removesuffix", "bit_count", "is_relative_to", "pairwise"}
    assert {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & later == set()
    keywords = {word.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords}
    assert keywords & {"strict", "slots", "kw_only"} == set()


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    source = SOURCE.read_text()
    reasons = set(re.findall(r'RefusedError\(\s*"([\w.-]+)"', source)) | set(
        re.findall(r'"(\w+\.[\w-]+)", \{', source)
    )
    assert len(reasons) > 30
    assert reasons - set(verify.WORDS) == set()
    named = {
        name: set(re.findall(r"\{(\w+)\}", chinese)) for name, (chinese, _english) in verify.WORDS.items()
    }
    assert named == {
        name: set(re.findall(r"\{(\w+)\}", english)) for name, (_chinese, english) in verify.WORDS.items()
    }


def test_chinese_and_latin_stand_apart() -> None:
    pairs = [*verify.WORDS.values(), *verify.CHECK_WORDS.values(), *verify.STATUS_WORDS.values()]
    assert [chinese for chinese, _english in pairs if HAN_BESIDE_LATIN.search(chinese)] == []
