"""One long text of keys, searched from three ends."""

from footprint.places.folding import LONGEST_QUERY, folded, spellings
from footprint.places.lines import Lines
from footprint.places.near_spellings import NearSpellings

LINES = Lines([("chengdu", 0), ("chengde", 1), ("acheng", 2), ("chengdu", 3), ("du", 4)])


def test_the_same_key_is_found_wherever_it_stands() -> None:
    assert list(LINES.same("chengdu")) == [0, 3]
    assert list(LINES.same("cheng")) == []


def test_beginnings_and_parts_are_found_in_order_and_once_a_line() -> None:
    assert list(LINES.beginning("cheng")) == [0, 1, 3]
    assert list(LINES.containing("cheng")) == [0, 1, 2, 3]
    assert list(Lines([("anan", 7), ("ban", 8)]).containing("an")) == [7, 8]


def test_pairs_are_given_back_as_they_came() -> None:
    assert list(LINES.pairs())[:2] == [("chengdu", 0), ("chengde", 1)]
    assert len(LINES) == 5
    assert list(Lines([]).pairs()) == []
    assert list(Lines([]).containing("a")) == []


def test_mistakes_are_counted_as_a_typist_makes_them() -> None:
    near = NearSpellings([("chengdu", 0), ("shanghai", 1), ("london", 2), ("成都", 3)])
    assert near.of("hcengdu") == {0: 1}
    assert near.of("shangai") == {1: 1}
    assert near.of("chengdoo") == {0: 2}
    assert near.of("lodnno") == {}  # two mistakes in a short name
    assert near.of("成督") == {3: 1}
    assert near.of("lon") == {}


def test_folding_makes_one_of_all_ways_of_typing() -> None:
    for text in ("Xī'ān", "ＸＩ AN", "xi-an", "Xi’an"):
        assert folded(text) == "xian"
    assert folded("Łódź") == "lodz"
    assert folded("Tromsø") == "tromso"
    assert folded("Nukuʻalofa") == "nukualofa"


def test_a_long_text_is_cut_before_it_is_folded() -> None:
    assert len(folded("a" * 100_000)) == LONGEST_QUERY


def test_the_last_word_of_a_division_may_be_typed_or_not() -> None:
    assert list(spellings("成都市")) == ["成都市", "成都"]
    assert list(spellings("成都")) == ["成都"]
    assert list(spellings("沙市")) == ["沙市"]
