"""How the reports refuse. Errors carry values; phrases choose the words."""

from events.errors import EventsError


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


class LostReportError(EventsError):
    """Another worker took this report over: what this one made of it is thrown away."""
