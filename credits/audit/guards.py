"""Whether the database still refuses what no code may do: its triggers stand and are switched on."""

from django.apps import apps
from django.db import connection

from credits.audit.findings import Findings
from credits.audit.reading import rows_of

RULE = "the database refuses to change or delete what is written"
RULES = (RULE,)
# All that moves: running totals, the queue, the size of the log, whether a witness is active.
_MOVING = frozenset({"credits_account", "credits_pendingretirement", "credits_logstate", "credits_witness"})


def examine(found: Findings) -> None:
    """Look for the two triggers of every table that only grows."""
    standing = _triggers()
    ends = ("change", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    for model in apps.get_app_config("credits").get_models():
        table = model._meta.db_table
        if table in _MOVING:
            continue
        missing = [end for end in ends if f"{table}_no_{end}" not in standing]
        if missing:
            found.add(RULE, f"{table}: {', '.join(missing)}")


def _triggers() -> set[str]:
    if connection.vendor == "postgresql":
        return {name for (name,) in rows_of("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")}
    return {name for (name,) in rows_of("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
