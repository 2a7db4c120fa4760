"""What to tell a person whom the team refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.errors import EventsError
from events.team.access import Role
from events.team.errors import (
    AlreadyMemberError,
    ExchangeAddsError,
    InactiveUserError,
    LastDayError,
    LastOrganiserError,
    LoginInUseError,
    NamedByOthersError,
    NotAllowedError,
    OtherRoleError,
    SameOrganizationError,
    UsernameTakenError,
)

ROLE_NAMES: dict[Role, Promise] = {
    Role.ORGANISER: _("Organiser"),
    Role.VERIFIER: _("Verifier"),
    Role.AUDITOR: _("Auditor"),
    Role.CLERK: _("For the exchange"),
}
ROLE_PURPOSES: dict[Role, Promise] = {
    Role.ORGANISER: _("Sets the event up, enters measures and inventories, answers findings, declares."),
    Role.VERIFIER: _("Sees inventory, evidence and factors, leaves findings and states the figure."),
    Role.AUDITOR: _("Sees and downloads everything, changes nothing, and only until a last day."),
}
_PLAIN: dict[type[EventsError], Promise] = {
    NotAllowedError: _("Your role at this event does not allow this. Nothing was changed."),
    SameOrganizationError: _(
        "A verifier or an auditor is a third party. Choose an organisation other than the organiser’s."
    ),
    NamedByOthersError: _(
        "Verifiers are added and ended by the exchange, so that no organiser ever holds a verifier’s login."
    ),
    ExchangeAddsError: _("This person works for an exchange or a verifier. Ask the exchange to add them."),
    LastOrganiserError: _("Nobody would be left to organise the event. Add a colleague first."),
    InactiveUserError: _("This login is closed. The exchange can open it again."),
    LoginInUseError: _(
        "No link is made for this person: they chose a password, or have rights elsewhere. Who forgot a password "
        "asks the exchange."
    ),
}


def error_words(error: EventsError) -> str:
    """Why nobody was added, changed or ended."""
    match error:
        case OtherRoleError(role=Role.CLERK):
            return gettext(
                "This person works for the exchange at every event, and has no second role at one."
            )
        case OtherRoleError(role=role):
            words = gettext(
                "This person is or was here as “%(role)s”. One person has one role at an event, so that nobody "
                "verifies what they made."
            )
            return words % {"role": ROLE_NAMES[Role(role)]}
        case AlreadyMemberError(username=name):
            return gettext("%(name)s works on this event already, in this role.") % {"name": name}
        case LastDayError(last_day=None):
            return gettext("An auditor needs a last day.")
        case LastDayError(latest=latest):
            words = gettext("The last day lies between today and %(latest)s.")
            return words % {"latest": latest.isoformat()}
        case UsernameTakenError(username=name):
            words = gettext("Somebody has the user name “%(name)s”. Add that person, or choose another name.")
            return words % {"name": name}
    return str(_PLAIN[type(error)])
