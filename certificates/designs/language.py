"""The little of Django's template language that a design may use: values, `if`, `for` and our own pieces.

A design is text that staff type. It runs in an engine of its own, which finds no files, knows no libraries and no
filters, and escapes every value. `language_problems` says what else stands in it, with the line.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.template import Context, Engine, Library
from django.template.base import Lexer, Node, Template, Token, TokenType, VariableNode
from django.template.defaulttags import ForNode, IfNode, do_for, do_if
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode, do_include

from certificates.designs.errors import (
    ComparisonProblem,
    DesignProblem,
    FilterProblem,
    LoopProblem,
    PieceProblem,
    SyntaxProblem,
    TagProblem,
    TooLongProblem,
    ValueInStyleProblem,
    ValueProblem,
)

SOURCE_LIMIT = 500_000  # characters; pictures may stand in it as data: addresses
PIECES = ("certificates/_name.html", "certificates/_dots.svg", "certificates/_qr.svg")
MOST_LOOPS = 2  # one in the other; with the lists below a text then grows at most ninefold
LISTS = {"both": "words", "sources": "source", "facts": "fact", "name.lines": ""}
_TAGS = ("if", "elif", "else", "endif", "for", "empty", "endfor", "include")
_IN_STYLE = ("fallback", "families")
_WORDS = (
    *(
        "tag",
        "title",
        "presented",
        "together",
        "before",
        "after",
        "date",
        "boundary_label",
        "boundary",
        "method",
    ),
    *("retired_label", "more", "funding", "settlement", "terms", "demonstration", "check", "ornament"),
)
_SOURCE = (
    *("registry", "project", "other_name", "serial", "slots.0", "slots.1", "ranges.0", "ranges.1"),
    *("slots", "ranges"),
)
_FACT = ("label", "value", "other_label", "other_value")
_ALONE = (
    *("title", "ribbon", "amount", "number", "address", "fallback", "families", "both", "sources", "facts"),
    *(
        "name.is_slot",
        "name.lines",
        "name.lines.0",
        "name.also",
        "name.size",
        "name.inset",
        "name.line_height",
    ),
)
_FORLOOP = tuple(f"forloop.{part}" for part in ("first", "last", "counter", "counter0", "revcounter"))
_IN_STYLE_ATTRIBUTE = (*_IN_STYLE, "name.size", "name.inset", "name.line_height")
_PLAIN_ATTRIBUTES = frozenset(
    {
        "alt",
        "aria-label",
        "class",
        "content",
        "data-after",
        "data-slot",
        "datetime",
        "dir",
        "id",
        "lang",
        "title",
    }
)
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MARK = "qvaluez"  # no letters that HTML would change


@dataclass(frozen=True)
class DesignText:
    """A template out of a design, in place of the name of a file."""

    source: str

    def render(self, context: Mapping[str, Any]) -> str:
        """Its HTML. TemplateSyntaxError where `language_problems` would have found one."""
        return str(_compiled(self.source).render(Context(dict(context))))


def language_problems(source: str) -> list[DesignProblem]:
    """What in a design's text is not of its language; empty when it can be rendered."""
    if len(source) > SOURCE_LIMIT:
        return [TooLongProblem(None, length=len(source), limit=SOURCE_LIMIT)]
    tokens = Lexer(source).tokenize()
    if problems := [*_tag_problems(tokens), *_filter_problems(tokens)]:
        return problems
    try:
        template = _compiled(source)
    except TemplateSyntaxError as error:
        token = getattr(error, "token", None)
        return [SyntaxProblem(getattr(token, "lineno", None), said=str(error))]
    return [*_node_problems(template.nodelist, {}, 0), *_style_problems(source)]


def allowed_values() -> list[str]:
    """Every value that a design may show, as it is written there."""
    return [
        *_ALONE,
        *(f"{whose}.{word}" for whose in ("first", "second", "words") for word in _WORDS),
        *(f"source.{part}" for part in _SOURCE),
        *(f"fact.{part}" for part in _FACT),
    ]


@functools.lru_cache(maxsize=16)
def _compiled(source: str) -> Template:
    return Template(source, engine=_engine())


@functools.cache
def _engine() -> Engine:
    pieces = {name: _source_of(name) for name in PIECES}
    loader = ("django.template.loaders.locmem.Loader", pieces)
    engine = Engine(loaders=[loader], builtins=[], libraries={}, autoescape=True)
    library = Library()
    library.tag("if", do_if)
    library.tag("for", do_for)
    library.tag("include", do_include)
    engine.template_builtins = [library]
    return engine


def _source_of(name: str) -> str:
    found: Any = get_template(name)
    return str(found.template.source)


def _tag_problems(tokens: list[Token]) -> Iterator[DesignProblem]:
    for token in tokens:
        if token.token_type != TokenType.BLOCK:
            continue
        name, *rest = token.contents.split() or [""]
        if name not in _TAGS:
            yield TagProblem(token.lineno, tag=name[:60])
        elif name == "include" and (len(rest) != 1 or rest[0].strip("\"'") not in PIECES):
            yield PieceProblem(token.lineno, piece=" ".join(rest)[:60])


def _filter_problems(tokens: list[Token]) -> Iterator[DesignProblem]:
    for token in tokens:
        if token.token_type in (TokenType.BLOCK, TokenType.VAR) and "|" in token.contents:
            yield FilterProblem(token.lineno, words=token.contents[:60])


def _node_problems(nodes: Any, aliases: Mapping[str, str], depth: int) -> Iterator[DesignProblem]:
    for node in nodes:
        yield from _problems_of(node, aliases, depth)


def _problems_of(node: Node, aliases: Mapping[str, str], depth: int) -> Iterator[DesignProblem]:
    line = node.token.lineno if node.token else None
    if isinstance(node, VariableNode):
        yield from _value_problems(node.filter_expression, aliases, line)
    elif isinstance(node, IfNode):
        for condition, nodes in node.conditions_nodelists:
            if any(not _is_plain_question(part) for part in _parts(condition)):
                yield ComparisonProblem(line, words=node.token.contents[:60] if node.token else "")
            for expression in _expressions(condition):
                yield from _value_problems(expression, aliases, line)
            yield from _node_problems(nodes, aliases, depth)
    elif isinstance(node, ForNode):
        yield from _loop_problems(node, aliases, depth + 1, line)
    elif isinstance(node, IncludeNode) and depth > 1:
        yield LoopProblem(line, words=node.token.contents[:60] if node.token else "")


def _loop_problems(
    node: Any, aliases: Mapping[str, str], depth: int, line: int | None
) -> Iterator[DesignProblem]:
    listed = _path(node.sequence)
    if depth > MOST_LOOPS or len(node.loopvars) != 1 or listed not in LISTS:
        yield LoopProblem(line, words=node.token.contents[:60])
        return
    inner = {**aliases, node.loopvars[0]: LISTS[listed]}
    yield from _node_problems(node.nodelist_loop, inner, depth)
    yield from _node_problems(node.nodelist_empty, aliases, depth)


def _expressions(condition: Any) -> Iterator[Any]:
    """The values that the condition of an `if` compares."""
    if condition is None:
        return
    if hasattr(condition, "value") and not callable(condition.value):
        yield condition.value
    for part in (getattr(condition, "first", None), getattr(condition, "second", None)):
        yield from _expressions(part)


def _parts(condition: Any) -> Iterator[Any]:
    """A condition and all that it is made of."""
    if condition is None:
        return
    yield condition
    yield from _parts(getattr(condition, "first", None))
    yield from _parts(getattr(condition, "second", None))


def _is_plain_question(part: Any) -> bool:
    """Whether something is there, or in which language it is. Nothing else decides what a certificate shows.

    A page that may compare could show its ribbon to our samples, and to nobody else.
    """
    if part.id in ("literal", "not", "and", "or"):
        return True
    if part.id != "==":
        return False
    asked = [_path(side.value) for side in (part.first, part.second) if side.id == "literal"]
    return len(asked) == 2 and None in asked and any(path and path.endswith(".tag") for path in asked)


def _value_problems(expression: Any, aliases: Mapping[str, str], line: int | None) -> Iterator[DesignProblem]:
    path = _path(expression)
    if path is None:
        return
    whole = path.replace("[", ".")
    head, dot, rest = whole.partition(".")
    if head in aliases:
        if not aliases[head] and not dot:
            return
        whole = f"{aliases[head]}{dot}{rest}"
        if whole in ("words", "source", "fact", ""):
            whole = "?"
    elif head in ("words", "source", "fact"):
        whole = "?"
    if whole not in _known():
        yield ValueProblem(line, value=path[:60])


def _path(expression: Any) -> str | None:
    """`first.title` for a value, None for a text or number that stands there itself."""
    variable = getattr(expression, "var", None)
    lookups = getattr(variable, "lookups", None)
    return ".".join(lookups) if lookups else None


@functools.cache
def _known() -> frozenset[str]:
    return frozenset({*allowed_values(), *_FORLOOP})


def _style_problems(source: str) -> Iterator[DesignProblem]:
    """A person's name never becomes CSS or a part of a tag.

    In a sheet stand only our lists of faces, in a style attribute the measures of a name as well. In other
    attributes a value stands between quotes, so that it stays one.
    """
    values = list(_VALUE.finditer(source))
    words = iter(range(len(values)))
    marked = _VALUE.sub(lambda found: f"{_MARK}{next(words)}z" + "\n" * found[0].count("\n"), source)
    reader = _Reader([value[1] for value in values])
    reader.feed(_TAG.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), marked))
    reader.close()
    for index in sorted(reader.refused):
        line = source.count("\n", 0, values[index].start()) + 1
        yield ValueInStyleProblem(line, value=values[index][1][:60])


class _Reader(HTMLParser):
    """Looks where the marks stand that were put in place of values."""

    def __init__(self, values: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.values = values
        self.refused: set[int] = set()
        self._is_in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_in_style = tag == "style"
        self._refuse(tag, ())
        quoted = "".join(_QUOTED.findall(self.get_starttag_text() or ""))
        for name, value in attrs:
            self._refuse(name, ())
            if name == "style" or name not in _PLAIN_ATTRIBUTES:
                self._refuse(value or "", _IN_STYLE_ATTRIBUTE)
            self.refused.update(index for index in _marks(value or "") if f"{_MARK}{index}z" not in quoted)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._is_in_style = False

    def handle_data(self, data: str) -> None:
        if self._is_in_style:
            self._refuse(data, _IN_STYLE)

    def _refuse(self, text: str, allowed: tuple[str, ...]) -> None:
        self.refused.update(index for index in _marks(text) if self.values[index] not in allowed)


def _marks(text: str) -> Iterator[int]:
    return (int(found[1]) for found in re.finditer(rf"{_MARK}(\d+)z", text))
