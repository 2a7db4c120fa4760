"""The rows of places.csv, airports.csv and stations.csv, kept as they stand in the files.

A row becomes a Place only when it is asked for: 40,000 of them as objects would take ten times the memory.
"""

import csv
from array import array
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import overload

from footprint.calculation.values import Place, PlaceKind, Point
from footprint.places.lines import Lines

FOLDER = Path(__file__).resolve().parent.parent
FILES = (
    (PlaceKind.CITY, "places.csv"),
    (PlaceKind.AIRPORT, "airports.csv"),
    (PlaceKind.STATION, "stations.csv"),
)
CODE, NAME_ZH, NAME_EN, ALSO, COUNTRY, REGION, REGION_ZH, REGION_EN = range(8)
LATITUDE, LONGITUDE, POPULATION, PINYIN, CITY = range(8, 13)
Fields = Sequence[str]


class Gazetteer(Sequence[Place]):
    """All places: the cities by size, then the airports, then the stations."""

    def __init__(self) -> None:
        self._bytes = b""
        self._starts = array("I")
        self._firsts: list[tuple[int, PlaceKind]] = []  # the number of the first place of each kind
        for kind, name in FILES:
            self._firsts.append((len(self._starts), kind))
            content = (FOLDER / name).read_bytes()
            start = content.index(b"\n") + 1
            while (end := content.find(b"\n", start)) >= 0:
                self._starts.append(len(self._bytes) + start)
                start = end + 1
            self._bytes += content
        self._starts.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, index: int) -> Place: ...
    @overload
    def __getitem__(self, index: slice) -> list[Place]: ...
    def __getitem__(self, index: int | slice) -> Place | list[Place]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        return _place(self.fields(number), self.kind(number))

    def __iter__(self) -> Iterator[Place]:
        for number, fields in enumerate(self.all_fields()):
            yield _place(fields, self.kind(number))

    def kind(self, number: int) -> PlaceKind:
        return next(kind for first, kind in reversed(self._firsts) if number >= first)

    def range_of(self, kind: PlaceKind) -> range:
        firsts = [first for first, _kind in self._firsts] + [len(self)]
        place = [known for _first, known in self._firsts].index(kind)
        return range(firsts[place], firsts[place + 1])

    def fields(self, number: int) -> Fields:
        """One row's columns, as text."""
        return next(csv.reader([self._line(number)]))

    def all_fields(self) -> Iterator[Fields]:
        return csv.reader(self._line(number) for number in range(len(self)))

    def _line(self, number: int) -> str:
        line = self._bytes[self._starts[number] : self._starts[number + 1]]
        # The line before the next file's first one holds that file's heading, too.
        return line[: line.index(b"\n")].decode()


class ByCode(Mapping[str, Place]):
    """Places by their codes, in lower case."""

    def __init__(self, places: Gazetteer, codes: Lines) -> None:
        self._places, self._codes = places, codes

    def __getitem__(self, code: str) -> Place:
        if "\n" not in code:
            for number in self._codes.same(code):
                return self._places[number]
        raise KeyError(code)

    def __iter__(self) -> Iterator[str]:
        return (code for code, _number in self._codes.pairs())

    def __len__(self) -> int:
        return len(self._codes)


def _place(fields: Fields, kind: PlaceKind) -> Place:
    return Place(
        code=fields[CODE],
        name_zh=fields[NAME_ZH],
        name_en=fields[NAME_EN],
        country=fields[COUNTRY],
        region=fields[REGION],
        region_zh=fields[REGION_ZH],
        region_en=fields[REGION_EN],
        point=Point(Decimal(fields[LATITUDE]), Decimal(fields[LONGITUDE])),
        population=int(fields[POPULATION]),
        pinyin=fields[PINYIN],
        also=tuple(fields[ALSO].split("|")) if fields[ALSO] else (),
        kind=kind,
    )
