"""♥ What a key signs: the Statement's text, and a PDF's digest as CMS (RFC 5652) in the form of PAdES B-B.

ETSI EN 319 142-1 asks for three signed attributes: content type, message digest, and the signing certificate's digest
(RFC 5035). The time stands in the PDF's signature dictionary, not here. All but the digest and two signatures is the
same in every seal of a key, and is written once.
"""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from certificates.sealing.der import (
    IN_CONTEXT_0,
    OCTETS,
    SEQUENCE,
    SET,
    der,
    identifier,
    integer,
    set_of,
)
from certificates.sealing.keys import KeyPair, key_id

STATEMENT_TAG = b"diandian/statement/v1\n"
_SCALAR_BYTES = 32
# Two numbers of 33 bytes at most, each with tag and length, within a sequence. Ours need 71 since s is the lower one,
# but plates keep their place, which is filled again with seals of before.
_SIGNATURE_BYTES_MAX = 72
_DIGEST_BYTES = 32
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # n of P-256

_SHA256 = der(SEQUENCE, identifier("2.16.840.1.101.3.4.2.1"))
_ECDSA_WITH_SHA256 = der(SEQUENCE, identifier("1.2.840.10045.4.3.2"))
_DATA, _SIGNED_DATA = identifier("1.2.840.113549.1.7.1"), identifier("1.2.840.113549.1.7.2")
_CONTENT_TYPE, _MESSAGE_DIGEST = identifier("1.2.840.113549.1.9.3"), identifier("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = identifier("1.2.840.113549.1.9.16.2.47")


class Sealer:
    """A pair that signs. It keeps what is the same in every signature, so that one costs two multiplications."""

    def __init__(self, pair: KeyPair) -> None:
        self.pair = pair
        self.key_id = key_id(pair.public_der)
        self._certificate = pair.certificate.public_bytes(Encoding.DER)
        self._attributes = self._same_attributes()
        issuer = pair.certificate.issuer.public_bytes()
        self._signer = der(SEQUENCE, issuer, integer(pair.certificate.serial_number))
        self.bytes_max = len(self._cms(bytes(_DIGEST_BYTES), bytes(_SIGNATURE_BYTES_MAX)))

    def sign_statement(self, statement: str) -> bytes:
        """The signature of a Statement's canonical text: r and s, 32 bytes each (ES256 of RFC 7518)."""
        digest = hashlib.sha256(STATEMENT_TAG + statement.encode()).digest()
        r, s = self._sign(digest)
        return r.to_bytes(_SCALAR_BYTES, "big") + s.to_bytes(_SCALAR_BYTES, "big")

    def seal(self, digest: bytes) -> bytes:
        """The CMS for a PDF whose byte range has this SHA-256; at most `bytes_max` long. ValueError for no SHA-256."""
        if len(digest) != _DIGEST_BYTES:
            raise ValueError(f"a SHA-256 has {_DIGEST_BYTES} bytes, not {len(digest)}")
        signed = der(SET, self._signed_attributes(digest))  # signed as a SET, written as [0] (RFC 5652, 5.4)
        return self._cms(digest, encode_dss_signature(*self._sign(hashlib.sha256(signed).digest())))

    def _sign(self, digest: bytes) -> tuple[int, int]:
        """The numbers r and s. (r, n − s), which anybody can write, holds too; of the two, that of the lower s."""
        signed = self.pair.private.sign(digest, ec.ECDSA(Prehashed(SHA256()), deterministic_signing=True))
        r, s = decode_dss_signature(signed)
        return r, min(s, _ORDER - s)

    def _same_attributes(self) -> tuple[bytes, bytes]:
        of_certificate = der(SEQUENCE, der(OCTETS, hashlib.sha256(self._certificate).digest()))
        return (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_SIGNING_CERTIFICATE_V2, der(SEQUENCE, der(SEQUENCE, of_certificate))),
        )

    def _signed_attributes(self, digest: bytes) -> bytes:
        return set_of(*self._attributes, _attribute(_MESSAGE_DIGEST, der(OCTETS, digest)))

    def _cms(self, digest: bytes, signature: bytes) -> bytes:
        signer = der(
            SEQUENCE,
            *(integer(1), self._signer, _SHA256),
            der(IN_CONTEXT_0, self._signed_attributes(digest)),
            *(_ECDSA_WITH_SHA256, der(OCTETS, signature)),
        )
        signed_data = der(
            SEQUENCE,
            *(integer(1), der(SET, _SHA256), der(SEQUENCE, _DATA)),
            *(der(IN_CONTEXT_0, self._certificate), der(SET, signer)),
        )
        return der(SEQUENCE, _SIGNED_DATA, der(IN_CONTEXT_0, signed_data))


def verify_statement(statement: str, signature: bytes, public_der: bytes) -> bool:
    """Whether a Statement's text was signed with this key."""
    if len(signature) != 2 * _SCALAR_BYTES:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:_SCALAR_BYTES], signature[_SCALAR_BYTES:]))
    public = load_der_public_key(public_der)
    if not isinstance(public, ec.EllipticCurvePublicKey):
        return False
    try:
        public.verify(encode_dss_signature(r, s), STATEMENT_TAG + statement.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der(SEQUENCE, kind, der(SET, value))
