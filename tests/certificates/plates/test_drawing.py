"""Drawings as operators, and as they look on a page."""

from pathlib import Path

from certificates.plates import Drawing, dots, modules, point, stamp
from certificates.plates.drawing import colour_operands
from tests.certificates.plates.stage import ABOUT, drawn, fills, plate

# The picture's slot on the small page: its left top corner and its side, in pixels of 100 to the inch.
PIXELS_PER_PIXEL = 100 / 96


def corner(tmp_path: Path, drawing: Drawing, x: float, y: float) -> tuple[int, ...]:
    """The colour in the middle of a unit of the drawing."""
    picture = drawn(tmp_path, stamp(plate(), fills(picture=drawing), about=ABOUT))
    place = next(place for place in plate().places if place.slot == "picture")
    unit = 100 / drawing.side
    left = (20 + (x + 0.5) * unit) * PIXELS_PER_PIXEL
    top = (getattr(place, "top") + (y + 0.5) * unit) * PIXELS_PER_PIXEL  # noqa: B009
    found = picture.getpixel((int(left), int(top)))
    assert isinstance(found, tuple)
    return found


def test_a_qr_code_draws_its_dark_modules_and_no_others(tmp_path: Path) -> None:
    drawing = modules([[True, True, False], [False, False, True], [True, False, True]], 1, "#ff0000")
    assert drawing == Drawing(5, b"1 0 0 rg\n1 1 2 1 re\n3 2 1 1 re\n1 3 1 1 re\n3 3 1 1 re\nf")
    assert corner(tmp_path, drawing, 1, 1) == (255, 0, 0)
    assert corner(tmp_path, drawing, 3, 1) == (255, 255, 255)
    assert corner(tmp_path, drawing, 3, 2) == (255, 0, 0)


def test_dots_are_round_and_where_they_belong(tmp_path: Path) -> None:
    drawing = dots([("#0000ff", 2, point(3, 5) + point(7, 5))], 10)
    assert drawing == Drawing(10, b"1 J\n0 0 1 RG 2 w\n3 5 m 3 5 l 7 5 m 7 5 l S")
    assert corner(tmp_path, drawing, 2.5, 4.5) == (0, 0, 255)
    assert corner(tmp_path, drawing, 6.5, 4.5) == (0, 0, 255)
    assert corner(tmp_path, drawing, 4.5, 4.5) == (255, 255, 255)
    # A square of two units would reach into this corner; a circle does not.
    assert corner(tmp_path, drawing, 1.62, 3.62) == (255, 255, 255)


def test_colours_are_parts_of_one() -> None:
    assert colour_operands("#0B5D3B") == b"0.043137 0.364706 0.231373"
    assert colour_operands("#ffffff") == b"1 1 1"
