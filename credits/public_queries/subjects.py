"""What a leaf of the log is about."""

from dataclasses import dataclass

from credits.models import BatchMark, PoolClosing, Retirement, Transfer


@dataclass(frozen=True, slots=True)
class Subject:
    """The page of a batch, a retirement or a pool that an entry is about."""

    page: str
    key: object


def subject_of(index: int) -> Subject | None:
    """What leaf `index` is about; None for a corrected clock, which has no page."""
    retirement = Retirement.objects.filter(leaf_index=index).only("public_id").first()
    if retirement is not None:
        return Subject("retirement", retirement.public_id)
    transfer = Transfer.objects.filter(leaf_index=index).select_related("batch").first()
    if transfer is not None:
        return Subject("batch", transfer.batch.public_id)
    mark = BatchMark.objects.filter(leaf_index=index).select_related("batch").first()
    if mark is not None:
        return Subject("batch", mark.batch.public_id)
    closing = PoolClosing.objects.filter(leaf_index=index).select_related("pool").first()
    return Subject("pool", closing.pool.number) if closing is not None else None
