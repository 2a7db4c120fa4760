"""Declarations and witness certificates: which there are, and whether they still hold."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import certificates.hooks
import events.balance.queries
import events.course.queries
from diandian.tongue import is_chinese
from events.balance.claims import CLAIMING
from events.models import Declaration, Event, Witnessing, WitnessRevocation

if TYPE_CHECKING:
    from certificates.models import Certificate


class Standing(StrEnum):
    """Whether what was said holds now."""

    STANDS = "stands"
    UNDER_REVIEW = "under-review"
    NOT_COVERED = "not-covered"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


def declarations_of(event: Event) -> QuerySet[Declaration]:
    """The event's declarations, the first one first: their place in this order is their number."""
    return event.declarations.select_related(
        "statement__verification__inventory", "statement__verification__verifier", "claimant"
    ).order_by("pk")


def latest_declaration(event: Event) -> Declaration | None:
    return declarations_of(event).last()


def witnessing_of(declaration: Declaration) -> Witnessing | None:
    """The latest witnessing that was issued on a declaration, revoked or not, or waits for a second person."""
    return _witnessings(declaration).last()


def issued_witnessing_of(declaration: Declaration) -> Witnessing | None:
    """The latest one with a certificate, revoked or not."""
    return _witnessings(declaration).exclude(certificate=None).last()


def valid_witnessings(declaration: Declaration) -> QuerySet[Witnessing]:
    """Those that wait, or were issued and not revoked: at most one."""
    return _witnessings(declaration).filter(revocation=None)


def may_be_witnessed(event: Event) -> bool:
    """Whether a witness certificate can be proposed: it is declared, and none waits or holds."""
    declaration = latest_declaration(event) if event.state in CLAIMING else None
    return declaration is not None and not valid_witnessings(declaration).exists()


def witnessings_of(declaration: Declaration) -> QuerySet[Witnessing]:
    """All that were proposed on a declaration, in their order, with what became of them."""
    return declaration.witnessings.select_related("witness", "certificate", "revocation__by").order_by("pk")


def _witnessings(declaration: Declaration) -> QuerySet[Witnessing]:
    return witnessings_of(declaration).exclude(state=Witnessing.State.DECLINED)


def revocation_of(witnessing: Witnessing) -> WitnessRevocation | None:
    return WitnessRevocation.objects.filter(witnessing=witnessing).first()


def standing_of(declaration: Declaration) -> Standing:
    """A later declaration supersedes it, a correction that was begun puts it under review.

    Nor does it hold while what was retired, less what was found flawed, does not cover the verified emissions.
    """
    if Declaration.objects.filter(event_id=declaration.event_id, pk__gt=declaration.pk).exists():
        return Standing.SUPERSEDED
    if events.course.queries.is_under_review(declaration.statement.verification.inventory):
        return Standing.UNDER_REVIEW
    if events.balance.queries.balance_of(declaration.event).shortfall_grams:
        return Standing.NOT_COVERED
    return Standing.STANDS


def standing_of_witness(witnessing: Witnessing) -> Standing:
    """Revoked for good; else it stands as its declaration does."""
    if revocation_of(witnessing) is not None:
        return Standing.REVOKED
    return standing_of(witnessing.declaration)


def page_of(declaration: Declaration) -> str:
    """The permanent address of this declaration: the event's own while it is the latest, then that of its number."""
    event = declaration.event
    if not Declaration.objects.filter(event=event, pk__gt=declaration.pk).exists():
        return reverse("events:declaration", args=[event.slug])
    number = Declaration.objects.filter(event=event, pk__lte=declaration.pk).count()
    return reverse("events:declaration-of-number", args=[event.slug, number])


# What a certificate's own page says of what came after it.
_NOTICES = {
    Standing.UNDER_REVIEW: _(
        "Under review: the inventory that this certificate stands on is being corrected. Until that is done it does "
        "not hold."
    ),
    Standing.NOT_COVERED: _(
        "Not covered: credits that this certificate counts were found flawed since. Until others take their place it "
        "does not hold."
    ),
    Standing.SUPERSEDED: _("Superseded: the event was declared anew, on a corrected inventory."),
}


def notices_of(certificate: "Certificate") -> list[certificates.hooks.Notice]:
    """What the page of a witness's certificate has to say beside the certificate; empty for all others."""
    if certificate.kind != "witness":
        return []
    rows = Witnessing.objects.select_related(
        "declaration__event", "declaration__statement__verification__inventory"
    )
    row = rows.filter(certificate=certificate).first()
    if row is None:
        return []
    link = {
        "address": page_of(row.declaration),
        "address_words": gettext("The declaration, with every retirement"),
    }
    revocation = revocation_of(row)
    if revocation is not None:
        words = gettext("Revoked on %(day)s: %(reason)s") % {
            "day": timezone.localdate(revocation.at).isoformat(),
            "reason": revocation.reason_zh if is_chinese() else revocation.reason_en,
        }
        return [certificates.hooks.Notice(words, is_bad=True, **link)]
    standing = standing_of(row.declaration)
    if standing is Standing.STANDS:
        words = gettext("What the witness saw stands behind this link.")
        return [certificates.hooks.Notice(words, is_bad=False, **link)]
    return [certificates.hooks.Notice(_NOTICES[standing], is_bad=True, **link)]
