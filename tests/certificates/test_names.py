"""Names from everywhere: each is set on the certificate, read out of it again, and has to be the same.

Letters and their order have to be equal for every name, and for all but the entries with a note under `spaces` the
whole line, with its spaces. Poppler's marks of direction are no part of a name. It reads in the order of the page:
its option `-raw` leaves words from the right in the order in which they were drawn.
"""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from certificates import ink, rendering, speaking
from tests.certificates.conftest import statement

CORPUS = json.loads(Path(__file__).with_name("names.json").read_text())
LONGEST = [
    "阿" * 120,
    "W" * 120,
    ("Wolfeschlegelsteinhausenbergerdorff " * 4)[:119],
    "བསྒྲུབས་" * 22,
    "محمد بن " * 14 + "علي",
]
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COLUMN_ENDS = (20 + 152) / 25.4 * 72


def read(path: Path, *options: str) -> str:
    command = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def letters_of(text: str) -> str:
    return re.sub(r"\s+", "", _DIRECTIONS.sub("", text))


def language_of(name: str) -> str:
    """Half of the names on a Chinese certificate, half on an English one."""
    return ("zh-hans", "en")[len(name) % 2]


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry["name"])
def test_every_name_comes_out_of_the_certificate_as_it_went_in(tmp_path: Path, entry: dict[str, str]) -> None:
    name = entry["name"]
    path = tmp_path / "certificate.pdf"
    path.write_bytes(rendering.pdf(statement(holder_name=name, language=language_of(name))))
    text = read(path)
    lines = [_DIRECTIONS.sub("", line).strip() for line in text.splitlines()]
    assert letters_of(name) in letters_of(text)
    assert name in lines or "spaces" in entry


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry["name"])
def test_every_letter_of_a_name_has_a_glyph_in_its_face(entry: dict[str, str]) -> None:
    assert ink.ink(entry["name"]).above > 0.3


def test_a_letter_without_a_glyph_is_no_empty_box() -> None:
    with pytest.raises(LookupError):
        ink.ink("ᚠ")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LONGEST, ids=lambda name: name[:9])
def test_the_longest_names_shrink_then_wrap_and_nothing_is_cut(
    tmp_path: Path, name: str, language: str
) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(rendering.pdf(statement(holder_name=name, language=language)))
    assert letters_of(name) in letters_of(read(path))
    words = boxes(read(path, "-bbox"))
    above = max(word.middle for word in words if word.text in ("谨授予", "Presented"))
    below = min(word.middle for word in words if word.text.startswith(("On", "在成都")))
    of_name = [word for word in words if above < word.middle < below]
    # Not a letter is missing, and none stands elsewhere.
    assert sorted("".join(word.text for word in of_name)) == sorted(letters_of(name))
    assert max(word.right for word in of_name) <= _COLUMN_ENDS + 0.1


@dataclass(frozen=True)
class Word:
    text: str
    middle: float  # of its height, in points from the page's top
    right: float


def boxes(listing: str) -> list[Word]:
    rows = re.findall(r'<word xMin=".+?" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<', listing)
    return [
        Word(letters_of(text), (float(top) + float(bottom)) / 2, float(right))
        for top, right, bottom, text in rows
    ]


@pytest.mark.parametrize(
    ("name", "lower", "upper"), [("李雷", 0, 1.22), ("བསྟན་འཛིན་", 1.5, 2.2), ("น้ำผึ้ง", 1.22, 1.7)]
)
def test_lines_of_piled_letters_are_higher(name: str, lower: float, upper: float) -> None:
    assert lower < ink.line_height(name) < upper


def test_saying_a_name_moves_none_of_its_glyphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = []
    for name in ("عَلِيّ حَسَّان", "שָׂרָה לֵוִי", "عبد الله", "क्षितिज"):
        spoken = rendering.pdf(statement(holder_name=name))
        with monkeypatch.context() as patched:
            patched.setattr(speaking, "_say", lambda stream, mcid, box: None)
            silent = rendering.pdf(statement(holder_name=name))
        pictures.append([picture_of(tmp_path, made) for made in (spoken, silent)])
    assert [largest_difference(*pair) < 100 for pair in pictures] == [True] * 4


def picture_of(tmp_path: Path, pdf: bytes) -> bytes:
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)
    command = ["pdftoppm", "-r", "72", "-gray", "-singlefile", str(path)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def largest_difference(one: bytes, other: bytes) -> int:
    """Between two pictures of equal size, in steps of grey out of 255."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
