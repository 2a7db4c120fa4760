"""The plate: a page that is finished but for its slots, as bytes that one worker makes and every other can use."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from certificates.plates.errors import UnreadablePlateError
from certificates.plates.slots import Glyph, NamePlace, PicturePlace, Place, TextPlace

FIELD_PARENT = 1  # the seal's field in the structure's parent tree; the page is 0
NAME_FONT = "name"  # in the page's resources
ROW = 7  # bytes of a cross reference: kind, offset in four bytes, two more
FORMAT = "diandian plate 1"
_MAGIC = FORMAT.encode() + b"\n"
_KINDS: dict[str, type[TextPlace] | type[NamePlace] | type[PicturePlace]] = {
    "text": TextPlace,
    "name": NamePlace,
    "picture": PicturePlace,
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The object numbers that a stamp writes. `parts` are the streams of the places, `font` the first of five."""

    catalog: int
    metadata: int
    info: int
    field: int
    seal: int
    file: int
    file_specification: int
    font: int
    parts: tuple[int, ...]
    cross_references: int


@dataclass(frozen=True, slots=True)
class Plate:
    """What stays, and where the rest goes.

    `head` is the beginning of every file made from the plate: header and finished objects. `rows` are the
    cross references of all objects, 7 bytes each, free where a stamp writes the object. `catalog` are the
    entries that the catalog always has; `page` is the page's object, for the seal's place.
    """

    head: bytes
    rows: bytes
    catalog: bytes
    page: int
    language: str
    places: tuple[Place, ...]
    numbers: Numbers

    def to_bytes(self) -> bytes:
        """The plate in a format of its own: a line, the JSON of what is small, then the two blocks of bytes."""
        kinds = {kind: name for name, kind in _KINDS.items()}
        small = {
            "blocks": [len(self.head), len(self.rows)],
            "catalog": self.catalog.decode("latin-1"),
            "page": self.page,
            "language": self.language,
            "places": [[kinds[type(place)], asdict(place)] for place in self.places],
            "numbers": asdict(self.numbers),
        }
        text = json.dumps(small, ensure_ascii=True, separators=(",", ":"))
        return b"%b%d\n%b\n%b%b" % (_MAGIC, len(text), text.encode(), self.head, self.rows)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Plate":
        """The plate that `to_bytes` gave. UnreadablePlateError for anything else."""
        try:
            if not stored.startswith(_MAGIC):
                raise ValueError("it does not begin as a plate does")
            length, _, rest = stored[len(_MAGIC) :].partition(b"\n")
            small = json.loads(rest[: int(length)])
            blocks = rest[int(length) + 1 :]
            head, rows = small["blocks"]
            if len(blocks) != head + rows:
                raise ValueError("it ends too early or too late")
            return cls(
                head=blocks[:head],
                rows=blocks[head:],
                catalog=small["catalog"].encode("latin-1"),
                page=small["page"],
                language=small["language"],
                places=tuple(_place(kind, values) for kind, values in small["places"]),
                numbers=Numbers(**{**small["numbers"], "parts": tuple(small["numbers"]["parts"])}),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadablePlateError(f"no plate of this version: {error}") from error


def _place(kind: str, values: dict[str, Any]) -> Place:
    if kind == "text":
        glyphs = {character: Glyph(**glyph) for character, glyph in values["glyphs"].items()}
        return TextPlace(**{**values, "glyphs": glyphs})
    return _KINDS[kind](**values)
