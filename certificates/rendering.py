"""Statement and template to bytes: a PDF for paper, a picture for phones. Same input, same bytes."""

import functools
import io
import logging
import threading
from typing import Any

import pypdfium2
from django.template.loader import render_to_string
from PIL import Image
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from certificates import fonts
from certificates.document import (
    RIBBON,
    Statement,
    in_both_languages,
    name_length,
    ornament,
    shown_number,
    strokes,
)
from certificates.errors import UnprintableNameError
from diandian.lib.qr import qr_path

POSTER_WIDTH, POSTER_HEIGHT = 1080, 1920  # pixels
Colour = tuple[int, int, int]
_PAPER, _WATERMARK = (0xFB, 0xFA, 0xF5), (0xF1, 0xEE, 0xDF)
_INK, _SUN = (0x12, 0x29, 0x1F), (0xF2, 0xB3, 0x3D)
_INKS: tuple[Colour, ...] = (
    *(_INK, _SUN, (0x0B, 0x5D, 0x3B), (0x2F, 0x8F, 0x4A)),
    *((0x6C, 0xBF, 0x4B), (0xE5, 0x50, 0x7E), (0x55, 0x68, 0x5E)),
)
_DRAWING = threading.Lock()  # neither PDFium nor one font configuration is safe in two threads at once


class _MissingGlyphsAreErrors(logging.Handler):
    """WeasyPrint only warns when it draws an empty box for a character; a box never gets on our paper."""

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, str) and ".notdef" in record.msg:
            raise UnprintableNameError([record.getMessage()])


logging.getLogger("weasyprint").addHandler(_MissingGlyphsAreErrors(logging.WARNING))


def pdf(statement: Statement) -> bytes:
    """The certificate on A4, bilingual, as tagged PDF/A-3a. UnprintableNameError when a glyph is missing."""
    html = render_to_string("certificates/paper.html", _context(statement))
    return _write_pdf(html, pdf_variant="pdf/a-3a")


def poster(statement: Statement) -> bytes:
    """The picture for phones, a PNG of 1080 × 1920 pixels. UnprintableNameError when a glyph is missing."""
    html = render_to_string("certificates/poster.html", _context(statement))
    page = _write_pdf(html)
    with _DRAWING:
        document = pypdfium2.PdfDocument(page)
        try:
            picture = document[0].render(scale=4 / 3).to_pil().convert("RGB")
        finally:
            document.close()
    if picture.size != (POSTER_WIDTH, POSTER_HEIGHT):
        picture = picture.crop((0, 0, POSTER_WIDTH, POSTER_HEIGHT))
    out = io.BytesIO()
    # A fixed palette of the brand's colours and their blends with paper: a quarter of the size.
    picture.quantize(palette=_palette(), dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@functools.cache
def _palette() -> Image.Image:
    steps = [_WATERMARK, *_blends(_PAPER, (0xCF, 0xE3, 0xBE), 3)]
    steps += [step for ink in _INKS for step in _blends(_PAPER, ink, 12)[1:]]
    steps += _blends(_SUN, _INK, 8)  # letters on the ribbon of a demonstration
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in [_PAPER, *steps] for part in colour])
    return palette


def _blends(start: Colour, end: Colour, count: int) -> list[Colour]:
    """`count` colours on the way from `start` to `end`, the last one `end` itself."""
    return [
        (
            start[0] + (end[0] - start[0]) * step // count,
            start[1] + (end[1] - start[1]) * step // count,
            start[2] + (end[2] - start[2]) * step // count,
        )
        for step in range(1, count + 1)
    ]


def _write_pdf(html: str, **options: Any) -> bytes:
    page = HTML(string=html, url_fetcher=_only_data_addresses())
    with _DRAWING:
        return bytes(page.write_pdf(font_config=_font_configuration(), pdf_tags=True, **options))


def _only_data_addresses() -> URLFetcher:
    """A certificate fetches nothing: not from the network, not from the disk."""
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)


@functools.cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


def _context(statement: Statement) -> dict[str, Any]:
    first, second = in_both_languages(statement)
    path, side = qr_path(statement.address)
    return {
        "statement": statement,
        "first": first,
        "second": second,
        "both": (first, second),
        "sources": zip(first.sources, second.sources, strict=True),
        "number": shown_number(statement.number),
        "short_address": short_address(statement),
        "strokes": strokes(ornament(statement.number)),
        "qr_path": path,
        "qr_side": side,
        "ribbon": RIBBON if statement.is_demonstration else "",
        "families": ", ".join(f"'{family}'" for family in fonts.name_families(first.holder)),
        "fallback": ", ".join(f"'{family}'" for family in fonts.NAME_FAMILIES),
        "name_size": _name_size(first.holder),
    }


def short_address(statement: Statement) -> str:
    """The address without its protocol, short enough to be typed."""
    return statement.address.split("://", 1)[-1].rstrip("/")


def _name_size(name: str) -> str:
    """How large a name is set, by the room it takes: a Han character is two Latin letters wide."""
    wide = sum(1 for character in name if ord(character) >= 0x2E80)
    room = name_length(name) + wide
    for size, limit in (("xl", 10), ("l", 16), ("m", 26), ("s", 44)):
        if room <= limit:
            return size
    return "xs"
