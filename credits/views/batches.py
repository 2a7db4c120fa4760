"""/ledger/batches/: one batch's life."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from credits.picture import State
from credits.public_queries import batches
from credits.views.paging import whole_parameter


@require_safe
def batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    life = batches.batch_life(public_id)
    if life is None:
        raise Http404
    transfers, next_transfer = batches.transfers_of(life.batch, whole_parameter(request, "before"))
    figures = life.figures
    context = {
        "life": life,
        "batch": life.batch,
        "figures": figures,
        "states": [
            (State.RETIRED, figures.retired_grams),
            (State.HELD, figures.held_grams),
            (State.CANCELLED, figures.cancelled_grams),
            (State.SET_APART, figures.set_apart_grams),
        ],
        "transfers": transfers,
        "next_transfer": next_transfer,
    }
    return render(request, "credits/batch.html", context)
