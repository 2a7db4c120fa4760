"""What a spectator does, step by step, on any screen and in any language."""

import re

from playwright.sync_api import Page, Response

from scripts.stack import Stack

EVENT = "low-carbon-universiade"
ZONE = f"/z/{EVENT}/"
QUESTIONS = f"{ZONE}footprint/"
SEND = ".dock button"  # the one button that is always in sight
MASS = re.compile(r"[\d,.]+\s(?:g|kg|t)\b")


def psql_address(stack: Stack) -> str:
    return stack.addresses["DATABASE_URL"].replace("postgres://", "postgresql://", 1)


def scan(page: Page, code: str) -> None:
    """Point the phone at a poster, and go on to the questions."""
    page.goto(f"/s/{code}")
    page.locator("main a.button").click()


def come_from(page: Page, city: str) -> None:
    """Type a city and go on, past the suggestions."""
    page.fill("#origin", city)
    page.locator("#origin").blur()


def answer(page: Page, city: str = "Beijing") -> None:
    """From another city by train, two nights shared by two, six meals."""
    page.check("[name=home][value=far]")
    come_from(page, city)
    page.locator("label:has([name=mode][value=hsr])").click()  # the page may suggest another way from there
    page.fill("#nights", "2")
    page.fill("#sharers", "2")
    page.fill("#meals", "6")


def compute(page: Page, city: str = "Beijing") -> str:
    """Answer the questions and send them; the address of the result."""
    page.goto(QUESTIONS)
    answer(page, city)
    page.locator(SEND).click()
    page.wait_for_url("**/j/*/")
    return page.url


def fill_pledge(page: Page, *, way: str, name: str) -> None:
    page.goto(page.url.rstrip("/") + "/neutralise/")
    page.check(f"[name=way][value={way}]")
    page.fill("#name", name)
    if name:
        page.check("[name=show_name][value=yes]")


def pledge(page: Page, *, way: str, name: str) -> None:
    """From the result to the certificate, or to the checkout."""
    fill_pledge(page, way=way, name=name)
    page.locator(SEND).click()
    page.wait_for_url("**/c/*/" if way == "free" else "**/pay/*/")


def total(page: Page) -> str:
    """The large figure of a page."""
    found = MASS.search(page.locator(".figure").first.inner_text())
    assert found is not None
    return found.group()


def wait_for_certificate(page: Page) -> None:
    """Touch nothing: the page itself must arrive, with JavaScript or without."""
    page.locator(".certificate-poster").wait_for(timeout=30_000)


def opened(page: Page, address: str) -> Response:
    response = page.goto(address)
    assert response is not None
    return response


def open_all(page: Page) -> None:
    """Unfold whatever can be unfolded."""
    page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true")
