"""How a file is refused. Errors carry values; phrases choose the words."""

from events.errors import EventsError
from events.evidence.kinds import Problem


class FileRefusedError(EventsError):
    """The file is none of the kinds that are kept, or not as it should be."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"the file is not taken: {problem.value}")
        self.problem = problem


class NoRoomError(EventsError):
    """The event's files would be more bytes than are kept for one event."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes} bytes of files")
        self.limit_bytes = limit_bytes
