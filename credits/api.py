"""The ledger under /api/v1/ledger/: proofs of the log, its leaves, and the ledger's state. Hashes are base64."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from credits.proofs.errors import LeafIndexError, TreeSizeError
from credits.proofs.merkle import TreeHead
from credits.public_queries import public_log, totals
from credits.public_queries.status import status as ledger_status


@api_view(["GET"])
def inclusion(request: Request) -> Response:
    """`?index=&size=`: the path from a leaf to the root of the first `size` leaves (the last checkpoint's)."""
    index, size = _number(request, "index"), _number(request, "size", public_log.published_size())
    if index is None or size is None:
        return _refused("index and size are whole numbers")
    try:
        proof = public_log.inclusion(index, size)
    except (LeafIndexError, TreeSizeError) as error:
        return _refused(str(error))
    return Response(
        {
            "index": index,
            "leaf_hash": _text(proof.leaf.hash),
            **_head(proof.head),
            "path": _texts(proof.path),
        }
    )


@api_view(["GET"])
def consistency(request: Request) -> Response:
    """`?first=&second=`: the path that shows the first leaves unchanged in `second` (the last checkpoint's)."""
    first, second = _number(request, "first"), _number(request, "second", public_log.published_size())
    if first is None or second is None:
        return _refused("first and second are whole numbers")
    try:
        proof = public_log.consistency(first, second)
    except TreeSizeError as error:
        return _refused(str(error))
    return Response(
        {
            "first": proof.old.size,
            "first_root": _text(proof.old.root),
            "second": proof.new.size,
            "second_root": _text(proof.new.root),
            "path": _texts(proof.path),
        }
    )


@api_view(["GET"])
def leaf(request: Request, index: int) -> Response:
    """One leaf: its entry as the text that was hashed, and the hash."""
    found = public_log.leaf(index)
    if found is None:
        raise NotFound
    return Response({"index": index, "entry": found.entry.decode(), "leaf_hash": _text(found.hash)})


@api_view(["GET"])
def status(request: Request) -> Response:
    """What /ledger/status/ says. Row counts are estimates; ages are whole seconds."""
    found, sums = ledger_status(), totals.ledger_totals()
    audit, checkpoint = found.audit, found.checkpoint
    body: dict[str, Any] = {
        "at": _moment(found.at),
        "totals": {
            "issued_grams": sums.issued_grams,
            "held_grams": sums.held_grams,
            "on_hold_grams": sums.on_hold_grams,
            "retired_grams": sums.retired_grams,
            "cancelled_grams": sums.cancelled_grams,
            "set_apart_grams": sums.set_apart_grams,
            "retirement_count": sums.retirement_count,
            "is_balanced": sums.is_balanced,
        },
        "audit": audit
        and {
            "ended_at": _moment(audit.ended_at),
            "age_seconds": _seconds(found.audit_age),
            "rule_count": audit.rule_count,
            "row_count": audit.row_count,
            "log_size": audit.log_size,
            "breaches": audit.breaches,
        },
        "checkpoint": checkpoint
        and {
            "size": checkpoint.size,
            "root": _text(bytes(checkpoint.root)),
            "made_at": _moment(checkpoint.made_at),
            "age_seconds": _seconds(found.checkpoint_age),
        },
        "log_size": found.log_size,
        "estimated_rows": {table.name: table.row_count for table in found.tables},
        "waiting": {
            "count": found.waiting_count,
            "is_more": found.is_more_waiting,
            "oldest_seconds": _seconds(found.oldest_wait),
        },
        "is_clock_behind": found.is_clock_behind,
        "accounts_short_of_replacement": [account.code for account in found.short_accounts],
    }
    return Response(body)


def _number(request: Request, name: str, default: int | None = None) -> int | None:
    text = request.query_params.get(name, "")
    if not text:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _refused(why: str) -> Response:
    return Response({"detail": why}, status=400)


def _head(head: TreeHead) -> dict[str, object]:
    return {"size": head.size, "root": _text(head.root)}


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _texts(path: Sequence[bytes]) -> list[str]:
    return [_text(step) for step in path]


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _seconds(age: timedelta | None) -> int | None:
    return None if age is None else max(0, int(age.total_seconds()))


urlpatterns = [
    path("inclusion/", inclusion, name="ledger-inclusion"),
    path("consistency/", consistency, name="ledger-consistency"),
    path("leaf/<int:index>/", leaf, name="ledger-leaf"),
    path("status/", status, name="ledger-status"),
]
