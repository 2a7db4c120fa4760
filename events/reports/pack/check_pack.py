"""Checks an auditor's pack without Diandian: python3 check_pack.py [pack.zip]

核验审计包，无需点点网站：python3 check_pack.py [审计包.zip]

Needs Python 3.8 or newer, `verify.py` beside it or in the pack, and nothing else. README.md says what is checked.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import io
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

STATEMENT_TAG = b"diandian/statement/v1\ndiandian/verification/v1\n"
TILE_WIDTH, HASH_BYTES = 256, 32
FORMAT = "diandian/audit-pack@v1"
PACK_BYTES_MAX = 4_000_000_000


class WrongError(Exception):
    """Something in the pack is not as it says."""


class Check(NamedTuple):
    zh: str
    en: str
    run: Callable[[Pack], str]


class Pack:
    """An unpacked pack: its files by path, and the program that checks signatures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads(self.read("manifest.json"))
        self.verify = _module(folder / "verify.py")

    def read(self, path: str) -> bytes:
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            raise WrongError(f"{path}: {error.strerror}") from None

    def has(self, path: str) -> bool:
        return (self.folder / path).is_file()

    def rows(self, path: str) -> list[dict[str, str]]:
        csv.field_size_limit(10_000_000)
        return list(csv.DictReader(io.StringIO(self.read(path).decode(), newline="")))

    def json(self, path: str) -> Any:
        return json.loads(self.read(path))

    def paths(self, folder: str) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in (self.folder / folder).glob("*.json"))


def _module(path: Path) -> Any:
    """verify.py as a module. It was looked at by its hash first."""
    spec = importlib.util.spec_from_file_location("verify", path)
    if spec is None or spec.loader is None:
        raise WrongError("verify.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise WrongError(what)


# --- The files --------------------------------------------------------------------------------------------


def check_files(folder: Path) -> int:
    """Every file is there with its hash, and none besides. It comes first: nothing is run before it."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    _expect(manifest.get("format") == FORMAT, "manifest.json: format")
    listed = {each["path"]: each for each in manifest["files"]}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    found = {path for path in found if "__pycache__" not in path}
    wrong = found ^ (set(listed) | {"manifest.json"})
    _expect(not wrong, f"files: {sorted(wrong)}")
    for path, each in listed.items():
        content = (folder / path).read_bytes()
        _expect(_sha256(content) == each["sha256"] and len(content) == each["size_bytes"], path)
    return len(listed)


# --- The log ----------------------------------------------------------------------------------------------


def check_checkpoint(pack: Pack) -> str:
    """A pack that speaks of an entry of the log has a checkpoint, whatever its manifest says."""
    size = _head(pack)[0] if _speaks_of_log(pack) else 0
    _expect(size == pack.manifest["log_size"], "log/checkpoint: size")
    return str(size)


def _speaks_of_log(pack: Pack) -> bool:
    return bool(
        pack.has("log/checkpoint")
        or _entries(pack)
        or pack.rows("ledger/retirements.csv")
        or pack.rows("ledger/journal.csv")
    )


def _head(pack: Pack) -> tuple[int, bytes]:
    """Size and root of the log, as a key of keys.json signed them."""
    verify = pack.verify
    keys = verify.read_keys(pack.read("keys.json"))
    try:
        text, _witnesses = verify.Log(keys)._verified(pack.read("log/checkpoint").decode(), "log")
    except verify.RefusedError as error:
        raise WrongError(f"log/checkpoint: {error}") from None
    origin, size, root = text.rstrip("\n").split("\n")[:3]
    _expect(origin == keys.origin, "log/checkpoint: origin")
    return int(size), base64.b64decode(root)


def check_entries(pack: Pack) -> str:
    """Each entry's hash stands in its tile, each tile's root in the one above, and the last ones make the root."""
    if not _speaks_of_log(pack):
        return "0"
    entries = _entries(pack)
    size, root = _head(pack)
    _expect(len({index for index, _entry in entries}) == len(entries), "log/entries.jsonl: twice")
    for index, entry in entries:
        _expect(0 <= index < size, f"log/entries.jsonl: {index} is not under the checkpoint")
        tile = _tile(pack, 0, index // TILE_WIDTH, size)
        at = index % TILE_WIDTH * HASH_BYTES
        leaf = hashlib.sha256(b"\0" + entry).digest()
        _expect(tile[at : at + HASH_BYTES] == leaf, f"log/entries.jsonl: {index}")
    numbers, level = {index // TILE_WIDTH for index, _entry in entries}, 0
    while size >> 8 * level:
        for number in numbers:
            _check_parent(pack, level, number, size)
        numbers, level = {number // TILE_WIDTH for number in numbers}, level + 1
    _expect(_root_of(pack, size) == root, "log: root")
    return str(len(entries))


def _entries(pack: Pack) -> list[tuple[int, bytes]]:
    lines = pack.read("log/entries.jsonl").split(b"\n")[:-1]
    return [(int(number), entry) for number, _space, entry in (line.partition(b" ") for line in lines)]


def _tile(pack: Pack, level: int, number: int, size: int) -> bytes:
    width = max(0, min(TILE_WIDTH, (size >> 8 * level) - number * TILE_WIDTH))
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*("x" + part for part in parts[:-1]), parts[-1]])
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    path = f"log/tile/{level}/{name}{partial}"
    content = pack.read(path)
    _expect(len(content) == width * HASH_BYTES, path)
    return content


def _check_parent(pack: Pack, level: int, number: int, size: int) -> None:
    """A full tile's root is one hash of the tile above; a partial one is part of the root itself."""
    tile = _tile(pack, level, number, size)
    if len(tile) < TILE_WIDTH * HASH_BYTES:
        return
    above = _tile(pack, level + 1, number // TILE_WIDTH, size)
    at = number % TILE_WIDTH * HASH_BYTES
    _expect(above[at : at + HASH_BYTES] == _tree(_hashes(tile)), f"log/tile/{level}: {number}")


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def _tree(hashes: list[bytes]) -> bytes:
    """The root over subtrees of one size, of which the last may be smaller (RFC 6962, 2.1)."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + _tree(hashes[:half]) + _tree(hashes[half:])).digest()


def _root_of(pack: Pack, size: int) -> bytes:
    """The root of the whole log out of the last tile of each level."""
    rest: list[bytes] = []
    level = 0
    while width := size >> 8 * level:
        tail = width % TILE_WIDTH
        hashes = _hashes(_tile(pack, level, (width - 1) // TILE_WIDTH, size))
        hashes = hashes if tail and len(hashes) == tail else []
        rest = [_tree(hashes + rest)] if hashes + rest else []
        level += 1
    return rest[0]


# --- The ledger -------------------------------------------------------------------------------------------


def check_journal(pack: Pack) -> str:
    """What went in and out of each account is what the account says, and each row is as its entry in the log says."""
    journal = pack.rows("ledger/journal.csv")
    entries = _said(pack)
    for row in journal:
        # Retirements have entries of their own: `check_retirements`.
        if row["log_index"] or row["kind"] != "retire":
            entry = entries.get(int(row["log_index"]), {})
            said = [str(entry.get(name)) for name in _MOVED]
            _expect(said == [row[column] for column in _MOVED.values()], f"log: {row['log_index']}")
    for account in pack.rows("ledger/accounts.csv"):
        code = account["code"]
        for side, column in (("credit", "credited_grams"), ("debit", "debited_grams")):
            total = sum(int(row["amount_grams"]) for row in journal if row[side] == code)
            _expect(total == int(account[column]), f"ledger/accounts.csv: {code} {column}")
    return str(len(journal))


# What an entry of a movement says, and the columns of the journal that say it too.
_MOVED = {
    **{name: name for name in ("id", "group", "debit", "credit", "batch")},
    "type": "kind",
    "from": "from_gram",
    "to": "to_gram",
}


def _said(pack: Pack) -> dict[int, dict[str, Any]]:
    return {index: json.loads(entry) for index, entry in _entries(pack)}


def check_retirements(pack: Pack) -> str:
    """No gram of a batch stands twice, and each retirement is as its entry in the log says: account, grams, ranges."""
    rows = pack.rows("ledger/retirements.csv")
    last: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row["batch"], int(row["from_gram"]))):
        start, end = int(row["from_gram"]), int(row["to_gram"])
        _expect(last.get(row["batch"], 0) <= start < end, f"ledger/retirements.csv: {row['retirement']}")
        _expect(end - start == int(row["amount_grams"]), f"ledger/retirements.csv: {row['retirement']}")
        last[row["batch"]] = end
    entries = _said(pack)
    by_entry: dict[int, list[dict[str, str]]] = {}
    for row in rows:
        by_entry.setdefault(int(row["log_index"]), []).append(row)
    for index, parts in by_entry.items():
        entry = entries.get(index, {})
        ranges = [(row["batch"], int(row["from_gram"]), int(row["to_gram"])) for row in parts]
        _expect(
            entry.get("type") == "retirement"
            and {row["account"] for row in parts} == {entry["account"]}
            and len({row["retirement"] for row in parts}) == 1
            and sum(end - start for _batch, start, end in ranges) == entry["grams"]
            and _joined(ranges) == _joined(tuple(each) for each in entry["ranges"]),
            f"log: {index}",
        )
    return str(len(rows))


def _joined(ranges: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The same grams in their order, with the fewest ranges."""
    found: list[tuple[str, int, int]] = []
    for batch, start, end in sorted(ranges):
        if found and found[-1][0] == batch and found[-1][2] == start:
            found[-1] = (batch, found[-1][1], end)
        else:
            found.append((batch, start, end))
    return found


# --- The papers -------------------------------------------------------------------------------------------


def check_inventories(pack: Pack) -> str:
    listed = pack.rows("inventories/index.csv")
    for row in listed:
        content = pack.read(row["path"])
        said = json.loads(content)
        _expect(_sha256(content) == row["sha256"], row["path"])
        total = sum(line["amount_grams"] for line in said["lines"])
        _expect(total == said["total_grams"] == int(row["total_grams"]), f"{row['path']}: total")
    return str(len(listed))


def check_statements(pack: Pack) -> str:
    """Each statement is signed by a key of keys.json, and its figure is its inventory's total."""
    verify = pack.verify
    keys = verify.read_keys(pack.read("keys.json")).certificate_keys
    totals = {row["sha256"]: int(row["total_grams"]) for row in pack.rows("inventories/index.csv")}
    paths = pack.paths("statements")
    for path in paths:
        said = pack.json(path)
        signed, signature = STATEMENT_TAG + said["body"].encode(), said["signature"]
        _expect(_sha256(signed) == said["sha256"] and signature["key"] in keys, path)
        value = base64.b64decode(signature["value"])
        r, s = (int.from_bytes(value[at : at + 32], "big") for at in (0, 32))
        point = keys[signature["key"]].point
        _expect(verify.p256_verify(point, hashlib.sha256(signed).digest(), r, s), f"{path}: signature")
        body = json.loads(said["body"])
        digest = body["inventory"]["content_digest"]
        _expect(totals.get(digest) == body["figure_grams"], f"{path}: figure")
    return str(len(paths))


def check_declared(pack: Pack) -> str:
    listed = pack.rows("declared.csv")
    for row in listed:
        _expect(_sha256(pack.read(row["path"])) == row["sha256"], row["path"])
    return str(len(listed))


def check_evidence(pack: Pack) -> str:
    listed = pack.rows("evidence/index.csv")
    inside = [row for row in listed if row["path"]]
    for row in inside:
        _expect(_sha256(pack.read(row["path"])) == row["sha256"], row["path"])
    return f"{len(inside)}/{len(listed)}"


CHECKS = (
    Check("检查点的签名", "signature of the checkpoint", check_checkpoint),
    Check("日志条目在检查点之下", "entries under the checkpoint", check_entries),
    Check("流水与账户一致", "journal adds up to the accounts", check_journal),
    Check("没有一克注销两次", "no gram retired twice", check_retirements),
    Check("清单", "inventories", check_inventories),
    Check("核查陈述的签名", "signatures of verification statements", check_statements),
    Check("声明与见证", "declarations and witnessings", check_declared),
    Check("证据", "evidence", check_evidence),
)


def answers(folder: Path) -> Iterator[tuple[bool, str]]:
    """Whether each check holds, and the line that says so. After a wrong file nothing of the pack is run."""
    try:
        yield True, f"文件 · files: {check_files(folder)}"
        pack = Pack(folder)
    except (WrongError, OSError, ValueError, KeyError, TypeError) as error:
        yield False, f"文件 · files: {error}"
        return
    for check in CHECKS:
        try:
            yield True, f"{check.zh} · {check.en}: {check.run(pack)}"
        except (WrongError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            yield False, f"{check.zh} · {check.en}: {error}"


def main(arguments: list[str]) -> int:
    if not arguments:
        return _told(Path(__file__).resolve().parent)
    with tempfile.TemporaryDirectory() as folder:
        try:
            _unpack(arguments[0], folder)
        except (WrongError, OSError, zipfile.BadZipFile) as error:
            sys.stdout.write(f"✗ zip: {error}\n")
            return 1
        return _told(Path(folder))


def _unpack(path: str, folder: str) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        unsafe = [name for name in names if name.startswith("/") or ".." in name.split("/")]
        _expect(not unsafe, f"{unsafe}")
        _expect(sum(each.file_size for each in archive.infolist()) <= PACK_BYTES_MAX, "too large")
        archive.extractall(folder)


def _told(folder: Path) -> int:
    sys.dont_write_bytecode = True
    is_good = True
    for holds, line in answers(folder):
        sys.stdout.write(f"{'✓' if holds else '✗'} {line}\n")
        is_good = is_good and holds
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
