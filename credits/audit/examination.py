"""One run of the audit: every part in turn, what it found, and the row that keeps it."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from credits.audit import guards, pools, proposals, retired, sums, tapes, tree
from credits.audit.findings import Breach, Findings
from credits.audit.reading import still, uncollected
from credits.models import AuditRun, LogState

SUMS_AND_TAPES: tuple[Callable[[Findings], None], ...] = (
    guards.examine,
    sums.examine,
    proposals.examine,
    tapes.examine,
    pools.examine,
)
RULES: tuple[str, ...] = (
    *guards.RULES,
    *sums.SUMS,
    *proposals.RULES,
    *tapes.RULES,
    *pools.RULES,
    *retired.RULES,
    *tree.RULES,
)


def examine() -> Findings:
    """Derive every rule again, on one view of the ledger while others go on writing."""
    with uncollected(), still() as view:
        if not view:
            return _examined((*SUMS_AND_TAPES, tree.examine))
        # The log keeps this process busy, the sums the database: side by side they have two cores.
        with ThreadPoolExecutor(1) as executor:
            beside = executor.submit(_examined_beside, view)
            log = _examined((tree.examine,))
        return beside.result().with_those_of(log)


def _examined_beside(view: str) -> Findings:
    """All but the log, in a connection of this thread's own."""
    try:
        with still(view):
            return _examined(SUMS_AND_TAPES)
    finally:
        connection.close()


def _examined(parts: Iterable[Callable[[Findings], None]]) -> Findings:
    found = Findings()
    for part in parts:
        part(found)
    return found


def breaches() -> list[Breach]:
    """All breaches; a clean ledger has none."""
    return examine().breaches


def audit() -> AuditRun:
    """Examine the ledger, and keep what was found."""
    began_at = timezone.now()
    found = examine()
    return AuditRun.objects.create(
        began_at=began_at,
        ended_at=timezone.now(),
        rule_count=len(RULES),
        row_count=found.row_count,
        log_size=LogState.objects.get(id=1).size,
        breaches=[{"rule": breach.rule, "rows": list(breach.rows)} for breach in found.breaches],
    )


def report(write: Callable[[str], object]) -> bool:
    """Examine the ledger, keep it, and write one line a rule and a total; True if the ledger is clean."""
    run = audit()
    found = {breach["rule"]: breach["rows"] for breach in run.breaches}
    _write_lines(write, RULES, found)
    seconds = (run.ended_at - run.began_at).total_seconds()
    write(
        f"{run.rule_count} rules, {len(found)} breached: {run.row_count} rows and {run.log_size} leaves"
        f" in {seconds:.1f} s"
    )
    return not found


def report_log(write: Callable[[str], object]) -> bool:
    """The same for the log alone, which is not kept: hashes, tiles, roots and signatures."""
    found = Findings()
    with still(), uncollected():
        tree.examine(found, rows=False)
    _write_lines(write, [rule for rule in tree.RULES if rule != tree.ROW], found.by_rule)
    write(f"{found.row_count} leaves, {len(found.by_rule)} rules breached")
    return not found.by_rule


def _write_lines(write: Callable[[str], object], rules: Sequence[str], found: dict[str, list[str]]) -> None:
    for rule in rules:
        write(f"BREACH  {rule}: {', '.join(found[rule])}" if rule in found else f"ok      {rule}")
