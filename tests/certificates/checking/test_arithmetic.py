"""verify.py's own P-256 and Ed25519 say what `cryptography` and the published vectors say."""

import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.checking import verify
from tests.test_architecture import ROOT

# RFC 6979, A.2.5: P-256 with SHA-256, the messages "sample" and "test".
RFC_6979_KEY = (
    0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,
    0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299,
)
RFC_6979 = {
    b"sample": (
        0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
        0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
    ),
    b"test": (
        0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
        0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
    ),
}
# RFC 8032, 7.1: tests 1, 2, 3 and 1024's key with its shorter cousin, SHA(abc).
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f059"
        "5bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4"
        "302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e971"
        "6ed28dc027beceea1ec40a",
    ),
]
ORDER = verify.N
scalars = st.integers(1, ORDER - 1)


def p256_by_cryptography(point: tuple[int, int], digest: bytes, r: int, s: int) -> bool:
    key = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
    try:
        key.verify(encode_dss_signature(r, s), digest, ec.ECDSA(Prehashed(SHA256())))
    except InvalidSignature:
        return False
    return True


def ed25519_by_cryptography(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("message", RFC_6979)
def test_p256_takes_the_published_signatures_and_none_beside_them(message: bytes) -> None:
    digest = hashlib.sha256(message).digest()
    r, s = RFC_6979[message]
    assert verify.p256_has(RFC_6979_KEY)
    assert verify.p256_verify(RFC_6979_KEY, digest, r, s)
    beside = [(r + 1, s), (r, s + 1), (0, s), (r, 0), (r + ORDER, s), (r, s + ORDER), (-r, s), (s, r)]
    assert [verify.p256_verify(RFC_6979_KEY, digest, *each) for each in beside] == [False] * len(beside)
    assert not verify.p256_verify(RFC_6979_KEY, hashlib.sha256(b"another").digest(), r, s)


@settings(max_examples=40, deadline=None)
@given(scalars, st.binary(min_size=32, max_size=32))
def test_p256_agrees_with_cryptography(secret: int, digest: bytes) -> None:
    private = ec.derive_private_key(secret, ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    r, s = decode_dss_signature(
        private.sign(digest, ec.ECDSA(Prehashed(SHA256()), deterministic_signing=True))
    )
    point = (numbers.x, numbers.y)
    assert verify.p256_has(point)
    for each in [(r, s), (r, ORDER - s), (r, s ^ 1), (s, r)]:
        assert verify.p256_verify(point, digest, *each) == p256_by_cryptography(point, digest, *each)


@pytest.mark.parametrize("secret", [1, 2, 3, ORDER - 1, ORDER - 2])
@pytest.mark.parametrize("digest", [bytes(32), b"\xff" * 32, bytes(31) + b"\x01"])
def test_p256_agrees_where_points_meet(secret: int, digest: bytes) -> None:
    """Keys beside the base point make an addition of equal or opposite points, whose formula is another one."""
    numbers = ec.derive_private_key(secret, ec.SECP256R1()).public_key().public_numbers()
    point = (numbers.x, numbers.y)
    for r, s in [(1, 1), (verify.G[0] % ORDER, 1), (numbers.x % ORDER, 1), (1, ORDER - 1), (2, 3)]:
        assert verify.p256_verify(point, digest, r, s) == p256_by_cryptography(point, digest, r, s)


def test_points_beside_the_curve_are_none() -> None:
    x, y = verify.G
    beside = [(x, y + 1), (x + 1, y), (x + verify.P, y), (x, y + verify.P), (0, 0), (-x, y)]
    assert [verify.p256_has(point) for point in beside] == [False] * len(beside)


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_ed25519_takes_the_published_signatures(key: str, message: str, signature: str) -> None:
    public, signed, text = bytes.fromhex(key), bytes.fromhex(signature), bytes.fromhex(message)
    assert verify.ed25519_verify(public, text, signed)
    assert not verify.ed25519_verify(public, text + b"x", signed)
    assert not verify.ed25519_verify(public, text, signed[:-1])
    assert not verify.ed25519_verify(public[:-1], text, signed)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
def test_ed25519_agrees_with_cryptography(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(message)
    flipped = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    for each in (signature, flipped, bytes(64)):
        assert verify.ed25519_verify(key, message, each) == ed25519_by_cryptography(key, message, each)


def test_ed25519_refuses_a_number_written_larger_by_the_order() -> None:
    key, message, signature = (bytes.fromhex(text) for text in RFC_8032[2])
    s = int.from_bytes(signature[32:], "little") + verify.L
    larger = signature[:32] + s.to_bytes(32, "little")
    assert not verify.ed25519_verify(key, message, larger)
    assert not ed25519_by_cryptography(key, message, larger)


@pytest.mark.parametrize("encoded", [b"\xff" * 32, bytes(31) + b"\x80", (2).to_bytes(32, "little")])
def test_ed25519_takes_no_key_that_is_no_point(encoded: bytes) -> None:
    assert not verify.ed25519_verify(encoded, b"", bytes(64))


def test_the_paths_of_the_published_vectors_lead_to_their_roots() -> None:
    vectors = json.loads((ROOT / "docs" / "proofs-vectors.json").read_text())
    for case in vectors["tree"]["inclusion"]:
        leaf = hashlib.sha256(b"\x00" + str(case["index"]).encode()).digest()
        path = [bytes.fromhex(step) for step in case["path"]]
        root = bytes.fromhex(vectors["tree"]["roots"][str(case["size"])])
        assert verify._leads_to_root(leaf, case["index"], path, (case["size"], root))
        assert not verify._leads_to_root(leaf, case["index"] + 1, path, (case["size"], root))


def test_the_crafted_paths_of_the_published_vectors_are_refused() -> None:
    """Each would be taken by a checker that forgets one rule of docs/proofs.md."""
    vectors = json.loads((ROOT / "docs" / "proofs-vectors.json").read_text())

    def adds_up(case: dict[str, dict[str, str]], position: int, path: list[dict[str, str]]) -> bool:
        leaf = (bytes.fromhex(case["leaf"]["commitment"]), int(case["leaf"]["grams"]))
        steps = [(bytes.fromhex(step["hash"]), int(step["sum"])) for step in path]
        root = case["root"]
        return verify._adds_up(
            leaf, position, steps, (bytes.fromhex(root["hash"]), int(root["sum"]), int(root["leaves"]))
        )

    found = {case["attack"]: adds_up(case, case["position"], case["path"]) for case in vectors["refused"]}
    assert len(found) > 5
    assert [attack for attack, is_taken in found.items() if is_taken] == []
