"""♥ How far a report has come, in percent, and what is being done at that point."""

from enum import StrEnum


class Step(StrEnum):
    WAITING = "waiting"
    COUNTING = "counting"
    WRITING = "writing"
    SETTING = "setting"
    TABLES = "tables"
    KEEPING = "keeping"
    READY = "ready"


# From which percentage on each step is under way. Setting the pages is most of the work.
BEGINS = {
    Step.WAITING: 0,
    Step.COUNTING: 5,
    Step.WRITING: 25,
    Step.SETTING: 35,
    Step.TABLES: 80,
    Step.KEEPING: 92,
    Step.READY: 100,
}


def step_at(percent: int) -> Step:
    """What is being done at this percentage."""
    return max((step for step in Step if BEGINS[step] <= percent), key=lambda step: BEGINS[step])
