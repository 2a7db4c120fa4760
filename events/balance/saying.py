"""What may be said of an event now: the table of claims, filled with its figures."""

import events.balance.queries
from certificates.document import unbroken
from diandian.lib.mass import format_grams
from events.balance import standing
from events.balance.claims import CLAIMING, claim, review_words
from events.balance.standing import Standing
from events.models import Declaration, Event


def said_of(event: Event, audience: str, language: str) -> str:
    """The one sentence for this audience in this language, of the event as it stands."""
    declaration = standing.latest_declaration(event) if event.state in CLAIMING else None
    if declaration is not None:
        return declared_words(declaration, audience, language)
    balance = events.balance.queries.balance_of(event)
    values = {
        "event": event.name_zh_hans if language == "zh-hans" else event.name_en,
        "verified": "—" if balance.verified_grams is None else unbroken(format_grams(balance.verified_grams)),
        "counted": unbroken(format_grams(balance.counted_grams)),
    }
    return claim(event.state, audience, language, values)


def declared_words(declaration: Declaration, audience: str, language: str) -> str:
    """What a declaration claims: out of its frozen body while it stands, and that it does not while it does not."""
    body, tongue = declaration.body, "zh" if language == "zh-hans" else "en"
    figures = body["balance"]
    values = {
        "event": body["event"]["name"][tongue],
        "claimant": body["claimant"][tongue],
        "standard": body["standard"],
        "verified": unbroken(format_grams(figures["verified_grams"])),
        "counted": unbroken(format_grams(figures["counted_grams"])),
        "witness": "",
    }
    if standing.standing_of(declaration) is not Standing.STANDS:
        return review_words(language, values)
    witnessing = standing.witnessing_of(declaration)
    is_witnessed = (
        witnessing is not None
        and witnessing.certificate_id is not None
        and standing.revocation_of(witnessing) is None
    )
    if is_witnessed and witnessing is not None:
        witness = witnessing.witness
        values["witness"] = (
            witness.name_zh_hans if tongue == "zh" else witness.name_en or witness.name_zh_hans
        )
    return claim("witnessed" if is_witnessed else "declared", audience, language, values)
