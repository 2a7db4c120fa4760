"""What must be true after a round: the diaries of the clients against the rows, derived without the ledger's audit.

It runs where nothing else runs any more. Numbers are counts of what is wrong, so that 0 is right.
"""

import json
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

from django.core.management import execute_from_command_line
from django.db import connection
from django.db.models import Sum

import credits.actions
import credits.log
from credits.models import (
    Account,
    Hold,
    LogLeaf,
    LogState,
    Retirement,
    RetirementRefusal,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)
from credits.proofs import merkle
from tests.faults.ledger.clients import entries
from tests.faults.ledger.plans import Act, Plan
from tests.faults.ledger.preparation import read_plan

SAID = {"InsufficientCreditsError", "HoldClosedError"}


def audit() -> None:
    """`manage.py audit`: the status of this process is its own."""
    execute_from_command_line(["manage.py", "audit"])


def examine(plan: str, diaries: list[str], seen: int) -> dict[str, Any]:
    """The findings on a round, and a checkpoint with the proof that it grew out of the one of `seen` leaves."""
    ours = read_plan(plan)
    answers = _answers(diaries)
    found = {
        **_requests(ours, answers),
        "missing_answers": _missing_answers(ours, diaries),
        "wrong_totals": [*_wrong_totals(ours), *_wrong_dry(ours, answers)],
        "overlaps": _overlaps(),
        "log_faults": _log_faults(seen),
        "troubles": Counter(word for diary in diaries for row in entries(diary) for word in row["troubles"]),
        "engine_faults": _engine_faults(),
    }
    checkpoint = credits.actions.publish_checkpoint()
    assert checkpoint is not None
    path = merkle.consistency_path(seen, checkpoint.size, credits.log.nodes(checkpoint.size))
    whole = merkle.root_of(
        [bytes(row) for row in LogLeaf.objects.order_by("index").values_list("hash", flat=True)]
    )
    found["log_faults"] += whole != bytes(checkpoint.root)
    return {**found, "note": checkpoint.note, "path": [step.hex() for step in path]}


def _answers(diaries: list[str]) -> dict[str, set[str]]:
    """For each key all the answers that anybody was given: one, if all is well."""
    answers: dict[str, set[str]] = defaultdict(set)
    for diary in diaries:
        for row in entries(diary):
            answers[row["key"]].add(row["answer"])
    return answers


def _missing_answers(plan: Plan, diaries: list[str]) -> int:
    """Each request of each client was answered once, in the order of the plan."""
    said = [[row["key"] for row in entries(diary)] for diary in diaries]
    return sum(keys != [act.key for act in own] for keys, own in zip(said, plan.clients, strict=True))


def _requests(plan: Plan, answers: dict[str, set[str]]) -> dict[str, Any]:
    """Requests against outcomes. `lost` and `doubled` are what must never be."""
    acts = {act.key: act for own in plan.clients for act in own}
    wishes = {key: act for key, act in acts.items() if act.verb in {"retire", "use"}}
    codes = list(plan.accounts.values())
    rows = {str(row.key): row for row in RetirementRequest.objects.filter(account__code__in=codes)}
    accepted = {key for key in wishes if any(text.startswith("request ") for text in answers[key])}
    retired = Counter(
        Retirement.objects.filter(request__in=rows.values()).values_list("request_id", flat=True)
    )
    refused = Counter(
        RetirementRefusal.objects.filter(request__in=rows.values()).values_list("request_id", flat=True)
    )
    lost = [key for key in accepted if key not in rows or not _outcomes(rows[key], retired, refused)]
    several = [key for key, row in rows.items() if _outcomes(row, retired, refused) > 1]
    return {
        "asked": sum(map(len, plan.clients)),
        "accepted": len(accepted),
        "refused": len(refused),
        "retired": len(retired),
        "lost": len(lost) + _lost_holds_and_moves(acts, answers),
        "doubled": len(several) + len(rows.keys() - accepted),
        "two_answers": sum(len(said) != 1 for said in answers.values()),
        "changed": sum(_differs(row, wishes[key]) for key, row in rows.items() if key in wishes),
        "refused_wrongly": _refused_wrongly(rows, wishes) + _unknown_answers(answers),
    }


def _outcomes(row: RetirementRequest, retired: Counter[int], refused: Counter[int]) -> int:
    return retired[row.pk] + refused[row.pk]


def _differs(row: RetirementRequest, wish: Act) -> bool:
    """Whether what is stored, and what was retired, is something else than what was asked for."""
    retirement = Retirement.objects.filter(request=row).first()
    stored = (row.amount_grams, str(row.beneficiary), row.may_split or wish.verb == "use")
    if retirement is None:
        return stored != (wish.grams, wish.key, False)  # only who may not be split is ever refused
    slices = list(retirement.slices.all())
    grams = sum(part.batch_to - part.batch_from for part in slices)
    batches = len({part.batch_id for part in slices})
    return (
        stored != (wish.grams, wish.key, wish.may_split)
        or (retirement.amount_grams, str(retirement.beneficiary), grams) != (wish.grams, wish.key, wish.grams)
        or (batches > 1 and not wish.may_split)
    )


def _refused_wrongly(rows: dict[str, RetirementRequest], wishes: dict[str, Act]) -> int:
    """A settlement refuses only what may not be split, and only where the batch holds less."""
    refusals = RetirementRefusal.objects.filter(request__in=rows.values()).select_related("request")
    return sum(
        wishes[str(row.request.key)].may_split or not 0 < row.rest_grams < row.request.amount_grams
        for row in refusals
    )


def _unknown_answers(answers: dict[str, set[str]]) -> int:
    words = ("request ", "hold ", "move ", "released")
    return sum(not text.startswith(words) and text not in SAID for said in answers.values() for text in said)


def _lost_holds_and_moves(acts: dict[str, Act], answers: dict[str, set[str]]) -> int:
    """Holds and moves that were answered and are not there, there twice, or ended in another way."""
    wrong = 0
    ends = {act.hold: act.verb for act in acts.values() if act.hold}
    holds = {str(row.key): row for row in Hold.objects.filter(key__in=acts).select_related("closure")}
    for key, act in acts.items():
        if act.verb == "hold" and any(text.startswith("hold ") for text in answers[key]):
            closure = getattr(holds.get(key), "closure", None)
            ended = {"used": "use", "released": "release"}.get(closure.outcome, "?") if closure else None
            wrong += key not in holds or ended != ends.get(key)
        if act.verb == "move" and any(text.startswith("move ") for text in answers[key]):
            first = Transfer.objects.filter(key=key).first()
            group = Transfer.objects.filter(group=first.group) if first else Transfer.objects.none()
            wrong += group.aggregate(total=Sum("amount_grams"))["total"] != act.grams
    return wrong


def _wrong_totals(plan: Plan) -> list[str]:
    """Accounts whose running totals are not what their rows say, to the gram."""
    wrong = []
    for account in Account.objects.filter(code__in=plan.accounts.values()):
        retired = Retirement.objects.filter(account=account)
        held = Hold.objects.filter(account=account, closure=None)
        came = Transfer.objects.filter(credit_account=account)
        went = Transfer.objects.filter(debit_account=account)
        sums = [
            rows.aggregate(total=Sum("amount_grams"))["total"] or 0 for rows in (came, went, held, retired)
        ]
        stored = [account.credited_grams, account.debited_grams, account.held_grams, account.retired_grams]
        left_otherwise = (
            went.exclude(kind=Transfer.Kind.RETIRE).aggregate(total=Sum("amount_grams"))["total"] or 0
        )
        if (
            sums != stored
            or account.retirement_count != retired.count()
            or sums[1] != sums[3] + left_otherwise
        ):
            wrong.append(f"{account.code}: {sums} {stored}")
    return wrong


def _wrong_dry(plan: Plan, answers: dict[str, set[str]]) -> list[str]:
    """What ran dry gave out exactly as many as there were, and what was plenty refused nobody."""
    acts = {act.key: act for own in plan.clients for act in own}
    given = Counter(
        acts[key].account for key, said in answers.items() if "InsufficientCreditsError" not in said
    )
    expected = plan.dry_grams // plan.dry_amount
    hot = sum(act.account == "hot" for act in acts.values())
    wrong = [] if given["dry"] == expected else [f"dry: {given['dry']} instead of {expected}"]
    return wrong if given["hot"] == hot else [*wrong, f"hot: {given['hot']} instead of {hot}"]


def _overlaps() -> int:
    """Ranges of one batch that share a gram, of all rounds."""
    rows = RetirementSlice.objects.order_by("batch_id", "batch_from")
    return sum(
        one[0] == other[0] and one[2] > other[1]
        for one, other in pairwise(rows.values_list("batch_id", "batch_from", "batch_to").iterator())
    )


def _log_faults(seen: int) -> int:
    """Holes in the log; leaves since `seen` whose hash is not their entry's; retirements without their own leaf."""
    size = LogState.objects.get().size
    numbers = list(LogLeaf.objects.order_by("index").values_list("index", flat=True))
    faults = int(numbers != list(range(size)))
    told: dict[int, int] = {}
    for leaf in LogLeaf.objects.filter(index__gte=seen):
        entry = json.loads(bytes(leaf.entry))
        faults += merkle.leaf_hash(bytes(leaf.entry)) != bytes(leaf.hash)
        if entry["type"] == "retirement":
            told[leaf.index] = entry["grams"]
    rows = Retirement.objects.filter(leaf_index__gte=seen)
    return faults + (told != dict(rows.values_list("leaf_index", "amount_grams")))


def _engine_faults() -> int:
    """What the database engine itself says of its file (SQLite)."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return int(cursor.fetchall() != [("ok",)])
