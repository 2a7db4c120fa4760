"""Celery's doors. Each may be lost or run twice: the rows know what is due."""

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

import credits.actions
from payments import actions
from payments.sandbox import service

logger = logging.getLogger(__name__)

SANDBOX_RETRIES = 8
SANDBOX_TIMEOUT_SECONDS = 5
# The sandbox speaks to its own machine: a proxy from the environment would only lead astray.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@shared_task(name="payments.tasks.expire")
def expire() -> int:
    """The sweeper: ask about silent attempts, close what expired, send refunds that wait, free old holds.

    Each on its own: what is wrong with one never stops the others.
    """
    now = timezone.now()
    _swept(actions.ask_due, now)
    expired = _swept(actions.expire, now)
    _swept(actions.send_refunds, now)
    _swept(credits.actions.release_expired, now)
    return expired


@shared_task(name="payments.tasks.send_refund")
def send_refund(refund_id: int) -> None:
    actions.send_refund(refund_id=refund_id)


@shared_task(name="payments.tasks.sandbox_notify", bind=True, max_retries=SANDBOX_RETRIES)
def sandbox_notify(self: "Task[Any, Any]", body: str, is_forged: bool = False) -> int:
    """Post a notification of the sandbox to our own address, again and again until it is acknowledged."""
    status = post_notification(body.encode(), is_forged=is_forged)
    if status != 200 and not is_forged:
        raise self.retry(countdown=min(2**self.request.retries, service.LONGEST_DELAY_SECONDS))
    return status


def _swept(step: Callable[..., int], now: datetime) -> int:
    try:
        return step(now=now)
    except Exception:  # also what nobody thought of
        logger.exception("%s failed. The next sweep tries again.", step)
        return 0


def post_notification(body: bytes, *, is_forged: bool = False) -> int:
    """The status that our own address answers to this notification; 0 if nobody answers."""
    base = (getattr(settings, "SANDBOX_NOTIFY_URL", "") or settings.PUBLIC_URL).rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise ValueError("SANDBOX_NOTIFY_URL must begin with http:// or https://.")
    headers = service.signed_headers(body, now=timezone.now(), is_forged=is_forged)
    request = urllib.request.Request(  # noqa: S310  the scheme is checked above
        base + reverse("payments:notify", args=["sandbox"]),
        data=body,
        headers={**headers, "Content-Type": "application/json"},
        method="POST",
    )
    try:
        with _opener.open(request, timeout=SANDBOX_TIMEOUT_SECONDS) as response:
            answer = json.loads(response.read(1000))
            return 200 if answer.get("code") == "SUCCESS" else 0
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError) as error:
        logger.warning("The sandbox's notification did not arrive: %s", error)
        return 0
