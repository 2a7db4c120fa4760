"""The public programming interface under /api/v1/: it changes nothing, asks for no key, has no personal data."""

from django.urls import include, path
from django.utils.translation import get_language
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

import credits.api
import events.queries
import footprint.api
import footprint.queries


@api_view(["GET"])
def places(request: Request) -> Response:
    """`?q=` in Chinese, English or pinyin: at most eight cities, the best first, in the reader's language."""
    language = get_language() or "zh-hans"
    found = footprint.queries.suggestions(request.query_params.get("q", "")[:80])
    return Response(
        {
            "results": [
                {
                    "code": place.code,
                    "name": place.label_in(language),
                    "city": place.name_in(language),
                    "region": place.region_in(language),
                    "name_zh": place.name_zh,
                    "name_en": place.name_en,
                }
                for place in found
            ]
        }
    )


@api_view(["GET"])
def event(request: Request, slug: str) -> Response:
    """An event's public numbers, masses in whole grams."""
    row = events.queries.event(slug)
    if row is None:
        raise NotFound
    tally = events.queries.tally_of(row)
    return Response(
        {
            "slug": row.slug,
            "name_zh": row.name_zh_hans,
            "name_en": row.name_en,
            "state": row.state,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "price_fen_per_tonne": row.price_fen_per_tonne,
            "donated_grams": tally.donated_grams,
            "held_grams": tally.held_grams,
            "retired_grams": tally.retired_grams,
            "available_grams": tally.left_grams,
            "neutralised_count": tally.neutralised_count,
            "is_demonstration": row.is_demonstration,
        }
    )


urlpatterns = [
    path("places/", places, name="places"),
    path("factors/", footprint.api.factors, name="factors"),
    path("footprint/", footprint.api.footprint, name="footprint"),
    path("events/<slug:slug>/", event, name="event"),
    path("ledger/", include(credits.api)),
]
