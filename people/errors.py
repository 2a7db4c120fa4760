"""How people refuses. Errors carry values; views choose the words."""


class PeopleError(Exception):
    """Refused; nothing was written."""


class UnknownRoleError(PeopleError):
    def __init__(self, role: str) -> None:
        super().__init__(f"no role {role!r}")
        self.role = role


class UnknownPermissionError(PeopleError):
    """A role lists a permission that no app has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no permission {name!r}")
        self.name = name
