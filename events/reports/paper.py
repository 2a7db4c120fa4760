"""A document as PDF: tagged, with bookmarks, contents with page numbers, and heads that tables repeat on each page."""

import base64
from typing import Any

from django.template.loader import render_to_string

import certificates.queries
from events.pictures import SIDE, field_of_dots
from events.reports.blocks import Document, Part, Tongue

# What stands for a character that no face of ours has, as typesetters have it since lead.
UNKNOWN = "〓"
_DOT_COLOURS = {"d0": "#6cbf4b", "d1": "#0b5d3b", "d2": "#f2b33d", "d3": "#c92f65"}


def pdf_of(document: Document, digest: str) -> bytes:
    """The finished PDF/A. `digest` is the SHA-256 of the JSON with the same numbers: it is printed.

    Loads WeasyPrint, so that only those who engrave pay for it.
    """
    import certificates.engraving  # noqa: PLC0415

    return certificates.engraving.whole(html_of(document, digest))


def html_of(document: Document, digest: str) -> str:
    """The page that is engraved. It has everything in it and asks for nothing."""
    return printable(render_to_string("reports/paper.html", _context(document, digest)))


def printable(text: str) -> str:
    """The text with UNKNOWN in place of what cannot be printed: an organiser's emoji must not end a report."""
    for character in sorted(set(text)):
        if not character.isascii() and certificates.queries.unprintable(character):
            text = text.replace(character, UNKNOWN)
    return text


def _context(document: Document, digest: str) -> dict[str, Any]:
    titles = {tongue.code: title for tongue, title in document.titles}
    parts = [_part(number, part, titles) for number, part in enumerate(document.parts)]
    first = document.titles[0][0]
    return {
        "document": document,
        "tag": first.tag,
        "title": document.titles[0][1],
        "event_name": document.event_names[0][1],
        "parts": parts,
        "digest": digest,
        "words": _words(document),
        "dots": picture_address(_cover_dots()),
    }


def _words(document: Document) -> dict[str, str]:
    tongues = [tongue for tongue, _title in document.titles]
    say = (Tongue("both") if len(tongues) > 1 else tongues[0]).say
    return {
        "contents": say("目录", "Contents"),
        "same": say(
            "与本文件同时生成的 JSON 含有全部数字。其 SHA-256：",
            "All numbers stand in a JSON file that was made with this one. Its SHA-256:",
        ),
    }


def _part(number: int, part: Part, titles: dict[str, str]) -> dict[str, Any]:
    """A part with its sections, each with the anchor to which the contents lead."""
    return {
        "tongue": part.tongue,
        "title": titles.get(part.tongue.code) or " · ".join(titles.values()),
        "sections": [
            {
                "number": name,
                "anchor": f"s{number}-{name}",
                "title": section.title,
                "blocks": section.blocks,
                "is_appendix": name.isalpha(),
            }
            for name, section in part.numbered()
        ],
    }


def picture_address(svg: str) -> str:
    """A picture as an address that has all of it inside."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _cover_dots() -> str:
    """The field of dots of the house's zone pages, in the colours of its paper."""
    layers = "".join(
        f'<path d="{layer.path}" fill="none" stroke="{_DOT_COLOURS[layer.css_class]}" '
        f'stroke-width="{layer.stroke_width}" stroke-linecap="round"/>'
        for layer in field_of_dots()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{layers}</svg>'
