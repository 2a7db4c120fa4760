"""What people may do with reports: write their texts, and have them made."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from diandian.lib import messages
from events.models import Event, Report, ReportText, VerificationStatement
from events.reports.errors import ReportTooEarlyError, UnfitTextsError, UnknownReportError
from events.reports.sections import section_codes
from events.reports.texts import unfit_texts
from events.tasks import make_report
from events.team.access import Right, may
from events.team.queries import check
from people.models import User

Kind, State = Report.Kind, Report.State
ONE_PACK_EACH = timedelta(days=1)
ON_ITS_WAY = (State.WAITING, State.MAKING)


def ask(*, event: Event, kind: str, language: str, by: User) -> Report:
    """Have a document made. Asked for while the same one is being made, it is that one.

    The auditor's pack has no language of its own, and whoever may download may ask for it. Who may do no more than
    that has one pack a day made, so that nobody fills the database: asked again it is that one. Refuses with
    NotAllowedError, UnknownReportError, ReportTooEarlyError and UnfitTextsError.
    """
    role = check(by, event, Right.DOWNLOAD if kind == Kind.PACK else Right.REPORT)
    if kind not in Kind.values or language not in Report.Language.values:
        raise UnknownReportError(f"{kind} {language}")
    spoken = Report.Language.BOTH.value if kind == Kind.PACK else language
    now = Event.objects.get(pk=event.pk)
    if not is_possible(now, kind, now.state):
        raise ReportTooEarlyError(kind, now.state)
    if found := unfit_texts(now, kind):
        raise UnfitTextsError(kind, found)
    if not may(role, Right.REPORT) and (recent := _pack_of_today(event, by)) is not None:
        return recent
    # Of two who ask at the same moment, the database lets one be on its way: the other finds it.
    row, is_new = Report.objects.get_or_create(
        event=event,
        kind=kind,
        language=spoken,
        state__in=ON_ITS_WAY,
        defaults={"state": State.WAITING, "asked_by": by},
    )
    if is_new:
        transaction.on_commit(messages.sender(make_report, row.pk))
    return row


def _pack_of_today(event: Event, by: User) -> Report | None:
    """The last pack that this person had made within a day; one that failed counts for nothing."""
    rows = Report.objects.filter(
        event=event, kind=Kind.PACK, asked_by=by, asked_at__gt=timezone.now() - ONE_PACK_EACH
    )
    return rows.exclude(state=State.FAILED).order_by("-pk").first()


def is_possible(event: Event, kind: str, state: str) -> bool:
    """Whether a document of this kind has something to speak of: a verified figure, or an event that is over."""
    if kind == Kind.VERIFICATION:
        return VerificationStatement.objects.filter(verification__inventory__event=event).exists()
    if kind == Kind.HOSTING:
        return state not in (Event.State.PLANNED, Event.State.OPEN)
    return True


def write(*, event: Event, kind: str, section: str, texts: tuple[str, str], by: User) -> ReportText:
    """Keep what the organiser says in a section, in Chinese and in English. It stands in what is made from now on.

    Refuses with NotAllowedError and UnknownReportError.
    """
    check(by, event, Right.REPORT)
    if section not in section_codes(kind):
        raise UnknownReportError(section)
    zh, en = texts
    row, _is_new = ReportText.objects.update_or_create(
        event=event,
        kind=kind,
        section=section,
        defaults={"text_zh": zh.strip(), "text_en": en.strip(), "changed_by": by},
    )
    return row
