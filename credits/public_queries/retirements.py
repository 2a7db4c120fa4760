"""One retirement, as anyone may see it: its grams and where they stand. Neither for whom, nor the salt."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import credits.hooks
from credits.models import BatchMark, PoolLeaf, Retirement, RetirementSlice


@dataclass(frozen=True, slots=True)
class RetirementView:
    """What a retirement's page says."""

    retirement: Retirement
    slices: Sequence[RetirementSlice]
    pool_leaves: Sequence[PoolLeaf]
    impaired_batch_ids: frozenset[int]
    replacements: Sequence[Retirement]
    replaces: Retirement | None
    certificate_address: str | None

    @property
    def is_impaired(self) -> bool:
        return self.impaired_grams > 0

    @property
    def impaired_grams(self) -> int:
        impaired = (row for row in self.slices if row.batch_id in self.impaired_batch_ids)
        return sum(row.batch_to - row.batch_from for row in impaired)

    @property
    def is_replaced(self) -> bool:
        """Whether as much as is impaired was retired in its place."""
        return sum(row.amount_grams for row in self.replacements) >= self.impaired_grams


def retirement_view(public_id: UUID) -> RetirementView | None:
    """The retirement with this id, or None if there is none."""
    row = (
        Retirement.objects.filter(public_id=public_id)
        .select_related("account__organization", "request__replaces")
        .first()
    )
    if row is None:
        return None
    slices = list(row.slices.select_related("batch").order_by("pk"))
    marked = BatchMark.objects.filter(
        batch_id__in=[each.batch_id for each in slices], kind=BatchMark.Kind.IMPAIRED
    )
    later = Retirement.objects.filter(request__replaces=row)
    return RetirementView(
        retirement=row,
        slices=slices,
        pool_leaves=list(
            PoolLeaf.objects.filter(retirement=row).select_related("pool").order_by("pool__number")
        ),
        impaired_batch_ids=frozenset(marked.values_list("batch_id", flat=True)),
        replacements=list(later.order_by("leaf_index")),
        replaces=row.request.replaces,
        certificate_address=credits.hooks.certificate_addresses([row.public_id]).get(row.public_id),
    )
