"""Files to check and what has to be found, altered in many ways: one table for verify.py and for the page.

A case names the checks that have to fail, each with its reason; all others have to hold, or to be left undone.
"""

import copy
import re
from collections.abc import Callable
from dataclasses import replace

from credits.proofs.notes import Signer
from credits.proofs.sumtree import SumLeaf
from tests.certificates.checking import cases_of_kinds, papers
from tests.certificates.checking.altering import LIN as LIN
from tests.certificates.checking.altering import Case as Case
from tests.certificates.checking.altering import (
    Document,
    altered,
    line,
    one_byte_on,
    put,
    restated,
    signed_anew,
    turned_round,
)
from tests.certificates.checking.papers import (
    BATCHES,
    DEMONSTRATION,
    LIVE,
    LOG,
    NEWER,
    STRANGER,
    WITNESS,
    Paper,
    pdf_of,
    pool_proof,
    proofs_of,
    seeded,
    written,
)

MEI = Paper(name="韩梅", salt=seeded("another salt"))
SETTLED = Paper(settled=(0, 1))
HASH = papers.base64_of(seeded("a hash"))
OTHER_LOG = replace(LOG, name="ledger.example/another")
FALSE_LOG = Signer(papers.ORIGIN, seeded("false log"))


def in_log(change: Callable[[list[bytes]], None], signer: Signer = LOG) -> bytes:
    """The document with all its entries in a log that has other ones; `change` alters the entries."""
    document = copy.deepcopy(LIN.document)
    entries = [document["entry"].encode(), *(batch["entry"].encode() for batch in document["batches"])]
    change(entries)
    proofs = proofs_of(entries, (signer,))
    document |= {"entry": entries[0].decode(), "log_proof": proofs[0]}
    document["batches"] = [
        {"entry": entry.decode(), "log_proof": proof}
        for entry, proof in zip(entries[1:], proofs[1:], strict=True)
    ]
    return written(document)


def replaced(old: str, new: str, at: int) -> Callable[[list[bytes]], None]:
    def change(entries: list[bytes]) -> None:
        assert old.encode() in entries[at]
        entries[at] = entries[at].replace(old.encode(), new.encode())

    return change


def swapped(document: Document) -> None:
    batch = document["batches"][0]
    document["log_proof"], batch["log_proof"] = batch["log_proof"], document["log_proof"]


def drop_a_batch(document: Document) -> None:
    del document["batches"][0]


def as_another(document: Document) -> None:
    """Lin's Statement on top of Mei's proofs."""
    document |= {
        name: MEI.document[name] for name in ("opening", "entry", "log_proof", "batches", "pool_proofs")
    }


def with_pools(*proofs: str) -> bytes:
    return altered(put("pool_proofs", value=list(proofs)))


MINE = SumLeaf(LIN.commitment, 13_400)
POOL = LIN.document["pool_proofs"][0]

GOOD = [
    Case("a document", LIN.json, "held", {}),
    Case("a paper", LIN.pdf, "held", {}),
    Case("a paper that is all settled", SETTLED.pdf, "held", {}),
    Case("a document of which nothing is settled", Paper(settled=()).json, "held", {}),
    Case("a document of the first version", Paper(version=1).json, "held", {}),
    Case("slices that go on where one ended", Paper(slices=((0, 5, 10), (0, 10, 99), (1, 0, 7))).json, "held", {}),
    Case("the same of the first version", Paper(version=1, slices=((0, 5, 10), (0, 10, 99))).json, "held", {}),
    Case("a name in Arabic with a line break", Paper(name="عبد\n\\\"الله\"\u2028").json, "held", {}),
    Case("a demonstration", Paper(is_demonstration=True).json, "demonstration", {}),
    Case("a demonstration's paper", Paper(is_demonstration=True).pdf, "demonstration", {}),
    Case("a paper sealed by a newer key", Paper(sealer=NEWER).pdf, "held", {}),
    Case("a signature with the higher s, as some of before", altered(put("signature", "value",
         value=turned_round(LIN.document["signature"]["value"]))), "held", {}),
    Case("a document of a newer key", Paper(signer=NEWER).json, "held", {}),
]  # fmt: skip

ALTERED = [
    Case("one gram more", restated(put("amount_grams", value=23_401)), "failed",
         {"file": "file.sum", "signature": "signature.bad", "entry": "entry.grams"}),
    Case("one gram more in a slice", restated(put("slices", 0, "batch_to", value=1_213_401)), "failed",
         {"file": "file.sum", "signature": "signature.bad", "entry": "entry.ranges", "batches": "batches.range"}),
    Case("one letter of the name", restated(put("holder_name", value="李雪")), "failed",
         {"signature": "signature.bad"}),
    Case("one serial", restated(put("slices", 0, "serial_block", value="CDCER-CD-2022-07-1-13")), "failed",
         {"signature": "signature.bad", "batches": "batches.serials"}),
    Case("one hash of the path", altered(put("log_proof", value=line(LIN.document["log_proof"], 2, HASH))), "failed",
         {"log": "log.path"}),
    Case("one byte of the signature", altered(put("signature", "value",
         value=one_byte_on(LIN.document["signature"]["value"]))), "failed", {"signature": "signature.bad"}),
    Case("no signature at all", altered(put("signature", "value", value=papers.base64_of(bytes(64)))), "failed",
         {"signature": "signature.bad"}),
    Case("two proofs swapped", altered(swapped), "failed", {"log": "log.path", "batches": "batches.path"}),
    Case("an unknown key", Paper(signer=STRANGER).json, "failed", {"key": "key.unknown"}),
    Case("an unknown key in a paper", Paper(signer=STRANGER).pdf, "failed",
         {"seal": "seal.unknown-key", "key": "key.unknown"}),
    Case("a demonstration passed off as live", Paper(signer=DEMONSTRATION).pdf, "failed",
         {"seal": "seal.demonstration-as-live", "key": "key.demonstration-as-live"}),
    Case("a demonstration's word taken out", altered(put("statement", value=LIN.document["statement"]),
         Paper(is_demonstration=True)), "failed",
         {"key": "key.demonstration-as-live", "signature": "signature.bad"}),
    Case("a live key on a demonstration", Paper(is_demonstration=True, signer=LIVE).pdf, "failed",
         {"seal": "seal.live-as-demonstration", "key": "key.live-as-demonstration"}),
    Case("another's proofs", altered(as_another), "failed", {"opening": "opening.ids"}),
    Case("another's opening", altered(put("opening", "beneficiary", value=MEI.beneficiary)), "failed",
         {"opening": "opening.ids"}),
    Case("another salt", altered(put("opening", "salt", value=seeded("x").hex())), "failed",
         {"opening": "opening.commitment"}),
    Case("an entry with more grams", altered(put("entry", value=LIN.document["entry"].replace("1213400", "1213500")
         .replace("23400", "23500"))), "failed",
         {"entry": "entry.grams", "log": "log.path"}),
    Case("another range, signed", signed_anew(LIN, put("slices", 1, "batch_to", value=9_999)), "failed",
         {"file": "file.sum", "entry": "entry.ranges"}),
    Case("other grams, signed", signed_anew(LIN, put("amount_grams", value=1)), "failed",
         {"file": "file.sum", "entry": "entry.grams"}),
    Case("a demonstration's number, signed", signed_anew(LIN, put("number", value="d7kq3mzh4w9a")), "unreadable",
         {"file": "file.part"}),
    Case("a real one's number on a demonstration", restated(put("number", value="7kq3mzh4w9az"),
         Paper(is_demonstration=True)), "unreadable", {"file": "file.part"}),
    Case("another batch, signed", signed_anew(LIN, put("slices", 0, "batch", value=BATCHES[1][0])), "failed",
         {"entry": "entry.ranges", "batches": "batches.range"}),
]  # fmt: skip

IN_LOG = [
    Case("another log", in_log(lambda entries: None, OTHER_LOG), "failed",
         {"log": "log.unknown-key", "batches": "batches.unknown-key"}),
    Case("a false log under the same name", in_log(lambda entries: None, FALSE_LOG), "failed",
         {"log": "log.unknown-key", "batches": "batches.unknown-key"}),
    Case("an altered checkpoint", altered(put("log_proof", value=line(LIN.document["log_proof"], -4, HASH))),
         "failed", {"log": "log.signature"}),
    Case("an altered line of its signature", altered(put("log_proof", value=LIN.document["log_proof"][:-10] + "\n")),
         "failed", {"log": "log.format"}),
    Case("another index", altered(put("log_proof", value=line(LIN.document["log_proof"], 1, "index 6"))), "failed",
         {"log": "log.path"}),
    Case("an index beyond the log", altered(put("log_proof", value=line(LIN.document["log_proof"], 1, "index 8"))),
         "failed", {"log": "log.path"}),
    Case("an index with a zero in front", altered(put("log_proof",
         value=line(LIN.document["log_proof"], 1, "index 07"))), "failed", {"log": "log.format"}),
    Case("a path with a step more", altered(put("log_proof",
         value=line(LIN.document["log_proof"], 2, f"{HASH}\n{HASH}"))), "failed", {"log": "log.path"}),
    Case("a batch missing", altered(drop_a_batch), "failed",
         {"batches": "batches.others", "pools": "pools.batch"}),
    Case("a batch twice", altered(put("batches", 1, value=LIN.document["batches"][0])), "failed",
         {"batches": "batches.others"}),
    Case("a batch that the log has otherwise", in_log(replaced("07-1-12", "07-2-13", 1)), "failed",
         {"batches": "batches.serials"}),
    Case("a batch with fewer grams", in_log(replaced('"to":12000000', '"to":1000000', 1)), "failed",
         {"batches": "batches.range", "pools": "pools.serials"}),
    Case("a pool's proof of somebody else", with_pools(MEI.pool_proof(0)), "failed", {"pools": "pools.path"}),
    Case("a pool twice", with_pools(POOL, POOL), "failed", {"pools": "pools.twice"}),
    Case("a pool of another batch", with_pools(pool_proof(0, MINE, batch=seeded("batch").hex())), "failed",
         {"pools": "pools.batch"}),
    Case("a pool of other serials", with_pools(pool_proof(0, MINE, serials="CDCER-CD-2022-07-12-13")), "failed",
         {"pools": "pools.serials"}),
    Case("a pool with more grams than were retired", with_pools(pool_proof(0, SumLeaf(LIN.commitment, 13_401))),
         "failed", {"pools": "pools.grams"}),
    Case("two pools with more grams than were retired", with_pools(POOL, pool_proof(0, SumLeaf(LIN.commitment, 1),
         pool=99)), "failed", {"pools": "pools.grams"}),
    Case("one gram more in a pool's proof", with_pools(line(POOL, 2, "grams 13401")), "failed",
         {"pools": "pools.path"}),
    Case("a sum of the path altered", with_pools(line(POOL, 3, POOL.split("\n")[3] + "1")), "failed",
         {"pools": "pools.path"}),
    Case("a pool's statement altered", with_pools(POOL.replace("2026-118", "2026-119")), "failed",
         {"pools": "pools.signature"}),
    Case("a checkpoint for a pool's statement", with_pools(POOL[:POOL.index("\n\n")] + LIN.document["log_proof"]
         [LIN.document["log_proof"].index("\n\n"):]), "failed", {"pools": "pools.format"}),
]  # fmt: skip

SEALED = LIN.pdf
PLACE_OF_SEAL = SEALED.index(b"/Contents <") + 10
END_OF_SEAL = SEALED.index(b">", PLACE_OF_SEAL)
ADDED = b"99 0 obj\n<</Type /Annot>>\nendobj\nstartxref\n0\n%%EOF\n"
REPLACED = b"11 0 obj\n" + papers.stream(b"", MEI.json) + b"\nendobj\nstartxref\n0\n%%EOF\n"
OTHER_DOCUMENT = LIN.json.replace("李雷".encode(), "李雪".encode())


def resealed(file: bytes, *, hole: int = 0) -> bytes:
    """A paper's file with its seal made anew."""
    start = file.index(b"/ByteRange ") + 11
    blank = file[:start] + b" " * 60 + file[start + 60 :]
    return papers.sealed(blank, LIVE, hole)


def flipped(file: bytes, place: int, to: bytes) -> bytes:
    assert file[place : place + len(to)] != to
    return file[:place] + to + file[place + len(to) :]


MILLIONS = b"<</ByteRange [0 0 0 0] /Contents <" + b"0" * 300_000 + b">"


def with_a_capital(file: bytes) -> bytes:
    """The seal with one of its small letters written as a capital."""
    letter = re.compile(rb"[a-f]").search(file, PLACE_OF_SEAL)
    assert letter is not None
    return flipped(file, letter.start(), letter[0].upper())


IN_PDF = [
    Case("no seal", pdf_of(LIN.json, None), "failed", {"seal": "seal.none"}),
    Case("another paper's attachment", SEALED.replace(LIN.json, OTHER_DOCUMENT), "failed",
         {"seal": "seal.digest", "signature": "signature.bad"}),
    Case("a letter on the page", SEALED.replace(b"0.5 g", b"9.5 g"), "failed", {"seal": "seal.digest"}),
    Case("something added behind the seal", SEALED + ADDED, "failed", {"seal": "seal.added"}),
    Case("a newline behind the seal", SEALED + b"\n", "failed", {"seal": "seal.added"}),
    Case("rubbish behind the seal", SEALED + b"<<<<(((", "failed", {"seal": "seal.added"}),
    Case("a hole before the seal", resealed(SEALED, hole=20), "failed", {"seal": "seal.hole"}),
    Case("a seal of a stranger", pdf_of(LIN.json, STRANGER), "failed", {"seal": "seal.unknown-key"}),
    Case("a seal without content", flipped(SEALED, PLACE_OF_SEAL + 1, b"0" * 200), "failed", {"seal": "seal.format"}),
    Case("something behind the signature in the seal", flipped(SEALED, SEALED.index(b">>>", PLACE_OF_SEAL) - 2,
         b"01"), "failed", {"seal": "seal.format"}),
    Case("a blank in the seal's digits", flipped(SEALED, END_OF_SEAL - 1, b" "), "failed", {"seal": "seal.format"}),
    Case("two blanks there", flipped(SEALED, END_OF_SEAL - 2, b"\n\n"), "failed", {"seal": "seal.format"}),
    Case("a capital among the seal's digits", with_a_capital(SEALED), "failed", {"seal": "seal.format"}),
    Case("a seal of millions of digits", pdf_of(LIN.json, None).replace(b"<</Size", MILLIONS + b" /Size"), "failed",
         {"seal": "seal.hole"}),
    Case("a digit of the digest in the seal", flipped(SEALED, SEALED.index(b"010904", PLACE_OF_SEAL) + 14, b"0000"),
         "failed", {"seal": "seal.digest"}),
    Case("two seals", SEALED + SEALED[SEALED.index(b"30 0 obj"):SEALED.index(b"xref\n0")] + ADDED, "failed",
         {"seal": "seal.several"}),
    Case("two documents", pdf_of(LIN.json, LIVE, copies=2), "failed", {"file": "file.two"}),
    Case("a document put in later", SEALED + REPLACED, "failed", {"file": "file.two", "seal": "seal.added"}),
    Case("no document", SEALED.replace(b"diandian-certificate", b"diandian-zertificate").replace(
         "diandian-certificate.json".encode("utf-16-be").hex().encode(), b"0" * 100), "unreadable",
         {"file": "file.pdf-none", "seal": "seal.digest"}),
    Case("a paper cut off", SEALED[:-1000], "unreadable", {"file": "file.pdf-broken"}),
    Case("a paper cut off within the document", SEALED[:2000], "unreadable", {"file": "file.pdf-broken"}),
    Case("only the first bytes of a paper", b"%PDF-1.7\n", "unreadable", {"file": "file.pdf-broken"}),
    Case("a paper without an end", b"%PDF-1.7\n" + b"1 0 obj\n<</A [1 2 3]>>\nendobj\n" * 9, "unreadable",
         {"file": "file.pdf-broken"}),
    Case("a deep paper", b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000, "unreadable", {"file": "file.pdf-broken"}),
    Case("a paper of one long number", b"%PDF-1.7\n1 0 obj\n" + b"0" * 1_000_000 + b"x", "unreadable",
         {"file": "file.pdf-broken"}),
    Case("a number of a hundred digits in a paper", SEALED.replace(b" 100]", b" 100." + b"0" * 100 + b"]"),
         "unreadable", {"file": "file.pdf-broken"}),
    Case("a paper with a stream longer than it", SEALED.replace(b"/Length 19", b"/Length 99999999", 1), "unreadable",
         {"file": "file.pdf-broken"}),
]  # fmt: skip


def part(name: str) -> dict[str, str]:
    """What `name` missing or broken ends in."""
    return {"file": "file.part"} if name else {}


FIRST = Paper(version=1)
SLICE = LIN.statement["slices"][0]
NO_JSON = {"file": "file.not-json"}
UNREAD = [
    Case("nothing", b"", "unreadable", NO_JSON),
    Case("a picture", b"\x89PNG\r\n\x1a\n" + bytes(100), "unreadable", NO_JSON),
    Case("half a document", LIN.json[:2000], "unreadable", NO_JSON),
    Case("a deep document", b"[" * 100_000 + b"]" * 100_000, "unreadable", NO_JSON),
    Case("a number of very many digits", b"1" * 100_000, "unreadable", NO_JSON),
    Case("no number", b"NaN", "unreadable", NO_JSON),
    Case("half a character", b'{"format":"\\ud800"}', "unreadable", NO_JSON),
    Case("a mark in front", b"\xef\xbb\xbf" + LIN.json, "unreadable", NO_JSON),
    Case("other bytes than UTF-8", LIN.json.replace("李".encode(), b"\xff\xfe\xfd", 1), "unreadable", NO_JSON),
    Case("another kind of document", b'{"format":"diandian/keys@v1"}', "unreadable", {"file": "file.format"}),
    Case("a list", b"[1,2]", "unreadable", {"file": "file.format"}),
    Case("the Statement alone", LIN.document["statement"].encode(), "unreadable", {"file": "file.format"}),
    Case("something missing", altered(lambda document: document.pop("opening")), "unreadable", part("document")),
    Case("something more", altered(put("more", value=1)), "unreadable", part("document")),
    Case("a name twice", LIN.json.replace(b'"format"', b'"entry": "{}", "format"', 1), "unreadable", NO_JSON),
    Case("a name twice, once with an escape", LIN.json.replace(b'"format"', b'"\\u0065ntry" :"{}", "format"', 1),
         "unreadable", NO_JSON),
    Case("a name twice deep inside", LIN.json.replace(b'"salt"', b'"salt": "", "salt"', 1), "unreadable", NO_JSON),
    Case("a blank before a colon", LIN.json.replace(b'"algorithm"', b'"algorithm" ', 1), "held", {}),
    Case("a Statement spaced out", altered(put("statement", value=LIN.document["statement"].replace(",", ", ", 1))),
         "unreadable", part("statement")),
    Case("a key twice in the Statement", altered(put("statement", value=LIN.document["statement"].replace(
         '"address"', '"address":"x","address"'))), "unreadable", part("statement")),
    Case("a whole number with a point", altered(put("statement", value=LIN.document["statement"].replace(
         ":23400,", ":23400.0,"))), "unreadable", part("statement")),
    Case("no grams", restated(put("amount_grams", value=0)), "unreadable", part("statement")),
    Case("grams as a truth", restated(put("amount_grams", value=True)), "unreadable", part("statement")),
    Case("a version to come", restated(put("version", value=3)), "unreadable", part("statement")),
    Case("a Statement that is a list", altered(put("statement", value="[]")), "unreadable", part("statement")),
    Case("an entry of another kind", altered(put("entry", value=LIN.document["batches"][0]["entry"])), "unreadable",
         part("entry")),
    Case("a salt in capitals", altered(put("opening", "salt", value="A" * 64)), "unreadable", part("opening")),
    Case("another algorithm", altered(put("signature", "algorithm", value="none")), "unreadable", part("signature")),
    Case("a short signature", altered(put("signature", "value", value="AAAA")), "unreadable", part("signature")),
    Case("no batches", altered(put("batches", value=[])), "unreadable", part("batches")),
    Case("as many pools as may be", altered(put("pool_proofs", value=[POOL] * 2048)), "failed",
         {"pools": "pools.twice"}),
    Case("a pool more", altered(put("pool_proofs", value=[POOL] * 2049)), "unreadable", part("pool_proofs")),
    Case("more batches than may be", altered(put("batches", value=LIN.document["batches"][:1] * 2049)), "unreadable",
         part("batches")),
    Case("as many slices as may be", signed_anew(LIN, put("slices", value=[SLICE] * 2048)), "failed",
         {"file": "file.sum", "entry": "entry.ranges"}),
    Case("a slice more", signed_anew(LIN, put("slices", value=[SLICE] * 2049)), "unreadable", part("statement")),
    Case("a text of quotes without an end", b'{"format":"' + b'\\"' * 1_000_000, "unreadable", NO_JSON),
    Case("half an escape at the end", b'{"format":"\\', "unreadable", NO_JSON),
    Case("a group that is a number", restated(put("group", value=5)), "unreadable", part("statement")),
    Case("a day of issue that is a list", restated(put("issued_on", value=["2026-11-22"]), FIRST), "unreadable",
         part("statement")),
    Case("an account that is a truth", restated(put("account", value=True)), "unreadable", part("statement")),
    Case("a version 1 with a day of issue", restated(put("issued_on", value="2026-11-22"), FIRST), "failed",
         {"signature": "signature.bad"}),
    Case("a batch that is none", altered(put("batches", 0, "entry", value="{}")), "unreadable", part("batches")),
]  # fmt: skip

WITNESSED = written(
    LIN.document
    | {"log_proof": proofs_of([LIN.entry, *papers.strangers()], (LOG, WITNESS))[0], "pool_proofs": [POOL]}
)
BAD_WITNESS = WITNESSED.replace(b"\xe2\x80\x94 witness.example", b"\xe2\x80\x94 ledger.example/x", 1)
COSIGNED = [
    Case("a cosigned checkpoint", WITNESSED, "held", {}),
    Case("a line of somebody unknown", BAD_WITNESS, "held", {}),
]

CASES = [*GOOD, *ALTERED, *IN_LOG, *IN_PDF, *UNREAD, *COSIGNED, *cases_of_kinds.CASES]
