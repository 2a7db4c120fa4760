"""/ledger/serials/ and /ledger/retirements/: from a serial to what became of it, and back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from credits.picture import totals
from credits.public_queries import public_log, retirements
from credits.public_queries import serials as serial_queries
from credits.serials import EXAMPLES, SerialBlock, parse_any
from credits.views.paging import whole_parameter


@require_safe
def serials(request: HttpRequest) -> HttpResponseBase:
    """The address without a serial: the search is where one is typed."""
    return HttpResponseRedirect(reverse("credits:ledger") + "#search")


@require_safe
def serial(request: HttpRequest, text: str) -> HttpResponse:
    """One unit or a block, in whatever notation: 400 where it is none, 404 where no batch of ours has it."""
    blocks = parse_any(text)
    if not blocks:
        context = {"text": text[:200], "examples": EXAMPLES}
        return render(request, "credits/no_serial.html", context, status=400)
    if len(blocks) > 1:
        return render(
            request, "credits/search.html", {"text": text[:200], "blocks": blocks, "is_found": True}
        )
    return _serial_page(request, blocks[0])


def _serial_page(request: HttpRequest, block: SerialBlock) -> HttpResponse:
    found, has_more = serial_queries.look_up(block, whole_parameter(request, "from") or 0)
    if not found:
        return render(request, "credits/unknown_serial.html", {"wanted": block}, status=404)
    context = {
        "wanted": block,
        "found": [(each, list(totals(each.segments).items())) for each in found],
        "has_more": has_more,
        "known_units": sum(each.unit_count for each in found),
    }
    return render(request, "credits/serial.html", context)


@require_safe
def retirement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    view = retirements.retirement_view(public_id)
    if view is None:
        raise Http404
    context = {
        "view": view,
        "retirement": view.retirement,
        "is_published": view.retirement.leaf_index < public_log.published_size(),
    }
    return render(request, "credits/retirement.html", context)
