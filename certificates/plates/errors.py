"""How plates refuse. They know no names of people, only slots and what is wrong with them."""

from collections.abc import Iterable


class PlateError(ValueError):
    """Refused; nothing was made."""


class UnfitTemplateError(PlateError):
    """A page that cannot become a plate, with the slot that is in the way (or none) and the reason."""

    def __init__(self, slot: str | None, reason: str) -> None:
        super().__init__(f"slot {slot!r}: {reason}" if slot else reason)
        self.slot = slot
        self.reason = reason


class FetchingTemplateError(UnfitTemplateError):
    """A page that names something to fetch. Nothing was fetched."""

    def __init__(self, address: str) -> None:
        super().__init__(None, f"it would fetch {address}")
        self.address = address


class UnfitFillError(PlateError):
    """What was to go into a slot does not: missing, of another kind, or outside the slot's alphabet."""

    def __init__(self, slot: str, reason: str, characters: Iterable[str] = ()) -> None:
        self.characters = list(characters)
        super().__init__(f"slot {slot!r}: {reason}" + (f" {self.characters!r}" if self.characters else ""))
        self.slot = slot
        self.reason = reason


class UnsetNameError(PlateError):
    """A name that its face cannot set on its own: a glyph is missing, or marks have to be placed."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name!r} cannot be set: {reason}")
        self.name = name
        self.reason = reason


class UnreadablePlateError(PlateError):
    """Bytes that are no plate, or a plate of another version."""


class SealTooLargeError(PlateError):
    """A signature that does not fit into the place that was kept for it."""

    def __init__(self, length: int, room: int) -> None:
        super().__init__(f"the signature has {length} bytes, the place for it {room}")
        self.length = length
        self.room = room
