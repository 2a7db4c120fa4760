"""Sample documents for checkers, as their files are: a live one, a demonstration's, some with proofs of pools.

    from tests.certificates import samples
    samples.live(), samples.key_list()

All of it is that of docs/certificates-vectors.json; the keys sign nothing else. `python -m tests.certificates.samples
FOLDER` writes them out.
"""

import sys
from pathlib import Path

from scripts import make_certificate_vectors as made
from tests.certificates.sealing.tiny_pdf import sealed_pdf


def live() -> str:
    """A certificate as it is first made: two batches, three slices, no pool has closed."""
    return made.document(0).text


def settled() -> str:
    """The same, newer: all its grams lie in two closed pools."""
    return made.newer_document(0)


def in_part() -> str:
    """A certificate some of whose grams lie in a closed pool."""
    return made.newer_document(3)


def english() -> str:
    """A certificate whose name has quotation marks, a backslash and letters with accents."""
    return made.document(1).text


def demonstration() -> str:
    """A certificate about credits that are not real, signed by the demonstration's key."""
    return made.document(2).text


def by_unknown_key() -> str:
    """A certificate whose signature is good, by a key that no list names."""
    return made.document(0, made.unknown()).text


def demonstration_signed_live() -> str:
    """A demonstration that the live key signed: its key's purpose is not what it states."""
    return made.document(2, made.live()).text


def live_signed_as_demonstration() -> str:
    """The other way round."""
    return made.document(0, made.demonstration()).text


def key_list() -> str:
    """What is served at /verify/keys.json."""
    return made.key_list().text


def tiny_pdf() -> bytes:
    """The smallest PDF with the live key's seal. No document is attached to it."""
    return sealed_pdf(made.live().seal, made.live().bytes_max)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for make in (live, settled, in_part, english, demonstration, by_unknown_key, demonstration_signed_live):
        (folder / f"{make.__name__}.json").write_text(make(), encoding="utf-8")
    (folder / "keys.json").write_text(key_list(), encoding="utf-8")
    (folder / "tiny.pdf").write_bytes(tiny_pdf())


if __name__ == "__main__":
    main()
