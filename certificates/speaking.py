"""What a name's glyphs say: the text that people copy, search and hear, where the glyphs alone do not tell it.

Of letters that join, change places or carry marks, a PDF's table from glyphs to characters (ToUnicode) knows too
little. So each line of such a name says its text beside it (ActualText, ISO 32000-1, 14.9.4).

From right to left it says it letter by letter, in the order in which they stand on the page: readers put lines of
those scripts in order themselves, and poppler turns round whatever it is given, even the text of one ligature.
Where a ligature has fewer glyphs than letters, invisible glyphs without width carry the others.

This module reaches into WeasyPrint 70 (`Page.paint`, the tags of its stream, its Pango layouts).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import ffi, pango

from certificates.document import letters

_ELEMENT = re.compile(r"<([0-9a-f]*)>|(-?[0-9.e-]+)")
_CODE = 4  # hexadecimal digits of a glyph
# Scripts from the right that poppler 22.12 leaves in the order in which it finds them.
_UNKNOWN_TO_POPPLER = {"NKO", "ADLAM", "MANDAIC", "HANIFI"}
_FROM_RIGHT = "\u200f"
_UNSEEN, _SEEN = b"3 Tr 0.1 Tz", b"0 Tr 100 Tz"


@dataclass(frozen=True)
class _Cluster:
    """Letters that are drawn together, by `glyphs` glyphs; none for a joiner."""

    text: str
    glyphs: int
    is_from_right: bool


def speak(document: Any, of_class: str = "name") -> None:
    """Let the words of elements of this class say their text when WeasyPrint paints the document's pages."""
    for page in document.pages:
        page.paint = _speaking(page, page.paint, of_class)


def _speaking(page: Any, paint: Any, of_class: str) -> Any:
    def paint_and_speak(stream: Any, scale: float = 1) -> None:
        paint(stream, scale)
        root = next(box.element for box in page._page_box.descendants() if box.element_tag == "html")
        named = [element for element in root.iter() if of_class in element.get("class", "").split()]
        elements = {id(element) for whole in named for element in whole.iter()}
        # Without tags (a poster's page) there is nothing to speak to.
        for box, tag in (stream._tags or {}).items():
            if id(box.element) in elements and isinstance(box, boxes.TextBox):
                _say(stream, tag["mcid"], box)

    return paint_and_speak


def _say(stream: Any, mcid: int, box: Any) -> None:
    """Put the text of a line beside its glyphs, if they need it."""
    operators = stream.stream
    if not letters.needs_shaping(box.text):
        return
    start = next(
        index
        for index, operator in enumerate(operators)
        if isinstance(operator, dict) and operator.get("MCID") == mcid
    )
    clusters = list(_clusters(box))
    from_right = {letters.script_of(letter) for one in clusters if one.is_from_right for letter in one.text}
    if not from_right - {letters.COMMON} or from_right & _UNKNOWN_TO_POPPLER:
        operators[start]["ActualText"] = pydyf.String(box.text)
        return
    end = operators.index(b"EMC", start)
    fonts = {font.hash: font for font in stream._fonts.values()}
    operators[start + 2 : end] = _Speaker(clusters, fonts).spoken(operators[start + 2 : end])


def _clusters(box: Any) -> Iterator[_Cluster]:
    """The clusters of a line as they stand on the page, from left to right; a run from the left is one."""
    from_left = _Cluster("", 0, is_from_right=False)
    for cluster in _drawn_clusters(box):
        if not cluster.is_from_right:
            text, glyphs = from_left.text + cluster.text, from_left.glyphs + cluster.glyphs
            from_left = _Cluster(text, glyphs, is_from_right=False)
            continue
        if from_left.text:
            yield from_left
            from_left = _Cluster("", 0, is_from_right=False)
        yield cluster
    if from_left.text:
        yield from_left


def _drawn_clusters(box: Any) -> Iterator[_Cluster]:
    """The clusters as Pango drew them."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    text = layout.text.encode()
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        is_from_right = bool(item.analysis.level % 2)
        drawn: dict[int, int] = {}
        for index in range(glyphs.num_glyphs):
            at = glyphs.log_clusters[index]
            drawn.setdefault(at, 0)
            drawn[at] += glyphs.glyphs[index].glyph != pango.PANGO_GLYPH_EMPTY
        ends = dict(zip(sorted(drawn), [*sorted(drawn)[1:], item.length], strict=True))
        for at, count in drawn.items():
            piece = text[item.offset + at : item.offset + ends[at]].decode()
            yield _Cluster(piece, count, is_from_right)
        run = run.next


@dataclass(frozen=True)
class _Glyph:
    """A glyph's code, the operator that chooses its font, how far it is raised, and its cluster's index."""

    code: str
    font: bytes
    rise: float
    cluster: int


@dataclass(frozen=True)
class _Saying:
    """What is said at a glyph: letters that nothing draws, then its own text; none where its font knows it.

    A glyph that `goes_on` belongs to the text of the one before it.
    """

    unseen: str = ""
    text: str | None = None
    goes_on: bool = False


class _Speaker:
    """Writes a line's operators again, with text around the glyphs whose font knows too little.

    Marks are drawn after the other letters, over the finished line: where a mark is raised or shifted, poppler
    would end a word.
    """

    def __init__(self, clusters: list[_Cluster], fonts: dict[str, Any]) -> None:
        self.clusters, self.fonts = clusters, fonts
        self.written: list[Any] = []
        self.shown = ""
        self.is_open = False

    def spoken(self, operators: list[Any]) -> list[Any]:
        first = next(at for at, operator in enumerate(operators) if operator.endswith(b" Tm"))
        end = operators.index(b"ET")
        items = self._read(operators[first + 1 : end])
        self.written = list(operators[: first + 1])
        self._draw_letters(items)
        if any(isinstance(item, _Glyph) and self._is_mark(item) for item in items):
            self.written.append(operators[first])  # back to the beginning of the line
            self._open("")
            self._draw_marks(items)
        return [*self.written, *operators[end:]]

    def _read(self, operators: list[bytes]) -> list[_Glyph | float]:
        """The glyphs, and how far the pen goes back between them, in thousandths of the font size."""
        owners = [index for index, cluster in enumerate(self.clusters) for _ in range(cluster.glyphs)]
        items: list[_Glyph | float] = []
        font, rise, count = b"", 0.0, 0
        for operator in operators:
            if operator.endswith(b" Tf"):
                font = operator
            elif operator.endswith(b" Ts"):
                rise = float(operator.split()[0])
            for codes, number in _ELEMENT.findall(operator.decode() if operator.endswith(b" TJ") else ""):
                for at in range(0, len(codes), _CODE):
                    items.append(_Glyph(codes[at : at + _CODE], font, rise, owners[count]))
                    count += 1
                items += [float(number)] if number else []
        return items

    def _draw_letters(self, items: list[_Glyph | float]) -> None:
        sayings = self._sayings([item for item in items if isinstance(item, _Glyph)])
        font, rise = b"", 0.0
        for item in items:
            if isinstance(item, float) or self._is_mark(item):
                self._move(item)
                continue
            saying = next(sayings)
            if not saying.goes_on:
                self._close()
            font, rise = self._prepare(item, font, rise)
            for letter in saying.unseen:
                self._whisper(letter, item.code)
            if saying.text is not None:
                self._open(saying.text)
            self.shown += f"<{item.code}>"
        self._close()
        self._put(*([b"0 Ts"] if rise else []))

    def _draw_marks(self, items: list[_Glyph | float]) -> None:
        font, rise = b"", 0.0
        for item in items:
            if isinstance(item, float) or not self._is_mark(item):
                self._move(item)
                continue
            font, rise = self._prepare(item, font, rise)
            self.shown += f"<{item.code}>"
        self._close()
        self._put(*([b"0 Ts"] if rise else []))

    def _sayings(self, glyphs: list[_Glyph]) -> Iterator[_Saying]:
        """What each letter's glyph says: from the left whole runs, from the right letter by letter, backwards."""
        seen = Counter(glyph.cluster for glyph in glyphs if not self._is_mark(glyph))
        known = {glyph.cluster: self._font(glyph).to_unicode.get(int(glyph.code, 16)) for glyph in glyphs}
        # At a line's left end poppler takes a mark for a sign of its own, unless something from the right precedes it.
        unseen = _FROM_RIGHT * self._ends_in_mark()
        for index, cluster in enumerate(self.clusters):
            count = seen[index]
            if not cluster.is_from_right:
                yield from _run_sayings(cluster.text, count)
            elif (count, cluster.glyphs, unseen, cluster.text) == (1, 1, "", (known.get(index) or "")[:1]):
                yield _Saying()
            else:
                backwards = unseen + cluster.text[::-1]
                silent = max(0, len(backwards) - count) if count else len(backwards)
                heard, unseen = backwards[silent:], "" if count else backwards
                yield from (_Saying(backwards[:silent], letter) for letter in heard[:1])
                yield from (_Saying(text=letter) for letter in heard[1:])
                yield from (_Saying(goes_on=True) for _ in range(count - len(heard)))

    def _ends_in_mark(self) -> bool:
        last = self.clusters[0]
        return last.is_from_right and unicodedata.category(last.text[-1])[0] == "M"

    def _prepare(self, glyph: _Glyph, font: bytes, rise: float) -> tuple[bytes, float]:
        if glyph.font != font:
            self._put(glyph.font)
        if glyph.rise != rise:
            self._put(f"{glyph.rise:g} Ts".encode())
        return glyph.font, glyph.rise

    def _move(self, item: _Glyph | float) -> None:
        self.shown += f" {item if isinstance(item, float) else -self._width(item):g} "

    def _whisper(self, letter: str, code: str) -> None:
        """Say a letter that nothing draws, by a glyph that nobody sees and that takes no room."""
        self._put(_UNSEEN)
        self._open(letter)
        self.shown = f"<{code}>"
        self._close()
        self._put(_SEEN)

    def _open(self, text: str) -> None:
        self._put(b"/Span", pydyf.Dictionary({"ActualText": pydyf.String(text)}), b"BDC")
        self.is_open = True

    def _close(self) -> None:
        self._put(*([b"EMC"] if self.is_open else []))
        self.is_open = False

    def _put(self, *operators: Any) -> None:
        if self.shown:
            self.written.append(f"[{self.shown}] TJ".encode())
        self.shown = ""
        self.written += operators

    def _is_mark(self, glyph: _Glyph) -> bool:
        cluster = self.clusters[glyph.cluster]
        # The alef of a joined lam-alef takes no room either, and is a letter.
        is_letter = len(cluster.text) == 1 and unicodedata.category(cluster.text)[0] != "M"
        return cluster.is_from_right and not is_letter and not self._width(glyph)

    def _width(self, glyph: _Glyph) -> float:
        return float(self._font(glyph).widths[int(glyph.code, 16)])

    def _font(self, glyph: _Glyph) -> Any:
        return self.fonts[glyph.font.split()[0][1:].decode()]


def _run_sayings(text: str, count: int) -> Iterator[_Saying]:
    """A run from the left with `count` glyphs: one text for all of it where its letters need one."""
    if not letters.needs_shaping(text):
        yield from (_Saying() for _ in range(count))
    elif count:
        yield _Saying(text=text)
        yield from (_Saying(goes_on=True) for _ in range(count - 1))
