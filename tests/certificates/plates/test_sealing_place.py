"""A seal covers the whole file, as other people's programs find; a byte changed is noticed."""

import hashlib
import re
from pathlib import Path

import pytest

from certificates.plates import Attachment, SealTooLargeError, stamp
from certificates.sealing import Sealer, new_pair
from tests.certificates.plates.stage import ABOUT, fills, plate, run

DATA = Attachment("data.json", "application/json", "data", b'{"grams": 23400}\n')
SEALER = Sealer(new_pair("plates.example"))


def sealed() -> bytes:
    return stamp(plate(), fills(), about=ABOUT, attachment=DATA, seal=SEALER.seal)


def test_a_sealed_file_is_valid_and_covered_whole(tmp_path: Path) -> None:
    said = run(tmp_path, sealed(), "pdfsig", "-nocert")
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert b"/M (D:20261122093159Z)" in sealed()
    assert "No syntax or stream encoding errors" in run(tmp_path, sealed(), "qpdf", "--check")


def test_the_same_key_seals_the_same_bytes() -> None:
    assert sealed() == sealed()


def test_the_digest_covers_all_but_the_room() -> None:
    seen = []

    def seal(digest: bytes) -> bytes:
        seen.append(digest)
        return b"\x30\x00"

    pdf = stamp(plate(), fills(), about=ABOUT, seal=seal)
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+) *\]", pdf)
    assert found
    first, second, length = map(int, found.groups())
    assert (pdf[first : first + 5], pdf[second - 1 : second], second + length) == (b"<3000", b">", len(pdf))
    assert seen == [hashlib.sha256(pdf[:first] + pdf[second:]).digest()]


@pytest.mark.parametrize("what", [b"23400", b"/Metadata", b"pdfaid", b"FlateDecode", b"startxref"])
def test_a_changed_byte_breaks_the_seal(tmp_path: Path, what: bytes) -> None:
    pdf = bytearray(sealed())
    pdf[pdf.index(what) + 1] ^= 1
    path = tmp_path / "changed.pdf"
    path.write_bytes(pdf)
    try:
        said = run(tmp_path, bytes(pdf), "pdfsig", "-nocert")
    except Exception as error:
        said = str(error)
    assert "Signature is Valid" not in said


def test_a_seal_that_is_too_large_is_refused() -> None:
    with pytest.raises(SealTooLargeError) as refused:
        stamp(plate(), fills(), about=ABOUT, seal=lambda digest: bytes(9000))
    assert (refused.value.length, refused.value.room) == (9000, 3072)


def test_an_unsealed_file_says_that_it_is(tmp_path: Path) -> None:
    pdf = stamp(plate(), fills(), about=ABOUT)
    assert b"/ByteRange" not in pdf
    assert b"/SigFlags 0" in pdf
