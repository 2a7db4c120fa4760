"""From rows to what is signed, and the seal over it."""

from collections import Counter
from typing import TYPE_CHECKING

from django.utils import timezone

import certificates.keys
import events.verification.queries
from events.models import Event, Finding, Inventory, Verification, VerificationStatement
from events.verification import statement
from events.verification.sampling import METHOD
from events.verification.statement import File, Findings, Named, Sample, Stated, Version
from people.models import Organization, User

if TYPE_CHECKING:
    from events.verification.actions import NewStatement


def stated(work: Verification, new: "NewStatement", by: User) -> Stated:
    """All that the verifier signs, as it stands at this moment."""
    inventory = work.inventory
    return Stated(
        number=new.statement_number,
        stated_on=new.stated_on,
        standard=new.standard,
        assurance=new.assurance,
        figure_grams=new.figure_grams,
        verifier=_named(work.verifier),
        event=_named(inventory.event),
        is_demonstration=inventory.event.is_demonstration,
        inventory=_version(inventory),
        sample=Sample(METHOD, work.seed, tuple(work.sample), work.checks.count()),
        findings=_findings(work),
        file=File(new.file.file_name, new.file.digest, new.file.size_bytes),
        signed_by=by.shown_name,
        signed_at=timezone.now(),
    )


def sealed(said: Stated) -> dict[str, str]:
    """The columns of what was signed: the body, its digest and the seal, by the key for events of this kind."""
    purpose = certificates.keys.purpose_of(is_demonstration=said.is_demonstration)
    sealer = certificates.keys.kept_sealer(purpose)
    signature = sealer.sign_statement(statement.sealed_text(said.body))
    return {
        "body": said.body,
        "digest": statement.digest_of(said.body),
        "seal": statement.seal_text(sealer.key_id, signature),
    }


def document_of(row: VerificationStatement) -> str:
    """The file with which anybody checks a statement without us."""
    return statement.document(row.body, row.seal)


def _named(row: Organization | Event) -> Named:
    return Named(row.slug, row.name_zh_hans, row.name_en)


def _version(inventory: Inventory) -> Version:
    return Version(
        kind=inventory.kind,
        number=inventory.number,
        lines=inventory.lines.count(),
        total_grams=inventory.total_grams or 0,
        content_digest=inventory.content_digest,
    )


def _findings(work: Verification) -> Findings:
    told = events.verification.queries.findings_of(work)
    count = Counter(each.finding.grade for each in told)
    grade = Finding.Grade
    minor_open = sum(each.finding.grade == grade.MINOR and not each.is_settled for each in told)
    return Findings(count[grade.MAJOR], count[grade.MINOR], count[grade.NOTE], minor_open)
