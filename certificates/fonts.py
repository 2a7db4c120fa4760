"""Which characters paper can show, and in which faces a name is set: the coverage of the faces that we name."""

import functools
import subprocess
import unicodedata
from dataclasses import dataclass

from certificates.document import letters

SERIF = "Noto Serif CJK SC"
# The same Han characters in the shapes of Japan, for names that have kana beside them.
JAPANESE = "Noto Serif CJK JP"
# Letters of Europe have their own face, which has all of their accents and can place them.
EUROPEAN = "Noto Serif Display"
_RARE_HAN = ("HanaMinA", "HanaMinB")
# Serif where there is one. Scripts that Unicode recommends for names or knows in limited use (UAX 31, tables 5 and 7);
# those of history, such as runes, are refused, although faces of them exist.
_SERIFS = (
    *("Armenian", "Georgian", "Hebrew", "Ethiopic", "Devanagari", "Bengali", "Gurmukhi"),
    *("Gujarati", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai"),
    *("Lao", "Tibetan", "Khmer", "Balinese", "Hmong Nyiakeng"),
)
# Myanmar has a serif too, whose bold face says in Debian 12 that it is a regular one.
_SANS = (
    *("Myanmar", "Oriya", "Mongolian", "Yi", "Thaana", "Syriac", "NKo"),
    *("Tifinagh", "Cherokee", "Canadian Aboriginal", "Adlam", "Vai", "Bamum", "Osage"),
    *("Javanese", "Sundanese", "Batak", "Cham", "Chakma", "Hanifi Rohingya", "Kayah Li"),
    *("Lepcha", "Limbu", "Lisu", "Meetei Mayek", "Miao", "Tai Le", "New Tai Lue"),
    *("Tai Tham", "Tai Viet", "Newa", "Ol Chiki", "Saurashtra", "Syloti Nagri", "Wancho"),
)
# Naskh for Urdu too: Nastaliq's letters climb, and poppler takes each step of it for a line of its own.
SCRIPT_FAMILIES = (
    "Noto Naskh Arabic",
    *(f"Noto Serif {script}" for script in _SERIFS),
    *(f"Noto Sans {script}" for script in _SANS),
)
# A name is set in the first of these stacks that has all of it: it never changes its face in the middle.
NAME_STACKS: tuple[tuple[str, ...], ...] = (
    (EUROPEAN,),
    (SERIF,),
    (JAPANESE,),
    *((family,) for family in (*SCRIPT_FAMILIES, *_RARE_HAN)),
    _RARE_HAN,
)
NAME_FAMILIES = (EUROPEAN, *SCRIPT_FAMILIES, SERIF, JAPANESE, *_RARE_HAN)
_HOMES = (EUROPEAN, SERIF, JAPANESE)
_NAMED = frozenset(NAME_FAMILIES)
_FIRST_HAN = 0x2E80
_REGULAR = 80  # fontconfig's weight


@dataclass(frozen=True)
class Face:
    """One face in a file of fonts; collections have several, by index."""

    family: str
    path: str
    index: int


@dataclass(frozen=True)
class _Installed:
    face: Face | None
    points: frozenset[int]


@functools.cache
def _installed() -> dict[str, _Installed]:
    """Every family of this system with its regular face and the code points of all its faces; one question."""
    layout = "%{family}\t%{weight}\t%{slant}\t%{index}\t%{file}\t%{charset}\n"
    command = ["fc-list", ":", "--format", layout]
    listing = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    found: dict[str, _Installed] = {}
    for line in sorted(listing.stdout.splitlines()):
        names, weight, slant, index, path, charset = line.split("\t")
        for family in set(names.split(",")) & _NAMED:
            before = found.get(family, _Installed(None, frozenset()))
            is_upright = (int(slant or 0), round(float(weight))) in ((0, _REGULAR), (0, 100))
            face = before.face or (Face(family, path, int(index)) if is_upright else None)
            found[family] = _Installed(face, before.points | _points(charset))
    return found


def _points(charset: str) -> frozenset[int]:
    points: set[int] = set()
    for span in charset.split():
        first, _, last = span.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


@functools.cache
def coverage(family: str) -> frozenset[int]:
    """The code points that we take from a face that we name; none when it is not installed."""
    points = _installed().get(family, _Installed(None, frozenset())).points
    if family in _RARE_HAN:
        # Hanazono also has letters of scripts that it cannot shape (Thai, Devanagari): only its Han counts.
        return frozenset(point for point in points if point >= _FIRST_HAN)
    if family in (SERIF, JAPANESE):
        # They have a few accents, and no places to put them.
        return frozenset(point for point in points if unicodedata.category(chr(point)) not in ("Mn", "Me"))
    return points


def face_of(family: str) -> Face:
    """The regular face of a family that we name; LookupError when it is not installed."""
    installed = _installed().get(family)
    if installed is None or installed.face is None:
        raise LookupError(f"the face {family} is not installed")
    return installed.face


def missing_characters(text: str) -> list[str]:
    """The characters of `text` that would not print, each once, in order.

    A letter with marks counts as a whole: a mark from another face would not find its place.
    """
    return list(_missing(text))


@functools.lru_cache(maxsize=1024)  # an event's texts come again with each of its certificates
def _missing(text: str) -> tuple[str, ...]:
    missing = dict.fromkeys(letters.misplaced(text))
    for cluster in letters.clusters(text):
        missing |= dict.fromkeys(_missing_of(cluster))
    whole = [one for one in missing if not any(one != other and one in other for other in missing)]
    return tuple(sorted(whole, key=text.find))


@functools.lru_cache(maxsize=16_384)  # a list of guests has the same few thousand letters again and again
def _missing_of(cluster: str) -> tuple[str, ...]:
    """What of one letter with its marks has no face: the characters that none has, or else all of it."""
    drawn = [character for character in cluster if not letters.is_ignorable(character)]
    if not drawn or any(_has(family, drawn) for family in NAME_FAMILIES):
        return ()
    nowhere = [one for one in drawn if not any(_has(family, [one]) for family in NAME_FAMILIES)]
    return tuple(nowhere or ["".join(drawn)])


@functools.lru_cache(maxsize=1024)
def name_families(name: str) -> tuple[str, ...]:
    """The faces to set a name in, the first first: one stack that has all of it, or else one for each script.

    The order of several is such that letters of one script still share a face.
    """
    east = JAPANESE if letters.has_kana(name) else SERIF
    runs = letters.runs(name)
    is_east_asian = any(run.script == letters.EAST_ASIAN for run in runs)
    if stack := _stack_for(name, east if is_east_asian else EUROPEAN):
        return stack
    chosen: set[str] = set()
    for run in runs:
        text = run.text.replace(" ", "")
        home = east if run.script == letters.EAST_ASIAN else EUROPEAN
        chosen.update(_stack_for(text, home) or _families_of_pieces(text))
    if not any(_has(family, [" "]) for family in chosen):
        chosen.add(EUROPEAN)
    return tuple(
        family for family in (EUROPEAN, *SCRIPT_FAMILIES, *_RARE_HAN, JAPANESE, SERIF) if family in chosen
    )


def is_plain(name: str) -> bool:
    """True when one face has all of `name`, and its letters stand side by side from left to right as they are."""
    return len(name_families(name)) == 1 and not letters.needs_shaping(name) and not missing_characters(name)


def _stack_for(text: str, home: str) -> tuple[str, ...]:
    """The first stack that has all of `text`; none where each lacks something.

    Of the faces of Europe and East Asia only `home` counts: those of East Asia have wide apostrophes and dots.
    """
    drawn = [character for character in text if not letters.is_ignorable(character)]
    for stack in NAME_STACKS:
        if stack[0] in _HOMES and stack[0] != home:
            continue
        if all(any(_has(family, [character]) for family in stack) for character in drawn):
            return stack
    return ()


def _families_of_pieces(text: str) -> set[str]:
    """A face for each letter of a run that no stack has as a whole."""
    chosen = set()
    for cluster in letters.clusters(text):
        drawn = [character for character in cluster if not letters.is_ignorable(character)]
        chosen.update([family for family in NAME_FAMILIES if _has(family, drawn)][:1])
    return chosen


def _has(family: str, characters: list[str]) -> bool:
    points = coverage(family)
    return all(ord(character) in points for character in characters)
