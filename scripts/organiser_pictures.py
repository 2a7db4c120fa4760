"""Makes the pictures of docs/organiser-guide.md from a running stack: `make screenshots` calls it.

The finished demonstration event shows the course to its end; in the open one, an offer, a forecast and a refused file
are made for the pictures. The stack is thrown away afterwards.
"""

import argparse
import contextlib
import itertools
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page

from scripts.browser import DESKTOP, PHONE, chromium
from scripts.screenshots import Look, Shop, phone_fonts
from scripts.services import free_port, stop_on_signals
from scripts.stack import ROOT, Stack, running

OPEN = "/organise/events/low-carbon-universiade/"
DONE = "/organise/events/jiangsu-football-final/"
FORM = "/z/low-carbon-universiade/donate/"
CLERK, ORGANISER, VERIFIER = "clerk-one", "committee-one", "verifier-one"
NOBODY = ""
# The inventory's template with one row as it should be, and one that is refused for two reasons.
BAD_FILE = (
    "排放源,阶段,中文名称,英文名称,活动数据,单位,因子 克每单位,因子来源,证据等级,不确定度 百分比\n"
    "废弃物焚烧,收尾,垃圾焚烧,Waste burnt,4.2,吨,350000,演示,B,25\n"
    "移动源燃料,举办,保障车柴油,Service vans,三百,L,2700,演示,F,10\n"
)
REPORT_SECONDS = 300
# How the addresses of papers end, of which the first page becomes a picture too.
PAPERS = {"reports": "/pdf/", "places": "/a4.pdf"}


@dataclass(frozen=True)
class View:
    """A picture: its name, who looks at which address, how, and what is done before it is taken."""

    name: str
    who: str
    address: str
    look: Look
    before: Callable[[Page], None] | None = None


def phone(tongue: str, scheme: str) -> Look:
    return Look(tongue, PHONE, scheme)


def desktop(tongue: str, scheme: str) -> Look:
    return Look(tongue, DESKTOP, scheme)


# --- What is done before a picture ------------------------------------------------------------------------


def to(selector: str) -> Callable[[Page], None]:
    """Bring this part of the page to the top of the picture."""
    script = "e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 24)"
    return lambda page: page.locator(selector).first.evaluate(script)


def offer(page: Page) -> None:
    """Send the public form, and stay on the offer's own page."""
    page.fill("[name=company_zh]", "蓉城绿电")
    page.fill("[name=company_en]", "Rongcheng Green Power")
    page.fill("[name=amount_grams]", "120 t")
    page.fill("[name=contact_name]", "Li Wei")
    page.fill("[name=contact_email]", "li.wei@example.org")
    page.locator("main form button").last.click()
    page.wait_for_url("**/donate/*/")


def open_offer(page: Page) -> None:
    page.locator("main a[href*='/donations/offers/']").first.click()
    page.wait_for_load_state()


def refuse_a_file(page: Page) -> None:
    """Begin a forecast of the open event, and choose a file of which a row is refused."""
    page.check("[name=kind][value=forecast]", force=True)
    page.fill("[name=reason]", "First forecast")
    page.locator("main form:has([name=kind]) button").click()
    page.wait_for_url("**/forecast/1/")
    page.goto(page.url + "import/")
    file = FilePayload(name="inventory.csv", mimeType="text/csv", buffer=BAD_FILE.encode())
    page.set_input_files("main [type=file]", file)
    page.locator("main form:has([type=file]) button").click()
    page.locator("main table").wait_for()
    to("main .field:has([type=file])")(page)


def witness_certificate(page: Page) -> None:
    page.locator("main a[href^='/c/']").first.click()
    page.wait_for_url("**/c/**")


def have_a_report_made(page: Page) -> None:
    """Ask for the hosting report, and wait until its files are there."""
    form = page.locator("main form:has([name=kind][value=hosting])")
    form.locator("button").click()
    page.locator("main a[href$='/pdf/']").first.wait_for(timeout=REPORT_SECONDS * 1000)


VIEWS = (
    View("admin-event", CLERK, "/admin/events/event/add/", desktop("zh", "light")),
    View("my-events", CLERK, "/organise/", phone("zh", "dark")),
    View("team-add", CLERK, DONE + "team/add/", desktop("en", "light")),
    View("overview", ORGANISER, DONE, desktop("zh", "light")),
    View("places", CLERK, OPEN + "places/", desktop("en", "dark")),
    View("measures", ORGANISER, DONE + "measures/", phone("zh", "light")),
    View("donate", NOBODY, FORM, phone("en", "light"), to("main form")),
    View("offer", NOBODY, FORM, phone("zh", "dark"), offer),
    View("offer-answer", CLERK, OPEN + "donations/", desktop("zh", "dark"), open_offer),
    View("donor", NOBODY, "/donors/jiangsu-offices/", desktop("en", "light")),
    View("import-refused", ORGANISER, OPEN + "inventory/", desktop("en", "light"), refuse_a_file),
    View("inventory", ORGANISER, DONE + "inventory/actual/1/", desktop("zh", "light")),
    View("attendance", ORGANISER, DONE + "inventory/attendance/", phone("en", "light")),
    View("verification", VERIFIER, DONE + "verification/1/", desktop("en", "dark")),
    View("course", ORGANISER, DONE + "course/", phone("en", "dark")),
    View("balance", ORGANISER, DONE + "balance/", desktop("zh", "dark")),
    View("declaration", NOBODY, "/z/jiangsu-football-final/declaration/", phone("zh", "light")),
    View("witness", ORGANISER, DONE + "balance/", desktop("zh", "light"), witness_certificate),
    View("reports", ORGANISER, DONE + "reports/", desktop("en", "light"), have_a_report_made),
)


# --- Taking them ------------------------------------------------------------------------------------------


def give_passwords(stack: Stack) -> str:
    """One new password for the demonstration's logins, which have none."""
    password = secrets.token_urlsafe(18)
    names = (CLERK, ORGANISER, VERIFIER)
    stack.manage(
        "shell",
        "-c",
        "from people.models import User\n"
        f"for user in User.objects.filter(username__in={names!r}):\n"
        f"    user.set_password({password!r}); user.save()",
    )
    return password


def sign_in(page: Page, who: str, password: str) -> None:
    page.goto("/organise/sign-in/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", password)
    page.locator("main form:has([name=password]) button").click()
    page.wait_for_url("**/organise/")


def name_an_organiser(browser: Browser, stack: Stack, password: str) -> None:
    """The open event has nobody but the exchange: the finished one's organiser joins it, by the clerk's hand."""
    context = browser.new_context(base_url=stack.url)
    page = context.new_page()
    sign_in(page, CLERK, password)
    page.goto(OPEN + "team/add/")
    page.fill("[name=username]", ORGANISER)
    page.locator("main form:has([name=username]) button").click()
    page.wait_for_url("**/team/")
    context.close()


def photograph(view: View, browser: Browser, stack: Stack, password: str) -> tuple[bytes, bytes | None]:
    """The picture, and the first paper that the page leads to where that is shown as well."""
    context = view.look.open(browser, stack.url)
    page = context.new_page()
    if view.who:
        sign_in(page, view.who, password)
    page.goto(view.address)
    if view.before:
        view.before(page)
    page.wait_for_load_state("networkidle")
    paper = None
    if ending := PAPERS.get(view.name):
        address = page.locator(f"main a[href$='{ending}']").first.get_attribute("href")
        paper = context.request.get(str(address)).body()
    picture = page.screenshot()
    context.close()
    return picture, paper


def drawn(paper: bytes, dots_per_inch: int) -> bytes:
    """The first page of a PDF as PNG."""
    command = ["pdftoppm", "-r", str(dots_per_inch), "-png", "-singlefile", "-"]
    return subprocess.run(command, input=paper, stdout=subprocess.PIPE, check=True).stdout


@contextlib.contextmanager
def browser_of(tongue: str, folder: Path) -> Iterator[Browser]:
    """English phones set a closing quotation mark as narrow as a letter: of Noto's fonts the Korean one does."""
    place = folder / tongue
    place.mkdir(exist_ok=True)
    with chromium(
        phone_fonts(place, "Noto Sans CJK KR" if tongue == "en" else "Noto Sans CJK SC")
    ) as browser:
        yield browser


def take_all(stack: Stack, shop: Shop, folder: Path, wanted: list[View]) -> None:
    """In the order of VIEWS, where one needs another: a browser for each run of pictures in one language."""
    password = give_passwords(stack)
    with browser_of("en", folder) as browser:
        name_an_organiser(browser, stack, password)
    for tongue, views in itertools.groupby(wanted, key=lambda view: view.look.tongue):
        with browser_of(tongue, folder) as browser:
            for view in views:
                picture, paper = photograph(view, browser, stack, password)
                shop.keep(view.name, picture)
                if paper:
                    shop.keep(f"{view.name}-paper", drawn(paper, 60))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/organiser_pictures", description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots" / "organiser")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these pictures alone")
    chosen = parser.parse_args()
    wanted = [view for view in VIEWS if view.name in chosen.only or not chosen.only]
    stop_on_signals()
    shop = Shop(chosen.to, whole=False)
    folder = Path(tempfile.mkdtemp(prefix="diandian-pictures-"))
    folder.chmod(0o711)  # the user postgres must pass through it when root runs this
    try:
        with running(port=free_port(), folder=folder) as stack:
            take_all(stack, shop, folder, wanted)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{shop.count} pictures, {shop.bytes_kept / 1e6:.1f} MB, are in {shop.folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
