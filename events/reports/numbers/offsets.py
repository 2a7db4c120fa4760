"""What stands against the emissions: donations, retirements, the verified figure, and what was declared of them."""

from typing import Any

from events.balance.claims import LANGUAGES, usual_audience
from events.balance.queries import balance_of
from events.balance.saying import declared, saying_of
from events.balance.standing import Standing, declarations_of, latest_declaration, standing_of
from events.course.queries import is_under_review
from events.models import (
    Declaration,
    Donation,
    Event,
    Finding,
    Inventory,
    Verification,
    VerificationStatement,
    Witnessing,
)
from events.reports.leaves import Names, count, mass, maybe_mass, names
from events.reports.numbers.serials import serials_numbers
from events.reports.numbers.subject import in_both, moment
from events.verification.queries import statement_of


def offsets_numbers(event: Event) -> dict[str, Any]:
    statement = statement_of(event)
    declaration, reviewed = latest_declaration(event), under_review(event)
    return {
        "statement": statement_numbers(statement) if statement else None,
        "balance": balance_numbers(event),
        "donations": _donations(event),
        "serials": serials_numbers(event),
        "declaration": _declaration(declaration) if declaration else None,
        "witnessing": _witnessing(event),
        "under_review": reviewed,
        "claim": _claim(event, declaration if reviewed else None),
    }


def _claim(event: Event, reviewed: Declaration | None) -> Names:
    """The one sentence that may be said of the event, as its pages say it; of what is under review that it is."""
    saying = saying_of(event) if reviewed is None else declared(reviewed)
    found = [saying.to(usual_audience(language), language) for language in LANGUAGES]
    return names(*found)


def under_review(event: Event) -> list[dict[str, Any]]:
    """The version that a correction has put under review, and whether a declaration rests on it.

    Only the latest verified one, and only until the next is verified: what came before it is history.
    """
    rows = Inventory.objects.filter(event=event, state=Inventory.State.VERIFIED)
    latest = rows.order_by("-number").first()
    if latest is None or not is_under_review(latest):
        return []
    resting = declarations_of(event).filter(statement__verification__inventory=latest)
    return [
        {
            "version": count(latest.number),
            "total": maybe_mass(latest.total_grams),
            "digest": latest.content_digest,
            "was_declared": any(standing_of(row) is Standing.UNDER_REVIEW for row in resting),
        }
    ]


def balance_numbers(event: Event) -> dict[str, Any]:
    """The balance; without a verified figure its masses stand for themselves, and nothing is over or short."""
    found = balance_of(event)
    return {
        "verified": maybe_mass(found.verified_grams),
        "offered": mass(found.offered_grams),
        "confirmed": mass(found.confirmed_grams),
        "retired_spectators": mass(found.retired_spectators_grams),
        "retired_event": mass(found.retired_event_grams),
        "counts_spectators": found.counts_spectators,
        "counted": mass(found.counted_grams),
        "surplus": maybe_mass(found.surplus_grams),
        "deadline": found.deadline.isoformat(),
    }


def statement_numbers(row: VerificationStatement) -> dict[str, Any]:
    verification = row.verification
    findings = Finding.objects.filter(verification=verification)
    asked = findings.filter(answers=None)
    settled = findings.filter(settles=True).values("answers").distinct().count()
    return {
        "number": row.statement_number,
        "stated_on": row.stated_on.isoformat(),
        "verifier": names(verification.verifier.name_zh_hans, verification.verifier.name_en),
        "standard": row.standard,
        "assurance": row.assurance,
        "assurance_words": in_both(VerificationStatement.Assurance(row.assurance).label),
        "figure": mass(row.figure_grams),
        "inventory_version": count(verification.inventory.number),
        "inventory_digest": verification.inventory.content_digest,
        "file_digest": row.file.digest,
        "digest": row.digest,
        "sample_count": count(len(verification.sample)),
        "finding_count": count(asked.count()),
        "major_count": count(asked.filter(grade=Finding.Grade.MAJOR).count()),
        "settled_count": count(settled),
        "returned_count": count(
            Verification.objects.filter(
                inventory__event=verification.inventory.event, state=Verification.State.RETURNED
            ).count()
        ),
        "signed_at": moment(row.signed_at),
    }


def _donations(event: Event) -> list[dict[str, Any]]:
    rows = Donation.objects.filter(event=event).exclude(state=Donation.State.DECLINED)
    return [
        {
            "donor": names(row.donor.name_zh_hans, row.donor.name_en),
            "mass": mass(row.amount_grams),
            "state": row.state,
            "state_words": in_both(Donation.State(row.state).label),
            "entered_at": moment(row.offered_at),
            "decided_at": moment(row.decided_at) if row.decided_at else None,
        }
        for row in rows.select_related("donor").order_by("pk")
    ]


def _declaration(row: Declaration) -> dict[str, Any]:
    inventory = row.statement.verification.inventory
    return {
        "claimant": names(row.claimant.name_zh_hans, row.claimant.name_en),
        "standard": row.standard,
        "confirmation": row.confirmation,
        "confirmation_words": in_both(Declaration.Confirmation(row.confirmation).label),
        "figure": mass(row.statement.figure_grams),
        "declared_at": moment(row.at),
        "digest": row.digest,
        "inventory_digest": inventory.content_digest,
        "is_under_review": standing_of(row) is Standing.UNDER_REVIEW,
    }


def _witnessing(event: Event) -> dict[str, Any] | None:
    rows = Witnessing.objects.filter(declaration__event=event, state=Witnessing.State.APPROVED)
    row = rows.select_related("witness", "certificate").order_by("pk").last()
    if row is None:
        return None
    revocation = getattr(row, "revocation", None)
    return {
        "witness": names(row.witness.name_zh_hans, row.witness.name_en),
        "capacity": names(row.capacity_zh, row.capacity_en),
        "cut_off_on": row.cut_off_on.isoformat(),
        "not_checked": names(row.not_checked_zh, row.not_checked_en),
        "certificate": row.certificate.number if row.certificate else "",
        "digest": row.digest,
        "issued_at": moment(row.decided_at) if row.decided_at else None,
        "revoked": names(revocation.reason_zh, revocation.reason_en) if revocation else None,
    }
