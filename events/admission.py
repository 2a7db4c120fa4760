"""♥ What an event lets happen: which ways of neutralising are open, and at what price. Plain Python."""

from dataclasses import dataclass
from enum import StrEnum

from diandian.lib.money import price_fen


class Closed(StrEnum):
    """Why a way is closed."""

    NOTHING_TO_DO = "nothing-to-do"  # the footprint is zero
    RUN_OUT = "run-out"  # fewer grams are free than are needed


@dataclass(frozen=True, slots=True)
class Offer:
    """What a spectator may choose from. A way is open when its reason is None; amounts in whole grams, fen."""

    amount_grams: int
    price_fen: int
    free_closed: Closed | None
    sale_closed: Closed | None


def offer(
    *, amount_grams: int, donated_free_grams: int, sale_free_grams: int, price_fen_per_tonne: int
) -> Offer:
    """The ways open to a footprint of `amount_grams`. Nobody is promised more than is free at this moment."""
    if amount_grams <= 0:
        return Offer(0, 0, Closed.NOTHING_TO_DO, Closed.NOTHING_TO_DO)
    return Offer(
        amount_grams=amount_grams,
        price_fen=price_fen(amount_grams, price_fen_per_tonne),
        free_closed=None if donated_free_grams >= amount_grams else Closed.RUN_OUT,
        sale_closed=None if sale_free_grams >= amount_grams else Closed.RUN_OUT,
    )
