"""How the room refuses. Errors carry values; phrases choose the words."""

from events.errors import EventsError


class NothingReportedError(EventsError):
    """A step with neither a new status nor a figure nor a note."""


class NoMethodError(EventsError):
    """A figure of grams avoided without the method by which it was found."""


class NegativeFigureError(EventsError):
    """Nobody avoids less than nothing."""

    def __init__(self, grams: int) -> None:
        super().__init__(f"{grams} g avoided")
        self.grams = grams


class NoReasonError(EventsError):
    """A figure in place of another, or a status that goes back, without a word on why."""


class ForeignFileError(EventsError):
    """A file of another event."""
