"""Money in whole fen (1/100 yuan)."""

from diandian.lib.mass import GRAMS_PER_TONNE


def format_fen(fen: int) -> str:
    """Whole fen as yuan: `¥1.38`. No float, no rounding. The same in every language."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{rest:02d}"


def price_fen(amount_grams: int, price_fen_per_tonne: int) -> int:
    """What an amount costs in whole fen, rounded up, at least 1 fen: the price shown is the price charged.

    Raises ValueError for an amount or a price that is not positive.
    """
    if amount_grams <= 0 or price_fen_per_tonne <= 0:
        raise ValueError("An amount and a price are positive whole numbers.")
    return -(-amount_grams * price_fen_per_tonne // GRAMS_PER_TONNE)
