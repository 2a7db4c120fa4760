"""So many certificates whose retirement the log has signed, and of which nothing is made yet. `python -m … COUNT`.

All goes through the ledger's and the certificates' own actions, several hundred a transaction; only the requests are
laid in the queue by one statement, as they stand there after `credits.actions.retire`.
"""

import sys
import uuid
from collections.abc import Sequence
from typing import Any

from scripts.bench_ledger.ours import add_waiting, open_ledger, settle_all

GROUP = 500


def main() -> None:
    count = int(sys.argv[1])
    open_ledger()
    import credits.actions  # noqa: PLC0415
    from credits.models import RetirementRequest  # noqa: PLC0415

    add_waiting(count)
    settle_all(5000)
    credits.actions.publish_checkpoint()
    requests = list(RetirementRequest.objects.order_by("pk").values_list("pk", "beneficiary", "amount_grams"))
    if len(requests) != count:
        raise SystemExit(f"{len(requests)} retirements were prepared, not {count}.")
    for begin in range(0, count, GROUP):
        state(begin, requests[begin : begin + GROUP])


def state(begin: int, requests: Sequence[tuple[int, uuid.UUID, int]]) -> None:
    """A certificate for each of these requests, with its Statement, in one transaction."""
    from django.db import transaction  # noqa: PLC0415

    import certificates.actions  # noqa: PLC0415
    import credits.queries  # noqa: PLC0415

    facts = credits.queries.retirement_facts_of([pk for pk, _beneficiary, _grams in requests])
    with transaction.atomic():
        for index, (pk, beneficiary, grams) in enumerate(requests, begin):
            certificate = certificates.actions.certify(
                order=order(index, beneficiary, grams), key=uuid.uuid4()
            )
            certificates.actions.record_retirement(
                certificate=certificate, retirement_request_id=pk, facts=facts[pk]
            )


def order(index: int, beneficiary: uuid.UUID, grams: int) -> Any:
    from certificates.actions import NewCertificate  # noqa: PLC0415
    from scripts.bench_certificates.statements import statement  # noqa: PLC0415

    stated = statement(index)
    same = ("kind", "holder_name", "language", "event_code", "event_name_zh", "event_name_en")
    more = ("boundary_zh", "boundary_en", "method", "funding")
    return NewCertificate(
        **{field: getattr(stated, field) for field in (*same, *more)},
        amount_grams=grams,
        name_is_public=True,
        beneficiary=beneficiary,
        is_demonstration=True,
    )


if __name__ == "__main__":
    main()
