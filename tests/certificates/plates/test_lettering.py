"""A name fits its box at the largest size that goes, on up to three lines, and no letter of it is ever lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.plates import Face, NamePlace, Written, fitted
from tests.certificates.plates.stage import european, serif

PLACE = NamePlace("name", 20, 50, 574, 69, 53, 1.22, "zh-Hans", "")
HAN_AND_LATIN = st.text(st.sampled_from("李雷阿卜杜热合曼·abcWMil -éü"), min_size=1, max_size=120).filter(
    str.strip
)


def lines(name: str, face: Face | None = None) -> tuple[float, list[str]]:
    lettering = fitted(Written(name, face or serif()), PLACE)
    return round(lettering.size / PLACE.size, 3), [line.text for line in lettering.lines]


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("李雷", 1.0, ["李雷"]),
        ("阿" * 12, 0.85, ["阿" * 12]),
        ("阿" * 20, 0.5, ["阿" * 20]),
        ("阿" * 40, 0.5, ["阿" * 20, "阿" * 20]),
        ("阿" * 90, 0.33, ["阿" * 30] * 3),
    ],
)
def test_a_name_is_as_large_as_it_goes(name: str, size: float, expected: list[str]) -> None:
    assert lines(name) == (size, expected)


def test_lines_break_between_words_and_are_about_equally_long() -> None:
    size, broken = lines("Maximiliane Friederike von Hohenzollern-Sigmaringen zu Oberbayern", european())
    assert (size, broken) == (0.5, ["Maximiliane Friederike von", "Hohenzollern-Sigmaringen zu Oberbayern"])


def test_a_word_is_broken_only_when_it_has_to_be() -> None:
    assert lines("W" * 60, european())[1] == ["W" * 30] * 2
    assert lines("W" * 20, european())[1] == ["W" * 20]


def test_no_line_begins_with_a_middle_dot() -> None:
    _, broken = lines("阿卜杜·" * 12)
    assert len(broken) > 1
    assert [line for line in broken if line.startswith("·")] == []


@given(HAN_AND_LATIN)
def test_every_name_fits_and_none_is_cut(name: str) -> None:
    face = serif()
    lettering = fitted(Written(name, face), PLACE)
    assert "".join(line.text for line in lettering.lines).replace(" ", "") == name.replace(" ", "")
    scale = lettering.size / face.units_per_em
    for line in lettering.lines:
        assert sum(glyph.advance for glyph in line.glyphs) * scale <= PLACE.width + 0.01
    pitch = lettering.size * PLACE.line_height
    assert pitch * len(lettering.lines) <= PLACE.height + 0.1
    assert lettering.inset == pytest.approx((PLACE.height - pitch * len(lettering.lines)) / 2)
