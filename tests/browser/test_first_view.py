"""The first view arrives in one round trip, asks nobody else, and leaves nothing behind."""

import pytest
from playwright.sync_api import CDPSession

from tests.browser import steps
from tests.browser.conftest import Reader, Visits

pytestmark = pytest.mark.browser

LIMIT_BYTES = 14 * 1024


def listen(session: CDPSession) -> dict[str, int]:
    """What comes over the wire, headers and compressed bodies, in bytes by address. The icon is seen here too."""
    asked: dict[str, str] = {}
    received: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda it: asked.update({it["requestId"]: it["request"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda it: received.update({asked[it["requestId"]]: int(it["encodedDataLength"])}),
    )
    session.send("Network.enable")
    return received


@pytest.mark.parametrize("tongue", ["zh", "en"])
@pytest.mark.parametrize("name", ["scan", "zone"])
def test_all_that_the_first_view_needs_is_light(
    name: str, tongue: str, visit: Visits, addresses: dict[str, str]
) -> None:
    made = visit(Reader(tongue))
    received = listen(made.context.new_cdp_session(made.page))
    made.page.goto(addresses[name])
    made.page.wait_for_load_state("networkidle")
    icon = made.url + str(made.page.locator("link[rel=icon]").get_attribute("href"))
    assert set(received) <= {made.url + addresses[name], icon}  # the style is in the document
    assert received[made.url + addresses[name]] > 2_000
    assert sum(received.values()) <= LIMIT_BYTES


def test_the_first_pages_set_no_cookie(visit: Visits, placement: str) -> None:
    made = visit()
    for address in (f"/s/{placement}", steps.ZONE, "/", steps.QUESTIONS):
        made.page.goto(address)
        made.page.wait_for_load_state("networkidle")
        assert made.context.cookies() == []


def test_a_whole_journey_sets_no_cookie(visit: Visits, placement: str) -> None:
    made = visit()
    steps.scan(made.page, placement)
    steps.answer(made.page)
    made.page.locator(steps.SEND).click()
    made.page.wait_for_url("**/j/*/")
    steps.pledge(made.page, way="free", name="")
    steps.wait_for_certificate(made.page)
    assert made.context.cookies() == []
    assert made.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_only_a_chosen_language_is_kept(visit: Visits, placement: str) -> None:
    made = visit(Reader("zh"))
    made.page.goto(f"/s/{placement}")
    made.page.locator(".tongue").click()
    assert made.page.locator("html").get_attribute("lang") == "en"
    made.page.locator("main a.button").click()
    assert made.page.locator("h1").inner_text() == "Your day in a few questions"
    assert [cookie.get("name") for cookie in made.context.cookies()] == ["diandian_language"]


def test_switching_the_language_keeps_the_poster(visit: Visits, placement: str) -> None:
    page = visit(Reader("zh")).page
    steps.scan(page, placement)
    page.locator(".tongue").click()
    assert page.locator("[name=p]").get_attribute("value") == placement
    assert page.locator("h1").inner_text() == "Your day in a few questions"
