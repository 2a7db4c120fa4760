#!/usr/bin/env python3
"""Checks a Diandian certificate without Diandian: python3 verify.py certificate.pdf [--keys keys.json]

核验点点证书，无需点点网站：python3 verify.py certificate.pdf [--keys keys.json]

One file, Python 3.8 or newer, nothing to install, no network. It reads the paper (PDF) or the certificate document
(JSON) and prints in Chinese and English what was checked, what was not, and what no file can show.
Exit status: 0 all held, 1 something failed, or it is a demonstration and --demonstration was not given, 2 the file
could not be read or the command was not understood.

The formats are written down in docs/proofs.md and docs/certificates.md; in order of this file:
the checks, the log and the pools, the seal of a PDF, PDF, DER, P-256, Ed25519, JSON, words, the command.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    GramRange = tuple[str, int, int]  # the batch's id, first gram, gram after the last
    Said = tuple[str, dict[str, str]]  # the name of a sentence in WORDS, and the values that stand in it
    Jacobian = tuple[int, int, int]  # x / z**2, y / z**3; z is 0 at infinity
    Extended = tuple[int, int, int, int]  # x / z, y / z, with x * y = z * t

KEY_LIST: str | None = None  # a site that serves this file puts its key list here, and nothing else

DOCUMENT_NAME = "diandian-certificate.json"
DOCUMENT_FORMAT = "diandian/certificate@v1"
KEYS_FORMAT = "diandian/keys@v1"
PDF_BYTES_MAX = 8_000_000
WORD_BYTES_MAX = 64  # a number of a PDF; names and strings are no words
PDF_STEPS_MAX = 200_000  # of reading one; a certificate takes a thousand
JSON_BYTES_MAX = 6_000_000
PARTS_MAX = 2048  # slices, batches, moves and pool proofs of one certificate, each; and ranges of an entry
INTEGER_MAX = 2**53 - 1  # the largest whole number that every JSON reader keeps exact
SUM_MAX = 2**63 - 1
GRAMS_PER_UNIT = 1_000_000
DEMONSTRATION_LETTER = "d"  # with which a demonstration's number begins, and no other
CHECKS = ("file", "seal", "key", "signature", "opening", "entry", "log", "batches", "pools")
OK, FAILED, NOT_CHECKED = "ok", "failed", "not-checked"


class RefusedError(Exception):
    """What was read does not hold. `reason` names its sentence in WORDS, `values` stand in the sentence."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Check(NamedTuple):
    """One check: its name, how it ended, and the sentence that says why."""

    name: str
    status: str
    reason: str
    values: dict[str, str]


class Report(NamedTuple):
    """All checks in the order of CHECKS. `outcome` is held, demonstration, failed or unreadable."""

    outcome: str
    checks: list[Check]
    statement: dict[str, Any] | None
    limits: list[Said]

    def exit_status(self, *, accepts_demonstrations: bool = False) -> int:
        """What a shell is told: a demonstration that holds is no certificate, unless one was asked for."""
        if self.outcome == "demonstration":
            return 0 if accepts_demonstrations else 1
        return {"held": 0, "failed": 1}.get(self.outcome, 2)


# --- The checks -------------------------------------------------------------------------------------------


def check(file: bytes, keys: KeyList) -> Report:
    """The report on a certificate's PDF or JSON."""
    done = {name: Check(name, NOT_CHECKED, "unread", {}) for name in CHECKS}
    certificate: Certificate | None = None
    pdf: Pdf | None = None
    try:
        pdf = read_pdf(file) if file[:5] == b"%PDF-" else None
        certificate = read_certificate(file if pdf is None else one_document(pdf))
        done["file"] = _run("file", check_file, certificate, pdf)
    except RefusedError as refused:
        done["file"] = Check("file", FAILED, refused.reason, refused.values)
    if pdf is not None:
        done["seal"] = _run("seal", check_seal, pdf, certificate, keys)
    if certificate is not None:
        done.update(_check_certificate(certificate, keys, is_pdf=pdf is not None))
    checks = [done[name] for name in CHECKS]
    statement = certificate.statement if certificate else None
    return Report(_outcome(checks, certificate), checks, statement, _limits(certificate, done["pools"]))


def _check_certificate(certificate: Certificate, keys: KeyList, *, is_pdf: bool) -> dict[str, Check]:
    log = Log(keys)
    done = [
        _run("key", check_key, certificate, keys),
        _run("signature", check_signature, certificate, keys),
        _run("opening", check_opening, certificate),
        _run("entry", check_entry, certificate),
        _run("log", check_log, certificate, log),
        _run("batches", check_batches, certificate, log),
        _run("pools", check_pools, certificate, log),
    ]
    if not is_pdf:
        done.append(Check("seal", NOT_CHECKED, "seal.json", {}))
    return {each.name: each for each in done}


def _run(name: str, run: Callable[..., Said], *arguments: object) -> Check:
    """A check that came to its end held, unless its sentence is one of those that say what was left undone."""
    try:
        reason, values = run(*arguments)
    except RefusedError as refused:
        return Check(name, FAILED, refused.reason, refused.values)
    return Check(name, NOT_CHECKED if reason in UNDONE else OK, reason, values)


def _outcome(checks: list[Check], certificate: Certificate | None) -> str:
    if certificate is None and checks[0].reason != "file.two":
        return "unreadable"
    if certificate is None or any(each.status == FAILED for each in checks):
        return "failed"
    return "demonstration" if certificate.is_demonstration else "held"


def _limits(certificate: Certificate | None, pools: Check) -> list[Said]:
    """What no file can show, with where to look."""
    if certificate is None:
        return []
    slices = certificate.statement["slices"]
    blocks = dict.fromkeys(f"{piece['registry_name']} {piece['serial_block']}" for piece in slices)
    where = {"blocks": "; ".join(blocks)}
    registry: Said = ("limit.registry", where)
    if pools.status == OK:
        registry = ("limit.reference", {**where, "references": pools.values["references"]})
    address = certificate.statement.get("address")
    superseded: Said = ("limit.superseded", {"address": address if isinstance(address, str) else ""})
    of_kind: dict[str, list[Said]] = {
        "donor": [
            ("limit.giver", {"account": certificate.giver}),
            ("limit.issued", where),
            ("limit.log", {}),
        ],
        "badge": [("limit.name", {}), ("limit.badge", {})],
        "witness": [("limit.witness", {}), *([registry] if slices else [])],
    }
    return [*of_kind.get(certificate.kind, [("limit.name", {}), registry, ("limit.log", {})]), superseded]


def check_file(certificate: Certificate, pdf: Pdf | None) -> Said:
    """The file was read; where the Statement has slices, they add up to its grams."""
    slices, stated = certificate.statement["slices"], certificate.statement["amount_grams"]
    total = sum(piece["batch_to"] - piece["batch_from"] for piece in slices)
    if slices and total != stated:
        raise RefusedError("file.sum", stated=_grams(stated), sum=_grams(total))
    return "file.pdf" if pdf else "file.json", {}


def check_key(certificate: Certificate, keys: KeyList) -> Said:
    """The key is known, and is for what the Statement says it is."""
    key = keys.certificate_keys.get(certificate.key_id)
    if key is None:
        raise RefusedError("key.unknown", key=certificate.key_id)
    _check_purpose(key, certificate, "key")
    reason = "key.demonstration" if certificate.is_demonstration else "key.live"
    return reason, {"key": key.id, "since": key.since[:10] or "\u2014"}


def _check_purpose(key: CertificateKey, certificate: Certificate, name: str) -> None:
    if key.is_demonstration and not certificate.is_demonstration:
        raise RefusedError(f"{name}.demonstration-as-live", key=key.id)
    if certificate.is_demonstration and not key.is_demonstration:
        raise RefusedError(f"{name}.live-as-demonstration", key=key.id)


def check_signature(certificate: Certificate, keys: KeyList) -> Said:
    """The Statement is signed, letter for letter."""
    key = keys.certificate_keys.get(certificate.key_id)
    if key is None:
        return "signature.no-key", {}
    r, s = (int.from_bytes(certificate.signature[at : at + 32], "big") for at in (0, 32))
    signed = b"diandian/statement/v1\n" + certificate.statement_text.encode()
    if not p256_verify(key.point, hashlib.sha256(signed).digest(), r, s):
        raise RefusedError("signature.bad", key=key.id)
    return "signature.ok", {}


def check_opening(certificate: Certificate) -> Said:
    """Salt and ids open the commitment of the log's entry, and are the Statement's."""
    if not certificate.is_retirement:
        return f"none.{certificate.kind}", {}
    for name, field in (("retirement", "retirement_id"), ("beneficiary", "beneficiary")):
        if certificate.opening[name] != certificate.statement[field]:
            raise RefusedError("opening.ids")
    ids = certificate.opening["retirement"] + certificate.opening["beneficiary"]
    opened = b"diandian/retirement/v1\n" + bytes.fromhex(certificate.opening["salt"] + ids.replace("-", ""))
    if hashlib.sha256(opened).hexdigest() != certificate.entry["commitment"]:
        raise RefusedError("opening.commitment")
    return "opening.ok", {}


def check_entry(certificate: Certificate) -> Said:
    """The log's entry has the Statement's grams, range for range; a gift's entries have them all together."""
    statement, entry = certificate.statement, certificate.entry
    if certificate.transfers:
        return _check_gift(certificate)
    if not certificate.is_retirement:
        return f"none.{certificate.kind}", {}
    if entry["grams"] != statement["amount_grams"]:
        raise RefusedError(
            "entry.grams", entry=_grams(entry["grams"]), stated=_grams(statement["amount_grams"])
        )
    ranges = [_shown_range(piece) for piece in certificate.ranges]
    if [_shown_range(piece) for piece in certificate.stated_ranges] != ranges:
        raise RefusedError("entry.ranges")
    return "entry.ok", {"grams": _grams(entry["grams"]), "count": str(len(ranges))}


def _check_gift(certificate: Certificate) -> Said:
    """The moves are one gift, to the Statement's account, of its grams and no others; none of them counts twice."""
    account = certificate.statement["account"]
    moves = [transfer.entry for transfer in certificate.transfers]
    for move in moves:
        if move["credit"] != account:
            raise RefusedError("entry.account", entry=move["credit"], stated=account)
    one_gift = {(move["group"], move["debit"]) for move in moves}
    if len(one_gift) != 1 or len({move["id"] for move in moves}) != len(moves):
        raise RefusedError("entry.gift")
    ranges = [_shown_range(piece) for piece in certificate.ranges]
    if [_shown_range(piece) for piece in certificate.stated_ranges] != ranges:
        raise RefusedError("entry.ranges")
    total = sum(end - start for _batch, start, end in certificate.ranges)
    if total != certificate.statement["amount_grams"]:
        stated = _grams(certificate.statement["amount_grams"])
        raise RefusedError("entry.grams", entry=_grams(total), stated=stated)
    said = {"grams": _grams(total), "count": str(len(ranges)), "account": account}
    return "entry.moved", said


def check_log(certificate: Certificate, log: Log) -> Said:
    """The entry stands in the log that the site signs; so does each move of a gift."""
    if certificate.transfers:
        places = [log.verify(each.log_proof, each.text, "log").place for each in certificate.transfers]
        said = {"indexes": ", ".join(f"{place:,}" for place in places), "origin": log.keys.origin}
        return "log.moved", said
    if not certificate.is_retirement:
        return f"none.{certificate.kind}", {}
    found = log.verify(certificate.log_proof, certificate.entry_text, "log")
    return "log.ok", {
        "index": f"{found.place:,}",
        "size": f"{found.size:,}",
        "origin": log.keys.origin,
        "witnesses": str(found.witnesses),
    }


def check_batches(certificate: Certificate, log: Log) -> Said:
    """Each batch was issued in the log, out of the serial block that the Statement names, with those grams in it."""
    if not certificate.ranges:
        return f"none.{certificate.kind}", {}
    issues = {issue.entry["batch"]: issue for issue in certificate.batches}
    used = {batch for batch, _start, _end in certificate.ranges}
    if len(issues) != len(certificate.batches) or set(issues) != used:
        raise RefusedError("batches.others")
    for issue in certificate.batches:
        log.verify(issue.log_proof, issue.text, "batches")
    for (batch, start, end), serials in certificate.stated_serials():
        issue = issues[batch]
        if issue.entry["serials"] != serials:
            raise RefusedError("batches.serials", stated=serials, issued=issue.entry["serials"])
        if not issue.entry["from"] <= start < end <= issue.entry["to"]:
            raise RefusedError("batches.range", serials=serials)
    return "batches.ok", {"count": str(len(issues))}


def check_pools(certificate: Certificate, log: Log) -> Said:
    """The grams are counted in sums that the site signed as retired by the outside registry."""
    if not certificate.is_retirement:
        return f"none.{certificate.kind}", {}
    total = certificate.entry["grams"]
    if not certificate.pool_proofs:
        return "pools.none", {"grams": _grams(total)}
    owned: dict[str, int] = {}
    for batch, start, end in certificate.ranges:
        owned[batch] = owned.get(batch, 0) + end - start
    issues = {issue.entry["batch"]: issue.entry for issue in certificate.batches}
    settled: dict[str, int] = {}
    pools: dict[str, str] = {}
    for text in certificate.pool_proofs:
        pool, grams = log.verify_pool(text, bytes.fromhex(certificate.entry["commitment"]))
        batch = pool["batch"]
        if pool["pool"] in pools:
            raise RefusedError("pools.twice", pool=pool["pool"])
        if batch not in owned or batch not in issues:
            raise RefusedError("pools.batch", pool=pool["pool"])
        if not _is_part(pool["serials"], int(pool["units"]), issues[batch]):
            raise RefusedError("pools.serials", pool=pool["pool"], serials=pool["serials"])
        pools[pool["pool"]] = f"{pool['registry']} {pool['reference']} ({pool['serials']}, {pool['retired']})"
        settled[batch] = settled.get(batch, 0) + grams
        if settled[batch] > owned[batch]:
            raise RefusedError("pools.grams", pool=pool["pool"])
    references = {"references": "; ".join(pools.values())}
    grams_said = {"settled": _grams(sum(settled.values())), "grams": _grams(total), "count": str(len(pools))}
    return ("pools.ok" if sum(settled.values()) == total else "pools.part"), {**grams_said, **references}


def _is_part(serials: str, units: int, issue: dict[str, Any]) -> bool:
    """Whether the pool's block lies in the batch's.

    Notations differ from registry to registry, but each has the first and the last number side by side: the pair
    whose distance is the number of units, which the log's entry and the pool's statement both say.
    """
    whole = _pairs(issue["serials"], (issue["to"] - issue["from"]) // GRAMS_PER_UNIT)
    part = _pairs(serials, units)
    return any(start <= first and last <= end for start, end in whole for first, last in part)


def _pairs(serials: str, units: int) -> list[tuple[int, int]]:
    numbers = [int(number) for number in re.findall("[0-9]{1,40}", serials[:200])]
    found = [(numbers[at], numbers[at + 1]) for at in range(len(numbers) - 1)]
    return [(first, last) for first, last in found if last - first + 1 == units]


def _grams(amount: int) -> str:
    return f"{amount:,} g"


# --- What a certificate document holds --------------------------------------------------------------------


class Logged(NamedTuple):
    """An entry of the log that issued or moved grams, and its proof."""

    text: str
    entry: dict[str, Any]
    log_proof: str


class Certificate(NamedTuple):
    """A certificate document whose form was checked, and nothing else."""

    statement_text: str
    statement: dict[str, Any]
    key_id: str
    signature: bytes
    opening: dict[str, str]
    entry_text: str
    entry: dict[str, Any]
    log_proof: str
    batches: list[Logged]
    pool_proofs: list[str]
    transfers: list[Logged]  # of a gift; only a retirement has opening, entry and log_proof

    @property
    def is_demonstration(self) -> bool:
        return bool(self.statement["is_demonstration"])

    @property
    def kind(self) -> str:
        return str(self.statement["kind"])

    @property
    def is_retirement(self) -> bool:
        return self.kind in RETIREMENTS

    @property
    def giver(self) -> str:
        """The account that a gift came from, as the log calls it."""
        return self.transfers[0].entry["debit"] if self.transfers else ""

    @property
    def ranges(self) -> list[GramRange]:
        """The grams as the log has them: those of the retirement, or those of all moves together."""
        if self.transfers:
            return _merged(
                (move.entry["batch"], move.entry["from"], move.entry["to"]) for move in self.transfers
            )
        return [(batch, start, end) for batch, start, end in self.entry.get("ranges", [])]

    @property
    def stated_ranges(self) -> list[GramRange]:
        """The slices as the log writes them: one that goes on where the one before it ended is one with it."""
        slices = self.statement["slices"]
        merged = _merged((_batch_of(piece), piece["batch_from"], piece["batch_to"]) for piece in slices)
        if self.statement["version"] >= 2 or len(merged) != len(self.ranges):
            return merged
        # The first version names no batches: its ranges are compared by their grams, its batches by their serials.
        return [(self.ranges[at][0], start, end) for at, (_, start, end) in enumerate(merged)]

    def stated_serials(self) -> list[tuple[GramRange, str]]:
        """Each slice with its batch and serial block. Raises RefusedError where no range of the entry has it."""
        found: list[tuple[GramRange, str]] = []
        for piece in self.statement["slices"]:
            start, end = piece["batch_from"], piece["batch_to"]
            holding = [batch for batch, first, last in self.ranges if first <= start < end <= last]
            named = [piece["batch"]] if self.statement["version"] >= 2 else []
            of_serials = [
                i.entry["batch"] for i in self.batches if i.entry["serials"] == piece["serial_block"]
            ]
            fitting = [batch for batch in named or of_serials or holding if batch in holding]
            if not fitting:
                raise RefusedError("batches.range", serials=piece["serial_block"])
            found.append(((fitting[0], start, end), piece["serial_block"]))
        return found


def _merged(ranges: Iterable[GramRange]) -> list[GramRange]:
    merged: list[GramRange] = []
    for batch, start, end in ranges:
        if merged and merged[-1][0] == batch and merged[-1][2] == start:
            merged[-1] = (batch, merged[-1][1], end)
        else:
            merged.append((batch, start, end))
    return merged


def _batch_of(piece: dict[str, Any]) -> str:
    return str(piece.get("batch", piece["serial_block"]))


def _shown_range(piece: GramRange) -> str:
    return "{} {} {}".format(*piece)


_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HASH = "[0-9a-f]{64}"
RETIREMENTS = ("honour", "family")
_BASE = ("format", "statement", "signature")
_OF_RETIREMENT = (*_BASE, "opening", "entry", "log_proof", "batches", "pool_proofs")
_FIELDS = {
    **dict.fromkeys(RETIREMENTS, _OF_RETIREMENT),
    "donor": (*_BASE, "transfers", "batches"),
    "badge": _BASE,
    "witness": _BASE,
}


def read_certificate(document: bytes) -> Certificate:
    """The parts of a certificate document. Raises RefusedError where its form is not as docs/certificates.md says."""
    if len(document) > JSON_BYTES_MAX:
        raise RefusedError("file.too-large")
    value = read_json(document, "file.not-json")
    if not isinstance(value, dict) or value.get("format") != DOCUMENT_FORMAT:
        raise RefusedError("file.format")
    _expect(isinstance(value.get("statement"), str), "statement" if "statement" in value else "document")
    statement = _read_statement(value["statement"])
    _expect(set(value) == set(_FIELDS[statement["kind"]]), "document")
    signature = value["signature"]
    _expect(
        _is_table(signature, {"key": "[0-9a-f]{16}", "algorithm": "ES256", "value": ".{88}"}), "signature"
    )
    raw = read_base64(signature["value"])
    _expect(raw is not None and len(raw) == 64, "signature")
    is_retirement = statement["kind"] in RETIREMENTS
    if is_retirement:
        for name in ("entry", "log_proof"):
            _expect(isinstance(value[name], str), name)
        ids = {"retirement": _UUID, "beneficiary": _UUID}
        _expect(_is_table(value["opening"], {"salt": _HASH, **ids}), "opening")
        pools = value["pool_proofs"]
        _expect(isinstance(pools, list) and len(pools) <= PARTS_MAX, "pool_proofs")
        _expect(all(isinstance(text, str) for text in pools), "pool_proofs")
    for name in ("batches", "transfers"):
        if name in value:
            _expect(isinstance(value[name], list) and 1 <= len(value[name]) <= PARTS_MAX, name)
    return Certificate(
        statement_text=value["statement"],
        statement=statement,
        key_id=signature["key"],
        signature=raw or b"",
        opening=value.get("opening", {}),
        entry_text=value.get("entry", ""),
        entry=_read_retirement(value["entry"]) if is_retirement else {},
        log_proof=value.get("log_proof", ""),
        batches=[_read_issue(each) for each in value.get("batches", [])],
        pool_proofs=value.get("pool_proofs", []),
        transfers=[_read_move(each) for each in value.get("transfers", [])],
    )


_MAY_BE_NULL = ("account", "group", "issued_at", "issued_on")


def _read_statement(text: str) -> dict[str, Any]:
    said = _canonical(text, "statement")
    _expect(type(said.get("version")) is int and said["version"] in (1, 2), "statement")
    kind = said.get("kind")
    is_known = isinstance(kind, str) and kind in _FIELDS
    _expect(kind == "honour" or (is_known and said["version"] == 2), "statement")
    is_retirement = kind in RETIREMENTS
    texts = (
        "number",
        "holder_name",
        "event_name_zh",
        "event_name_en",
        *(() if said["version"] == 1 else ("issued_on",)),
    )
    _expect(all(isinstance(said.get(name), str) for name in texts), "statement")
    for name in ("retirement_id", "beneficiary", "retired_on"):
        _expect(isinstance(said.get(name), str) if is_retirement else said.get(name, "") is None, "statement")
    _expect(isinstance(said.get("account"), str) == (kind == "donor"), "statement")
    # What the kind or the version has not is absent or null, and never anything else.
    _expect(all(isinstance(said.get(name, ""), (str, type(None))) for name in _MAY_BE_NULL), "statement")
    _expect(isinstance(said.get("is_demonstration"), bool), "statement")
    _expect(said["number"].startswith(DEMONSTRATION_LETTER) == said["is_demonstration"], "statement")
    _expect(
        said.get("amount_grams") == 0 if kind == "badge" else _is_whole(said.get("amount_grams")), "statement"
    )
    _expect(type(said["amount_grams"]) is int, "statement")
    slices = said.get("slices")
    least = 0 if kind in ("badge", "witness") else 1
    most = 0 if kind == "badge" else PARTS_MAX
    _expect(isinstance(slices, list) and least <= len(slices) <= most, "statement")
    for piece in slices or []:
        _expect(isinstance(piece, dict), "statement")
        _expect(
            all(isinstance(piece.get(name), str) for name in ("registry_name", "serial_block")), "statement"
        )
        _expect(_is_range(piece.get("batch_from"), piece.get("batch_to")), "statement")
        _expect(isinstance(piece.get("batch"), str) == (said["version"] == 2), "statement")
    _read_words(said)
    return said


def _read_words(said: dict[str, Any]) -> None:
    """What a version 2 says beside: a family's group, and lines of facts. The first version has neither."""
    _expect(isinstance(said.get("group"), str) == (said["kind"] == "family"), "statement")
    facts = said.get("facts", [])
    _expect(isinstance(facts, list) and len(facts) <= PARTS_MAX, "statement")
    fields: dict[str, str | None] = dict.fromkeys(("label_zh", "label_en", "value_zh", "value_en"))
    _expect(all(_is_table(fact, fields) for fact in facts), "statement")


def _read_retirement(text: str) -> dict[str, Any]:
    said = _canonical(text, "entry")
    _expect(said.get("type") == "retirement" and said.get("v") == 1, "entry")
    _expect(_matches(_HASH, said.get("commitment")) and _is_whole(said.get("grams")), "entry")
    ranges = said.get("ranges")
    _expect(isinstance(ranges, list) and 1 <= len(ranges) <= PARTS_MAX, "entry")
    for piece in ranges or []:
        _expect(isinstance(piece, list) and len(piece) == 3 and isinstance(piece[0], str), "entry")
        _expect(_is_range(piece[1], piece[2]), "entry")
    _expect(sum(end - start for _batch, start, end in ranges or []) == said["grams"], "entry")
    return said


def _read_issue(value: Any) -> Logged:
    _expect(_is_table(value, {"entry": None, "log_proof": None}), "batches")
    said = _canonical(value["entry"], "batches")
    _expect(said.get("type") == "issue" and said.get("v") == 1, "batches")
    _expect(isinstance(said.get("batch"), str) and isinstance(said.get("serials"), str), "batches")
    _expect(_is_range(said.get("from"), said.get("to")), "batches")
    return Logged(value["entry"], said, value["log_proof"])


def _read_move(value: Any) -> Logged:
    _expect(_is_table(value, {"entry": None, "log_proof": None}), "transfers")
    said = _canonical(value["entry"], "transfers")
    _expect(said.get("type") == "move" and said.get("v") == 1, "transfers")
    _expect(
        all(isinstance(said.get(name), str) for name in ("batch", "credit", "debit", "group", "id")),
        "transfers",
    )
    _expect(_is_range(said.get("from"), said.get("to")), "transfers")
    return Logged(value["entry"], said, value["log_proof"])


def _canonical(text: str, part: str) -> dict[str, Any]:
    """What a text says that has to be the only one to say it: keys sorted, nothing spaced, no key twice."""
    try:
        said = read_json(text.encode(), "file.part")
    except RefusedError:
        raise RefusedError("file.part", part=part) from None
    again = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    _expect(isinstance(said, dict) and again == text, part)
    return dict(said)


def _expect(holds: bool, part: str) -> None:
    if not holds:
        raise RefusedError("file.part", part=part)


def _is_table(value: Any, patterns: dict[str, str | None]) -> bool:
    """Whether a value is an object of exactly these texts."""
    return (
        isinstance(value, dict)
        and set(value) == set(patterns)
        and all(_matches(pattern, value[name]) for name, pattern in patterns.items())
    )


def _matches(pattern: str | None, value: Any) -> bool:
    return isinstance(value, str) and (pattern is None or re.fullmatch(pattern, value) is not None)


def _is_whole(value: Any) -> bool:
    return type(value) is int and 0 < value <= INTEGER_MAX


def _is_range(start: Any, end: Any) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end <= INTEGER_MAX


# --- Keys -------------------------------------------------------------------------------------------------


class CertificateKey(NamedTuple):
    """A key that signs certificates: its id, the point on P-256, what it may sign, since when."""

    id: str
    point: tuple[int, int]
    is_demonstration: bool
    since: str


class KeyList(NamedTuple):
    """Whom a checker believes. Keys of notes are `(name, id) -> 32 bytes`."""

    site: str
    origin: str
    log_keys: dict[tuple[str, bytes], bytes]
    witness_keys: dict[tuple[str, bytes], bytes]
    certificate_keys: dict[str, CertificateKey]


_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")  # P-256, and a point in full


def read_keys(text: bytes) -> KeyList:
    """The key list of /verify/keys.json. Raises RefusedError for anything else."""
    value = read_json(text, "keys.unreadable")
    try:
        if value["format"] != KEYS_FORMAT:
            raise RefusedError("keys.unreadable")
        log = value["log"]
        found = [_read_certificate_key(each) for each in value["certificate_keys"]]
        return KeyList(
            site=str(value["site"]),
            origin=str(log["origin"]),
            log_keys=dict(_read_note_key(each, 1) for each in log["keys"]),
            witness_keys=dict(_read_note_key(each, 4) for each in value["witnesses"]),
            certificate_keys={key.id: key for key in found},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RefusedError("keys.unreadable") from None


def _read_certificate_key(value: dict[str, Any]) -> CertificateKey:
    public = read_base64(value["public_key"]) or b""
    x, y = (int.from_bytes(public[at : at + 32], "big") for at in (27, 59))
    named = hashlib.sha256(public).hexdigest()[:16]
    if len(public) != 91 or public[:27] != _SPKI or named != value["id"] or not p256_has((x, y)):
        raise RefusedError("keys.unreadable")
    if value["purpose"] not in ("live", "demonstration"):
        raise RefusedError("keys.unreadable")
    return CertificateKey(named, (x, y), value["purpose"] == "demonstration", str(value["since"] or ""))


def _read_note_key(text: str, kind: int) -> tuple[tuple[str, bytes], bytes]:
    name, id_hex, encoded = text.split("+", 2)
    material = read_base64(encoded) or b""
    key_id = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    if len(material) != 33 or material[0] != kind or key_id.hex() != id_hex:
        raise RefusedError("keys.unreadable")
    return (name, key_id), material[1:]


# --- The log and the pools (docs/proofs.md) ---------------------------------------------------------------


class InLog(NamedTuple):
    """Where an entry stands, and how many known witnesses saw that tree."""

    place: int
    size: int
    witnesses: int


class Log:
    """Checks what the log's keys signed. A note that many proofs share is verified once."""

    def __init__(self, keys: KeyList) -> None:
        self.keys = keys
        self._notes: dict[str, tuple[str, int]] = {}

    def verify(self, proof: str, entry: str, name: str) -> InLog:
        """The place of an entry in the log. Raises RefusedError with `name` before the reason."""
        index, path, note = _read_log_proof(proof, name)
        text, witnesses = self._verified(note, name)
        lines = text[:-1].split("\n")
        size = whole_number(lines[1]) if len(lines) >= 3 else None
        root = _hash(lines[2]) if len(lines) >= 3 else None
        if size is None or root is None or not all(lines):
            raise RefusedError(f"{name}.format")
        if lines[0] != self.keys.origin:
            raise RefusedError(f"{name}.origin", origin=lines[0])
        if not _leads_to_root(hashlib.sha256(b"\x00" + entry.encode()).digest(), index, path, (size, root)):
            raise RefusedError(f"{name}.path")
        return InLog(index, size, witnesses)

    def verify_pool(self, proof: str, commitment: bytes) -> tuple[dict[str, str], int]:
        """The lines of the pool's statement, and the grams that it counts for this retirement."""
        position, grams, path, note = _read_pool_proof(proof)
        text, _witnesses = self._verified(note, "pools")
        pool = _read_pool_statement(text)
        if pool["origin"] != self.keys.origin:
            raise RefusedError("pools.origin", origin=pool["origin"])
        root = _hash(pool["root"]) or b""
        if not _adds_up((commitment, grams), position, path, (root, int(pool["sum"]), int(pool["leaves"]))):
            raise RefusedError("pools.path", pool=pool["pool"])
        return pool, grams

    def _verified(self, note: str, name: str) -> tuple[str, int]:
        """The text of a note that a key of the log signed, and how many known witnesses did."""
        if note in self._notes:
            return self._notes[note]
        above, _break, below = note.rpartition("\n\n")
        text, lines = above + "\n", below[:-1].split("\n")
        if not above or below[-1:] != "\n" or len(lines) > 64 or re.search("[\x00-\x09\x0b-\x1f]", note):
            raise RefusedError(f"{name}.format")
        signed, witnesses = False, set()
        for line in lines:
            key, signature = _read_signature_line(line, name)
            if key in self.keys.log_keys:
                signed = self._signed_by(self.keys.log_keys[key], text.encode(), signature, name)
            elif key in self.keys.witness_keys:
                at = int.from_bytes(signature[:8], "big")
                cosigned = f"cosignature/v1\ntime {at}\n{text}".encode()
                self._signed_by(self.keys.witness_keys[key], cosigned, signature[8:], name)
                witnesses.add(self.keys.witness_keys[key])
        if not signed:
            raise RefusedError(f"{name}.unknown-key")
        self._notes[note] = (text, len(witnesses))
        return self._notes[note]

    @staticmethod
    def _signed_by(key: bytes, text: bytes, signature: bytes, name: str) -> bool:
        if not ed25519_verify(key, text, signature):
            raise RefusedError(f"{name}.signature")
        return True


def _read_signature_line(line: str, name: str) -> tuple[tuple[str, bytes], bytes]:
    parts = line.split(" ")
    blob = read_base64(parts[2]) if len(parts) == 3 else None
    if parts[0] != "\u2014" or blob is None or len(blob) <= 4 or not parts[1] or "+" in parts[1]:
        raise RefusedError(f"{name}.format")
    return (parts[1], blob[:4]), blob[4:]


def _read_log_proof(proof: str, name: str) -> tuple[int, list[bytes], str]:
    above, separator, note = proof.partition("\n\n")
    lines = above.split("\n")
    index = whole_number(lines[1][6:]) if len(lines) >= 2 and lines[1][:6] == "index " else None
    path = [step for step in map(_hash, lines[2:]) if step is not None]
    if lines[0] != "c2sp.org/tlog-proof@v1" or not separator or index is None:
        raise RefusedError(f"{name}.format")
    if len(path) != len(lines) - 2 or len(path) > 63:
        raise RefusedError(f"{name}.format")
    return index, path, note


def _leads_to_root(leaf: bytes, index: int, path: list[bytes], head: tuple[int, bytes]) -> bool:
    """RFC 9162 section 2.1.3.2."""
    size, root = head
    if index >= size:
        return False
    inner = (index ^ (size - 1)).bit_length()  # levels at which the leaf is not on the tree's right edge
    if len(path) != inner + bin(index >> inner).count("1"):
        return False
    for level, sibling in enumerate(path):
        is_right = level >= inner or index >> level & 1
        leaf = hashlib.sha256(b"\x01" + (sibling + leaf if is_right else leaf + sibling)).digest()
    return leaf == root


def _read_pool_proof(proof: str) -> tuple[int, int, list[tuple[bytes, int]], str]:
    above, separator, note = proof.partition("\n\n")
    lines = [*above.split("\n"), "", ""]
    position = whole_number(lines[1][9:]) if lines[1][:9] == "position " else None
    grams = whole_number(lines[2][6:]) if lines[2][:6] == "grams " else None
    if lines[0] != "diandian/pool-proof@v1" or not separator or position is None or grams is None:
        raise RefusedError("pools.format")
    path: list[tuple[bytes, int]] = []
    for line in lines[3:-2]:
        encoded, _space, digits = line.partition(" ")
        step, total = _hash(encoded), whole_number(digits)
        if step is None or total is None or len(path) == 63:
            raise RefusedError("pools.format")
        path.append((step, total))
    return position, grams, path, note


_POOL_LINES = (
    *("pool", "batch", "registry", "serials", "units", "reference", "retired"),
    *("evidence", "sum", "leaves", "residual", "root"),
)
_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


def _read_pool_statement(text: str) -> dict[str, str]:
    """The lines of a pool's statement by name. Raises RefusedError for lines that no statement may have."""
    lines = text.split("\n")
    pool = {"origin": lines[0]}
    for line in lines[1:-1]:
        name, _space, value = line.partition(" ")
        if name in pool or not _space:
            raise RefusedError("pools.format")
        pool[name] = value
    if list(pool) != ["origin", *_POOL_LINES]:
        raise RefusedError("pools.format")
    numbers = {name: whole_number(pool[name]) for name in ("pool", "units", "sum", "leaves", "residual")}
    whole = {name: number for name, number in numbers.items() if number is not None}
    texts = [pool[name] for name in ("origin", "batch", "registry", "serials", "reference")]
    if (
        len(whole) != len(numbers)
        or any(not said or said != said.strip() for said in texts)
        or not (_matches(_DATE, pool["retired"]) and _matches(f"none|{_HASH}", pool["evidence"]))
        or _hash(pool["root"]) is None
        or 0 in (whole["pool"], whole["units"], whole["sum"], whole["leaves"])
        or whole["leaves"] > whole["sum"]
        or whole["sum"] + whole["residual"] != whole["units"] * GRAMS_PER_UNIT
    ):
        raise RefusedError("pools.format")
    return pool


def _adds_up(
    leaf: tuple[bytes, int], position: int, path: list[tuple[bytes, int]], root: tuple[bytes, int, int]
) -> bool:
    """Whether the leaf's grams are counted at `position` of a pool with that root, sum and number of leaves."""
    commitment, total = leaf
    root_hash, root_sum, count = root
    if position >= count or not 0 < total <= SUM_MAX:
        return False
    computed = hashlib.sha256(b"diandian/pool-leaf/v1\n" + commitment + total.to_bytes(8, "big")).digest()
    steps, width = iter(path), count
    while width > 1:
        if position & 1 or position + 1 < width:
            sibling, weight = next(steps, (b"", 0))
            if not 0 < weight <= SUM_MAX or total + weight > SUM_MAX:
                return False
            mine, its = computed + total.to_bytes(8, "big"), sibling + weight.to_bytes(8, "big")
            computed = hashlib.sha256(
                b"diandian/pool-node/v1\n" + (its + mine if position & 1 else mine + its)
            ).digest()
            total += weight
        position, width = position >> 1, width + 1 >> 1
    top = count.to_bytes(8, "big") + computed + total.to_bytes(8, "big")
    closed = hashlib.sha256(b"diandian/pool-root/v1\n" + top).digest()
    return next(steps, None) is None and total == root_sum and closed == root_hash


def whole_number(text: str) -> int | None:
    """The number that a decimal without leading zeros says, from 0 to 2**63 - 1, or None for any other text."""
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text) or int(text) > SUM_MAX:
        return None
    return int(text)


def _hash(text: str) -> bytes | None:
    value = read_base64(text)
    return value if value is not None and len(value) == 32 else None


# --- The seal of a PDF: PAdES, a CMS signature over the whole file ----------------------------------------


def check_seal(pdf: Pdf, certificate: Certificate | None, keys: KeyList) -> Said:
    """A known key signed the whole file, and the file is still the same."""
    if not pdf.seals:
        raise RefusedError("seal.none")
    if len(pdf.seals) > 1:
        raise RefusedError("seal.several", count=str(len(pdf.seals)))
    ranges, contents = pdf.seals[0].get("ByteRange"), pdf.seals[0].get("Contents")
    if not isinstance(contents, Text) or not isinstance(ranges, list) or len(ranges) != 4:
        raise RefusedError("seal.format")
    if not all(type(each) is int for each in ranges):
        raise RefusedError("seal.format")
    size = len(pdf.file)
    start, length, again, rest = ranges
    if (
        start != 0
        or length != contents.start
        or again != contents.end
        or pdf.file[length : length + 1] != b"<"
    ):
        raise RefusedError("seal.hole")
    if again + rest != size:
        raise RefusedError(
            "seal.added" if 0 <= again + rest < size else "seal.hole", count=f"{size - again - rest:,}"
        )
    if not _DIGITS.fullmatch(pdf.file, length + 1, again - 1):
        raise RefusedError("seal.format")
    sealed = read_cms(contents.value)
    key = keys.certificate_keys.get(hashlib.sha256(sealed.public_key).hexdigest()[:16])
    if key is None:
        raise RefusedError("seal.unknown-key", key=hashlib.sha256(sealed.public_key).hexdigest()[:16])
    digest = hashlib.sha256(memoryview(pdf.file)[:length])
    digest.update(memoryview(pdf.file)[again:])
    if digest.digest() != sealed.digest:
        raise RefusedError("seal.digest")
    if not p256_verify(key.point, hashlib.sha256(sealed.signed).digest(), sealed.r, sealed.s):
        raise RefusedError("seal.signature", key=key.id)
    if certificate is not None:
        _check_purpose(key, certificate, "seal")
    return "seal.ok", {"key": key.id, "size": f"{size:,}"}


# The digits are the only bytes that the seal does not cover: there is one way of writing them, and no blanks.
_DIGITS = re.compile(rb"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")


class Sealed(NamedTuple):
    """A CMS signature of the one form that a seal has: what it says was signed, and by which key."""

    public_key: bytes
    digest: bytes
    signed: bytes
    r: int
    s: int


_OID_DATA = bytes.fromhex("2a864886f70d010701")
_OID_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_OID_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_OID_DIGEST = bytes.fromhex("2a864886f70d010904")
_OID_CERTIFICATE = bytes.fromhex("2a864886f70d010910022f")
_SHA256 = (bytes.fromhex("300b0609608648016503040201"), bytes.fromhex("300d06096086480165030402010500"))
_ECDSA = bytes.fromhex("300a06082a8648ce3d040302")


def read_cms(padded: bytes) -> Sealed:
    """The one signer of a detached CMS signature (RFC 5652, RFC 5035). Raises RefusedError for any other form."""
    try:
        outer = Der.read(padded)
        _demand(not padded[outer.end :].strip(b"\x00"))
        kind, wrapped = outer.children(0x30, 2)
        _demand(kind.is_oid(_OID_SIGNED_DATA))
        (signed_data,) = wrapped.children(0xA0, 1)
        version, algorithms, content, certificates, signers = signed_data.children(0x30, 5)
        (algorithm,), (content_type,) = algorithms.children(0x31, 1), content.children(0x30, 1)
        _demand(version.whole() == 1 and algorithm.raw in _SHA256 and content_type.is_oid(_OID_DATA))
        (certificate,), (signer,) = certificates.children(0xA0, 1), signers.children(0x31, 1)
        version, signer_id, algorithm, attributes, signed_by, signature = signer.children(0x30, 6)
        _demand(version.whole() == 1 and algorithm.raw in _SHA256 and signed_by.raw == _ECDSA)
        public_key, issued = _read_x509(certificate)
        _demand(signer_id.tag == 0x30 and signer_id.body == issued)
        digest = _read_attributes(attributes, certificate)
        _demand(signature.tag == 0x04)
        inner = Der.read(signature.body)
        _demand(inner.end == len(signature.body))
        r, s = inner.children(0x30, 2)
        # What is signed is the set of attributes itself, not the tag that it has inside of the signer.
        return Sealed(public_key, digest, b"\x31" + attributes.raw[1:], r.whole(), s.whole())
    except ValueError:
        raise RefusedError("seal.format") from None


def _read_x509(certificate: Der) -> tuple[bytes, bytes]:
    """The public key of an X.509 certificate in DER, and its issuer and number as a signer's id has them."""
    body, _algorithm, _signature = certificate.children(0x30, 3)
    parts = body.children(0x30)
    _demand(len(parts) >= 7 and parts[0].tag == 0xA0)
    return parts[6].raw, parts[3].raw + parts[1].raw


def _read_attributes(attributes: Der, certificate: Der) -> bytes:
    """The digest that the signed attributes name; they have to name the certificate too."""
    found: dict[bytes, Der] = {}
    for attribute in attributes.children(0xA0):
        kind, values = attribute.children(0x30, 2)
        _demand(kind.tag == 0x06 and kind.body not in found)
        (found[kind.body],) = values.children(0x31, 1)
    _demand({_OID_CONTENT_TYPE, _OID_DIGEST, _OID_CERTIFICATE} <= set(found))
    _demand(found[_OID_CONTENT_TYPE].is_oid(_OID_DATA) and found[_OID_DIGEST].tag == 0x04)
    named = found[_OID_CERTIFICATE].children(0x30)[0].children(0x30)[0].children(0x30)
    digests = [each.body for each in named if each.tag == 0x04]
    _demand(digests == [hashlib.sha256(certificate.raw).digest()])
    _demand(all(each.tag in (0x04, 0x30) for each in named))
    return found[_OID_DIGEST].body


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError("not as DER or CMS has it")


class Der(NamedTuple):
    """One element of DER: its tag, what it holds, all its bytes, and where it ends in what it was read from."""

    tag: int
    body: bytes
    raw: bytes
    end: int

    @classmethod
    def read(cls, source: bytes, at: int = 0) -> Der:
        """The element at `at`. Raises ValueError unless its length is whole and written in the shortest way."""
        _demand(at + 2 <= len(source))
        tag, length, start = source[at], source[at + 1], at + 2
        if length >= 0x80:
            width = length - 0x80
            length = int.from_bytes(source[start : start + width], "big")
            _demand(1 <= width <= 4 and length >= 0x80 and length >> 8 * (width - 1) > 0)
            start += width
        _demand(tag & 0x1F != 0x1F and start + length <= len(source))
        return cls(tag, source[start : start + length], source[at : start + length], start + length)

    def children(self, tag: int, count: int | None = None) -> list[Der]:
        """The elements inside, of which there have to be `count`, of an element that has to have that tag."""
        _demand(self.tag == tag)
        found: list[Der] = []
        at = 0
        while at < len(self.body):
            found.append(Der.read(self.body, at))
            at = found[-1].end
            _demand(len(found) <= 64)
        _demand(len(found) > 0 if count is None else len(found) == count)
        return found

    def is_oid(self, oid: bytes) -> bool:
        return self.tag == 0x06 and self.body == oid

    def whole(self) -> int:
        """A number that is not negative, written in the shortest way."""
        _demand(self.tag == 0x02 and 0 < len(self.body) <= 33 and self.body[0] < 0x80)
        _demand(len(self.body) == 1 or self.body[0] > 0 or self.body[1] >= 0x80)
        return int.from_bytes(self.body, "big")


# --- PDF --------------------------------------------------------------------------------------------------


class Text(NamedTuple):
    """A string of a PDF, and where it stands in the file, its brackets included."""

    value: bytes
    start: int
    end: int


class Name(str):
    """A name of a PDF, without its slash."""


class Reference(int):
    """The number of another object."""


class Pdf(NamedTuple):
    """What a certificate's PDF has that matters here. `streams` has every stream of an object's number."""

    file: bytes
    streams: dict[int, list[tuple[dict[str, Any], int, int]]]
    attachments: list[Any]
    seals: list[dict[str, Any]]


_SPACE = re.compile(rb"[\x00\t\n\x0c\r ]+|%[^\r\n]*")
_WORD = re.compile(rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]+")
_OBJECT = re.compile(rb"([0-9]{1,10})[ \r\n]+([0-9]{1,5})[ \r\n]+obj")
_REFERENCE = re.compile(rb"([0-9]{1,10})[ \r\n]+[0-9]{1,5}[ \r\n]+R(?![A-Za-z0-9])")
_XREF = re.compile(rb"xref[ \r\n]+")
_SECTION = re.compile(rb"[0-9]{1,10} ([0-9]{1,7})[ \r\n]+")
_END = re.compile(rb"startxref[ \r\n]+[0-9]{1,10}[ \r\n]+%%EOF[\r\n]*")
_STREAM = re.compile(rb"stream\r?\n")
_END_STREAM = re.compile(rb"[\r\n]*endstream")


def read_pdf(file: bytes) -> Pdf:
    """Walks through a PDF from its first byte to its last, the contents of streams left out.

    Nothing is looked for: what stands inside of a stream or a name can never be taken for an object. A second
    revision behind the first is walked as well. Raises RefusedError for a file that is cut off or otherwise no PDF.
    """
    if len(file) > PDF_BYTES_MAX:
        raise RefusedError("file.too-large")
    walk = _Walk(file)
    try:
        walk.run()
    except (ValueError, IndexError):
        raise RefusedError("file.pdf-broken") from None
    return walk.pdf


def one_document(pdf: Pdf) -> bytes:
    """The certificate document of a PDF, of which there has to be exactly one."""
    targets = set()
    for attached in pdf.attachments:
        embedded = attached["EF"] if isinstance(attached["EF"], dict) else {}
        targets |= {each for each in (embedded.get("F"), embedded.get("UF")) if isinstance(each, Reference)}
    found = [stream for number in sorted(targets) for stream in pdf.streams.get(number, [])]
    if not found:
        raise RefusedError("file.pdf-none")
    if len(found) > 1:
        raise RefusedError("file.two")
    described, start, end = found[0]
    if "Filter" in described:
        raise RefusedError("file.pdf-none")
    return pdf.file[start:end]


class _Walk:
    """Reads the objects of a PDF one after the other."""

    def __init__(self, file: bytes) -> None:
        self.file = file
        self.at = 0
        self.steps = 0
        self.pdf = Pdf(file, {}, [], [])

    def run(self) -> None:
        ended = False
        self._skip_space()
        while self.at < len(self.file):
            try:
                ended = self._step() or ended
            except (ValueError, IndexError):
                if not ended:
                    raise
                return  # what stands behind a whole file is for the seal to find
            self._skip_space()
        _demand(ended)

    def _step(self) -> bool:
        """Read one object, or the end of a revision: then it returns True."""
        opened = _OBJECT.match(self.file, self.at)
        if opened is not None:
            self.at = opened.end()
            self._object(int(opened[1]))
            return False
        if self._skip(_XREF):
            self._table()
        _demand(self._skip(_END))
        return True

    def _table(self) -> None:
        """Pass over the table of places, whose lines have 20 bytes each, and read the trailer behind it."""
        section = _SECTION.match(self.file, self.at)
        while section is not None:
            self.at = section.end() + 20 * int(section[1])
            self._count()
            section = _SECTION.match(self.file, self.at)
        _demand(self.file.startswith(b"trailer", self.at))
        self.at += 7
        self._note(self._value(0))
        self._skip_space()

    def _object(self, number: int) -> None:
        value = self._value(0)
        self._note(value)
        self._skip_space()
        if isinstance(value, dict) and self._skip(_STREAM):
            length = value.get("Length")
            _demand(type(length) is int and 0 <= length <= len(self.file) - self.at)
            start = self.at
            self.at += int(length or 0)
            self.pdf.streams.setdefault(number, []).append((value, start, self.at))
            _demand(self._skip(_END_STREAM))
            self._skip_space()
        _demand(self.file.startswith(b"endobj", self.at))
        self.at += 6

    def _note(self, value: Any) -> None:
        """Keep the attachments and seals among the dictionaries inside a value."""
        if isinstance(value, dict):
            named = [_decoded(value.get(key)) for key in ("F", "UF")]
            if "EF" in value and DOCUMENT_NAME in named:
                self.pdf.attachments.append(value)
            if "ByteRange" in value:
                self.pdf.seals.append(value)
        if isinstance(value, (dict, list)):
            for inner in value.values() if isinstance(value, dict) else value:
                self._note(inner)

    def _skip(self, pattern: re.Pattern[bytes]) -> bool:
        found = pattern.match(self.file, self.at)
        if found is not None:
            self.at = found.end()
            self._count()
        return found is not None

    def _count(self) -> None:
        self.steps += 1
        _demand(self.steps < PDF_STEPS_MAX)

    def _skip_space(self) -> None:
        while self._skip(_SPACE):
            pass

    def _value(self, depth: int) -> Any:
        _demand(depth < 32)
        self._count()
        self._skip_space()
        sign = self.file[self.at : self.at + 2]
        _demand(sign != b"")
        if sign == b"<<":
            return self._dictionary(depth)
        if sign[:1] == b"[":
            return self._list(depth)
        if sign[:1] in (b"<", b"("):
            return self._hexadecimal() if sign[:1] == b"<" else self._literal()
        if sign[:1] == b"/":
            return self._name()
        referred = _REFERENCE.match(self.file, self.at)
        if referred is not None:
            self.at = referred.end()
            return Reference(int(referred[1]))
        word = _WORD.match(self.file, self.at)
        _demand(word is not None)
        return self._word(word[0] if word else b"")

    def _word(self, word: bytes) -> Any:
        self.at += len(word)
        _demand(len(word) <= WORD_BYTES_MAX)
        if re.fullmatch(rb"[+-]?[0-9]{1,18}", word):
            return int(word)
        _demand(re.fullmatch(rb"[+-]?[0-9]*(?:\.[0-9]*)?|true|false|null", word) is not None)
        return word

    def _name(self) -> Name:
        word = _WORD.match(self.file, self.at + 1)
        self.at += 1 + (len(word[0]) if word else 0)
        plain = re.sub(
            rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), word[0] if word else b""
        )
        return Name(plain.decode("latin-1"))

    def _dictionary(self, depth: int) -> dict[str, Any]:
        self.at += 2
        found: dict[str, Any] = {}
        while True:
            self._skip_space()
            if self.file.startswith(b">>", self.at):
                self.at += 2
                return found
            _demand(self.file.startswith(b"/", self.at))
            key = self._name()
            _demand(key not in found)
            found[key] = self._value(depth + 1)

    def _list(self, depth: int) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while True:
            self._skip_space()
            if self.file.startswith(b"]", self.at):
                self.at += 1
                return found
            found.append(self._value(depth + 1))

    def _hexadecimal(self) -> Text:
        start, end = self.at, self.file.find(b">", self.at)
        _demand(end > 0)
        digits = re.sub(rb"[\x00\t\n\x0c\r ]", b"", self.file[start + 1 : end])
        self.at = end + 1
        return Text(binascii.unhexlify(digits + b"0" * (len(digits) % 2)), start, self.at)

    def _literal(self) -> Text:
        start, depth = self.at, 0
        for sign in re.compile(rb"\\[\s\S]|[()]").finditer(self.file, start):
            depth += {b"(": 1, b")": -1}.get(sign[0], 0)
            self._count()
            if depth == 0:
                self.at = sign.end()
                return Text(self.file[start + 1 : self.at - 1], start, self.at)
        raise ValueError("a string without an end")


def _decoded(value: Any) -> str:
    """A file's name as text; what is written with escapes is none of ours."""
    if not isinstance(value, Text):
        return ""
    is_wide = value.value[:2] == b"\xfe\xff"
    return value.value[2:].decode("utf-16-be", "replace") if is_wide else value.value.decode("latin-1")


# --- P-256 (FIPS 186-5, SP 800-186): verification only, so nothing here has to be secret ------------------

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def p256_has(point: tuple[int, int]) -> bool:
    """Whether a point lies on the curve."""
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x - 3 * x + B)) % P == 0


def p256_verify(public: tuple[int, int], digest: bytes, r: int, s: int) -> bool:
    """Whether (r, s) is the ECDSA signature of a digest of 32 bytes."""
    if not (0 < r < N and 0 < s < N):
        return False
    inverse = pow(s, -1, N)
    u, v = int.from_bytes(digest, "big") * inverse % N, r * inverse % N
    key: Jacobian = (*public, 1)
    table: list[Jacobian] = [(0, 1, 0), (*G, 1), key, _p256_add((*G, 1), key)]
    total: Jacobian = (0, 1, 0)
    for bit in range(255, -1, -1):
        total = _p256_double(total)
        chosen = (u >> bit & 1) + 2 * (v >> bit & 1)
        if chosen:
            total = _p256_add(total, table[chosen])
    x, _y, z = total
    return z != 0 and x * pow(z * z, -1, P) % P % N == r


def _p256_double(point: Jacobian) -> Jacobian:
    x, y, z = point
    yy = y * y % P
    bend = 4 * x * yy % P
    slope = 3 * (x - z * z) * (x + z * z) % P
    across = (slope * slope - 2 * bend) % P
    return across, (slope * (bend - across) - 8 * yy * yy) % P, 2 * y * z % P


def _p256_add(left: Jacobian, right: Jacobian) -> Jacobian:
    if left[2] == 0 or right[2] == 0:
        return right if left[2] == 0 else left
    x1, y1, z1 = left
    x2, y2, z2 = right
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * zz2 % P, x2 * zz1 % P
    s1, s2 = y1 * zz2 * z2 % P, y2 * zz1 * z1 % P
    if u1 == u2:
        return _p256_double(left) if s1 == s2 else (0, 1, 0)
    h, slope = u2 - u1, s2 - s1
    hh = h * h % P
    hhh, middle = h * hh % P, u1 * hh % P
    x = (slope * slope - hhh - 2 * middle) % P
    return x, (slope * (middle - x) - s1 * hhh) % P, h * z1 * z2 % P


# --- Ed25519 (RFC 8032): verification only ----------------------------------------------------------------

Q = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, Q) % Q
ROOT_OF_MINUS_ONE = pow(2, (Q - 1) // 4, Q)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether 64 bytes are the signature of a message by a public key of 32 bytes."""
    key = _ed25519_point(public)
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    minus: Extended = (-key[0] % Q, key[1], key[2], -key[3] % Q)
    base = _ed25519_point((4 * pow(5, -1, Q) % Q).to_bytes(32, "little"))
    nothing: Extended = (0, 1, 1, 0)
    table = [nothing, base or nothing, minus, _ed25519_add(base or nothing, minus)]
    total = nothing
    for bit in range(252, -1, -1):
        total = _ed25519_add(total, total)
        chosen = (s >> bit & 1) + 2 * (k >> bit & 1)
        if chosen:
            total = _ed25519_add(total, table[chosen])
    x, y, z, _t = total
    inverse = pow(z, -1, Q)
    return (y * inverse % Q | (x * inverse % Q & 1) << 255).to_bytes(32, "little") == signature[:32]


def _ed25519_point(encoded: bytes) -> Extended | None:
    """The point of 32 bytes, or None where there is none."""
    if len(encoded) != 32:
        return None
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, Q) % Q
    x = pow(square, (Q + 3) // 8, Q)
    if x * x % Q != square:
        x = x * ROOT_OF_MINUS_ONE % Q
    if y >= Q or x * x % Q != square or (x == 0 and sign):
        return None
    x = Q - x if x & 1 != sign else x
    return x, y, 1, x * y % Q


def _ed25519_add(left: Extended, right: Extended) -> Extended:
    """The complete addition of RFC 8032 section 5.1.4, which doubles as well."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % Q
    b = (left[1] + left[0]) * (right[1] + right[0]) % Q
    c = 2 * left[3] * right[3] * D % Q
    d = 2 * left[2] * right[2] % Q
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % Q, g * h % Q, f * g % Q, e * h % Q


# --- JSON and base64 --------------------------------------------------------------------------------------

# A text is passed over sign by sign: a pattern for a whole one would look again from each quote in one without an end.
_SIGNS = re.compile(r'\\.|["\[\]{}]', re.DOTALL)
DEPTH_MAX = 16


def read_json(source: bytes, reason: str) -> Any:
    """The value of a JSON text of UTF-8. RefusedError for other bytes, a name twice, a value too deep or too large."""
    try:
        text = source.decode()
        depth, is_in_text = 0, False
        for found in _SIGNS.finditer(text):
            sign = found[0]
            if sign == '"':
                is_in_text = not is_in_text
            elif not is_in_text and sign in "[]{}":
                depth += 1 if sign in "[{" else -1
                if depth > DEPTH_MAX:
                    raise RefusedError(reason)
        value = json.loads(
            text,
            object_pairs_hook=_named_once,
            parse_int=_small,
            parse_float=_small,
            parse_constant=_small,
        )
        json.dumps(value, ensure_ascii=False).encode()  # a lone half of a surrogate pair is no text
    except (ValueError, RecursionError):
        raise RefusedError(reason) from None
    return value


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a name that stands for two values")
    return named


def _small(digits: str) -> int:
    if not re.fullmatch("-?[0-9]{1,16}", digits) or abs(int(digits)) > INTEGER_MAX:
        raise ValueError("no number that every reader keeps exact")
    return int(digits)


def read_base64(text: str) -> bytes | None:
    """The bytes of base64 (RFC 4648 section 4), or None: one text for each value."""
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return value if base64.b64encode(value).decode() == text else None


# --- Words: (Chinese, English). The page at /verify/ says the same --------------------------------------------

STATUS_WORDS = {OK: ("通过", "holds"), FAILED: ("不通过", "FAILED"), NOT_CHECKED: ("未核验", "not checked")}
CHECK_WORDS = {
    "file": ("文件", "File"),
    "seal": ("整份文件的签章", "Seal of the whole file"),
    "key": ("密钥", "Key"),
    "signature": ("证书内容的签名", "Signature of the Statement"),
    "opening": ("注销记录的归属", "Whose retirement it is"),
    "entry": ("克数与区间", "Grams and ranges"),
    "log": ("公开日志", "Public log"),
    "batches": ("批次与序列号", "Batches and serial blocks"),
    "pools": ("登记机构结算", "Settlement in the registry"),
}
UNDONE = {"unread", "seal.json", "signature.no-key", "pools.none", "none.donor", "none.badge", "none.witness"}
# What may be wrong with anything that stands in the log.
_LOG_WORDS = {
    "format": ("格式不符，读不出来。", "It is not written as it should be and cannot be read."),
    "unknown-key": ("没有任何已知的日志密钥签署它。", "No known key of the log signed it."),
    "signature": (
        "签名不成立：检查点或签名被改动过。",
        "The signature does not hold: the checkpoint or the signature was altered.",
    ),
    "origin": ("它属于另一份日志：{origin}。", "It belongs to another log: {origin}."),
    "path": (
        "散列路径到不了签名的树根：记录或路径被改动，或者属于另一条记录。",
        "The path of hashes does not lead to the signed root: entry or path was altered, or is another entry’s.",
    ),
}
WORDS = {
    "unread": ("文件没有读出来，所以没有核验。", "Not checked, because the file could not be read."),
    "file.json": ("读出了证书文档。", "The certificate document could be read."),
    "file.pdf": ("PDF 里正好有一份证书文档。", "The PDF holds exactly one certificate document."),
    "file.too-large": ("文件太大，不会是证书。", "The file is too large to be a certificate."),
    "file.not-json": (
        "它既不是 PDF，也不是完整的 JSON。可能没有下载完整，请重新下载。",
        "This is neither a PDF nor whole JSON. Perhaps the download was cut off; please download it again.",
    ),
    "file.format": (
        "这份 JSON 不是点点证书文档（diandian/certificate@v1）。",
        "This JSON is not a Diandian certificate document (diandian/certificate@v1).",
    ),
    "file.part": (
        "证书文档的“{part}”部分残缺或被改动，读不出来。",
        "The part “{part}” of the certificate document is missing, broken or altered.",
    ),
    "file.pdf-broken": (
        "PDF 残缺，或者被其他程序另存过。请使用原始文件。",
        "The PDF is cut off, or was saved anew by another program. Please use the original file.",
    ),
    "file.pdf-none": (
        "PDF 里没有证书文档。打印、截图或另存会把它丢掉，请使用原始文件。",
        "There is no certificate document in this PDF. Printing or saving anew loses it; please use the original.",
    ),
    "file.sum": (
        "证书写的是 {stated}，所列区间加起来是 {sum}。",
        "The Statement says {stated}, but its ranges add up to {sum}.",
    ),
    "file.two": (
        "PDF 里有两份证书文档，无法判断哪一份算数。",
        "The PDF holds two certificate documents, and nothing says which one counts.",
    ),
    "seal.ok": (
        "签章覆盖整份文件（{size} 字节），签署后没有任何改动。密钥 {key}。",
        "The seal covers the whole file ({size} bytes); nothing changed since it was made. Key {key}.",
    ),
    "seal.json": (
        "JSON 没有签章；由证书内容的签名代替。",
        "A JSON has no seal; the signature of the Statement stands in for it.",
    ),
    "seal.none": ("这份 PDF 没有签章。", "This PDF has no seal."),
    "seal.several": (
        "这份 PDF 有 {count} 个签章，本站的证书只有一个。",
        "This PDF has {count} seals; a certificate has one.",
    ),
    "seal.format": (
        "签章残缺，或不是本站证书的格式。",
        "The seal is broken, or not of the form that a certificate’s has.",
    ),
    "seal.hole": (
        "签章没有覆盖整份文件，留有空缺。",
        "The seal does not cover the whole file: it leaves a hole.",
    ),
    "seal.added": (
        "签署之后，文件末尾又添加了 {count} 字节。",
        "After the seal was made, {count} bytes were added to the file.",
    ),
    "seal.unknown-key": (
        "签章的密钥 {key} 不在公布的密钥之列。",
        "The key {key} of the seal is not among the published keys.",
    ),
    "seal.digest": ("签署之后，文件被改动过。", "The file was altered after the seal was made."),
    "seal.signature": (
        "签章不成立：它不是密钥 {key} 签的，或被改动过。",
        "The seal does not hold: the key {key} did not make it, or it was altered.",
    ),
    "seal.demonstration-as-live": (
        "签章用的是演示密钥 {key}，内容却自称真实证书。",
        "The seal is by the demonstration key {key}, but the Statement claims to be real.",
    ),
    "seal.live-as-demonstration": (
        "签章用的是正式密钥 {key}，内容却是演示样张。",
        "The seal is by the live key {key}, but the Statement is a demonstration.",
    ),
    "key.live": (
        "密钥 {key} 是公布的正式密钥，自 {since} 起使用。",
        "The key {key} is published, for real certificates, in use since {since}.",
    ),
    "key.demonstration": (
        "密钥 {key} 是演示密钥：这是一张演示样张，并非真实证书。",
        "The key {key} is for demonstrations: this is a demonstration and not real.",
    ),
    "key.unknown": (
        "密钥 {key} 不在公布的密钥之列，谁都可能是签署者。",
        "The key {key} is not among the published keys: anybody could have signed.",
    ),
    "key.demonstration-as-live": (
        "密钥 {key} 只供演示，内容却自称真实证书。",
        "The key {key} is for demonstrations only, but the Statement claims to be real.",
    ),
    "key.live-as-demonstration": (
        "密钥 {key} 是正式密钥，内容却是演示样张。",
        "The key {key} is for real certificates, but the Statement is a demonstration.",
    ),
    "signature.ok": (
        "姓名、克数、活动、序列号：签署时的每个字都没有变。",
        "Name, grams, event, serials: every letter is as it was signed.",
    ),
    "signature.bad": (
        "证书内容与签名不符：姓名、克数、其他文字，或者签名本身，被改动过。",
        "The Statement does not fit its signature: a name, a number or another letter of either was altered.",
    ),
    "signature.no-key": (
        "密钥未知，签名无从核验。",
        "Not checked, because the key is unknown.",
    ),
    "opening.ok": (
        "日志里的注销记录属于这张证书，不属于别人。",
        "The retirement in the log belongs to this certificate and to nobody else.",
    ),
    "opening.ids": (
        "证明打开的是另一笔注销，不是证书所写的那一笔。",
        "The proof opens another retirement than the one that the Statement names.",
    ),
    "opening.commitment": (
        "日志里的注销记录不属于这张证书。",
        "The retirement in the log does not belong to this certificate.",
    ),
    "entry.ok": (
        "日志记录的 {grams}（{count} 个区间）与证书所写完全一致。",
        "The log’s entry has the same {grams} as the Statement, range for range ({count}).",
    ),
    "entry.grams": (
        "日志记录的是 {entry}，证书写的是 {stated}。",
        "The log’s entry says {entry}, the Statement {stated}.",
    ),
    "entry.ranges": (
        "证书所写的区间与日志记录的不同。",
        "The ranges in the Statement are not those of the log’s entry.",
    ),
    "log.ok": (
        "它是日志 {origin} 的第 {index} 条（共 {size} 条），由日志的密钥签署。联署的见证人：{witnesses} 位。",
        "It is entry {index} of {size} in the log {origin}, signed by the log’s key. Witnesses: {witnesses}.",
    ),
    "entry.moved": (
        "日志记录的转入共 {grams}（{count} 个区间），转到账户 {account}，与证书所写完全一致。",
        "The log’s moves to the account {account} are the same {grams} as the Statement’s, range for range ({count}).",
    ),
    "entry.account": (
        "日志里转入的账户是 {entry}，证书写的是 {stated}。",
        "The log’s move is to the account {entry}, the Statement names {stated}.",
    ),
    "entry.gift": (
        "这些转入不是同一笔捐赠，或者有一笔出现了两次。",
        "These moves are not one gift, or one of them is there twice.",
    ),
    "log.moved": (
        "每笔转入都在日志 {origin} 里（第 {indexes} 条），由日志的密钥签署。",
        "Each move stands in the log {origin} (entry {indexes}), signed by the log’s key.",
    ),
    "none.donor": (
        "捐赠证书没有注销：减排量只是转到了活动的账户。",
        "A donor’s certificate has no retirement: the grams were moved to the event’s account.",
    ),
    "none.badge": (
        "行动纪念不代表任何数量的减排，日志里没有它的记录。",
        "An activity badge stands for no amount of reductions, and the log has nothing of it.",
    ),
    "none.witness": (
        "见证书所写的注销各有自己的记录，不在这份文件里；请看它的页面。",
        "The retirements that a witness saw have entries of their own, which are not in this file; its page has them.",
    ),
    "batches.ok": (
        "{count} 个批次都在日志里，序列号与证书所写一致。",
        "Batches: {count}. Each is in the log, with the serial block that the Statement names.",
    ),
    "batches.others": (
        "所附的批次记录不是这些克数所属的批次。",
        "The batches in the file are not those that the grams come from.",
    ),
    "batches.serials": (
        "证书写的序列号是 {stated}，日志里该批次是 {issued}。",
        "The Statement names the serial block {stated}; the batch in the log has {issued}.",
    ),
    "batches.range": (
        "区间超出了序列号为 {serials} 的批次。",
        "The grams lie outside of the batch with the serial block {serials}.",
    ),
    "pools.none": (
        "登记机构按整吨结算。这份文件里还没有结算证明：{grams} 都还没有。以后的文件会有。",
        "The registry settles whole tonnes. For none of the {grams} does this file hold a proof yet; a newer one will.",
    ),
    "pools.ok": (
        "全部 {grams} 都计入了 {count} 份结算声明，登记机构注销的吨数不少于它们。",
        "All {grams} are counted in signed statements of settlement ({count}), none larger than what was retired.",
    ),
    "pools.part": (
        "{grams} 中的 {settled} 已计入 {count} 份结算声明；其余尚未结算。",
        "{settled} of {grams} are counted in signed statements of settlement ({count}); the rest is not settled yet.",
    ),
    "pools.twice": ("第 {pool} 号结算池的证明出现了两次。", "The proof of pool {pool} is there twice."),
    "pools.batch": (
        "第 {pool} 号结算池属于另一个批次。",
        "Pool {pool} is of another batch.",
    ),
    "pools.serials": (
        "第 {pool} 号结算池的序列号 {serials} 不在该批次之内。",
        "The serial block {serials} of pool {pool} does not lie in the batch.",
    ),
    "pools.grams": (
        "结算池里的克数多于注销的克数（第 {pool} 号）。",
        "The pools count more grams than were retired (pool {pool}).",
    ),
    "verdict.held": (
        "有效：这份文件所能证明的都成立。",
        "Valid: everything that this file can show holds.",
    ),
    "verdict.demonstration": (
        "有效的演示样张，并非真实证书：所列减排量不是真的。",
        "A valid demonstration, not real: the credits named in it do not exist.",
    ),
    "verdict.failed": (
        "不可信：至少有一项核验不通过。",
        "Do not trust it: at least one check failed.",
    ),
    "verdict.unreadable": (
        "读不出来，所以什么都没有核验。",
        "It could not be read, so nothing was checked.",
    ),
    "limits": ("任何文件都无法证明的", "What no file can show"),
    "limit.name": (
        "姓名属于某个人。那是持有人自己填写的。",
        "That the name belongs to a certain person. It is what the holder typed.",
    ),
    "limit.registry": (
        "外部登记机构确实注销了这些减排量。请到那里查：{blocks}。",
        "That the outside registry really retires the units. Look there: {blocks}.",
    ),
    "limit.reference": (
        "外部登记机构确实注销了这些减排量。请到那里查：{references}。",
        "That the outside registry really retired the units. Look there: {references}.",
    ),
    "limit.giver": (
        "账户 {account} 属于所写的捐赠者，名称也确实是它的。这由网站说明。",
        "That the account {account} is the named donor’s, and the name is right. The site says so.",
    ),
    "limit.issued": (
        "外部登记机构确实签发了这些减排量。请到那里查：{blocks}。",
        "That the outside registry really issued the units. Look there: {blocks}.",
    ),
    "limit.badge": (
        "所写的行动确实做了。那是组织者记录的。",
        "That the action was really taken. It is what the organiser recorded.",
    ),
    "limit.witness": (
        "见证人看到的就是事实。它只说明见证人看到了什么。",
        "That what the witness saw is so. It only says what the witness saw.",
    ),
    "limit.log": (
        "没有人看到过另一个版本的日志。请与见证人或旧检查点比较。",
        "That nobody was shown another log. Compare it with the witnesses’, or with an older checkpoint.",
    ),
    "limit.superseded": (
        "此后没有新证书取代它。请看它的页面：{address}",
        "That no newer certificate took its place since. Its page tells: {address}",
    ),
    "keys.unreadable": (
        "密钥列表读不出来，或不是 diandian/keys@v1。",
        "The key list cannot be read, or is not diandian/keys@v1.",
    ),
    "keys.none": (
        "需要密钥列表：--keys keys.json（从所信任的网站的 /verify/keys.json 下载）。",
        "A key list is needed: --keys keys.json (from /verify/keys.json of the site that you trust).",
    ),
    "exit.demonstration": (
        "退出状态为 1，因为演示样张不是证书；加上 --demonstration 则为 0。",
        "Exit status 1, because a demonstration is no certificate; with --demonstration it is 0.",
    ),
    "open.failed": ("打不开文件：{name}", "The file cannot be opened: {name}"),
}
for _check in ("log", "batches", "pools"):
    WORDS.update({f"{_check}.{reason}": pair for reason, pair in _LOG_WORDS.items()})


def sentences(reason: str, values: dict[str, str]) -> tuple[str, str]:
    """The Chinese and the English sentence. Values come from the file: nothing invisible of theirs is printed."""
    shown = {name: printable(value) for name, value in values.items()}
    chinese, english = WORDS[reason]
    return chinese.format(**shown), english.format(**shown)


def printable(text: str) -> str:
    """A text without the signs that steer a terminal or turn the direction of writing.

    Joiners stay: Persian and Indic names are spelt with them.
    """
    steering = ("Cc", "Cf", "Cs", "Zl", "Zp")
    kept = (
        "\ufffd" if unicodedata.category(sign) in steering and sign not in "\u200c\u200d" else sign
        for sign in text[:400]
    )
    return "".join(kept)


# --- The command ------------------------------------------------------------------------------------------


def printed(report: Report, site: str) -> str:
    """The report for a shell, each thing in Chinese and then in English."""
    lines = []
    statement = report.statement
    if statement is not None:
        grams = _grams(statement["amount_grams"])
        facts = [
            statement["number"].upper(),
            statement["holder_name"],
            statement.get("group"),
            grams + " CO₂e" if statement["amount_grams"] else "",
            statement.get("issued_on") or statement["retired_on"],
        ]
        lines += [" · ".join(printable(fact) for fact in facts if fact)]
        lines += [printable(statement[name]) for name in ("event_name_zh", "event_name_en")]
        for fact in statement.get("facts", []):
            for language in ("zh", "en"):
                lines.append(printable(f"{fact['label_' + language]}: {fact['value_' + language]}"))
        lines.append("")
    for each in report.checks:
        status, name = STATUS_WORDS[each.status], CHECK_WORDS[each.name]
        lines.append(f"[{status[0]} {status[1]}] {name[0]} {name[1]}")
        lines += [f"    {sentence}" for sentence in sentences(each.reason, each.values)]
    if report.limits:
        lines += ["", " ".join(WORDS["limits"])]
        for reason, values in report.limits:
            chinese, english = sentences(reason, values)
            lines += [f"  - {chinese}", f"    {english}"]
    lines += ["", *sentences(f"verdict.{report.outcome}", {}), f"(keys: {printable(site)})"]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit status, as the head of this file has it."""
    parser = argparse.ArgumentParser(
        prog="verify.py", description="核验点点证书 · Check a Diandian certificate"
    )
    parser.add_argument("file", help="certificate.pdf | certificate.json")
    parser.add_argument(
        "--keys", metavar="keys.json", help="密钥列表 · the key list of the site that you trust"
    )
    parser.add_argument(
        "--demonstration",
        action="store_true",
        help="演示样张也以 0 退出 · exit with 0 for a demonstration that holds, too",
    )
    chosen = parser.parse_args(arguments)
    try:
        listed = _read_file(chosen.keys, JSON_BYTES_MAX) if chosen.keys else (KEY_LIST or "").encode()
        if not listed:
            raise RefusedError("keys.none")
        keys = read_keys(listed)
        report = check(_read_file(chosen.file, PDF_BYTES_MAX), keys)
    except RefusedError as refused:
        sys.stderr.write("\n".join(sentences(refused.reason, refused.values)) + "\n")
        return 2
    sys.stdout.write(printed(report, keys.site))
    if report.outcome == "demonstration" and not chosen.demonstration:
        sys.stdout.write("\n".join(sentences("exit.demonstration", {})) + "\n")
    return report.exit_status(accepts_demonstrations=chosen.demonstration)


def _read_file(name: str, limit: int) -> bytes:
    """The bytes of a file, and one more than the limit of a longer one."""
    try:
        with open(name, "rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError):
        raise RefusedError("open.failed", name=name) from None


if __name__ == "__main__":
    for _stream in (sys.stdout, sys.stderr):
        if hasattr(_stream, "reconfigure"):
            _stream.reconfigure(errors="replace")  # a console without Chinese still prints the rest
    sys.exit(main())
