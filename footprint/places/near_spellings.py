"""Names that are spelt nearly so: for typing mistakes, where nothing has the text in it."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_Bucket: TypeAlias = "tuple[list[str], array[int]]"


class NearSpellings:
    """Names by their first letter and length, and by their last, so that few are compared.

    A mistake is a letter too many, too few, another or two exchanged: one in short names, two from seven letters
    on, in Han names one. A name with mistakes at both its ends is not found.
    """

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self.by_first: dict[tuple[str, int], _Bucket] = defaultdict(lambda: ([], array("I")))
        self.by_last: dict[tuple[str, int], _Bucket] = defaultdict(lambda: ([], array("I")))
        for name, number in names:
            for buckets, letter in ((self.by_first, name[0]), (self.by_last, name[-1])):
                keys, numbers = buckets[letter, len(name)]
                keys.append(name)
                numbers.append(number)

    def of(self, wanted: str) -> dict[int, int]:
        """Numbers of the places whose names are near, with the mistakes in them."""
        most = _mistakes(wanted)
        found: dict[int, int] = {}
        for keys, numbers in self._buckets(wanted, most):
            for _key, mistakes, place in extract(
                wanted, keys, scorer=OSA.distance, processor=None, score_cutoff=most, limit=None
            ):
                number = numbers[place]
                found[number] = min(int(mistakes), found.get(number, most))
        return found

    def _buckets(self, wanted: str, most: int) -> Iterator[_Bucket]:
        for length in range(len(wanted) - most, len(wanted) + most + 1):
            for buckets, letter in ((self.by_first, wanted[0]), (self.by_last, wanted[-1])):
                if (letter, length) in buckets:
                    yield buckets[letter, length]


def _mistakes(wanted: str) -> int:
    if wanted.isascii():
        return 0 if len(wanted) < 4 else 1 if len(wanted) < 7 else 2
    return 1 if len(wanted) > 1 else 0
