"""The spectator's minute, in a real browser against real processes."""

from collections.abc import Callable

import pytest

from scripts.browser import DESKTOP, PHONE
from tests.browser import steps
from tests.browser.conftest import Counts, Reader, Visits

pytestmark = pytest.mark.browser

# Four readers, who have every pair of language, screen and JavaScript among them.
READERS = [
    Reader("zh", PHONE, javascript=True),
    Reader("en", PHONE, javascript=False),
    Reader("en", DESKTOP, javascript=True),
    Reader("zh", DESKTOP, javascript=False),
]
RETIRED = {"zh": "已注销", "en": "Retired"}


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_a_scan_leads_to_a_certificate(
    reader: Reader, visit: Visits, placement: str, count: Callable[[], Counts]
) -> None:
    before = count()
    made = visit(reader)
    page = made.page
    steps.scan(page, placement)
    steps.answer(page, city="北京" if reader.tongue == "zh" else "Beijing")
    live = ""
    if reader.javascript:
        page.locator("#total").wait_for()
        page.wait_for_load_state("networkidle")
        live = page.locator("#total span").inner_text()
    page.locator(steps.SEND).click()
    page.wait_for_url("**/j/*/")
    assert steps.total(page) == live or not reader.javascript
    amount = steps.total(page)

    page.locator("details summary").first.click()
    assert page.locator("details > div").first.is_visible()

    page.check("[name=way_home][value=shared]")
    page.locator("#way-home button").click()
    assert page.locator("#way-home [role=status]").is_visible()
    assert page.locator("[name=way_home][value=shared]").is_checked()

    page.locator("main a.button").first.click()
    page.check("[name=way][value=free]")
    page.fill("#name", "林小满 Lin")
    page.check("[name=show_name][value=yes]")
    page.locator(steps.SEND).click()
    page.wait_for_url("**/c/*/")
    steps.wait_for_certificate(page)
    assert page.locator("h1").inner_text() == "林小满 Lin"
    assert steps.total(page) == amount
    assert page.locator("#state").inner_text().startswith(RETIRED[reader.tongue])
    assert count() - before == Counts(journeys=1, certificates=1, retirements=1)


def test_the_papers_are_real_and_the_number_can_be_checked(visit: Visits) -> None:
    made = visit()
    page = made.page
    steps.compute(page)
    steps.pledge(page, way="free", name="𠮷野家 & <b>Ümit</b>")
    steps.wait_for_certificate(page)
    address, number = page.url.rstrip("/"), page.locator("p.code").inner_text()
    assert page.locator("h1").inner_text() == "𠮷野家 & <b>Ümit</b>"

    poster = page.locator(".certificate-poster")
    poster.scroll_into_view_if_needed()
    page.wait_for_function("picture => picture.complete", arg=poster.element_handle())
    assert poster.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]") == [1080, 1920]

    assert made.context.request.get(address + ".pdf").body().startswith(b"%PDF-1.")
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert download.value.path().read_bytes().startswith(b"\xff\xd8\xff")

    stranger = visit(tongue="en").page
    stranger.goto("/verify/")
    stranger.fill("#number", number.lower().replace("-", " "))
    stranger.locator("main button[type=submit]").click()
    assert stranger.url.rstrip("/") == address


@pytest.mark.parametrize(
    "reader", [Reader("zh", PHONE, javascript=False), Reader("en", DESKTOP, javascript=True)], ids=str
)
def test_a_purchase_may_be_cancelled_and_tried_again(
    reader: Reader, visit: Visits, count: Callable[[], Counts]
) -> None:
    before = count()
    page = visit(reader).page
    result = steps.compute(page)
    steps.pledge(page, way="buy", name="")
    price = page.locator(".figure").inner_text()

    page.locator("main form button").first.click()
    page.wait_for_url("**/sandbox/pay/*/")
    assert page.locator(".price").inner_text() == price
    page.locator("button[value=cancel]").click()
    page.wait_for_url("**/j/*/")
    assert page.url == result

    page.locator("main .leaf a.button").click()
    page.locator("main form button").first.click()
    page.wait_for_url("**/sandbox/pay/*/")
    page.locator("button[value=pay]").click()
    page.wait_for_url("**/j/*/")

    # The notification takes a moment; the page says when the money is there, and then leads on.
    page.locator("main .leaf a.button[href^='/c/']").click(timeout=30_000)
    steps.wait_for_certificate(page)
    assert count() - before == Counts(journeys=1, certificates=1, retirements=1)
