"""Every reason to refuse something in a guest list is a sentence, with its value in it."""

import pytest
from django.utils import translation

from credits.errors import CreditsError, InsufficientCreditsError, PoolWithdrawnError
from diandian.lib.tables import TableProblem
from events.errors import EventNotOpenError, EventsError, SamePersonError
from events.guests.errors import GuestListDecidedError, IncompleteListError
from events.guests.phrases import column_heading, error_words, refusal_words
from events.guests.rows import Reason, Refusal


@pytest.mark.parametrize("reason", [*TableProblem, *Reason])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_reason_has_words(reason: str, language: str) -> None:
    with translation.override(language):
        words = refusal_words(Refusal(2, "name", reason, ("27",)))
    assert words
    assert "%(" not in words


def test_words_name_what_was_typed_and_the_limit() -> None:
    with translation.override("en"):
        assert [
            refusal_words(Refusal(2, "grams", Reason.ABSURD, ("200000000",))),
            refusal_words(Refusal(2, "name", Reason.UNPRINTABLE, ("😀",))),
            refusal_words(Refusal(9, "name", Reason.TWICE, ("4",))),
        ] == [
            "“200000000” g is more than 100 t for one person. Are these grams?",
            "We cannot print 😀. Please leave it out.",
            "Row 4 has the same name and note. If these are two people, tell them apart in the note.",
        ]


@pytest.mark.parametrize(("language", "expected"), [("en", "name public"), ("zh-hans", "公开姓名")])
def test_columns_are_named_in_the_readers_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert (column_heading("public"), column_heading("weight")) == (expected, "weight")


@pytest.mark.parametrize(
    "error",
    [
        SamePersonError(),
        GuestListDecidedError("done"),
        IncompleteListError(),
        EventNotOpenError("planned"),
        PoolWithdrawnError(7),
    ],
)
def test_every_refusal_of_a_list_has_words_of_its_own(error: EventsError | CreditsError) -> None:
    with translation.override("en"):
        short = InsufficientCreditsError("a", needed_grams=5, available_grams=3)
        words = {error_words(error), error_words(short)}
    assert len(words) == 2
    assert "5 g are needed, and the event has only 3 g of donated credits left." in words
