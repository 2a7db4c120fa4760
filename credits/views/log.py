"""/ledger/log/: the log for people, and as C2SP tlog-tiles for programs that mirror and check it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from credits.proofs.entries import read_entry
from credits.proofs.errors import TilePathError
from credits.proofs.tiles import TILE_WIDTH, read_tile_path
from credits.public_queries import public_log, subjects

_FOR_EVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=5"
_PLAIN = "text/plain; charset=utf-8"


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    checkpoint = public_log.last_checkpoint()
    context: dict[str, Any] = {
        "checkpoint": checkpoint,
        "note": public_log.note_of(checkpoint) if checkpoint is not None else "",
        "age": timezone.now() - checkpoint.made_at if checkpoint is not None else None,
        "origin": settings.LOG_ORIGIN,
        "keys": public_log.public_keys(),
        "witnesses": public_log.witnesses(),
        "leaves": public_log.last_leaves(),
        "public_url": settings.PUBLIC_URL,
    }
    return render(request, "credits/log.html", context)


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last checkpoint as a signed note, with its cosignatures."""
    found = public_log.last_checkpoint()
    if found is None:
        raise Http404
    response = HttpResponse(public_log.note_of(found), content_type=_PLAIN)
    response.headers["Cache-Control"] = _SHORTLY
    return response


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that ever signed here, a line each, as checkers want it; the newest is the last."""
    lines = "".join(f"{key.text}\n" for key in public_log.public_keys())
    return HttpResponse(lines, content_type=_PLAIN, headers={"Cache-Control": _SHORTLY})


@require_safe
def tile(request: HttpRequest, text: str) -> HttpResponse:
    """A tile or a bundle of entries. One that is full never changes; one that is not grows."""
    try:
        address = read_tile_path(f"tile/{text}")
    except TilePathError:
        raise Http404 from None
    content = public_log.tile(address)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Cache-Control"] = _FOR_EVER if address.width == TILE_WIDTH else "public, max-age=3600"
    return response


@require_safe
def leaf(request: HttpRequest, index: int) -> HttpResponse:
    found = public_log.leaf(index)
    if found is None:
        raise Http404
    size = public_log.published_size()
    context = {
        "leaf": found,
        "text": found.entry.decode(),
        "fields": read_entry(found.entry),
        "subject": subjects.subject_of(index),
        "size": size,
        "is_published": index < size,
    }
    return render(request, "credits/leaf.html", context)


@require_safe
def leaf_proof(request: HttpRequest, index: int) -> HttpResponse:
    """The proof (c2sp.org/tlog-proof@v1) that a leaf is in the log. It opens no commitment."""
    text = public_log.log_proof(index)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type=_PLAIN, headers={"Cache-Control": _SHORTLY})
    response.headers["Content-Disposition"] = f'attachment; filename="leaf-{index}.tlog-proof"'
    return response
