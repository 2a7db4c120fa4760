"""/ledger/ and the search."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from credits.public_queries import pools, serials, totals
from credits.serials import parse_any
from credits.views.paging import whole_parameter

SEARCH_LENGTH_MAX = 5_000
_POOL = re.compile(r"(?:pool|池|#)?\s*#?(\d{1,9})", re.IGNORECASE)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What there is, by batch and by account."""
    before, after = whole_parameter(request, "before"), request.GET.get("after", "")
    batches, next_batch = totals.batches(before)
    accounts, next_account = totals.holders(after)
    context = {
        "totals": totals.ledger_totals(),
        "batches": batches,
        "next_batch": next_batch,
        "accounts": accounts,
        "next_account": next_account,
        "is_first": before is None and not after,
    }
    return render(request, "credits/ledger.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """One box for everything: an id, a pool's number, a serial in any notation, words of a project or an account."""
    text = request.GET.get("q", "").strip()[:SEARCH_LENGTH_MAX]
    if not text:
        return HttpResponseRedirect(reverse("credits:ledger"))
    if (address := _single_page(text)) is not None:
        return HttpResponseRedirect(address)
    blocks = parse_any(text)
    if len(blocks) == 1:
        return HttpResponseRedirect(reverse("credits:serial", args=[blocks[0].canonical]))
    found = serials.matches(text[:200])
    is_found = bool(blocks or found.batches or found.accounts)
    context = {"text": text[:200], "blocks": blocks, "found": found, "is_found": is_found}
    return render(request, "credits/search.html", context, status=200 if is_found else 404)


def _single_page(text: str) -> str | None:
    """The address of the one page that an id or a pool's number means."""
    try:
        public_id = UUID(text)
    except ValueError:
        number = _POOL.fullmatch(text)
        if number is None or pools.pool_view(int(number[1])) is None:
            return None
        return reverse("credits:pool", args=[int(number[1])])
    page = serials.address_of_id(public_id)
    return reverse(f"credits:{page[0]}", args=[page[1]]) if page is not None else None
