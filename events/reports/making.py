"""The worker's side: a report that waits is made, step by step, and kept whole or not at all.

A worker that dies leaves a report whose heart no longer beats; the sweeper takes it over. The number of failed tries
tells one try from the next: whoever is late, and lost the report meanwhile, can write nothing of it any more.
"""

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from events.models import Report, ReportFile
from events.reports.errors import LostReportError, UnfitTextsError
from events.reports.progress import BEGINS, Step

logger = logging.getLogger(__name__)
State = Report.State

TRIES_MAX = 3
BEAT_SECONDS = 5.0
# A living worker beats a dozen times in it.
DEAD_AFTER = timedelta(seconds=60)
# How long a report may wait for its message before the sweeper makes it.
MESSAGE_LOST_AFTER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Claim:
    """A try at a report: which one, and how many failed before."""

    report_id: int
    failed_tries: int

    def update(self, **values: Any) -> None:
        """Write of the report while it is this try's. LostReportError once it is another's."""
        mine = Report.objects.filter(
            pk=self.report_id, failed_tries=self.failed_tries, state=Report.State.MAKING
        )
        if not mine.update(beats_at=timezone.now(), **values):
            raise LostReportError

    def reach(self, step: Step) -> None:
        self.update(progress_percent=BEGINS[step])


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file."""

    format: str
    name: str
    content: bytes


def make(*, report_id: int) -> bool:
    """Make a report that waits; whether it became ready. One that is being made, or is done, is left alone."""
    claim = _claim(report_id)
    if claim is None:
        return False
    try:
        with _beating(claim):
            files = _files(Report.objects.select_related("event").get(pk=report_id), claim)
            claim.reach(Step.KEEPING)
            _keep(claim, files)
    except LostReportError:
        logger.warning("Report %s was taken over by another worker.", report_id)
        return False
    except UnfitTextsError:
        # What is written stays as it is until somebody writes it anew: no other try finds anything else.
        _fail(claim, TRIES_MAX)
        return False
    except Exception:  # whatever it was, it is counted, and tried anew
        logger.exception("Report %s could not be made.", report_id)
        _fail(claim, claim.failed_tries + 1)
        return False
    return True


def make_waiting() -> int:
    """Make what waits without a message, and what a dead worker left; how many became ready."""
    now = timezone.now()
    left = Q(state=State.WAITING, asked_at__lt=now - MESSAGE_LOST_AFTER)
    dead = Q(state=State.MAKING) & (Q(beats_at=None) | Q(beats_at__lt=now - DEAD_AFTER))
    ids = list(Report.objects.filter(left | dead).order_by("pk").values_list("pk", flat=True))
    return sum(make(report_id=pk) for pk in ids)


def _claim(report_id: int) -> Claim | None:
    """This try's claim, if the report waits or was left by the dead."""
    with transaction.atomic():
        row = Report.objects.select_for_update().filter(pk=report_id).first()
        if row is None or row.state not in (State.WAITING, State.MAKING):
            return None
        if row.state == State.MAKING:
            if row.beats_at is not None and row.beats_at > timezone.now() - DEAD_AFTER:
                return None
            row.failed_tries += 1
        row.state = State.FAILED if row.failed_tries >= TRIES_MAX else State.MAKING
        row.progress_percent, row.beats_at = 0, timezone.now()
        row.save(update_fields=["state", "failed_tries", "progress_percent", "beats_at"])
        return Claim(row.pk, row.failed_tries) if row.state == State.MAKING else None


def _fail(claim: Claim, tries: int) -> None:
    state = State.FAILED if tries >= TRIES_MAX else State.WAITING
    mine = Report.objects.filter(pk=claim.report_id, failed_tries=claim.failed_tries, state=State.MAKING)
    mine.update(state=state, failed_tries=tries, progress_percent=0)


def _files(report: Report, claim: Claim) -> list[Made]:
    if report.kind == Report.Kind.PACK:
        from events.reports.pack import pack_of  # noqa: PLC0415  only packs need it

        claim.reach(Step.COUNTING)
        return [Made("zip", f"{report.event.slug}-audit.zip", pack_of(report.event))]
    return _document_files(report, claim)


def _document_files(report: Report, claim: Claim) -> list[Made]:
    # What only a worker needs is loaded here: WeasyPrint, openpyxl and all rooms' queries.
    from events.reports.documents import document_of  # noqa: PLC0415
    from events.reports.numbers import numbers_of  # noqa: PLC0415
    from events.reports.paper import pdf_of  # noqa: PLC0415
    from events.reports.texts import unfit  # noqa: PLC0415
    from events.reports.workbook import workbook_of  # noqa: PLC0415

    claim.reach(Step.COUNTING)
    numbers = report.numbers
    if numbers is None:
        # Frozen before anything is made of it: a try after a killed one makes the same document.
        numbers = numbers_of(report.event, report.kind)
        if found := unfit(numbers["texts"], numbers["event"]["state"] if numbers["may_claim"] else None):
            raise UnfitTextsError(report.kind, found)
        claim.update(numbers=numbers)
    claim.reach(Step.WRITING)
    content = json_of(numbers)
    digest = hashlib.sha256(content).hexdigest()
    document = document_of(numbers, report.language)
    claim.reach(Step.SETTING)
    paper = pdf_of(document, digest)
    claim.reach(Step.TABLES)
    book = workbook_of(document, digest)
    name = f"{report.event.slug}-{report.kind}-{numbers['as_of'][:10]}"
    spoken = name if report.language == Report.Language.BOTH else f"{name}-{report.language[:2]}"
    return [
        Made("pdf", f"{spoken}.pdf", paper),
        Made("xlsx", f"{spoken}.xlsx", book),
        Made("json", f"{name}.json", content),
    ]


def json_of(numbers: dict[str, Any]) -> bytes:
    """The numbers as the file that is handed out: the same numbers are the same bytes."""
    return (json.dumps(numbers, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _keep(claim: Claim, files: list[Made]) -> None:
    with transaction.atomic():
        claim.update(state=State.READY, progress_percent=BEGINS[Step.READY], ready_at=timezone.now())
        ReportFile.objects.bulk_create(
            ReportFile(
                report_id=claim.report_id,
                format=made.format,
                file_name=made.name,
                content=made.content,
                size_bytes=len(made.content),
                digest=hashlib.sha256(made.content).hexdigest(),
            )
            for made in files
        )


@contextmanager
def _beating(claim: Claim) -> Iterator[None]:
    """A thread that says every few seconds that this try is alive, as long as the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(claim, stop.wait), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(claim: Claim, wait: Callable[[float], bool]) -> None:
    try:
        while not wait(BEAT_SECONDS):
            try:
                claim.update()
            except LostReportError:
                return
            except DatabaseError as error:  # the next beat may find the database again
                logger.warning("Report %s: no beat: %s", claim.report_id, error)
    finally:
        connection.close()
