"""What to tell a person whose step in a verification was refused, and words of the sample."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.sealing import KeyPairError
from events.errors import EventsError
from events.inventory.errors import ContentChangedError
from events.team.errors import NotAllowedError, SameOrganizationError
from events.verification import errors
from events.verification.sampling import Why

WHY: dict[str, Promise] = {
    Why.LARGE: _("large line"),
    Why.BY_SIZE: _("drawn by size"),
    Why.ALIKE: _("drawn, all alike"),
}
_WORDS: dict[type[Exception], Promise] = {
    errors.NotCurrentError: _(
        "This is not the newest version of the actual emissions, or it is not submitted. Only the newest is verified."
    ),
    errors.NotDraftedError: _("The event does not stand where figures are verified."),
    errors.AlreadyBegunError: _("This version has its verification already. Its sample is drawn once."),
    errors.OtherHouseError: _("Another verifier works on this version."),
    errors.MadeItThemselvesError: _(
        "You wrote something of what is to be verified. Somebody else has to verify it."
    ),
    errors.VerificationEndedError: _("This verification is over; nothing of it changes any more."),
    errors.NoSuchLineError: _("There is no such line or finding in this verification."),
    errors.NoTextError: _("Please write something."),
    errors.SettledError: _("This finding is settled. If there is more to say, enter another finding."),
    errors.SameFigureError: _(
        "This is the total of the inventory: state it, or leave the figure empty and say what else has to change."
    ),
    errors.NumberUsedError: _("Your organisation has used this number for another statement."),
    errors.FutureDateError: _("A statement is not dated later than today."),
    errors.ForeignFileError: _("This file belongs to another event."),
    SameOrganizationError: _("Your organisation also organises this event: it is no third party."),
    NotAllowedError: _("You have no right to do this at this event."),
    ContentChangedError: _("The version no longer says what was submitted. Please tell the exchange."),
    KeyPairError: _("This installation has no key to seal real statements with. Please tell the exchange."),
}
REFUSALS = (EventsError, KeyPairError)


def refusal_words(error: Exception) -> str:
    """Why it was refused, in one or two sentences."""
    if isinstance(error, errors.FigureDiffersError):
        words = gettext(
            "You state %(figure)s g, the inventory says %(total)s g. They have to be the same to the gram. If the "
            "inventory is wrong, return it with your figure and the reason: the organiser then makes a new version."
        )
        return words % {"figure": f"{error.figure_grams:,}", "total": f"{error.total_grams:,}"}
    if isinstance(error, errors.OpenFindingsError):
        words = gettext(
            "Findings that must be corrected are still open: %(count)s. Settle them, or return the version."
        )
        return words % {"count": error.count}
    if isinstance(error, errors.UncheckedLinesError):
        return gettext("Lines of the sample are not ticked yet: %(count)s.") % {"count": error.count}
    return str(_WORDS[type(error)])
