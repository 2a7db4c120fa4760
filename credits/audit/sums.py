"""Rules that one query over all rows decides: what is stored equals what it came of."""

from credits.audit.findings import SHOWN_ROWS_MAX, Findings
from credits.audit.reading import rows_of

_PROMISED = """
    SELECT x.account_id, SUM(x.grams) AS grams FROM (
        SELECT r.account_id, r.amount_grams AS grams FROM credits_pendingretirement p
        JOIN credits_retirementrequest r ON r.id = p.request_id
        UNION ALL SELECT h.account_id, h.amount_grams FROM credits_hold h
        LEFT JOIN credits_holdclosure c ON c.hold_id = h.id WHERE c.id IS NULL) x
    GROUP BY x.account_id"""
_APPROVED = """
    SELECT p.id FROM credits_proposal p JOIN credits_decision d ON d.proposal_id = p.id
    WHERE d.outcome = 'approved' AND d.decided_by_id <> p.proposed_by_id AND p.kind"""

# Each query returns one row a breach. A clean ledger returns none.
SUMS: dict[str, str] = {
    "an account's totals equal its transfers": """
        SELECT a.code FROM credits_account a
        LEFT JOIN (SELECT credit_account_id AS id, SUM(amount_grams) AS grams FROM credits_transfer
                   GROUP BY credit_account_id) c ON c.id = a.id
        LEFT JOIN (SELECT debit_account_id AS id, SUM(amount_grams) AS grams FROM credits_transfer
                   GROUP BY debit_account_id) d ON d.id = a.id
        WHERE a.credited_grams <> COALESCE(c.grams, 0) OR a.debited_grams <> COALESCE(d.grams, 0)""",
    "an account holds what its open holds and waiting retirements promise": f"""
        SELECT a.code FROM credits_account a LEFT JOIN ({_PROMISED}) p ON p.account_id = a.id
        WHERE a.held_grams <> COALESCE(p.grams, 0)""",  # noqa: S608  constants of this file
    "an account's retired totals equal its retirements": """
        SELECT a.code FROM credits_account a
        LEFT JOIN (SELECT account_id, SUM(amount_grams) AS grams, COUNT(*) AS number
                   FROM credits_retirement GROUP BY account_id) r ON r.account_id = a.id
        WHERE a.retired_grams <> COALESCE(r.grams, 0) OR a.retirement_count <> COALESCE(r.number, 0)""",
    "no account is overdrawn": """
        SELECT a.code FROM credits_account a WHERE a.held_grams < 0
        OR (a.kind <> 'outside' AND a.credited_grams < a.debited_grams + a.held_grams)""",
    "each batch is issued whole and once": """
        SELECT b.serial_block FROM credits_batch b
        LEFT JOIN (SELECT batch_id, SUM(amount_grams) AS grams, COUNT(*) AS number FROM credits_transfer
                   WHERE kind = 'issue' GROUP BY batch_id) t ON t.batch_id = b.id
        WHERE COALESCE(t.grams, 0) <> (b.block_end - b.block_start + 1) * 1000000 OR t.number <> 1""",
    "serial blocks do not overlap": """
        SELECT x.serial_block FROM (SELECT b.serial_block, b.block_start, LAG(b.block_end) OVER
            (PARTITION BY b.registry, b.series ORDER BY b.block_start) AS before FROM credits_batch b) x
        WHERE x.before >= x.block_start""",
    "no accepted request is lost": """
        SELECT r.id FROM credits_retirementrequest r
        LEFT JOIN credits_retirement d ON d.request_id = r.id
        LEFT JOIN credits_pendingretirement p ON p.request_id = r.id
        LEFT JOIN credits_retirementrefusal f ON f.request_id = r.id
        WHERE (CASE WHEN d.request_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN f.id IS NULL THEN 0 ELSE 1 END)
            + (CASE WHEN p.request_id IS NULL THEN 0 ELSE 1 END) <> 1""",
    "a retirement is what was requested": """
        SELECT d.request_id FROM credits_retirement d JOIN credits_retirementrequest r ON r.id = d.request_id
        WHERE d.amount_grams <> r.amount_grams OR d.beneficiary <> r.beneficiary
        OR d.account_id <> r.account_id""",
    "a retirement that may not be split is of one batch": """
        SELECT s.retirement_id FROM credits_retirementslice s
        JOIN credits_retirementrequest r ON r.id = s.retirement_id WHERE NOT r.may_split
        GROUP BY s.retirement_id HAVING COUNT(DISTINCT s.batch_id) > 1""",
    "a hold that was used has its request": """
        SELECT h.id FROM credits_hold h LEFT JOIN credits_holdclosure c ON c.hold_id = h.id
        LEFT JOIN credits_retirementrequest r ON r.hold_id = h.id
        WHERE (COALESCE(c.outcome, '') = 'used') <> (r.id IS NOT NULL)
        OR r.amount_grams <> h.amount_grams OR r.account_id <> h.account_id""",
    "nothing is retired out of an impaired batch": """
        SELECT s.id FROM credits_batchmark m
        JOIN credits_retirementslice s ON s.batch_id = m.batch_id
        JOIN credits_retirement r ON r.request_id = s.retirement_id
        WHERE m.kind = 'impaired' AND r.leaf_index > m.leaf_index""",
    "a lot is what its transfer brought": """
        SELECT t.id FROM credits_transfer t LEFT JOIN credits_lot l ON l.transfer_id = t.id
        WHERE (t.kind = 'retire') <> (l.id IS NULL) OR l.account_id <> t.credit_account_id
        OR l.batch_id <> t.batch_id OR l.batch_from <> t.batch_from
        OR l.tape_to - l.tape_from <> t.amount_grams""",
    "a gap is what its transfer took out of turn": """
        SELECT g.id FROM credits_tapegap g JOIN credits_transfer t ON t.id = g.transfer_id
        WHERE g.account_id <> t.debit_account_id OR g.tape_to - g.tape_from <> t.amount_grams
        OR t.kind NOT IN ('reverse', 'cancel', 'set-apart')""",
    "a reversal gives back what was moved": """
        SELECT t.id FROM credits_transfer t JOIN credits_transfer o ON o.id = t.reverses_id
        WHERE o.kind <> 'move' OR t.batch_id <> o.batch_id OR t.batch_from <> o.batch_from
        OR t.amount_grams <> o.amount_grams OR t.debit_account_id <> o.credit_account_id
        OR t.credit_account_id <> o.debit_account_id""",
    "what needs two people had them": f"""
        SELECT 'batch ' || b.id FROM credits_batch b WHERE b.proposal_id NOT IN ({_APPROVED} = 'issue')
        UNION ALL SELECT 'pool ' || c.pool_id FROM credits_poolclosing c
        WHERE c.proposal_id NOT IN ({_APPROVED} = 'close-pool')
        UNION ALL SELECT 'request ' || r.id FROM credits_retirementrequest r
        WHERE r.kind = 'event' AND r.proposal_id NOT IN ({_APPROVED} = 'retire-for-event')
        UNION ALL SELECT 'reconciliation ' || n.id FROM credits_reconciliation n
        WHERE n.proposal_id NOT IN ({_APPROVED} = 'reconcile')
        UNION ALL SELECT 'transfer ' || t.id FROM credits_transfer t
        WHERE t.kind = 'cancel' AND t.proposal_id NOT IN ({_APPROVED} IN ('cancel', 'close-pool'))
        UNION ALL SELECT 'decision ' || d.id FROM credits_decision d
        JOIN credits_proposal p ON p.id = d.proposal_id
        WHERE d.outcome = 'approved' AND d.decided_by_id = p.proposed_by_id""",  # noqa: S608  constants of this file
}
_COUNTED = ("transfer", "lot", "hold", "retirementrequest", "retirement", "retirementslice")


def examine(found: Findings) -> None:
    """Ask each query, and count the rows that they go over."""
    for rule, sql in SUMS.items():
        for row in rows_of(f"{sql} LIMIT {SHOWN_ROWS_MAX}"):
            found.add(rule, row[0])
    for table in _COUNTED:
        found.row_count += rows_of(f"SELECT COUNT(*) FROM credits_{table}")[0][0]  # noqa: S608  constants
