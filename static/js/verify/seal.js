// The seal of a PDF: PAdES, a CMS signature (RFC 5652, RFC 5035) over the whole file, of the one form that ours has.

import { Refused, grouped, hex, joined, same, sha256, unhex } from "./bytes.js";
import { Text } from "./pdf.js";
import { p256Verify } from "./signatures.js";

const DATA = unhex("2a864886f70d010701");
const SIGNED_DATA = unhex("2a864886f70d010702");
const CONTENT_TYPE = "2a864886f70d010903";
const DIGEST = "2a864886f70d010904";
const CERTIFICATE = "2a864886f70d010910022f";
const SHA256 = ["300b0609608648016503040201", "300d06096086480165030402010500"];
const ECDSA = "300a06082a8648ce3d040302";
// The digits are the only bytes that the seal does not cover: there is one way of writing them, and no blanks.
const DIGITS = /^(?:[0-9a-f]+|[0-9A-F]+)$/;
const CHILDREN_MAX = 64;

// A known key signed the whole file, and the file is still the same. Returns the key, and how many bytes it sealed.
export const checkSeal = async (pdf, keys) => {
  const { file, seals } = pdf;
  if (seals.length === 0) throw new Refused("seal.none");
  if (seals.length > 1) throw new Refused("seal.several", { count: String(seals.length) });
  const [ranges, contents] = [seals[0].get("ByteRange"), seals[0].get("Contents")];
  const isFormed = contents instanceof Text && Array.isArray(ranges) && ranges.length === 4;
  if (!isFormed || !ranges.every(Number.isInteger)) throw new Refused("seal.format");
  const [start, length, again, rest] = ranges;
  const isWhole = start === 0 && length === contents.start && again === contents.end;
  if (!isWhole || file[length] !== 0x3c) throw new Refused("seal.hole");
  if (again + rest !== file.length) {
    const isInside = 0 <= again + rest && again + rest < file.length;
    throw new Refused(isInside ? "seal.added" : "seal.hole", { count: grouped(file.length - again - rest) });
  }
  const digits = new TextDecoder().decode(file.subarray(length + 1, again - 1));
  if (digits.length % 2 || !DIGITS.test(digits)) throw new Refused("seal.format");
  const sealed = await readCms(contents.value);
  const id = hex(await sha256(sealed.publicKey)).slice(0, 16);
  const key = keys.certificateKeys.get(id);
  if (!key) throw new Refused("seal.unknown-key", { key: id });
  const digest = await sha256(joined(file.subarray(0, length), file.subarray(again)));
  if (!same(digest, sealed.digest)) throw new Refused("seal.digest");
  const isSigned = sealed.signature !== null && (await p256Verify(key.key, sealed.signed, sealed.signature));
  if (!isSigned) throw new Refused("seal.signature", { key: id });
  return { key, size: grouped(file.length) };
};

class NoDer extends Error {}

const demand = (holds) => {
  if (!holds) throw new NoDer();
};

// The one signer of a detached CMS signature. Throws Refused for any other form.
const readCms = async (padded) => {
  try {
    return await signerOf(padded);
  } catch (error) {
    if (error instanceof NoDer) throw new Refused("seal.format");
    throw error;
  }
};

const signerOf = async (padded) => {
  const outer = readDer(padded);
  demand(padded.subarray(outer.end).every((byte) => byte === 0));
  const [kind, wrapped] = children(outer, 0x30, 2);
  demand(isOid(kind, SIGNED_DATA));
  const [signedData] = children(wrapped, 0xa0, 1);
  const [version, algorithms, content, certificates, signers] = children(signedData, 0x30, 5);
  const [algorithm] = children(algorithms, 0x31, 1);
  const [contentType] = children(content, 0x30, 1);
  demand(whole(version) === "1" && SHA256.includes(hex(algorithm.raw)) && isOid(contentType, DATA));
  const [certificate] = children(certificates, 0xa0, 1);
  const [signer] = children(signers, 0x31, 1);
  const [signerVersion, signerId, digestBy, attributes, signedBy, signature] = children(signer, 0x30, 6);
  demand(whole(signerVersion) === "1" && SHA256.includes(hex(digestBy.raw)) && hex(signedBy.raw) === ECDSA);
  const { publicKey, issued } = readX509(certificate);
  demand(signerId.tag === 0x30 && same(signerId.body, issued));
  const digest = await readAttributes(attributes, certificate);
  demand(signature.tag === 0x04);
  const inner = readDer(signature.body);
  demand(inner.end === signature.body.length);
  const numbers = children(inner, 0x30, 2).map((each) => whole(each).padStart(64, "0"));
  return {
    publicKey,
    digest,
    // What is signed is the set of attributes itself, not the tag that it has inside of the signer.
    signed: joined([0x31], attributes.raw.subarray(1)),
    signature: numbers.every((digits) => digits.length === 64) ? unhex(numbers.join("")) : null,
  };
};

// The public key of an X.509 certificate in DER, and its issuer and number as a signer's id has them.
const readX509 = (certificate) => {
  const [body] = children(certificate, 0x30, 3);
  const parts = children(body, 0x30);
  demand(parts.length >= 7 && parts[0].tag === 0xa0);
  return { publicKey: parts[6].raw, issued: joined(parts[3].raw, parts[1].raw) };
};

// The digest that the signed attributes name; they have to name the certificate too.
const readAttributes = async (attributes, certificate) => {
  const found = new Map();
  for (const attribute of children(attributes, 0xa0)) {
    const [kind, values] = children(attribute, 0x30, 2);
    demand(kind.tag === 0x06 && !found.has(hex(kind.body)));
    found.set(hex(kind.body), children(values, 0x31, 1)[0]);
  }
  demand([CONTENT_TYPE, DIGEST, CERTIFICATE].every((kind) => found.has(kind)));
  demand(isOid(found.get(CONTENT_TYPE), DATA) && found.get(DIGEST).tag === 0x04);
  const named = children(children(children(found.get(CERTIFICATE), 0x30)[0], 0x30)[0], 0x30);
  const digests = named.filter((each) => each.tag === 0x04);
  demand(digests.length === 1 && same(digests[0].body, await sha256(certificate.raw)));
  demand(named.every((each) => each.tag === 0x04 || each.tag === 0x30));
  return found.get(DIGEST).body;
};

// --- DER: only the shortest way of writing a length or a number is read -------------------------------------------

const readDer = (source, at = 0) => {
  demand(at + 2 <= source.length);
  const tag = source[at];
  let length = source[at + 1];
  let start = at + 2;
  if (length >= 0x80) {
    const width = length - 0x80;
    demand(1 <= width && width <= 4);
    length = source.subarray(start, start + width).reduce((sum, byte) => sum * 256 + byte, 0);
    demand(length >= 0x80 && length >= 256 ** (width - 1));
    start += width;
  }
  demand((tag & 0x1f) !== 0x1f && start + length <= source.length);
  const end = start + length;
  return { tag, body: source.subarray(start, end), raw: source.subarray(at, end), end };
};

// The elements inside, of which there have to be `count`, of an element that has to have that tag.
const children = (element, tag, count = null) => {
  demand(element.tag === tag);
  const found = [];
  for (let at = 0; at < element.body.length; at = found.at(-1).end) {
    demand(found.length < CHILDREN_MAX);
    found.push(readDer(element.body, at));
  }
  demand(count === null ? found.length > 0 : found.length === count);
  return found;
};

const isOid = (element, oid) => element.tag === 0x06 && same(element.body, oid);

// A number that is not negative, in hexadecimal without zeros in front.
const whole = (element) => {
  const { tag, body } = element;
  demand(tag === 0x02 && 0 < body.length && body.length <= 33 && body[0] < 0x80);
  demand(body.length === 1 || body[0] > 0 || body[1] >= 0x80);
  return hex(body).replace(/^0+(?=.)/, "");
};
