"""The words of offers, donations and leftovers: what is refused, what a rule means, what became of grams."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from credits.errors import CreditsError, InsufficientCreditsError
from credits.public_queries.pasted import PastedSerials, registry_choices
from diandian.lib.mass import format_grams
from events.donating.errors import (
    EventNotOverError,
    LeftoversChangedError,
    LeftoversDecidedError,
    LeftoversProposedError,
    NextEventError,
    NoReasonError,
    NotADonorError,
    NothingLeftError,
    OfferAnsweredError,
    OfferNotAnsweredError,
    OffersClosedError,
    OpenPromisesError,
    RuleFixedError,
    StillShortError,
    TooManyOffersError,
    TooOftenError,
    TwinDonationError,
)
from events.donating.leftovers import OpenPromises, Rule
from events.errors import (
    DemonstrationCreditsError,
    DonationDecidedError,
    EventsError,
    LeftoversSettledError,
    SamePersonError,
)
from events.evidence.errors import FileRefusedError, NoRoomError
from events.evidence.phrases import refusal_words
from events.models import DonationOffer
from events.team.errors import NotAllowedError

RULES: dict[str, Promise] = {
    Rule.RETURN: _("What is left of the donated credits goes back to their donors, each to its own."),
    Rule.RETIRE: _("What is left of the donated credits is retired for the event."),
    Rule.MOVE: _(
        "What is left of the donated credits moves to the next event, and stays on the donor's page."
    ),
}
OFFER_STATES: dict[str, Promise] = {
    DonationOffer.State.NEW: _("Waits for an answer"),
    DonationOffer.State.TAKEN_UP: _("Taken up"),
    DonationOffer.State.DECLINED: _("Declined"),
}
_REFUSALS: dict[type[Exception], Promise] = {
    NotAllowedError: _("You have no right to do this at this event."),
    SamePersonError: _("You entered this yourself. A colleague has to decide on it."),
    DonationDecidedError: _("This donation has been decided already."),
    DemonstrationCreditsError: _("Demonstration credits do not come to a real event."),
    OffersClosedError: _("This event takes no more donations."),
    TooManyOffersError: _(
        "Too many offers wait for an answer at the moment. Please try again in a few days."
    ),
    TooOftenError: _("Many offers came from where you are. Please try again in a quarter of an hour."),
    OfferAnsweredError: _("This offer has been answered already."),
    OfferNotAnsweredError: _("First answer the offer: without its contact nobody could be asked."),
    NotADonorError: _(
        "This short name belongs to another organisation, or is none: small letters, digits and hyphens."
    ),
    NoReasonError: _("Please give a reason of at most 500 characters; the donor reads it."),
    EventNotOverError: _("Leftovers are settled once the event is declared."),
    NothingLeftError: _("Nothing is left of the donated credits."),
    LeftoversProposedError: _(
        "The leftovers of this event are proposed to be settled already, or are settled."
    ),
    LeftoversDecidedError: _("A colleague has decided on this already."),
    LeftoversChangedError: _(
        "What is left is no longer what was proposed. Nothing was moved; please propose it anew."
    ),
    RuleFixedError: _("What becomes of leftovers is fixed, since the event is open or was."),
    NextEventError: _(
        "There is no next event to which they could move: none is chosen, it is settled itself, or only one of the "
        "two is a demonstration."
    ),
}
# What became of grams, in the order of the pages: a column of Flow, its words, and the colour of its dots.
BECAME: tuple[tuple[str, Promise, str], ...] = (
    ("person_grams", _("retired for spectators and guests"), "people"),
    ("event_grams", _("retired for the event"), "event"),
    ("replacement_grams", _("retired in place of flawed credits"), "event"),
    ("held_grams", _("on hold, promised to somebody"), "held"),
    ("left_grams", _("left"), "left"),
    ("given_back_grams", _("given back"), "back"),
    ("moved_on_grams", _("moved on to the next event"), "on"),
    ("cancelled_grams", _("cancelled, without a claim"), "gone"),
    ("set_apart_grams", _("set apart: the batch was found flawed"), "gone"),
    ("elsewhere_grams", _("lent to another account"), "gone"),
)


def error_words(error: EventsError | CreditsError) -> str:
    """Why something was refused, in a sentence or two."""
    match error:
        case InsufficientCreditsError(available_grams=free):
            words = gettext(
                "The donor's account has only %(amount)s available. Nothing was moved. Two people of the exchange "
                "enter the donor's batch in the ledger first."
            )
            return words % {"amount": format_grams(free)}
        case TwinDonationError(entered_by=name):
            words = gettext(
                "The same donation, entered by %(name)s, waits for a decision. Is it another? Then say so in the note."
            )
            return words % {"name": name}
        case LeftoversSettledError(short_grams=0):
            return gettext("The leftovers of this event are settled: nothing more comes to it.")
        case LeftoversSettledError(short_grams=short):
            words = gettext(
                "The leftovers of this event are settled: no more comes to it than the %(amount)s it is short of."
            )
            return words % {"amount": format_grams(short)}
        case StillShortError(short_grams=short):
            words = gettext("The event is short of %(amount)s: what is left comes to it first.")
            return words % {"amount": format_grams(short)}
        case OpenPromisesError(promises=promises):
            return " ".join([gettext("Something comes before the leftovers:"), *promise_words(promises)])
        case FileRefusedError() | NoRoomError():
            return refusal_words(error)
    found = next((words for kind, words in _REFUSALS.items() if isinstance(error, kind)), None)
    return str(found) if found is not None else gettext("The ledger refused it. Nothing was moved.")


_PROMISED = {
    "guest_lists": ngettext_lazy(
        "%(count)s guest list is not finished.", "%(count)s guest lists are not finished.", "count"
    ),
    "donations": ngettext_lazy(
        "%(count)s donation waits for a decision.", "%(count)s donations wait for a decision.", "count"
    ),
    "retirements": ngettext_lazy(
        "%(count)s retirement for the event waits for a second person.",
        "%(count)s retirements for the event wait for a second person.",
        "count",
    ),
    "events": ngettext_lazy(
        "%(count)s event before this one still has leftovers that move here.",
        "%(count)s events before this one still have leftovers that move here.",
        "count",
    ),
}


def promise_words(promises: OpenPromises) -> list[str]:
    """What comes before the leftovers, a sentence each."""
    parts = []
    if promises.held_grams:
        words = gettext("%(amount)s are on hold for spectators or guests.")
        parts.append(words % {"amount": format_grams(promises.held_grams)})
    for name, counted in _PROMISED.items():
        if count := getattr(promises, name):
            parts.append(counted % {"count": count})
    return parts


def registry_name(code: str) -> str:
    return dict(registry_choices()).get(code, code)


def serial_warnings(text: str, serials: PastedSerials) -> list[str]:
    """What is odd about the serials that a donor typed; empty where they can be read and nobody knows them."""
    if not text:
        return []
    if not serials.blocks:
        return [
            gettext(
                "These serial numbers are in no registry's notation that we know. Please compare them with the "
                "registry's own page."
            )
        ]
    found = []
    if serials.other_registry:
        words = gettext("The serial numbers look like those of %(registry)s.")
        found.append(words % {"registry": registry_name(serials.other_registry)})
    words = gettext("Units of %(block)s, which is in the ledger already, are among them.")
    return found + [words % {"block": block} for block in serials.known]
