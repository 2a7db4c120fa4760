"""♥ Charts as SVG, for paper and for pages: pure text out of numbers.

Colours stand twice: as attributes for paper, and as classes with which a page's style follows light and dark. Each
picture says in words what it shows; the table with its numbers stands beside it, wherever it is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK, SOFT, LINE, GREEN = "#12291f", "#50635a", "#dcdfd3", "#0b5d3b"
# The house's bars, as `.bar` in diandian.css has them: each beside its neighbours differs in lightness too.
FILLS = ("#0b7a4b", "#6cbf4b", "#f2b33d", "#5b8fb0", "#a9917a", "#8a9a91", "#c92f65", "#2f5f7f", "#d9d3b0")
FACES = "'Noto Sans CJK SC', 'Noto Sans', sans-serif"
ROW, BAR_TOP, BAR_HEIGHT, THINNEST = 42, 24, 12, 3
BROAD_BAR, BROAD_ROW = 24, 56
DOTS_MAX = 400
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Size:
    """How broad a chart is in units of its own, and how large its letters are: they end as large as those beside it."""

    width: int
    letters: float
    dots_a_row: int
    legend_columns: int


PAPER = Size(640, 12.5, 32, 2)
PAGE = Size(360, 15, 20, 1)  # about a phone's breadth


@dataclass(frozen=True, slots=True)
class Piece:
    """Something with a mass: its label in the reader's language, whole grams, and how they are shown."""

    label: str
    grams: int
    shown: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its SVG, and what it shows, in words."""

    svg: str
    title: str
    description: str


def bars(pieces: Sequence[Piece], title: str, size: Size = PAPER) -> Picture:
    """A bar for each piece, on one scale from nothing. What is not nothing is seen."""
    longest = max((piece.grams for piece in pieces), default=0) or 1
    parts = []
    for row, piece in enumerate(pieces):
        top = row * ROW
        width = max(piece.grams * size.width // longest, THINNEST) if piece.grams > 0 else 0
        parts += [
            _text(size, 0, top + 16, piece.label),
            _text(size, size.width, top + 16, piece.shown, anchor="end", bold=True),
            _bar(0, top + BAR_TOP, size.width, None),
            _bar(0, top + BAR_TOP, width, row),
        ]
    return _picture(size, parts, max(len(pieces), 1) * ROW, title, _sentence(pieces))


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar of several pieces in a row, under a label."""

    label: str
    shown: str
    pieces: Sequence[Piece]

    @property
    def grams(self) -> int:
        return sum(piece.grams for piece in self.pieces)


def balance(stacks: Sequence[Stack], title: str, size: Size = PAPER) -> Picture:
    """What is to be covered above what covers it, on one scale; pieces are named below by their colours."""
    longest = max((stack.grams for stack in stacks), default=0) or 1
    parts, colour = [], 0
    pieces = [piece for stack in stacks for piece in stack.pieces]
    for row, stack in enumerate(stacks):
        top, x = row * BROAD_ROW, 0
        parts += [
            _text(size, 0, top + 16, stack.label),
            _text(size, size.width, top + 16, stack.shown, anchor="end", bold=True),
            _bar(0, top + BAR_TOP, size.width, None, BROAD_BAR),
        ]
        for piece in stack.pieces:
            width = max(piece.grams * size.width // longest, THINNEST) if piece.grams > 0 else 0
            parts.append(_bar(x, top + BAR_TOP, min(width, size.width - x), colour, BROAD_BAR))
            x, colour = min(x + width, size.width), colour + 1
    legend, below = _legend(size, pieces, len(stacks) * BROAD_ROW + 8)
    return _picture(size, parts + legend, below, title, _sentence(pieces))


def dot_unit(total_grams: int) -> int:
    """Of how many grams a dot is, so that all of it is drawn with at most DOTS_MAX: 1, 2, 5, 10 … kg or t."""
    unit = 1_000
    while True:
        for step in _STEPS:
            if -(-total_grams // (unit * step)) <= DOTS_MAX:
                return unit * step
        unit *= 10


def dots(pieces: Sequence[Piece], title: str, unit_words: str, size: Size = PAPER) -> Picture:
    """A dot for each `dot_unit` of grams, in the pieces' colours; whole dots go to the largest remainders."""
    total = sum(piece.grams for piece in pieces)
    counts = dot_counts([piece.grams for piece in pieces], dot_unit(total))
    parts, place = [], 0
    step = size.width / size.dots_a_row
    for colour, number in enumerate(counts):
        path = ""
        for at in range(place, place + number):
            path += f"M{(at % size.dots_a_row + 0.5) * step:g} {(at // size.dots_a_row + 0.5) * step:g}h0"
        place += number
        if path:
            tone = colour % len(FILLS)
            parts.append(
                f'<path class="dot t{tone}" d="{path}" fill="none" stroke="{FILLS[tone]}" '
                f'stroke-width="{step * 0.76:g}" stroke-linecap="round"/>'
            )
    below = -(-place // size.dots_a_row) * step + 20
    parts.append(_text(size, 0, below, unit_words, soft=True))
    legend, end = _legend(size, pieces, below + 14)
    return _picture(size, parts + legend, end, title, f"{unit_words}. {_sentence(pieces)}")


def dot_counts(amounts: Sequence[int], unit: int) -> list[int]:
    """Whole dots for each amount. Together they are the total in dots, rounded up: nothing is drawn too small."""
    wanted = -(-sum(amounts) // unit)
    counts = [amount // unit for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda number: (-(amounts[number] % unit), number))
    for number in order[: wanted - sum(counts)]:
        counts[number] += 1
    return counts


def versions(pieces: Sequence[Piece], title: str, size: Size = PAPER) -> Picture:
    """A column for each version in the order of time, on one scale from nothing, with its mass above."""
    highest = max((piece.grams for piece in pieces), default=0) or 1
    step = size.width / max(len(pieces), 1)
    broad, tall, floor = min(step * 0.56, 90), 150, 180
    parts = [f'<path class="axis" d="M0 {floor}H{size.width}" fill="none" stroke="{LINE}" stroke-width="2"/>']
    for row, piece in enumerate(pieces):
        middle = (row + 0.5) * step
        height = max(piece.grams * tall // highest, THINNEST) if piece.grams > 0 else 0
        parts += [
            f'<rect class="bar t{row % 2}" x="{middle - broad / 2:g}" y="{floor - height}" width="{broad:g}" '
            f'height="{height}" rx="4" fill="{FILLS[row % 2]}"/>',
            _text(size, middle, floor - height - 8, piece.shown, anchor="middle", bold=True),
            _text(size, middle, floor + 22, piece.label, anchor="middle"),
        ]
    return _picture(size, parts, floor + 32, title, _sentence(pieces))


def _sentence(pieces: Sequence[Piece]) -> str:
    return "; ".join(f"{piece.label}: {piece.shown}" for piece in pieces)


def _legend(size: Size, pieces: Sequence[Piece], top: float) -> tuple[list[str], float]:
    """Each piece beside its colour, in two columns; and where that ends."""
    parts, columns = [], size.legend_columns
    for number, piece in enumerate(pieces):
        x = number % columns * size.width / columns
        y = top + number // columns * 24 + 14
        tone = number % len(FILLS)
        parts += [
            f'<path class="dot t{tone}" d="M{x + 7:g} {y - 5:g}h0" fill="none" stroke="{FILLS[tone]}" '
            'stroke-width="13" stroke-linecap="round"/>',
            _text(size, x + 22, y, f"{piece.label} {piece.shown}"),
        ]
    return parts, top + -(-len(pieces) // columns) * 24 + 4


def _bar(x: float, y: float, width: float, tone: int | None, height: int = BAR_HEIGHT) -> str:
    if width <= 0:
        return ""
    fill, name = (LINE, "ground") if tone is None else (FILLS[tone % len(FILLS)], f"bar t{tone % len(FILLS)}")
    radius = min(height / 2, width / 2, 6)
    return (
        f'<rect class="{name}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height}" rx="{radius:g}" '
        f'fill="{fill}"/>'
    )


def _text(
    size: Size,
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    bold: bool = False,
    soft: bool = False,
) -> str:
    weight = ' font-weight="700"' if bold else ""
    name, fill = ("soft", SOFT) if soft else ("words", INK)
    return (
        f'<text class="{name}" x="{x:g}" y="{y:g}" font-size="{size.letters:g}" text-anchor="{anchor}" '
        f'fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )


def _picture(size: Size, parts: Sequence[str], height: float, title: str, description: str) -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart report-chart" role="img" '
        f'viewBox="0 0 {size.width} {height:g}" font-family="{FACES}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )
    return Picture(svg, title, description)
