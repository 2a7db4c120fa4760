"""Statement and template to bytes: a PDF for paper, a picture for phones. Same input, same bytes.

Both are stamped from plates (`certificates/plates/README.md`): WeasyPrint renders a page once for all who share its
texts, and each person's own is put into its slots. A name that only the full text engine can set has a plate of
its own, with the name in it.
"""

import functools
import io
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pypdfium2
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from certificates import fonts, pages
from certificates.document import Kind, Statement
from certificates.errors import UnprintableNameError
from certificates.ink import line_height
from certificates.pages import Page, SetName, Template, page
from certificates.plates import (
    About,
    Attachment,
    NamePlace,
    Plate,
    Seal,
    Typesetting,
    UnsetNameError,
    Written,
    fitted,
    make_plate,
    measured,
    stamp,
)

PAPER, POSTER = "certificates/paper.html", "certificates/poster.html"
CARD = "certificates/card.html"
FORMAL, BADGE = "certificates/formal.html", "certificates/badge.html"
POSTER_WIDTH, POSTER_HEIGHT = 1080, 1920  # pixels
DOCUMENT_NAME = "diandian-certificate.json"
_AUTHOR = "点点 Diandian"
POSTER_LIMIT = 200_000  # bytes
_QUALITIES = (74, 66, 58, 50)  # of the poster's JPEG: the first that keeps it within its limit
_KEPT_PLATES = 64  # about 100 KB each
_DRAWING = threading.RLock()  # neither PDFium nor one font configuration is safe in two threads at once


class _MissingGlyphsAreErrors(logging.Handler):
    """WeasyPrint only warns when it draws an empty box for a character; a box never gets on our paper."""

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, str) and ".notdef" in record.msg:
            raise UnprintableNameError([record.getMessage()])


logging.getLogger("weasyprint").addHandler(_MissingGlyphsAreErrors(logging.WARNING))


@dataclass
class Shelf:
    """The plates that this process used last. `find` and `keep` may look further than its memory."""

    plates: OrderedDict[str, Plate] = field(default_factory=OrderedDict)

    def plate(self, key: str, make: Callable[[], Plate], *, is_shared: bool = True) -> Plate:
        """The plate of this key, made where nobody has it. One that few people share is only remembered."""
        found = self.plates.pop(key, None)
        if found is None:
            found = (self.find(key) or self.keep(key, make())) if is_shared else make()
        self.plates[key] = found
        while len(self.plates) > _KEPT_PLATES:
            self.plates.popitem(last=False)
        return found

    def find(self, key: str) -> Plate | None:
        return None

    def keep(self, key: str, plate: Plate) -> Plate:
        """The plate to use from now on: this one, or the one that somebody kept first."""
        return plate


SHELF = Shelf()


def pdf(
    statement: Statement,
    *,
    template: Template | None = None,
    document: str | None = None,
    seal: Seal | None = None,
    shelf: Shelf = SHELF,
) -> bytes:
    """The certificate on A4, bilingual, as tagged PDF/A-3a and PDF/UA-1; in its kind's own template by default.

    It carries `document`, the JSON that proves it, and the signature that `seal` gives for a SHA-256. Raises
    UnprintableNameError when a glyph is missing.
    """
    attachment = None
    if document is not None:
        description = "点点 Diandian · 证书文件 certificate document"
        attachment = Attachment(DOCUMENT_NAME, "application/json", description, document.encode())
    return _stamped(statement, template or paper_of(statement.kind), shelf, attachment, seal)


def paper_of(kind: str) -> str:
    """The name of our own template for the paper of a kind."""
    return {Kind.DONOR: FORMAL, Kind.WITNESS: FORMAL, Kind.BADGE: BADGE}.get(Kind(kind), PAPER)


def poster(statement: Statement, *, template: Template = POSTER, shelf: Shelf = SHELF) -> bytes:
    """The picture for phones, a JPEG of 1080 × 1920 pixels. UnprintableNameError when a glyph is missing."""
    return _picture(statement, template, shelf)


def card(statement: Statement, *, shelf: Shelf = SHELF) -> bytes:
    """The picture that stands beside a shared link, a JPEG of 1200 × 630 pixels. Raises like `poster`."""
    return _picture(statement, CARD, shelf)


def _picture(statement: Statement, template: Template, shelf: Shelf) -> bytes:
    with _DRAWING:
        document = pypdfium2.PdfDocument(_stamped(statement, template, shelf))
        try:
            picture = document[0].render(scale=4 / 3, rev_byteorder=True).to_pil()
        finally:
            document.close()
    for quality in _QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, subsampling="4:2:0")
        if out.tell() <= POSTER_LIMIT:
            break
    return out.getvalue()


def naive_pdf(statement: Statement, template: Template = PAPER) -> bytes:
    """The same page rendered by WeasyPrint as a whole: what a stamped one is compared with, and costs less than."""
    named = page(statement, template)
    name = set_name(named, SHELF) if named.is_named else None
    with _DRAWING:
        html = HTML(string=named.html(name), url_fetcher=_only_data_addresses())
        return bytes(html.write_pdf(font_config=_font_configuration(), pdf_tags=True, pdf_variant="pdf/a-3a"))


def _stamped(
    statement: Statement,
    template: Template,
    shelf: Shelf,
    attachment: Attachment | None = None,
    seal: Seal | None = None,
) -> bytes:
    named = page(statement, template)
    first = named.both[0]
    about = About(named.title, _AUTHOR, first.claim, statement.issued_at)
    if not named.is_named or fonts.is_plain(statement.holder_name):
        plate = plate_of(named, shelf)
        try:
            return stamp(plate, named.fills(), about=about, attachment=attachment, seal=seal)
        except UnsetNameError:
            pass  # the full text engine sets it
    own = page(statement, template, set_name(named, shelf))
    return stamp(_made(own), own.fills(), about=about, attachment=attachment, seal=seal)


def plate_of(page: Page, shelf: Shelf) -> Plate:
    """The plate of a page, from the shelf or made anew. UnfitTemplateError where the page cannot become one."""
    return shelf.plate(page.key(), lambda: _made(page), is_shared=page.is_shared)


def _made(page: Page) -> Plate:
    with _DRAWING:
        return make_plate(page.html_of_plate(), page.slots(), typesetting())


def set_name(page: Page, shelf: Shelf) -> SetName:
    """How the name stands in the box that all names of this page have, for a page that has it in its HTML."""
    name = page.statement.holder_name
    families = fonts.name_families(name)
    place = next(place for place in plate_of(page, shelf).places if isinstance(place, NamePlace))
    if fonts.is_plain(name):
        try:
            lettering = fitted(Written(name, pages.face(families[0])), place)
            lines = tuple(line.text for line in lettering.lines)
            return SetName(lines, lettering.size, lettering.inset, place.line_height, families)
        except UnsetNameError:
            pass  # as a name that is not plain
    place = replace(place, line_height=max(place.line_height, line_height(name)))
    with _DRAWING:
        css = ", ".join(f"'{family}'" for family in families)
        size, inset = measured(name, f"{css}, serif", place, typesetting())
    return SetName((name,), size, inset, place.line_height, families)


def _only_data_addresses() -> URLFetcher:
    """A certificate fetches nothing: not from the network, not from the disk."""
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)


@functools.cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


@functools.cache
def typesetting() -> Typesetting:
    """What WeasyPrint draws our pages with: nothing is fetched."""
    return Typesetting(_only_data_addresses(), _font_configuration())
