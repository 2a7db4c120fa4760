"""Which characters paper can show: the coverage of the faces that our templates name, from fontconfig."""

import functools
import subprocess

from certificates.document import is_never_printed

SERIF = "Noto Serif CJK SC"
# A name is set in the first of these stacks that has all of it: it never changes its face in the middle.
NAME_STACKS: tuple[tuple[str, ...], ...] = (
    (SERIF,),
    ("DejaVu Serif",),
    ("HanaMinA", "HanaMinB"),
    ("DejaVu Sans",),
)
# Hanazono also has letters of scripts that it cannot shape (Thai, Devanagari): only its Han counts.
_ONLY_HAN = {"HanaMinA", "HanaMinB"}
_FIRST_HAN = 0x2E80
NAME_FAMILIES = tuple(family for stack in NAME_STACKS for family in stack)


@functools.cache
def coverage(family: str) -> frozenset[int]:
    """The code points that an installed family has; none when it is not installed."""
    command = ["fc-list", f":family={family}", "--format", "%{charset}\n"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    points: set[int] = set()
    for span in listing.stdout.split():
        first, _, last = span.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    if family in _ONLY_HAN:
        points = {point for point in points if point >= _FIRST_HAN}
    return frozenset(points)


def missing_characters(text: str, families: tuple[str, ...] = NAME_FAMILIES) -> list[str]:
    """The characters of `text` that would not print, each once, in order."""
    return [
        character
        for character in dict.fromkeys(text)
        if is_never_printed(character) or not any(ord(character) in coverage(family) for family in families)
    ]


def name_families(name: str) -> tuple[str, ...]:
    """The faces to set a name in: one stack that has all of it, or else all of them in order."""
    for stack in NAME_STACKS:
        if not missing_characters(name, stack):
            return stack
    return NAME_FAMILIES
