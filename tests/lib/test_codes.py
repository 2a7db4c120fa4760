"""Codes that survive a telephone."""

from hypothesis import given
from hypothesis import strategies as st

from diandian.lib.codes import ALPHABET, check_character, normalized, random_code, spaced

bodies = st.text(ALPHABET, min_size=2, max_size=20)


@given(bodies)
def test_every_wrong_character_is_noticed(body: str) -> None:
    code = body + check_character(body)
    for place, right in enumerate(code):
        for wrong in ALPHABET:
            if wrong != right:
                assert normalized(code[:place] + wrong + code[place + 1 :]) is None


@given(bodies)
def test_every_swap_of_neighbours_is_noticed(body: str) -> None:
    code = body + check_character(body)
    for place in range(len(body) - 1):
        if code[place] != code[place + 1]:
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert normalized(swapped) is None


@given(bodies)
def test_capitals_spaces_and_dashes_do_not_matter(body: str) -> None:
    code = body + check_character(body)
    assert normalized(f"  {spaced(code).upper()} ") == code


def test_codes_avoid_look_alikes_and_differ() -> None:
    made = {random_code(10) for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01oil")


def test_hostile_text_is_no_code() -> None:
    for text in ("", "-", "a" * 10_000, "<script>", "é" * 9, "23456\x00789", "１２３４５"):
        assert normalized(text) is None
