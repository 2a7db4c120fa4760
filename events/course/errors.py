"""How the course refuses. Errors carry values; phrases choose the words."""

from collections.abc import Sequence

from events.course.course import Condition
from events.errors import EventsError


class NoSuchStepError(EventsError):
    """From where the event stands now, no step leads there: nothing skips, and nothing goes back."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"an event that is {state} cannot become {wanted}")
        self.state = state
        self.wanted = wanted


class ConditionsMissingError(EventsError):
    """The step exists, but not all that it needs."""

    def __init__(self, wanted: str, conditions: Sequence[Condition]) -> None:
        super().__init__(f"for {wanted} there is missing: {', '.join(conditions)}")
        self.wanted = wanted
        self.conditions = tuple(conditions)


class NoReasonError(EventsError):
    """A correction says why."""


class TooLongError(EventsError):
    """A text that is longer than its field."""

    def __init__(self, *, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, {limit} are possible")
        self.length = length
        self.limit = limit
