"""What reports are called and say on pages, and what to tell a person who was refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.tongue import is_chinese
from events.errors import EventsError
from events.models import Report
from events.reports.errors import ReportTooEarlyError, UnfitTextsError, UnknownReportError
from events.reports.progress import Step
from events.reports.sections import section_title
from events.reports.texts import Unfit
from events.team.errors import NotAllowedError

STEPS: dict[Step, Promise] = {
    Step.WAITING: _("Waits for a worker."),
    Step.COUNTING: _("The numbers are being gathered."),
    Step.WRITING: _("The document is being written."),
    Step.SETTING: _("The pages are being set. This takes longest."),
    Step.TABLES: _("The workbook is being written."),
    Step.KEEPING: _("The files are being kept."),
    Step.READY: _("Ready."),
}
ABOUT: dict[str, Promise] = {
    Report.Kind.PLAN: _(
        "Before the event: forecast emissions, measures with owners and deadlines, how the rest is to be offset."
    ),
    Report.Kind.VERIFICATION: _(
        "After it: the inventory with its uncertainty, the verified figure, the balance, and every retirement with "
        "its serial numbers."
    ),
    Report.Kind.HOSTING: _(
        "After it: management, measures, energy, venues, transport, operations, who took part, and what stays."
    ),
    Report.Kind.PACK: _(
        "Everything an auditor needs to check the event without us, in one file: journal, serials, factors, "
        "approvals, inventories, evidence, statements, reports, and the programs that check them."
    ),
}
NOT_YET: dict[str, Promise] = {
    Report.Kind.VERIFICATION: _("Possible once a third party has stated a figure."),
    Report.Kind.HOSTING: _("Possible once the event is closed."),
}


def error_words(error: EventsError) -> str:
    """Why it was refused."""
    match error:
        case ReportTooEarlyError(kind=kind):
            return str(NOT_YET.get(kind, _("It is too early for this document.")))
        case UnknownReportError():
            return gettext("There is no such document.")
        case UnfitTextsError(kind=kind, found=found):
            return unfit_words(kind, found)
        case NotAllowedError():
            return gettext("You have no right to do this at this event.")
        case _:
            return gettext("This was refused.")


def unfit_words(kind: str, found: list[Unfit]) -> str:
    """Which words of which sections are in the way, and what to do."""
    title = 0 if is_chinese() else 1
    languages = {"zh": gettext("in Chinese"), "en": gettext("in English")}
    told = [
        gettext("“%(section)s”, %(language)s: %(words)s")
        % {
            "section": section_title(kind, each.section)[title],
            "language": languages[each.language],
            "words": ", ".join(dict.fromkeys(each.words)),
        }
        for each in found
    ]
    words = gettext(
        "Some of its texts claim more than may be said of the event as it stands now. Please write them anew, then "
        "have it made. %(texts)s"
    )
    return words % {"texts": ("；" if is_chinese() else "; ").join(told)}
