"""/verify/ and what can be saved from it: the keys inside, nothing that can be sent, both languages."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from certificates import actions
from certificates.checking import served, verify
from certificates.models import Certificate
from credits.models import Account
from tests.certificates.checking.papers import KEYS
from tests.certificates.conftest import certify, retire

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return str(response.content.decode())


def block(page: str, name: str) -> Any:
    """The JSON that stands in a page."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def policy(response: Any) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_works_by_number_without_javascript(client: Client, language: str) -> None:
    text = text_of(client.get(f"/verify/?lang={language}"))
    assert '<form class="stack" action="/verify/" method="get">' in text
    assert re.search(
        r'<section class="stack desk" id="verify" data-tongue="[\w-]+" aria-labelledby="desk" hidden>', text
    )
    assert "<noscript>" in text
    assert f'data-tongue="{language}"' in text


def test_the_page_can_send_nothing_and_runs_no_script_of_its_own(client: Client) -> None:
    response = client.get("/verify/")
    assert (policy(response)["connect-src"], policy(response)["script-src"]) == ("'none'", "'self'")
    scripts = re.findall(r"<script([^>]*)>", text_of(response))
    assert [script for script in scripts if "src=" not in script and "application/json" not in script] == []
    assert " style=" not in text_of(response)


def test_the_page_holds_the_keys_and_all_the_words(client: Client) -> None:
    page = text_of(client.get("/verify/"))
    assert block(page, "verify-keys") == client.get("/verify/keys.json").json()
    words = block(page, "verify-words")
    assert words["sentences"].keys() == verify.WORDS.keys()
    assert all(chinese and english for kind in words.values() for chinese, english in kind.values())


def test_verify_py_is_served_with_the_keys_inside(
    client: Client, rendered: Certificate, tmp_path: Path
) -> None:
    program, paper = tmp_path / "verify.py", tmp_path / "certificate.json"
    response = client.get("/verify/verify.py")
    assert response.headers["Content-Disposition"] == 'attachment; filename="verify.py"'
    program.write_bytes(response.content)
    paper.write_bytes(client.get(f"/c/{rendered.number}.json").content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", program, paper, "--demonstration"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("[通过 holds]") == 7  # there is no seal on a JSON, and no pool has closed


@pytest.mark.parametrize("ending", ["pdf", "json"])
def test_what_the_site_makes_holds_by_its_own_keys(
    client: Client, rendered: Certificate, ending: str
) -> None:
    keys = verify.read_keys(client.get("/verify/keys.json").content)
    file = client.get(f"/c/{rendered.number}.{ending}").content
    report = verify.check(file, keys)
    assert {each.name: each.reason for each in report.checks if each.status == verify.FAILED} == {}
    assert report.outcome == "demonstration"


@pytest.mark.parametrize("ending", ["pdf", "json"])
@pytest.mark.parametrize("changes", [{}, {"kind": "family", "group": "林家"}], ids=["honour", "family"])
def test_what_the_site_makes_for_real_is_held(
    client: Client, real_account: Account, changes: dict[str, str], ending: str
) -> None:
    made = retire(certify(is_demonstration=False, **changes), real_account)
    actions.render(certificate_id=made.pk)
    listed = verify.read_keys(client.get("/verify/keys.json").content)
    report = verify.check(client.get(f"/c/{made.number}.{ending}").content, listed)
    found = {each.name: each for each in report.checks}
    assert (report.outcome, found["key"].reason) == ("held", "key.live")
    assert found["seal"].reason == {"pdf": "seal.ok", "json": "seal.json"}[ending]


def test_the_saved_page_asks_for_nothing_from_anywhere(client: Client) -> None:
    response = client.get("/verify/offline.html")
    page = text_of(response)
    assert response.headers["Content-Disposition"] == 'attachment; filename="diandian-verify.html"'
    asked = re.findall(r"""(?:src|href|action)=["']?([^"' >]+)""", page.split("<script>")[0])
    assert [address for address in asked if not address.startswith("#")] == []
    assert "@import" not in page
    assert "url(" not in page.split("</style>")[0]


def test_the_saved_page_lets_its_own_script_run_and_no_other(client: Client) -> None:
    page = text_of(client.get("/verify/offline.html"))
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert found is not None
    allowed = dict(directive.split(" ", 1) for directive in found[1].split("; "))
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert (len(script), len(style)) == (1, 1)
    assert allowed["default-src"] == "'none'"
    for kind, text in (("script-src", script[0]), ("style-src", style[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed[kind] == f"'sha256-{digest}'"


def test_the_saved_page_has_both_languages_and_the_keys(client: Client) -> None:
    page = text_of(client.get("/verify/offline.html?lang=en"))
    assert re.findall(r'<template data-tongue="([\w-]+)" data-title="([^"]+)">', page) == [
        ("zh-hans", "查验证书"),
        ("en", "Check a certificate"),
    ]
    assert block(page, "verify-keys") == client.get("/verify/keys.json").json()


def test_nothing_in_a_key_list_can_end_the_element_that_holds_it() -> None:
    hostile = {"site": "</script><script>alert(1)//&\u2028"}
    assert not set("<>&\u2028") & set(served.in_page(hostile))
    assert json.loads(served.in_page(hostile)) == hostile


def test_a_key_list_with_quotation_marks_is_still_python() -> None:
    listed = KEYS.decode().replace("https://diandian.example", "https://\\\"'''\\\\\\n\U0001f600")
    names: dict[str, object] = {}
    line = next(line for line in served.verify_py(listed).splitlines() if line.startswith("KEY_LIST"))
    exec(line, names)  # noqa: S102  the line is what is tested
    assert names["KEY_LIST"] == listed
