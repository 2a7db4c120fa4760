"""Names that only the full text engine can set fit their box as well."""

from dataclasses import replace

import pytest
from weasyprint.urls import FatalURLFetchingError

from certificates.plates import NamePlace
from certificates.plates.measuring import measured
from certificates.plates.typesetting import Typesetting

PLACE = NamePlace("name", 20, 50, 574, 69, 53, 1.22, "zh-Hans", "")
ARABIC = "'Noto Naskh Arabic'"


def sized(name: str, families: str = ARABIC, place: NamePlace = PLACE) -> tuple[float, float]:
    size, inset = measured(name, families, place, Typesetting())
    return round(size / place.size, 3), round(inset, 3)


def test_a_short_name_is_set_in_the_largest_size() -> None:
    assert sized("عمر") == (1.0, round((69 - 53 * 1.22) / 2, 3))


def test_a_long_name_is_smaller_and_a_longer_one_has_several_lines() -> None:
    long, _ = sized("محمد عبد الرحمن الخوارزمي بن موسى")
    longer, inset = sized("محمد عبد الرحمن الخوارزمي بن موسى " * 3)
    assert 0.5 <= long < 1
    assert longer <= 0.5
    assert inset < 10


def test_a_word_wider_than_the_box_is_still_shown_whole() -> None:
    size, inset = sized("م" * 120)
    assert size < 0.5
    assert inset >= 0


def test_lines_that_are_higher_make_the_name_smaller() -> None:
    size, inset = sized("عمر", place=replace(PLACE, line_height=2.44))
    assert (size, inset) == (0.5, round((69 - 26.5 * 2.44) / 2, 3))


def test_a_name_that_is_markup_is_only_a_name() -> None:
    assert sized("<b>&", "'Noto Serif Display'") == sized("xbxx", "'Noto Serif Display'")


def test_a_language_that_is_markup_is_only_a_language() -> None:
    hostile = replace(PLACE, language='en"><style>p { font-size: 1px !important }</style><i lang="')
    assert sized("عمر", place=hostile) == sized("عمر")


def test_what_a_style_names_is_not_fetched_for_measuring() -> None:
    with pytest.raises(FatalURLFetchingError):
        sized("عمر", f"{ARABIC}; background: url(http://127.0.0.1:9/a.png)")
