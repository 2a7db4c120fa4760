"""How the inventory refuses. Errors carry values; phrases choose the words."""

from collections.abc import Sequence

from events.errors import EventsError


class DraftExistsError(EventsError):
    """There is a draft of this kind already: one at a time."""

    def __init__(self, number: int) -> None:
        super().__init__(f"version {number} is a draft")
        self.number = number


class NoReasonError(EventsError):
    """A version without a reason."""


class NotADraftError(EventsError):
    """What was submitted never changes."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the version is {state}")
        self.state = state


class GivenUpError(EventsError):
    """Somebody gave the draft up in this very moment."""


class IsCorrectionError(EventsError):
    """The draft is the correction that the event's course speaks of."""

    def __init__(self, number: int) -> None:
        super().__init__(f"version {number} is a correction")
        self.number = number


class NoSuchLineError(EventsError):
    """The line is not in this version, or no longer."""


class EstimatedLineError(EventsError):
    """A line that was estimated from answers is made anew from them, or removed; never typed over."""


class NoLinesError(EventsError):
    """An inventory without a line."""


class TooManyLinesError(EventsError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} lines")
        self.limit = limit


class NoBoundaryError(EventsError):
    """A figure without its boundary says nothing: it is needed in both languages."""


class UnexplainedSourcesError(EventsError):
    """Sources of the guide without a line, and nothing said of what is left out."""

    def __init__(self, sources: Sequence[str]) -> None:
        super().__init__(", ".join(sources))
        self.sources = tuple(sources)


class TotalDiffersError(EventsError):
    """The stated total is not the sum of the lines. `by_rounding`: no more apart than rounding can make it."""

    def __init__(self, stated_grams: int, lines_grams: int, *, by_rounding: bool) -> None:
        super().__init__(f"stated {stated_grams}, lines {lines_grams}")
        self.stated_grams, self.lines_grams, self.by_rounding = stated_grams, lines_grams, by_rounding


class LineDoesNotMultiplyError(EventsError):
    """A stored line whose grams are not its quantity times its factor: somebody went round the actions."""

    def __init__(self, position: int) -> None:
        super().__init__(f"line {position}")
        self.position = position


class EventNotOverError(EventsError):
    """Actual emissions are known once the event is closed."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the event is {state}")
        self.state = state


class CorrectionNeededError(EventsError):
    """The event stands on a verified version: a new one is submitted after a correction was declared."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the event is {state}")
        self.state = state


class NotSubmittedError(EventsError):
    """Only a submitted version of actual emissions is verified, and only the latest."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the version is {state}")
        self.state = state


class ContentChangedError(EventsError):
    """The version's content no longer has the digest with which it was submitted."""


class ChangedMeanwhileError(EventsError):
    """Somebody else changed the draft between a look at it and this step."""


class FactorsMissingError(EventsError):
    """Factors that the newest set no longer has."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


class AttendanceRefusedError(EventsError):
    """A day outside the event, a zone of another event, or a number that is none."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(f"{reason}: {value}")
        self.reason, self.value = reason, value


class NoAttendanceError(EventsError):
    """Nobody was counted: there is nothing to scale to."""


class FewAnswersError(EventsError):
    def __init__(self, answers: int) -> None:
        super().__init__(f"{answers} answers")
        self.answers = answers
