"""WCAG 2.2 AA on every public page, checked by axe."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from scripts.browser import DESKTOP, PHONE
from tests.browser import steps
from tests.browser.conftest import Reader, Visits

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    # What passed is not told with each of its places: it is half a megabyte a page.
    "resultTypes": ["violations"],
    "selectors": False,
}
# Each language by day and at night, on a phone and on a desktop.
LOOKS = [
    Reader("zh", PHONE, scheme="light"),
    Reader("zh", DESKTOP, scheme="dark"),
    Reader("en", PHONE, scheme="dark"),
    Reader("en", DESKTOP, scheme="light"),
]


def violations(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {json.dumps([node['html'] for node in rule['nodes']])}" for rule in found]


@pytest.mark.parametrize("reader", LOOKS, ids=str)
def test_every_page_is_accessible(reader: Reader, visit: Visits, addresses: dict[str, str]) -> None:
    page = visit(reader).page
    found = {}
    for name, address in addresses.items():
        page.goto(address)
        steps.open_all(page)
        found[name] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("reader", LOOKS, ids=str)
def test_every_refused_form_is_accessible(reader: Reader, visit: Visits, addresses: dict[str, str]) -> None:
    page = visit(reader).page
    page.goto(steps.QUESTIONS)
    steps.answer(page, city="Shangai")
    page.fill("#nights", "999")
    page.locator(steps.SEND).click()
    page.locator("#problems").wait_for()
    assert violations(page) == []
    page.goto(addresses["neutralise"])
    page.fill("#name", "长" * 60)
    page.locator(steps.SEND).click()
    page.locator("[role=alert]").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("reader", LOOKS, ids=str)
def test_the_open_list_of_cities_is_accessible(reader: Reader, visit: Visits) -> None:
    page = visit(reader).page
    page.goto(steps.QUESTIONS)
    page.check("[name=home][value=far]")
    page.locator("#origin").press_sequentially("su", delay=20)
    page.locator("#cities").wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    targets = page.locator("#cities li").evaluate_all(
        "all => all.map(it => it.getBoundingClientRect().height)"
    )
    assert min(targets) >= 44


def test_the_check_of_this_file_finds_what_is_wrong(visit: Visits) -> None:
    page = visit().page
    page.set_content('<title>Bad</title><main><p style="color:#999;background:#fff">pale</p><input></main>')
    assert [line.split(":")[0] for line in violations(page)] == ["color-contrast", "html-has-lang", "label"]
