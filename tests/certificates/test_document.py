"""The heart: what a certificate says, without a database or a clock."""

import json
import uuid
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import document
from certificates.document import NumberProblem
from certificates.document.numbers import DEMONSTRATION_LETTER, new_number
from diandian.lib import codes
from tests.certificates.conftest import NUMBER, SLICES, statement


def test_a_statement_survives_json() -> None:
    text = json.dumps(statement().to_json(), ensure_ascii=False)
    assert document.Statement.from_json(json.loads(text)) == statement()


def test_a_statement_with_a_field_too_many_or_too_few_is_refused() -> None:
    values = statement().to_json()
    missing = {name: value for name, value in values.items() if name != "method"}
    for wrong in ({**values, "surprise": 1}, missing):
        with pytest.raises(ValueError, match="fields of a statement"):
            document.Statement.from_json(wrong)


def test_slices_that_do_not_add_up_make_no_statement() -> None:
    with pytest.raises(ValueError, match="add up"):
        statement(amount_grams=23_401)


def test_an_empty_slice_makes_no_statement() -> None:
    empty = replace(SLICES[0], batch_to=SLICES[0].batch_from)
    with pytest.raises(ValueError, match="positive"):
        statement(slices=(*SLICES, empty))


def test_a_statement_of_the_future_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="version 3"):
        statement(version=3)


def test_a_statement_of_version_1_is_still_read_and_written_as_it_was() -> None:
    values = statement().to_json()
    unnamed = [
        {name: value for name, value in piece.items() if name != "batch"} for piece in values["slices"]
    ]
    later = ("issued_at", "issued_on", "group", "account", "facts")
    first = {name: value for name, value in values.items() if name not in later}
    first |= {"version": 1, "slices": unnamed}
    assert document.Statement.from_json(first).to_json() == first


@pytest.mark.parametrize(("version", "batch"), [(1, str(uuid.UUID(int=21))), (2, None)])
def test_slices_name_their_batches_from_version_2_on(version: int, batch: str | None) -> None:
    with pytest.raises(ValueError, match="batches"):
        statement(version=version, slices=tuple(replace(piece, batch=batch) for piece in SLICES))


def test_a_statement_is_written_in_one_way_for_signing() -> None:
    text = statement().text
    assert json.loads(text) == statement().to_json()
    assert text.startswith(
        '{"account":null,"address":"https://diandian.example/c/7kq3mzh4w9az/","amount_grams":23400,'
    )
    assert '"holder_name":"李雷"' in text
    assert statement(holder_name='"\\\u2028').text.count('"holder_name":"\\"\\\\\u2028"') == 1


@given(st.booleans())
def test_demonstrations_have_a_range_of_numbers_of_their_own(is_demonstration: bool) -> None:
    number = new_number(is_demonstration=is_demonstration)
    assert (len(number), codes.normalized(number)) == (12, number)
    assert number.startswith(DEMONSTRATION_LETTER) == is_demonstration


def test_the_claim_speaks_of_retired_reductions_in_both_languages() -> None:
    chinese, english = document.in_both_languages(statement())
    assert chinese.claim == (
        "在成都第31届世界大学生夏季运动会期间，23.4\u00a0kg\u00a0CO₂e "
        "经核证的减排量以上述持有人之名永久注销。"
    )
    assert english.claim == (
        "On the occasion of Chengdu 2021 FISU World University Games, 23.4\u00a0kg\u00a0CO₂e "
        "of verified emission reductions were retired in the name of the holder."
    )


def test_a_latin_name_is_set_off_from_chinese_text() -> None:
    chinese = document.worded(statement(event_name_zh="Universiade"), "zh-hans")
    assert chinese.claim.startswith("在 Universiade 期间，")


def test_the_language_of_issue_comes_first() -> None:
    order = [words.language for words in document.in_both_languages(statement(language="en"))]
    assert order == ["en", "zh-hans"]


def test_without_a_name_it_is_a_spectators() -> None:
    nameless = statement(holder_name="")
    assert document.worded(nameless, "zh-hans").holder == "一位观众"
    assert document.worded(nameless, "en").claim.endswith("retired in the name of a spectator.")


def test_a_range_counts_from_one_with_both_ends_included() -> None:
    assert document.gram_range(SLICES[1], "en") == "grams 1 to 10,000"
    assert document.gram_range(SLICES[1], "zh-hans") == "第 1 至 10,000 克"


def test_each_donor_is_thanked_once() -> None:
    first, second = replace(SLICES[0], batch_to=1_210_000), replace(SLICES[0], batch_from=1_210_000)
    given = replace(SLICES[1], donor_zh="青禾能源", donor_en="Qinghe Energy Co., Ltd.")
    assert _funding(first, second, given) == (
        "减排量由青禾能源捐赠。",
        "Credits given by Qinghe Energy Co., Ltd.",
    )
    other = replace(SLICES[1], donor_zh="Ecofund", donor_en="Ecofund")
    assert _funding(SLICES[0], other) == (
        "减排量由青禾能源、Ecofund 捐赠。",
        "Credits given by Qinghe Energy Co., Ltd., Ecofund.",
    )


def test_nobody_is_thanked_for_grams_of_which_no_donor_is_known() -> None:
    assert [piece.donor_en for piece in SLICES] == ["Qinghe Energy Co., Ltd.", None]
    assert _funding(*SLICES) == (
        "减排量来自青禾能源等。",
        "Credits from Qinghe Energy Co., Ltd. and others.",
    )
    unnamed = replace(SLICES[0], donor_zh=None, donor_en=None)
    assert _funding(unnamed, SLICES[1]) == (
        "减排量无需持有人出资。",
        "The holder was not charged for the credits.",
    )


def test_what_the_holder_bought_was_given_by_nobody() -> None:
    assert document.worded(statement(funding="bought"), "en").funding == "Credits paid for by the holder."


def _funding(*slices: document.Slice) -> tuple[str, ...]:
    stated = statement(slices=slices)
    return tuple(document.worded(stated, language).funding for language in ("zh-hans", "en"))


def test_paper_names_two_ranges_and_says_how_many_more_there_are() -> None:
    pieces = tuple(replace(SLICES[1], batch_from=at, batch_to=at + 5_850) for at in range(0, 23_400, 5_850))
    words = document.worded(statement(slices=pieces), "en")
    assert (len(words.sources), words.more) == (2, "2 more ranges on the certificate’s page.")


@pytest.mark.parametrize("is_demonstration", [True, False])
@pytest.mark.parametrize("funding", ["donated", "bought"])
def test_no_person_is_ever_called_carbon_neutral(funding: str, is_demonstration: bool) -> None:
    said = [text for texts in document.WORDING.values() for text in texts.values()]
    for words in document.in_both_languages(statement(funding=funding, is_demonstration=is_demonstration)):
        said += [str(getattr(words, field.name)) for field in fields(words)]
    everything = " ".join(said).lower().replace(document.WORDING["witness.title"]["zh-hans"], "")
    assert [
        word for word in ("碳中和", "中和", "neutral", "抵消", "抵销", "offset") if word in everything
    ] == []


def test_every_phrase_exists_in_both_languages() -> None:
    assert {name for name, texts in document.WORDING.items() if set(texts) != {"zh-hans", "en"}} == set()


def test_the_same_number_grows_the_same_flower() -> None:
    assert document.ornament(NUMBER) == document.ornament(NUMBER)


def test_other_numbers_grow_other_flowers() -> None:
    numbers = {codes.random_code(12) for _ in range(300)}
    assert len({document.ornament(number) for number in numbers}) == len(numbers)


@given(st.text(alphabet=codes.ALPHABET, min_size=11, max_size=11))
def test_every_flower_stays_in_its_square_and_has_one_pink_dot(body: str) -> None:
    dots = document.ornament(body + codes.check_character(body))
    assert all(dot.width / 2 <= place <= 1000 - dot.width / 2 for dot in dots for place in (dot.x, dot.y))
    assert [dot.colour for dot in dots].count("#E5507E") == 1
    assert len(dots) > 800


def test_dots_are_drawn_as_a_few_strokes() -> None:
    dots = document.ornament(NUMBER)
    strokes = document.strokes(dots)
    assert sum(stroke.path.count("M") for stroke in strokes) == len(dots)
    assert len(strokes) < 40


def test_a_name_is_composed_and_trimmed_and_otherwise_left_alone() -> None:
    assert document.clean_name("  Zoe\u0308   Müller ") == "Zoë Müller"
    assert document.clean_name("O’Brien-Łuk·sz  d'A\u00a0B ʻOkina") == "O’Brien-Łuk·sz d'A B ʻOkina"
    assert document.clean_name("山田\u3000太郎") == "山田\u3000太郎"
    assert document.clean_name("\ufa19") == "\ufa19"  # a compatibility shape of 神, which NFC would swap


def test_a_letter_with_accents_counts_once() -> None:
    assert document.name_length("Z\u0323\u0308o") == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (NUMBER, None),
        (" 7KQ3-MZH4 w9az ", None),
        ("７ＫＱ３ＭＺＨ４Ｗ９ＡＺ", None),
        (f"https://diandian.example/c/{NUMBER}/?lang=en", None),
        (f"https://diandian.example/c/{NUMBER}.pdf", None),
        ("7kq3", NumberProblem.LENGTH),
        ("", NumberProblem.LENGTH),
        ("a" * 100_000, NumberProblem.LENGTH),
        ("7kq3mzh4w9a0", NumberProblem.CHARACTER),
        ("7kq3mzh4w9ab", NumberProblem.CHECK),
        ("7qk3mzh4w9az", NumberProblem.CHECK),
    ],
)
def test_a_typed_number_is_read_kindly_and_its_mistake_is_named(
    text: str, problem: NumberProblem | None
) -> None:
    assert document.number_problem(text) == problem


def test_a_number_is_shown_in_groups_of_four_capitals() -> None:
    assert document.shown_number(NUMBER) == "7KQ3-MZH4-W9AZ"
