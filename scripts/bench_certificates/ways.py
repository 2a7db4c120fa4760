"""Each way to make certificates, as a function of an index: what it returns is the file, if it makes one.

A way is imported and warmed up in a process of its own, so that its memory is its own.
"""

import dataclasses
import functools
import io
import os
import time
from collections.abc import Callable, Generator

import pypdfium2

from certificates import pages, rendering
from certificates.document import ornament
from certificates.plates import About, stamp
from scripts import make_certificate_vectors as vectors
from scripts.bench_certificates.statements import SHAPED, statement

Work = Callable[[int], bytes | None]


@functools.cache
def document() -> str:
    """A certificate document of the usual size: its proofs fit another certificate, of which no way takes note."""
    return vectors.document(0).text


def signed(index: int) -> bytes:
    """Statement to signed bytes: the Statement's own signature, the page, the document inside, the seal over all."""
    stated, sealer = statement(index), vectors.live()
    sealer.sign_statement(stated.text)
    return rendering.pdf(stated, document=document(), seal=sealer.seal)


def unsigned(index: int) -> bytes:
    return rendering.pdf(statement(index))


def shaped(index: int) -> bytes:
    named = dataclasses.replace(statement(index), holder_name=SHAPED)
    return rendering.pdf(named, document=document(), seal=vectors.live().seal)


def naive(index: int) -> bytes:
    return rendering.naive_pdf(statement(index))


def naive_signed(index: int) -> bytes:
    from scripts.bench_certificates.pyhanko_seal import pyhanko_signed  # noqa: PLC0415

    return pyhanko_signed(naive(index))


def poster(index: int) -> bytes:
    return rendering.poster(statement(index))


def poster_naive(index: int) -> bytes:
    """The whole page by WeasyPrint, drawn by PDFium and saved as Pillow saves a JPEG."""
    drawn = pypdfium2.PdfDocument(rendering.naive_pdf(statement(index), rendering.POSTER))
    out = io.BytesIO()
    drawn[0].render(scale=4 / 3).to_pil().convert("RGB").save(out, "JPEG", quality=82)
    drawn.close()
    return out.getvalue()


def plate(index: int) -> None:
    """A plate made anew, as for another event: WeasyPrint once, and all of it frozen."""
    rendering.plate_of(pages.page(statement(index), rendering.PAPER), rendering.Shelf())


# --- The parts of ours ------------------------------------------------------------------------------------


def stating(index: int) -> None:
    """What the benchmark itself takes to state, which every way bears."""
    statement(index)


def wording(index: int) -> None:
    _page(index)


def plate_key(index: int) -> None:
    _page(index).key()


def fills(index: int) -> None:
    _page(index).fills()


def flower(index: int) -> None:
    ornament(statement(index).number)


def code(index: int) -> None:
    """As paper has it: added up from the number's characters."""
    pages._qr(statement(index))


def stamping(index: int) -> None:
    page = _page(index)
    about = About(page.title, "", page.both[0].claim, page.statement.retired_at or "")
    stamp(rendering.plate_of(page, rendering.SHELF), page.fills(), about=about)


def seal(index: int) -> None:
    vectors.live().seal(index.to_bytes(32, "big"))


def statement_signature(index: int) -> None:
    vectors.live().sign_statement(statement(index).text)


def _page(index: int) -> pages.Page:
    return pages.page(statement(index), rendering.PAPER)


PARTS: dict[str, Work] = {
    "stating, the benchmark's own": stating,
    "… wording": wording,
    "… wording, plate's key": plate_key,
    "… wording, fills": fills,
    "… ornament": flower,
    "… QR code": code,
    "… wording, fills, key, stamp": stamping,
    "seal": seal,
    "… Statement's signature": statement_signature,
}


def typst_work(*, is_signed: bool) -> Work:
    from scripts.bench_certificates.pyhanko_seal import pyhanko_signed  # noqa: PLC0415
    from scripts.bench_certificates.typst_page import Typesetter  # noqa: PLC0415

    typesetter = Typesetter()

    def work(index: int) -> bytes:
        made = typesetter.pdf(statement(index))
        return pyhanko_signed(made) if is_signed else made

    return work


def chromium_pages() -> Generator[Work, None, None]:
    """One open browser and page, into which each certificate is put and printed. It closes as the iterator ends."""
    from scripts.browser import chromium  # noqa: PLC0415

    with chromium({"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}) as browser:
        page = browser.new_page()

        def work(index: int) -> bytes:
            named = pages.page(statement(index), rendering.PAPER)
            page.set_content(named.html(rendering.set_name(named, rendering.SHELF)))
            return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)

        yield work


def family_cpu_ms() -> float:
    """CPU milliseconds of this process and of all that it started."""
    from scripts.bench_journey import cpu_ms  # noqa: PLC0415

    return cpu_ms(os.getpid())


def own_cpu_ms() -> float:
    return time.process_time() * 1000
