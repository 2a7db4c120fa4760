"""The words of the balance: how far a retirement is, why something was refused, and the reminder of the deadline."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

import credits.phrases
from credits.errors import CreditsError
from diandian.lib.mass import format_grams
from diandian.tongue import is_chinese
from events.balance.balance import Balance
from events.balance.claims import Audience
from events.balance.errors import (
    ChangedSinceError,
    CutOffError,
    DemonstrationPaperError,
    DemonstrationWitnessError,
    MissingTextError,
    NoRoomOnPaperError,
    NotIssuedError,
    NotOpenedError,
    NotReadyError,
    UnderReviewError,
    WitnessedAlreadyError,
    WitnessingDecidedError,
)
from events.balance.queries import Progress
from events.balance.standing import Standing
from events.course.phrases import condition_words, state_name
from events.errors import DemonstrationCreditsError, EventsError, SamePersonError
from events.models import Event
from events.team.errors import NotAllowedError

PROGRESS: dict[Progress, Promise] = {
    Progress.WAITS: _("Waits for a second person"),
    Progress.REJECTED: _("Rejected: nothing was retired"),
    Progress.ACCEPTED: _("Approved: being retired"),
    Progress.REFUSED: _("Refused by the ledger: nothing was retired"),
    Progress.RETIRED: _("Retired"),
}
STANDINGS: dict[Standing, Promise] = {
    Standing.STANDS: _("It stands."),
    Standing.UNDER_REVIEW: _(
        "Under review: the inventory that it stands on is being corrected. Until that is done it does not hold."
    ),
    Standing.NOT_COVERED: _(
        "Not covered: credits that counted were found flawed since. Until others take their place it does not hold."
    ),
    Standing.SUPERSEDED: _("Superseded: a later declaration takes its place."),
    Standing.REVOKED: _("Revoked: it does not hold any more."),
}
AUDIENCES: dict[Audience, Promise] = {
    Audience.CHINA: _("In China"),
    Audience.EU: _("In the European Union"),
    Audience.ELSEWHERE: _("Elsewhere"),
}


def spectators_words(balance: Balance) -> str:
    """Whether what spectators had retired counts: stands wherever the balance does."""
    if balance.counts_spectators:
        return gettext(
            "What spectators had retired counts towards the event: their travel lies inside its boundary. This was "
            "fixed before the event opened."
        )
    return gettext(
        "What spectators had retired does not count towards the event, which covers their travel once more. This "
        "was fixed before the event opened."
    )


def result_words(balance: Balance) -> str:
    """Surplus or shortfall, to the gram."""
    surplus = balance.surplus_grams
    if surplus is None:
        return gettext("No figure is verified, so there is nothing to compare.")
    words = gettext("Surplus of %(grams)s g") if surplus >= 0 else gettext("Shortfall of %(grams)s g")
    return words % {"grams": f"{abs(surplus):,}"}


def deadline_words(left: int) -> str:
    """How far away the deadline is."""
    if left < 0:
        words = ngettext("The deadline was %(days)s day ago.", "The deadline was %(days)s days ago.", -left)
        return words % {"days": -left}
    if left == 0:
        return gettext("The deadline is today.")
    words = ngettext("%(days)s day is left.", "%(days)s days are left.", left)
    return words % {"days": left}


def term_words(left: int) -> str:
    """The same, where nothing else says of what."""
    words = gettext("The emissions are to be offset within a year of the last day. %(left)s")
    return words % {"left": deadline_words(left)}


def error_words(error: EventsError | CreditsError) -> str:
    """Why it was refused, and what to do."""
    match error:
        case CreditsError():
            return credits.phrases.refusal_words(error)
        case SamePersonError():
            return gettext("You proposed this. A colleague has to approve it.")
        case NotReadyError(state=state, conditions=conditions):
            words = gettext("The event is “%(state)s” now, and this is not possible yet.")
            return " ".join([words % {"state": state_name(state)}, *map(condition_words, conditions)])
        case MissingTextError():
            return gettext("A text is missing, or is too long. Both languages need one.")
        case NoRoomOnPaperError(label_zh=zh, label_en=en):
            words = gettext("“%(fact)s” has no room on the paper, or has a sign that it cannot print.")
            return words % {"fact": zh if is_chinese() else en}
        case WitnessingDecidedError():
            return gettext("A colleague was quicker: this is decided already.")
        case NotAllowedError():
            return gettext("Your role at this event does not allow it.")
        case _:
            return str(_REFUSALS.get(type(error), gettext("This was refused, and nothing was changed.")))


_REFUSALS: dict[type[EventsError], Promise] = {
    NotOpenedError: _("Nothing is retired for an event that is only planned."),
    UnderReviewError: _("The inventory that it stands on is being corrected."),
    CutOffError: _("The cut-off date lies between the declaration and today."),
    WitnessedAlreadyError: _("This declaration has a witness certificate already, or one is proposed."),
    NotIssuedError: _("Only an issued certificate is revoked, and only once."),
    ChangedSinceError: _(
        "What was observed has changed since it was proposed. Please decline it, and propose it anew."
    ),
    DemonstrationWitnessError: _("A demonstration’s exchange cannot witness a real event."),
    DemonstrationPaperError: _(
        "Here the certificate would only be a demonstration, which does not witness a real event. This installation "
        "needs its key for real certificates."
    ),
    DemonstrationCreditsError: _(
        "Demonstration credits lie on the account of this real event. They cannot be retired for it; please "
        "move them away."
    ),
}


def reminder_mail(event: Event, balance: Balance, left: int, page: str) -> tuple[str, str]:
    """Subject and text of a reminder, in Chinese and then in English: nobody is asked for a language."""
    subjects, texts = [], []
    for language, name in (("zh-hans", event.name_zh_hans), ("en", event.name_en)):
        with override(language):
            subjects.append(gettext("%(event)s: %(left)s") % {"event": name, "left": deadline_words(left)})
            texts.append(_reminder_text(name, balance, left, page))
    # A line break in a subject would stop the mail, and all reminders after it.
    return " ".join(" / ".join(subjects).split()), "\n\n".join(texts) + "\n"


def _reminder_text(name: str, balance: Balance, left: int, page: str) -> str:
    words = gettext(
        "The emissions of %(event)s are to be offset by %(day)s, one year after its last day. %(left)s\n"
        "%(verified)s\n%(result)s\n%(page)s"
    )
    verified = gettext("Verified: %(verified)s. Retired and counted: %(counted)s.")
    return words % {
        "event": name,
        "day": balance.deadline.isoformat(),
        "left": deadline_words(left),
        "verified": verified
        % {
            "verified": "—" if balance.verified_grams is None else format_grams(balance.verified_grams),
            "counted": format_grams(balance.counted_grams),
        },
        "result": result_words(balance),
        "page": page,
    }
