"""Our side of the sandbox, as `wechat.py` or `alipay.py` will be of theirs. Far side: `payments.sandbox`."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.crypto import constant_time_compare

from payments.errors import SignatureError, StaleNotificationError, UnreadableNotificationError
from payments.gateway import (
    SIGNATURE_LIFETIME,
    Acknowledgement,
    AttemptFacts,
    Kind,
    Notification,
    Outcome,
    Payer,
    Redirect,
    RefundFacts,
    RefundState,
)
from payments.sandbox import service


class SandboxGateway:
    name = "sandbox"

    def open(self, attempt: AttemptFacts, payer: Payer) -> Redirect:
        return Redirect(service.open_transaction(attempt))

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notification:
        try:
            timestamp, nonce, signature = (headers[name] for name in service.HEADERS)
        except KeyError as missing:
            raise SignatureError(f"no header {missing}") from None
        if not re.fullmatch(r"[0-9]{1,12}", timestamp):
            raise SignatureError("not a timestamp")
        if abs(now.timestamp() - int(timestamp)) > SIGNATURE_LIFETIME.total_seconds():
            raise StaleNotificationError(f"signed at {timestamp}")
        if not constant_time_compare(signature, service.signature(timestamp, nonce, body)):
            raise SignatureError("wrong signature")
        return _notification(body)

    def query(self, attempt: AttemptFacts) -> Notification | None:
        answer = service.state_of(attempt.number)
        if answer is None:
            return None
        return _notification(answer)

    def close(self, attempt: AttemptFacts) -> None:
        service.close(attempt.number)

    def refund(self, refund: RefundFacts) -> RefundState:
        service.refund(refund)
        return RefundState.DONE

    def acknowledge(self, outcome: Outcome) -> Acknowledgement:
        code, status = ("FAIL", 401) if outcome.is_refusal else ("SUCCESS", 200)
        return Acknowledgement(status, "application/json", json.dumps({"code": code}).encode())


def _notification(body: bytes) -> Notification:
    """The sandbox's JSON in our words; UnreadableNotificationError if it is anything else."""
    try:
        event = json.loads(body)
        amount_fen = event["amount"]["total"]
        if type(amount_fen) is not int:
            raise TypeError("the amount is no whole number")
        occurred_at = datetime.fromisoformat(event["occurred_at"])
        if occurred_at.tzinfo is None:
            raise ValueError("the time has no zone")
        return Notification(
            gateway=SandboxGateway.name,
            notification_id=_text(event["id"]),
            attempt_number=_text(event["attempt_number"]),
            gateway_transaction_id=_text(event["transaction_id"]),
            kind=Kind(event["kind"]),
            amount_fen=amount_fen,
            currency=_text(event["amount"]["currency"]),
            occurred_at=occurred_at,
            refund_number=_text(event["refund_number"]) if event.get("refund_number") else "",
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableNotificationError(str(error)) from error


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 64 or not value.isprintable():
        raise ValueError("not a short text")
    return value
