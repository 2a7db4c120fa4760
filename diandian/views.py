"""The addresses that belong to no app: health, and the choice of a language."""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from diandian.middleware import LANGUAGES, remember_language


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when this process answers and its database does too, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language and go on to `?next=`, an address of ours. Where `?lang=` would be taken for a filter."""
    if code not in LANGUAGES:
        raise Http404
    onward = request.GET.get("next", "")
    if not (onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None)):
        onward = "/"
    response = HttpResponseRedirect(onward)
    remember_language(response, code)
    return response
