"""/ledger/pools/: grams retired here under whole units that an outside registry retired."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from credits.public_queries import pools as pool_queries
from credits.public_queries.pools import PoolView
from credits.views.downloads import csv_lines, download
from credits.views.paging import whole_parameter

_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def pools(request: HttpRequest) -> HttpResponse:
    found, next_pool = pool_queries.pools(whole_parameter(request, "before"))
    return render(request, "credits/pools.html", {"pools": found, "next_pool": next_pool})


@require_safe
def pool(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "credits/pool.html", {"view": _known(number)})


@require_safe
def pool_statement(request: HttpRequest, number: int) -> HttpResponse:
    """The signed statement of a closed pool, to the byte. It never changes."""
    closing = _known(number).closing
    if closing is None:
        raise Http404
    response = HttpResponse(closing.statement, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Content-Disposition"] = f'inline; filename="pool-{number}-statement.txt"'
    return response


@require_safe
def pool_leaves(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """A closed pool's leaves, from which anyone can build its tree again."""
    view = _known(number)
    if view.closing is None:
        raise Http404

    def rows() -> Iterator[dict[str, object]]:
        for position, commitment, grams in pool_queries.leaves_of(view.pool):
            yield {"position": position, "commitment": commitment, "grams": grams}

    lines = csv_lines(("position", "commitment", "grams"), rows())
    return download(lines, "text/csv", f"pool-{number}-leaves.csv")


def _known(number: int) -> PoolView:
    found = pool_queries.pool_view(number)
    if found is None:
        raise Http404
    return found
