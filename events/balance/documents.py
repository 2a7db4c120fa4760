"""What is frozen of an event when it is declared, and when it is witnessed: plain values, digested in one way.

Every field stands in docs/events.md. Names are in both languages, masses in whole grams, moments in UTC.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import events.balance.queries
from events.balance.balance import Balance
from events.balance.errors import MissingTextError
from events.balance.queries import Counted
from events.models import Declaration, Event, VerificationStatement
from people.models import Organization

DECLARATION_FORMAT = "diandian/declaration@v1"
OBSERVED_FORMAT = "diandian/observed@v1"


def digest_of(body: dict[str, Any]) -> str:
    """SHA-256 in hexadecimal of the body as JSON: keys sorted, nothing spaced, UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def declared_body(
    event: Event, statement: VerificationStatement, said: dict[str, Any], today: date
) -> dict[str, Any]:
    """What an organiser declares: `said` are the claimant, subject, standard and method of confirmation."""
    version = statement.verification.inventory
    return {
        "format": DECLARATION_FORMAT,
        **said,
        "event": event_of(event),
        "boundary": {"zh": version.boundary_zh, "en": version.boundary_en},
        "exclusions": {"zh": version.exclusions_zh, "en": version.exclusions_en},
        "inventory": {
            "version": version.number,
            "sha256": version.content_digest,
            "factors": version.factor_set.method,
            "total_grams": version.total_grams,
        },
        "verification": verification_of(statement),
        **retired_of(event, today),
        "declared_on": today.isoformat(),
    }


def observed_body(declaration: Declaration, witness: Organization, cut_off: date) -> dict[str, Any]:
    """What a witness observes of a declared event: the statement, the figures and the retirements up to a day.

    The event is called as it was when it was declared.
    """
    event = declaration.event
    return {
        "format": OBSERVED_FORMAT,
        "witness": {"slug": witness.slug, **named(witness)},
        "event": declaration.body["event"],
        "declaration_sha256": declaration.digest,
        "verification": verification_of(declaration.statement),
        **retired_of(event, cut_off),
        "cut_off_on": cut_off.isoformat(),
    }


def text(field: str, typed: str, limit: int) -> str:
    """What somebody typed, in one line. MissingTextError where that is nothing, or more than `limit` characters."""
    folded = " ".join(typed.split())
    if not folded or len(folded) > limit:
        raise MissingTextError(field)
    return folded


def event_of(event: Event) -> dict[str, Any]:
    return {
        "slug": event.slug,
        "name": {"zh": event.name_zh_hans, "en": event.name_en},
        "organiser": named(event.organiser),
        "starts_on": event.starts_on.isoformat(),
        "ends_on": event.ends_on.isoformat(),
        "is_demonstration": event.is_demonstration,
    }


def named(organization: Organization) -> dict[str, str]:
    return {"zh": organization.name_zh_hans, "en": organization.name_en or organization.name_zh_hans}


def verification_of(statement: VerificationStatement) -> dict[str, Any]:
    return {
        "verifier": named(statement.verification.verifier),
        "statement_number": statement.statement_number,
        "stated_on": statement.stated_on.isoformat(),
        "standard": statement.standard,
        "assurance": statement.assurance,
        "figure_grams": statement.figure_grams,
        "sha256": statement.digest,
    }


def retired_of(event: Event, until: date) -> dict[str, Any]:
    """The figures of the balance, and every retirement that counts in them, by the end of that day."""
    balance = events.balance.queries.balance_of(event, until=until)
    batches = events.balance.queries.spectators_batches(event, until) if event.counts_spectators else []
    return {
        "balance": figures(balance),
        "retirements": [_retirement(each) for each in events.balance.queries.retired_for_event(event, until)],
        "spectators": [
            {
                "registry": each.registry,
                "project_code": each.project_code,
                "serial_block": each.serial_block,
                "batch": each.batch,
                "amount_grams": each.grams,
            }
            for each in batches
        ],
    }


def figures(balance: Balance) -> dict[str, Any]:
    return {
        "verified_grams": balance.verified_grams,
        "held_grams": balance.confirmed_grams,
        "retired_for_event_grams": balance.retired_event_grams,
        "retired_for_spectators_grams": balance.retired_spectators_grams,
        "spectators_count": balance.counts_spectators,
        "counted_grams": balance.counted_grams,
        "surplus_grams": balance.surplus_grams,
    }


def _retirement(each: Counted) -> dict[str, Any]:
    return {
        "retirement": str(each.retirement),
        "amount_grams": each.amount_grams,
        "retired_at": _moment(each.retired_at),
        "purpose": each.purpose,
        "slices": [
            {
                "registry": piece.facts.registry_name,
                "project_code": piece.facts.project_code,
                "project_name": {"zh": piece.facts.project_name_zh, "en": piece.facts.project_name_en},
                "serial_block": piece.facts.serial_block,
                "serials": piece.serials,
                "batch": str(piece.facts.batch),
                "batch_from": piece.facts.batch_from,
                "batch_to": piece.facts.batch_to,
                "is_demonstration": piece.facts.is_demonstration,
            }
            for piece in each.pieces
        ],
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
