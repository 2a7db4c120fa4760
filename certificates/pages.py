"""What stands on a certificate's page: the values of its template, and which of them are a person's own.

Whatever changes the flow of the text stands in the plate; the rest are slots. Two Statements whose plates have the
same key get the same HTML, because the key is made of all the values that the template is given.
"""

import functools
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from certificates import fonts, ribbon
from certificates.designs.language import PIECES, DesignText
from certificates.document import (
    RIBBON,
    WORDING,
    Statement,
    Wording,
    grouped_dots,
    in_both_languages,
    ornament,
    shown_number,
    strokes,
    unbroken,
)
from certificates.document.ornament import SIDE, all_seeds
from certificates.document.wording import Source
from certificates.plates import (
    FORMAT,
    Drawing,
    Face,
    Fill,
    Name,
    Picture,
    Text,
    Written,
    dots,
    modules,
    point,
)
from certificates.plates.slots import SlotKind
from diandian.lib.qr import QUIET_MODULES, qr_path, qr_rows_in_series

QR_MASK = 3  # fixed: to look for the best of eight takes five times as long, and every one is read
_INK = "#12291F"
_SAMPLE_NUMBER, _SAMPLE_NAME = "2A2A-2A2A-2A2A", "名"
_UNIT = "CO₂e"
_AMOUNTS = "0123456789.,\u00a0gkt"
_NUMBERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_ADDRESSES = "".join(map(chr, range(0x21, 0x7F)))
_DIGIT, _GRAMS = re.compile(r"\d"), re.compile(r"\d[\d,]*")
_TAGS = {"zh-hans": "zh-Hans", "en": "en"}

Template = str | DesignText  # the name of a file of ours, or the text of a design
ANY_TEMPLATE = DesignText(
    "sources"
)  # not to be rendered: a page in it has fills for all slots that there are


@dataclass(frozen=True)
class SetName:
    """A name in HTML: its lines, its size and its distance from the top of its box in CSS pixels.

    `line_height` is in parts of the size.
    """

    lines: tuple[str, ...]
    size: float
    inset: float
    line_height: float
    families: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A Statement's page in one template. `values` are without the person; `slots` and `fills` go together."""

    template: Template
    statement: Statement
    both: tuple[Wording, Wording]
    values: Mapping[str, Any]

    @property
    def is_named(self) -> bool:
        return bool(self.statement.holder_name)

    @property
    def has_amount(self) -> bool:
        """A badge has none."""
        return bool(self.both[0].amount)

    @property
    def needs_ribbon(self) -> bool:
        """A demonstration in a design: our own templates draw the ribbon themselves, and hide it from nobody."""
        return self.statement.is_demonstration and isinstance(self.template, DesignText)

    @property
    def title(self) -> str:
        first = self.both[0]
        return f"{first.title} · {first.holder} · {shown_number(self.statement.number)}"

    def key(self) -> str:
        """The plate's key: 64 hexadecimal digits."""
        text = json.dumps(self.values, sort_keys=True, ensure_ascii=False)
        over = f" ribbon {ribbon.VERSION}" if self.needs_ribbon else ""
        return hashlib.sha256(f"{_workshop(self.template)}{over}\n{text}".encode()).hexdigest()

    def slots(self) -> dict[str, SlotKind]:
        kinds: dict[str, SlotKind] = {
            **({"amount": Text(_AMOUNTS), "unit": Text(_UNIT)} if self.has_amount else {}),
            "number": Text(_NUMBERS),
            "address": Text("".join(sorted({*_ADDRESSES, *short_address(self.statement)}))),
            "ornament": Picture(),
            "qr": Picture(),
        }
        if self.values["name"].get("is_slot"):
            kinds["name"] = Name()
        for source in self.values["sources"]:
            kinds |= {slot: Text(_range_alphabet()) for slot in source["slots"]}
        return kinds

    def fills(self) -> dict[str, Fill]:
        statement = self.statement
        fills: dict[str, Fill] = {
            **({"amount": unbroken(self.both[0].amount), "unit": _UNIT} if self.has_amount else {}),
            "number": shown_number(statement.number),
            "address": short_address(statement),
            "ornament": _ornament(statement.number),
            "qr": _qr(statement),
        }
        if self.values["name"].get("is_slot"):
            fills["name"] = Written(
                statement.holder_name, face(fonts.name_families(statement.holder_name)[0])
            )
        for source, ranges in zip(self.values["sources"], _stated_ranges(self.both), strict=False):
            fills |= dict(zip(source["slots"], ranges, strict=True))
        return fills

    def html_of_plate(self) -> str:
        """The page with samples in its slots."""
        return _rendered(self.template, self.values)

    def html(self, name: SetName | None) -> str:
        """The page with everything in it."""
        path, side = qr_path(self.statement.address, mask=QR_MASK)
        sources = [
            source | {"ranges": ranges}
            for source, ranges in zip(self.values["sources"], _stated_ranges(self.both), strict=False)
        ]
        own = {
            "title": self.title,
            "amount": unbroken(self.both[0].amount),
            "number": shown_number(self.statement.number),
            "address": short_address(self.statement),
            "sources": sources,
            "strokes": strokes(ornament(self.statement.number)),
            "qr_path": path,
            "qr_side": side,
        }
        return _rendered(self.template, {**self.values, **own} | (_named(name) if name else {}))


def page(statement: Statement, template: Template, name: SetName | None = None) -> Page:
    """The page of a Statement. With `name`, the name is a part of the plate, which is then this person's own."""
    both = in_both_languages(statement)
    first, second = both
    host, slash, _number = short_address(statement).rpartition("/")
    values: dict[str, Any] = {
        "title": first.title,
        "both": [_words(words) for words in both],
        "ribbon": RIBBON if statement.is_demonstration else "",
        "fallback": fonts.NAME_FAMILIES,
        "families": (fonts.SERIF,),
        "name": {"is_slot": True, "lines": [_SAMPLE_NAME]},
        "amount": unbroken(_DIGIT.sub("0", first.amount)),
        "number": _SAMPLE_NUMBER,
        "address": f"{host}{slash}2a2a2a2a2a2a",
        "sources": _sources(first, second) if "sources" in source_of(template) else [],
        "facts": _facts(first, second),
        "qr_side": 1,
    }
    if name:
        values |= _named(name)
    elif not statement.holder_name:
        values["name"] = {"lines": [first.holder], "also": second.holder}
    return Page(template, statement, both, values)


def short_address(statement: Statement) -> str:
    """The address without its protocol, short enough to be typed."""
    return statement.address.split("://", 1)[-1].rstrip("/")


@functools.cache
def face(family: str) -> Face:
    """The face in which names of this family are set. It stays open: each is used again."""
    found = fonts.face_of(family)
    return Face(found.path, found.index)


def _named(name: SetName) -> dict[str, Any]:
    measures = {field: f"{getattr(name, field):.4f}" for field in ("size", "inset", "line_height")}
    return {"name": {"lines": list(name.lines), **measures}, "families": name.families}


def _words(words: Wording) -> dict[str, str]:
    before, after = words.claim_around
    taken = (
        "title",
        "event",
        "presented",
        "together",
        "date",
        "boundary_label",
        "boundary",
        "method",
        "retired_label",
        "more",
    )
    more = ("funding", "settlement", "terms", "demonstration", "check", "ornament")
    values = {field: getattr(words, field) for field in (*taken, *more)}
    return {"tag": _TAGS[words.language], "before": before, "after": after, **values}


def _sources(first: Wording, second: Wording) -> list[dict[str, Any]]:
    """The lines of what was retired, with ranges from 0 to 0: a range ends its line, however long it is."""
    return [
        {
            "registry": one.registry,
            "project": one.project,
            "other_name": other.project_name,
            "serial": one.serial_block,
            "slots": (f"range-{index}-first", f"range-{index}-second"),
            "ranges": [_GRAMS.sub("0", grams) for grams in _ranges(one, other)],
        }
        for index, (one, other) in enumerate(zip(first.sources, second.sources, strict=True))
    ]


def _facts(first: Wording, second: Wording) -> list[dict[str, str]]:
    return [
        {"label": one.label, "value": one.value, "other_label": other.label, "other_value": other.value}
        for one, other in zip(first.facts, second.facts, strict=True)
    ]


def _ranges(one: Source, other: Source) -> tuple[str, str]:
    return f"{one.grams} ·", other.grams


def _stated_ranges(both: tuple[Wording, Wording]) -> list[tuple[str, str]]:
    return [_ranges(one, other) for one, other in zip(both[0].sources, both[1].sources, strict=True)]


@functools.cache
def _range_alphabet() -> str:
    return "".join(sorted({*"0123456789, ·", *"".join(WORDING["range"].values())}))


def _qr(statement: Statement) -> Drawing:
    before, number, after = statement.address.partition(statement.number)
    return modules(qr_rows_in_series(before, number, after, mask=QR_MASK), QUIET_MODULES, _INK)


def _ornament(number: str) -> Drawing:
    points = _points()
    groups = grouped_dots(number).items()
    return dots(((*kind, b"".join([points[seed.place] for seed in seeds])) for kind, seeds in groups), SIDE)


@functools.cache
def _points() -> tuple[bytes, ...]:
    """The dots of all ornaments are at the same places."""
    return tuple(point(seed.x, seed.y) for seed in all_seeds())


def _rendered(template: Template, values: Mapping[str, Any]) -> str:
    """The template's HTML. One font list for CSS is made of each tuple of families."""
    first, second = values["both"]
    context = {
        **values,
        "first": first,
        "second": second,
        "families": _css_families(values["families"]),
        "fallback": _css_families(values["fallback"]),
    }
    found = template if isinstance(template, DesignText) else get_template(template)
    return found.render(context)


def _css_families(families: Sequence[str]) -> SafeString:
    """A list for CSS. The names are our own, and their quotes stay as they are."""
    return mark_safe(", ".join(f"'{family}'" for family in families))  # noqa: S308


@functools.lru_cache(maxsize=32)
def _workshop(template: Template) -> str:
    """What besides the values decides what a plate is: the template's files, WeasyPrint, the plate's format."""
    sources = "\n".join(map(source_of, (template, *PIECES)))
    return f"{FORMAT} {version('weasyprint')} {hashlib.sha256(sources.encode()).hexdigest()}"


@functools.lru_cache(maxsize=32)
def source_of(template: Template) -> str:
    """The text of a template."""
    if isinstance(template, DesignText):
        return template.source
    found: Any = get_template(template)
    return str(found.template.source)
