"""Looking through a library: words, filters, groups."""

import dataclasses

from footprint import catalogue
from footprint.calculation import Boundary, FactorValue, Library
from footprint.catalogue import CATEGORY_ORDER, Search


def found(library: Library, **search: str) -> list[str]:
    asked = Search(**search)
    return [
        factor.code
        for factor in catalogue.found(library.values(), asked, other_words=lambda _factor: "Sichuan 四川")
    ]


def test_an_empty_search_finds_everything_in_the_order_of_codes(library: Library) -> None:
    assert Search().is_empty
    assert found(library) == sorted(library)


def test_every_word_must_be_there_in_any_order_and_width(library: Library) -> None:
    assert found(library, text="ＦＵＬＬ cn-hsr") == ["cn-hsr-full-2019"]
    assert found(library, text="cn-hsr-full nothing") == []
    assert found(library, text="四川 cn-hsr-full") == ["cn-hsr-full-2019"]


def test_filters_are_exact_and_all_must_pass(library: Library) -> None:
    assert found(library, category="metr") == []
    weak = found(library, weak="yes")
    assert weak == sorted(code for code, factor in library.items() if factor.grade in ("D", "E"))
    assert found(library, weak="no") == sorted(set(library) - set(weak))
    assert found(library, weak="yes", grade="A") == []


def test_groups_come_in_the_order_of_a_day_and_unknown_ones_last(library: Library) -> None:
    strange = dataclasses.replace(library["cn-hsr-full-2019"], code="x", category="moon")
    groups = catalogue.groups([strange, *library.values()])
    names = [group.category for group in groups]
    assert names == [*(name for name in CATEGORY_ORDER if name in names), "moon"]
    assert sum(len(group.factors) for group in groups) == len(library) + 1


def test_the_counts_of_a_filter_add_up(library: Library) -> None:
    for field in ("category", "region", "boundary", "grade", "weak"):
        assert sum(catalogue.counted(library.values(), field).values()) == len(library)


def test_parts_beside_are_of_the_same_use_and_region(library: Library) -> None:
    part = library["desnz25-coach"]
    beside = catalogue.parts_beside(part, library.values())
    assert [(factor.code, factor.boundary) for factor in beside] == [("desnz25-coach-wtt", Boundary.UPSTREAM)]
    alone: FactorValue = dataclasses.replace(part, use="", serves="")
    assert catalogue.parts_beside(alone, library.values()) == ()
