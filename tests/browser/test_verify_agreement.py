"""The page's JavaScript in a real browser: of every file it says the same as verify.py, to the word."""

import base64
import functools
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from certificates.checking import served, verify
from tests.certificates.checking.cases import CASES
from tests.certificates.checking.papers import KEYS, Paper, canonical, written
from tests.test_architecture import ROOT

pytestmark = pytest.mark.browser

CHECK = """async ([keys, files]) => {
  const { check } = await import("/static/js/verify/checks.js");
  const { readKeys } = await import("/static/js/verify/document.js");
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const known = await readKeys(bytes(keys));
  const reports = [];
  for (const file of files) reports.push(await check(bytes(file), known));
  return reports;
}"""

SHOW = """async ([keys, words, tongue, files]) => {
  const { check } = await import("/static/js/verify/checks.js");
  const { readKeys } = await import("/static/js/verify/document.js");
  const { Words, reportElement } = await import("/static/js/verify/report.js");
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const known = await readKeys(bytes(keys));
  const shown = [];
  for (const file of files) {
    const report = await check(bytes(file), known);
    shown.push(reportElement(report, "a file", new Words(words, tongue), "https://diandian.example"));
  }
  return shown.map((element) => element.querySelector("h2").textContent);
}"""
LATER = ("issued_at", "issued_on", "group", "account", "facts", "anything")
ODD: tuple[Any, ...] = (5, 0, True, None, "", "x", [], ["x"], {}, {"label_zh": 1})


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The tree as plain files. Browsers allow WebCrypto on the machine itself without a certificate."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(ROOT)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site)
    opened = context.new_page()
    opened.goto("/static/img/icon.svg")
    yield opened
    context.close()


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def said_in_python(files: list[bytes]) -> list[dict[str, Any]]:
    keys = verify.read_keys(KEYS)
    reports = [verify.check(file, keys) for file in files]
    return [
        {
            "outcome": report.outcome,
            "checks": [each._asdict() for each in report.checks],
            "statement": report.statement,
            "limits": [list(limit) for limit in report.limits],
        }
        for report in reports
    ]


def said_in_the_browser(page: Page, files: list[bytes]) -> Any:
    return page.evaluate(CHECK, [encoded(KEYS), [encoded(file) for file in files]])


def test_the_browser_says_of_every_file_what_verify_py_says(page: Page) -> None:
    files = [case.file for case in CASES]
    found = said_in_the_browser(page, files)
    for case, in_browser, in_python in zip(CASES, found, said_in_python(files), strict=True):
        assert in_browser == in_python, case.name


def odd_files() -> list[bytes]:
    """Documents of each kind whose Statement has what it should not have, field by field."""
    made = [
        Paper(),
        Paper(version=1),
        Paper(kind="family"),
        Paper(kind="donor"),
        Paper(kind="badge", slices=()),
    ]
    return [
        written({**paper.document, "statement": canonical(paper.statement | {field: value})})
        for paper in made
        for field in sorted({*paper.statement, *LATER})
        for value in ODD
    ]


@pytest.mark.parametrize(("tongue", "place"), [("zh-hans", 0), ("en", 1)])
def test_a_report_on_any_file_can_be_shown_and_printed(page: Page, tongue: str, place: int) -> None:
    files = [*odd_files(), *(case.file for case in CASES)]
    keys = verify.read_keys(KEYS)
    shown = page.evaluate(SHOW, [encoded(KEYS), served.words(), tongue, [encoded(file) for file in files]])
    for file, heading in zip(files, shown, strict=True):
        report = verify.check(file, keys)
        verdict = verify.WORDS[f"verdict.{report.outcome}"][place]
        assert (heading, verdict in verify.printed(report, keys.site)) == (verdict, True), file


def test_a_browser_without_ed25519_says_the_same(page: Page) -> None:
    """Older ones know P-256 only; the vendored library takes over, with the same answers."""
    page.evaluate("""() => {
      const known = crypto.subtle.importKey.bind(crypto.subtle);
      crypto.subtle.importKey = (form, key, kind, ...rest) =>
        kind === "Ed25519" ? Promise.reject(new Error("not here")) : known(form, key, kind, ...rest);
    }""")
    cases = [case for case in CASES if {"log", "batches", "pools"} & set(case.failed) or not case.failed]
    files = [case.file for case in cases]
    for case, in_browser, in_python in zip(
        cases, said_in_the_browser(page, files), said_in_python(files), strict=True
    ):
        assert in_browser == in_python, case.name
