"""A design from its first change to a certificate: edited, looked at, refused, mended, published, drawn with."""

import io

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from scripts.browser import DESKTOP
from tests.browser import steps
from tests.browser.conftest import Reader, Visits
from tests.stack import OwnStack

pytestmark = pytest.mark.browser

GREEN, GOLD = "#0B5D3B", "#7A5A00"
GOLD_RGB = (0x7A, 0x5A, 0x00)
SLOT = ' data-slot="number"'
CHECKED = 90_000  # milliseconds: everything is drawn once


def log_in(page: Page, stack: OwnStack) -> None:
    stack.manage("welcome", "--url", stack.url)
    page.goto("/admin/login/?next=/admin/certificates/design/add/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", (stack.folder / "admin_password").read_text().strip())
    page.click("[type=submit]")
    page.wait_for_url("**/design/add/")


def keep(page: Page, paper: str, poster: str) -> None:
    """Type both texts, keep them, and go on to the preview."""
    page.fill("#id_paper", paper)
    page.fill("#id_poster", poster)
    page.click("[name=_continue]")
    page.get_by_role("link", name="Preview and publish").click()
    page.wait_for_url("**/preview/")


def publish(page: Page) -> None:
    with page.expect_navigation(timeout=CHECKED):
        page.get_by_role("button", name="Check and publish").click(timeout=CHECKED)


def test_a_design_is_edited_refused_mended_published_and_drawn_with(visit: Visits, stack: OwnStack) -> None:
    page = visit(Reader("en", DESKTOP)).page
    log_in(page, stack)
    page.fill("#id_name", "Gold")
    page.click("[name=_save]")
    page.wait_for_url("**/change/")
    paper = page.input_value("#id_paper").replace(GREEN, GOLD)
    poster = page.input_value("#id_poster").replace(GREEN, GOLD)

    keep(page, paper.replace(SLOT, "", 1), poster)
    expect(page.locator("[data-picture] .reasons").first).to_contain_text("number", timeout=60_000)
    publish(page)
    expect(page.locator(".refusals li").first).to_have_text("Paper: The slot “number” is missing.")

    page.get_by_role("link", name="Change something").click()
    keep(page, paper, poster)
    expect(page.locator("figure.paper img").first).to_be_visible(timeout=60_000)
    publish(page)
    page.wait_for_url("**/change/")
    expect(page.locator("#id_paper")).to_have_count(0)

    spectator = visit(Reader("en", DESKTOP)).page
    steps.compute(spectator)
    steps.pledge(spectator, way="free", name="Ann Lee")
    steps.wait_for_certificate(spectator)
    address = spectator.url.split("?")[0].rstrip("/")
    key = spectator.url.partition("?")[2]
    pdf = spectator.request.get(f"{address}.pdf?{key}")
    assert pdf.headers["content-type"] == "application/pdf"
    picture = pypdfium2.PdfDocument(io.BytesIO(pdf.body()))[0].render(scale=2).to_pil().convert("RGB")
    colours = {colour: count for count, colour in picture.getcolors(1 << 24) or []}
    assert colours.get(GOLD_RGB, 0) > 1000
