"""Signed notes: those of other implementations are read here, and nothing else passes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.proofs import notes
from credits.proofs.errors import (
    KeyFormatError,
    NoteFormatError,
    NoTrustedSignatureError,
    ProofError,
    SignatureMismatchError,
)
from credits.proofs.notes import KeyKind, Signer, VerifierKey, read_key

# The test vector of golang.org/x/mod/sumdb/note, with its private key's seed.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
PETER_LINE = f"— PeterNeumann {PETER_SIGNATURE}\n"
ENOCH_SIGNATURE = (
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
)
ENOCH_LINE = f"— EnochRoot {ENOCH_SIGNATURE}\n"
# The example of c2sp.org/signed-note.
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# A real tree head of the Go checksum database.
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB_NOTE = (
    "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n"
    "— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n"
)
# A real checkpoint of a certificate transparency log, cosigned by witnesses.
ARCHE = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
REMORA = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
COSIGNED = """\
arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501


def test_a_key_string_is_read_and_written_as_others_do() -> None:
    for text in (PETER, ENOCH, EXAMPLE, SUMDB, ARCHE, REMORA):
        assert str(read_key(text)) == text
    key = read_key(EXAMPLE)
    assert key.name == "example.com/foo"
    assert key.public.hex() == "e932791ae6e7a840a46164c904786426d5e7821dd8b29a00d61cae72afdd4da4"
    assert key.key_id.hex() == "530d903a"
    assert read_key(REMORA).kind is KeyKind.COSIGNATURE


def test_no_part_of_a_key_string_and_no_altered_one_is_a_key() -> None:
    parts = {PETER[start:end] for start in range(len(PETER)) for end in range(start + 1, len(PETER) + 1)}
    altered = {PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :] for at in range(len(PETER))}
    wrong = {
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # of an unknown kind
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER + "\n",
        "",
    }
    for text in (parts - {PETER}) | altered | wrong:
        with pytest.raises(KeyFormatError):
            read_key(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\x01b", "\ud800"])
def test_a_key_has_a_name_that_stands_in_a_line(name: str) -> None:
    with pytest.raises(KeyFormatError):
        VerifierKey(name, bytes(32))


def test_go_signs_the_same_note() -> None:
    assert notes.sign_note(TEXT, [Signer("PeterNeumann", PETER_SEED)]) == TEXT + "\n" + PETER_LINE
    assert str(Signer("PeterNeumann", PETER_SEED).key) == PETER


@pytest.mark.parametrize(
    ("note", "key"), [(TEXT + "\n" + PETER_LINE, PETER), (EXAMPLE_NOTE, EXAMPLE), (SUMDB_NOTE, SUMDB)]
)
def test_notes_of_others_are_verified(note: str, key: str) -> None:
    text, verified = notes.verify_note(note, [read_key(key)])
    assert note.startswith(text + "\n—")
    assert [(str(found.key), found.at) for found in verified] == [(key, None)]


def test_a_witness_of_another_log_is_verified_with_its_time() -> None:
    _text, verified = notes.verify_note(COSIGNED, [read_key(ARCHE), read_key(REMORA)])
    assert [(str(found.key), found.at) for found in verified] == [(ARCHE, None), (REMORA, 1_779_573_024)]


def test_unknown_signatures_are_passed_over_and_known_ones_counted_once() -> None:
    both = TEXT + "\n" + PETER_LINE + ENOCH_LINE + PETER_LINE
    peter, enoch = read_key(PETER), read_key(ENOCH)
    assert [found.key for found in notes.verify_note(both, [peter])[1]] == [peter]
    assert [found.key for found in notes.verify_note(both, [enoch, peter])[1]] == [peter, enoch]
    with pytest.raises(NoTrustedSignatureError) as refusal:
        notes.verify_note(both, [read_key(EXAMPLE)])
    assert refusal.value.names == ["PeterNeumann", "EnochRoot", "PeterNeumann"]


def test_a_known_keys_bad_signature_spoils_the_note() -> None:
    bad = PETER_LINE.replace("x08go/ZJ", "x08go/ZK")
    with pytest.raises(SignatureMismatchError) as refusal:
        notes.verify_note(TEXT + "\n" + ENOCH_LINE + bad, [read_key(PETER), read_key(ENOCH)])
    assert refusal.value.key == PETER
    short = "— PeterNeumann " + base64.b64encode(bytes.fromhex("c74f20a3") + bytes(63)).decode() + "\n"
    with pytest.raises(SignatureMismatchError):
        notes.verify_note(TEXT + "\n" + short, [read_key(PETER)])


def test_a_key_of_one_kind_does_not_sign_for_the_other() -> None:
    """The same private key as a log's and as a witness's: the key id tells them apart, and so does what is signed."""
    log = Signer("example.com/log", bytes(32))
    witness = Signer("example.com/log", bytes(32), KeyKind.COSIGNATURE)
    assert log.key.key_id != witness.key.key_id
    cosigned = notes.sign_note(TEXT, [log]) + witness.line(TEXT, at=5)
    assert [found.at for found in notes.verify_note(cosigned, [log.key, witness.key])[1]] == [None, 5]
    with pytest.raises(SignatureMismatchError):
        witness.key.verify(TEXT, bytes(8) + notes.read_note(cosigned).signatures[0].signature)
    with pytest.raises(SignatureMismatchError):
        log.key.verify(TEXT, notes.read_note(cosigned).signatures[1].signature[8:])


def test_a_cosignature_binds_its_time() -> None:
    witness = Signer("witness.example", bytes(range(32)), KeyKind.COSIGNATURE)
    signature = notes.read_note(TEXT + "\n" + witness.line(TEXT, at=1_679_315_147)).signatures[0].signature
    assert witness.key.verify(TEXT, signature) == 1_679_315_147
    for at in (1_679_315_148, 0, 2**63, 2**64 - 1):
        with pytest.raises(SignatureMismatchError):
            witness.key.verify(TEXT, at.to_bytes(8, "big") + signature[8:])
    beyond = notes.read_note(TEXT + "\n" + witness.line(TEXT, at=2**63)).signatures[0].signature
    with pytest.raises(SignatureMismatchError):
        witness.key.verify(TEXT, beyond)


@pytest.mark.parametrize(
    ("note", "part"),
    [
        (TEXT, "text"),
        (TEXT + "\n", "signature"),
        ("\n\n" + PETER_LINE, "text"),
        (TEXT + PETER_LINE, "text"),
        (TEXT + "\n" + PETER_LINE[:-1], "signature"),
        ("\x01" + TEXT + "\n" + PETER_LINE, "control character"),
        (TEXT + "\r\n" + PETER_LINE, "control character"),
        ("\ud800" + TEXT + "\n" + PETER_LINE, "encoding"),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad Name"), "signature"),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad+Name"), "signature"),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", ""), "signature"),
        (TEXT + "\n" + PETER_LINE.replace("—", "-"), "signature"),
        (TEXT + "\n" + PETER_LINE.replace("JnAM=", "JnAN="), "signature"),  # bits that base64 does not use
        (TEXT + "\n" + PETER_LINE.replace("JnAM=", "JnAM"), "signature"),
        (TEXT + "\n— PeterNeumann x08gow==\n", "signature"),  # a key id and nothing signed
        (TEXT + "\n" + PETER_LINE + "Unexpected line.\n", "signature"),
        (TEXT + "\n" + PETER_LINE * 65, "number of signatures"),
        (TEXT * 20_000 + "\n" + PETER_LINE, "length"),
    ],
)
def test_what_is_not_a_note_is_refused_by_part(note: str, part: str) -> None:
    with pytest.raises(NoteFormatError) as refusal:
        notes.verify_note(note, [read_key(PETER)])
    assert refusal.value.part == part


def test_sixteen_signatures_are_read() -> None:
    assert len(notes.read_note(TEXT + "\n" + PETER_LINE * 16).signatures) == 16


def test_a_text_may_have_empty_lines() -> None:
    text = "Ognuno sta solo\n\ned è subito sera.\n"
    signer = Signer("quasimodo.example/salvatore", bytes(32))
    assert notes.verify_note(notes.sign_note(text, [signer]), [signer.key])[0] == text


@pytest.mark.parametrize("text", ["", "no newline", "\n", "control\x00\n", "half \ud800\n"])
def test_a_text_that_no_note_can_have_is_not_signed(text: str) -> None:
    with pytest.raises(NoteFormatError):
        notes.sign_note(text, [Signer("example.com/log", bytes(32))])


def test_a_note_signed_by_nobody_is_no_note() -> None:
    with pytest.raises(NoteFormatError):
        notes.sign_note(TEXT, [])


@given(st.integers(0, len((TEXT + "\n" + PETER_LINE).encode()) - 1), st.integers(0, 7))
def test_no_altered_bit_passes(position: int, bit: int) -> None:
    note = bytearray((TEXT + "\n" + PETER_LINE).encode())
    note[position] ^= 1 << bit
    with pytest.raises((ProofError, UnicodeDecodeError)):
        notes.verify_note(note.decode(), [read_key(PETER)])
