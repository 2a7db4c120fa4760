"""The footprint under /api/v1/: the factors, and a list of activities counted. Nothing is stored."""

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from footprint import calculator, catalogue, factor_export, library_phrases, queries
from footprint.calculation import DEFAULT_LIBRARY
from footprint.catalogue import Search
from footprint.errors import (
    ActivityError,
    AdditionOnlyError,
    MixedBoundariesError,
    MixedSetsError,
    RefusedActivitiesError,
)
from footprint.phrases import error_words

BODY_BYTES_MAX = 256 * 1024


@api_view(["GET"])
def factors(request: Request) -> Response:
    """`?set=` a method or a code, `?q=` words, and the filters of /factors/; decimals are texts."""
    factor_set = queries.readable_factor_set(request.query_params.get("set") or DEFAULT_LIBRARY)
    if factor_set is None:
        raise NotFound
    search = Search.of(lambda name: request.query_params.get(name, ""))
    library = queries.library_of(factor_set)
    found = catalogue.found(library.values(), search, other_words=library_phrases.words_to_search)
    return Response(
        {
            "set": factor_export.set_as_json(factor_set) | {"state": factor_set.state},
            "count": len(found),
            "results": [factor_export.factor_as_json(factor) for factor in found],
            "attributions": factor_export.attributions_as_json(found),
        }
    )


@api_view(["POST"])
def footprint(request: Request) -> Response:
    """A JSON list of activities, as `manage.py calculate` takes it (docs/footprint.md): lines and total.

    422 with {"errors": [{index, field, message}, …]} where something is refused; then nothing is counted. Lines
    that count different things, or with different factor sets, are added up only with `?mixed=yes`; without it
    `total` is null and `refusal` says why.
    """
    body = request.stream.read(BODY_BYTES_MAX + 1) if request.stream else b""
    if len(body) > BODY_BYTES_MAX:
        return Response(status=413, data={"detail": f"at most {BODY_BYTES_MAX} bytes"})
    try:
        lines = calculator.count(calculator.parsed(body.decode()))
    except UnicodeDecodeError as error:
        return _refused(ActivityError("not-json", value=str(error)))
    except ActivityError as error:
        return _refused(error)
    except RefusedActivitiesError as error:
        return Response({"errors": calculator.refusals_json(error)}, status=422)
    return Response({"lines": [calculator.line_json(line) for line in lines], **_total(request, lines)})


def _refused(error: ActivityError) -> Response:
    """The list as a whole could not be read."""
    refusal = {"index": None, "field": error.field, "message": error_words(error)}
    return Response({"errors": [refusal]}, status=422)


def _total(request: Request, lines: list[calculator.CountedLine]) -> dict[str, Any]:
    try:
        total = calculator.total(lines, allow_mixed=request.query_params.get("mixed") == "yes")
    except (MixedBoundariesError, MixedSetsError, AdditionOnlyError) as error:
        return {"total": None, "refusal": error_words(error)}
    return {"total": calculator.total_json(total, lines), "refusal": None}
