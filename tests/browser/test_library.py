"""The library and the methods in a real browser: accessible, in its frame, and useful without JavaScript."""

import pytest

from scripts.browser import DESKTOP, PHONE
from tests.browser import steps
from tests.browser.conftest import Reader, Visits
from tests.browser.test_accessibility import LOOKS, violations
from tests.browser.test_layout import NARROW, faults

pytestmark = pytest.mark.browser

PAGES = {
    "library": "/factors/?q=metro&category=metro",
    "library, folded": "/factors/",
    "library, nothing found": "/factors/?q=nothing-like-this",
    "a weak factor": "/factors/china/bj-metro/",
    "an addition": "/factors/china/desnz25-air-international-non-uk-economy-non-co2/",
    "methods": "/methods/",
}


@pytest.mark.parametrize("reader", LOOKS, ids=str)
def test_the_library_is_accessible(reader: Reader, visit: Visits) -> None:
    page = visit(reader).page
    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        if "folded" not in name:
            steps.open_all(page)
        found[name] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESKTOP], ids=["320", "390", "1280"])
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_the_library_fits(tongue: str, viewport: tuple[int, int], visit: Visits) -> None:
    page = visit(Reader(tongue, viewport)).page
    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        steps.open_all(page)
        found[name] = faults(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_factor_is_found_without_javascript_and_taken_home(visit: Visits) -> None:
    page = visit(Reader("en", PHONE, javascript=False)).page
    page.goto("/factors/")
    page.fill("#q", "high-speed rail stations")
    page.locator("form button").click()
    page.locator(".library .what a").first.click()
    assert page.url.endswith("/factors/china-2026.1/cn-hsr-full-2019/")
    page.goto("/factors/")
    with page.expect_download() as download:
        page.locator("a[download]").first.click()
    assert download.value.suggested_filename == "china-2026.1.csv"


def test_the_contents_lead_to_their_sections(visit: Visits) -> None:
    page = visit(Reader("zh", PHONE)).page
    page.goto("/methods/")
    page.locator(".contents a[href='#uncertainty']").click()
    assert 0 <= page.evaluate("document.getElementById('uncertainty').getBoundingClientRect().top") < 200
