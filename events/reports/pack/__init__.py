"""The auditor's pack: everything about an event in one zip that anybody checks without us.

The same state makes the same bytes: entries are stored in a fixed order with one time, and nothing in them knows when
or by whom the pack was made.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

import certificates.queries
import credits.public_queries.public_log
from events.models import Event
from events.reports.pack import approvals, ledger, papers
from events.reports.pack.readme import README

FORMAT = "diandian/audit-pack@v1"
_EPOCH = (1980, 1, 1, 0, 0, 0)
MANIFEST = "manifest.json"
File = tuple[str, bytes]


def pack_of(event: Event) -> bytes:
    """The zip of an event as it stands."""
    out, listed = io.BytesIO(), []
    with transaction.atomic(), zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        row = Event.objects.select_related("organiser", "donated_account", "sale_account").get(pk=event.pk)
        for path, content in files_of(row):
            archive.writestr(_entry(path), content)
            listed.append(
                {"path": path, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            )
        archive.writestr(_entry(MANIFEST), _manifest(row, listed))
    return out.getvalue()


def files_of(event: Event) -> Iterator[File]:
    """All files but the manifest, in their order."""
    program, keys = certificates.queries.checking_files()
    yield "README.md", README.encode()
    yield "check_pack.py", Path(__file__).with_name("check_pack.py").read_bytes()
    yield "verify.py", program.encode()
    yield "keys.json", keys.encode()
    yield from ledger.files(event)
    yield from approvals.files(event)
    yield from papers.files(event)


def _manifest(event: Event, listed: list[dict[str, object]]) -> bytes:
    checkpoint = credits.public_queries.public_log.last_checkpoint()
    values = {
        "format": FORMAT,
        "event": {
            "slug": event.slug,
            "name": {"zh": event.name_zh_hans, "en": event.name_en},
            "state": event.state,
            "is_demonstration": event.is_demonstration,
        },
        "log_size": checkpoint.size if checkpoint else 0,
        "files": listed,
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.create_system = 3  # whatever this machine is
    entry.external_attr = 0o100644 << 16
    return entry
