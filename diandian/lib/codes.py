"""Short public codes that can be read over the phone: no 0 o 1 l i, and a check character at the end.

The alphabet has 31 characters. The check character is the sum of the others, each times its place (1, 2, 3 …),
modulo 31. As 31 is prime and no place reaches it, every single wrong character and every swap of two different
characters is noticed.
"""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("", "", " -–—·.\t\n\u3000")


def random_code(length: int, *, first: str = ALPHABET) -> str:
    """A random code of `length` characters in all, the last one its check character. 3 ≤ length ≤ 31.

    It begins with one of the characters of `first`.
    """
    if not 3 <= length <= 31:
        raise ValueError("A code has 3 to 31 characters.")
    body = "".join(secrets.choice(letters) for letters in [first, *[ALPHABET] * (length - 2)])
    return body + check_character(body)


def check_character(body: str) -> str:
    """The check character of `body`; raises KeyError for a character outside the alphabet."""
    total = sum(place * _VALUES[character] for place, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def normalized(text: str) -> str | None:
    """The code that a person typed, without spaces and dashes and in lower case, or None if it is none."""
    code = text.translate(_LOOK_ALIKES).lower()
    if not 3 <= len(code) <= 31 or any(character not in _VALUES for character in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def spaced(code: str, group: int = 4) -> str:
    """The code in groups, for people to read: `abcd-efgh-jk`."""
    return "-".join(code[start : start + group] for start in range(0, len(code), group))
