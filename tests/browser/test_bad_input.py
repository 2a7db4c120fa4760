"""Absurd, hostile and over-long input: a clear page in the reader's language, status 4xx, and no script runs."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.browser import steps
from tests.browser.conftest import Counts, Reader, Visits

pytestmark = pytest.mark.browser

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE x;--",
    "\u202eevil",
    "９９９９",
    "a" * 2_000,
    "点" * 300,
)
DOORS = (
    "/s/{}",
    "/z/{}/",
    "/j/{}/",
    "/j/?code={}",
    "/c/{}/",
    "/verify/?number={}",
    "/pay/{}/",
    "/sandbox/pay/{}/",
)
LANGUAGES = {"zh": "zh-Hans", "en": "en"}


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_hostile_address_gets_a_clear_page(tongue: str, visit: Visits) -> None:
    page = visit(Reader(tongue)).page
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    # Each language takes half of all pairs; every door and every text comes in both.
    turn = list(LANGUAGES).index(tongue)
    pairs = [(door, text) for row, door in enumerate(DOORS) for text in HOSTILE[(row + turn) % 2 :: 2]]
    for door, text in pairs:
        response = steps.opened(page, door.format(quote(text, safe="")))
        assert 400 <= response.status < 500, page.url
        assert page.locator("html").get_attribute("lang") == LANGUAGES[tongue], page.url
        assert page.locator("h1").count() == 1, page.url
        assert page.locator("main a, main button").count() > 0, page.url  # something to go on with


def test_a_hostile_answer_is_refused_and_the_others_are_kept(
    visit: Visits, count: Callable[[], Counts]
) -> None:
    before = count()
    page = visit(Reader("zh")).page
    for text in (*HOSTILE, "", " "):
        page.goto(steps.QUESTIONS)
        steps.answer(page, city=text)
        page.locator(steps.SEND).click()
        page.locator("#problems").wait_for()
        assert page.locator("#origin-error").is_visible()
        assert page.input_value("#nights") == "2"
    assert count() == before
