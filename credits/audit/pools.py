"""Closed pools: leaves, sums, roots, statements, and the grams behind what a block has over."""

from collections.abc import Iterator

from credits.actions.pools import statement_of
from credits.audit.findings import SHOWN_ROWS_MAX, Findings
from credits.audit.reading import rows_of, stream
from credits.models import PoolClosing, Retirement
from credits.proofs.checkpoints import Trust
from credits.proofs.errors import ProofError
from credits.proofs.pools import verify_statement
from credits.proofs.sumtree import BLOCK_LEVEL, SumLeaf, SumTree
from credits.settlement import commitment_of
from credits.signing import current_signer, verifier_keys

TREE = "a closed pool's leaves make its tree, and its signed statement says so"
ONCE = "a retired gram lies in one pool at most"
ORDER = "a pool's leaves stand in settlement order, without a gap"
BLOCK = "a pool's block is its batch's, and no unit is retired outside twice"
BACKED = "what a block has over was given up"
RULES = (TREE, ONCE, ORDER, BLOCK, BACKED)

_QUERIES = {
    ONCE: """
        SELECT x.retirement_id FROM (
            SELECT p.batch_id, l.retirement_id, l.amount_grams AS grams FROM credits_poolleaf l
            JOIN credits_pool p ON p.id = l.pool_id
            UNION ALL
            SELECT s.batch_id, s.retirement_id, s.batch_from - s.batch_to FROM credits_retirementslice s
            WHERE s.retirement_id IN (SELECT retirement_id FROM credits_poolleaf)) x
        GROUP BY x.batch_id, x.retirement_id HAVING SUM(x.grams) > 0""",
    ORDER: """
        SELECT x.id FROM (
            SELECT l.id, l.position, r.leaf_index, p.number AS pool,
                   ROW_NUMBER() OVER (PARTITION BY l.pool_id ORDER BY l.position) - 1 AS place,
                   LAG(r.leaf_index) OVER (PARTITION BY p.batch_id ORDER BY p.number, l.position) AS before
            FROM credits_poolleaf l JOIN credits_pool p ON p.id = l.pool_id
            JOIN credits_retirement r ON r.request_id = l.retirement_id) x
        WHERE x.position <> x.place OR x.before > x.leaf_index
        UNION ALL SELECT l.id FROM credits_poolleaf l
        WHERE l.pool_id NOT IN (SELECT pool_id FROM credits_poolclosing)""",
    BLOCK: """
        SELECT k.serial_block FROM credits_poolblock k JOIN credits_pool p ON p.id = k.pool_id
        JOIN credits_batch b ON b.id = p.batch_id
        WHERE k.batch_id <> p.batch_id OR k.first_unit < b.block_start OR k.last_unit > b.block_end
        UNION ALL SELECT x.serial_block FROM (
            SELECT k.serial_block, k.first_unit, LAG(k.last_unit) OVER
                (PARTITION BY k.batch_id ORDER BY k.first_unit) AS before FROM credits_poolblock k
            WHERE k.pool_id NOT IN (SELECT pool_id FROM credits_poolwithdrawal)) x
        WHERE x.before >= x.first_unit""",
    BACKED: """
        SELECT p.number FROM credits_poolclosing c JOIN credits_pool p ON p.id = c.pool_id
        LEFT JOIN credits_poolblock k ON k.pool_id = p.id
        LEFT JOIN (SELECT proposal_id, batch_id, SUM(amount_grams) AS grams FROM credits_transfer
                   WHERE kind = 'cancel' GROUP BY proposal_id, batch_id) t
            ON t.proposal_id = c.proposal_id AND t.batch_id = p.batch_id
        WHERE COALESCE(t.grams, 0) NOT IN (0, c.residual_grams)
        OR c.sum_grams + c.residual_grams <> COALESCE(k.last_unit - k.first_unit + 1, 0) * 1000000
        UNION ALL
        SELECT MAX(p.number) FROM credits_poolclosing c JOIN credits_pool p ON p.id = c.pool_id
        GROUP BY p.batch_id HAVING SUM(c.residual_grams) > COALESCE((
            SELECT SUM(t.amount_grams) FROM credits_transfer t
            WHERE t.kind = 'cancel' AND t.batch_id = p.batch_id), 0)""",
}


def examine(found: Findings) -> None:
    """Ask the queries, then build each pool's tree again."""
    for rule, sql in _QUERIES.items():
        for row in rows_of(f"{sql} LIMIT {SHOWN_ROWS_MAX}"):
            found.add(rule, row[0])
    trust = Trust(current_signer().name, verifier_keys())
    for closing in PoolClosing.objects.select_related("pool__batch", "pool__block").order_by("pool__number"):
        _tree(found, closing, trust)


def _tree(found: Findings, closing: PoolClosing, trust: Trust) -> None:
    number = closing.pool.number
    try:
        tree = SumTree.of_leaves(_leaves(closing.pool_id))
        said = verify_statement(closing.statement, trust)
    except ProofError as error:
        found.add(TREE, f"pool {number}: {error}")
        return
    stored = bytes(closing.root_hash), closing.sum_grams, closing.leaf_count
    if stored != tuple(tree.root) or bytes(closing.blocks) != tree.row(BLOCK_LEVEL):
        found.add(TREE, f"pool {number}: root")
    if said != statement_of(closing.pool, tree.root, closing.residual_grams):
        found.add(TREE, f"pool {number}: statement")


def _leaves(pool_id: int) -> Iterator[SumLeaf]:
    rows = stream(
        "SELECT retirement_id, amount_grams FROM credits_poolleaf WHERE pool_id = %s ORDER BY position",
        [pool_id],
    )
    part: list[tuple[int, int]] = []
    for retirement, grams in rows:
        part.append((retirement, grams))
        if len(part) == 1000:
            yield from _committed(part)
            part = []
    yield from _committed(part)


def _committed(part: list[tuple[int, int]]) -> Iterator[SumLeaf]:
    retirements = Retirement.objects.in_bulk([retirement for retirement, _grams in part])
    for retirement, grams in part:
        yield SumLeaf(commitment_of(retirements[retirement]), grams)
