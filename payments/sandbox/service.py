"""The far side of the sandbox: a gateway of our own making, for trying out what real ones do at their worst.

It remembers its transactions in its own table, signs what it says, and says it over HTTP. Our side knows it
by these functions only, which stand for the requests that a real gateway would be sent.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from diandian.lib import codes
from payments.errors import GatewayRefusedError, GatewayUnavailableError
from payments.gateway import AttemptFacts, Kind, RefundFacts
from payments.models import ADDRESS_CODE_LENGTH, SandboxTransaction

HEADERS = ("Sandbox-Timestamp", "Sandbox-Nonce", "Sandbox-Signature")
# A message that waits longer than the broker's visibility timeout (120 s) is delivered again, and multiplies.
LONGEST_DELAY_SECONDS = 100


@dataclass(frozen=True)
class Knobs:
    """How badly the sandbox is to behave."""

    late_seconds: int = 0
    twice: bool = False
    out_of_order: bool = False
    wrong_amount: bool = False
    bad_signature: bool = False
    silent: bool = False


@dataclass(frozen=True)
class Delivery:
    """A notification to be sent `after_seconds` from now. It is signed when it goes out, as real ones are."""

    body: str
    after_seconds: int = 0
    is_forged: bool = False


def signature(timestamp: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp\\nnonce\\nbody\\n`, in hexadecimal, with a key derived from SECRET_KEY."""
    message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
    return salted_hmac("payments.sandbox", message, algorithm="sha256").hexdigest()


def signed_headers(body: bytes, *, now: datetime, is_forged: bool = False) -> dict[str, str]:
    """The three headers that go with `body`; with `is_forged`, a signature by somebody else."""
    timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(8)
    signed = hashlib.sha256(nonce.encode()).hexdigest() if is_forged else signature(timestamp, nonce, body)
    return dict(zip(HEADERS, (timestamp, nonce, signed), strict=True))


def open_transaction(attempt: AttemptFacts) -> str:
    """Announce an attempt; returns the address of its page. May be repeated."""
    now = timezone.now()
    row, _is_new = SandboxTransaction.objects.get_or_create(
        attempt_number=attempt.number,
        defaults={
            "page_code": codes.random_code(ADDRESS_CODE_LENGTH),
            "transaction_id": f"sandbox-{secrets.token_hex(12)}",
            "amount_fen": attempt.amount_fen,
            "description": attempt.description,
            "return_path": attempt.return_path,
            "opened_at": now,
            "changed_at": now,
        },
    )
    return reverse("payments:sandbox", args=[row.page_code])


def pay(attempt_number: str, knobs: Knobs, *, although_closed: bool = False) -> list[Delivery]:
    """The payer pays; returns what is to be sent. Nothing to send if it was paid before, or is closed.

    `although_closed`: the payment was under way when the shop closed the transaction, and goes through.
    """
    with transaction.atomic():
        row = SandboxTransaction.objects.select_for_update().get(attempt_number=attempt_number)
        if row.state == Kind.PAID or (row.state == Kind.CLOSED and not although_closed):
            return []
        row.state = Kind.PAID
        row.paid_fen = row.amount_fen + 1 if knobs.wrong_amount else row.amount_fen
        row.changed_at = timezone.now()
        row.save(update_fields=["state", "paid_fen", "changed_at"])
    return _deliveries(row, knobs)


def cancel(attempt_number: str) -> list[Delivery]:
    """The payer walks away; returns what is to be sent."""
    with transaction.atomic():
        row = SandboxTransaction.objects.select_for_update().get(attempt_number=attempt_number)
        if row.state != "open":
            return []
        _close(row)
    return [Delivery(_event(row, Kind.CLOSED))]


def close(attempt_number: str) -> None:
    """The shop lets the transaction be paid no more; a paid one stays paid. May be repeated."""
    with transaction.atomic():
        row = SandboxTransaction.objects.select_for_update().filter(attempt_number=attempt_number).first()
        if row is not None and row.state == "open":
            _close(row)


def state_of(attempt_number: str) -> bytes | None:
    """The event that a transaction came to, or None while it is open or was never announced."""
    row = SandboxTransaction.objects.filter(attempt_number=attempt_number).first()
    if row is None or row.state == "open":
        return None
    return _event(row, Kind(row.state)).encode()


def refund(facts: RefundFacts) -> None:
    """Send money back, once a refund number. GatewayRefusedError for more than was paid."""
    with transaction.atomic():
        row = (
            SandboxTransaction.objects.select_for_update().filter(attempt_number=facts.attempt.number).first()
        )
        if row is None:
            raise GatewayUnavailableError(f"no transaction {facts.attempt.number}")
        if facts.number in row.refunds:
            return
        if sum(row.refunds.values()) + facts.amount_fen > row.paid_fen:
            raise GatewayRefusedError("more than was paid")
        row.refunds = {**row.refunds, facts.number: facts.amount_fen}
        row.changed_at = timezone.now()
        row.save(update_fields=["refunds", "changed_at"])


def _close(row: SandboxTransaction) -> None:
    row.state = Kind.CLOSED
    row.changed_at = timezone.now()
    row.save(update_fields=["state", "changed_at"])


def _deliveries(row: SandboxTransaction, knobs: Knobs) -> list[Delivery]:
    if knobs.silent:
        return []
    between = 2 if knobs.out_of_order else 0
    wait = max(0, min(knobs.late_seconds, LONGEST_DELAY_SECONDS - between))
    paid = Delivery(_event(row, Kind.PAID), wait, knobs.bad_signature)
    sent = [paid, paid] if knobs.twice else [paid]
    if knobs.out_of_order:
        # The transaction was closed first and paid after all; the older news arrives last.
        before = row.changed_at - timedelta(seconds=5)
        sent.append(Delivery(_event(row, Kind.CLOSED, occurred_at=before), wait + between))
    return sent


def _event(row: SandboxTransaction, kind: Kind, *, occurred_at: datetime | None = None) -> str:
    event: dict[str, Any] = {
        "id": f"{row.transaction_id}-{kind}",
        "kind": kind.value,
        "attempt_number": row.attempt_number,
        "transaction_id": row.transaction_id,
        "amount": {"total": row.paid_fen or row.amount_fen, "currency": row.currency},
        "occurred_at": (occurred_at or row.changed_at).isoformat(),
    }
    return json.dumps(event, ensure_ascii=False)
