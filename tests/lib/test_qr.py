"""What we draw, an independent reader reads."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from diandian.lib import codes
from diandian.lib.qr import qr_matrix, qr_path, qr_rows_in_series, qr_terminal


@pytest.mark.parametrize("text", ["http://127.0.0.1:8000/s/abc23456", "https://例子.example/c/23?x=1&y=成都"])
def test_a_code_reads_back(text: str) -> None:
    matrix = qr_matrix(text)
    side = len(matrix) + 8
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark else 255)
    picture = picture.resize((side * 5, side * 5), Image.Resampling.NEAREST)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]


def test_the_path_draws_every_dark_module_once() -> None:
    matrix = qr_matrix("diandian")
    path, side = qr_path("diandian")
    drawn = sum(int(run.split("h")[1].split("v")[0]) for run in path.split("M")[1:])
    assert (drawn, side) == (sum(map(sum, matrix)), len(matrix) + 8)


def test_the_terminal_shows_two_rows_of_modules_a_line() -> None:
    lines = qr_terminal("diandian").splitlines()
    assert len(lines) == -(-(len(qr_matrix("diandian")) + 8) // 2)


@given(st.text(codes.ALPHABET, min_size=12, max_size=12))
def test_a_code_added_up_from_its_characters_is_the_code_drawn_as_a_whole(code: str) -> None:
    rows = qr_rows_in_series("https://点点.example/c/", code, "/", mask=3)
    assert [[bool(module) for module in row] for row in rows] == qr_matrix(
        f"https://点点.example/c/{code}/", mask=3
    )
