"""How far a report is, in words."""

import pytest

from events.reports.phrases import STEPS
from events.reports.progress import BEGINS, Step, step_at


@pytest.mark.parametrize(
    ("percent", "step"),
    [(0, "waiting"), (4, "waiting"), (5, "counting"), (40, "setting"), (91, "tables"), (100, "ready")],
)
def test_each_percentage_is_in_one_step(percent: int, step: str) -> None:
    assert step_at(percent) == step


def test_steps_follow_each_other_and_all_have_words() -> None:
    assert list(BEGINS) == list(Step) == list(STEPS)
    assert list(BEGINS.values()) == sorted(BEGINS.values())
