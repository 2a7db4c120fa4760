"""How offers, donations and leftovers are refused. Errors carry values; phrases choose the words."""

from events.donating.leftovers import OpenPromises
from events.errors import EventsError


class OffersClosedError(EventsError):
    """The event has been declared, or is not yet known: nothing is offered to it."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the event is {state}")
        self.state = state


class TooManyOffersError(EventsError):
    """So many offers wait for an answer that no more are taken without a login."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} offers wait")
        self.limit = limit


class TooOftenError(EventsError):
    """So many offers came from one address within a short time that it has to wait."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} offers from one address")
        self.limit = limit


class OfferAnsweredError(EventsError):
    """Somebody else was quicker: the offer is taken up, or declined."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the offer is {state}")
        self.state = state


class OfferNotAnsweredError(EventsError):
    """Contacts are erased after the answer, since without them nobody can give one."""


class NotADonorError(EventsError):
    """The organisation is none that gives, or its short name is taken by one that is not."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"{slug!r} is no donor")
        self.slug = slug


class TwinDonationError(EventsError):
    """The same donation waits for a decision: a button pressed twice, or a letter that two people read."""

    def __init__(self, entered_by: str) -> None:
        super().__init__(f"entered before by {entered_by}")
        self.entered_by = entered_by


class NoReasonError(EventsError):
    """Whoever declines says why."""


class EventNotOverError(EventsError):
    """What is left is known once the event is declared: until then its figure may still need all of it."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the event is {state}")
        self.state = state


class OpenPromisesError(EventsError):
    """Something may still take donated credits, or bring some: it comes first."""

    def __init__(self, promises: OpenPromises) -> None:
        super().__init__(str(promises))
        self.promises = promises


class StillShortError(EventsError):
    """The event is declared, and short of grams since: what is left comes to it first."""

    def __init__(self, short_grams: int) -> None:
        super().__init__(f"{short_grams} g are short")
        self.short_grams = short_grams


class NothingLeftError(EventsError):
    """Not a gram of the donated credits is left."""


class LeftoversProposedError(EventsError):
    """A settlement of this event's leftovers waits for a second person, or was carried out."""

    def __init__(self, state: str) -> None:
        super().__init__(f"a settlement is {state}")
        self.state = state


class LeftoversDecidedError(EventsError):
    """Somebody else was quicker."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the settlement is {state}")
        self.state = state


class LeftoversChangedError(EventsError):
    """What is left is not what was proposed: it is to be proposed anew."""


class RuleFixedError(EventsError):
    """What becomes of leftovers is chosen before the event opens."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the event is {state}")
        self.state = state


class NextEventError(EventsError):
    """There is no next event, or it gets nothing: it is settled, or only one of the two is a demonstration."""
