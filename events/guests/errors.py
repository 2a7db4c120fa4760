"""How a guest list refuses. Errors carry values; phrases choose the words."""

from datetime import datetime

from events.errors import EventsError


class GuestListDecidedError(EventsError):
    """Somebody else was quicker, or the list is not at a point where this can be done."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the guest list is {state}")
        self.state = state


class TwinListError(EventsError):
    """The same guests were entered for this event before."""

    def __init__(self, title: str, entered_by: str, entered_at: datetime) -> None:
        super().__init__(f"entered before by {entered_by} as {title!r}")
        self.title = title
        self.entered_by = entered_by
        self.entered_at = entered_at


class IncompleteListError(EventsError):
    """The rows are no longer those that were entered: their number or their sum differs."""
