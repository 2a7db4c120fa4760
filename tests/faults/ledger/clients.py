"""A client: it asks for what its plan says, again and again until there is an answer, and writes each answer down.

An answer stands on disk (fsync) before the next request. A client that was killed reads its own diary, and repeats
with the same key what has no answer in it.
"""

import json
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection

import credits.actions
import credits.tasks
from credits.errors import CreditsError
from credits.models import Account, Hold
from diandian.lib.messages import send
from tests.faults.ledger.plans import Act
from tests.faults.ledger.preparation import read_plan

# Who is turned away waits longer each time: a server that restarts does not come to an end while it turns many away.
RESTS_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8)


def act(plan: str, diary: str, number: int, begin: float, rings: bool) -> None:
    """Be client `number` of the plan; the round began at `begin` on the machine's monotonic clock."""
    ours = read_plan(plan)
    accounts: dict[str, Account] = {}
    cut_short(diary)
    answered = {row["key"] for row in entries(diary)}
    with Path(diary).open("a", encoding="utf-8") as book:
        for wish in ours.clients[number]:
            if wish.key in answered:
                continue
            time.sleep(max(0.0, begin + wish.at - time.monotonic()))
            answer, troubles = _answer(wish, ours.accounts, accounts)
            book.write(json.dumps({"key": wish.key, "answer": answer, "troubles": troubles}) + "\n")
            book.flush()
            os.fsync(book.fileno())
            if rings:
                send(credits.tasks.settle)


def cut_short(diary: str) -> None:
    """Take off a last line that its writer did not live to end: it was never said."""
    book = Path(diary)
    if book.exists():
        whole = book.read_bytes().rfind(b"\n") + 1
        os.truncate(book, whole)


def entries(diary: str) -> Iterator[dict[str, Any]]:
    """What a client wrote down: for each request its key, its answer, and what went wrong before."""
    if Path(diary).exists():
        yield from map(json.loads, Path(diary).read_text(encoding="utf-8").splitlines())


def _answer(wish: Act, codes: dict[str, str], known: dict[str, Account]) -> tuple[str, list[str]]:
    """The answer to a request, and what went wrong before it came."""
    troubles: list[str] = []
    while True:
        try:
            for name in ("inventory", wish.account):
                if name not in known:
                    known[name] = Account.objects.get(code=codes[name])
            return _ask(wish, known), troubles
        except CreditsError as refusal:
            return type(refusal).__name__, troubles
        except (OperationalError, InterfaceError) as trouble:  # the database is away: so would be the answer
            troubles.append(type(trouble.__cause__ or trouble).__name__)
            connection.close()
            time.sleep(RESTS_SECONDS[min(len(troubles), len(RESTS_SECONDS)) - 1])


def _ask(wish: Act, accounts: dict[str, Account]) -> str:
    """Speak one verb of the ledger; what it made, by its id."""
    account, key = accounts[wish.account], uuid.UUID(wish.key)
    if wish.verb == "retire":
        row = credits.actions.retire(
            account=account,
            amount_grams=wish.grams,
            beneficiary=key,
            purpose="x",
            key=key,
            may_split=wish.may_split,
        )
        return f"request {row.pk}"
    if wish.verb == "hold":
        held = credits.actions.hold(account=account, amount_grams=wish.grams, expires_at=None, key=key)
        return f"hold {held.pk}"
    if wish.verb == "move":
        moved = credits.actions.move(
            debit=accounts["inventory"], credit=account, amount_grams=wish.grams, key=key, reason="x", by=None
        )
        return f"move {moved[0].group}"
    hold = Hold.objects.select_related("account").get(key=uuid.UUID(wish.hold))
    if wish.verb == "release":
        credits.actions.release(hold=hold)
        return "released"
    row = credits.actions.retire_hold(hold=hold, beneficiary=key, purpose="x", key=key)
    return f"request {row.pk}"
