"""One spelling for what people type: width, case, dashes, spaces, invisible signs, words for "to". Plain Python."""

import re
import unicodedata

# Dashes of word processors and Chinese keyboards that NFKC leaves alone; a registry writes U+002D for all of them.
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2E3A\u2E3B\u30FC]")
_TO = re.compile(r"\s*(?:(?<![A-Z])TO(?![A-Z])|至|到|[~\u301C\u223C]|\.{2,})\s*")
_SPACES_AT_DASH = re.compile(r"\s*([-_])\s*")
_ENDS = " .,;:!?'\"`()[]{}<>。、，；：！？“”‘’「」《》【】"
_NUMBER = re.compile(r"(?<![A-Z0-9])\d+(?![A-Z0-9])", re.ASCII)
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?", re.ASCII)
_WORD = re.compile(r"[A-Z]+|\d+", re.ASCII)
_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d", re.ASCII)


def fold(text: str, *, tight: bool = True) -> str:
    """`text` in capitals and half width, dashes as "-", ranges written " TO ", no space at a dash when `tight`.

    A space inside a number stays: whoever closes it would make one number of two.
    """
    if not text.isascii():
        half_width = unicodedata.normalize("NFKC", text)
        text = "".join(sign for sign in half_width if unicodedata.category(sign) != "Cf")
    folded = _DASHES.sub("-", text.upper())
    folded = _TO.sub(" TO ", folded)
    folded = " ".join(folded.split())
    if tight:
        folded = _SPACES_AT_DASH.sub(r"\1", folded)
    return re.sub(r"-{2,}", "-", folded).strip(_ENDS)


def without_leading_zeros(text: str) -> str:
    """Each number of a folded text as it counts: 0016 is 16. A day such as 01012022 is no number and stays."""
    return _NUMBER.sub(lambda found: found[0] if _DATE.fullmatch(found[0]) else str(int(found[0])), text)


def apart(text: str) -> str:
    """The words and numbers of a folded text, parted by "-" wherever one ends: 202207 is a year and a month."""
    words: list[str] = []
    for word in _WORD.findall(text):
        found = _YEAR_MONTH.fullmatch(word)
        words += [each for each in found.groups() if each] if found else [word]
    return without_leading_zeros("-".join(words))
