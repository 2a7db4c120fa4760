"""Every refusal of the ledger has a sentence of its own, with its values in it and nothing left to fill in."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

import credits.errors as refused
from credits.errors import CreditsError
from credits.phrases import ANY_REFUSAL, SENTENCES, refusal_words

EVENING = datetime(2023, 7, 29, 12, 30, tzinfo=UTC)
LAST = int(EVENING.timestamp())
ERRORS: tuple[tuple[CreditsError, str], ...] = (
    (refused.InvalidAmountError(0), "This is no amount. Type whole grams from 1 g to 9,000,000,000 t."),
    (refused.UnknownAccountError("event:x"), "There is no account event:x. Please choose it from the list."),
    (
        refused.SameAccountError("a"),
        "The credits are on a already. Please choose another account.",
    ),
    (
        refused.InsufficientCreditsError("a", needed_grams=23_400, available_grams=5),
        "a has only 5 g free, and 23.4 kg are needed. Take less, or bring more credits in first.",
    ),
    (
        refused.InsufficientCreditsError("a", needed_grams=10_000_001, available_grams=10_000_000),
        "a has only 10,000,000 g free, and 10,000,001 g are needed. Take less, or bring more credits in first.",
    ),
    (refused.HoldExpiredError(EVENING), "The promise ended at 2023-07-29 20:30. Please begin anew."),
    (
        refused.HoldClosedError("released"),
        "This promise has ended already (Released). Please begin anew.",
    ),
    (refused.KeyReusedError("k"), "This form was used before for something else. Please open it anew."),
    (
        refused.SerialBlockError(10_000, 1),
        "The last unit, 1, stands before the first, 10,000. Please compare the numbers.",
    ),
    (
        refused.SerialBlockError(1, 10**16),
        "No registry issues a block of this size. Please compare its numbers.",
    ),
    (
        refused.SerialBlockOverlapError("CDCER-1-1-5"),
        "It overlaps the block CDCER-1-1-5, which is in the ledger already. Please compare the numbers.",
    ),
    (
        refused.SerialNotReadableError("ccer", "?"),
        "This is not how CCER writes a serial block. It looks like CCER-01-2023-1-500.",
    ),
    (
        refused.WrongRegistryError("verra", "gold-standard"),
        "This is how Gold Standard writes a serial block, not Verra VCS. Please choose the registry again.",
    ),
    (refused.UnknownBatchError("x"), "There is no such batch. Please look it up by its serial block."),
    (
        refused.ForeignBatchError("a", "B-1-5", needed_grams=2_000_000, available_grams=900),
        "a has only 900 g of this batch, and 2 t are needed. Take less, or choose another account.",
    ),
    (
        refused.BatchClosedError("B-1-5"),
        "The batch B-1-5 is closed: it stays as it is. Please choose another.",
    ),
    (
        refused.BatchNotEmptyError("B-1-5", left_grams=1_000_000, unpooled_grams=0),
        "The batch cannot be closed yet: 1 t of it are left, and 0 g that were retired lie in no closed pool. "
        "Retire or cancel what is left, and close the pools first.",
    ),
    (
        refused.BatchNotImpairedError("r"),
        "This retirement has nothing out of an impaired batch: there is nothing to replace.",
    ),
    (
        refused.RetirementReplacedError("r"),
        "This retirement was replaced already: look at the one in its place.",
    ),
    (
        refused.NotReversibleError("issue"),
        "This cannot be reversed (Issue). Only a move can, and only once; make a new transfer instead.",
    ),
    (
        refused.GramsMovedOnError("a"),
        "These very grams have left a since, or are promised. Move other credits back instead.",
    ),
    (
        refused.AccountKindError("retired", "retired"),
        "retired belongs to the ledger itself (Retired). Please choose the account of a holder.",
    ),
    (
        refused.ExpiryPassedError(EVENING),
        "The promise would have ended at 2023-07-29 20:30 already. Choose a later end.",
    ),
    (
        refused.ClockBehindError(now=LAST - 3600, last_at=LAST),
        "This machine’s clock says 2023-07-29 19:30, but the ledger has reached 2023-07-29 20:30. Nothing is "
        "written until one of them is right: ask whoever runs this machine to look at its clock.",
    ),
    (
        refused.ClockAheadError(now=LAST, last_at=LAST - 500 * 86_400),
        "This machine’s clock says 2023-07-29 20:30, but the ledger was last written at 2022-03-16 20:30, more than a "
        "year before. Nothing is written until somebody makes sure which is right: ask whoever runs this machine to "
        "look at its clock.",
    ),
    (
        refused.FieldError("reason", ""),
        "This cannot be stored: it is empty, too long, has blanks around it or a sign that cannot be printed. "
        "Please type it again.",
    ),
    (
        refused.PoolWithdrawnError(3),
        "Pool 3 was given up: it stays as it is. Open the next pool of its batch.",
    ),
    (
        refused.SamePersonError("p"),
        "Whoever proposes does not approve. Please ask a colleague to look at it.",
    ),
    (
        refused.ProposalDecidedError("rejected"),
        "This was decided already (Rejected). Please open the page anew.",
    ),
    (refused.PoolOpenError(1234), "Pool 1234 of this batch is open. Close it before you open the next."),
    (
        refused.PoolClosedError(2),
        "Pool 2 is closed: it stays as it is. Open the next pool of its batch.",
    ),
    (
        refused.PoolBlockError("B-1-5", "foreign"),
        "The units B-1-5 are not all of this pool’s batch. Please compare the numbers.",
    ),
    (
        refused.PoolBlockError("B-1-5", "overlap"),
        "Some of the units B-1-5 were retired for another pool already. Please compare the numbers.",
    ),
    (
        refused.PoolBlockError("B-1-5", "second"),
        "This pool has its block already. The next units belong to the next pool of the batch.",
    ),
    (
        refused.PoolWithoutBlockError(2),
        "Pool 2 has no block yet. Attach the units that the registry retired, then close it.",
    ),
    (
        refused.PoolEmptyError(2),
        "Nothing has gathered in pool 2 yet. Wait for the first retirement.",
    ),
    (
        refused.ResidualNotBackedError(2, 1_500),
        "The block of pool 2 has 1.5 kg more than was gathered. Choose an account that has as much of this batch "
        "free and gives it up, or wait for more retirements.",
    ),
)


@pytest.mark.parametrize(
    ("error", "sentence"), ERRORS, ids=[f"{number}-{type(each[0]).__name__}" for number, each in enumerate(ERRORS)]
)  # fmt: skip
def test_a_refusal_is_said_with_its_values_and_what_to_do_next(error: CreditsError, sentence: str) -> None:
    with translation.override("en"):
        assert refusal_words(error) == sentence


def test_no_error_of_the_ledger_is_without_a_sentence_and_an_example() -> None:
    kinds = {
        each
        for each in vars(refused).values()
        if isinstance(each, type) and issubclass(each, CreditsError) and each is not CreditsError
    }
    assert kinds <= {*SENTENCES}
    assert kinds == {type(error) for error, _sentence in ERRORS}


def test_an_error_that_nobody_foresaw_is_told_without_its_innards() -> None:
    class NovelError(CreditsError):
        pass

    with translation.override("en"):
        assert refusal_words(NovelError("SELECT 1 %s")) == str(ANY_REFUSAL)


def test_an_error_of_another_module_takes_the_words_of_its_parent() -> None:
    class LaterError(refused.PoolEmptyError):
        pass

    with translation.override("en"):
        assert (
            refusal_words(LaterError(7))
            == "Nothing has gathered in pool 7 yet. Wait for the first retirement."
        )
