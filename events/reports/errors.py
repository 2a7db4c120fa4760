"""How the reports refuse. Errors carry values; phrases choose the words."""

from typing import TYPE_CHECKING

from events.errors import EventsError

if TYPE_CHECKING:
    from events.reports.texts import Unfit


class ReportTooEarlyError(EventsError):
    """What the report would speak of has not happened yet."""

    def __init__(self, kind: str, state: str) -> None:
        super().__init__(f"no {kind} report while the event is {state}")
        self.kind = kind
        self.state = state


class UnknownReportError(EventsError):
    """There is no such kind of report, language, or section of it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"no report has {what!r}")
        self.what = what


class UnfitTextsError(EventsError):
    """What the organiser wrote claims what may not be said of the event as it stands."""

    def __init__(self, kind: str, found: "list[Unfit]") -> None:
        super().__init__(f"texts of the {kind} report claim: {found}")
        self.kind = kind
        self.found = found


class LostReportError(EventsError):
    """Another worker took this report over: what this one made of it is thrown away."""
