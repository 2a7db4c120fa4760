"""The auditor's pack: everything about an event in one zip that anybody checks without us.

The same state makes the same bytes: entries are stored in a fixed order with one time, and nothing in them knows when
or by whom the pack was made. All rows are read as of one moment. The log only grows, so it is signed after that moment:
the one checkpoint of the pack covers every entry that its rows speak of.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import certificates.queries
import credits.actions
from events.models import Event
from events.reports.pack import approvals, ledger, papers
from events.reports.pack.readme import README
from events.reports.snapshot import one_moment

FORMAT = "diandian/audit-pack@v1"
_EPOCH = (1980, 1, 1, 0, 0, 0)
MANIFEST = "manifest.json"
File = tuple[str, bytes]


def pack_of(event: Event) -> bytes:
    """The zip of an event as it stands."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        with one_moment():
            row = Event.objects.select_related("organiser", "donated_account", "sale_account").get(
                pk=event.pk
            )
            listed = _kept(archive, files_of(row))
            indexes = ledger.log_indexes(row)
        checkpoint = credits.actions.publish_checkpoint()
        listed += _kept(archive, ledger.log_files(indexes, checkpoint))
        archive.writestr(_entry(MANIFEST), _manifest(row, listed, checkpoint.size if checkpoint else 0))
    return out.getvalue()


def _kept(archive: zipfile.ZipFile, files: Iterator[File]) -> list[dict[str, object]]:
    """Write files into the archive; what the manifest says of them."""
    listed: list[dict[str, object]] = []
    for path, content in files:
        archive.writestr(_entry(path), content)
        digest = hashlib.sha256(content).hexdigest()
        listed.append({"path": path, "size_bytes": len(content), "sha256": digest})
    return listed


def files_of(event: Event) -> Iterator[File]:
    """All files but the log's and the manifest, in their order."""
    program, keys = certificates.queries.checking_files()
    yield "README.md", README.encode()
    yield "check_pack.py", Path(__file__).with_name("check_pack.py").read_bytes()
    yield "verify.py", program.encode()
    yield "keys.json", keys.encode()
    yield from ledger.files(event)
    yield from approvals.files(event)
    yield from papers.files(event)


def _manifest(event: Event, listed: list[dict[str, object]], log_size: int) -> bytes:
    values = {
        "format": FORMAT,
        "event": {
            "slug": event.slug,
            "name": {"zh": event.name_zh_hans, "en": event.name_en},
            "state": event.state,
            "is_demonstration": event.is_demonstration,
        },
        "log_size": log_size,
        "files": listed,
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.create_system = 3  # whatever this machine is
    entry.external_attr = 0o100644 << 16
    return entry
