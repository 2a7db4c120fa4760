"""What to tell a person whose guest list was refused, and what each column of one takes."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import certificates.phrases
from certificates.errors import CertificatesError, GroupMismatchError, TextTooLongError
from certificates.phrases import no_room_words
from credits.errors import CreditsError, InsufficientCreditsError
from diandian.lib.mass import format_grams
from diandian.lib.tables import TableProblem
from diandian.tongue import is_chinese
from events.errors import EventNotOpenError, EventsError, SamePersonError
from events.guests.errors import GuestListDecidedError, IncompleteListError, TwinListError
from events.guests.rows import COLUMNS, MAX_GRAMS, MAX_GUESTS, NOTE_LIMIT, Reason, Refusal

REASONS: dict[str, Promise] = {
    TableProblem.NOT_A_TABLE: _("This is neither a CSV file nor an Excel workbook (.xlsx)."),
    TableProblem.NOT_UTF_8: _(
        "The letters cannot be read. In Excel, save as “CSV UTF-8”, or send the .xlsx."
    ),
    TableProblem.TOO_MANY_BYTES: _("The file is larger than %(value)s kB."),
    TableProblem.TOO_MANY_ROWS: _("The file has more than %(value)s guests. Please part it into several."),
    TableProblem.BROKEN_CSV: _(
        "Here the file cannot be read as CSV: a quotation mark is missing or too many."
    ),
    TableProblem.FORMULA: _("Formulas are not taken. Enter the value itself."),
    TableProblem.DATE: _("The spreadsheet made a date of this cell. Format it as text or number."),
    TableProblem.FAILED_CELL: _("The spreadsheet shows an error in this cell."),
    Reason.NO_ROWS: _("There are no guests in the file."),
    Reason.UNKNOWN_COLUMN: _("There is no such column. Remove it, or correct its name."),
    Reason.MISSING_COLUMN: _("This column is missing."),
    Reason.COLUMN_TWICE: _("This column is there twice."),
    Reason.TOO_MANY_CELLS: _("The row has more cells than the header."),
    Reason.MISSING: _("Nothing is entered."),
    Reason.NAME_TOO_LONG: _("The name is longer than %(value)s characters."),
    Reason.NOTE_TOO_LONG: _("Longer than %(value)s characters."),
    Reason.CONTROL_CHARACTER: _("The text has line breaks or invisible characters."),
    Reason.CALCULATES: _("“%(value)s” begins like a formula: a spreadsheet would calculate it."),
    Reason.NOT_A_NUMBER: _("“%(value)s” is not a number. Enter whole grams, without a unit: 23400."),
    Reason.COMMA_IN_NUMBER: _("“%(value)s”: write whole grams without separators, such as 23400."),
    Reason.NOT_WHOLE: _("“%(value)s” is not a whole number. Grams are whole; nothing is rounded here."),
    Reason.NOT_POSITIVE: _("“%(value)s”: a certificate is for one gram or more."),
    Reason.UNKNOWN_LANGUAGE: _("“%(value)s” is no language of our certificates: enter zh or en."),
    Reason.NOT_YES_OR_NO: _("“%(value)s”: enter yes or no."),
    Reason.TWICE: _(
        "Row %(value)s has the same name and note. If these are two people, tell them apart in the note."
    ),
}


_TEXTS = {
    "event_name_zh": _("event in Chinese"),
    "event_name_en": _("event in English"),
    "boundary_zh": _("boundary in Chinese"),
    "boundary_en": _("boundary in English"),
    "method": _("how the grams were counted"),
    "group": _("title of the list"),
}


def refusal_words(refusal: Refusal) -> str:
    """Why something in a guest list is refused, in one or two sentences."""
    if refusal.reason == Reason.UNPRINTABLE:
        return " ".join(certificates.phrases.unprintable(refusal.values))
    if refusal.reason == Reason.ABSURD:
        words = gettext("“%(value)s” g is more than %(limit)s for one person. Are these grams?")
        return words % {"value": refusal.values[0], "limit": format_grams(MAX_GRAMS)}
    return str(REASONS[refusal.reason]) % {"value": refusal.values[0] if refusal.values else ""}


def column_heading(column: str) -> str:
    """What a column is called in a file of the reader's language; anything else as it was typed."""
    if column not in COLUMNS:
        return column
    spellings = COLUMNS[column]
    return spellings[1] if is_chinese() else spellings[0]


def explained_columns() -> list[tuple[str, str]]:
    """The columns of a list in their order: heading, and what is entered below it."""
    words = {
        "name": gettext("The name as it is to stand on the certificate. Any script."),
        "grams": gettext("Whole grams of CO₂e, such as 23400. May be empty if all guests get the same."),
        "language": gettext("zh or en: the language of the certificate. Empty: that of the list."),
        "public": gettext("yes, if anyone may read the name on the certificate’s page. Empty: no."),
        "note": gettext(
            "For yourself, at most %(limit)s characters, on no certificate: a seat, a number, a company. "
            "Tells two people of the same name apart."
        )
        % {"limit": NOTE_LIMIT},
    }
    return [(column_heading(column), words[column]) for column in COLUMNS]


def limits_words() -> str:
    words = ngettext("At most %(count)s guest a file.", "At most %(count)s guests a file.", MAX_GUESTS)
    return words % {"count": f"{MAX_GUESTS:,}"}


def error_words(error: EventsError | CreditsError | CertificatesError) -> str:
    """Why a guest list as a whole was refused, or a decision on it."""
    match error:
        case SamePersonError():
            return gettext("You entered this list. A colleague has to approve it.")
        case GuestListDecidedError():
            return gettext("This list has been decided on already. Please look at it once more.")
        case TwinListError(title=title, entered_by=name):
            words = gettext("The same guests were entered for this event before, by %(name)s as “%(title)s”.")
            return words % {"name": name, "title": title}
        case IncompleteListError():
            return gettext(
                "The guests are no longer those that were entered. Decline the list, and enter it anew."
            )
        case TextTooLongError(limits=limits):
            found = limits.items()
            return " ".join(f"{_TEXTS[name]}: {no_room_words(limit)}" for name, limit in found)
        case GroupMismatchError():
            return gettext("A family’s certificates need the family’s name: it is the title of the list.")
        case EventNotOpenError():
            return gettext(
                "The event is only planned. Open it first: its boundary stands on every certificate."
            )
        case InsufficientCreditsError(needed_grams=needed, available_grams=free):
            words = gettext("%(needed)s are needed, and the event has only %(free)s of donated credits left.")
            return words % {"needed": format_grams(needed), "free": format_grams(free)}
        case _:
            return gettext("The ledger refused it. Nothing was moved.")
