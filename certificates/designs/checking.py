"""Everything that is looked at before a design is published: its text, then its pages, then the files it makes.

Drawing takes seconds, and a page may be built so that it takes hours: call it through the workshop.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

import pypdfium2
from weasyprint.urls import URLFetcher

from certificates import engraving, fonts, rendering
from certificates.designs.drafts import (
    PAPER,
    POSTER,
    SHEETS,
    Draft,
    DrawingRefusedError,
    Finding,
    text_problems,
)
from certificates.designs.errors import (
    BrokenProblem,
    ClaimProblem,
    DesignProblem,
    FetchProblem,
    GlyphProblem,
    MissingWordsProblem,
    PagesProblem,
    PlateProblem,
    SizeProblem,
    SmallNameProblem,
    TooLongProblem,
)
from certificates.designs.files import file_problems
from certificates.designs.language import DesignText
from certificates.designs.layout import Area, Ink, ink_problems, inks, place_problems, plain_text, slot_areas
from certificates.designs.markup import slot_problems
from certificates.designs.seeing import readable
from certificates.document import LANGUAGES, RIBBON, Kind
from certificates.document.claims import CLAIMS, letters_of
from certificates.document.samples import Sample, at_occasion, sample, samples
from certificates.errors import UnprintableNameError
from certificates.pages import Page, page
from certificates.plates import PlateError, UnfitFillError, UnfitTemplateError
from certificates.plates.errors import FetchingTemplateError
from certificates.plates.freezing import frozen, laid_out
from certificates.ribbon import ribbon, ribbon_height

HTML_LIMIT = 3_000_000  # characters
ENOUGH = 12  # problems of one sheet: whoever mends these looks again
_MILLIMETRE = 96 / 25.4
_SIZES = {PAPER: (297 * _MILLIMETRE, 210 * _MILLIMETRE), POSTER: (1080.0, 1920.0)}
_LEAST_NAME = {PAPER: 7 * 4 / 3, POSTER: 20.0}
_LEAST_TEXT = {PAPER: 6 * 4 / 3, POSTER: 20.0}
# What every certificate says, so that a design cannot leave out what makes it true.
_SAID = {
    PAPER: (
        *("title", "together", "before", "after", "boundary", "more"),
        *("funding", "settlement", "terms", "demonstration"),
    ),
    POSTER: ("title", "together", "before", "after"),
}
_NO_FACE = re.compile(r"no face has (['\"])(.*)\1", re.S)


def findings(draft: Draft) -> list[Finding]:
    """All reasons not to publish a design; empty when it may be."""
    return [Finding(sheet, problem) for sheet in SHEETS for problem in _sheet_problems(draft, sheet)]


def picture(draft: Draft, sheet: str, key: str, language: str) -> tuple[str, bytes]:
    """One sample as a certificate would look: media type and bytes. DrawingRefusedError where it cannot be made."""
    if problems := text_problems(draft.text(sheet)):
        raise DrawingRefusedError(problems)
    template = DesignText(draft.text(sheet))
    try:
        statement = at_occasion(sample(draft.kind, key, language), draft.occasion).statement
        if sheet == POSTER:
            return "image/jpeg", rendering.poster(statement, template=template, shelf=rendering.Shelf())
        paper = rendering.pdf(statement, template=template, document="{}", shelf=rendering.Shelf())
    except Exception as error:
        raise DrawingRefusedError([_problem_of(error, key)]) from error
    document = pypdfium2.PdfDocument(paper)
    out = io.BytesIO()
    document[0].render(scale=1.6).to_pil().save(out, "PNG")
    document.close()
    return "image/png", out.getvalue()


def _sheet_problems(draft: Draft, sheet: str) -> list[DesignProblem]:
    if problems := text_problems(draft.text(sheet)):
        return problems[:ENOUGH]
    look = _Look(sheet, DesignText(draft.text(sheet)))
    found: dict[tuple[Any, ...], DesignProblem] = {}
    for one in samples(draft.kind):
        for problem in look.problems(at_occasion(one, draft.occasion)):
            values = {name: value for name, value in vars(problem).items() if name != "sample"}
            found.setdefault((type(problem), *values.values()), problem)
        if len(found) >= ENOUGH:
            break
    return list(found.values())[:ENOUGH]


@dataclass
class _Look:
    """Looks at a sheet with one sample after the other; plates and pages that they share are looked at once."""

    sheet: str
    template: DesignText
    shelf: rendering.Shelf = field(default_factory=rendering.Shelf)
    seen: set[str] = field(default_factory=set)

    def problems(self, one: Sample) -> list[DesignProblem]:
        found: list[DesignProblem] = []
        try:
            shown = page(one.statement, self.template)
            if shown.key() not in self.seen:
                self.seen.add(shown.key())
                found.extend(self._page_problems(shown, one.key))
            if not found:
                found.extend(self._paper_problems(shown, one))
        except Exception as error:
            # Whatever goes wrong in a page that staff wrote is a reason, and no failure of ours.
            found.append(_problem_of(error, one.key))
        return found

    def _page_problems(self, shown: Page, key: str) -> Iterator[DesignProblem]:
        html = shown.html_of_plate()
        if len(html) > HTML_LIMIT:
            yield TooLongProblem(None, length=len(html), limit=HTML_LIMIT)
            return
        slots = slot_problems(html, shown.slots())
        yield from slots
        fetcher = _Refusing()
        document = laid_out(html, replace(engraving.typesetting(), url_fetcher=fetcher))
        if len(document.pages) != 1:
            yield PagesProblem(None, count=len(document.pages), sample=key)
            return
        only = document.pages[0]
        width, height = _SIZES[self.sheet]
        if abs(only.width - width) > 1 or abs(only.height - height) > 1:
            yield SizeProblem(
                None, width=only.width, height=only.height, wanted_width=width, wanted_height=height
            )
            return
        static = inks(only)
        yield from ink_problems(static, _LEAST_TEXT[self.sheet])
        yield from _claims(shown, html, static)
        yield from self._missing_words(shown, static, readable(document, static), key)
        if not slots:
            over = ribbon if shown.needs_ribbon else None
            plate = self.shelf.plate(shown.key(), lambda: frozen(document, shown.slots(), over))
            areas = slot_areas(plate, shown.fills())
            if over:
                static = [ink for ink in static if ink.area.words != shown.values["ribbon"]]
                areas.append(Area(RIBBON, 0, 0, only.width, ribbon_height(only.width, only.height), "ribbon"))
            yield from place_problems(only, static, areas, key)
        for address in dict.fromkeys(fetcher.refused):
            yield FetchProblem(None, address=address[:80])

    def _missing_words(
        self, shown: Page, static: list[Ink], read: list[Ink], key: str
    ) -> Iterator[DesignProblem]:
        text = plain_text("".join(ink.area.words for ink in read))
        for value, words in self._said(shown):
            if plain_text(words) not in text:
                yield MissingWordsProblem(None, value=value, sample=key)
        for slot in dict.fromkeys(ink.area.slot for ink in static if ink.area.slot and ink not in read):
            yield MissingWordsProblem(None, value=slot, sample=key)

    def _said(self, shown: Page) -> Iterator[tuple[str, str]]:
        """What has to be read on this page: the value, and its words."""
        for words in shown.values["both"]:
            for said in _SAID[self.sheet]:
                yield f"words.{said}", words.get(said, "")
        if self.sheet == PAPER:
            for source in shown.both[0].sources:
                yield "source.serial", source.serial_block
            for fact in shown.values["facts"]:
                for part, said in fact.items():
                    yield f"fact.{part}", said
        yield "ribbon", shown.values["ribbon"]

    def _paper_problems(self, shown: Page, one: Sample) -> Iterator[DesignProblem]:
        name = one.statement.holder_name
        if name:
            size, least = rendering.set_name(shown, self.shelf).size, _LEAST_NAME[self.sheet]
            if size < least:
                yield SmallNameProblem(None, size=size, least=least, sample=one.key)
        if not fonts.is_plain(name) and one.statement.language != LANGUAGES[0]:
            return  # its page was drawn in the first language, and its name fits in this one too
        if self.sheet == POSTER:
            rendering.poster(one.statement, template=self.template, shelf=self.shelf)
            return
        paper = rendering.pdf(one.statement, template=self.template, document="{}", shelf=self.shelf)
        yield from file_problems(paper, one.key)


def _claims(shown: Page, html: str, static: list[Ink]) -> Iterator[DesignProblem]:
    """What the design itself says of neutrality, to the eye or to a reader of the file."""
    if shown.statement.kind == Kind.WITNESS:
        return
    statement = shown.statement
    plain = unescape(re.sub(r"<(?!/?style)[^>\"']*>", "", html))
    said = [letters_of(text) for text in (plain, "".join(ink.area.words for ink in static))]
    # What the event calls itself is not what the design says.
    for own in (
        statement.event_name_zh,
        statement.event_name_en,
        statement.boundary_zh,
        statement.boundary_en,
    ):
        if letters := letters_of(own):
            said = [text.replace(letters, "") for text in said]
    for claim in CLAIMS:
        if any(claim in text for text in said):
            yield ClaimProblem(None, words=claim)


class _Refusing(URLFetcher):  # type: ignore[misc]
    """Lets nothing but data through, as our own fetcher does, and knows what it refused: a picture in a picture may
    ask for something, and the failure is swallowed where pictures are drawn."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=False)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> Any:
        if not url.lower().startswith("data:"):
            self.refused.append(url)
        return super().fetch(url, headers)


def _problem_of(error: Exception, key: str) -> DesignProblem:
    if isinstance(error, UnprintableNameError):
        return GlyphProblem(None, characters=" ".join(error.characters)[:200], sample=key)
    if isinstance(error, FetchingTemplateError):
        return FetchProblem(None, address=error.address[:200])
    if isinstance(error, UnfitTemplateError) and (missing := _NO_FACE.search(error.reason)):
        return GlyphProblem(None, characters=missing[2][:200], sample=key)
    if isinstance(error, UnfitTemplateError | UnfitFillError):
        return PlateProblem(None, slot=error.slot or "", reason=error.reason, sample=key)
    if isinstance(error, PlateError):
        return PlateProblem(None, slot="", reason=str(error), sample=key)
    return BrokenProblem(None, said=f"{type(error).__name__}: {error}"[:300])
