"""How the benchmark of certificates counts and judges what it measured."""

import pytest

from scripts.bench_certificates.figures import Aim, Way, growth, ratio, table

OURS, NAIVE = Way((5.0, 4.0, 9.0), bytes=80_000, rss_mib=150.4, made=2000), Way((200.0, 250.0, 240.0))


def test_a_way_counts_with_the_median_of_its_rounds() -> None:
    assert OURS.ms == 5.0


def test_a_ratio_says_how_many_times_dearer_a_way_is() -> None:
    assert ratio({"ours": OURS, "naive": NAIVE}, "naive", "ours") == 48.0


def test_a_ratio_to_what_was_not_there_is_none() -> None:
    assert ratio({"ours": OURS}, "naive", "ours") is None


def test_memory_that_stays_after_the_start_has_not_grown() -> None:
    assert growth([10, 90, 100, 100, 100, 100, 100, 100, 100]) == 0.0


def test_memory_that_goes_on_rising_has_grown() -> None:
    assert growth([10, 50, 100, 100, 150, 150]) == 50.0


def test_few_samples_say_nothing_of_growth() -> None:
    assert growth([100.0] * 5) is None


def test_the_table_has_a_line_for_each_way_beside_the_yardstick() -> None:
    lines = table({"ours": OURS, "naive": NAIVE}, "ours")
    assert [line.split() for line in lines[1:]] == [
        ["ours", "5.000", "1.00", "80.0", "150", "2,000"],
        ["naive", "240.000", "48.00"],
    ]


@pytest.mark.parametrize(
    ("value", "at_least", "is_met"),
    [(5.0, False, True), (5.1, False, False), (4.9, True, False), (5.0, True, True), (None, True, None)],
)
def test_an_aim_is_met_at_its_limit(value: float | None, at_least: bool, is_met: bool | None) -> None:
    assert Aim("a figure", value, 5, "ms", at_least).is_met is is_met


def test_what_was_not_measured_is_never_called_met_or_missed() -> None:
    told = Aim("40,000 through Celery, stored", None, 300, "s").told
    assert told.split("stored")[1].split() == ["not", "measured", "(aim", "≤", "300)"]
