"""Pairs of a key and its certificate: made, read back, derived, refused."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import BasicConstraints, KeyUsage
from cryptography.x509.oid import NameOID

from certificates import sealing
from certificates.sealing import KeyPairError, KeyPairProblem

SECRET = b"a secret of a demonstration"
PAIR = sealing.demonstration_pair(SECRET)
ROOT = Path(__file__).resolve().parents[3]


def pem_of(private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_a_new_pair_is_read_back_from_what_it_prints() -> None:
    pair = sealing.new_pair("diandian.example.org")
    again = sealing.read_pair(pair.private_pem, pair.certificate_pem)
    assert (again.secret, again.certificate) == (pair.secret, pair.certificate)
    assert sealing.new_pair("diandian.example.org").secret != pair.secret


def test_both_parts_may_come_in_one_text_in_either_order() -> None:
    pair = sealing.new_pair("diandian.example.org")
    for text in (pair.private_pem + pair.certificate_pem, pair.certificate_pem + pair.private_pem):
        assert sealing.read_pair(text, text).secret == pair.secret


def test_a_certificate_names_its_site_may_only_sign_and_does_not_expire() -> None:
    certificate = sealing.new_pair("diandian.example.org").certificate
    certificate.verify_directly_issued_by(certificate)
    usage = certificate.extensions.get_extension_for_class(KeyUsage)
    limits = certificate.extensions.get_extension_for_class(BasicConstraints)
    assert certificate.subject.rfc4514_string() == "CN=diandian.example.org,O=点点 Diandian"
    assert (usage.critical, usage.value.digital_signature, usage.value.content_commitment) == (True,) * 3
    assert (usage.value.key_cert_sign, usage.value.crl_sign, limits.value.ca) == (False, False, False)
    assert certificate.not_valid_after_utc.isoformat() == "9999-12-31T23:59:59+00:00"


def test_a_host_may_have_the_longest_name_there_is() -> None:
    certificate = sealing.new_pair(".".join(["a" * 62] * 4)).certificate
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert name.value == "a" * 62 + ".a"


def test_the_demonstration_pair_is_the_same_each_time_and_says_what_it_is() -> None:
    again = sealing.demonstration_pair(SECRET)
    assert (again.secret, again.certificate_pem) == (PAIR.secret, PAIR.certificate_pem)
    assert sealing.demonstration_pair(SECRET + b"!").secret != PAIR.secret
    assert PAIR.certificate.subject.rfc4514_string() == "CN=DEMONSTRATION 演示,O=点点 Diandian"


def test_the_demonstration_key_is_derived_as_the_documentation_says() -> None:
    import hmac  # noqa: PLC0415  a second HKDF, beside the library's

    extracted = hmac.digest(bytes(32), SECRET, "sha256")
    info = b"diandian/demonstration-certificate-key/v1"
    first = hmac.digest(extracted, info + b"\x01", "sha256")
    second = hmac.digest(extracted, first + info + b"\x02", "sha256")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    number = int.from_bytes((first + second)[:48], "big") % (order - 1) + 1
    assert PAIR.secret == number.to_bytes(32, "big")


def test_a_key_is_named_by_the_digest_of_its_public_half() -> None:
    assert sealing.key_id(PAIR.public_der) == hashlib.sha256(PAIR.public_der).hexdigest()[:16]


@pytest.mark.parametrize(
    ("key", "certificate", "problem"),
    [
        ("", PAIR.certificate_pem, "key"),
        ("change-me", PAIR.certificate_pem, "key"),
        (PAIR.private_pem.replace("M", "N", 1), PAIR.certificate_pem, "key"),
        (pem_of(ec.generate_private_key(ec.SECP384R1())), PAIR.certificate_pem, "key"),
        (pem_of(ed25519.Ed25519PrivateKey.generate()), PAIR.certificate_pem, "key"),
        (PAIR.private_pem, "", "certificate"),
        (PAIR.private_pem, PAIR.private_pem, "certificate"),
        (sealing.new_pair("x").private_pem, PAIR.certificate_pem, "mismatch"),
    ],
)
def test_what_is_no_pair_is_refused_and_says_why(key: str, certificate: str, problem: str) -> None:
    with pytest.raises(KeyPairError) as refused:
        sealing.read_pair(key, certificate)
    assert refused.value.problem == KeyPairProblem(problem)
    assert sealing.pair_problem(key, certificate) == KeyPairProblem(problem)


def test_a_demonstrations_pair_signs_nothing_real() -> None:
    assert sealing.pair_problem(PAIR.private_pem, PAIR.certificate_pem) == KeyPairProblem.DEMONSTRATION
    live = sealing.new_pair("diandian.example.org")
    assert sealing.pair_problem(live.private_pem, live.certificate_pem) is None


def test_make_certificate_key_prints_a_pair_for_the_host_of_the_public_address() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "certificates.sealing"],
        cwd=ROOT,
        env={"PUBLIC_URL": "https://diandian.example.org:8443"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert sealing.pair_problem(done.stdout, done.stdout) is None
    subject = sealing.read_pair(done.stdout, done.stdout).certificate.subject
    assert subject.rfc4514_string() == "CN=diandian.example.org,O=点点 Diandian"
