"""What may happen to an event's inventories: versions, their lines, and what spectators' answers say."""

from events.inventory.actions.attendance import set_attendance
from events.inventory.actions.drafts import add_line, change_line, import_lines, remove_line, state_terms
from events.inventory.actions.spectators import fill_from_spectators
from events.inventory.actions.versions import begin_version, give_up, mark_verified, submit

__all__ = [
    "add_line",
    "begin_version",
    "change_line",
    "fill_from_spectators",
    "give_up",
    "import_lines",
    "mark_verified",
    "remove_line",
    "set_attendance",
    "state_terms",
    "submit",
]
