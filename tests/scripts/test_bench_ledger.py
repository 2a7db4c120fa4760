"""How the benchmark of the ledger judges what it measured."""

from scripts.bench_ledger.compare import ratios
from scripts.bench_ledger.processes import Cost


def cost(milliseconds: float) -> Cost:
    return Cost(client_ms=milliseconds / 2, database_ms=milliseconds / 2, per_second=1000)


def test_a_ratio_compares_what_client_and_database_burn_together() -> None:
    found = ratios({"hordak, empty": cost(6.0), "settlement, 500": cost(0.1)})
    assert found == [
        {"what": "settlement beside hordak made safe, empty", "times": 60.0, "aim": "≥ 60", "met": True}
    ]


def test_a_limit_is_missed_by_who_is_too_far_above_it() -> None:
    found = ratios({"INSERT of the same rows": cost(0.01), "settlement, 500": cost(0.06)})
    assert found == [
        {"what": "settlement beside one INSERT of its rows", "times": 6.0, "aim": "≤ 5", "met": False}
    ]


def test_a_peer_that_was_not_at_hand_is_left_out() -> None:
    assert ratios({"settlement, 500": cost(0.1)}) == []
