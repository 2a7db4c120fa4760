"""The balance as a picture: verified emissions above what was retired, on one scale, then what is not retired."""

from django.utils.translation import gettext

from diandian.lib.mass import format_grams
from events.balance.balance import Balance
from events.reports import charts
from events.reports.charts import Picture, Piece


def rows_of(balance: Balance) -> list[tuple[str, int | None, str]]:
    """The figures in their order: what it is, grams if known, what it is worth here. Table and picture share them."""
    counts = gettext("counts") if balance.counts_spectators else gettext("does not count")
    return [
        (gettext("Verified emissions"), balance.verified_grams, gettext("to be covered")),
        (gettext("Retired for the event"), balance.retired_event_grams, gettext("counts")),
        (gettext("Retired for spectators"), balance.retired_spectators_grams, counts),
        (
            gettext("Confirmed and held"),
            balance.confirmed_grams,
            gettext("does not count before it is retired"),
        ),
        (
            gettext("Offered"),
            balance.offered_grams,
            gettext("does not count before it is confirmed and retired"),
        ),
    ]


def picture_of(balance: Balance) -> Picture:
    """Bars on one scale, as the preview of a report draws them."""
    pieces = [
        Piece(words, grams or 0, "—" if grams is None else format_grams(grams))
        for words, grams, _worth in rows_of(balance)
    ]
    return charts.bars(pieces, gettext("The balance of the event"), charts.PAGE)
