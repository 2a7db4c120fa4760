"""The public ledger in a real browser: accessible, in its frame, and useful without JavaScript."""

import pytest
from playwright.sync_api import Page

from scripts.browser import DESKTOP, PHONE
from tests.browser.conftest import Reader, Visits
from tests.browser.test_accessibility import LOOKS, violations
from tests.browser.test_layout import NARROW, faults

pytestmark = pytest.mark.browser

SERIAL = "90001-900000001-900000002-VCS-VCU-999-VER-CN-1-90001-01012022-31122022-0"
PAGES = {
    "ledger": "/ledger/",
    "pools": "/ledger/pools/",
    "pool": "/ledger/pools/1/",
    "serial": f"/ledger/serials/{SERIAL}/",
    "unknown serial": "/ledger/serials/CDCER-CD-2022-DEMO07-9000-9001/",
    "no serial": "/ledger/serials/nonsense/",
    "search": "/ledger/search/?q=demonstration",
    "search, nothing found": "/ledger/search/?q=nothing-like-this",
    "log": "/ledger/log/",
    "leaf": "/ledger/log/0/",
    "status": "/ledger/status/",
    "reconciliations": "/ledger/reconciliations/",
}


def ledger_pages(page: Page) -> dict[str, str]:
    """Every kind of page, with a batch's and a retirement's as the others lead to them."""
    page.goto("/ledger/")
    batch = page.locator("a[href^='/ledger/batches/']").last.get_attribute("href")
    page.goto(PAGES["serial"])
    retirement = page.locator("a[href^='/ledger/retirements/']").first.get_attribute("href")
    return PAGES | {"batch": batch or "", "retirement": retirement or ""}


@pytest.mark.parametrize("reader", LOOKS, ids=str)
def test_the_ledger_is_accessible(reader: Reader, visit: Visits, addresses: dict[str, str]) -> None:
    page = visit(reader).page
    found = {}
    for name, address in ledger_pages(page).items():
        page.goto(address)
        found[name] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESKTOP], ids=["320", "390", "1280"])
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_the_ledger_fits(
    tongue: str, viewport: tuple[int, int], visit: Visits, addresses: dict[str, str]
) -> None:
    page = visit(Reader(tongue, viewport)).page
    found = {}
    for name, address in ledger_pages(page).items():
        page.goto(address)
        found[name] = faults(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_serial_is_followed_to_its_retirement_and_proof_without_javascript(
    visit: Visits, addresses: dict[str, str]
) -> None:
    page = visit(Reader("en", PHONE, javascript=False)).page
    page.goto("/verify/")
    page.locator("footer a[href='/ledger/']").click()
    page.fill("#q", f"  {SERIAL.lower()} ")
    page.locator("form button").click()
    assert page.url.endswith(f"/ledger/serials/{SERIAL}/")
    page.locator("a[href^='/ledger/retirements/']").first.click()
    assert "retired for good" in page.locator(".lead").inner_text()
    page.locator("a[href^='/ledger/log/']").first.click()
    assert '"type":"retirement"' in page.locator("pre").inner_text()
    page.locator("main a[href^='/ledger/retirements/']").click()
    page.locator("main a[href^='/ledger/batches/']").first.click()
    assert page.locator("svg.life rect.retired").count() == 1


def test_the_whole_ledger_is_taken_home(visit: Visits) -> None:
    page = visit(Reader("zh", DESKTOP)).page
    page.goto("/ledger/")
    for name in ("units.csv", "units.json", "transfers.csv", "retirements.csv"):
        with page.expect_download() as download:
            page.locator(f"a[href='/ledger/{name}']").click()
        assert download.value.suggested_filename == name
