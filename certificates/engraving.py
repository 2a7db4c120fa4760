"""Where plates are made, and the only way to WeasyPrint, whose time and memory whoever only stamps is spared.

Import it where something is engraved, never above. That a missing glyph is an error is said here, before anything
can be drawn.
"""

import functools
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from certificates.errors import UnprintableNameError
from certificates.plates import NamePlace, Plate
from certificates.plates.errors import FetchingTemplateError
from certificates.plates.freezing import Drawn, make_plate
from certificates.plates.measuring import measured
from certificates.plates.slots import SlotKind
from certificates.plates.typesetting import Typesetting, only_data_addresses


class _MissingGlyphsAreErrors(logging.Handler):
    """WeasyPrint only warns when it draws an empty box for a character; a box never gets on our paper."""

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, str) and ".notdef" in record.msg:
            raise UnprintableNameError([record.getMessage()])


logging.getLogger("weasyprint").addHandler(_MissingGlyphsAreErrors(logging.WARNING))


def engraved(html: str, slots: Mapping[str, SlotKind], over: Drawn | None = None) -> Plate:
    """The plate of a page in HTML. UnfitTemplateError where it cannot become one, UnprintableNameError."""
    with _fetching_is_refused():
        return make_plate(html, slots, typesetting(), over)


def measured_name(name: str, families: str, place: NamePlace) -> tuple[float, float]:
    """The size of a name in its box, and its distance from the top, as the full text engine sets it."""
    with _fetching_is_refused():
        return measured(name, families, place, typesetting())


def whole(html: str) -> bytes:
    """The PDF of a page in HTML that has everything in it."""
    page = HTML(string=html, url_fetcher=only_data_addresses())
    with _fetching_is_refused():
        return bytes(page.write_pdf(font_config=_font_configuration(), pdf_tags=True, pdf_variant="pdf/a-3a"))


@contextmanager
def _fetching_is_refused() -> Iterator[None]:
    """WeasyPrint's own refusal is no Exception: it would end the worker that draws."""
    try:
        yield
    except FatalURLFetchingError as error:
        raise FetchingTemplateError(str(error)) from error


@functools.cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


@functools.cache
def typesetting() -> Typesetting:
    """What WeasyPrint draws our pages with: nothing is fetched."""
    return Typesetting(font_configuration=_font_configuration())
