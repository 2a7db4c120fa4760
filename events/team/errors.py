"""How the team refuses. Errors carry values; phrases choose the words."""

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
