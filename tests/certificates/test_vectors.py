"""docs/certificates-vectors.json: made by this code, and accepted by the one-file checker, which shares none of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from certificates import sealing
from scripts import make_certificate_vectors
from tests.certificates import samples

PATH = Path(__file__).resolve().parents[2] / "docs" / "certificates-vectors.json"
VECTORS: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))


def test_the_vectors_are_what_the_code_makes() -> None:
    assert PATH.read_text(encoding="utf-8") == make_certificate_vectors.text()


def test_the_demonstration_key_is_derived_from_the_live_one() -> None:
    live, demonstration = VECTORS["keys"]
    derived = sealing.demonstration_pair(bytes.fromhex(live["secret"]))
    assert (derived.secret.hex(), derived.certificate_pem) == (
        demonstration["secret"],
        demonstration["certificate"],
    )


@pytest.mark.parametrize("case", VECTORS["documents"], ids=lambda case: str(case["about"]))
def test_a_newer_document_differs_in_its_pool_proofs_alone(case: dict[str, str]) -> None:
    first, newer = json.loads(case["first"]), json.loads(case["newer"])
    assert {**newer, "pool_proofs": []} == first
    assert first["pool_proofs"] == []


@pytest.mark.parametrize("case", VECTORS["documents"], ids=lambda case: str(case["about"]))
def test_a_statement_is_signed_by_the_key_for_its_purpose(case: dict[str, str]) -> None:
    document = json.loads(case["first"])
    keys = {key["id"]: key for key in json.loads(VECTORS["key_list"])["certificate_keys"]}
    purpose = keys[document["signature"]["key"]]["purpose"]
    assert (purpose == "demonstration") == json.loads(document["statement"])["is_demonstration"]


def test_the_samples_are_among_the_vectors() -> None:
    texts = {case[age] for case in VECTORS["documents"] for age in ("first", "newer")}
    made = (samples.live, samples.settled, samples.in_part, samples.english, samples.demonstration)
    assert [make.__name__ for make in made if make() not in texts] == []
