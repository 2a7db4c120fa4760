"""What names are compared by: letters, digits and Han characters, whatever way they were typed."""

import unicodedata
from collections.abc import Iterator

LONGEST_QUERY = 60  # characters; no name is longer
_SPELT_OUT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h"}
    | {"ŋ": "n", "ʻ": None, "ʼ": None, "ʹ": None, "ʿ": None, "ʾ": None, "ʽ": None}
)
_OF_DIVISIONS = ("市", "县", "區", "区", "镇", "鎮", "州")


def folded(text: str) -> str:
    """Lower-case letters, digits and Han characters only: `Xī'ān`, `ＸＩ AN` and `xi-an` are all `xian`."""
    lower = text[:LONGEST_QUERY].casefold()
    if not lower.isascii():
        lower = unicodedata.normalize("NFKD", lower).translate(_SPELT_OUT)
    return "".join(filter(str.isalnum, lower))


def spellings(key: str) -> Iterator[str]:
    """The key itself, then without the 市 or 县 that people write behind a name."""
    yield key
    if len(key) > 2 and key.endswith(_OF_DIVISIONS):
        yield key[:-1]
