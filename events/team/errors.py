"""How the team refuses. Errors carry values; phrases choose the words."""

from datetime import date

from events.errors import EventsError


class NotAllowedError(EventsError):
    """This person has no such right at this event."""

    def __init__(self, right: str) -> None:
        super().__init__(f"not allowed: {right}")
        self.right = right


class OtherRoleError(EventsError):
    """The person has, or had, another role at this event: nobody verifies or audits what they made."""

    def __init__(self, role: str) -> None:
        super().__init__(f"has the role {role} at this event already")
        self.role = role


class SameOrganizationError(EventsError):
    """A verifier or auditor of the organiser's own organisation is no third party."""


class NamedByOthersError(EventsError):
    """Members with this role are named, and ended, by the exchange alone."""

    def __init__(self, role: str) -> None:
        super().__init__(f"only the exchange names a {role}")
        self.role = role


class ExchangeAddsError(EventsError):
    """The login is of somebody who works for an exchange or a verifier: the exchange alone brings them to an event."""


class AlreadyMemberError(EventsError):
    """The person works on the event already, in this very role."""

    def __init__(self, username: str) -> None:
        super().__init__(f"{username} is a member already")
        self.username = username


class LastDayError(EventsError):
    """The last day is missing where there has to be one, is over, or lies too far ahead."""

    def __init__(self, last_day: date | None, latest: date) -> None:
        super().__init__(f"no last day: {last_day}")
        self.last_day = last_day
        self.latest = latest


class LastOrganiserError(EventsError):
    """Without this person nobody would be left to organise the event."""


class UsernameTakenError(EventsError):
    def __init__(self, username: str) -> None:
        super().__init__(f"somebody has the user name {username!r}")
        self.username = username


class InactiveUserError(EventsError):
    """The login was closed; whoever closed it decides whether it opens again."""


class LoginInUseError(EventsError):
    """The person has a password by now, or rights elsewhere: no colleague may set a new one for them."""
