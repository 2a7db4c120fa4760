"""A browser, a stack for it, and visitors who notice what a page does wrong."""

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from scripts.browser import PHONE, TONGUES, chromium
from tests.browser import steps
from tests.stack import OwnStack, own_stack, prepared_ground, sql


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright holds an event loop, beside which Django's ORM refuses to work."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def stack() -> Iterator[OwnStack]:
    """The production shape: application server, worker, beat, PostgreSQL and Redis, with the demonstration."""
    with prepared_ground() as ground, own_stack(ground) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@dataclass(frozen=True)
class Reader:
    """Who comes: in which language, on which screen, with or without JavaScript, by day or at night."""

    tongue: str = "zh"
    viewport: tuple[int, int] = PHONE
    javascript: bool = True
    scheme: str = "light"

    def __str__(self) -> str:
        screen = "phone" if self.viewport == PHONE else "desktop"
        return f"{self.tongue}-{screen}-{'js' if self.javascript else 'plain'}-{self.scheme}"


@dataclass
class Visit:
    """One reader's visit, and what went wrong meanwhile."""

    url: str
    reader: Reader
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    is_offline: bool = False

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # Chromium reports a page that answers 4xx on purpose, and a network that the test took away.
        is_answer = "the server responded with a status of 4" in message.text
        if is_answer and message.location["url"].split("?")[0] == message.page.url.split("?")[0]:  # type: ignore[union-attr]
            return
        # One design is drawn at a time: the pictures of a preview that come too early are asked for again.
        is_asked_again = "the server responded with a status of 503" in message.text
        if is_asked_again and "/admin/certificates/design/" in message.location["url"]:
            return
        if self.is_offline and "ERR_INTERNET_DISCONNECTED" in message.text:
            return
        self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "data:")):
            self.complaints.append(f"asked another host: {request.url}")


Visits = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, stack: OwnStack) -> Iterator[Visits]:
    """`visit(reader)` opens a fresh browser profile; afterwards no page may have complained about anything."""
    opened: list[Visit] = []

    def open_visit(reader: Reader | None = None, **changes: object) -> Visit:
        reader = dataclasses.replace(reader or Reader(), **changes)  # type: ignore[arg-type]
        width, height = reader.viewport
        context = browser.new_context(
            base_url=stack.url,
            locale=TONGUES[reader.tongue],
            viewport={"width": width, "height": height},
            color_scheme="dark" if reader.scheme == "dark" else "light",
            java_script_enabled=reader.javascript,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        made = Visit(stack.url, reader, context, context.new_page())
        made.watch(made.page)
        opened.append(made)
        return made

    yield open_visit
    for made in opened:
        made.context.close()
    assert list(itertools.chain.from_iterable(made.complaints for made in opened)) == []


@dataclass(frozen=True)
class Counts:
    """How many rows there are of what must never double."""

    journeys: int
    certificates: int
    retirements: int

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(
            self.journeys - other.journeys,
            self.certificates - other.certificates,
            self.retirements - other.retirements,
        )


@pytest.fixture
def count(stack: OwnStack) -> Callable[[], Counts]:
    """Counts the rows in the stack's own database."""
    tables = ("events_journey", "certificates_certificate", "credits_retirement")
    columns = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)

    def counted() -> Counts:
        answer = sql(steps.psql_address(stack), f"SELECT {columns}")
        return Counts(*(int(number) for number in answer.split("|")))

    return counted


@pytest.fixture(scope="session")
def placement(stack: OwnStack) -> str:
    """The code of a printed QR: the first seat sticker of the main stadium."""
    return sql(steps.psql_address(stack), "SELECT code FROM events_placement ORDER BY id LIMIT 1")


@pytest.fixture(scope="session")
def addresses(browser: Browser, stack: OwnStack, placement: str) -> dict[str, str]:
    """Every kind of public page there is, by name; three journeys stop at different places for it."""
    context = browser.new_context(base_url=stack.url, locale=TONGUES["en"])
    page = context.new_page()
    result = steps.compute(page)
    steps.compute(page)
    steps.pledge(page, way="buy", name="Lin")
    checkout = page.url
    page.locator("button", has_text="Pay with").click()
    sandbox = page.url
    bought = sql(
        steps.psql_address(stack),
        "SELECT number FROM certificates_certificate WHERE funding = 'bought' ORDER BY id DESC LIMIT 1",
    )
    pledged = steps.compute(page)
    steps.pledge(page, way="free", name="林小满")
    page.locator(".certificate-poster").wait_for()
    certificate = page.url
    context.close()
    return {
        "home": "/",
        "scan": f"/s/{placement}",
        "zone": steps.ZONE,
        "unknown code": "/s/zzzzzzzz",
        "questions": steps.QUESTIONS,
        "result": result,
        "result, pledged": pledged,
        "neutralise": result + "neutralise/",
        "checkout": checkout,
        "sandbox": sandbox,
        "certificate, waiting": f"/c/{bought}/",
        "certificate": certificate,
        "verify": "/verify/",
        "verify, error": "/verify/?number=abcd-efgh-jkmn",
        "resume": "/j/",
        "resume, error": "/j/?code=nonsense",
        "no certificate": "/c/nonsense/",
        "not found": "/nothing-here/",
    }
