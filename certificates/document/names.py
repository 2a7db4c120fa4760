"""Names of people and numbers of certificates: how they are cleaned, counted and recognised."""

import functools
import unicodedata
from enum import StrEnum

from certificates.document.letters import composed
from diandian.lib import codes

NUMBER_LENGTH = 12
NAME_LIMIT = 120  # characters as a person counts them: what fits on paper and poster in the smallest size
STORED_LIMIT = 200  # code points, with every accent; a joined letter may have several
# Spaces that look like the plain one. The wide one of East Asia (U+3000) is another width, and stays as typed.
_SPACES = dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F), " ")


@functools.lru_cache(maxsize=64)  # one name is asked about in several ways
def clean_name(text: str) -> str:
    """The name as it is printed: composed (NFC), without space around it, single spaces within.

    Nothing else is changed or taken out: dots, hyphens and apostrophes belong to names.
    """
    return " ".join(part for part in composed(text).translate(_SPACES).split(" ") if part).strip()


def name_length(name: str) -> int:
    """Characters as a person counts them: a letter with its accents is one, and what is not seen is none."""
    return sum(1 for character in name if unicodedata.category(character)[0] not in "MC")


def is_too_long(name: str) -> bool:
    """True for a cleaned name that has more characters than a certificate takes."""
    return name_length(name) > NAME_LIMIT or len(name) > STORED_LIMIT


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
