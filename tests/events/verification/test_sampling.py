"""The sample: what is large for certain, the rest by lot, and the same for everybody who draws again."""

import hashlib
from collections import Counter
from uuid import NAMESPACE_OID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.verification.sampling import Drawn, Weighed, Why, draw, interval, lot

SEED = "5eed" * 16


def lines(*grams: int) -> list[Weighed]:
    return [Weighed(str(uuid5(NAMESPACE_OID, str(place))), mass) for place, mass in enumerate(grams)]


def seeds(count: int) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(count)]


def of(drawn: tuple[Drawn, ...], why: Why) -> list[str]:
    return [each.line_id for each in drawn if each.why == why]


masses = st.lists(st.integers(0, 10**12), min_size=0, max_size=60)


@given(masses)
def test_the_same_seed_draws_the_same_sample_in_whatever_order_the_lines_come(grams: list[int]) -> None:
    known = lines(*grams)
    shuffled = sorted(known, key=lambda line: lot("other", line.line_id))
    assert draw(SEED, known) == draw(SEED, shuffled)


@given(masses)
def test_no_line_is_drawn_twice_and_the_large_ones_always(grams: list[int]) -> None:
    known = lines(*grams)
    drawn = draw(SEED, known)
    step = interval(sum(grams))
    assert len({each.line_id for each in drawn}) == len(drawn)
    assert set(of(drawn, Why.LARGE)) == {line.line_id for line in known if line.grams >= step}
    assert len(of(drawn, Why.ALIKE)) == min(3, len(known) - len(drawn) + len(of(drawn, Why.ALIKE)))


def test_of_the_small_lines_as_many_grams_are_hit_as_intervals_fit() -> None:
    known = lines(*[1_000] * 6_000)  # interval 100,000 g: every hundredth line
    assert {len(of(draw(seed, known), Why.BY_SIZE)) for seed in seeds(20)} == {60}


def test_an_inventory_of_few_large_lines_is_checked_whole() -> None:
    drawn = draw(SEED, lines(500, 300, 150, 50))
    assert [each.why for each in drawn] == [Why.LARGE] * 4
    assert [each.line_id for each in drawn] == [line.line_id for line in lines(500, 300, 150, 50)]


def test_a_line_is_drawn_by_size_in_proportion_to_its_grams() -> None:
    """Over 400 seeds a line of 3/4 of the interval is drawn in about 300, one of 1/4 in about 100."""
    known = lines(*[75_000, 25_000] * 60)  # 6 t, interval 100,000 g
    count: Counter[str] = Counter()
    for seed in seeds(400):
        count.update(of(draw(seed, known), Why.BY_SIZE))
    heavy = sum(count[line.line_id] for line in known if line.grams == 75_000) / 60
    light = sum(count[line.line_id] for line in known if line.grams == 25_000) / 60
    assert (round(heavy / 10), round(light / 10)) == (30, 10)


def test_a_line_without_a_gram_can_still_be_drawn() -> None:
    known = lines(*[0] * 5, *[1_000] * 200)
    nothing = {line.line_id for line in known if not line.grams}
    drawn = [set(of(draw(seed, known), Why.ALIKE)) & nothing for seed in seeds(200)]
    assert any(drawn)


def test_five_percent_overstated_are_missed_in_five_of_a_hundred_samples_at_most() -> None:
    """What the interval promises: 60 lines of 1,000 g in 1,200 hold 5 %, and a sample misses all of them rarely."""
    known = lines(*[1_000] * 1_200)
    wrong = {line.line_id for line in known[:60]}
    missed = sum(not wrong & set(of(draw(seed, known), Why.BY_SIZE)) for seed in seeds(300))
    assert missed <= 15


def test_nothing_is_drawn_from_nothing() -> None:
    assert draw(SEED, []) == ()


@pytest.mark.parametrize(("total", "step"), [(0, 1), (59, 1), (120, 2), (6_000_000_000, 100_000_000)])
def test_the_interval_is_a_sixtieth_of_the_total(total: int, step: int) -> None:
    assert interval(total) == step
