"""What the organiser wrote for a document, and what of it may not be said of the event as it stands.

A text stays when what was declared does not hold any more. So it is looked at where it is written, where a document is
asked for, and once more by the worker that makes it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from events.balance.claims import CLAIMING, claims_in, may_claim
from events.balance.standing import Standing, latest_declaration, standing_of
from events.models import Event, ReportText
from events.reports.leaves import Names, names

_LANGUAGES = {"zh": "zh-hans", "en": "en"}


class Unfit(NamedTuple):
    """A claim in a section that may not be made in this language, "zh" or "en": the words that make it."""

    section: str
    language: str
    words: list[str]


def texts_of(event: Event, kind: str) -> dict[str, Names]:
    """What the organiser wrote, by section, as it is printed. Sections without a text are not in it."""
    rows = ReportText.objects.filter(event=event, kind=kind).order_by("section")
    return {row.section: names(row.text_zh, row.text_en) for row in rows if row.text_zh or row.text_en}


def claiming_state(event: Event) -> str | None:
    """The state of an event of which something was declared that holds now; None where nothing may be claimed."""
    declaration = latest_declaration(event) if event.state in CLAIMING else None
    holds = declaration is not None and standing_of(declaration) is Standing.STANDS
    return event.state if holds else None


def unfit(texts: Mapping[str, Names], state: str | None) -> list[Unfit]:
    """What claims more than may be said in this `claiming_state`, by section and language."""
    return [
        Unfit(section, language, found)
        for section, both in texts.items()
        for language, code in _LANGUAGES.items()
        if (state is None or not may_claim(state, code)) and (found := claims_in(both[language]))
    ]


def unfit_texts(event: Event, kind: str) -> list[Unfit]:
    """What of a document's texts may not be said of the event as it is now."""
    return unfit(texts_of(event, kind), claiming_state(event))
