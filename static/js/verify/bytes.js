// Bytes, texts and JSON, as strict as certificates/checking/verify.py: one text for each value.

export const INTEGER_MAX = Number.MAX_SAFE_INTEGER;
const DEPTH_MAX = 16;
const encoder = new TextEncoder();

// What was read does not hold. `reason` names its sentence among the words, `values` stand in the sentence.
export class Refused extends Error {
  constructor(reason, values = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

export const utf8 = (text) => encoder.encode(text);

export const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const same = (left, right) =>
  left.length === right.length && left.every((byte, at) => byte === right[at]);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// The bytes of hexadecimal digits that are known to be such.
export const unhex = (digits) => {
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return bytes;
};

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

// A whole number in eight bytes, the largest first.
export const inEight = (number) => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
};

export const fromEight = (bytes) => new DataView(joined(bytes).buffer).getBigUint64(0);

// The bytes of base64 (RFC 4648 section 4), or null: one text for each value.
export const base64 = (text) => {
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (sign) => sign.charCodeAt(0)) : null;
  } catch {
    return null;
  }
};

// The 32 bytes of a hash in base64, or null for any other text.
export const hashOf = (text) => {
  const value = base64(text);
  return value !== null && value.length === 32 ? value : null;
};

// The number that a decimal without leading zeros says, from 0 to 2^63 - 1, or null for any other text.
export const wholeNumber = (text) => {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) return null;
  const number = BigInt(text);
  return number < 1n << 63n ? number : null;
};

export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
export const grams = (number) => `${grouped(number)} g`;

// Splits at the first or the last place of a mark: [before, whether it is there, behind].
export const cutFirst = (text, mark) => {
  const at = text.indexOf(mark);
  return at < 0 ? [text, false, ""] : [text.slice(0, at), true, text.slice(at + mark.length)];
};
export const cutLast = (text, mark) => {
  const at = text.lastIndexOf(mark);
  return at < 0 ? ["", false, text] : [text.slice(0, at), true, text.slice(at + mark.length)];
};

// A text, its end and a colon behind it; a bracket; a number. One that has no end is taken to the end of all: looking
// for it again from each quote inside would take for ever.
const TOKENS = /("[^"\\]*(?:\\[^][^"\\]*)*("?))([ \t\n\r]*:)?|[[\]{}]|-?[0-9][0-9.eE+-]*/g;

// The value of a JSON text of UTF-8. Throws Refused for other bytes, a name twice, a value too deep or too large.
export const readJson = (bytes, reason) => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const open = [];
    for (const [token, string, end, colon] of text.matchAll(TOKENS)) {
      if (end === "") throw new Refused(reason);
      if (token === "[" || token === "{") open.push(new Set());
      else if (token === "]" || token === "}") open.pop();
      else if (colon) nameOnce(open.at(-1), JSON.parse(string));
      else if (!string && !/^-?[0-9]{1,16}$/.test(token)) throw new Refused(reason);
      if (open.length > DEPTH_MAX) throw new Refused(reason);
    }
    const value = JSON.parse(text);
    if (!isPlain(value)) throw new Refused(reason);
    return value;
  } catch {
    throw new Refused(reason);
  }
};

const nameOnce = (names, name) => {
  if (names.has(name)) throw new Error("a name that stands for two values");
  names.add(name);
};

// Texts without a lone half of a surrogate pair, and whole numbers that every reader keeps exact.
const isPlain = (value) => {
  if (typeof value === "string") return !/\p{Cs}/u.test(value);
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (Array.isArray(value)) return value.every(isPlain);
  if (value === null || typeof value === "boolean") return true;
  return Object.entries(value).every(([name, inner]) => isPlain(name) && isPlain(inner));
};

// A value as JSON in the one way: keys sorted, nothing spaced.
export const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
};
