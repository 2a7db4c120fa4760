"""How the room of places refuses. Errors carry values; phrases choose the words."""

from collections.abc import Iterable

from events.errors import EventsError


class FixedSettingError(EventsError):
    """What is agreed before an event opens stays as it is from then on; and its days, from when they are over."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(sorted(fields))
        super().__init__(f"fixed by now: {', '.join(self.fields)}")
