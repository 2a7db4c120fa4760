// What the log's keys signed: entries and their paths, pools and their sums. docs/proofs.md says each byte.

import {
  Refused, base64, cutFirst, cutLast, fromEight, hashOf, hex, inEight, joined, same, sha256, utf8, wholeNumber,
} from "./bytes.js";
import { ed25519Verify } from "./signatures.js";

const SUM_MAX = (1n << 63n) - 1n;
const GRAMS_PER_UNIT = 1_000_000n;
const SIGNATURES_MAX = 64;
const PATH_MAX = 63;
const POOL_LINES = [
  "origin", "pool", "batch", "registry", "serials", "units", "reference", "retired",
  "evidence", "sum", "leaves", "residual", "root",
];
const DATE = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;
const EVIDENCE = /^(?:none|[0-9a-f]{64})$/;

// Checks against a key list. A note that many proofs share is verified once.
export class Log {
  constructor(keys) {
    this.keys = keys;
    this.notes = new Map();
  }

  // The place of an entry in the log. Throws Refused with `name` before the reason.
  async verify(proof, entry, name) {
    const { index, path, note } = readLogProof(proof, name);
    const { text, witnesses } = await this.verified(note, name);
    const lines = text.slice(0, -1).split("\n");
    const size = lines.length >= 3 ? wholeNumber(lines[1]) : null;
    const root = lines.length >= 3 ? hashOf(lines[2]) : null;
    if (size === null || root === null || !lines.every(Boolean)) throw new Refused(`${name}.format`);
    if (lines[0] !== this.keys.origin) throw new Refused(`${name}.origin`, { origin: lines[0] });
    const leaf = await sha256(joined([0], utf8(entry)));
    if (!(await leadsToRoot(leaf, index, path, { size, root }))) throw new Refused(`${name}.path`);
    return { place: index, size, witnesses };
  }

  // The lines of the pool's statement, and the grams that it counts for this retirement.
  async verifyPool(proof, commitment) {
    const { position, grams, path, note } = readPoolProof(proof);
    const { text } = await this.verified(note, "pools");
    const pool = readPoolStatement(text);
    if (pool.origin !== this.keys.origin) throw new Refused("pools.origin", { origin: pool.origin });
    const root = { hash: hashOf(pool.root), sum: BigInt(pool.sum), count: BigInt(pool.leaves) };
    if (!(await addsUp({ commitment, grams }, position, path, root))) {
      throw new Refused("pools.path", { pool: pool.pool });
    }
    return { pool, grams };
  }

  // The text of a note that a key of the log signed, and how many known witnesses did.
  async verified(note, name) {
    if (this.notes.has(note)) return this.notes.get(note);
    const [above, , below] = cutLast(note, "\n\n");
    const text = `${above}\n`;
    const lines = below.slice(0, -1).split("\n");
    // eslint-disable-next-line no-control-regex
    const isOdd = /[\x00-\x09\x0b-\x1f]/.test(note);
    if (!above || !below.endsWith("\n") || lines.length > SIGNATURES_MAX || isOdd) throw new Refused(`${name}.format`);
    let isSigned = false;
    const witnesses = new Set();
    for (const line of lines) {
      const { key, signature } = readSignatureLine(line, name);
      if (this.keys.logKeys.has(key)) {
        await signedBy(this.keys.logKeys.get(key), utf8(text), signature, name);
        isSigned = true;
      } else if (this.keys.witnessKeys.has(key)) {
        const witness = this.keys.witnessKeys.get(key);
        const at = signature.length < 8 ? 0n : fromEight(signature.slice(0, 8));
        await signedBy(witness, utf8(`cosignature/v1\ntime ${at}\n${text}`), signature.slice(8), name);
        witnesses.add(hex(witness));
      }
    }
    if (!isSigned) throw new Refused(`${name}.unknown-key`);
    const verified = { text, witnesses: witnesses.size };
    this.notes.set(note, verified);
    return verified;
  }
}

const signedBy = async (key, text, signature, name) => {
  if (!(await ed25519Verify(key, text, signature))) throw new Refused(`${name}.signature`);
};

const readSignatureLine = (line, name) => {
  const parts = line.split(" ");
  const blob = parts.length === 3 ? base64(parts[2]) : null;
  if (parts[0] !== "\u2014" || blob === null || blob.length <= 4 || !parts[1] || parts[1].includes("+")) {
    throw new Refused(`${name}.format`);
  }
  return { key: `${parts[1]} ${hex(blob.slice(0, 4))}`, signature: blob.slice(4) };
};

const readLogProof = (proof, name) => {
  const [above, isWhole, note] = cutFirst(proof, "\n\n");
  const lines = above.split("\n");
  const index = lines.length >= 2 && lines[1].startsWith("index ") ? wholeNumber(lines[1].slice(6)) : null;
  const path = lines.slice(2).map(hashOf);
  const isGood = lines[0] === "c2sp.org/tlog-proof@v1" && isWhole && index !== null;
  if (!isGood || path.includes(null) || path.length > PATH_MAX) throw new Refused(`${name}.format`);
  return { index, path, note };
};

const bitLength = (number) => (number === 0n ? 0 : number.toString(2).length);
const ones = (number) => number.toString(2).replaceAll("0", "").length;

// RFC 9162 section 2.1.3.2.
const leadsToRoot = async (leaf, index, path, head) => {
  if (index >= head.size) return false;
  const inner = bitLength(index ^ (head.size - 1n)); // levels at which the leaf is not on the tree's right edge
  if (path.length !== inner + ones(index >> BigInt(inner))) return false;
  let computed = leaf;
  for (const [level, sibling] of path.entries()) {
    const isRight = level >= inner || (index >> BigInt(level)) & 1n;
    computed = await sha256(isRight ? joined([1], sibling, computed) : joined([1], computed, sibling));
  }
  return same(computed, head.root);
};

const readPoolProof = (proof) => {
  const [above, isWhole, note] = cutFirst(proof, "\n\n");
  const [header, first = "", second = "", ...steps] = above.split("\n");
  const position = first.startsWith("position ") ? wholeNumber(first.slice(9)) : null;
  const grams = second.startsWith("grams ") ? wholeNumber(second.slice(6)) : null;
  const isGood = header === "diandian/pool-proof@v1" && isWhole && position !== null && grams !== null;
  const path = steps.map((line) => {
    const [encoded, , digits] = cutFirst(line, " ");
    return { hash: hashOf(encoded), sum: wholeNumber(digits) };
  });
  if (!isGood || path.length > PATH_MAX || path.some((step) => step.hash === null || step.sum === null)) {
    throw new Refused("pools.format");
  }
  return { position, grams, path, note };
};

// The lines of a pool's statement by name. Throws Refused for lines that no statement may have.
const readPoolStatement = (text) => {
  const [origin, ...lines] = text.slice(0, -1).split("\n");
  const said = [["origin", origin], ...lines.map((line) => cutFirst(line, " ")).map(([name, , value]) => [name, value])];
  const pool = Object.fromEntries(said);
  const isWhole = said.length === POOL_LINES.length && said.every(([name], at) => name === POOL_LINES[at]);
  if (!isWhole || lines.some((line) => !line.includes(" "))) throw new Refused("pools.format");
  const [number, units, sum, leaves, residual] = ["pool", "units", "sum", "leaves", "residual"].map((name) =>
    wholeNumber(pool[name]),
  );
  const texts = ["origin", "batch", "registry", "serials", "reference"].map((name) => pool[name]);
  const isGood =
    ![number, units, sum, leaves, residual].includes(null) &&
    texts.every((value) => value && value === value.trim()) &&
    DATE.test(pool.retired) &&
    EVIDENCE.test(pool.evidence) &&
    hashOf(pool.root) !== null &&
    ![number, units, sum, leaves].includes(0n) &&
    leaves <= sum &&
    sum + residual === units * GRAMS_PER_UNIT;
  if (!isGood) throw new Refused("pools.format");
  return pool;
};

// Whether the leaf's grams are counted at `position` of a pool with that root, sum and number of leaves.
const addsUp = async (leaf, position, path, root) => {
  if (position >= root.count || leaf.grams < 1n) return false;
  let total = leaf.grams;
  let computed = await sha256(joined(utf8("diandian/pool-leaf/v1\n"), leaf.commitment, inEight(total)));
  const steps = [...path];
  for (let place = position, width = root.count; width > 1n; place >>= 1n, width = (width + 1n) >> 1n) {
    const isRight = (place & 1n) === 1n;
    if (!isRight && place + 1n >= width) continue; // no sibling: the node moves up as it is
    const step = steps.shift();
    if (!step || step.sum < 1n || total + step.sum > SUM_MAX) return false;
    const mine = joined(computed, inEight(total));
    const its = joined(step.hash, inEight(step.sum));
    computed = await sha256(joined(utf8("diandian/pool-node/v1\n"), ...(isRight ? [its, mine] : [mine, its])));
    total += step.sum;
  }
  const closed = await sha256(joined(utf8("diandian/pool-root/v1\n"), inEight(root.count), computed, inEight(total)));
  return steps.length === 0 && total === root.sum && same(closed, root.hash);
};
