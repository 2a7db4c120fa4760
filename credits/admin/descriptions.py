"""What will happen when a proposal is approved, in words and numbers: whoever decides sees all of it."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import F, Model, Sum
from django.utils import timezone
from django.utils.translation import gettext

import credits.actions
import credits.ledger
from credits.actions.accounts import check_reversible, check_still_there
from credits.actions.batches import batch_with
from credits.actions.checks import check_available
from credits.actions.pools import closing_of
from credits.actions.promises import replaceable_grams
from credits.errors import CreditsError
from credits.forms import Facts
from credits.forms.batches import batch_facts
from credits.forms.holdings import free_grams, giver_label, grams_on, named
from credits.forms.movements import impaired_grams, reversal_facts
from credits.forms.pools import gathered_words
from credits.forms.reconciliations import report_facts
from credits.forms.similar import similarity_warnings
from credits.models import (
    GRAMS_PER_UNIT,
    Account,
    Batch,
    Pool,
    PoolClosing,
    Proposal,
    Reconciliation,
    Retirement,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)
from credits.phrases import refusal_words
from credits.reconciliation import Report
from credits.reconciliation_phrases import report_lines
from credits.serials import parse_serial_block
from credits.tape import impaired_batches, spans_of
from diandian.lib.mass import format_grams


@dataclass(frozen=True, slots=True)
class Description:
    """Facts, most important first; what follows; lines of a report; what to look into; what stands in the way."""

    facts: Facts
    effects: list[str]
    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    obstacle: str = ""


def described(proposal: Proposal) -> Description:
    describe: dict[str, Callable[[Proposal], Description]] = {
        Proposal.Kind.ISSUE: _issue,
        Proposal.Kind.CANCEL: _cancel,
        Proposal.Kind.RETIRE_FOR_EVENT: _retire,
        Proposal.Kind.CLOSE_POOL: _close_pool,
        Proposal.Kind.REVERSE: _reverse,
        Proposal.Kind.REPLACE: _replace,
        Proposal.Kind.RECONCILE: _reconcile,
    }
    return describe[proposal.kind](proposal)


def outcome_row(proposal: Proposal) -> Model | None:
    """The row that came of an approved proposal: the first, where there are several."""
    models: dict[str, type[Model]] = {
        Proposal.Kind.ISSUE: Batch,
        Proposal.Kind.CANCEL: Transfer,
        Proposal.Kind.RETIRE_FOR_EVENT: RetirementRequest,
        Proposal.Kind.CLOSE_POOL: PoolClosing,
        Proposal.Kind.REVERSE: Transfer,
        Proposal.Kind.REPLACE: RetirementRequest,
        Proposal.Kind.RECONCILE: Reconciliation,
    }
    return models[proposal.kind]._default_manager.filter(proposal=proposal).order_by("pk").first()


def amounts_of(proposals: Iterable[Proposal]) -> dict[int, str]:
    """How much each is about, for its line in the list. As many queries for a hundred proposals as for one."""
    rows = list(proposals)
    words = _reversed_amounts(rows) | _replaced_amounts(rows)
    return words | {row.pk: amount_of(row) for row in rows if row.pk not in words}


def _reversed_amounts(proposals: list[Proposal]) -> dict[int, str]:
    """The whole movement that is given back, and between whom."""
    named = {row.pk: row.body["transfer"] for row in proposals if row.kind == Proposal.Kind.REVERSE}
    groups = Transfer.objects.filter(public_id__in=named.values()).values("group")
    moves = Transfer.objects.filter(group__in=groups, kind=Transfer.Kind.MOVE)
    found = {str(row.public_id): row for row in moves.select_related("debit_account", "credit_account")}
    grams: dict[uuid.UUID, int] = {}
    for row in found.values():
        grams[row.group] = grams.get(row.group, 0) + row.amount_grams
    return {
        pk: f"{format_grams(grams[move.group])} · {move.credit_account.code} → {move.debit_account.code}"
        for pk, move in ((pk, found[public_id]) for pk, public_id in named.items())
    }


def _replaced_amounts(proposals: list[Proposal]) -> dict[int, str]:
    """What was retired in place of an impaired one; before that, what of it is impaired."""
    rows = [row for row in proposals if row.kind == Proposal.Kind.REPLACE]
    requests = RetirementRequest.objects.filter(proposal__in=rows).values_list("proposal", "amount_grams")
    carried_out = dict(requests)
    impaired = RetirementSlice.objects.filter(
        retirement__public_id__in=[row.body["retirement"] for row in rows], batch__in=impaired_batches()
    )
    sums = dict(
        impaired.values("retirement")
        .annotate(grams=Sum(F("batch_to") - F("batch_from")))
        .values_list("retirement__public_id", "grams")
    )
    return {
        row.pk: f"{format_grams(carried_out.get(row.pk) or sums[uuid.UUID(row.body['retirement'])])} · "
        f"{row.body['account']}"
        for row in rows
    }


def amount_of(proposal: Proposal) -> str:
    """How much a proposal is about, where its body says it."""
    body = proposal.body
    match proposal.kind:
        case Proposal.Kind.ISSUE:
            facts = batch_facts(credits.actions.NewBatch.from_body(body["batch"]))
            return f"{facts[0][1].split(' (')[0]} · {body['batch']['serial_block']}"
        case Proposal.Kind.CANCEL | Proposal.Kind.RETIRE_FOR_EVENT:
            return f"{format_grams(body['amount_grams'])} · {body['account']}"
        case Proposal.Kind.CLOSE_POOL:
            return f"#{body['pool']}"
        case _:
            registry = Batch.Registry(body["registry"]).label
            return f"{registry} · {format_grams(body['matched_units'] * GRAMS_PER_UNIT)}"


def _issue(proposal: Proposal) -> Description:
    new = credits.actions.NewBatch.from_body(proposal.body["batch"])
    facts = batch_facts(new)
    whose = (gettext("whose credits these are"), named(proposal.body["to"]))
    effects = gettext("The batch enters the ledger for good, and all of it lies on %(account)s.")
    return Description(
        [facts[0], whose, *facts[1:]],
        [effects % {"account": proposal.body["to"]}],
        warnings=[] if hasattr(proposal, "decision") else _similar(proposal, new),
    )


def _similar(proposal: Proposal, new: credits.actions.NewBatch) -> list[str]:
    return similarity_warnings(parse_serial_block(new.registry, new.serial_block), besides=proposal)


def _cancel(proposal: Proposal) -> Description:
    body = proposal.body
    batch = batch_with(body["batch"])
    account = Account.objects.get(code=body["account"])
    of_batch = grams_on(account, batch)
    facts = [
        (gettext("amount"), _exact(body["amount_grams"])),
        (gettext("account"), named(account.code)),
        (gettext("serial block"), batch.serial_block),
        (gettext("of this batch there now"), _exact(of_batch)),
        (gettext("available now"), _exact(free_grams(account))),
        (gettext("reason"), body["reason"]),
    ]
    effects = gettext(
        "The grams leave the account for good. Nobody can claim them, and nobody gets them back."
    )
    return Description(facts, [effects])


def _retire(proposal: Proposal) -> Description:
    body = proposal.body
    account = Account.objects.get(code=body["account"])
    free = free_grams(account)
    facts = [
        (gettext("amount"), _exact(body["amount_grams"])),
        (gettext("account"), named(account.code)),
        (gettext("available now"), _exact(free)),
        (gettext("purpose"), body["purpose"]),
        (gettext("beneficiary"), body["beneficiary"]),
    ]
    effects = [gettext("The grams are set aside at once and retired for good by the next settlement.")]
    is_waiting = not hasattr(proposal, "decision")
    if is_waiting and free >= body["amount_grams"]:
        effects += _next_batches(account, body["amount_grams"])
    return Description(facts, effects)


def _next_batches(account: Account, amount_grams: int) -> list[str]:
    """Which batches they come from, in turn, if nothing else is promised meanwhile."""
    spans = spans_of(account)
    ahead = credits.ledger.first_parts(spans, account.held_grams) if account.held_grams else []
    wanted = credits.ledger.first_parts(spans, account.held_grams + amount_grams)
    sums: dict[int, int] = {}
    for sign, parts in ((1, wanted), (-1, ahead)):
        for part in parts:
            sums[part.batch_id] = sums.get(part.batch_id, 0) + sign * part.amount_grams
    batches = Batch.objects.in_bulk([batch for batch, grams in sums.items() if grams])
    words = gettext("As things stand, %(amount)s come out of %(block)s.")
    return [
        words % {"amount": format_grams(sums[pk]), "block": batch.serial_block}
        for pk, batch in sorted(batches.items(), key=lambda item: list(sums).index(item[0]))
    ]


def _reverse(proposal: Proposal) -> Description:
    transfer = Transfer.objects.get(public_id=proposal.body["transfer"])
    total = Transfer.objects.filter(group=transfer.group, kind=transfer.kind).aggregate(
        grams=Sum("amount_grams")
    )
    facts = [
        (gettext("amount"), _exact(total["grams"])),
        *reversal_facts(transfer)[1:],
        (gettext("moved"), f"{timezone.localtime(transfer.made_at):%Y-%m-%d %H:%M}"),
        (gettext("reason"), proposal.body["reason"]),
    ]
    effects = gettext(
        "Exactly these grams go back to where they came from: a new movement beside the old one, which stays."
    )

    def check() -> None:
        check_reversible(transfer)
        check_still_there(transfer)

    return Description(facts, [effects], obstacle=_obstacle(proposal, check))


def _replace(proposal: Proposal) -> Description:
    body = proposal.body
    retirement = Retirement.objects.get(public_id=body["retirement"])
    account = Account.objects.get(code=body["account"])
    request = RetirementRequest.objects.filter(proposal=proposal).first()
    impaired = impaired_grams(retirement)
    grams = request.amount_grams if request is not None else impaired

    def check() -> None:
        nonlocal grams
        grams = replaceable_grams(retirement)
        check_available(account, grams)

    obstacle = _obstacle(proposal, check)
    facts = [
        (gettext("amount to replace"), _exact(grams)),
        (gettext("retirement"), f"{retirement.public_id} ({format_grams(retirement.amount_grams)})"),
        (gettext("out of impaired batches"), _exact(impaired)),
        (gettext("account"), named(account.code)),
        (gettext("available now"), _exact(free_grams(account))),
        (gettext("purpose"), body["purpose"]),
        (gettext("beneficiary"), str(retirement.beneficiary)),
    ]
    effects = [
        gettext(
            "The first retirement stays as it is. The grams of the second, for the same beneficiary, are set aside "
            "at once and retired for good by the next settlement."
        )
    ]
    if not hasattr(proposal, "decision") and not obstacle:
        effects += _next_batches(account, grams)
    return Description(facts, effects, obstacle=obstacle)


def _obstacle(proposal: Proposal, check: Callable[[], None]) -> str:
    """Why a proposal that waits could not be carried out now."""
    if hasattr(proposal, "decision"):
        return ""
    try:
        check()
    except CreditsError as refusal:
        return refusal_words(refusal)
    return ""


def _close_pool(proposal: Proposal) -> Description:
    pool = Pool.objects.select_related("batch", "block", "closing").get(number=proposal.body["pool"])
    code = proposal.body["residual_from"]
    giver = Account.objects.select_related("organization").get(code=code) if code else None
    gives = giver_label(giver) if giver is not None else gettext("nobody: nothing is over")
    facts = [
        (gettext("pool"), str(pool)),
        (gettext("batch"), pool.batch.serial_block),
        (gettext("block retired outside"), _block_words(pool)),
        (gettext("reference of the registry"), pool.block.reference),
        (gettext("retired there on"), f"{pool.block.retired_on:%Y-%m-%d}"),
        (gettext("address of the proof"), pool.block.evidence_address or "—"),
        (gettext("SHA-256 of the file"), pool.block.evidence_digest or "—"),
    ]
    closed = PoolClosing.objects.filter(pool=pool).first()
    obstacle = ""
    if closed is not None:
        found = closed.leaf_count, closed.sum_grams, closed.residual_grams
        facts += _closing_facts(found, gives)
    else:
        try:
            closing = closing_of(pool, giver)
            found = len(closing.leaves), closing.sum_grams, closing.residual_grams
            facts += _closing_facts(found, gives)
        except CreditsError as refusal:
            obstacle = refusal_words(refusal)
    effects = [gettext("The retirements become a tree that is signed and published.")]
    if giver is not None and giver.kind == Account.Kind.CANCELLED:
        effects.append(gettext("What the block has over was cancelled before: nothing more is moved."))
    elif giver is not None:
        effects.append(gettext("What the block has over is cancelled, and nobody can use it again."))
    return Description(facts, effects, obstacle=obstacle)


def _closing_facts(found: tuple[int, int, int], gives: str) -> Facts:
    leaf_count, sum_grams, residual_grams = found
    return [
        (gettext("goes into it"), gathered_words(leaf_count, sum_grams)),
        (gettext("more than was gathered"), _exact(residual_grams)),
        (gettext("who gives up the rest"), gives),
    ]


def _block_words(pool: Pool) -> str:
    return f"{pool.block} ({format_grams(pool.block.unit_count * GRAMS_PER_UNIT)})"


def _reconcile(proposal: Proposal) -> Description:
    report = Report.from_json(proposal.body)
    effects = gettext("Both signatures stand under this report for good. Nothing is moved.")
    return Description(report_facts(report), [effects], lines=list(report_lines(report)))


def _exact(grams: int) -> str:
    """As people read it, and to the gram."""
    return f"{format_grams(grams)} ({grams:,} g)"
