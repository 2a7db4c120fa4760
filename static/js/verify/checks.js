// All checks of a certificate, in the order and with the answers of certificates/checking/verify.py. It takes bytes and
// keys and gives a report; it knows no page, asks no network and keeps nothing.

import { Refused, grams, grouped, hex, joined, sha256, unhex, utf8 } from "./bytes.js";
import { merged, readCertificate } from "./document.js";
import { Log } from "./log.js";
import { oneDocument, readPdf } from "./pdf.js";
import { checkSeal } from "./seal.js";
import { p256Verify } from "./signatures.js";

export const CHECKS = ["file", "seal", "key", "signature", "opening", "entry", "log", "batches", "pools"];
const UNDONE = new Set([
  "unread", "seal.json", "signature.no-key", "pools.none", "none.donor", "none.badge", "none.witness",
]);
const GRAMS_PER_UNIT = 1_000_000;
const PDF_BEGIN = "%PDF-";

// The report on a certificate's PDF or JSON: outcome (held, demonstration, failed or unreadable), all checks in order,
// the Statement, and what no file can show. `keys` are those of readKeys.
export const check = async (file, keys) => {
  const done = new Map(CHECKS.map((name) => [name, answer(name, "not-checked", "unread")]));
  let pdf = null;
  let certificate = null;
  try {
    pdf = isPdf(file) ? readPdf(file) : null;
    certificate = readCertificate(pdf ? oneDocument(pdf) : file);
    done.set("file", await run("file", () => checkFile(certificate, pdf)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    done.set("file", answer("file", "failed", error.reason, error.values));
  }
  if (pdf) done.set("seal", await run("seal", () => sealOf(pdf, certificate, keys)));
  if (certificate) {
    if (!pdf) done.set("seal", answer("seal", "not-checked", "seal.json"));
    const log = new Log(keys);
    for (const [name, checked] of Object.entries(OF_DOCUMENT)) {
      done.set(name, await run(name, () => checked(certificate, keys, log)));
    }
  }
  const checks = [...done.values()];
  return {
    outcome: outcomeOf(checks, certificate),
    checks,
    statement: certificate ? certificate.statement : null,
    limits: certificate ? limitsOf(certificate, done.get("pools")) : [],
  };
};

export const isPdf = (file) => PDF_BEGIN === String.fromCharCode(...file.slice(0, PDF_BEGIN.length));

const answer = (name, status, reason, values = {}) => ({ name, status, reason, values });

// A check that came to its end held, unless its sentence is one of those that say what was left undone.
const run = async (name, checked) => {
  try {
    const [reason, values = {}] = await checked();
    return answer(name, UNDONE.has(reason) ? "not-checked" : "ok", reason, values);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return answer(name, "failed", error.reason, error.values);
  }
};

const outcomeOf = (checks, certificate) => {
  if (!certificate && checks[0].reason !== "file.two") return "unreadable";
  if (!certificate || checks.some(({ status }) => status === "failed")) return "failed";
  return certificate.isDemonstration ? "demonstration" : "held";
};

// What no file can show, with where to look.
const limitsOf = ({ statement, kind, transfers }, pools) => {
  const blocks = new Set(statement.slices.map((piece) => `${piece.registry_name} ${piece.serial_block}`));
  const where = { blocks: [...blocks].join("; ") };
  const address = typeof statement.address === "string" ? statement.address : "";
  const registry =
    pools.status === "ok"
      ? ["limit.reference", { ...where, references: pools.values.references }]
      : ["limit.registry", where];
  const account = transfers.length ? transfers[0].entry.debit : "";
  const ofKind = {
    donor: [["limit.giver", { account }], ["limit.issued", where], ["limit.log", {}]],
    badge: [["limit.name", {}], ["limit.badge", {}]],
    witness: [["limit.witness", {}], ...(statement.slices.length ? [registry] : [])],
  };
  return [...(ofKind[kind] ?? [["limit.name", {}], registry, ["limit.log", {}]]), ["limit.superseded", { address }]];
};

// The file was read; where the Statement has slices, they add up to its grams.
const checkFile = ({ statement: { slices, amount_grams: stated } }, pdf) => {
  const total = slices.reduce((sum, piece) => sum + BigInt(piece.batch_to - piece.batch_from), 0n);
  if (slices.length && total !== BigInt(stated)) {
    throw new Refused("file.sum", { stated: grams(stated), sum: grams(total) });
  }
  return [pdf ? "file.pdf" : "file.json"];
};

const sealOf = async (pdf, certificate, keys) => {
  const { key, size } = await checkSeal(pdf, keys);
  if (certificate) checkPurpose(key, certificate, "seal");
  return ["seal.ok", { key: key.id, size }];
};

const checkPurpose = (key, certificate, name) => {
  if (key.isDemonstration && !certificate.isDemonstration) {
    throw new Refused(`${name}.demonstration-as-live`, { key: key.id });
  }
  if (certificate.isDemonstration && !key.isDemonstration) {
    throw new Refused(`${name}.live-as-demonstration`, { key: key.id });
  }
};

// The key is known, and is for what the Statement says it is.
const checkKey = (certificate, keys) => {
  const key = keys.certificateKeys.get(certificate.keyId);
  if (!key) throw new Refused("key.unknown", { key: certificate.keyId });
  checkPurpose(key, certificate, "key");
  const values = { key: key.id, since: key.since.slice(0, 10) || "\u2014" };
  return [certificate.isDemonstration ? "key.demonstration" : "key.live", values];
};

// The Statement is signed, letter for letter.
const checkSignature = async (certificate, keys) => {
  const key = keys.certificateKeys.get(certificate.keyId);
  if (!key) return ["signature.no-key"];
  const signed = utf8(`diandian/statement/v1\n${certificate.statementText}`);
  if (!(await p256Verify(key.key, signed, certificate.signature))) throw new Refused("signature.bad", { key: key.id });
  return ["signature.ok"];
};

// Salt and ids open the commitment of the log's entry, and are the Statement's.
const checkOpening = async ({ opening, statement, entry, isRetirement, kind }) => {
  if (!isRetirement) return [`none.${kind}`];
  if (opening.retirement !== statement.retirement_id || opening.beneficiary !== statement.beneficiary) {
    throw new Refused("opening.ids");
  }
  const ids = (opening.retirement + opening.beneficiary).replaceAll("-", "");
  const opened = joined(utf8("diandian/retirement/v1\n"), unhex(opening.salt + ids));
  if (hex(await sha256(opened)) !== entry.commitment) throw new Refused("opening.commitment");
  return ["opening.ok"];
};

// The log's entry has the Statement's grams, range for range; a gift's entries have them all together.
const checkEntry = (certificate) => {
  const { statement, entry } = certificate;
  if (certificate.transfers.length) return checkGift(certificate);
  if (!certificate.isRetirement) return [`none.${certificate.kind}`];
  if (entry.grams !== statement.amount_grams) {
    throw new Refused("entry.grams", { entry: grams(entry.grams), stated: grams(statement.amount_grams) });
  }
  checkRanges(certificate);
  return ["entry.ok", { grams: grams(entry.grams), count: String(entry.ranges.length) }];
};

const checkRanges = (certificate) => {
  const shown = (ranges) => JSON.stringify(ranges.map((range) => range.join(" ")));
  if (shown(statedRanges(certificate)) !== shown(certificate.ranges)) throw new Refused("entry.ranges");
};

// The moves are one gift, to the Statement's account, of its grams and no others; none of them counts twice.
const checkGift = (certificate) => {
  const { account, amount_grams: stated } = certificate.statement;
  const moves = certificate.transfers.map(({ entry }) => entry);
  const astray = moves.find(({ credit }) => credit !== account);
  if (astray) throw new Refused("entry.account", { entry: astray.credit, stated: account });
  const isOne = moves.every(({ group, debit }) => group === moves[0].group && debit === moves[0].debit);
  if (!isOne || new Set(moves.map(({ id }) => id)).size !== moves.length) throw new Refused("entry.gift");
  checkRanges(certificate);
  const total = certificate.ranges.reduce((sum, [, start, end]) => sum + BigInt(end - start), 0n);
  if (total !== BigInt(stated)) throw new Refused("entry.grams", { entry: grams(total), stated: grams(stated) });
  return ["entry.moved", { grams: grams(total), count: String(certificate.ranges.length), account }];
};

// The slices as the log writes them.
const statedRanges = ({ statement, ranges }) => {
  const stated = merged(
    statement.slices.map((piece) => [piece.batch ?? piece.serial_block, piece.batch_from, piece.batch_to]),
  );
  if (statement.version >= 2 || stated.length !== ranges.length) return stated;
  // The first version names no batches: its ranges are compared by their grams, its batches by their serials.
  return stated.map(([, start, end], at) => [ranges[at][0], start, end]);
};

// The entry stands in the log that the site signs; so does each move of a gift.
const checkLog = async (certificate, keys, log) => {
  if (certificate.transfers.length) {
    const places = [];
    for (const { logProof, text } of certificate.transfers) {
      places.push(grouped((await log.verify(logProof, text, "log")).place));
    }
    return ["log.moved", { indexes: places.join(", "), origin: keys.origin }];
  }
  if (!certificate.isRetirement) return [`none.${certificate.kind}`];
  const { place, size, witnesses } = await log.verify(certificate.logProof, certificate.entryText, "log");
  const values = { index: grouped(place), size: grouped(size), origin: keys.origin, witnesses: String(witnesses) };
  return ["log.ok", values];
};

// Each batch was issued in the log, out of the serial block that the Statement names, with those grams in it.
const checkBatches = async (certificate, _keys, log) => {
  if (certificate.ranges.length === 0) return [`none.${certificate.kind}`];
  const issues = new Map(certificate.batches.map((issue) => [issue.entry.batch, issue]));
  const used = new Set(certificate.ranges.map(([batch]) => batch));
  const isExact = issues.size === certificate.batches.length && issues.size === used.size;
  if (!isExact || ![...used].every((batch) => issues.has(batch))) throw new Refused("batches.others");
  for (const issue of certificate.batches) await log.verify(issue.logProof, issue.text, "batches");
  for (const { batch, piece } of statedSerials(certificate)) {
    const { serials, from, to } = issues.get(batch).entry;
    const stated = piece.serial_block;
    if (serials !== stated) throw new Refused("batches.serials", { stated, issued: serials });
    if (!(from <= piece.batch_from && piece.batch_to <= to)) throw new Refused("batches.range", { serials: stated });
  }
  return ["batches.ok", { count: String(issues.size) }];
};

// Each slice with its batch. Throws Refused where no range of the entry has it.
const statedSerials = ({ statement, ranges, batches }) =>
  statement.slices.map((piece) => {
    const holding = ranges
      .filter(([, first, last]) => first <= piece.batch_from && piece.batch_to <= last)
      .map(([batch]) => batch);
    const ofSerials = batches.map((issue) => issue.entry).filter((issue) => issue.serials === piece.serial_block);
    let candidates = statement.version >= 2 ? [piece.batch] : ofSerials.map((issue) => issue.batch);
    if (candidates.length === 0) candidates = holding;
    const batch = candidates.find((each) => holding.includes(each));
    if (batch === undefined) throw new Refused("batches.range", { serials: piece.serial_block });
    return { batch, piece };
  });

// The grams are counted in sums that the site signed as retired by the outside registry.
const checkPools = async (certificate, _keys, log) => {
  if (!certificate.isRetirement) return [`none.${certificate.kind}`];
  const { entry, poolProofs, batches } = certificate;
  if (poolProofs.length === 0) return ["pools.none", { grams: grams(entry.grams) }];
  const owned = new Map();
  for (const [batch, start, end] of entry.ranges) owned.set(batch, (owned.get(batch) ?? 0n) + BigInt(end - start));
  const issues = new Map(batches.map((issue) => [issue.entry.batch, issue.entry]));
  const settled = new Map();
  const pools = new Map();
  for (const text of poolProofs) {
    const { pool, grams: counted } = await log.verifyPool(text, unhex(entry.commitment));
    const said = { pool: pool.pool };
    if (pools.has(pool.pool)) throw new Refused("pools.twice", said);
    if (!owned.has(pool.batch) || !issues.has(pool.batch)) throw new Refused("pools.batch", said);
    if (!isPart(pool, issues.get(pool.batch))) throw new Refused("pools.serials", { ...said, serials: pool.serials });
    pools.set(pool.pool, `${pool.registry} ${pool.reference} (${pool.serials}, ${pool.retired})`);
    settled.set(pool.batch, (settled.get(pool.batch) ?? 0n) + counted);
    if (settled.get(pool.batch) > owned.get(pool.batch)) throw new Refused("pools.grams", said);
  }
  const total = [...settled.values()].reduce((sum, each) => sum + each, 0n);
  return [
    total === BigInt(entry.grams) ? "pools.ok" : "pools.part",
    {
      settled: grams(total),
      grams: grams(entry.grams),
      count: String(pools.size),
      references: [...pools.values()].join("; "),
    },
  ];
};

// Whether the pool's block lies in the batch's. Notations differ from registry to registry, but each has the first and
// the last number side by side: the pair whose distance is the number of units, which entry and statement both say.
const isPart = (pool, issue) => {
  const whole = pairs(issue.serials, BigInt(Math.floor((issue.to - issue.from) / GRAMS_PER_UNIT)));
  const part = pairs(pool.serials, BigInt(pool.units));
  return whole.some(([start, end]) => part.some(([first, last]) => start <= first && last <= end));
};

const pairs = (serials, units) => {
  const numbers = [...serials.slice(0, 200).matchAll(/[0-9]{1,40}/g)].map(([digits]) => BigInt(digits));
  return numbers.slice(1).map((last, at) => [numbers[at], last]).filter(([first, last]) => last - first + 1n === units);
};

const OF_DOCUMENT = {
  key: checkKey,
  signature: checkSignature,
  opening: checkOpening,
  entry: checkEntry,
  log: checkLog,
  batches: checkBatches,
  pools: checkPools,
};
