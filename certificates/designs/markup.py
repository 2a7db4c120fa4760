"""What stands in a design's HTML and CSS: only what paper has a use for, and nothing that is fetched.

Read from the text itself, so that each problem has its line. While the page is drawn nothing but `data:` is let
through in any case; this says so beforehand, in words.
"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import tinycss2

from certificates.designs.errors import (
    DesignProblem,
    DocumentProblem,
    ElementProblem,
    FaceProblem,
    FetchProblem,
    SlotCountProblem,
    UnknownSlotProblem,
)
from certificates.plates import Name, Picture
from certificates.plates.slots import SlotKind

MOST_TEXTS = 8
_ELEMENTS = frozenset(
    {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "article"),
        *("aside", "div", "span", "p", "h1", "h2", "h3", "h4", "h5", "h6", "br", "wbr", "hr", "b", "i", "em"),
        *(
            "strong",
            "small",
            "sub",
            "sup",
            "mark",
            "bdi",
            "bdo",
            "ruby",
            "rt",
            "rp",
            "q",
            "blockquote",
            "cite",
        ),
        *("abbr", "time", "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "table", "caption"),
        *("thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col", "img", "svg", "g", "path", "rect"),
        *("circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "use", "symbol"),
        *("lineargradient", "radialgradient", "stop", "clippath", "mask", "desc"),
    }
)
_FETCHING = frozenset(
    {"src", "href", "xlink:href", "srcset", "data", "poster", "background", "action", "cite"}
)
_ALSO_META = frozenset({"charset", "name"})
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
_VALUE = re.compile(r"\{\{.*?\}\}", re.S)


def markup_problems(source: str) -> list[DesignProblem]:
    """What in a design's text is not for paper."""
    reader = _Reader()
    reader.feed(_without_language(source))
    reader.close()
    problems = list(reader.problems)
    if not reader.has_language:
        problems.append(DocumentProblem(None, part="lang"))
    if not reader.has_title:
        problems.append(DocumentProblem(None, part="title"))
    return problems


def slot_problems(html: str, slots: Mapping[str, SlotKind]) -> list[DesignProblem]:
    """Which slots a rendered page has too seldom, too often, or has and certificates do not."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    problems: list[DesignProblem] = []
    for slot, kind in slots.items():
        most = 1 if isinstance(kind, Name | Picture) or slot == "number" else MOST_TEXTS
        count = reader.slots.count(slot)
        if not 1 <= count <= most:
            problems.append(SlotCountProblem(None, slot=slot, count=count, least=1, most=most))
    unknown = dict.fromkeys(slot for slot in reader.slots if slot not in slots)
    return problems + [UnknownSlotProblem(None, slot=slot[:60]) for slot in unknown]


def _without_language(source: str) -> str:
    """The text with Django's tags blanked out and a word for each value; every line stays where it is."""
    return _VALUE.sub(_word, _TAG.sub(_blank, source))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _word(found: re.Match[str]) -> str:
    return "x" + "\n" * found[0].count("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[DesignProblem] = []
        self.slots: list[str] = []
        self.has_language = self.has_title = False
        self._style_line = 0
        self._is_in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, _column = self.getpos()
        named = {name: value or "" for name, value in attrs}
        if tag not in _ELEMENTS or (tag == "meta" and not named.keys() <= _ALSO_META | {"content"}):
            self.problems.append(ElementProblem(line, element=tag[:60]))
        self._note(tag, named)
        for name, value in named.items():
            if name in _FETCHING and not value.strip().lower().startswith(("data:", "#")):
                self.problems.append(FetchProblem(line, address=value.strip()[:80]))
            elif name.startswith("on"):
                self.problems.append(ElementProblem(line, element=name[:60]))
            elif name == "style":
                self.problems += css_problems(value, line, is_sheet=False)
            elif "(" in value and name not in ("d", "alt", "title", "transform", "content"):
                self.problems += css_problems(f"x:{value}", line, is_sheet=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._is_in_style = False

    def handle_data(self, data: str) -> None:
        if self._is_in_style:
            self.problems += css_problems(data, self.getpos()[0], is_sheet=True)

    def _note(self, tag: str, named: Mapping[str, str]) -> None:
        self.has_language |= tag == "html" and bool(named.get("lang", "").strip())
        self.has_title |= tag == "title"
        self._is_in_style = tag == "style"
        if "data-slot" in named:
            self.slots.append(named["data-slot"])


def css_problems(css: str, first_line: int, *, is_sheet: bool) -> Iterator[DesignProblem]:
    """What a sheet or the declarations of one element would fetch. tinycss2 has read the escapes already."""
    nodes = tinycss2.parse_stylesheet(css) if is_sheet else tinycss2.parse_blocks_contents(css)
    for node in _all_nodes(nodes):
        line = first_line + node.source_line - 1
        if node.type == "at-rule":
            if node.lower_at_keyword == "font-face":
                yield FaceProblem(line)
            elif node.lower_at_keyword in ("import", "namespace", "color-profile"):
                yield FetchProblem(line, address=f"@{node.lower_at_keyword}")
        elif node.type == "url":
            yield from _address_problem(node.value, line)
        elif node.type == "function" and node.lower_name in ("url", "src", "image", "image-set", "attr"):
            said = "".join(part.value for part in node.arguments if part.type == "string")
            if node.lower_name != "url" or not said:
                yield FetchProblem(line, address=f"{node.lower_name}()")
            else:
                yield from _address_problem(said, line)


def _address_problem(address: str, line: int) -> Iterator[DesignProblem]:
    if not address.strip().lower().startswith(("data:", "#")):
        yield FetchProblem(line, address=address.strip()[:80])


def _all_nodes(nodes: Any) -> Iterator[Any]:
    """Every node of a tree of tinycss2."""
    for node in nodes or ():
        yield node
        for part in ("prelude", "content", "value", "arguments"):
            inner = getattr(node, part, None)
            if isinstance(inner, list):
                yield from _all_nodes(inner)
