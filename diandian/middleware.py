"""Which language a reader gets, decided without a session; and what no address may hold."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def language_from_request(request: HttpRequest) -> str:
    """The language of the answer: `?lang=` first, then the reader's last choice, then the phone's."""
    for choice in (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if choice in LANGUAGES:
            return choice
    accepted = translation.get_language_from_request(request)
    return accepted if accepted in LANGUAGES else settings.LANGUAGE_CODE


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the reader's choice in a cookie of its own, so that no session is needed."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.IS_HTTPS,
        httponly=True,
    )


def in_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django refuses a method that an address does not know without a word; a person gets a page."""
    if response.status_code != 405 or response.streaming or response.content:
        return response
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page


# The log as programs mirror it: the same bytes for everybody, which any cache on the way may share.
WORDLESS = ("/ledger/log/tile/", "/ledger/log/checkpoint")


# A spectator's pages read whatever they get, and answer it each in its own words.
FORGIVING = (
    "/s/",
    "/z/",
    "/j/",
    "/c/",
    "/verify/",
    "/pay/",
    "/sandbox/",
    "/api/v1/places/",
    "/api/v1/events/",
)


class NoNulMiddleware:
    """Lets no address with a NUL get to a query: PostgreSQL has no such character, and would fail on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_forgiving = request.path_info == "/" or request.path_info.startswith(FORGIVING)
        if not is_forgiving and ("\0" in request.path_info or _has_nul(request.GET)):
            raise BadRequest("a NUL in the address")
        return self.get_response(request)


def _has_nul(typed: QueryDict) -> bool:
    return any("\0" in text for name, values in typed.lists() for text in (name, *values))


class LanguageMiddleware:
    """Speaks the reader's language; a choice by `?lang=` is kept in a cookie, nothing else ever is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = in_words(request, self.get_response(request))
        if response.status_code == 200 and request.path.startswith(WORDLESS):
            return response
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if request.GET.get("lang") == language:
            remember_language(response, language)
        return response
