"""The event's own papers: factors, measures, inventories, evidence, statements, declarations, witnessings, reports."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

import events.inventory.queries
import events.verification.signing
import footprint.queries
from events.inventory.lines import content_of
from events.models import (
    Attendance,
    Declaration,
    Donation,
    Event,
    EvidenceFile,
    Finding,
    Inventory,
    Journey,
    LineCheck,
    MeasureStep,
    Report,
    ReportFile,
    Verification,
    VerificationStatement,
    Witnessing,
)
from events.reports.numbers.offsets import balance_numbers
from events.reports.numbers.taking_part import taking_part_numbers
from events.reports.pack.tables import canonical, document, table, utc
from footprint.calculation import FactorValue

File = tuple[str, bytes]
# More evidence than that does not go into the pack: its digests do, and the files stay in the evidence room.
EVIDENCE_BYTES_MAX = 200_000_000


def files(event: Event) -> Iterator[File]:
    yield "balance.json", document(balance_numbers(event))
    yield "taking-part.json", document(taking_part_numbers(event))
    yield "donations.csv", _donations(event)
    yield "attendance.csv", _attendance(event)
    yield "measures.csv", _measures(event)
    yield from _factors(event)
    yield from _inventories(event)
    yield from _verifications(event)
    yield from _declared(event)
    yield from _evidence(event)
    yield from _reports(event)


def _donations(event: Event) -> bytes:
    rows = Donation.objects.filter(event=event).select_related("donor", "account", "evidence")
    rows = rows.defer("evidence__content").order_by("pk")
    return table(
        ("id", "donor", "account", "amount_grams", "state", "entered_at", "decided_at", "evidence_sha256"),
        [
            (
                *(row.pk, row.donor.name_en, row.account.code, row.amount_grams, row.state, row.offered_at),
                *(row.decided_at, row.evidence.digest if row.evidence else None),
            )
            for row in rows
        ],
    )


def _attendance(event: Event) -> bytes:
    rows = Attendance.objects.filter(event=event).select_related("zone__venue").order_by("day", "zone")
    return table(
        ("day", "venue", "zone", "people", "counted_by", "entered_by_id"),
        [
            (
                row.day,
                row.zone.venue.name_en,
                row.zone.name_en,
                row.people,
                row.source,
                row.entered_by_id,
            )
            for row in rows
        ],
    )


def _measures(event: Event) -> bytes:
    rows = MeasureStep.objects.filter(measure__event=event).select_related("measure").order_by("pk")
    return table(
        (
            *("measure", "title", "phase", "category", "responsible", "deadline"),
            *("status", "avoided_grams", "method", "note", "by_id", "at"),
        ),
        [
            (
                *(row.measure_id, row.measure.title_en, row.measure.phase, row.measure.category),
                *(row.measure.owner, row.measure.due_on, row.status, row.avoided_grams, row.method),
                *(row.note, row.by_id, row.at),
            )
            for row in rows
        ],
    )


def _factors(event: Event) -> Iterator[File]:
    """The factor sets by which the inventories and the spectators' footprints were counted, whole."""
    used = set(Inventory.objects.filter(event=event).values_list("factor_set", flat=True))
    counted = Journey.objects.filter(event=event).order_by().values_list("assessment__factor_set", flat=True)
    used |= set(counted.distinct())
    for row in sorted(footprint.queries.readable_factor_sets(), key=lambda row: row.method):
        if row.pk in used:
            yield f"factors/{row.method}.csv", _factor_table(row)


def _factor_table(factor_set: Any) -> bytes:
    """All factors of a set with every field, in the order of their codes."""
    heads = [field.name for field in dataclasses.fields(FactorValue)]
    values = sorted(footprint.queries.library_of(factor_set).values(), key=lambda factor: factor.code)
    return table(heads, [[_plain(getattr(value, head)) for head in heads] for value in values])


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.value if isinstance(value, Enum) else value


def _inventories(event: Event) -> Iterator[File]:
    """Each submitted version in the very bytes over which its digest was made."""
    rows = Inventory.objects.filter(event=event).exclude(state=Inventory.State.DRAFT)
    listed = []
    for row in rows.select_related("factor_set").order_by("kind", "number"):
        path = f"inventories/{row.kind}-{row.number}.json"
        terms = events.inventory.queries.terms_of(row)
        yield path, canonical(content_of(terms, events.inventory.queries.lines_of(row)))
        listed.append(
            (
                *(path, row.kind, row.number, row.state, row.total_grams, row.content_digest, row.reason),
                *(row.created_by_id, row.created_at, row.submitted_by_id, row.submitted_at),
            )
        )
    heads = (
        *("path", "kind", "version", "state", "total_grams", "sha256", "reason"),
        *("begun_by_id", "begun_at", "submitted_by_id", "submitted_at"),
    )
    yield "inventories/index.csv", table(heads, listed)


def _verifications(event: Event) -> Iterator[File]:
    rows = Verification.objects.filter(inventory__event=event).select_related("inventory", "verifier")
    told = []
    for row in rows.order_by("pk"):
        findings = Finding.objects.filter(verification=row).order_by("pk")
        told.append(
            {
                "inventory": f"{row.inventory.kind}-{row.inventory.number}",
                "verifier": row.verifier.name_en,
                "state": row.state,
                "seed": row.seed,
                "sample": row.sample,
                "return_reason": row.return_reason,
                "begun_at": utc(row.opened_at),
                "checks": list(
                    LineCheck.objects.filter(verification=row)
                    .order_by("pk")
                    .values("line__position", "note", "by_id")
                ),
                "findings": list(
                    findings.values("pk", "answers", "grade", "settles", "text", "by_id", "line__position")
                ),
            }
        )
        statement = VerificationStatement.objects.filter(verification=row).first()
        if statement is not None:
            content = events.verification.signing.document_of(statement)
            yield f"statements/{statement.pk}.json", content.encode()
    yield "verifications.json", document(told)


def _declared(event: Event) -> Iterator[File]:
    """Declarations and witnessings in the bytes over which their digests were made."""
    listed: list[tuple[object, ...]] = []
    for row in Declaration.objects.filter(event=event).order_by("pk"):
        path = f"declarations/{row.pk}.json"
        yield path, canonical(row.body)
        listed.append((path, "declaration", row.digest, row.by_id, row.at, None, None, None))
    witnessed = Witnessing.objects.filter(declaration__event=event).select_related("certificate")
    for seen in witnessed.order_by("pk"):
        path = f"witnessings/{seen.pk}.json"
        yield path, canonical(seen.body)
        number = seen.certificate.number if seen.certificate else None
        listed.append(
            (
                *(path, seen.state, seen.digest, seen.proposed_by_id, seen.proposed_at),
                *(seen.decided_by_id, seen.decided_at, number),
            )
        )
    heads = ("path", "what", "sha256", "by_id", "at", "decided_by_id", "decided_at", "certificate")
    yield "declared.csv", table(heads, listed)


def _evidence(event: Event) -> Iterator[File]:
    """Every file's digest; the files themselves, in the order in which they came, as far as the pack has room."""
    listed, used = [], 0
    for row in EvidenceFile.objects.filter(event=event).defer("content").order_by("pk"):
        used += row.size_bytes
        path = f"evidence/{row.digest}{PurePosixPath(row.file_name).suffix.lower()}"
        is_inside = used <= EVIDENCE_BYTES_MAX
        if is_inside:
            yield path, bytes(EvidenceFile.objects.only("content").get(pk=row.pk).content)
        listed.append(
            (
                *(path if is_inside else "", row.title, row.file_name, row.media_type, row.size_bytes),
                *(row.digest, row.uploaded_by_id, row.uploaded_at),
            )
        )
    heads = (
        *("path", "title", "file_name", "media_type", "size_bytes"),
        *("sha256", "uploaded_by_id", "uploaded_at"),
    )
    yield "evidence/index.csv", table(heads, listed)


def _reports(event: Event) -> Iterator[File]:
    """The documents that were made, as they were made. Packs are not packed again."""
    made = Report.objects.filter(event=event, state=Report.State.READY).exclude(kind=Report.Kind.PACK)
    listed: list[tuple[Any, ...]] = []
    for row in made.defer("numbers").order_by("pk"):
        for file in ReportFile.objects.filter(report=row).order_by("format"):
            path = f"reports/{row.pk}/{file.file_name}"
            yield path, bytes(file.content)
            listed.append((path, row.kind, row.language, row.asked_by_id, row.ready_at, file.digest))
    yield (
        "reports/index.csv",
        table(("path", "kind", "language", "asked_by_id", "ready_at", "sha256"), listed),
    )
