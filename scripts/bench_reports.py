"""`make bench-reports`: both reports after an event with 40,000 journeys, and the auditor's pack: time and memory.

The event is made by the code itself: its inventory is verified, its journeys are retired by the ledger's settlement.
Each document is made by a process of its own, as a worker that has just begun. The yardsticks run in the same minutes
on the same machine: plain SQL that reads the retired ranges of the same journeys, and WeasyPrint with as many pages
of plain text.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django

KINDS = ("verification", "hosting", "pack")
CITIES = ("北京", "重庆", "上海", "成都")
AT_A_TIME = 1_000
_ROWS = """
    SELECT journey.id, journey.amount_grams, slice.batch_id, slice.batch_from, slice.batch_to
    FROM events_journey journey
    JOIN credits_retirementslice slice ON slice.retirement_id = journey.retirement_request_id
    WHERE journey.event_id = %s AND journey.stage = 'retired' ORDER BY slice.batch_id, slice.batch_from
"""
_LINE = "What this line says is of no importance; it is as long as lines of a report usually are. "


def prepare(journeys: int) -> int:
    """An event with so many retired journeys and a verified inventory; its id."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from events.models import Event  # noqa: PLC0415
    from tests.events.reports import stage  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    event = Event.objects.get(slug="low-carbon-universiade")
    retire_journeys(event, journeys)
    stage.with_measures(event)
    stage.with_forecast(event)
    stage.stated(event, stage.with_inventory(event))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what autovacuum does within a minute wherever rows come one by one
    return event.pk


def retire_journeys(event: Any, count: int) -> None:
    """So many journeys, each retired by the ledger. Their certificates are bare rows: no report reads them."""
    import credits.actions  # noqa: PLC0415
    from events.models import Journey  # noqa: PLC0415
    from tests.conftest import journey_from  # noqa: PLC0415

    samples = [journey_from(event, city) for city in CITIES]
    account = event.donated_account
    for begin in range(0, count, AT_A_TIME):
        number = min(AT_A_TIME, count - begin)
        beneficiaries = [uuid.uuid4() for _each in range(number)]
        # Small footprints, so that what the demonstration's donors gave is enough for all.
        requests = [
            credits.actions.retire(
                account=account,
                amount_grams=15_000 + place % 5_000,
                beneficiary=beneficiary,
                purpose="bench",
                key=uuid.uuid4(),
            )
            for place, beneficiary in enumerate(beneficiaries)
        ]
        while credits.actions.settle_pending():
            pass
        chosen = [samples[(begin + place) % len(samples)] for place in range(number)]
        Journey.objects.bulk_create(_journeys(event, chosen, requests))
        print(f"\r{begin + number:,} journeys", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _journeys(event: Any, samples: list[Any], requests: list[Any]) -> list[Any]:
    """Retired journeys, not yet written: a sample's answers for each request."""
    from diandian.lib import codes  # noqa: PLC0415
    from events.models import Journey  # noqa: PLC0415

    return [
        Journey(
            code=codes.random_code(12),
            key=uuid.uuid4(),
            input_digest="",
            event=event,
            venue_id=sample.venue_id,
            assessment=counted,
            amount_grams=request.amount_grams,
            language="en",
            beneficiary=request.beneficiary,
            stage="retired",
            funding="donated",
            certificate=paper,
            retirement_request=request,
        )
        for sample, counted, paper, request in zip(
            samples, _assessments(samples), _certificates(event, requests), requests, strict=True
        )
    ]


def _assessments(samples: list[Any]) -> list[Any]:
    copied = ("factor_set_id", "answers", "lines", "total_grams", "low_grams", "high_grams")
    rows = [
        type(sample.assessment)(
            key=uuid.uuid4(),
            input_digest="",
            **{name: getattr(sample.assessment, name) for name in copied},
        )
        for sample in samples
    ]
    return list(type(rows[0]).objects.bulk_create(rows))


def _certificates(event: Any, requests: list[Any]) -> list[Any]:
    from diandian.lib import codes  # noqa: PLC0415
    from events.models import Journey  # noqa: PLC0415

    certificate: Any = Journey._meta.get_field("certificate").related_model
    now = datetime.now(UTC)
    rows = [
        certificate(
            number=codes.random_code(12, first="d"),
            key=uuid.uuid4(),
            input_digest="",
            kind="honour",
            language="en",
            name_is_public=False,
            holder_name="Bench",
            beneficiary=request.beneficiary,
            event_code=event.slug,
            event_name_zh=event.name_zh_hans,
            event_name_en=event.name_en,
            boundary_zh="x",
            boundary_en="x",
            method="china-2026.1",
            amount_grams=request.amount_grams,
            funding="donated",
            is_demonstration=True,
            pledged_at=now,
            state_changed_at=now,
        )
        for request in requests
    ]
    return list(certificate.objects.bulk_create(rows))


def make_one(event_id: int, kind: str) -> dict[str, Any]:
    """One document, made as a worker makes it."""
    import events.reports.actions  # noqa: PLC0415
    import events.reports.making  # noqa: PLC0415
    from events.models import Event  # noqa: PLC0415
    from tests.events.reports import stage  # noqa: PLC0415

    row = events.reports.actions.ask(
        event=Event.objects.get(pk=event_id), kind=kind, language="both", by=stage.clerk("first")
    )
    found = measured(lambda: events.reports.making.make(report_id=row.pk))
    row.refresh_from_db()
    if row.state != "ready":
        raise SystemExit(f"{kind} was not made")
    files = {file.format: file.size_bytes for file in row.files.defer("content")}
    pdf = row.files.filter(format="pdf").first()
    return {**found, "files": files, "pages": _pages(bytes(pdf.content)) if pdf else 0}


def _pages(pdf: bytes) -> int:
    import pypdfium2  # noqa: PLC0415

    return len(pypdfium2.PdfDocument(pdf))


def read_rows(event_id: int) -> dict[str, Any]:
    """The yardstick of the database: the same journeys' retired ranges, read by plain SQL."""
    from django.db import connection  # noqa: PLC0415

    def read() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [event_id])
            return len(cursor.fetchall())

    connection.ensure_connection()
    return {**measured(read), "rows": read()}


def plain_pages(pages: int) -> dict[str, Any]:
    """The yardstick of paper: so many pages of plain text, by the same WeasyPrint and its face."""
    import certificates.engraving  # noqa: PLC0415

    page = f"<p>{_LINE * 30}</p>"
    style = "<style>p{font:9.5pt/1.6 'Noto Sans CJK SC';break-after:page}</style>"
    title = '<html lang="en"><title>Plain</title>'
    return measured(lambda: certificates.engraving.whole(title + style + page * pages))


def measured(work: Callable[[], object]) -> dict[str, Any]:
    began, cpu = time.monotonic(), time.process_time()
    work()
    return {
        "seconds": round(time.monotonic() - began, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "memory_mib": peak_mib(),
    }


def peak_mib() -> float:
    """The most memory that this process had. What its parent had, which `getrusage` tells as well, is not in it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = [line for line in lines if line.startswith("VmHWM")]
    return round(int(peak.split()[1]) / 1024, 1)


def alone(*arguments: str) -> dict[str, Any]:
    """What a process of its own measured."""
    command = [sys.executable, "-m", "scripts.bench_reports", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts.bench_reports")
    parser.add_argument("--journeys", type=int, default=40_000)
    parser.add_argument("--part", choices=(*KINDS, "rows", "plain"))
    parser.add_argument("--event", type=int, default=0, help="one that was prepared before")
    parser.add_argument("--pages", type=int, default=0)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diandian.settings")
    django.setup()
    if chosen.part == "rows":
        print(json.dumps(read_rows(chosen.event)))
    elif chosen.part == "plain":
        print(json.dumps(plain_pages(chosen.pages)))
    elif chosen.part:
        print(json.dumps(make_one(chosen.event, chosen.part)))
    else:
        compare(chosen.event or prepare(chosen.journeys))


def compare(prepared: int) -> None:
    """Measure each part in a process of its own, and print a table and a line of JSON."""
    event = str(prepared)
    found = {kind: alone("--part", kind, "--event", event) for kind in KINDS}
    found["rows"] = alone("--part", "rows", "--event", event)
    for kind in ("verification", "hosting"):
        found[f"plain {kind}"] = alone("--part", "plain", "--pages", str(found[kind]["pages"]))
    print(f"{'':<24}{'seconds':>9}{'CPU s':>9}{'MiB':>8}{'pages':>7}")
    for name, each in found.items():
        pages = each.get("pages") or ""
        print(f"{name:<24}{each['seconds']:>9}{each['cpu_seconds']:>9}{each['memory_mib']:>8}{pages:>7}")
    for kind in ("verification", "hosting"):
        plain = found[f"plain {kind}"]["cpu_seconds"]
        times = found[kind]["cpu_seconds"] / plain
        print(f"{kind}: {times:.1f} times the CPU of as many plain pages")
    machine = f"{os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}"
    print(json.dumps({"benchmark": "reports", "on": date.today().isoformat(), "machine": machine, **found}))


if __name__ == "__main__":
    main()
