"""What a key signs. Poppler, qpdf and OpenSSL say whether it is right."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from certificates import sealing
from certificates.checking import verify
from certificates.sealing import Sealer
from certificates.sealing.der import der, identifier, integer, set_of
from tests.certificates.sealing.tiny_pdf import sealed_pdf

PAIR = sealing.demonstration_pair(b"a secret of a demonstration")
SEALER = Sealer(PAIR)
STATEMENT = '{"holder_name":"李雷"}'


def run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_poppler_finds_the_seal_valid_over_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed_pdf(SEALER.seal, SEALER.bytes_max))
    said = run("pdfsig", path)
    wanted = (
        "Signer Certificate Common Name",
        "Signing Hash Algorithm",
        "Signature Type",
        "Signature Validation",
    )
    found = [re.search(rf"{name}: (.+)", said)[1] for name in wanted]  # type: ignore[index]
    assert found == ["DEMONSTRATION 演示", "SHA-256", "ETSI.CAdES.detached", "Signature is Valid."]
    assert "Total document signed" in said
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)


def test_poppler_notices_one_changed_byte(tmp_path: Path) -> None:
    path = tmp_path / "changed.pdf"
    path.write_bytes(sealed_pdf(SEALER.seal, SEALER.bytes_max).replace(b"[0 0 200 200]", b"[0 0 200 201]"))
    assert "Signature Validation: Digest Mismatch." in run("pdfsig", path)


def test_openssl_verifies_the_seal_as_cms(tmp_path: Path) -> None:
    content = b"the bytes of a file"
    paths = {name: tmp_path / name for name in ("seal", "content", "certificate")}
    paths["seal"].write_bytes(SEALER.seal(hashlib.sha256(content).digest()))
    paths["content"].write_bytes(content)
    paths["certificate"].write_text(PAIR.certificate_pem)
    done = subprocess.run(
        [
            *("openssl", "cms", "-verify", "-inform", "DER", "-binary", "-cades", "-purpose", "any"),
            *("-in", paths["seal"], "-content", paths["content"], "-CAfile", paths["certificate"]),
        ],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, content)


def test_of_the_two_signatures_that_hold_the_one_with_the_lower_s_is_made() -> None:
    """Without that, half of fifty have the higher."""
    for number in range(50):
        statement = f'{{"number":{number}}}'
        signature = SEALER.sign_statement(statement)
        s = int.from_bytes(signature[32:], "big")
        assert s <= verify.N // 2
        turned = signature[:32] + (verify.N - s).to_bytes(32, "big")
        assert sealing.verify_statement(statement, signature, PAIR.public_der)
        assert sealing.verify_statement(statement, turned, PAIR.public_der)
        sealed = verify.read_cms(SEALER.seal(hashlib.sha256(statement.encode()).digest()))
        assert sealed.s <= verify.N // 2


def test_the_same_digest_is_sealed_with_the_same_bytes() -> None:
    digest = hashlib.sha256(b"x").digest()
    assert SEALER.seal(digest) == Sealer(PAIR).seal(digest)
    assert SEALER.seal(digest) != SEALER.seal(hashlib.sha256(b"y").digest())


def test_no_seal_is_longer_than_the_place_kept_for_it() -> None:
    lengths = {len(SEALER.seal(hashlib.sha256(bytes([number])).digest())) for number in range(200)}
    assert max(lengths) == SEALER.bytes_max - 1  # an s of 33 bytes has room, as seals of before may have it


def test_only_a_sha256_is_sealed() -> None:
    with pytest.raises(ValueError, match="not 20"):
        SEALER.seal(bytes(20))


def test_a_statement_is_signed_behind_a_tag_and_the_same_each_time() -> None:
    signature = SEALER.sign_statement(STATEMENT)
    assert signature == SEALER.sign_statement(STATEMENT)
    assert sealing.verify_statement(STATEMENT, signature, PAIR.public_der)
    untagged = PAIR.private.sign(STATEMENT.encode(), ec.ECDSA(SHA256(), deterministic_signing=True))
    assert not sealing.verify_statement(STATEMENT, untagged, PAIR.public_der)


def test_another_word_signature_or_key_is_no_signature_of_the_statement() -> None:
    signature = SEALER.sign_statement(STATEMENT)
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    other = sealing.demonstration_pair(b"another").public_der
    assert not sealing.verify_statement(STATEMENT.replace("李", "韩"), signature, PAIR.public_der)
    assert not sealing.verify_statement(STATEMENT, flipped, PAIR.public_der)
    assert not sealing.verify_statement(STATEMENT, signature[:-1], PAIR.public_der)
    assert not sealing.verify_statement(STATEMENT, signature, other)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (integer(0), "020100"),
        (integer(127), "02017f"),
        (integer(128), "02020080"),
        (integer(256), "02020100"),
        (identifier("1.2.840.113549.1.7.2"), "06092a864886f70d010702"),
        (identifier("2.5.4.3"), "0603550403"),
        (der(0x04, bytes(127))[:2], "047f"),
        (der(0x04, bytes(128))[:3], "048180"),
        (der(0x04, bytes(256))[:4], "04820100"),
        (der(0x31, set_of(b"\x02\x01\x02", b"\x02\x01\x01")), "3106020101020102"),
    ],
)
def test_der_is_written_in_its_one_form(made: bytes, expected: str) -> None:
    assert made.hex() == expected
