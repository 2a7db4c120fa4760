"""Whose gram is whose, with lots laid by hand."""

from credits.provenance import givers, parents
from tests.credits.laid import DONOR, EVENT, GIVEN, INVENTORY, NEXT, OUTSIDE, Laid


def parent_ids(lots: list[Laid]) -> dict[int, int | None]:
    return {lot: parent.id if parent is not None else None for lot, parent in parents(lots).items()}


def test_a_lot_comes_out_of_the_last_that_held_its_grams_before() -> None:
    lots = [*GIVEN, Laid(3, EVENT, DONOR, 0, 80), Laid(4, DONOR, EVENT, 10, 20), Laid(5, EVENT, NEXT, 12, 14)]
    assert parent_ids(lots) == {1: None, 2: 1, 3: 2, 4: 3, 5: 4}


def test_batches_are_not_mixed_up() -> None:
    lots = [*GIVEN, Laid(3, EVENT, NEXT, 0, 10, batch=2)]
    assert parent_ids(lots)[3] is None


def test_an_events_account_is_looked_through_to_the_donor() -> None:
    lots = [*GIVEN, Laid(3, EVENT, NEXT, 0, 80), Laid(4, NEXT, EVENT, 70, 80, "return")]
    assert givers(lots, {EVENT, NEXT}) == {1: None, 2: DONOR, 3: DONOR, 4: DONOR}


def test_what_was_lent_and_came_back_is_still_the_donors() -> None:
    lots = [*GIVEN, Laid(3, EVENT, INVENTORY, 0, 30), Laid(4, INVENTORY, EVENT, 0, 30, "reverse")]
    assert givers(lots, {EVENT, NEXT})[4] == DONOR


def test_what_the_exchange_moved_in_is_the_exchanges() -> None:
    lots = [Laid(1, OUTSIDE, INVENTORY, 0, 50, "issue"), Laid(2, INVENTORY, EVENT, 0, 50)]
    assert givers(lots, {EVENT})[2] == INVENTORY
