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


class ChangedSinceError(EventsError):
    """What was observed is not as it was when somebody proposed to witness it."""


class DemonstrationWitnessError(EventsError):
    """A witness that is a demonstration does not see a real event."""


class DemonstrationPaperError(EventsError):
    """The certificate of a real event would be a demonstration's: this installation has no key for real ones."""


class NoRoomOnPaperError(EventsError):
    """A fact takes more lines than the paper has, or has signs that cannot be printed: its label in both languages."""

    def __init__(self, label_zh: str, label_en: str) -> None:
        super().__init__(f"no room for {label_en}")
        self.label_zh, self.label_en = label_zh, label_en
