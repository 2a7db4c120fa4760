"""Measure the search for places: CPU milliseconds of loading and of each sort of query, beside a naive search.

    .venv/bin/python -m scripts.bench_places

Prints a table and, as its last line, one JSON object. `measured()` returns the same for `make bench-footprint`.
Queries are made of the names of the list itself, every so many cities, in four spellings: Chinese, traditional
characters, English and pinyin. The naive search is a scan over all names with rapidfuzz, the other usual way.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import process

from footprint.calculation.values import Place, PlaceKind
from footprint.places import Places, folded

LIMIT = 8
CITIES = 80  # of each sort; four spellings where there are four
REPEATS = 3  # the best of these, so that another process does not decide
PAGE_BYTES = 4096
NO_HITS = ("zzzzqxq", "火星基地城", "xqzt", "Кыштовка", "!!!", "qwrtpsdf", "鑫鑫鑫鑫", "wxyzwxyz")


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * PAGE_BYTES / 1e6


def spellings(place: Place) -> list[str]:
    """Chinese, traditional where it differs, English, pinyin."""
    traditional = [name for name in place.also if not name.isascii()][:1]
    return [name for name in (place.name_zh, *traditional, place.name_en, place.pinyin) if name]


def chosen(places: Places) -> list[Place]:
    """Every so many of the cities that have a Chinese name, large and small."""
    cities = [place for place in places.places[:12_000] if place.kind == PlaceKind.CITY and place.name_zh]
    return cities[:: max(1, len(cities) // CITIES)]


def misspelt(name: str) -> str:
    """Two letters exchanged, or one Han character for another."""
    if not name.isascii():
        return name[:-1] + ("督" if name[-1] != "督" else "都")
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def queries(places: Places) -> dict[str, list[str]]:
    names = [name for place in chosen(places) for name in spellings(place)]
    long = [name for name in names if len(folded(name)) > (1 if not name.isascii() else 4)]
    return {
        "exact": names,
        "prefix": [name[: max(1, len(name) // 2)] for name in names],
        "one letter": sorted({name[:1] for name in names}),
        "infix": [name[1:] for name in names if len(folded(name[1:])) > 1],
        "typo": [misspelt(name) for name in long],
        "label": [place.label_in(language) for place in chosen(places) for language in ("zh", "en")],
        "code": [place.also[0] for place in places.places[places.cities.stop :: 40] if place.also],
        "no hit": list(NO_HITS),
    }


def cpu_milliseconds(search: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Median and worst of the queries, of each the best of some repeats."""
    times = []
    for text in texts:
        best = float("inf")
        for _repeat in range(REPEATS):
            start = time.process_time_ns()
            search(text)
            best = min(best, (time.process_time_ns() - start) / 1e6)
        times.append(best)
    return {
        "queries": len(texts),
        "median_ms": round(statistics.median(times), 3),
        "worst_ms": round(max(times), 3),
    }


def naive_search(places: Places) -> Callable[[str], object]:
    """A scan over every name of every place with rapidfuzz' own ratio: simple, and finds typos as well."""
    names = [folded(name) for place in places.places for name in (place.name_en, place.name_zh, place.pinyin)]

    def search(text: str) -> object:
        return process.extract(folded(text), names, limit=LIMIT)

    return search


def measured() -> dict[str, object]:
    before, start = resident_megabytes(), time.process_time()
    places = Places()
    load = {
        "load_cpu_ms": round((time.process_time() - start) * 1000),
        "load_megabytes": round(resident_megabytes() - before, 1),
    }
    sorts = queries(places)
    ours = {
        sort: cpu_milliseconds(lambda text: places.suggestions(text, LIMIT), texts)
        for sort, texts in sorts.items()
    }
    naive = naive_search(places)
    theirs = {sort: cpu_milliseconds(naive, texts[::16]) for sort, texts in sorts.items()}
    return {"places": len(places.places), **load, "ours": ours, "rapidfuzz_scan": theirs}


def print_table(result: dict[str, object]) -> None:
    ours, theirs = result["ours"], result["rapidfuzz_scan"]
    assert isinstance(ours, dict)  # noqa: S101 - for the type checker
    assert isinstance(theirs, dict)  # noqa: S101
    print(
        f"{result['places']} places, loaded in {result['load_cpu_ms']} ms CPU, {result['load_megabytes']} MB"
    )
    print(f"{'':12}{'queries':>8}{'median ms':>11}{'worst ms':>10}   a scan with rapidfuzz: median, worst")
    for sort, row in ours.items():
        other = theirs[sort]
        numbers = f"{row['queries']:>8}{row['median_ms']:>11.3f}{row['worst_ms']:>10.3f}"
        print(f"{sort:12}{numbers}{other['median_ms']:>12.1f}{other['worst_ms']:>8.1f}")


def main() -> None:
    result = measured()
    print_table(result)
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
