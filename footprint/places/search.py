"""Finding places by Chinese, English and traditional names, pinyin, its initials, codes and near spellings."""

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import chain, islice

from footprint.calculation.values import Place, PlaceKind
from footprint.places import gazetteer as column
from footprint.places.folding import folded, spellings
from footprint.places.gazetteer import ByCode, Fields, Gazetteer
from footprint.places.lines import Lines
from footprint.places.near_spellings import NearSpellings

ALL_KINDS = tuple(PlaceKind)
# How much a hit counts: the city's people times this. A whole name lifts a town above cities thirty times its
# size, so that Bath comes before Bathinda, but Shang not before Shanghai.
_SAME, _BEGINNING, _INITIALS, _BEGINNING_OF_INITIALS = 30.0, 1.0, 1.0, 0.2
_PER_MISTAKE = 0.02
_CODE = re.compile("[A-Z]{3}")
_MARK = re.compile("[·,，、/|;；]")
_PROVINCE = re.compile("(省|自治区|特别行政区|市)$")


class Places:
    """All places with their search indexes. Never changes."""

    def __init__(self) -> None:
        self.places = Gazetteer()
        self.cities = self.places.range_of(PlaceKind.CITY)
        self.regions: dict[str, tuple[str, str]] = {}  # ISO code: Chinese and English name
        self._population = array("I", bytes(4 * len(self.cities)))
        codes: list[tuple[str, int]] = []
        keys = _Keys(), _Keys()
        for number, fields in enumerate(self.places.all_fields()):
            codes.append((fields[column.CODE], number))
            is_city = number in self.cities
            keys[0 if is_city else 1].add(fields, number)
            if is_city:
                self._population[number] = int(fields[column.POPULATION])
                region = fields[column.REGION]
                self.regions.setdefault(region, (fields[column.REGION_ZH], fields[column.REGION_EN]))
        self.by_code = ByCode(self.places, Lines(codes))
        self._of_cities, self._of_others = (_Names(found) for found in keys)
        self._initials = Lines(keys[0].initials)
        self._near = NearSpellings(chain(keys[0].latin, keys[0].han))
        self._region_codes: dict[str, set[str]] = defaultdict(set)
        for code, names in self.regions.items():
            for name in names:
                self._region_codes[folded(name)].add(code)
        for name in ("中国", "china"):  # in the list only its provinces
            self._region_codes[name].add("CN")

    def named(self, text: str) -> Place | None:
        """The place of exactly this name or label: an airport by its code in capitals, else the largest city."""
        code = _CODE.fullmatch(text.strip())
        for key in spellings(folded(text)):
            codes = self._of_others.same(key) if code else ()
            for number in chain(codes, self._of_cities.same(key), self._of_others.same(key)):
                return self.places[number]
        labelled = next(self._labelled(text), None)
        return None if labelled is None else self.places[labelled]

    def suggestions(self, text: str, limit: int, kinds: Collection[PlaceKind] = ALL_KINDS) -> list[Place]:
        """Places that the text may mean, the likeliest first: a city before the airports and stations in it.

        The same names, beginnings and initials, large cities first; then names with the text inside. Only where
        there is none of these are near spellings given.
        """
        wanted = folded(text)
        if not wanted or limit < 1:
            return []
        found: dict[int, Place] = {}
        for number in self._in_order(text, wanted, limit):
            if number not in found and self.places.kind(number) in kinds:
                found[number] = self.places[number]
                if len(found) == limit:
                    break
        return list(found.values())

    def _in_order(self, text: str, wanted: str, limit: int) -> Iterator[int]:
        """Numbers of places, the likeliest first; some more than once."""
        hits = 0
        # With a mark the text is read as a name and its region first: another name may hold both, as
        # `Mianzhu, Deyang, Sichuan` holds `Deyang · Sichuan`.
        marked = _MARK.search(text) is not None
        for number in self._labelled(text) if marked else ():
            hits += 1
            yield number
        code = _CODE.fullmatch(text.strip())
        for key in spellings(wanted):
            others = self._of_others if key in self._of_others else None
            found = chain(
                others.same(key) if others and code else (),
                self._likely(key, limit),
                others.same(key) if others else (),
                others.beginning(key) if others else (),
                self._of_cities.containing(key) if len(key) > 1 else (),
                others.containing(key) if others and len(key) > 1 else (),
            )
            for number in found:
                hits += 1
                yield number
            if hits:
                return
        for number in () if marked else self._labelled(text):
            hits += 1
            yield number
        if not hits:
            yield from self._misspelt(wanted)

    def _likely(self, key: str, limit: int) -> list[int]:
        """Cities of this name, beginning or initials, by how many people may mean them."""
        scores: dict[int, float] = {}
        sources: list[tuple[Iterator[int], float]] = []
        if key in self._of_cities:
            sources += [(self._of_cities.same(key), _SAME), (self._of_cities.beginning(key), _BEGINNING)]
        if key in self._initials:
            sources += [(self._initials.same(key), _INITIALS)]
            sources += [(self._initials.beginning(key), _BEGINNING_OF_INITIALS)]
        for numbers, weight in sources:
            for number in islice(dict.fromkeys(islice(numbers, 4 * limit)), limit):
                score = self._population[number] * weight
                scores[number] = max(score, scores.get(number, 0))
        return sorted(scores, key=lambda number: (-scores[number], number))

    def _misspelt(self, wanted: str) -> list[int]:
        mistakes = self._near.of(wanted)
        return sorted(
            mistakes,
            key=lambda number: (-self._population[number] * _PER_MISTAKE ** mistakes[number], number),
        )

    def _labelled(self, text: str) -> Iterator[int]:
        """Places that are named together with their region or country: `Suzhou · Anhui`, `四川成都`."""
        loose = []
        for name, region in self._names_with_regions(text[:200]):
            for key in spellings(name):
                for number in chain(self._of_cities.same(key), self._of_others.same(key)):
                    fit = self._lies_in(number, region)
                    if fit == 2:
                        yield number
                    elif fit:
                        loose.append(number)
        yield from loose

    def _names_with_regions(self, text: str) -> Iterator[tuple[str, str]]:
        """Every way in which the text may be a name and a region: at a mark, else before or after a region."""
        for match in list(_MARK.finditer(text))[:-4:-1]:  # of many marks the last ones
            yield from _both_ways(text[: match.start()], text[match.end() :])
        key = folded(text)
        for place in range(1, len(key)):
            first, last = key[:place], key[place:]
            if self._is_region(first):
                yield last, first
            if self._is_region(last):
                yield first, last

    def _is_region(self, key: str) -> bool:
        return key in self._region_codes or _PROVINCE.sub("", key) in self._region_codes

    def _lies_in(self, number: int, region: str) -> int:
        """2 where the region is the place's own as labels say it, 1 where it is its beginning or its country."""
        fields = self.places.fields(number)
        own = folded(fields[column.REGION_ZH]), folded(fields[column.REGION_EN])
        if region in own:
            return 2
        short = _PROVINCE.sub("", region)
        countries = self._region_codes.get(short, set())
        if fields[column.COUNTRY] in countries or fields[column.REGION] in countries:
            return 1
        return int(len(short) > 3 and any(name.startswith(short) for name in own))


class _Keys:
    """The keys of many places, while they are read."""

    def __init__(self) -> None:
        self.latin: list[tuple[str, int]] = []
        self.han: list[tuple[str, int]] = []
        self.initials: list[tuple[str, int]] = []

    def add(self, fields: Fields, number: int) -> None:
        also = fields[column.ALSO]
        names = [fields[column.NAME_EN], fields[column.NAME_ZH], fields[column.PINYIN]]
        if also:
            names += also.split("|")
        for key in dict.fromkeys(map(folded, names)):
            if key:
                (self.latin if key.isascii() else self.han).append((key, number))
        if pinyin := fields[column.PINYIN]:
            self.initials.append(("".join([syllable[0] for syllable in pinyin.split()]), number))


class _Names:
    """The names of some places, Latin and other letters apart: the first take one byte each."""

    def __init__(self, keys: _Keys) -> None:
        self._latin, self._han = Lines(keys.latin), Lines(keys.han)

    def _of(self, key: str) -> Lines:
        return self._latin if key.isascii() else self._han

    def __contains__(self, part: str) -> bool:
        return part in self._of(part)

    def same(self, key: str) -> Iterator[int]:
        return self._of(key).same(key)

    def beginning(self, key: str) -> Iterator[int]:
        return self._of(key).beginning(key)

    def containing(self, key: str) -> Iterator[int]:
        return self._of(key).containing(key)


def _both_ways(first: str, last: str) -> Iterable[tuple[str, str]]:
    one, other = folded(first), folded(last)
    if one and other:
        yield one, other
        yield other, one


@cache
def all_places() -> Places:
    """All places, read on first use: about a third of a second, then kept for the life of the process."""
    return Places()
