"""A lost paper is made again, byte by byte, without the private key that sealed it."""

import hashlib
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from certificates import actions, pages, rendering
from certificates.errors import PlateNotKeptError
from certificates.models import Certificate, Plate, Rendering
from certificates.sealing import new_pair
from certificates.shelf import SHELF
from credits.models import Account
from tests.certificates.conftest import certify, retire

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHAPED = "สมชาย วงศ์สวัสดิ์"
PEOPLE = [
    {"holder_name": "李雷"},
    {"holder_name": ""},
    {"holder_name": SHAPED},
    {"holder_name": "林大山", "kind": "family", "group": "林家"},
    {"holder_name": "阿卜杜拉 عبد الله", "kind": "family", "group": "林家"},
]


@pytest.fixture(autouse=True)
def _empty_shelf() -> None:
    SHELF.plates.clear()


def made(account: Account, **changes: Any) -> Rendering:
    certificate = retire(certify(**changes), account)
    actions.render(certificate_id=certificate.pk)
    return Rendering.objects.get(certificate=certificate, kind="pdf")


@pytest.mark.parametrize("changes", PEOPLE, ids=lambda changes: changes["holder_name"] or "nobody")
def test_it_is_the_same_file_after_the_key_and_the_templates_have_changed(
    event_account: Account, settings: Any, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    first = made(event_account, **changes)
    other = new_pair("diandian.example")
    settings.CERTIFICATE_SIGNING_KEY = other.private_pem
    settings.CERTIFICATE_SIGNING_CERTIFICATE = other.certificate_pem
    monkeypatch.setattr(pages, "_rendered", None)  # whoever renders a template fails
    monkeypatch.setattr(pages, "get_template", None)
    pages.source_of.cache_clear()
    SHELF.plates.clear()
    again = actions.remade(Rendering.objects.get(pk=first.pk))
    assert (again, hashlib.sha256(again).hexdigest()) == (bytes(first.content), first.sha256)
    pages.source_of.cache_clear()


@pytest.mark.parametrize("name", ["李雷", SHAPED])
def test_another_process_makes_the_same_file_without_any_key(
    event_account: Account, tmp_path: Path, name: str
) -> None:
    first = made(event_account, holder_name=name)
    assert first.plate is not None
    (tmp_path / "plate").write_bytes(bytes(first.plate.body))
    (tmp_path / "seal").write_bytes(bytes(first.seal or b""))
    (tmp_path / "statement").write_text(json.dumps(first.certificate.statement))
    (tmp_path / "document").write_text(first.certificate.document or "")
    program = """
import django, hashlib, json, pathlib, sys
django.setup()
from certificates import rendering
from certificates.document import Statement
from certificates.plates import Plate
at = pathlib.Path(sys.argv[1])
made = rendering.restamped(
    Statement.from_json(json.loads((at / "statement").read_text())),
    Plate.from_bytes((at / "plate").read_bytes()),
    document=(at / "document").read_text(),
    seal=(at / "seal").read_bytes(),
)
print(hashlib.sha256(made).hexdigest(), any(name.startswith("weasyprint") for name in sys.modules))
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "diandian.settings"}
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [first.sha256, "False"]


def test_a_paper_says_of_which_plate_it_was_stamped(event_account: Account) -> None:
    people = [made(event_account, holder_name=name) for name in ("李雷", "韩梅", SHAPED)]
    plates = [row.plate_id for row in people]
    assert plates[0] == plates[1] != plates[2]
    assert None not in plates
    assert actions.render_group(certificate_ids=[retire(certify(holder_name="王"), event_account).pk]) == 1
    assert Rendering.objects.order_by("-pk")[0].plate_id == plates[0]


def test_where_the_database_lost_a_plate_that_is_remembered_it_is_kept_again(rendered: Certificate) -> None:
    key, body = Plate.objects.values_list("key", "body").get()
    assert SHELF.id_of(key) == Plate.objects.get().pk
    assert SHELF.id_of("0" * 64) is None
    SHELF.plates["f" * 64] = SHELF.plates[key]
    again = SHELF.id_of("f" * 64)
    assert again is not None
    found = Plate.objects.get(pk=again)
    assert (found.key, bytes(found.body)) == ("f" * 64, bytes(body))
    SHELF.plates.pop("f" * 64)


def test_a_paper_without_its_plate_cannot_be_made_again(retired: Certificate) -> None:
    old = Rendering(certificate=retired, kind="pdf", sha256="0" * 64, content=b"1")
    with pytest.raises(PlateNotKeptError):
        actions.remade(old)


def test_a_lost_picture_is_drawn_again(rendered: Certificate) -> None:
    stored = actions.poster(certificate=rendered)
    assert stored is not None
    assert actions.remade(stored) == bytes(stored.content)


# --- The command ------------------------------------------------------------------------------------------


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("remake", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_writes_the_paper(rendered: Certificate, tmp_path: Path) -> None:
    stored = Rendering.objects.get(kind="pdf")
    path = tmp_path / "again.pdf"
    words = said(rendered.number.upper(), "--to", str(path))
    assert words == f"{path}: {len(stored.content)} bytes, SHA-256 {stored.sha256}\n"
    assert path.read_bytes() == bytes(stored.content)


def test_the_command_writes_nothing_that_is_not_the_same(
    rendered: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "restamped", lambda *args, **options: b"another")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="another file"):
        said(rendered.number)
    assert list(tmp_path.iterdir()) == []


def test_the_command_knows_only_what_was_stored(retired: Certificate) -> None:
    for number in (retired.number, "abcdefgh2345"):
        with pytest.raises(CommandError, match="Nothing was ever stored"):
            said(number)
