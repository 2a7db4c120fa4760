"""A sealed statement is checked by the words of docs/events.md alone: its scripts are run as they stand there."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

import certificates.keys
import events.verification.actions
from certificates.sealing import verify_statement
from events.models import Verification, VerificationStatement
from events.verification.queries import weighed
from events.verification.signing import document_of
from tests.events.verification.stage import Stage, new_statement, ticked, version

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE_DIR) / "docs" / "events.md"


@pytest.fixture
def said(stage: Stage) -> VerificationStatement:
    inventory = version(stage.event, stage.organiser, 900_000, 90_000, *[100] * 100)
    work = events.verification.actions.begin(inventory=inventory, by=stage.verifier, seed="5eed" * 16)
    ticked(work, stage.verifier)
    for grade in ("major", "minor", "minor", "note"):
        found = events.verification.actions.add_finding(
            verification=work, grade=grade, text="“Zoë\t账单”", by=stage.verifier
        )
        if grade == "major":
            events.verification.actions.settle(finding=found, text="ok", by=stage.verifier)
    new = new_statement(work, stage.verifier, statement_number=' VS "7"  号 ', standard="ISO 14064-3:2019")
    return events.verification.actions.state_figure(verification=work, new=new, by=stage.verifier)


def script(name: str) -> str:
    found = re.search(rf"```python {name}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def run(name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a script of the page, in a Python that does not know this project."""
    command = [sys.executable, "-P", "-c", script(name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def checked(tmp_path: Path, document: str) -> "subprocess.CompletedProcess[str]":
    files = {"document.json": document, "keys.json": certificates.keys.key_list().text}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return run("check", *(str(tmp_path / name) for name in files))


def test_the_pages_script_finds_the_seal_good(said: VerificationStatement, tmp_path: Path) -> None:
    done = checked(tmp_path, document_of(said))
    assert (done.returncode, done.stdout) == (0, "1000000 g, demonstration\n"), done.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\"figure_grams\":1000000", r"\"figure_grams\":1000001"),
        (r"\"assurance\":\"limited\"", r"\"assurance\":\"reasonable\""),
        (r"\"minor_open\":2", r"\"minor_open\":0"),
        (r"\"minor_open\":2", r"\"minor_open\": 2"),
        (r"\"is_demonstration\":true", r"\"is_demonstration\":false"),
        ('"value": "', '"value": "AAAA'),
        ('"sha256": "', '"sha256": "0'),
    ],
)
def test_the_pages_script_finds_each_change(
    said: VerificationStatement, tmp_path: Path, before: str, after: str
) -> None:
    document = document_of(said)
    assert document.count(before) == 1
    assert checked(tmp_path, document.replace(before, after)).returncode == 1


def test_the_body_says_all_that_the_page_says(stage: Stage, said: VerificationStatement) -> None:
    body = json.loads(said.body)
    work = Verification.objects.select_related("inventory").get()
    moment = body.pop("signed_at")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment)
    assert body == {
        "format": "diandian/verification-statement@v1",
        "number": 'VS "7" 号',
        "stated_on": "2026-09-01",
        "standard": "ISO 14064-3:2019",
        "assurance": "limited",
        "figure_grams": 1_000_000,
        "verifier": {
            "code": "verifying-house",
            "name_zh": "verifying-house 公司",
            "name_en": "verifying-house Ltd",
        },
        "event": {"code": "games", "name_zh": "低碳运动会", "name_en": "Low-Carbon Games"},
        "is_demonstration": True,
        "inventory": {
            "kind": "actual",
            "number": 1,
            "lines": 102,
            "total_grams": 1_000_000,
            "content_digest": work.inventory.content_digest,
        },
        "sample": {
            "method": "diandian/mus@v1",
            "seed": "5eed" * 16,
            "lines": work.sample,
            "checked": len(work.sample),
        },
        "findings": {"major": 1, "minor": 2, "note": 1, "minor_open": 2},
        "file": {
            "name": "statement.pdf",
            "sha256": said.file.digest,
            "size_bytes": said.file.size_bytes,
        },
        "signed_by": "verifier",
    }
    page = PAGE.read_text(encoding="utf-8")
    names = {*body, *(name for value in body.values() if isinstance(value, dict) for name in value)}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_the_digest_is_that_of_all_that_is_signed(said: VerificationStatement) -> None:
    signed = f"diandian/statement/v1\ndiandian/verification/v1\n{said.body}"
    assert said.digest == hashlib.sha256(signed.encode()).hexdigest()


def test_a_certificates_statement_is_never_taken_for_one_nor_the_other_way_round(
    said: VerificationStatement,
) -> None:
    """The body alone, as a certificate's Statement would be signed, does not hold."""
    signature = base64.b64decode(json.loads(said.seal)["value"])
    public = {key.id: key.public_der for key in certificates.keys.public_keys()}[json.loads(said.seal)["key"]]
    assert verify_statement("diandian/verification/v1\n" + said.body, signature, public)
    assert not verify_statement(said.body, signature, public)


def test_the_pages_script_draws_the_same_sample(said: VerificationStatement, tmp_path: Path) -> None:
    work = Verification.objects.select_related("inventory").get()
    lines = tmp_path / "lines.json"
    lines.write_text(json.dumps([[line.line_id, line.grams] for line in weighed(work.inventory)]))
    done = run("draw", work.seed, str(lines))
    assert json.loads(done.stdout) == work.sample, done.stderr
    other = json.loads(run("draw", "0" * 64, str(lines)).stdout)
    assert other[:2] == work.sample[:2]
    assert other != work.sample
