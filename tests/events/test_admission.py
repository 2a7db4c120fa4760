"""Which ways of neutralising are open."""

from events.admission import Closed, Offer, offer


def offered(amount: int, donated: int, for_sale: int) -> Offer:
    return offer(
        amount_grams=amount, donated_free_grams=donated, sale_free_grams=for_sale, price_fen_per_tonne=8_000
    )


def test_both_ways_are_open_while_there_is_enough() -> None:
    assert offered(23_000, 23_000, 23_000) == Offer(23_000, 184, None, None)


def test_a_way_closes_when_one_gram_is_missing() -> None:
    assert offered(23_000, 22_999, 23_000) == Offer(23_000, 184, Closed.RUN_OUT, None)
    assert offered(23_000, 23_000, 22_999) == Offer(23_000, 184, None, Closed.RUN_OUT)


def test_nothing_is_offered_for_a_footprint_of_zero() -> None:
    assert offered(0, 100, 100) == Offer(0, 0, Closed.NOTHING_TO_DO, Closed.NOTHING_TO_DO)
