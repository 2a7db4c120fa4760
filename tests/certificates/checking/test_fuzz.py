"""No altered byte passes, and nothing that is thrown at verify.py breaks it."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.checking import verify
from tests.certificates.checking.cases import LIN
from tests.certificates.checking.papers import KEYS, Paper, canonical, written

KNOWN = verify.read_keys(KEYS)
PAPER = LIN.pdf
DOCUMENT = written(Paper(settled=(0, 1)).document)
IN_TEXTS = [place for token in re.finditer(rb'"(?:[^"\\]|\\.)*"', DOCUMENT) for place in range(*token.span())]
ENDINGS = {"held", "demonstration", "failed", "unreadable"}
quickly = settings(max_examples=150, deadline=None)


def outcome(file: bytes) -> str:
    """How the check ends; what is found has to be fit for printing, too."""
    report = verify.check(file, KNOWN)
    assert verify.sentences(f"verdict.{report.outcome}", {})[0] in verify.printed(report, KNOWN.site)
    return report.outcome


def test_what_is_altered_below_was_good() -> None:
    assert (outcome(PAPER), outcome(DOCUMENT)) == ("held", "held")


@quickly
@given(st.integers(0, len(PAPER) - 1), st.integers(1, 255))
def test_no_altered_byte_of_a_paper_passes(place: int, change: int) -> None:
    altered = PAPER[:place] + bytes([PAPER[place] ^ change]) + PAPER[place + 1 :]
    assert outcome(altered) in {"failed", "unreadable"}


@quickly
@given(st.sampled_from(IN_TEXTS), st.integers(1, 255))
def test_no_altered_byte_of_a_documents_texts_passes(place: int, change: int) -> None:
    """Statement, signature, opening, entries and proofs, and the names of the fields."""
    altered = DOCUMENT[:place] + bytes([DOCUMENT[place] ^ change]) + DOCUMENT[place + 1 :]
    assert outcome(altered) in {"failed", "unreadable"}


@quickly
@given(st.integers(0, len(PAPER) - 1), st.integers(0, 200))
def test_no_paper_passes_with_something_cut_out(place: int, length: int) -> None:
    cut = PAPER[:place] + PAPER[place + length + 1 :]
    assert outcome(cut) in {"failed", "unreadable"}


@quickly
@given(st.integers(0, len(PAPER)), st.binary(min_size=1, max_size=40))
def test_no_paper_passes_with_something_put_in(place: int, more: bytes) -> None:
    assert outcome(PAPER[:place] + more + PAPER[place:]) in {"failed", "unreadable"}


WORDS = [
    b"%PDF-1.7\n",
    b"1 0 obj\n",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b")",
    b"/EF",
    b"/F ",
    b"/Length 3",
    b"endobj\n",
]
MORE_WORDS = [
    b"stream\n",
    b"endstream",
    b"xref\n0 1\n",
    b"trailer",
    b"startxref\n0\n",
    b"%%EOF\n",
    b"2 0 R",
    b"<00>",
]


@quickly
@given(st.lists(st.sampled_from([*WORDS, *MORE_WORDS]) | st.binary(max_size=6), max_size=40))
def test_any_mixture_of_a_papers_words_is_answered(words: list[bytes]) -> None:
    assert outcome(b"%PDF-1.7\n" + b"".join(words)) in ENDINGS


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@quickly
@given(st.sampled_from(sorted(LIN.document)), values)
def test_any_value_in_any_field_is_answered(field: str, value: object) -> None:
    ends = {"held"} if (field, value) == ("pool_proofs", []) else {"failed", "unreadable"}
    assert outcome(json.dumps({**LIN.document, field: value}).encode()) in ends


@quickly
@given(st.sampled_from(sorted(LIN.statement)), values)
def test_any_value_in_any_field_of_the_statement_is_answered(field: str, value: object) -> None:
    said = json.dumps(
        LIN.statement | {field: value}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    ends = {"held"} if said == LIN.document["statement"] else {"failed", "unreadable"}
    assert outcome(json.dumps({**LIN.document, "statement": said}).encode()) in ends


FIRST = Paper(version=1)
LATER = ("issued_at", "issued_on", "group", "account", "facts")  # what a Statement of version 1 has not


@quickly
@given(st.sampled_from([*sorted(FIRST.statement), *LATER]), values)
def test_any_value_in_any_field_of_an_old_statement_is_answered(field: str, value: object) -> None:
    said = canonical(FIRST.statement | {field: value})
    ends = {"held"} if said == FIRST.document["statement"] else {"failed", "unreadable"}
    assert outcome(json.dumps({**FIRST.document, "statement": said}).encode()) in ends


@quickly
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(file: bytes) -> None:
    assert outcome(file) == "unreadable"
