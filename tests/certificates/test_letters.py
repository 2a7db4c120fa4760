"""Letters: their script, what belongs together, and what may not stand where it does."""

import pytest

from certificates.document import letters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("阿卜杜·热合曼", [("EAST ASIAN", "阿卜杜·热合曼")]),
        ("Zoë Ζωή Зоя", [("EUROPEAN", "Zoë Ζωή Зоя")]),
        ("李雷 O’Brien", [("EAST ASIAN", "李雷 "), ("EUROPEAN", "O’Brien")]),
        ("(علي) Ali", [("ARABIC", "(علي) "), ("EUROPEAN", "Ali")]),
        ("Z\u0323ó", [("EUROPEAN", "Z\u0323ó")]),
        ("2026", [("", "2026")]),
        ("", []),
    ],
)
def test_signs_and_accents_go_with_the_letters_beside_them(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(run.script, run.text) for run in letters.runs(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("क्षि", ["क्", "षि"]),
        ("o\u0323\u0301n", ["o\u0323\u0301", "n"]),
        ("නි\u200dස", ["නි\u200d", "ස"]),
        ("李雷", ["李", "雷"]),
    ],
)
def test_marks_stay_with_the_letter_that_carries_them(text: str, expected: list[str]) -> None:
    assert letters.clusters(text) == expected


@pytest.mark.parametrize(
    "name", ["李雷", "Nguyễn", "Иван", "Ελένη", "შოთა", "Արամ", "ኃይሌ", "김민준", "ㄌㄧˇ", "O’Brien-2"]
)
def test_letters_that_stand_side_by_side_need_no_shaping(name: str) -> None:
    assert not letters.needs_shaping(name)


@pytest.mark.parametrize(
    "name", ["علي", "דוד", "ไทย", "राम", "བོད", "o\u0323\u0301", "ᠴᠢᠩ", "\u1100\u1161", "ش\u200cب", "ߛߏ߬"]
)
def test_letters_that_join_move_carry_marks_or_run_from_the_right_need_shaping(name: str) -> None:
    assert letters.needs_shaping(name)


@pytest.mark.parametrize(
    "name", ["شیرین\u200cبانو", "ශ\u0dca\u200dරී", "র\u200d\u09cdয", "ᠠᠭᠤᠯᠠ\u180eᠠ", "o\u0323\u0301\u0302"]
)
def test_an_invisible_character_stands_where_a_script_needs_it(name: str) -> None:
    assert letters.misplaced(name) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann\u200ca", ["\u200c"]),
        ("\u200cعلي", ["\u200c"]),
        ("علي\u200c", ["\u200c"]),
        ("علي\u200dعلي", ["\u200d"]),
        ("राम\u200dराम", ["\u200d"]),
        ("Ann\u180ba", ["\u180b"]),
        ("\u202eAnna\u202c", ["\u202e", "\u202c"]),
        ("An\u200bna\u200f", ["\u200b", "\u200f"]),
        ("An\u00adna", ["\u00ad"]),
        ("葛\U000e0100城", ["葛\U000e0100"]),
        ("\ufe0f", ["\ufe0f"]),
        ("👩\u200d👧", ["👩", "👧"]),
        ("Z\u0351\u0352\u0353\u0354\u0355", ["\u0354", "\u0355"]),
        ("a\nb", ["\n"]),
        ("\ue000", ["\ue000"]),
    ],
)
def test_an_invisible_character_elsewhere_is_found(name: str, expected: list[str]) -> None:
    assert letters.misplaced(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("さくら", True), ("ヤマー", True), ("阿卜杜・热合曼", False), ("김", False)]
)
def test_kana_are_known_and_a_middle_dot_is_none(text: str, expected: bool) -> None:
    assert letters.has_kana(text) is expected
