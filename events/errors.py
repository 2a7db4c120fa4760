"""How an event refuses. Errors carry values; views choose the words."""


class EventsError(Exception):
    """Refused; nothing was written."""


class EventNotOpenError(EventsError):
    def __init__(self, state: str) -> None:
        super().__init__(f"the event is {state}")
        self.state = state


class KeyReusedError(EventsError):
    """The form's key came before, with other answers."""


class NothingToNeutraliseError(EventsError):
    """The footprint is zero grams."""


class AlreadyPledgedError(EventsError):
    """This journey is being neutralised, or was, in another way than the one asked for now."""


class SamePersonError(EventsError):
    """Who entered a donation cannot decide on it."""


class DonationDecidedError(EventsError):
    def __init__(self, state: str) -> None:
        super().__init__(f"the donation is {state}")
        self.state = state


class LeftoversSettledError(EventsError):
    """This event's leftovers are settled: no more comes to it than it is short of since, which may be nothing."""

    def __init__(self, short_grams: int = 0) -> None:
        super().__init__(f"{short_grams} g may still come")
        self.short_grams = short_grams


class DemonstrationCreditsError(EventsError):
    """Credits of a demonstration come to no real event, and are not retired for one."""
