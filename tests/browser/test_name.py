"""A name is looked at while the form is still open, and the page goes on without JavaScript."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from scripts.browser import DESKTOP, PHONE
from tests.browser import steps
from tests.browser.conftest import Reader, Visits

pytestmark = pytest.mark.browser

REFUSED = {
    "en": "We cannot print 🦄. Please leave it out.",
    "zh": "“🦄” 无法印在证书上，请去掉。",
}


def go_to_the_pledge(visit: Visits, reader: Reader) -> Page:
    page = visit(reader).page
    page.goto(steps.QUESTIONS)
    steps.answer(page, city="北京" if reader.tongue == "zh" else "Beijing")
    page.locator(steps.SEND).click()
    page.wait_for_url("**/j/*/")
    page.locator("main a.button").first.click()
    return page


@pytest.mark.parametrize("reader", [Reader("zh", PHONE), Reader("en", DESKTOP)], ids=str)
def test_what_paper_cannot_show_is_said_once_the_field_is_left(visit: Visits, reader: Reader) -> None:
    page = go_to_the_pledge(visit, reader)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    name, error = page.locator("#name"), page.locator("#name-error")
    name.press_sequentially("Zoë 🦄")
    assert asked == []
    name.blur()
    expect(error).to_have_text(REFUSED[reader.tongue])
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("阿卜杜·热合曼 علي สมศักดิ์")
    name.blur()
    expect(error).to_have_text("")
    expect(name).not_to_have_attribute("aria-invalid", re.compile("."))
    # One question for each time the field is left, and no name in an address.
    assert len(asked) == 2
    assert [url for url in asked if "Zo" in unquote(url)] == []


def test_without_javascript_the_form_says_it_when_it_is_sent(visit: Visits) -> None:
    page = go_to_the_pledge(visit, Reader("en", PHONE, javascript=False))
    page.check("[name=way][value=free]")
    page.fill("#name", "Zoë 🦄")
    page.check("[name=show_name][value=no]")
    page.locator(steps.SEND).click()
    expect(page.locator("#name-error")).to_have_text(REFUSED["en"])
    assert page.input_value("#name") == "Zoë 🦄"
