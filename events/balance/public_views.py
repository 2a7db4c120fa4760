"""The declaration as anybody may read it, at its permanent address; in the words for whoever reads."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import events.queries
from certificates.document import shown_number
from diandian.tongue import tongue
from events.balance import phrases, standing
from events.balance.claims import Audience, usual_audience
from events.balance.saying import declared
from events.balance.standing import Standing
from events.models import Declaration, Event


@require_safe
def declaration(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The latest declaration, or the one of this number; 404 before the first."""
    event, said, number = _found(slug, number)
    language = tongue()
    audience = _audience(request, language)
    saying = declared(said)
    response = render(
        request,
        "events/declaration.html",
        {
            "event": event,
            "declaration": said,
            "body": said.body,
            "is_chinese": language == "zh-hans",
            "number": number,
            "count": event.declarations.count(),
            "audience": audience,
            "audiences": [(each.value, phrases.AUDIENCES[each]) for each in Audience],
            "claim": saying.to(audience, language) if saying.holds is Standing.STANDS else "",
            "standing": phrases.STANDINGS[saying.holds],
            "confirmation": Declaration.Confirmation(said.confirmation).label,
            **_witness(said, saying.holds),
        },
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def declaration_json(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What was frozen, with its digest, and whether it stands; docs/events.md says how it is digested."""
    _event, said, _number = _found(slug, number)
    return JsonResponse(
        {"sha256": said.digest, "standing": standing.standing_of(said), "declaration": said.body},
        json_dumps_params={"ensure_ascii": False, "sort_keys": True},
        headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"},
    )


def _found(slug: str, number: int | None) -> tuple[Event, Declaration, int]:
    event = events.queries.event(slug)
    rows = [] if event is None else list(standing.declarations_of(event))
    wanted = len(rows) if number is None else number
    if event is None or not 0 < wanted <= len(rows):
        raise Http404
    return event, rows[wanted - 1], wanted


def _audience(request: HttpRequest, language: str) -> Audience:
    """For whom it is worded: as the reader chose, else by the language, the strictest where that says nothing."""
    chosen = request.GET.get("for", "")
    return Audience(chosen) if chosen in set(Audience) else usual_audience(language)


def _witness(said: Declaration, holds: Standing) -> dict[str, Any]:
    witnessing = standing.issued_witnessing_of(said)
    if witnessing is None or witnessing.certificate is None:
        return {"witnessing": None}
    revocation = standing.revocation_of(witnessing)
    stands = holds if revocation is None else Standing.REVOKED
    return {
        "witnessing": witnessing,
        "witness": witnessing.body["witness"],
        "witness_body": witnessing.body,
        "witness_number": shown_number(witnessing.certificate.number),
        "witness_standing": phrases.STANDINGS[stands],
        "witness_stands": stands is Standing.STANDS,
        "revocation": revocation,
    }
