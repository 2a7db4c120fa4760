"""What to tell a person whose file was not taken."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.errors import EventsError
from events.evidence.errors import FileRefusedError, NoRoomError
from events.evidence.kinds import MAX_BYTES, Problem
from events.team.errors import NotAllowedError

TAKEN = _("PDF, PNG, JPG, Excel (.xlsx), Word (.docx), CSV or text; at most 10 MB each.")
ACCEPT = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx,.csv,.txt"
_PROBLEMS: dict[Problem, Promise] = {
    Problem.EMPTY: _("The file is empty."),
    Problem.TOO_LARGE: _("The file is larger than %(limit)s MB. Scan it in grey, or part it into several."),
    Problem.UNKNOWN: _("The content of the file is none of the kinds that are kept, whatever its name says."),
    Problem.BROKEN: _("The file is damaged or cut off. Please save or send it again."),
    Problem.OLD_OFFICE: _(
        "This is an old Office file, or one locked with a password. Save it as .xlsx, .docx or PDF without a password."
    ),
    Problem.MACROS: _("The file has macros. Save it without them, as .xlsx or .docx."),
    Problem.BOMB: _("Unpacked the file would be too large. Please save it as PDF."),
    Problem.WEB_PAGE: _("Web pages and drawings with code are not kept. Print it into a PDF."),
}


def problem_words(problem: Problem) -> str:
    return str(_PROBLEMS[problem]) % {"limit": MAX_BYTES // 1_000_000}


def refusal_words(error: EventsError) -> str:
    """Why `keep` refused, in one or two sentences."""
    if isinstance(error, FileRefusedError):
        return problem_words(error.problem)
    if isinstance(error, NoRoomError):
        words = gettext("All files of this event together may not be larger than %(limit)s MB.")
        return words % {"limit": error.limit_bytes // 1_000_000}
    if isinstance(error, NotAllowedError):
        return gettext("You have no right to do this at this event.")
    raise TypeError(f"no words for {error!r}")
