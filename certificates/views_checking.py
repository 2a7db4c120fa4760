"""Checking: by number, in the browser by file, and with what can be saved and used without us."""

import base64
import functools
import hashlib
import json
from datetime import date

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

import certificates.keys
import certificates.queries
from certificates import phrases
from certificates.checking import served
from certificates.checking.bundle import bundle
from certificates.document import number_problem
from diandian.tongue import tongue

_ENTRY = "js/verify/offline.js"
_STYLES = ("css/diandian.css", "css/verify.css")
# The page may not send anything anywhere, and so nobody has to believe that it does not.
_SENDS_NOTHING = {"connect-src": ["'none'"]}


@require_safe
@csp_replace(_SENDS_NOTHING)
def verify(request: HttpRequest) -> HttpResponseBase:
    """The form for a number: a known one leads to its page, another is told what is wrong with it."""
    text = request.GET.get("number", "")
    if not text.strip():
        return _page(request)
    if problem := number_problem(text):
        return _page(request, text, phrases.NUMBER_PROBLEM[problem], status=400)
    certificate = certificates.queries.by_number(text)
    if certificate is None:
        return _page(request, text, phrases.NOT_FOUND, status=404)
    address = reverse("certificates:page", args=[certificate.number])
    return HttpResponse(status=303, headers={"Location": address})


@require_safe
def verify_py(request: HttpRequest) -> HttpResponse:
    """verify.py with the keys of this site inside."""
    return _download(served.verify_py(certificates.keys.key_list().text), "text/x-python", "verify.py")


@require_safe
def verify_offline(request: HttpRequest) -> HttpResponse:
    """The page for a USB stick: style, words, keys and script in one file, both languages."""
    script, style = _script(), _style()
    sources = {
        "default-src": "'none'",
        "script-src": _hash_source(script),
        "style-src": _hash_source(style),
        "img-src": "data: blob:",
    }
    context = {
        "policy": _safe("; ".join(f"{name} {source}" for name, source in sources.items())),
        "style": style,
        "script": script,
        "pages": [_saved(language, timezone.localdate()) for language in served.LANGUAGES],
        **_words_and_keys(),
    }
    page = render_to_string("certificates/verify_offline.html", context)
    return _download(page, "text/html", "diandian-verify.html")


def _page(
    request: HttpRequest, text: str = "", problem: phrases.Phrase = "", *, status: int = 200
) -> HttpResponse:
    context = {"text": text[:200], "problem": problem, "tongue": tongue(), **_words_and_keys()}
    return render(request, "certificates/verify.html", context, status=status)


def _words_and_keys() -> dict[str, SafeString]:
    keys = json.loads(certificates.keys.key_list().text)
    return {"words": _safe(served.in_page(served.words())), "keys": _safe(served.in_page(keys))}


def _saved(language: str, day: date) -> dict[str, str]:
    """The body of the saved page in one language."""
    with override(language):
        context = {"tongue": language, "is_saved": True, "day": day, "site": settings.PUBLIC_URL}
        body = render_to_string("certificates/_saved.html", context)
        return {"tongue": language, "title": gettext("Check a certificate"), "body": body}


@functools.cache
def _script() -> SafeString:
    # A script inside of a page may not hold what would end it, nor what opens a comment of HTML.
    text = bundle(_ENTRY, _static_text)
    return _safe(text.replace("</script", r"<\/script").replace("<!--", r"<\!--"))


@functools.cache
def _style() -> SafeString:
    return _safe("".join(map(_static_text, _STYLES)))


def _static_text(path: str) -> str:
    found = finders.find(path)
    if found is None:
        raise FileNotFoundError(path)
    with open(found, encoding="utf-8") as file:
        return file.read()


def _hash_source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _safe(text: str) -> SafeString:
    """Text that is ours, and is no HTML of anybody else's."""
    return mark_safe(text)  # noqa: S308
