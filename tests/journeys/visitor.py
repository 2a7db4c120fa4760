"""A person with a browser, for stories: reads pages, follows links by their words, fills in forms, presses buttons.

The forms are the pages' own, hidden fields and all, and the server checks CSRF tokens as it does for strangers.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

VOID = {"meta", "link", "input", "br", "img", "hr", "path", "circle", "rect"}
SILENT = {"style", "script", "svg", "noscript", "head", "datalist"}


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Button:
    form: Form
    name: str
    value: str


class Reader(HTMLParser):
    """What a person sees on a page, and what there is to press."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.path: list[tuple[str, dict[str, str]]] = []
        self.heard: list[list[str]] = []
        self.said: list[tuple[str, dict[str, str], str]] = []
        self.links: dict[str, str] = {}
        self.buttons: dict[str, Button] = {}
        self.forms: list[Form] = []
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self.forms and given.get("name"):
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self.forms[-1].values[given["name"]] = given.get("value", "")
        elif tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select and "selected" in given:
            self.forms[-1].values[self.select] = given.get("value", "")
        if tag not in VOID:
            self.path.append((tag, given))
            self.heard.append([])

    def handle_data(self, data: str) -> None:
        if not SILENT & {tag for tag, _given in self.path}:
            for words in self.heard:
                words.append(data)

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.path:
            (opened, given), words = self.path.pop(), " ".join("".join(self.heard.pop()).split())
            self.said.append((opened, given, words))
            if opened == "a":
                self.links[words] = given.get("href", "")
            elif opened == "button" and self.forms:
                self.buttons[words] = Button(self.forms[-1], given.get("name", ""), given.get("value", ""))
            if opened == tag:
                return


class Page:
    """One answer of the server, as a person reads it."""

    def __init__(self, response: "Answer", path: str) -> None:
        self.status, self.path, self.html = response.status_code, path, response.content.decode()
        self.reader = Reader(self.html)

    def _first(self, tag: str, **attributes: str) -> str:
        for name, given, words in self.reader.said:
            if name == tag and all(
                value in given.get(key.strip("_"), "").split() for key, value in attributes.items()
            ):
                return words
        return ""

    @property
    def heading(self) -> str:
        return self._first("h1")

    @property
    def figure(self) -> str:
        return self._first("p", class_="figure")

    @property
    def state(self) -> str:
        """What a certificate's page says of its state."""
        return self._first("h2", id="state")

    @property
    def words(self) -> str:
        return self._first("main")

    @property
    def language(self) -> str:
        return next((given.get("lang", "") for name, given, _words in self.reader.said if name == "html"), "")

    @property
    def errors(self) -> list[str]:
        return [
            words for name, given, words in self.reader.said if name == "p" and given.get("class") == "error"
        ]

    def numbers(self, term: str) -> str:
        """The number over a term, as in "1,000 t donated"."""
        pairs = [words for name, _given, words in self.reader.said if name in {"dd", "dt"}]
        return pairs[pairs.index(term) - 1]


class Visitor:
    """A person, in a language, with a browser of their own."""

    def __init__(self, language: str) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        self.page: Page

    def open(self, address: str) -> Page:
        return self._follow(self.client.get(address), address)

    def press(self, label: str, **filled: str) -> Page:
        """Press the link or the button with these words, having filled in what is given."""
        reader = self.page.reader
        if label in reader.links:
            return self.open(urljoin(self.page.path, reader.links[label]))
        button = reader.buttons[label]
        address = urljoin(self.page.path, button.form.action) if button.form.action else self.page.path
        values = {**button.form.values, **filled} | ({button.name: button.value} if button.name else {})
        send = self.client.post if button.form.method == "post" else self.client.get
        return self._follow(send(address, values), address)

    def file(self, label: str) -> "Answer":
        """What a download gives."""
        return self.client.get(urljoin(self.page.path, self.page.reader.links[label]))

    def _follow(self, response: "Answer", address: str) -> Page:
        for _hop in range(5):
            if not 300 <= response.status_code < 400:
                break
            address = urljoin(address, response.headers["Location"])
            response = self.client.get(address)
        self.page = Page(response, address.split("#")[0])
        return self.page
