"""What an event needs next, and in which room."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events.course.course import State

if TYPE_CHECKING:
    from django.utils.functional import Promise

# By the state in which an event is: what leads on, and the room in which it is done.
NEXT: dict[str, tuple["Promise", str]] = {
    State.PLANNED: (_("Set it up, then open it"), "course"),
    State.OPEN: (_("Spectators compute; close it when it is over"), "course"),
    State.CLOSED: (_("Count the actual emissions and submit the inventory"), "inventory"),
    State.DRAFTED: (_("The verifier examines the inventory and states the figure"), "verification"),
    State.VERIFIED: (_("Retire as much as was verified"), "balance"),
    State.COVERED: (_("The organiser declares it"), "balance"),
    State.DECLARED: (_("Two of the exchange issue the witness certificate"), "balance"),
    State.WITNESSED: (_("Done: take the reports and the auditor’s pack"), "reports"),
}
