"""♥ Pairs of a P-256 key and its X.509 certificate: made, read, and derived for demonstrations.

The certificate is self-signed and does not expire (RFC 5280 section 4.1.2.5): whom to believe is said by the list of
keys that an installation publishes, not by an authority. A demonstration's names itself in its subject, so that every
reader of a signed PDF shows it.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from certificates.sealing.errors import KeyPairError, KeyPairProblem

ISSUER = "点点 Diandian"
DEMONSTRATION = "DEMONSTRATION 演示"
DEMONSTRATION_INFO = b"diandian/demonstration-certificate-key/v1"
KEY_ID_DIGITS = 16
COMMON_NAME_MAX = 64  # characters (RFC 5280, appendix A.1)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256 (FIPS 186-5)
_DERIVED_BYTES = (
    48  # 128 bits more than the order has, so that no key is likelier than another (FIPS 186-5, A.2.1)
)
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_FOR_EVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_PEM = re.compile(r"-----BEGIN (?P<kind>[A-Z ]+)-----.+?-----END (?P=kind)-----", re.DOTALL)


class Purpose(StrEnum):
    """What a key may sign: real certificates, or such as only show how one looks."""

    LIVE = "live"
    DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class KeyPair:
    """A private key with its certificate."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @cached_property
    def public_der(self) -> bytes:
        """The public key as SubjectPublicKeyInfo."""
        return self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @cached_property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def private_pem(self) -> str:
        """The secret, as PKCS #8 without a password."""
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.private.private_bytes(*form).decode()

    @property
    def secret(self) -> bytes:
        """The 32 bytes of the private number."""
        return self.private.private_numbers().private_value.to_bytes(32, "big")


def key_id(public_der: bytes) -> str:
    """A public key's name: the first 16 hexadecimal digits of the SHA-256 of its SubjectPublicKeyInfo."""
    return hashlib.sha256(public_der).hexdigest()[:KEY_ID_DIGITS]


def new_pair(site: str, private: ec.EllipticCurvePrivateKey | None = None) -> KeyPair:
    """A pair that signs real certificates for `site`, a host name: of a fresh key, or of one on P-256 that is given."""
    private = private or ec.generate_private_key(ec.SECP256R1())
    return KeyPair(private, _certificate(private, site[:COMMON_NAME_MAX]))


def demonstration_pair(secret: bytes) -> KeyPair:
    """The pair that signs demonstrations: the same each time, of a secret that it does not betray (HKDF, RFC 5869)."""
    derived = HKDF(SHA256(), _DERIVED_BYTES, salt=None, info=DEMONSTRATION_INFO).derive(secret)
    private = ec.derive_private_key(int.from_bytes(derived, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
    return KeyPair(private, _certificate(private, DEMONSTRATION))


def read_pair(key: str, certificate: str) -> KeyPair:
    """The pair that two PEM texts are; each may hold the other's part as well. Raises KeyPairError."""
    private = _private_in(key)
    try:
        found = x509.load_pem_x509_certificate(_part(certificate, "CERTIFICATE"))
    except ValueError:
        raise KeyPairError(KeyPairProblem.CERTIFICATE) from None
    if found.public_key() != private.public_key():
        raise KeyPairError(KeyPairProblem.MISMATCH)
    return KeyPair(private, found)


def pair_problem(key: str, certificate: str) -> KeyPairProblem | None:
    """Why two PEM texts may not sign real certificates, or None where they may."""
    try:
        pair = read_pair(key, certificate)
    except KeyPairError as refused:
        return refused.problem
    is_demonstration = DEMONSTRATION in pair.certificate.subject.rfc4514_string()
    return KeyPairProblem.DEMONSTRATION if is_demonstration else None


def _private_in(text: str) -> ec.EllipticCurvePrivateKey:
    try:
        private = load_pem_private_key(_part(text, "PRIVATE KEY"), password=None)
    except (ValueError, TypeError):
        raise KeyPairError(KeyPairProblem.KEY) from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise KeyPairError(KeyPairProblem.KEY)
    return private


def _part(text: str, kind: str) -> bytes:
    """The first PEM block of a kind, such as "EC PRIVATE KEY" for "PRIVATE KEY"; nothing where there is none."""
    found = (part[0] for part in _PEM.finditer(text) if part["kind"].endswith(kind))
    return next(found, "").encode()


def _certificate(private: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    """The same key and name make the same bytes: nothing in it is of the moment."""
    public = private.public_key()
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ISSUER),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    usage = x509.KeyUsage(True, True, *[False] * 7)  # digital signature, content commitment
    builder = (
        x509.CertificateBuilder(subject, subject, public, not_valid_before=_SINCE, not_valid_after=_FOR_EVER)
        .serial_number(int.from_bytes(identifier.digest, "big") >> 1 | 1)  # positive, and at most 20 bytes
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
    )
    return builder.sign(private, SHA256(), ecdsa_deterministic=True)
