"""The public library: every factor with its source, its downloads, and how we count."""

import json as json_text
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from footprint import catalogue, factor_export, library_phrases, queries
from footprint.calculation import DEFAULT_LIBRARY, FactorValue
from footprint.catalogue import Search
from footprint.factor_file import FactorFile, csv_text
from footprint.methods import method_page
from footprint.models import FactorSet
from footprint.phrases import GRADES, attribution_words, factor_words

_FOR_EVER = "public, max-age=31536000, immutable"  # a published set never changes
_OPEN_UP_TO = 60  # so many found factors are shown at once; more are folded up by category

# Filters of the page: the field of a factor, its label, and how its values are worded.
_FILTERS: dict[str, tuple[Promise, Callable[[str], str]]] = {
    "category": (_("Category"), library_phrases.category_words),
    "region": (_("Region"), library_phrases.region_words),
    "boundary": (_("Covers"), library_phrases.boundary_name),
    "grade": (_("Grade"), library_phrases.grade_words),
    "weak": (_("Strength"), library_phrases.weakness_words),
}


@require_safe
def factors(request: HttpRequest) -> HttpResponseBase:
    """The library of the set in force, or of `?set=`, searched and filtered by the address."""
    factor_set = _readable(request.GET.get("set") or DEFAULT_LIBRARY)
    every = tuple(queries.library_of(factor_set).values())
    search = Search.of(lambda name: request.GET.get(name, ""))
    found = catalogue.found(every, search, other_words=library_phrases.words_to_search)
    context = {
        "factor_set": factor_set,
        "other_sets": [row for row in queries.readable_factor_sets() if row.pk != factor_set.pk],
        "search": search,
        "filters": [_filter(field, every, search) for field in _FILTERS],
        "is_filtered": bool(
            {search.category, search.region, search.boundary, search.grade, search.weak} - {""}
        ),
        "count": len(found),
        "total": len(every),
        "weak_count": sum(factor.is_weak for factor in every),
        "groups": catalogue.groups(found),
        "is_open": not search.is_empty and len(found) <= _OPEN_UP_TO,
        "attributions": attribution_words(every),
        "grades": GRADES,
        "meanings": library_phrases.BOUNDARY_MEANINGS,
    }
    return render(request, "footprint/factors.html", context)


@require_safe
def factor(request: HttpRequest, name: str, code: str) -> HttpResponseBase:
    """One factor of one set: all that is known of it. `name` may be a set's code: then the set in force."""
    factor_set = _readable(name)
    if name != factor_set.method:
        return HttpResponseRedirect(reverse("footprint:factor", args=[factor_set.method, code]))
    library = queries.library_of(factor_set)
    if code not in library:
        raise Http404
    chosen = library[code]
    context = {
        "factor_set": factor_set,
        "factor": chosen,
        "words": factor_words(chosen),
        "parts": catalogue.parts_beside(chosen, library.values()),
        "meaning": library_phrases.BOUNDARY_MEANINGS[chosen.boundary],
        "attributions": attribution_words([chosen]),
        "others": [
            row
            for row in queries.readable_factor_sets()
            if row.pk != factor_set.pk and code in queries.library_of(row)
        ],
    }
    return render(request, "footprint/factor.html", context)


@require_safe
def csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The set as a factor file, which can be imported again."""
    return _download(request, name, "csv")


@require_safe
def json(request: HttpRequest, name: str) -> HttpResponseBase:
    """The set as JSON, decimals as texts."""
    return _download(request, name, "json")


@require_safe
def methods(request: HttpRequest) -> HttpResponseBase:
    """How everything is counted, with the numbers of the set in force."""
    factor_set = _readable(request.GET.get("set") or DEFAULT_LIBRARY)
    return render(request, "footprint/methods.html", method_page(factor_set))


def _readable(name: str) -> FactorSet:
    found = queries.readable_factor_set(name)
    if found is None:
        raise Http404
    return found


def _filter(field: str, every: Sequence[FactorValue], search: Search) -> dict[str, Any]:
    """A filter with its choices; a value that the set does not have stays visible, since it was asked for."""
    label, words = _FILTERS[field]
    chosen = getattr(search, field)
    counted = catalogue.counted(every, field)
    choices = [(value, words(value), count) for value, count in counted.items()]
    if chosen and chosen not in counted:
        choices.append((chosen, chosen, 0))
    return {"name": field, "label": label, "chosen": chosen, "choices": choices}


def _download(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    factor_set = _readable(name)
    if name != factor_set.method:
        response: HttpResponse = HttpResponseRedirect(
            reverse(f"footprint:{ending}", args=[factor_set.method])
        )
        response.headers["Cache-Control"] = "no-cache"
        return response
    etag = f'"{factor_set.content_digest}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return _kept(unchanged, etag)
    every = queries.library_of(factor_set).values()
    content_type, written = _BODIES[ending]
    response = HttpResponse(written(factor_set, every), content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{factor_set.method}.{ending}"'
    return _kept(response, etag)


def _kept(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _FOR_EVER
    return response


def _as_json(factor_set: FactorSet, every: Iterable[FactorValue]) -> str:
    return json_text.dumps(factor_export.library_as_json(factor_set, every), ensure_ascii=False, indent=1)


def _as_csv(factor_set: FactorSet, every: Iterable[FactorValue]) -> str:
    return "\ufeff" + csv_text(  # the mark by which spreadsheets know UTF-8
        FactorFile(factor_set.name_zh_hans or "", factor_set.name_en or "", tuple(every)),
        {"attribution": " ".join(factor_export.attributions_as_json(every)["en"])},
    )


_BODIES = {"json": ("application/json", _as_json), "csv": ("text/csv", _as_csv)}
