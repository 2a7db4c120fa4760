"""Spectators with bad luck: they speak HTTP like a phone, and press the button again when no answer came."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 120.0
ZONE = "/z/low-carbon-universiade/footprint/"
CITIES = ("北京", "上海", "广州", "重庆", "西安", "武汉")


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    cookie: str


def speak(url: str, method: str, path: str, form: dict[str, str] | None = None, cookie: str = "") -> Answer:
    """One request on a connection of its own; OSError or HTTPException if the far end dies."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    headers = {"Accept-Language": "en", "Cookie": cookie}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body=urlencode(form) if form is not None else None, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        return Answer(answer.status, answer.getheader("Location") or "", text, cookie)
    finally:
        connection.close()


@dataclass
class Spectator:
    """One person with a phone. `certificate` is known once the pledge was accepted."""

    url: str
    position: int
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    journey: str = ""
    certificate: str = ""
    slowest_seconds: float = 0.0  # of the requests that were answered
    failures: list[int] = field(default_factory=list)  # statuses of 500 and more; 0 where nobody answered

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, cookie: str = "") -> Answer:
        """The answer, after as many tries as it takes: the same form with the same key each time."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while True:
            before = time.monotonic()
            try:
                answer = speak(self.url, method, path, form, cookie)
            except (OSError, HTTPException):
                answer = None
            if answer is not None and answer.status < 500:
                self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - before)
                return answer
            self.failures.append(answer.status if answer else 0)
            assert time.monotonic() < give_up_at, f"no answer to {method} {path}"
            time.sleep(0.1)

    def compute(self) -> str:
        """Answer the questions; the address of the journey."""
        form = {
            "key": self.key,
            "venue": "donganhu-stadium",
            "home": "far",
            "origin": CITIES[self.position % 6],
        }
        form |= {"mode": "hsr", "local_mode": "metro", "nights": "1", "meals": "3", "diet": "white"}
        answer = self.ask("POST", ZONE, form)
        assert answer.status == 303, answer.text
        self.journey = answer.location
        return self.journey

    def pledge(self, way: str = "free") -> str:
        """Press "Neutralise now"; where that leads to."""
        form = {"way": way, "name": f"观众 {self.position}", "show_name": "yes"}
        answer = self.ask("POST", f"{self.journey}neutralise/", form)
        assert answer.status == 303, answer.text
        if way == "free":
            self.certificate = answer.location
        return answer.location

    def neutralise(self) -> "Spectator":
        """The whole way to an accepted pledge."""
        self.compute()
        self.pledge()
        return self

    def pay(self, **knobs: str) -> "Spectator":
        """Buy, and pay at the sandbox, which notifies as the knobs say."""
        self.compute()
        checkout = self.pledge("buy")
        page = self.ask("GET", checkout)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        form = {"gateway": "sandbox"} | ({"csrfmiddlewaretoken": token[1]} if token else {})
        sandbox = self.ask("POST", checkout, form, page.cookie)
        assert sandbox.status == 303, sandbox.text
        paid = self.ask("POST", sandbox.location, {"choice": "pay", **knobs})
        assert paid.status == 303, paid.text
        return self


@contextmanager
def crowd(url: str, count: int, act: Callable[[Spectator], Spectator]) -> Iterator[list[Future[Spectator]]]:
    """`count` spectators who act at the same time, eight at once. At the end all of them have finished."""
    with ThreadPoolExecutor(8) as pool:
        yield [pool.submit(act, Spectator(url, position)) for position in range(count)]
