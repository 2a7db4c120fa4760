"""The trial balance: every rule of the ledger derived again from its rows, and compared with what is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

PENDING_GRAMS = """
    SELECT SUM(r.amount_grams) FROM credits_pendingretirement p
    JOIN credits_retirementrequest r ON r.id = p.request_id
    WHERE r.account_id = a.id"""
OPEN_HOLD_GRAMS = """
    SELECT SUM(h.amount_grams) FROM credits_hold h LEFT JOIN credits_holdclosure c ON c.hold_id = h.id
    WHERE h.account_id = a.id AND c.id IS NULL"""

# Each query returns one row a breach. A clean ledger returns none.
RULES: dict[str, str] = {
    "an account's totals equal its transfers": """
        SELECT a.code FROM credits_account a WHERE
        a.credited_grams <> COALESCE((SELECT SUM(t.amount_grams) FROM credits_transfer t
                                      WHERE t.credit_account_id = a.id), 0)
        OR a.debited_grams <> COALESCE((SELECT SUM(t.amount_grams) FROM credits_transfer t
                                        WHERE t.debit_account_id = a.id), 0)""",
    "an account holds what its open holds and waiting retirements promise": f"""
        SELECT a.code FROM credits_account a
        WHERE a.held_grams <> COALESCE(({OPEN_HOLD_GRAMS}), 0) + COALESCE(({PENDING_GRAMS}), 0)""",  # noqa: S608  constants of this file
    "an account's retired totals equal its retirements": """
        SELECT a.code FROM credits_account a WHERE
        a.retired_grams <> COALESCE((SELECT SUM(r.amount_grams) FROM credits_retirement r
                                     WHERE r.account_id = a.id), 0)
        OR a.retirement_count <> (SELECT COUNT(*) FROM credits_retirement r WHERE r.account_id = a.id)""",
    "no account is overdrawn": """
        SELECT a.code FROM credits_account a
        WHERE a.kind <> 'outside' AND a.credited_grams < a.debited_grams + a.held_grams""",
    "each batch is issued whole and once": """
        SELECT b.serial_block FROM credits_batch b WHERE (b.block_end - b.block_start + 1) * 1000000 <>
        COALESCE((SELECT SUM(t.amount_grams) FROM credits_transfer t
                  WHERE t.batch_id = b.id AND t.kind = 'issue'), 0)""",
    "a batch's retirements are its retired ranges": """
        SELECT b.serial_block FROM credits_batch b WHERE
        COALESCE((SELECT SUM(t.amount_grams) FROM credits_transfer t
                  WHERE t.batch_id = b.id AND t.kind = 'retire'), 0) <>
        COALESCE((SELECT SUM(s.batch_to - s.batch_from) FROM credits_retirementslice s
                  WHERE s.batch_id = b.id), 0)""",
    "a retirement is the sum of its ranges": """
        SELECT r.public_id FROM credits_retirement r WHERE r.amount_grams <>
        COALESCE((SELECT SUM(s.batch_to - s.batch_from) FROM credits_retirementslice s
                  WHERE s.retirement_id = r.request_id), 0)""",
    "no gram is retired twice": """
        SELECT x.id FROM (SELECT s.id, s.batch_from, LAG(s.batch_to) OVER
                          (PARTITION BY s.batch_id ORDER BY s.batch_from) AS before
                          FROM credits_retirementslice s) x WHERE x.before > x.batch_from""",
    "a tape has no gap and no overlap": """
        SELECT x.id FROM (SELECT l.id, l.tape_from, COALESCE(LAG(l.tape_to) OVER
                          (PARTITION BY l.account_id ORDER BY l.tape_from), 0) AS before
                          FROM credits_lot l) x WHERE x.before <> x.tape_from""",
    "a retired range lies inside a lot of its account": """
        SELECT s.id FROM credits_retirementslice s
        JOIN credits_retirement r ON r.request_id = s.retirement_id JOIN credits_lot l ON l.id = s.lot_id
        WHERE l.account_id <> r.account_id OR l.batch_id <> s.batch_id OR s.batch_from < l.batch_from
        OR s.batch_to > l.batch_from + l.tape_to - l.tape_from""",
    "no accepted request is lost": """
        SELECT r.id FROM credits_retirementrequest r
        LEFT JOIN credits_retirement d ON d.request_id = r.id
        LEFT JOIN credits_pendingretirement p ON p.request_id = r.id
        LEFT JOIN credits_retirementrefusal f ON f.request_id = r.id
        WHERE (d.request_id IS NULL) = (p.request_id IS NULL AND f.id IS NULL)""",
    "a retirement is what was requested": """
        SELECT d.request_id FROM credits_retirement d JOIN credits_retirementrequest r ON r.id = d.request_id
        WHERE d.amount_grams <> r.amount_grams OR d.beneficiary <> r.beneficiary
        OR d.account_id <> r.account_id""",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that does not hold, and the first rows where it does not."""

    rule: str
    rows: tuple[str, ...]


def examine() -> Iterator[tuple[str, Breach | None]]:
    """Each rule in turn, with its breach if it has one."""
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            cursor.execute(f"{sql} LIMIT 20")
            rows = cursor.fetchall()
            yield rule, Breach(rule, tuple(str(row[0]) for row in rows)) if rows else None


def breaches() -> list[Breach]:
    """All breaches; a clean ledger has none."""
    return [breach for _rule, breach in examine() if breach is not None]


def report(write: Callable[[str], object]) -> bool:
    """Write one line a rule and a total; True if the ledger is clean."""
    found = 0
    for rule, breach in examine():
        if breach is None:
            write(f"ok      {rule}")
        else:
            found += 1
            write(f"BREACH  {rule}: {', '.join(breach.rows)}")
    write(f"{len(RULES)} rules, {found} breached")
    return found == 0
