"""♥ Signed notes (C2SP signed-note) with Ed25519, and witnesses' cosignatures (C2SP tlog-cosignature, version 1).

A note is a text and, behind an empty line, a line a signature: `— name base64(key id, signature)`. A key is public
as `name+hash+base64`. Texts end in a newline; seeds of private keys are 32 random bytes that the caller keeps.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from credits.proofs.errors import (
    KeyFormatError,
    NoteFormatError,
    NoTrustedSignatureError,
    SignatureMismatchError,
)

# A reader must take 16 at least; without a limit, a note could keep a checker busy for ever.
SIGNATURES_MAX = 64
NOTE_BYTES_MAX = 1_000_000
KEY_BYTES = 32
KEY_ID_BYTES = 4
TIME_BYTES = 8
TIME_MAX = 2**63 - 1
_CONTROL = re.compile("[\\x00-\\x09\\x0b-\\x1f]")  # all but the newline


class KeyKind(IntEnum):
    """The byte that says what a key signs."""

    NOTE = 0x01  # a note's text, as it is
    COSIGNATURE = 0x04  # a checkpoint's text behind a time: "seen, and grown from what was seen before"


@dataclass(frozen=True)
class VerifierKey:
    """A public key under its name."""

    name: str
    public: bytes
    kind: KeyKind = KeyKind.NOTE

    def __post_init__(self) -> None:
        if not _is_key_name(self.name):
            raise KeyFormatError(self.name)
        if len(self.public) != KEY_BYTES:
            raise KeyFormatError(self.public.hex())

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"

    @cached_property
    def key_id(self) -> bytes:
        preimage = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(preimage).digest()[:KEY_ID_BYTES]

    @cached_property
    def _ed25519(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def verify(self, text: str, signature: bytes) -> int | None:
        """Check a signature of `text`; returns a cosignature's time, in seconds. Raises SignatureMismatchError."""
        at = None
        if self.kind is KeyKind.COSIGNATURE:
            at = int.from_bytes(signature[:TIME_BYTES], "big")
            signature = signature[TIME_BYTES:]
            if at > TIME_MAX:
                raise SignatureMismatchError(str(self))
            text = _cosigned(text, at)
        try:
            self._ed25519.verify(signature, text.encode())
        except InvalidSignature:
            raise SignatureMismatchError(str(self)) from None
        return at


@dataclass(frozen=True)
class Signer:
    """A private key, from its 32-byte seed."""

    name: str
    seed: bytes
    kind: KeyKind = KeyKind.NOTE

    @cached_property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, self._ed25519.public_key().public_bytes_raw(), self.kind)

    @cached_property
    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def line(self, text: str, at: int = 0) -> str:
        """The signature line for `text`; `at` is the time of a cosignature, and nothing for a note's own key."""
        if self.kind is KeyKind.COSIGNATURE:
            blob = at.to_bytes(TIME_BYTES, "big") + self._ed25519.sign(_cosigned(text, at).encode())
        else:
            blob = self._ed25519.sign(text.encode())
        return f"— {self.name} {base64.b64encode(self.key.key_id + blob).decode()}\n"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature as it stands in a note: by whom it claims to be, not checked."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note's text, its final newline included, and what stands below it."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """A key whose signature was checked, and the time of its cosignature."""

    key: VerifierKey
    at: int | None


def read_key(text: str) -> VerifierKey:
    """The key of `name+hash+base64`. Raises KeyFormatError, also for a hash that is not the key's."""
    parts = text.split("+", 2)
    material = decode_base64(parts[2]) if len(parts) == 3 else None
    if material is None or len(material) != 1 + KEY_BYTES or material[0] not in list(KeyKind):
        raise KeyFormatError(text)
    key = VerifierKey(parts[0], material[1:], KeyKind(material[0]))
    if str(key) != text:
        raise KeyFormatError(text)
    return key


def sign_note(text: str, signers: Iterable[Signer]) -> str:
    """The note of `text` with a signature of each. Raises NoteFormatError for a text that no note can have."""
    _check_characters(text)
    note = text + "\n" + "".join(signer.line(text) for signer in signers)
    if read_note(note).text != text:
        raise NoteFormatError("text")
    return note


def read_note(note: str) -> Note:
    """A note's parts, with nothing checked but their form. Raises NoteFormatError with the part that breaks it."""
    if len(note) > NOTE_BYTES_MAX:
        raise NoteFormatError("length")
    _check_characters(note)
    text, separator, below = note.rpartition("\n\n")
    if not separator or not text:
        raise NoteFormatError("text")
    if not below.endswith("\n"):
        raise NoteFormatError("signature")
    lines = below[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise NoteFormatError("number of signatures")
    return Note(text + "\n", tuple(map(_read_signature, lines)))


def verify_note(note: str, keys: Sequence[VerifierKey]) -> tuple[str, tuple[Verified, ...]]:
    """The text, and which of `keys` signed it. Signatures of other keys mean nothing, and are passed over.

    Raises SignatureMismatchError if one claims to be by a key of `keys` and is not, NoTrustedSignatureError if no
    key of `keys` signed.
    """
    parsed = read_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    verified: dict[VerifierKey, Verified] = {}
    for signature in parsed.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            verified[key] = Verified(key, key.verify(parsed.text, signature.signature))
    if not verified:
        raise NoTrustedSignatureError([signature.name for signature in parsed.signatures])
    return parsed.text, tuple(verified.values())


def decode_base64(text: str) -> bytes | None:
    """The bytes of canonical base64 (RFC 4648 section 4), or None: one text for each value."""
    try:
        value = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    return value if binascii.b2a_base64(value, newline=False).decode() == text else None


def decode_hash(text: str) -> bytes | None:
    """The 32 bytes of a hash in base64, or None for any other text."""
    value = decode_base64(text)
    return value if value is not None and len(value) == hashlib.sha256().digest_size else None


def _check_characters(text: str) -> None:
    if _CONTROL.search(text):
        raise NoteFormatError("control character")
    if not _is_utf8(text):
        raise NoteFormatError("encoding")


def _is_utf8(text: str) -> bool:
    """Whether a text can be written at all: a lone half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cosigned(text: str, at: int) -> str:
    return f"cosignature/v1\ntime {at}\n{text}"


def _is_key_name(name: str) -> bool:
    has_breaks = any(part.isspace() or part < " " for part in name)
    return bool(name) and "+" not in name and not has_breaks and _is_utf8(name)


def _read_signature(line: str) -> NoteSignature:
    dash, _space, rest = line.partition(" ")
    name, _space, encoded = rest.partition(" ")
    blob = decode_base64(encoded)
    if dash != "—" or not _is_key_name(name) or blob is None or len(blob) <= KEY_ID_BYTES:
        raise NoteFormatError("signature")
    return NoteSignature(name, blob[:KEY_ID_BYTES], blob[KEY_ID_BYTES:])
