"""A name is set in one face that has all of it; what no face has is named."""

import json
from pathlib import Path

import pytest

from certificates import fonts
from certificates.document import clean_name, is_too_long

CORPUS = json.loads(Path(__file__).with_name("names.json").read_text())


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("李雷", ("Noto Serif CJK SC",)),
        ("阿卜杜·热合曼", ("Noto Serif CJK SC",)),
        ("李雷 Leo", ("Noto Serif CJK SC",)),
        ("直樹・李", ("Noto Serif CJK SC",)),
        ("直樹さくら", ("Noto Serif CJK JP",)),
        ("さくら Leo", ("Noto Serif CJK JP",)),
        ("Nguyễn", ("Noto Serif Display",)),
        ("Żółw", ("Noto Serif Display",)),
        ("Gal·la O’Brien", ("Noto Serif Display",)),
        ("Иван", ("Noto Serif Display",)),
        ("𠮷野", ("Noto Serif CJK SC",)),
        ("𪚥𪚦", ("HanaMinB",)),
        ("龘𪚦", ("HanaMinA", "HanaMinB")),
        ("عمر", ("Noto Naskh Arabic",)),
        ("विष्णु", ("Noto Serif Devanagari",)),
        ("ᠴᠢᠩᠭᠢᠰ", ("Noto Sans Mongolian",)),
        ("", ("Noto Serif Display",)),
    ],
)
def test_a_name_never_changes_its_face_in_the_middle(name: str, families: tuple[str, ...]) -> None:
    assert fonts.name_families(name) == families


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("李 Żółw", ("Noto Serif Display", "Noto Serif CJK SC")),
        ("さくら Żółw", ("Noto Serif Display", "Noto Serif CJK JP")),
        ("علي Ali", ("Noto Serif Display", "Noto Naskh Arabic")),
        ("राम Zoë", ("Noto Serif Display", "Noto Serif Devanagari")),
        ("𪚥𪚦 Żółw", ("Noto Serif Display", "HanaMinB")),
        ("𪚥 𪚦", ("Noto Serif Display", "HanaMinB")),
        ("ม.ร.ว.", ("Noto Serif Display", "Noto Serif Thai")),
    ],
)
def test_letters_of_one_script_share_a_face_where_a_name_has_several(
    name: str, families: tuple[str, ...]
) -> None:
    assert fonts.name_families(name) == families


def test_a_family_that_is_not_installed_covers_nothing() -> None:
    assert fonts.coverage("No Such Face") == frozenset()
    with pytest.raises(LookupError):
        fonts.face_of("No Such Face")


def test_every_face_that_we_name_is_installed_as_a_file() -> None:
    paths = {family: Path(fonts.face_of(family).path) for family in fonts.NAME_FAMILIES}
    assert [family for family, path in paths.items() if not path.is_file()] == []


def test_the_corpus_has_names_of_all_kinds() -> None:
    scripts = {entry["script"] for entry in CORPUS}
    names = [entry["name"] for entry in CORPUS]
    assert (len(names) >= 60, len(set(names)) == len(names), len(scripts) >= 20) == (True, True, True)


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry["name"])
def test_every_name_of_the_corpus_is_taken_as_it_is(entry: dict[str, str]) -> None:
    name = entry["name"]
    found = (clean_name(name), is_too_long(name), fonts.missing_characters(name))
    assert found == (name, False, [])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("李😀雷😀", ["😀"]),
        ("ᚠᚢ Odin", ["ᚠ", "ᚢ"]),
        ("Love ❤\ufe0f", ["❤\ufe0f"]),
        ("x\u202ey", ["\u202e"]),
        ("ア\u030a", ["ア\u030a"]),
        ("𒀀𓀀", ["𒀀", "𓀀"]),
        ("", []),
    ],
)
def test_what_no_face_has_is_named(name: str, expected: list[str]) -> None:
    assert fonts.missing_characters(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *[
            ("李雷", True),
            ("Nguyễn Thị Ấn", True),
            ("შოთა", True),
            ("김민준 Leo", True),
            ("𪚥", True),
            ("さくら", True),
        ],
        *[("عمر", False), ("विष्णु", False), ("ไทย", False), ("李 Żółw", False), ("o\u0323\u0301", False)],
        *[("龘𪚦", False), ("😀", False), ("דוד", False)],
    ],
)
def test_a_plain_name_has_one_face_and_no_need_of_shaping(name: str, expected: bool) -> None:
    assert fonts.is_plain(name) is expected
