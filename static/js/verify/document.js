// The certificate document and the key list: their form is checked here, and nothing else.

import { INTEGER_MAX, Refused, base64, canonical, hex, joined, readJson, sha256, utf8 } from "./bytes.js";
import { p256Key } from "./signatures.js";

export const DOCUMENT_FORMAT = "diandian/certificate@v1";
const KEYS_FORMAT = "diandian/keys@v1";
const JSON_BYTES_MAX = 6_000_000;
const PARTS_MAX = 2048; // slices, batches, moves and pool proofs of one certificate, each; and ranges of an entry
const DEMONSTRATION_LETTER = "d"; // with which a demonstration's number begins, and no other
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;
const RETIREMENTS = ["honour", "family"];
const BASE = ["format", "statement", "signature"];
const OF_RETIREMENT = [...BASE, "opening", "entry", "log_proof", "batches", "pool_proofs"];
const FIELDS = {
  honour: OF_RETIREMENT,
  family: OF_RETIREMENT,
  donor: [...BASE, "transfers", "batches"],
  badge: BASE,
  witness: BASE,
};
const FACT = { label_zh: null, label_en: null, value_zh: null, value_en: null };

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const isWhole = (value) => Number.isSafeInteger(value) && value > 0;
const isRange = (start, end) =>
  Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start < end && end <= INTEGER_MAX;
const isList = (value, least, most) => Array.isArray(value) && least <= value.length && value.length <= most;
const hasNames = (value, names) =>
  isObject(value) && Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));

// Whether a value is an object of exactly these texts.
const isTable = (value, patterns) =>
  hasNames(value, Object.keys(patterns)) &&
  Object.entries(patterns).every(([name, pattern]) => isText(value[name]) && (!pattern || pattern.test(value[name])));

const expect = (holds, part) => {
  if (!holds) throw new Refused("file.part", { part });
};

// The parts of a certificate document. Throws Refused where its form is not as docs/certificates.md says.
export const readCertificate = (bytes) => {
  if (bytes.length > JSON_BYTES_MAX) throw new Refused("file.too-large");
  const value = readJson(bytes, "file.not-json");
  if (!isObject(value) || value.format !== DOCUMENT_FORMAT) throw new Refused("file.format");
  expect(isText(value.statement), Object.hasOwn(value, "statement") ? "statement" : "document");
  const statement = readStatement(value.statement);
  expect(hasNames(value, FIELDS[statement.kind]), "document");
  const said = value.signature;
  expect(isTable(said, { key: /^[0-9a-f]{16}$/, algorithm: /^ES256$/, value: /^.{88}$/ }), "signature");
  const signature = base64(said.value);
  expect(signature !== null && signature.length === 64, "signature");
  const isRetirement = RETIREMENTS.includes(statement.kind);
  const parts = isRetirement ? readPartsOfRetirement(value) : { entry: { ranges: [] }, poolProofs: [] };
  for (const name of ["batches", "transfers"]) {
    if (Object.hasOwn(value, name)) expect(isList(value[name], 1, PARTS_MAX), name);
  }
  const transfers = (value.transfers ?? []).map(readMove);
  const batches = (value.batches ?? []).map(readIssue);
  return {
    ...parts,
    statementText: value.statement,
    statement,
    keyId: said.key,
    signature,
    batches,
    transfers,
    // The grams as the log has them: those of the retirement, or those of all moves together.
    ranges: transfers.length
      ? merged(transfers.map(({ entry }) => [entry.batch, entry.from, entry.to]))
      : parts.entry.ranges,
    kind: statement.kind,
    isRetirement,
    isDemonstration: statement.is_demonstration,
  };
};

const readPartsOfRetirement = (value) => {
  for (const name of ["entry", "log_proof"]) expect(isText(value[name]), name);
  expect(isTable(value.opening, { salt: HASH, retirement: UUID, beneficiary: UUID }), "opening");
  expect(isList(value.pool_proofs, 0, PARTS_MAX), "pool_proofs");
  expect(value.pool_proofs.every(isText), "pool_proofs");
  return {
    opening: value.opening,
    entryText: value.entry,
    entry: readRetirement(value.entry),
    logProof: value.log_proof,
    poolProofs: value.pool_proofs,
  };
};

// Ranges as the log writes them: one that goes on where the one before it ended is one with it.
export const merged = (ranges) => {
  const found = [];
  for (const [batch, start, end] of ranges) {
    const last = found.at(-1);
    if (last && last[0] === batch && last[2] === start) last[2] = end;
    else found.push([batch, start, end]);
  }
  return found;
};

const TEXTS = ["number", "holder_name", "event_name_zh", "event_name_en"];
const MAY_BE_NULL = ["account", "group", "issued_at", "issued_on"];
const OF_RETIRED = ["retirement_id", "beneficiary", "retired_on"];

const readStatement = (text) => {
  const said = readCanonical(text, "statement");
  expect(said.version === 1 || said.version === 2, "statement");
  const { kind, version } = said;
  expect(kind === "honour" || (isText(kind) && Object.hasOwn(FIELDS, kind) && version === 2), "statement");
  const isRetirement = RETIREMENTS.includes(kind);
  expect(TEXTS.every((name) => isText(said[name])), "statement");
  expect(version === 1 || isText(said.issued_on), "statement");
  expect(OF_RETIRED.every((name) => (isRetirement ? isText(said[name]) : said[name] === null)), "statement");
  expect(isText(said.account) === (kind === "donor"), "statement");
  // What the kind or the version has not is absent or null, and never anything else.
  expect(MAY_BE_NULL.every((name) => isText(said[name] ?? "")), "statement");
  expect(typeof said.is_demonstration === "boolean", "statement");
  expect(said.number.startsWith(DEMONSTRATION_LETTER) === said.is_demonstration, "statement");
  expect(kind === "badge" ? said.amount_grams === 0 : isWhole(said.amount_grams), "statement");
  const [least, most] = { badge: [0, 0], witness: [0, PARTS_MAX] }[kind] ?? [1, PARTS_MAX];
  expect(isList(said.slices, least, most), "statement");
  for (const piece of said.slices) {
    expect(isObject(piece) && isText(piece.registry_name) && isText(piece.serial_block), "statement");
    expect(isRange(piece.batch_from, piece.batch_to), "statement");
    expect(isText(piece.batch) === (version === 2), "statement");
  }
  // A family's group, and lines of facts: the first version has neither.
  expect(isText(said.group) === (kind === "family"), "statement");
  const facts = said.facts === undefined ? [] : said.facts;
  expect(isList(facts, 0, PARTS_MAX) && facts.every((fact) => isTable(fact, FACT)), "statement");
  return said;
};

const readRetirement = (text) => {
  const said = readCanonical(text, "entry");
  expect(said.type === "retirement" && said.v === 1, "entry");
  expect(isText(said.commitment) && HASH.test(said.commitment) && isWhole(said.grams), "entry");
  expect(isList(said.ranges, 1, PARTS_MAX), "entry");
  for (const piece of said.ranges) {
    expect(isList(piece, 3, 3) && isText(piece[0]) && isRange(piece[1], piece[2]), "entry");
  }
  const total = said.ranges.reduce((sum, [, start, end]) => sum + BigInt(end - start), 0n);
  expect(total === BigInt(said.grams), "entry");
  return said;
};

const readIssue = (value) => {
  expect(isTable(value, { entry: null, log_proof: null }), "batches");
  const said = readCanonical(value.entry, "batches");
  expect(said.type === "issue" && said.v === 1, "batches");
  expect(isText(said.batch) && isText(said.serials) && isRange(said.from, said.to), "batches");
  return { text: value.entry, entry: said, logProof: value.log_proof };
};

const readMove = (value) => {
  expect(isTable(value, { entry: null, log_proof: null }), "transfers");
  const said = readCanonical(value.entry, "transfers");
  expect(said.type === "move" && said.v === 1, "transfers");
  expect(["batch", "credit", "debit", "group", "id"].every((name) => isText(said[name])), "transfers");
  expect(isRange(said.from, said.to), "transfers");
  return { text: value.entry, entry: said, logProof: value.log_proof };
};

// What a text says that has to be the only one to say it: keys sorted, nothing spaced, no key twice.
const readCanonical = (text, part) => {
  let said = null;
  try {
    said = readJson(utf8(text), "file.part");
  } catch {
    expect(false, part);
  }
  expect(isObject(said) && canonical(said) === text, part);
  return said;
};

// The key list of /verify/keys.json: whom a checker believes. Throws Refused for anything else.
export const readKeys = async (bytes) => {
  const value = readJson(bytes, "keys.unreadable");
  try {
    if (value.format !== KEYS_FORMAT) throw new Refused("keys.unreadable");
    const certificateKeys = new Map();
    for (const each of value.certificate_keys) {
      const key = await readCertificateKey(each);
      certificateKeys.set(key.id, key);
    }
    return {
      site: String(value.site),
      origin: String(value.log.origin),
      logKeys: new Map(await Promise.all(value.log.keys.map((text) => readNoteKey(text, 1)))),
      witnessKeys: new Map(await Promise.all(value.witnesses.map((text) => readNoteKey(text, 4)))),
      certificateKeys,
    };
  } catch {
    throw new Refused("keys.unreadable");
  }
};

const readCertificateKey = async (value) => {
  const spki = base64(value.public_key);
  const key = await p256Key(spki);
  const id = hex(await sha256(spki)).slice(0, 16);
  if (key === null || id !== value.id || !["live", "demonstration"].includes(value.purpose)) {
    throw new Refused("keys.unreadable");
  }
  return { id, key, isDemonstration: value.purpose === "demonstration", since: String(value.since ?? "") };
};

// `name+id+base64`, known by its name and the id within a signature's line.
const readNoteKey = async (text, kind) => {
  const [name, id, ...rest] = text.split("+");
  const material = base64(rest.join("+"));
  const own = hex((await sha256(joined(utf8(`${name}\n`), material))).slice(0, 4));
  if (material.length !== 33 || material[0] !== kind || own !== id) throw new Refused("keys.unreadable");
  return [`${name} ${id}`, material.slice(1)];
};
