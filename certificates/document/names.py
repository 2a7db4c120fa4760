"""Names of people and numbers of certificates: how they are cleaned, counted and recognised."""

import unicodedata
from enum import StrEnum

from diandian.lib import codes

NUMBER_LENGTH = 12
NAME_LIMIT = 40  # characters as a person counts them

# These characters are exempt from composition: Unicode would swap them for a different shape, and a person's
# own shape is their name.
_COMPATIBILITY_HAN = (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
_NEVER_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(text: str) -> str:
    """The name as it is printed: composed (NFC), without space around it, single spaces within."""
    pieces, run = [], ""
    for character in text:
        if any(ord(character) in block for block in _COMPATIBILITY_HAN):
            pieces += [unicodedata.normalize("NFC", run), character]
            run = ""
        else:
            run += character
    pieces.append(unicodedata.normalize("NFC", run))
    return " ".join(part for part in "".join(pieces).split(" ") if part).strip()


def name_length(name: str) -> int:
    """Characters as a person counts them: a letter with its accents is one."""
    return sum(1 for character in name if not unicodedata.category(character).startswith("M"))


def is_never_printed(character: str) -> bool:
    """True for what cannot stand in a name whatever the fonts: controls, direction overrides, emoji."""
    return unicodedata.category(character) in _NEVER_PRINTED or 0x1F000 <= ord(character) <= 0x1FAFF


class NumberProblem(StrEnum):
    """Why a text is no certificate number."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK = "check"


def number_in(text: str) -> str:
    """The letters and digits of a number that a person typed or pasted, a whole address included."""
    folded = unicodedata.normalize("NFKC", text[:400]).lower()
    if "/c/" in folded:
        folded = folded.split("/c/", 1)[1]
        folded = folded.split("/", 1)[0].split("?", 1)[0].split(".", 1)[0]
    return "".join(character for character in folded if character.isalnum())


def number_problem(text: str) -> NumberProblem | None:
    """What is wrong with a typed number, or None when it could be one."""
    number = number_in(text)
    if len(number) != NUMBER_LENGTH:
        return NumberProblem.LENGTH
    if any(character not in codes.ALPHABET for character in number):
        return NumberProblem.CHARACTER
    return None if codes.normalized(number) else NumberProblem.CHECK


def shown_number(number: str) -> str:
    """The number as people see it: `ABCD-EFGH-JKMN`."""
    return codes.spaced(number).upper()
