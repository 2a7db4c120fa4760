"""The public pages of the ledger. They write nothing, ask for no login, and name no person."""

from credits.views.batches import batch
from credits.views.downloads import retirements_csv, transfers_csv, units_csv, units_json
from credits.views.log import checkpoint, keys, leaf, leaf_proof, log, tile
from credits.views.overview import overview, search
from credits.views.pools import pool, pool_leaves, pool_statement, pools
from credits.views.serials import retirement, serial, serials
from credits.views.status import reconciliations, status

__all__ = [
    "batch",
    "checkpoint",
    "keys",
    "leaf",
    "leaf_proof",
    "log",
    "overview",
    "pool",
    "pool_leaves",
    "pool_statement",
    "pools",
    "reconciliations",
    "retirement",
    "retirements_csv",
    "search",
    "serial",
    "serials",
    "status",
    "tile",
    "transfers_csv",
    "units_csv",
    "units_json",
]
