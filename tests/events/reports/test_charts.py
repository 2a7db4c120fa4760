"""Charts say what they show, draw to one scale, and are well-formed whatever their labels hold."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from events.reports import charts
from events.reports.charts import PAGE, PAPER, Picture, Piece, Size, Stack

PIECES = [
    Piece("<观众> & 交通", 30_000_000, "30 t"),
    Piece("Hotels", 500_500, "500.5 kg"),
    Piece("None", 0, "0 g"),
]
SVG = "{http://www.w3.org/2000/svg}"
DRAWN: dict[str, Callable[[Size], Picture]] = {
    "bars": lambda size: charts.bars(PIECES, "排放", size),
    "balance": lambda size: charts.balance(
        [Stack("A", "30 t", PIECES[:1]), Stack("B", "0 g", [])], "余缺", size
    ),
    "dots": lambda size: charts.dots(PIECES, "构成", "每个点为 100 kg", size),
    "versions": lambda size: charts.versions(PIECES, "版本", size),
}


@pytest.mark.parametrize("size", [PAPER, PAGE])
@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_well_formed_and_says_in_words_what_it_shows(name: str, size: Size) -> None:
    picture = DRAWN[name](size)
    root = ElementTree.fromstring(picture.svg)  # noqa: S314  drawn here
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == picture.title
    assert root.findtext(f"{SVG}desc") == picture.description
    assert "<观众> & 交通: 30 t" in picture.description


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_has_no_style_that_a_strict_page_refuses(name: str) -> None:
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", DRAWN[name](PAGE).svg)


@pytest.mark.parametrize("size", [PAPER, PAGE])
@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_drawn_outside_of_the_picture(name: str, size: Size) -> None:
    root = ElementTree.fromstring(DRAWN[name](size).svg)  # noqa: S314
    _x, _y, width, height = (float(number) for number in (root.get("viewBox") or "").split())
    for bar in root.iter(f"{SVG}rect"):
        assert float(bar.get("x", "")) >= 0
        assert float(bar.get("x", "")) + float(bar.get("width", "")) <= width
        assert float(bar.get("y", "")) + float(bar.get("height", "")) <= height
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.get("y", "")) <= height


def test_bars_are_as_long_as_their_masses_and_what_is_little_is_still_seen() -> None:
    root = ElementTree.fromstring(charts.bars(PIECES, "x").svg)  # noqa: S314
    widths = [bar.get("width") for bar in root.iter(f"{SVG}rect") if "bar" in (bar.get("class") or "")]
    assert widths == ["640", "10"]


def test_dots_are_whole_and_together_the_whole() -> None:
    assert charts.dot_counts([30_000_000, 500_500, 0], 100_000) == [300, 6, 0]
    assert sum(charts.dot_counts([1, 1, 1], 2)) == 2


@pytest.mark.parametrize("total", [1, 999, 400_000, 400_001, 1_163_590_000, 370_000 * 1_000_000])
def test_a_dot_is_so_large_that_all_of_it_is_drawn(total: int) -> None:
    unit = charts.dot_unit(total)
    assert re.fullmatch("[125]0*", str(unit))
    assert -(-total // unit) <= charts.DOTS_MAX


def test_there_is_a_dot_for_each_that_was_counted() -> None:
    svg = charts.dots(PIECES, "x", "y").svg
    assert sum(path.count("h0") for path in re.findall(r'd="([^"]*)"', svg)) == 306 + len(PIECES)
