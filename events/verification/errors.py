"""How a verification refuses. Errors carry values; phrases choose the words."""

from events.errors import EventsError


class NotCurrentError(EventsError):
    """The version is not the newest one of the actual emissions, or is not submitted: nothing to verify there."""


class NotDraftedError(EventsError):
    """The event does not stand where figures are verified."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the event is {state}")
        self.state = state


class AlreadyBegunError(EventsError):
    """This version has its verification already: its sample is drawn once."""


class OtherHouseError(EventsError):
    """The verification is the work of another organisation."""


class MadeItThemselvesError(EventsError):
    """The verifier wrote something of what is to be verified."""


class VerificationEndedError(EventsError):
    def __init__(self, state: str) -> None:
        super().__init__(f"the verification is {state}")
        self.state = state


class NoSuchLineError(EventsError):
    """The line is not one of the version that is verified."""


class NoTextError(EventsError):
    """A finding, an answer or a return without a word."""


class SettledError(EventsError):
    """The finding is settled: whoever has more to say makes another."""


class OpenFindingsError(EventsError):
    """Findings that must be corrected are not settled."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} major findings are open")
        self.count = count


class UncheckedLinesError(EventsError):
    """Lines of the sample that nobody has ticked."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} lines of the sample are not checked")
        self.count = count


class FigureDiffersError(EventsError):
    """The stated figure is not the version's total: then a new version is needed, and a reason."""

    def __init__(self, *, figure_grams: int, total_grams: int) -> None:
        super().__init__(f"{figure_grams} g stated, {total_grams} g in the inventory")
        self.figure_grams = figure_grams
        self.total_grams = total_grams


class SameFigureError(EventsError):
    """The verifier's figure is the version's total: there is nothing to return it for."""


class NumberUsedError(EventsError):
    """The verifier has used this number for another statement."""


class FutureDateError(EventsError):
    """A statement is not dated later than today."""


class ForeignFileError(EventsError):
    """The statement's file is not one of this event."""
