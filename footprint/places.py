"""The cities of footprint/places.csv, found by Chinese and English names, pinyin and its initials.

The list is read once, when it is first asked for. One long text of all the keys makes a search one scan in C.
"""

import csv
import difflib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from footprint.calculation import Place, Point

FILE = Path(__file__).with_name("places.csv")
LONGEST_QUERY = 60  # characters; no city's label is longer
_FULL, _INITIALS = 0, 1  # kinds of keys
_NEARLY = 0.72  # how alike a typing mistake must be; two Han characters of which one is right have 0.5


def folded(text: str) -> str:
    """Lower-case letters, digits and Han characters only: `Xī'ān`, `ＸＩ AN` and `xi-an` are all `xian`."""
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST_QUERY].casefold())
    return "".join(character for character in decomposed if character.isalnum())


class Places:
    """The list with its search index. Never changes."""

    def __init__(self, places: list[Place]) -> None:
        self.places = sorted(places, key=lambda place: (-place.population, place.code))
        self.by_code = {place.code: place for place in self.places}
        self.exact: dict[str, Place] = {}
        self.keys: list[tuple[str, int, int]] = []  # folded key, kind, number of the place
        for number, place in enumerate(self.places):
            for key, kind in dict.fromkeys(_keys(place)):
                self.keys.append((key, kind, number))
                if kind == _FULL:
                    self.exact.setdefault(key, place)
        for place in self.places:  # after the plain names, so that no label hides a name
            for label in _labels(place):
                self.exact.setdefault(label, place)
        self.haystack = "\n" + "\n".join(key for key, _kind, _number in self.keys) + "\n"
        self.starts = [0]  # where each key's line begins
        for key, _kind, _number in self.keys[:-1]:
            self.starts.append(self.starts[-1] + len(key) + 1)

    def named(self, text: str) -> Place | None:
        """The city of exactly this name or label; the largest where several have it."""
        wanted = folded(text)
        return self.exact.get(wanted) or self.exact.get(_without_city(wanted))

    def suggestions(self, text: str, limit: int) -> list[Place]:
        """Cities that the text may mean: the same, then beginnings, initials and parts; large ones first.

        Only where nothing has the text in it are near spellings given.
        """
        wanted = _without_city(folded(text))
        if not wanted:
            return []
        ranks: dict[int, int] = {}
        for rank, number in self._hits(wanted):
            ranks[number] = min(rank, ranks.get(number, rank))
        if not ranks:
            exact = self.exact.get(wanted)
            return [exact] if exact else self._nearly(wanted, limit)
        best = sorted(ranks, key=lambda number: (ranks[number], number))[:limit]
        return [self.places[number] for number in best]

    def _hits(self, wanted: str) -> Iterator[tuple[int, int]]:
        needle = wanted if len(wanted) > 1 else "\n" + wanted  # one letter finds beginnings only
        position = self.haystack.find(needle)
        while position >= 0:
            start = position + len(needle) - len(wanted)  # of the text itself
            line = bisect_right(self.starts, start - 1) - 1
            key, kind, number = self.keys[line]
            begins = start - 1 == self.starts[line]
            if kind == _INITIALS:
                if begins:
                    yield (2 if key == wanted else 3), number
            elif key == wanted:
                yield 0, number
            else:
                yield (1 if begins else 4), number
            position = self.haystack.find(needle, position + 1)

    def _nearly(self, wanted: str, limit: int) -> list[Place]:
        """Cities spelt nearly so. Only keys that share a beginning or an end are compared, to stay quick."""
        is_han = not wanted.isascii()
        if len(wanted) < (2 if is_han else 4):
            return []
        found: dict[int, float] = {}
        matcher = difflib.SequenceMatcher(b=wanted, autojunk=False)
        for key, kind, number in self.keys:
            if kind != _FULL or key.isascii() == is_han or abs(len(key) - len(wanted)) > 2:
                continue
            if key[0] != wanted[0] and key[-1] != wanted[-1]:
                continue
            matcher.set_seq1(key)
            least = 0.5 if is_han else _NEARLY
            if matcher.real_quick_ratio() >= least and (ratio := matcher.ratio()) >= least:
                found[number] = max(ratio, found.get(number, 0))
        return [self.places[number] for number in sorted(found, key=lambda n: (-found[n], n))[:limit]]


@cache
def all_places() -> Places:
    """The list of footprint/places.csv, read on first use."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return Places([_place(row) for row in csv.DictReader(file)])


def _place(row: dict[str, str]) -> Place:
    return Place(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        country=row["country"],
        region=row["region"],
        region_zh=row["region_zh"],
        region_en=row["region_en"],
        point=Point(Decimal(row["latitude"]), Decimal(row["longitude"])),
        population=int(row["population"]),
        pinyin=row["pinyin"],
        also=tuple(row["also"].split("|")) if row["also"] else (),
    )


def _keys(place: Place) -> Iterator[tuple[str, int]]:
    for name in (place.name_zh, place.name_en, place.pinyin, *place.also):
        yield folded(name), _FULL
        yield _without_city(folded(name)), _FULL
    yield "".join(syllable[0] for syllable in place.pinyin.split()), _INITIALS


def _labels(place: Place) -> Iterator[str]:
    for name, region in ((place.name_zh, place.region_zh), (place.name_en, place.region_en)):
        yield folded(name + region)
        yield folded(region + name)


def _without_city(key: str) -> str:
    return key[:-1] if key.endswith("市") and len(key) > 2 else key
