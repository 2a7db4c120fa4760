"""Letters of names, by what Unicode says of them: their script, what belongs together, what may not stand alone."""

import functools
import unicodedata
from dataclasses import dataclass

EAST_ASIAN, EUROPEAN, COMMON = "EAST ASIAN", "EUROPEAN", ""
# The first word of a character's Unicode name is its script, but for these.
_SAME = {
    **dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "HANGUL"), EAST_ASIAN),
    **dict.fromkeys(("IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH", "VERTICAL"), EAST_ASIAN),
    **dict.fromkeys(("LATIN", "GREEK", "CYRILLIC"), EUROPEAN),
    **dict.fromkeys(
        ("COMBINING", "MODIFIER", "CARON", "FEMININE", "MASCULINE", "MICRO", "DOUBLE", "VARIATION"), COMMON
    ),
}
# Scripts whose letters stand side by side as they are: nothing joins, moves, or is drawn above another.
_SIMPLE = {
    COMMON,
    EAST_ASIAN,
    EUROPEAN,
    "ARMENIAN",
    "GEORGIAN",
    "ETHIOPIC",
    "YI",
    "LISU",
    "CHEROKEE",
    "TIFINAGH",
}
_JAMO = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800))
_COMPATIBILITY_HAN = (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_CURSIVE = {"ARABIC", "SYRIAC", "MONGOLIAN", "NKO"}
_MONGOLIAN_SHAPES = "\u180b\u180c\u180d\u180e\u180f"
_VIRAMA = 9  # the combining class of the signs that take a letter's vowel away
_NEVER_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
MOST_ACCENTS = 3  # on one letter; Vietnamese, Yoruba and polytonic Greek need two beside a composed one


# Asked of every letter of every name, which are a few thousand.
_by_character = functools.lru_cache(maxsize=16_384)


@dataclass(frozen=True)
class Run:
    """Letters of one script that follow each other, with the spaces and signs between them."""

    script: str
    text: str


def script_of(character: str) -> str:
    """The script of a letter or mark, in capitals; `COMMON` for spaces, signs, digits and accents."""
    if unicodedata.category(character)[0] not in "LM":
        return COMMON
    word = unicodedata.name(character, "").partition(" ")[0]
    return _SAME.get(word, word)


def has_kana(text: str) -> bool:
    """True where Japanese letters stand in `text`; a middle dot alone is none."""
    return any(
        unicodedata.category(character)[0] == "L"
        and unicodedata.name(character, "").startswith(("HIRAGANA", "KATAKANA"))
        for character in text
    )


def runs(text: str) -> list[Run]:
    """`text` by scripts. What belongs to no script goes with the letters before it, or else with those after."""
    found: list[Run] = []
    for character in text:
        script = script_of(character)
        if found and script in (COMMON, found[-1].script):
            found[-1] = Run(found[-1].script, found[-1].text + character)
        elif found and found[-1].script == COMMON:
            found[-1] = Run(script, found[-1].text + character)
        else:
            found.append(Run(script, character))
    return found


def clusters(text: str) -> list[str]:
    """`text` as letters, each with the marks and joiners that follow it."""
    found: list[str] = []
    for character in text:
        if found and (unicodedata.category(character)[0] == "M" or is_ignorable(character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def needs_shaping(text: str) -> bool:
    """True where the letters of `text` join, change places, carry marks or run from right to left."""
    return any(
        unicodedata.category(character)[0] == "M"
        or unicodedata.bidirectional(character) in ("R", "AL", "AN")
        or is_ignorable(character)
        or script_of(character) not in _SIMPLE
        or _is_in(character, _JAMO)
        for character in text
    )


def is_ignorable(character: str) -> bool:
    """True for joiners and choosers of shapes: they are never drawn, and change how their neighbours are."""
    return character in _MONGOLIAN_SHAPES or character in (_NON_JOINER, _JOINER)


@_by_character
def is_variation_selector(character: str) -> bool:
    """True for what chooses another shape of the character before it."""
    return _is_in(character, _VARIATION_SELECTORS)


def has_chosen_shape(cluster: str) -> bool:
    """True for an ideograph in a shape that was chosen for it, as some Japanese names are typed."""
    return len(cluster) == 2 and is_variation_selector(cluster[1]) and script_of(cluster[0]) == EAST_ASIAN


@_by_character
def is_never_printed(character: str) -> bool:
    """True for what cannot stand in a name whatever the fonts: controls, direction overrides, emoji.

    Joiners and Mongolian choosers of shapes are among them where they stand alone; `misplaced` looks around.
    """
    return (
        unicodedata.category(character) in _NEVER_PRINTED
        or character in _MONGOLIAN_SHAPES
        or is_variation_selector(character)
        or 0x1F000 <= ord(character) <= 0x1FAFF
    )


def misplaced(text: str) -> list[str]:
    """What may not stand where it does, each once, in order: invisible characters, and piles of accents.

    A joiner stands where RFC 5892 (appendix A) and UAX 31 (section 2.3) let it: between joined letters as Persian has
    it, and at a sign that takes the vowel away as Indic scripts have it.
    """
    found: dict[str, None] = {}
    accents = 0
    for index, character in enumerate(text):
        accents = accents + 1 if _is_accent(character) else 0
        if is_ignorable(character):
            # Between pictures that are refused themselves a joiner is not worth a word.
            if not _is_in_place(text, index) and text[index - 1 : index] not in found:
                found[character] = None
        elif is_variation_selector(character):
            found[text[max(index - 1, 0) : index + 1]] = None
        elif is_never_printed(character) or accents > MOST_ACCENTS:
            found[character] = None
    return list(found)


def composed(text: str) -> str:
    """`text` in Unicode's composed form (NFC), but for compatibility ideographs.

    Unicode would swap those for a different shape, and a person's own shape is their name.
    """
    pieces, run = [], ""
    for character in text:
        if _is_in(character, _COMPATIBILITY_HAN):
            pieces += [unicodedata.normalize("NFC", run), character]
            run = ""
        else:
            run += character
    return "".join([*pieces, unicodedata.normalize("NFC", run)])


def _is_in_place(text: str, index: int) -> bool:
    before = text[index - 1] if index else ""
    after = text[index + 1 : index + 2]
    if not before:
        return False
    if text[index] in _MONGOLIAN_SHAPES:
        return script_of(before) == "MONGOLIAN"
    if not after:
        return False
    if _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after)):
        return True
    return text[index] == _NON_JOINER and {script_of(before), script_of(after)} <= _CURSIVE


@_by_character
def _is_accent(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me") and script_of(character) == COMMON


@_by_character
def _is_in(character: str, blocks: tuple[range, ...]) -> bool:
    return any(ord(character) in block for block in blocks)
