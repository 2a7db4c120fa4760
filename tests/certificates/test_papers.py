"""The paper as it leaves: its proof inside, its seal over all, and the same bytes from every worker."""

import json
import subprocess
from pathlib import Path

import pytest

from certificates import actions, keys, proving, rendering
from certificates.checking import verify
from certificates.models import Certificate, Plate, Rendering
from certificates.plates import Plate as Stamped
from certificates.shelf import SHELF, StoredShelf
from credits.models import Account
from tests.certificates.conftest import certify, retire
from tests.credits.history import pooled

pytestmark = pytest.mark.django_db
CHECKS = ("file", "seal", "key", "signature", "opening", "entry", "log", "batches")


@pytest.fixture(autouse=True)
def _empty_shelf() -> None:
    """What this process remembers of the tests before is forgotten."""
    SHELF.plates.clear()


def paper(certificate: Certificate) -> Rendering:
    return Rendering.objects.get(certificate=certificate, kind="pdf")


def test_a_stored_paper_holds_its_document_and_convinces_a_stranger(rendered: Certificate) -> None:
    file = bytes(paper(rendered).content)
    report = verify.check(file, verify.read_keys(keys.key_list().text.encode()))
    assert {check.name: check.status for check in report.checks} == {
        **dict.fromkeys(CHECKS, "ok"),
        "pools": "not-checked",
    }
    assert (verify.one_document(verify.read_pdf(file)).decode(), report.outcome) == (
        rendered.document,
        "demonstration",
    )


def test_poppler_and_qpdf_find_the_paper_sound(rendered: Certificate, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(bytes(paper(rendered).content))
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    subprocess.run(["qpdf", "--check", path], capture_output=True, check=True)


def test_the_seal_is_kept_beside_the_paper_and_the_picture_has_none(rendered: Certificate) -> None:
    actions.poster(certificate=rendered)
    seal = paper(rendered).seal
    assert seal is not None
    assert bytes(seal).hex().encode() in bytes(paper(rendered).content)
    assert Rendering.objects.get(certificate=rendered, kind="poster").seal is None


def test_a_lost_paper_is_made_again_byte_by_byte(rendered: Certificate) -> None:
    SHELF.plates.clear()
    statement = rendered.stated
    assert statement is not None
    sealer = keys.sealer(keys.purpose_of(is_demonstration=statement.is_demonstration))
    again = rendering.pdf(statement, document=rendered.document, seal=sealer.seal, shelf=SHELF)
    assert again == bytes(paper(rendered).content)


def test_a_second_worker_takes_the_plates_that_the_first_one_stored(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("李雷", "韩梅"):
        certificate = retire(certify(holder_name=name), event_account)
        actions.render(certificate_id=certificate.pk)
        certificate.refresh_from_db()
        actions.poster(certificate=certificate)
        SHELF.plates.clear()
        stored = list(Plate.objects.order_by("pk").values_list("key", "made_at"))
        assert len(stored) == 2  # the paper's and the poster's
        monkeypatch.setattr(StoredShelf, "keep", None)  # whoever made one now would fail
    assert Rendering.objects.count() == 4


def test_of_two_plates_made_at_once_both_workers_use_the_first(rendered: Certificate) -> None:
    actions.poster(certificate=rendered)
    row = Plate.objects.order_by("pk")[0]
    plate = Stamped.from_bytes(bytes(row.body))
    other = Stamped.from_bytes(bytes(Plate.objects.order_by("pk")[1].body))
    assert StoredShelf().keep(row.key, other).to_bytes() == plate.to_bytes()
    assert StoredShelf().find("0" * 64) is None


def test_a_pool_that_closes_later_changes_no_paper(rendered: Certificate, event_account: Account) -> None:
    before = bytes(paper(rendered).content)
    pooled(event_account.lots.get().transfer.batch, "1-1", event_account)
    assert proving.follow_pools() == 1
    actions.render(certificate_id=rendered.pk)
    assert bytes(paper(rendered).content) == before
    assert json.loads(rendered.document or "")["pool_proofs"] == []
