"""The log as programs read it: tiles, entries, checkpoint, proofs; checked with code that is not ours."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.test import Client
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

import credits.actions
from credits.log import Appender
from credits.models import Account, Checkpoint, LogLeaf, Witness
from credits.proofs import merkle
from credits.proofs.checkpoints import Trust, verify_checkpoint, verify_log_proof
from credits.proofs.entries import ClockEntry, clock_entry
from credits.proofs.errors import RootMismatchError
from credits.proofs.notes import KeyKind, Signer
from credits.proofs.tiles import read_entry_bundle
from credits.signing import current_signer
from tests.credits.pages import retired

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(event_account: Account) -> Checkpoint:
    """A checkpoint over 301 leaves: an issue, 20 retirements, and what fills a tile."""
    retired(event_account, *[1_000] * 20)
    with transaction.atomic():
        log = Appender()
        for _turn in range(280):
            log.append(clock_entry(ClockEntry(log.at, log.at)))
        log.write()
    checkpoint = credits.actions.publish_checkpoint()
    assert checkpoint is not None
    assert checkpoint.size == 301
    return checkpoint


def entries() -> list[bytes]:
    return [bytes(entry) for entry in LogLeaf.objects.order_by("index").values_list("entry", flat=True)]


def test_a_mirror_rebuilds_the_root_with_another_library(client: Client, published: Checkpoint) -> None:
    """As any reader of C2SP tlog-tiles does: bundles of entries, an independent tree, the signed root."""
    bundles = [client.get(f"/ledger/log/tile/entries/{name}").content for name in ("000", "001.p/45")]
    mirrored = [entry for bundle in bundles for entry in read_entry_bundle(bundle)]
    assert mirrored == entries()
    tree = InmemoryTree(algorithm="sha256")
    for entry in mirrored:
        tree.append_entry(entry)
    note = client.get("/ledger/log/checkpoint").content.decode()
    origin, size, root = note.split("\n")[:3]
    assert int(size) == len(mirrored)
    assert base64.b64decode(root) == tree.get_root()
    assert origin == current_signer().name


def test_the_checkpoints_signature_is_checked_with_the_published_key_alone(
    client: Client, published: Checkpoint
) -> None:
    note = client.get("/ledger/log/checkpoint").content.decode()
    key = client.get("/ledger/log/keys").content.decode().splitlines()[-1]
    name, _key_id, material = key.rsplit("+", 2) if key.count("+") == 2 else key.split("+", 2)
    text, _empty, line = note.partition("\n\n")
    signature = base64.b64decode(line.split(" ")[2])[4:]
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(material)[1:])
    public.verify(signature, (text + "\n").encode())
    assert line.startswith(f"— {name} ")


def test_tiles_hold_the_hashes_of_their_leaves(client: Client, published: Checkpoint) -> None:
    hashes = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries()]
    full = client.get("/ledger/log/tile/0/000")
    assert full.content == b"".join(hashes[:256])
    assert full.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    partial = client.get("/ledger/log/tile/0/001.p/45")
    assert partial.content == b"".join(hashes[256:])
    assert "immutable" not in partial.headers["Cache-Control"]
    assert client.get("/ledger/log/tile/0/000.p/3").content == b"".join(hashes[:3])
    assert client.get("/ledger/log/tile/1/000.p/1").content == merkle.root_of(hashes[:256])


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", "tile/entries/000", "tile/0/001.p/45"])
def test_any_cache_may_share_what_mirrors_read(client: Client, published: Checkpoint, path: str) -> None:
    response = client.get(f"/ledger/log/{path}", headers={"accept-language": "en", "accept-encoding": "gzip"})
    varied = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")} - {""}
    assert varied <= {"accept-encoding"}
    assert ["Content-Language" in response.headers, "Set-Cookie" in response.headers] == [False, False]
    page = client.get("/ledger/log/")
    assert {"accept-language", "cookie"} <= {name.strip().lower() for name in page.headers["Vary"].split(",")}


@pytest.mark.parametrize(
    "path",
    [
        *("0/001", "0/001.p/46", "0/002.p/1", "1/000", "1/000.p/2", "2/000.p/1", "entries/001"),
        *("0/1", "0/000.p/0", "0/000.p/256", "00/000", "64/000", "entries/x000", "../keys", "0/x001/000.p/1"),
    ],
)
def test_no_tile_is_served_beyond_the_checkpoint_or_under_another_name(
    client: Client, published: Checkpoint, path: str
) -> None:
    assert client.get(f"/ledger/log/tile/{path}").status_code == 404


def test_what_no_checkpoint_vouches_for_yet_is_not_served_as_a_tile(
    client: Client, published: Checkpoint, event_account: Account
) -> None:
    retired(event_account, 5)
    assert client.get("/ledger/log/tile/0/001.p/46").status_code == 404
    assert client.get("/ledger/log/301.tlog-proof").status_code == 404
    assert "The next checkpoint" in client.get("/ledger/log/301/?lang=en").content.decode()
    credits.actions.publish_checkpoint()
    assert client.get("/ledger/log/tile/0/001.p/46").status_code == 200
    assert client.get("/ledger/log/301.tlog-proof").status_code == 200


@pytest.mark.parametrize("index", [0, 255, 256, 300])
def test_a_leafs_proof_file_holds_for_its_entry_only(
    client: Client, published: Checkpoint, index: int
) -> None:
    text = client.get(f"/ledger/log/{index}.tlog-proof").content.decode()
    trust = Trust(current_signer().name, (current_signer().key,))
    assert verify_log_proof(text, entries()[index], trust).head.size == 301
    with pytest.raises(RootMismatchError):
        verify_log_proof(text, entries()[index] + b" ", trust)


@pytest.mark.parametrize(("index", "size"), [(0, 1), (7, 200), (299, 301), (128, 257)])
def test_inclusion_by_api(client: Client, published: Checkpoint, index: int, size: int) -> None:
    answer = client.get(f"/api/v1/ledger/inclusion/?index={index}&size={size}").json()
    path = [base64.b64decode(step) for step in answer["path"]]
    root = base64.b64decode(answer["root"])
    assert root == merkle.root_of([merkle.leaf_hash(entry) for entry in entries()[:size]])
    merkle.verify_inclusion(merkle.leaf_hash(entries()[index]), index, path, merkle.TreeHead(size, root))


@pytest.mark.parametrize(("first", "second"), [(0, 301), (1, 301), (200, 257), (256, 301), (301, 301)])
def test_consistency_by_api(client: Client, published: Checkpoint, first: int, second: int) -> None:
    answer = client.get(f"/api/v1/ledger/consistency/?first={first}&second={second}").json()
    path = [base64.b64decode(step) for step in answer["path"]]
    old = merkle.TreeHead(first, base64.b64decode(answer["first_root"]))
    new = merkle.TreeHead(second, base64.b64decode(answer["second_root"]))
    assert new.root == merkle.root_of([merkle.leaf_hash(entry) for entry in entries()[:second]])
    merkle.verify_consistency(old, new, path)


@pytest.mark.both
@pytest.mark.parametrize(
    "query",
    [
        *("inclusion/", "inclusion/?index=x", "inclusion/?index=-1", "inclusion/?index=301"),
        *(
            "inclusion/?index=3&size=302",
            "inclusion/?index=5&size=5",
            "inclusion/?index=0&size=99999999999999999999",
        ),
        *("consistency/", "consistency/?first=5&second=4", "consistency/?first=1&second=302"),
    ],
)
def test_what_cannot_be_proved_is_refused(client: Client, published: Checkpoint, query: str) -> None:
    response = client.get(f"/api/v1/ledger/{query}")
    assert response.status_code == 400
    assert response.json()["detail"]


def test_a_leaf_by_api_is_what_was_hashed(client: Client, published: Checkpoint) -> None:
    answer = client.get("/api/v1/ledger/leaf/17/").json()
    hashed = hashlib.sha256(b"\x00" + answer["entry"].encode()).digest()
    assert base64.b64decode(answer["leaf_hash"]) == hashed
    assert json.loads(answer["entry"])["grams"] == 1_000
    assert client.get("/api/v1/ledger/leaf/301/").status_code == 404


def test_a_leafs_page_leads_to_what_it_is_about(
    client: Client, published: Checkpoint, event_account: Account
) -> None:
    issue = client.get("/ledger/log/0/").content.decode()
    assert "/ledger/batches/" in issue
    (retirement,) = retired(event_account, 77)
    page = client.get(f"/ledger/log/{retirement.leaf_index}/").content.decode()
    assert f"/ledger/retirements/{retirement.public_id}/" in page
    assert client.get("/ledger/log/999999/").status_code == 404


def test_a_cosignature_is_published_with_the_checkpoint(client: Client, published: Checkpoint) -> None:
    signer = Signer("witness.example/university", bytes(range(32)), KeyKind.COSIGNATURE)
    witness = Witness.objects.create(
        name=signer.name, title_zh_hans="大学", title_en="University", public_key=signer.key.public
    )
    text = published.note.partition("\n\n")[0] + "\n"
    credits.actions.add_cosignature(
        witness=witness, note=published.note + signer.line(text, at=1_700_000_000)
    )
    note = client.get("/ledger/log/checkpoint").content.decode()
    trust = Trust(current_signer().name, (current_signer().key,), (signer.key,), quorum=1)
    assert verify_checkpoint(note, trust)[0].head.size == 301
    page = client.get("/ledger/log/?lang=en").content.decode()
    assert "University" in page
    assert "witness.example/university+" in page


def test_an_old_key_stays_public(client: Client, published: Checkpoint, settings: object) -> None:
    before = client.get("/ledger/log/keys").content.decode()
    seed = base64.b64encode(bytes(range(7, 39))).decode()
    settings.LOG_SIGNING_KEY = seed  # type: ignore[attr-defined]
    after = client.get("/ledger/log/keys").content.decode()
    assert after.startswith(before)
    assert len(after.splitlines()) == len(before.splitlines()) + 1
