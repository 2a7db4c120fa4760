"""The part of the table that is about families, donors, badges and witnesses."""

import copy
import json

from tests.certificates.checking import papers
from tests.certificates.checking.altering import (
    LIN,
    Case,
    Document,
    altered,
    line,
    one_byte_on,
    put,
    restated,
    signed_anew,
)
from tests.certificates.checking.papers import DEMONSTRATION, Paper, issue, move, proofs_of, seeded, written

FAMILY = Paper(kind="family")
DONOR = Paper(kind="donor")
WIDE = ((0, 0, 5_000_000), (0, 5_000_000, 9_000_000), (1, 7, 11))
BADGE = Paper(kind="badge", slices=())
WITNESS = Paper(kind="witness", is_demonstration=True)
HASH = papers.base64_of(seeded("a hash"))

GOOD = [
    Case("a family's document", FAMILY.json, "held", {}),
    Case("a family's paper", FAMILY.pdf, "held", {}),
    Case("a donor's document", DONOR.json, "held", {}),
    Case("a donor's paper", DONOR.pdf, "held", {}),
    Case("a gift of moves that touch", Paper(kind="donor", slices=WIDE).json, "held", {}),
    Case("a badge's document", BADGE.json, "held", {}),
    Case("a badge's paper", BADGE.pdf, "held", {}),
    Case("a demonstration of a badge", Paper(kind="badge", slices=(), is_demonstration=True).pdf, "demonstration", {}),
    Case("a demonstration of a witness", WITNESS.pdf, "demonstration", {}),
    Case("a witness of more than a paper lists", Paper(kind="witness", slices=(), is_demonstration=True,
         changes={"amount_grams": 10**12}).json, "demonstration", {}),
]  # fmt: skip


def moved(*entries: bytes) -> bytes:
    """A donor's document with other entries of the log as its moves; their ranges are stated, and signed."""
    paper = Paper(kind="donor")
    document = copy.deepcopy(paper.document)
    proofs = proofs_of([issue(0), issue(1), *entries])
    logged = [
        {"entry": entry.decode(), "log_proof": proof}
        for entry, proof in zip([issue(0), issue(1), *entries], proofs, strict=True)
    ]
    document |= {"batches": logged[:2], "transfers": logged[2:]}
    return written(document)


def twice(document: Document) -> None:
    """The gift counted twice: its moves and its slices."""
    document["transfers"] = document["transfers"] * 2
    statement = json.loads(document["statement"])
    statement |= {"slices": statement["slices"] * 2, "amount_grams": statement["amount_grams"] * 2}
    document["statement"] = papers.canonical(statement)
    document["signature"]["value"] = papers.base64_of(papers.LIVE.sign_statement(document["statement"]))


def with_parts_of_a_retirement(document: Document) -> None:
    document |= {name: LIN.document[name] for name in ("opening", "entry", "log_proof", "pool_proofs")}


def other_letter(text: str) -> str:
    return line(text, 2, HASH)


def signed(**changes: object) -> bytes:
    """A donor's document whose Statement the site signed by mistake."""

    def change(statement: Document) -> None:
        statement |= changes

    return signed_anew(DONOR, change)


FIRST, SECOND = (move(number, start, end) for number, start, end in DONOR.slices)
STATED = DONOR.document["statement"]
OTHER_FACT = [{**papers.FACT, "value_en": "Came by bus"}]

ALTERED = [
    Case("one letter of a family's name", restated(put("group", value="李家"), FAMILY), "failed",
         {"signature": "signature.bad"}),
    Case("a spectator as a family", restated(put("kind", value="family")), "unreadable", {"file": "file.part"}),
    Case("a family without its name", restated(put("group", value=None), FAMILY), "unreadable",
         {"file": "file.part"}),
    Case("one gram more given", restated(put("amount_grams", value=23_401), DONOR), "failed",
         {"file": "file.sum", "signature": "signature.bad", "entry": "entry.grams"}),
    Case("one gram more given in a slice", restated(put("slices", 0, "batch_to", value=1_213_401), DONOR), "failed",
         {"file": "file.sum", "signature": "signature.bad", "entry": "entry.ranges", "batches": "batches.range"}),
    Case("one letter of the donor's name", restated(put("holder_name", value="李雪"), DONOR), "failed",
         {"signature": "signature.bad"}),
    Case("another account", restated(put("account", value="event-北京"), DONOR), "failed",
         {"signature": "signature.bad", "entry": "entry.account"}),
    Case("another account, signed", signed(account="event-北京"), "failed", {"entry": "entry.account"}),
    Case("other grams given, signed", signed(amount_grams=1), "failed",
         {"file": "file.sum", "entry": "entry.grams"}),
    Case("moves to another account", moved(FIRST, move(1, 0, 10_000, to="event-北京")), "failed",
         {"entry": "entry.account"}),
    Case("moves of two gifts", moved(FIRST, move(1, 0, 10_000, gift="another")), "failed", {"entry": "entry.gift"}),
    Case("moves the other way round", moved(SECOND, FIRST), "failed", {"entry": "entry.ranges"}),
    Case("a gift that counts twice", altered(twice, DONOR), "failed", {"entry": "entry.gift"}),
    Case("one move missing", moved(FIRST), "failed",
         {"entry": "entry.ranges", "batches": "batches.others"}),
    Case("one hash of a move's path", altered(put("transfers", 1, "log_proof",
         value=other_letter(DONOR.document["transfers"][1]["log_proof"])), DONOR), "failed", {"log": "log.path"}),
    Case("a move with more grams", altered(put("transfers", 0, "entry",
         value=FIRST.decode().replace("1213400", "1213500")), DONOR), "failed",
         {"entry": "entry.ranges", "log": "log.path"}),
    Case("one serial of a gift", restated(put("slices", 0, "serial_block", value="CDCER-CD-2022-07-1-13"), DONOR),
         "failed", {"signature": "signature.bad", "batches": "batches.serials"}),
    Case("an issue in place of a move", moved(issue(0)), "unreadable", {"file": "file.part"}),
    Case("a retirement in place of a move", moved(LIN.entry), "unreadable", {"file": "file.part"}),
    Case("a gift without moves", altered(put("transfers", value=[]), DONOR), "unreadable", {"file": "file.part"}),
    Case("a gift without an account", restated(put("account", value=None), DONOR), "unreadable",
         {"file": "file.part"}),
    Case("a gift called retired", restated(put("retired_on", value="2026-11-22"), DONOR), "unreadable",
         {"file": "file.part"}),
    Case("a gift with the parts of a retirement", altered(with_parts_of_a_retirement, DONOR), "unreadable",
         {"file": "file.part"}),
    Case("a gift as a spectator's retirement", altered(put("statement", value=STATED.replace('"donor"', '"honour"')),
         DONOR), "unreadable", {"file": "file.part"}),
    Case("one letter of a badge's action", restated(put("facts", value=OTHER_FACT), BADGE), "failed",
         {"signature": "signature.bad"}),
    Case("one byte of a badge's signature", altered(put("signature", "value",
         value=one_byte_on(BADGE.document["signature"]["value"])), BADGE), "failed", {"signature": "signature.bad"}),
    Case("a badge of grams", restated(put("amount_grams", value=1), BADGE), "unreadable", {"file": "file.part"}),
    Case("a badge of no truth", restated(put("amount_grams", value=False), BADGE), "unreadable",
         {"file": "file.part"}),
    Case("a badge with a slice", restated(put("slices", value=LIN.statement["slices"]), BADGE), "unreadable",
         {"file": "file.part"}),
    Case("a badge with half a line", restated(put("facts", value=[{"label_zh": "行动"}]), BADGE), "unreadable",
         {"file": "file.part"}),
    Case("a badge with the parts of a retirement", altered(with_parts_of_a_retirement, BADGE), "unreadable",
         {"file": "file.part"}),
    Case("a demonstration's badge passed off as live", Paper(kind="badge", slices=(), signer=DEMONSTRATION).pdf,
         "failed", {"seal": "seal.demonstration-as-live", "key": "key.demonstration-as-live"}),
    Case("a witness's figure", restated(put("amount_grams", value=1), WITNESS), "failed",
         {"file": "file.sum", "signature": "signature.bad"}),
    Case("a witness's figure, signed", Paper(kind="witness", is_demonstration=True, changes={"amount_grams": 1}).json,
         "failed", {"file": "file.sum"}),
    Case("a kind to come", restated(put("kind", value="medal"), BADGE), "unreadable", {"file": "file.part"}),
    Case("a badge of the first version", restated(put("version", value=1), BADGE), "unreadable",
         {"file": "file.part"}),
]  # fmt: skip

CASES = [*GOOD, *ALTERED]
