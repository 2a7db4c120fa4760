"""What may be said of an event now: the table of claims, filled with its figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import events.balance.queries
from certificates.document import unbroken
from diandian.lib.mass import format_grams
from events.balance import standing
from events.balance.claims import CLAIMING, claim, not_covered_words, review_words
from events.balance.standing import Standing
from events.models import Declaration, Event

_INSTEAD: dict[Standing, Callable[[str, Mapping[str, str]], str]] = {
    Standing.NOT_COVERED: not_covered_words,
    Standing.UNDER_REVIEW: review_words,
    Standing.SUPERSEDED: review_words,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What may be said, with all that it takes looked up once. `values` are by language."""

    state: str
    values: Mapping[str, Mapping[str, str]]
    holds: Standing = Standing.STANDS

    def to(self, audience: str, language: str) -> str:
        """The one sentence for this audience in this language."""
        if self.holds is not Standing.STANDS:
            return _INSTEAD[self.holds](language, self.values[language])
        return claim(self.state, audience, language, self.values[language])


def saying_of(event: Event) -> Saying:
    """What may be said of the event as it stands."""
    declaration = standing.latest_declaration(event) if event.state in CLAIMING else None
    if declaration is not None:
        return declared(declaration)
    balance = events.balance.queries.balance_of(event)
    figures = {
        "verified": "—" if balance.verified_grams is None else unbroken(format_grams(balance.verified_grams)),
        "counted": unbroken(format_grams(balance.counted_grams)),
    }
    names = {"zh-hans": event.name_zh_hans, "en": event.name_en}
    return Saying(event.state, {language: {**figures, "event": name} for language, name in names.items()})


def declared(declaration: Declaration) -> Saying:
    """What a declaration claims: out of its frozen body while it stands, and that it does not while it does not."""
    body, figures = declaration.body, declaration.body["balance"]
    witnessing = standing.valid_witnessings(declaration).exclude(certificate=None).first()
    witness = {} if witnessing is None else witnessing.body["witness"]
    values = {
        language: {
            "event": body["event"]["name"][tongue],
            "claimant": body["claimant"][tongue],
            "standard": body["standard"],
            "verified": unbroken(format_grams(figures["verified_grams"])),
            "counted": unbroken(format_grams(figures["counted_grams"])),
            "witness": witness.get(tongue, ""),
        }
        for language, tongue in (("zh-hans", "zh"), ("en", "en"))
    }
    state = Event.State.WITNESSED if witness else Event.State.DECLARED
    return Saying(state, values, standing.standing_of(declaration))
