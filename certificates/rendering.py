"""Statement and template to bytes: a PDF for paper, a picture for phones. Same input, same bytes.

Both are stamped from plates (`certificates/plates/README.md`): WeasyPrint renders a page once for all who share its
texts, and each person's own is put into its slots. A name that only the full text engine can set has a plate of
its own, with the name in it.
"""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pypdfium2

from certificates import fonts, pages
from certificates.document import Kind, Statement
from certificates.ink import line_height
from certificates.pages import ANY_TEMPLATE, Page, SetName, Template, page
from certificates.plates import (
    About,
    Attachment,
    NamePlace,
    Plate,
    Seal,
    UnsetNameError,
    Written,
    fitted,
    stamp,
)
from certificates.ribbon import ribbon

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


@dataclass
class Shelf:
    """The plates that this process used last. `find` and `keep` may look further than its memory."""

    plates: OrderedDict[str, Plate] = field(default_factory=OrderedDict)

    def plate(self, key: str, make: Callable[[], Plate]) -> Plate:
        """The plate of this key, made where nobody has it."""
        found = self.plates.pop(key, None) or self.own_plate(key, make)
        self.plates[key] = found
        while len(self.plates) > _KEPT_PLATES:
            self.plates.popitem(last=False)
        return found

    def own_plate(self, key: str, make: Callable[[], Plate]) -> Plate:
        """The plate of one person, which is kept, but not remembered: it would push out what many share."""
        return self.find(key) or self.keep(key, make())

    def find(self, key: str) -> Plate | None:
        return None

    def keep(self, key: str, plate: Plate) -> Plate:
        """The plate to use from now on: this one, or the one that somebody kept first."""
        return plate


SHELF = Shelf()


@dataclass(frozen=True, slots=True)
class Stamped:
    """A finished file, and the key of the plate of which it was stamped."""

    content: bytes
    plate_key: str


def pdf(
    statement: Statement,
    *,
    template: Template | None = None,
    document: str | None = None,
    seal: Seal | None = None,
    shelf: Shelf = SHELF,
) -> bytes:
    """What `paper` makes, alone."""
    return paper(statement, template=template, document=document, seal=seal, shelf=shelf).content


def paper(
    statement: Statement,
    *,
    template: Template | None = None,
    document: str | None = None,
    seal: Seal | None = None,
    shelf: Shelf = SHELF,
) -> Stamped:
    """The certificate on A4, bilingual, as tagged PDF/A-3a and PDF/UA-1; in its kind's own template by default.

    It carries `document`, the JSON that proves it, and the signature that `seal` gives for a SHA-256. Raises
    UnprintableNameError when a glyph is missing. Every plate that a paper is stamped from is kept in the shelf.
    """
    extras = _Extras(_attachment(document), seal, keeps_own=True)
    return _stamped(statement, template or paper_of(statement.kind), shelf, extras)


def restamped(statement: Statement, plate: Plate, *, document: str | None, seal: bytes | None) -> bytes:
    """The paper as it was first made of this plate, with the seal that it got then. No template and no key is read."""
    named = page(statement, ANY_TEMPLATE)
    stored = seal if seal is None else (lambda _digest: seal)
    return stamp(plate, named.fills(), about=_about(named), attachment=_attachment(document), seal=stored)


def _attachment(document: str | None) -> Attachment | None:
    if document is None:
        return None
    description = "点点 Diandian · 证书文件 certificate document"
    return Attachment(DOCUMENT_NAME, "application/json", description, document.encode())


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
        document = pypdfium2.PdfDocument(_stamped(statement, template, shelf).content)
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
    return whole(named.html(name))


def whole(html: str) -> bytes:
    """The PDF of a page in HTML that is no certificate: drawn as those are, one at a time."""
    from certificates import engraving  # noqa: PLC0415  loads WeasyPrint

    with _DRAWING:
        return engraving.whole(html)


@dataclass(frozen=True, slots=True)
class _Extras:
    """What a paper has beside its page, and a picture has not."""

    attachment: Attachment | None = None
    seal: Seal | None = None
    keeps_own: bool = False  # a plate with a name in it, so that the file can be made again


def _stamped(statement: Statement, template: Template, shelf: Shelf, extras: _Extras = _Extras()) -> Stamped:
    named = page(statement, template)
    about, attachment, seal = _about(named), extras.attachment, extras.seal
    if not named.is_named or fonts.is_plain(statement.holder_name):
        plate = plate_of(named, shelf)
        try:
            content = stamp(plate, named.fills(), about=about, attachment=attachment, seal=seal)
            return Stamped(content, named.key())
        except UnsetNameError:
            pass  # the full text engine sets it
    own = page(statement, template, set_name(named, shelf))
    key = own.key()
    plate = shelf.own_plate(key, lambda: _made(own)) if extras.keeps_own else _made(own)
    return Stamped(stamp(plate, own.fills(), about=about, attachment=attachment, seal=seal), key)


def _about(named: Page) -> About:
    return About(named.title, _AUTHOR, named.both[0].claim, named.statement.issued_at)


def plate_of(page: Page, shelf: Shelf) -> Plate:
    """The plate of a page, from the shelf or made anew. UnfitTemplateError where the page cannot become one."""
    return shelf.plate(page.key(), lambda: _made(page))


def _made(page: Page) -> Plate:
    from certificates import engraving  # noqa: PLC0415  loads WeasyPrint

    with _DRAWING:
        return engraving.engraved(page.html_of_plate(), page.slots(), ribbon if page.needs_ribbon else None)


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
    from certificates import engraving  # noqa: PLC0415  loads WeasyPrint

    place = replace(place, line_height=max(place.line_height, line_height(name)))
    with _DRAWING:
        css = ", ".join(f"'{family}'" for family in families)
        size, inset = engraving.measured_name(name, f"{css}, serif", place)
    return SetName((name,), size, inset, place.line_height, families)
