"""The public face of a certificate: its page, its files, and the check by number."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_safe

import certificates.actions
import certificates.cards
import certificates.hooks
import certificates.keys
import certificates.queries
from certificates import phrases
from certificates.document import (
    RETIRING_KINDS,
    RIBBON,
    Kind,
    Statement,
    gram_range,
    kind_words,
    ornament,
    shown_number,
    strokes,
    worded,
)
from certificates.models import Certificate, Rendering
from diandian.tongue import is_chinese, tongue

State = Certificate.State
_FOR_EVER = "max-age=31536000, immutable"
_RELOAD_FOR = timedelta(minutes=10)  # how long a page without JavaScript goes on reloading itself


@dataclass(frozen=True)
class _Reader:
    """What this visitor may see of a certificate."""

    certificate: Certificate
    has_key: bool
    query: str

    @property
    def sees_name(self) -> bool:
        certificate = self.certificate
        return self.has_key or certificate.name_is_public or not certificate.holder_name


@require_safe
def page(request: HttpRequest, text: str) -> HttpResponseBase:
    reader = _reader(request, text)
    if reader is None:
        return _unknown(request)
    if text != reader.certificate.number:
        return _canonical(request, "page", reader)
    response = render(request, "certificates/page.html", _page_context(reader))
    response.headers["Cache-Control"] = "no-store" if reader.has_key else "no-cache"
    return response


@require_safe
def status(request: HttpRequest, text: str) -> HttpResponseBase:
    """What the waiting page asks for: the state, and whether the papers are there."""
    certificate = certificates.queries.by_number(text)
    if certificate is None:
        return JsonResponse({"state": None, "ready": False}, status=404)
    ready = certificates.queries.is_rendered(certificate)
    return JsonResponse({"state": certificate.state, "ready": ready}, headers={"Cache-Control": "no-store"})


@require_safe
def pdf(request: HttpRequest, text: str) -> HttpResponseBase:
    return _file(request, text, "pdf")


@require_safe
def jpg(request: HttpRequest, text: str) -> HttpResponseBase:
    return _file(request, text, "jpg")


@require_safe
def card(request: HttpRequest, text: str) -> HttpResponseBase:
    """The picture beside a shared link. It is public, so it has the name only where the name is."""
    certificate = certificates.queries.by_number(text)
    statement = certificate.stated if certificate is not None else None
    if certificate is None or statement is None:
        return _unknown(request)
    if text != certificate.number:
        return HttpResponseRedirect(reverse("certificates:card", args=[certificate.number]))
    drawn = certificates.cards.card(certificate, statement)
    response = HttpResponse(bytes(drawn.content), content_type="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=3600"  # the holder may make the name private
    return _unless_known(request, response, drawn.sha256)


@require_safe
def json(request: HttpRequest, text: str) -> HttpResponseBase:
    """The document that proves the certificate, as first made; a private name's only with the holder's key."""
    return _file(request, text, "json")


@require_safe
def newest(request: HttpRequest, text: str) -> HttpResponseBase:
    """The same document with the proofs of all pools that have closed by now."""
    return _file(request, text, "newest")


@require_safe
def keys(request: HttpRequest) -> HttpResponseBase:
    """All public keys, old ones included, for checkers of any origin."""
    body = certificates.keys.key_list().text.encode()
    response = HttpResponse(body, content_type=_JSON)
    response.headers["Access-Control-Allow-Origin"] = "*"  # checkers of others read it from their own pages
    response.headers["Cache-Control"] = "public, max-age=300"
    return _unless_known(request, response, hashlib.sha256(body).hexdigest())


# --- What a page shows ------------------------------------------------------------------------------------


def _page_context(reader: _Reader) -> dict[str, Any]:
    certificate = reader.certificate
    statement = certificate.stated
    ready = certificates.queries.is_rendered(certificate)
    is_waiting = certificate.state in {State.PLEDGED, State.PAID} or (
        certificate.state in certificates.queries.STATED and not ready
    )
    is_demonstration = statement.is_demonstration if statement else certificate.is_demonstration
    words = kind_words(certificate.kind, tongue())
    return {
        "certificate": certificate,
        "statement": statement,
        "is_retirement": certificate.kind in RETIRING_KINDS,
        "is_gift": certificate.kind == Kind.DONOR,
        "title": words["title"],
        "number": shown_number(certificate.number),
        "sees_name": reader.sees_name,
        "nobody": words["nobody"],
        "lines": worded(statement, tongue()) if statement else None,
        "query": reader.query,
        "event_name": certificate.event_name_zh if is_chinese() else certificate.event_name_en,
        "boundary": certificate.boundary_zh if is_chinese() else certificate.boundary_en,
        "terms": words["terms"],
        "strokes": strokes(ornament(certificate.number)),
        "headline": _headline(certificate),
        "steps": _steps(certificate, is_waiting=is_waiting),
        "sources": _sources(statement),
        "ledger_agrees": certificates.queries.ledger_agrees(certificate) if statement else None,
        "impairment": certificates.queries.impairment_of(certificate),
        "notices": certificates.hooks.notices_of(certificate),
        "ready": ready,
        "is_waiting": is_waiting,
        "reloads": is_waiting and timezone.now() - certificate.state_changed_at < _RELOAD_FOR,
        "ribbon": RIBBON if is_demonstration else "",
        "successor": certificate.superseded_by,
        **_settlement(certificate),
    }


def _headline(certificate: Certificate) -> phrases.Phrase:
    is_bought = certificate.funding == Certificate.Funding.BOUGHT
    if certificate.state == State.PLEDGED and is_bought:
        return phrases.WAITS_FOR_MONEY
    if certificate.state == State.LAPSED and not is_bought:
        return phrases.REFUSED
    return phrases.HEADLINE[certificate.state]


@dataclass(frozen=True)
class _Step:
    name: phrases.Phrase
    mark: str  # the class in the style sheet: done, now or nothing


def _steps(certificate: Certificate, *, is_waiting: bool) -> list[_Step]:
    is_bought = certificate.funding == Certificate.Funding.BOUGHT
    ladder = [State.PLEDGED, *([State.PAID] if is_bought else []), State.RETIRED, State.SETTLED]
    if certificate.state in {State.LAPSED, State.REFUNDED}:
        ladder = [State.PLEDGED, State(certificate.state)]
    if certificate.state == State.SUPERSEDED:
        ladder = [State.PLEDGED, State.RETIRED, State.SUPERSEDED]
    if certificate.kind not in RETIRING_KINDS:
        ladder = list(dict.fromkeys([State.ISSUED, State(certificate.state)]))
    reached = ladder.index(State(certificate.state)) if certificate.state in ladder else 0
    waits_for = reached + 1 if is_waiting and certificate.state not in certificates.queries.STATED else None
    return [
        _Step(phrases.STEP[state], "done" if place <= reached else "now" if place == waits_for else "")
        for place, state in enumerate(ladder)
    ]


def _sources(statement: Statement | None) -> list[dict[str, Any]]:
    if statement is None:
        return []
    return [
        {
            "registry": piece.registry_name,
            "project_code": piece.project_code,
            "project_name": piece.project_name_zh if is_chinese() else piece.project_name_en,
            "serial_block": piece.serial_block,
            "range": gram_range(piece, tongue()),
            "amount_grams": piece.amount_grams,
            "donor": piece.donor_zh if is_chinese() else piece.donor_en,
        }
        for piece in statement.slices
    ]


def _settlement(certificate: Certificate) -> dict[str, Any]:
    """Where its grams were settled outside, and whether there is a newer proof than that of the first document."""
    shares = certificates.queries.pool_shares(certificate)
    return {
        "shares": shares,
        "is_settled": sum(share.amount_grams for share in shares) == certificate.amount_grams,
        "has_newer_proof": certificates.queries.has_newer_proof(certificate, shares),
    }


# --- Files ------------------------------------------------------------------------------------------------

_JSON = "application/json"
_KINDS = {"pdf": (Rendering.Kind.PDF, "application/pdf"), "jpg": (Rendering.Kind.POSTER, "image/jpeg")}


@dataclass(frozen=True)
class _File:
    """What is sent: its bytes and their digest. It may be kept for ever unless a newer one may come."""

    content: bytes
    sha256: str
    content_type: str
    is_final: bool = True


def _file(request: HttpRequest, text: str, name: str) -> HttpResponseBase:
    reader = _reader(request, text)
    if reader is None:
        return _unknown(request)
    certificate = reader.certificate
    if text != certificate.number:
        return _canonical(request, name, reader)
    context = {"certificate": certificate, "number": shown_number(certificate.number)}
    if not reader.sees_name:
        return render(request, "certificates/private.html", context, status=403)
    found = _stored(certificate, name) if name in _KINDS else _document(certificate, name)
    if found is None:
        context["headline"] = _headline(certificate)
        response = render(request, "certificates/not_yet.html", context, status=409)
        response.headers["Retry-After"] = "3"
        return response
    return _sent(request, reader, found, "json" if name == "newest" else name)


def _stored(certificate: Certificate, ending: str) -> _File | None:
    kind, content_type = _KINDS[ending]
    if kind == Rendering.Kind.POSTER:
        rendering = certificates.actions.poster(certificate=certificate)
    else:
        rendering = certificates.queries.rendering(certificate, kind)
    if rendering is None:
        return None
    return _File(bytes(rendering.content), rendering.sha256, content_type)


def _document(certificate: Certificate, name: str) -> _File | None:
    is_newest = name == "newest"
    text = certificates.queries.newest_document(certificate) if is_newest else certificate.document
    if text is None:
        return None
    content = text.encode()
    return _File(content, hashlib.sha256(content).hexdigest(), _JSON, is_final=not is_newest)


def _sent(request: HttpRequest, reader: _Reader, file: _File, ending: str) -> HttpResponseBase:
    """The file with its readable name and its ETag, or 304 when the reader has it already."""
    response = HttpResponse(file.content, content_type=file.content_type)
    whose, how_long = "private" if reader.has_key else "public", _FOR_EVER if file.is_final else "no-cache"
    response.headers["Cache-Control"] = f"{whose}, {how_long}"
    if file.content_type == _JSON:
        response.headers["Access-Control-Allow-Origin"] = "*"
    number = shown_number(reader.certificate.number)
    chinese, english = (
        kind_words(reader.certificate.kind, language)["title"] for language in ("zh-hans", "en")
    )
    titles = f"{chinese} {english}"
    response.headers["Content-Disposition"] = (
        f'inline; filename="{slugify(english)}-{number}.{ending}"; '
        f"filename*=UTF-8''{quote(f'{titles} {number}.{ending}')}"
    )
    return _unless_known(request, response, file.sha256)


def _unless_known(request: HttpRequest, response: HttpResponse, sha256: str) -> HttpResponseBase:
    """The answer with its ETag, or 304 when the reader has these bytes already."""
    etag = response.headers["ETag"] = f'"{sha256}"'
    return get_conditional_response(request, etag=etag, response=response) or response


# --- Who asks, and for what -------------------------------------------------------------------------------


def _reader(request: HttpRequest, text: str) -> _Reader | None:
    certificate = certificates.queries.by_number(text)
    if certificate is None:
        return None
    token = request.GET.get("key", "")
    has_key = bool(token) and certificates.queries.is_holder_token(certificate, token)
    return _Reader(certificate, has_key, "?" + urlencode({"key": token}) if has_key else "")


def _canonical(request: HttpRequest, name: str, reader: _Reader) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    address = reverse(f"certificates:{name}", args=[reader.certificate.number])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/unknown.html", status=404)
