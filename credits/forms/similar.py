"""Blocks that look like one another: a warning for the people who decide, where nothing can be refused."""

from collections.abc import Iterator

from django.utils.translation import gettext

from credits.models import Batch, Proposal
from credits.serials import SerialBlock, parse_serial_block, similar_blocks

# More than a person reads; the rest is counted.
SHOWN_MAX = 5


def similarity_warnings(block: SerialBlock, *, besides: Proposal) -> list[str]:
    """Blocks that may be the same units under another text: those entered, and those that others propose.

    `besides` is the proposal that names `block` itself. What certainly overlaps is refused elsewhere.
    """
    entered = gettext(
        "It looks like %(block)s, which is in the ledger already: numbers in common, another text. "
        "Please ask the registry whether they are the same units."
    )
    waiting = gettext(
        "It looks like %(block)s, which waits for a second person as well: numbers in common, another text. "
        "Please ask the registry whether they are the same units."
    )
    sentences = [
        words % {"block": other.text}
        for words, others in ((entered, _entered(block)), (waiting, _proposed(block, besides)))
        for other in similar_blocks(block, others)
    ]
    if len(sentences) > SHOWN_MAX:
        more = gettext("and %(count)s more") % {"count": f"{len(sentences) - SHOWN_MAX:,}"}
        return [*sentences[:SHOWN_MAX], more]
    return sentences


def _entered(block: SerialBlock) -> Iterator[SerialBlock]:
    rows = Batch.objects.filter(
        registry=block.registry, block_start__lte=block.end, block_end__gte=block.start
    )
    texts = rows.exclude(series=block.series).order_by("pk").values_list("serial_block", flat=True)
    return (parse_serial_block(block.registry, text) for text in texts)


def _proposed(block: SerialBlock, besides: Proposal) -> Iterator[SerialBlock]:
    rows = Proposal.objects.filter(kind=Proposal.Kind.ISSUE, decision=None).exclude(pk=besides.pk)
    for body in rows.order_by("pk").values_list("body", flat=True):
        if body["batch"]["registry"] == block.registry:
            yield parse_serial_block(block.registry, body["batch"]["serial_block"])
