"""Nothing is cut off, too small to touch, or hidden, on the narrowest phone as on a desktop."""

import pytest
from playwright.sync_api import Page

from scripts.browser import DESKTOP, PHONE
from tests.browser import steps
from tests.browser.conftest import Reader, Visits

pytestmark = pytest.mark.browser

NARROW = (320, 640)
TARGET_PIXELS = 44

# Links inside running text may be as high as their line (WCAG 2.2, 2.5.8, inline). A radio button is as large as
# the label that it fills.
SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter(it => it.checkVisibility() && !it.matches('[type=hidden], .skip, p a:not(.button), li a'))
    .map(it => it.matches('[type=checkbox]') ? it.parentElement : it)
    .filter(it => it.getBoundingClientRect().height < least || it.getBoundingClientRect().width < least)
    .map(it => it.outerHTML.slice(0, 120))"""

# Text that is cut off by its own box, or that stands outside of the window.
CUT_OFF = """() => [...document.querySelectorAll('body *:not(.skip, svg, svg *, option, datalist, input)')]
    .filter(it => it.checkVisibility() && [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(it => {
      const range = document.createRange();
      range.selectNodeContents(it);
      const text = range.getBoundingClientRect();
      let box = it;
      while (box && getComputedStyle(box).overflowX === 'visible') box = box.parentElement;
      const clip = box ? box.getBoundingClientRect() : {left: 0, right: innerWidth};
      const isCut = text.left < clip.left - 1 || text.right > clip.right + 1;
      return isCut || text.left < -1 || text.right > innerWidth + 1;
    })
    .map(it => it.outerHTML.slice(0, 120))"""

# The lower edge of what has the focus: is it what one sees there?
FOCUS_IS_SEEN = """() => {
  const it = document.activeElement;
  const box = it.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight) return false;
  const seen = document.elementFromPoint(box.left + box.width / 2, box.bottom - 3);
  return (it.closest('label') ?? it).contains(seen);
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with the layout of the page as it is shown now."""
    root = "document.documentElement"
    wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [
        *([f"scrolls {wide} px sideways"] if wide else []),
        *(f"small: {html}" for html in page.evaluate(SMALL_TARGETS, TARGET_PIXELS)),
        *(f"cut off: {html}" for html in page.evaluate(CUT_OFF)),
    ]


@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESKTOP], ids=["320", "390", "1280"])
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_page_fits(
    tongue: str, viewport: tuple[int, int], visit: Visits, addresses: dict[str, str]
) -> None:
    page = visit(Reader(tongue, viewport)).page
    found = {}
    for name, address in addresses.items():
        page.goto(address)
        steps.open_all(page)
        found[name] = faults(page)
    page.goto(steps.QUESTIONS)
    steps.answer(page, city="Shangai")
    page.check("[name=mode][value=car]")
    page.locator(steps.SEND).click()
    page.locator("#problems").wait_for()
    found["questions, refused"] = faults(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESKTOP], ids=["320", "390", "1280"])
@pytest.mark.parametrize("name", ["questions", "neutralise"])
def test_the_focus_is_never_hidden(
    name: str, viewport: tuple[int, int], visit: Visits, addresses: dict[str, str]
) -> None:
    """The button at the lower edge stays in sight, and must not cover what somebody types into."""
    page = visit(Reader("en", viewport)).page
    page.goto(addresses[name])
    if name == "questions":
        steps.answer(page)
        page.locator("#total").wait_for()
        page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    hidden = []
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        if not page.evaluate("document.activeElement === document.body") and not page.evaluate(FOCUS_IS_SEEN):
            hidden.append((key, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")))
    assert hidden == []


BAD_PAGE = """<!doctype html><html lang="en"><title>Bad</title>
<main style="margin:0;font-size:16px"><a class="button" href="/">Small</a>
<p id="wide" style="white-space:nowrap;width:100px">Words that run on and on, out of the window on any phone</p>
<p id="clipped" style="overflow:hidden;white-space:nowrap;width:80px">Words that are cut</p>
<input id="covered" style="width:200px;height:50px">
<div style="position:fixed;top:0;left:0;right:0;height:800px;background:#fff;z-index:9"></div></main>"""


def test_the_checks_of_this_file_find_what_is_wrong(visit: Visits) -> None:
    page = visit(Reader("en", NARROW)).page
    page.set_content(BAD_PAGE)
    found = faults(page)
    assert [fault.split(":")[0].split(" ")[0] for fault in found] == ["scrolls", "small", "cut", "cut"]
    page.evaluate("document.getElementById('covered').focus()")
    assert page.evaluate(FOCUS_IS_SEEN) is False
