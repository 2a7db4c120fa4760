"""How the balance, the declaration and the witness refuse. Errors carry values; phrases choose the words."""

from collections.abc import Sequence

from events.course.course import Condition
from events.errors import EventsError


class NotOpenedError(EventsError):
    """Nothing is retired for an event that is only planned."""


class NotReadyError(EventsError):
    """The event is not where this can be done, or something that it needs does not hold (any more)."""

    def __init__(self, state: str, conditions: Sequence[Condition] = ()) -> None:
        super().__init__(f"the event is {state}; missing: {', '.join(conditions) or 'nothing'}")
        self.state = state
        self.conditions = tuple(conditions)


class UnderReviewError(EventsError):
    """It stands on a version of the inventory that is being corrected, or was."""


class CutOffError(EventsError):
    """A cut-off date before the declaration, or in the future."""


class WitnessedAlreadyError(EventsError):
    """The declaration has a witness certificate, or one that waits for a second person."""


class WitnessingDecidedError(EventsError):
    """Somebody else was quicker."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the witnessing is {state}")
        self.state = state


class NotIssuedError(EventsError):
    """Only an issued certificate is revoked, and only once."""


class MissingTextError(EventsError):
    """A text that both languages need, or a reason."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is empty or too long")
        self.field = field


class NoRoomOnPaperError(EventsError):
    """The facts take more lines than the paper has, or have signs that cannot be printed."""
