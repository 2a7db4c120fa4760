"""The words and pictures of the public ledger, for its templates."""

import json
from typing import Any

from django import template

from credits import ledger_phrases
from credits.ledger import GRAMS_PER_UNIT
from credits.models import Account, Pool, RetirementSlice
from credits.picture import bars
from credits.public_queries.totals import BatchFigures

register = template.Library()

for words in (
    ledger_phrases.account_name,
    ledger_phrases.age_words,
    ledger_phrases.serials_of_transfer,
    ledger_phrases.state_meaning,
    ledger_phrases.state_name,
):
    register.filter(words.__name__, words)
register.simple_tag(ledger_phrases.serials_of_grams)
PICTURE_WIDTH = 1000


@register.filter
def grams(amount: int) -> str:
    """Whole grams to the gram, in groups of three: `1,234,567 g`."""
    return f"{amount:,} g"


@register.filter
def balance(account: Account) -> int:
    """What an account has, what it promised included, in grams."""
    return account.credited_grams - account.debited_grams


@register.filter
def passed_on(account: Account) -> int:
    """What left an account other than by retirement, in grams."""
    return account.debited_grams - account.retired_grams


@register.filter
def slice_grams(row: RetirementSlice) -> int:
    return row.batch_to - row.batch_from


@register.filter
def as_text(entry: bytes) -> str:
    return entry.decode()


@register.filter
def plainly(value: object) -> str:
    """A text as it is; a list or fields as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@register.filter
def counted(number: int) -> str:
    """A whole number in groups of three."""
    return f"{number:,}"


@register.filter
def hexadecimal(value: bytes) -> str:
    return bytes(value).hex()


@register.inclusion_tag("credits/_life.svg")
def batch_picture(figures: BatchFigures, pools: list[Pool]) -> dict[str, Any]:
    """The batch's block as a bar in the colours of its grams' states; below it the units retired outside."""
    batch = figures.batch
    spans = [(span.state.value, span.start, span.end) for span in figures.segments]
    blocks = [pool.block for pool in pools if getattr(pool, "block", None) is not None]
    outside = [
        (
            "pool-block",
            (block.first_unit - batch.block_start) * GRAMS_PER_UNIT,
            (block.last_unit + 1 - batch.block_start) * GRAMS_PER_UNIT,
        )
        for block in blocks
    ]
    return {
        "width": PICTURE_WIDTH,
        "bars": bars(spans, batch.amount_grams, PICTURE_WIDTH),
        "blocks": bars(outside, batch.amount_grams, PICTURE_WIDTH),
        "figures": figures,
    }
