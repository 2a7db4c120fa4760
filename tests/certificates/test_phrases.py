"""Why a name is refused, in words: what no face has, and what nobody can see."""

import pytest
from django.utils.translation import override

from certificates import phrases, queries


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("李😀雷 ᚠ", ["We cannot print 😀 ᚠ. Please leave it out."]),
        ("x\u0301\u0302\u0303\u0308", ["We cannot print ◌\u0308. Please leave it out."]),
        ("\ue000", ["We cannot print U+E000. Please leave it out."]),
        ("葛\U000e0100城", ["We can print 葛 only in its usual shape. Please type it anew."]),
        (
            "An\u202ena\u200b",
            [
                "Here stands what nobody can see: U+202E (a change of direction), "
                "U+200B (a joint or gap without width). Please type it anew instead of pasting it."
            ],
        ),
        (
            "😀\n",
            [
                "We cannot print 😀. Please leave it out.",
                "Here stands what nobody can see: U+000A (a tab or the end of a line). "
                "Please type it anew instead of pasting it.",
            ],
        ),
        (
            "An\U000e0041n",
            ["Here stands what nobody can see: U+E0041. Please type it anew instead of pasting it."],
        ),
        ("شیرین\u200cبانو", []),
    ],
)
def test_a_refusal_names_each_character_that_can_be_seen_and_describes_the_others(
    name: str, sentences: list[str]
) -> None:
    with override("en"):
        assert phrases.unprintable(queries.unprintable(f"x{name}x")) == sentences
