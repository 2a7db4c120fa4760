"""Pages of the room: versions, their lines, files, and the attendance."""

from events.inventory.views.attendance import attendance, attendance_file, import_attendance
from events.inventory.views.files import export, import_file, template
from events.inventory.views.lines import add_line, line, remove_line
from events.inventory.views.spectators import spectators
from events.inventory.views.versions import changes, give_up, inventory, submit, terms, version

__all__ = [
    "add_line",
    "attendance",
    "attendance_file",
    "changes",
    "export",
    "give_up",
    "import_attendance",
    "import_file",
    "inventory",
    "line",
    "remove_line",
    "spectators",
    "submit",
    "template",
    "terms",
    "version",
]
