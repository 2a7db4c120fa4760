"""What to tell a person whose measure or report was refused."""

from django.utils.translation import gettext

from events.errors import EventsError
from events.measures.errors import (
    ForeignFileError,
    NegativeFigureError,
    NoMethodError,
    NoReasonError,
    NothingReportedError,
)
from events.team.errors import NotAllowedError


def refusal_words(error: EventsError) -> str:
    """Why it was refused, in one or two sentences."""
    words: dict[type[EventsError], str] = {
        NothingReportedError: gettext(
            "Nothing is new: choose another status, enter a figure, or write a note."
        ),
        NoMethodError: gettext("Say by which method the figure was found."),
        NegativeFigureError: gettext("A measure avoids 0 g or more."),
        NoReasonError: gettext(
            "Say why in the note: the status goes back or is dropped, or a figure takes the place of another."
        ),
        ForeignFileError: gettext("This file belongs to another event."),
        NotAllowedError: gettext("You have no right to do this at this event."),
    }
    return words[type(error)]
