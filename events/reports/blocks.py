"""♥ A document before it is paper, page or workbook: sections of paragraphs, facts, tables and charts.

Cells are texts or leaves (`events.reports.leaves`): paper shows a leaf, a workbook takes its exact number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from events.reports.charts import Picture
from events.reports.leaves import Leaf, Names

Cell = str | Leaf | None

# How a language is named in a document's `lang`, and how both are.
TAGS = {"zh": "zh-Hans", "en": "en", "both": "zh-Hans"}
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Tongue:
    """In which language a document speaks: "zh", "en", or "both" for what stands there once for all readers."""

    code: str

    def say(self, zh: str, en: str) -> str:
        """One of two sentences, or both: side by side where they are short, else one below the other."""
        if self.code == "zh":
            return zh
        if self.code == "en":
            return en
        if zh == en:
            return zh
        return f"{zh} · {en}" if len(zh) + len(en) < _SHORT and "\n" not in zh + en else f"{zh}\n{en}"

    def of(self, both: Names | Mapping[str, str] | None) -> str:
        """The same of a text that numbers hold in both languages."""
        return self.say(both["zh"], both["en"]) if both else ""

    @property
    def tag(self) -> str:
        return TAGS[self.code]

    @property
    def comma(self) -> str:
        return ", " if self.code == "en" else "、"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    is_notice: bool = False
    is_quoted: bool = False  # written by the organiser

    kind = "paragraph"

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Items:
    texts: Sequence[str]

    kind = "items"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what is said of each."""

    rows: Sequence[tuple[str, Cell]]

    kind = "facts"


@dataclass(frozen=True, slots=True)
class Headlines:
    """A few numbers that are read first."""

    rows: Sequence[tuple[str, Cell]]

    kind = "headlines"


@dataclass(frozen=True, slots=True)
class Column:
    """A head of a table; `broad` says of how many parts of its breadth the column takes."""

    head: str
    is_number: bool = False
    broad: int = 10


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is what the workbook calls its sheet: the same in both languages, at most 31 characters."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    nothing: str = ""  # said in place of a table without rows

    kind = "table"


@dataclass(frozen=True, slots=True)
class Figure:
    picture: Picture
    caption: str

    kind = "figure"


Block = Paragraph | Items | Facts | Headlines | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: `number` is given by the document, as 2 or A."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Part:
    """The sections of a document in one language. Those of `appendices` are lettered."""

    tongue: Tongue
    sections: Sequence[Section]
    appendices: Sequence[Section] = ()

    def numbered(self) -> Iterator[tuple[str, Section]]:
        for number, section in enumerate(self.sections, start=1):
            yield str(number), section
        for number, section in enumerate(self.appendices):
            yield chr(ord("A") + number), section


@dataclass(frozen=True, slots=True)
class Document:
    """All of a document. `titles` are one or two, the first in the language that comes first."""

    titles: Sequence[tuple[Tongue, str]]
    event_names: Sequence[tuple[Tongue, str]]
    cover: Sequence[tuple[str, Cell]]
    parts: Sequence[Part]
    is_demonstration: bool
    warnings: Sequence[str] = field(default=())  # that stand on the cover

    @property
    def tables(self) -> Iterator[Table]:
        """Every table once, those of the first language, then those that both share."""
        seen = set()
        for part in self.parts:
            for _number, section in part.numbered():
                for block in section.blocks:
                    if isinstance(block, Table) and block.name not in seen:
                        seen.add(block.name)
                        yield block
