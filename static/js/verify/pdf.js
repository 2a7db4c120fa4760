// A certificate's PDF, walked from its first byte to its last. Nothing is looked for: what stands inside of a stream
// or a name can never be taken for an object. The same grammar as certificates/checking/verify.py.

import { Refused, unhex } from "./bytes.js";

export const PDF_BYTES_MAX = 8_000_000;
const STEPS_MAX = 200_000; // of reading one; a certificate takes a thousand
const WORD_LENGTH_MAX = 64; // a number; names and strings are no words
const DEPTH_MAX = 32;
const DOCUMENT_NAME = "diandian-certificate.json";

// Sticky patterns: each is tried at the place where the walk stands.
const SPACE = /[\x00\t\n\f\r ]+|%[^\r\n]*/y;
const WORD = /[^\x00\t\n\f\r ()<>[\]{}/%]+/y;
const NAME = /[^\x00\t\n\f\r ()<>[\]{}/%]*/y;
const OBJECT = /([0-9]{1,10})[ \r\n]+([0-9]{1,5})[ \r\n]+obj/y;
const REFERENCE = /([0-9]{1,10})[ \r\n]+[0-9]{1,5}[ \r\n]+R(?![A-Za-z0-9])/y;
const XREF = /xref[ \r\n]+/y;
const SECTION = /[0-9]{1,10} ([0-9]{1,7})[ \r\n]+/y;
const END = /startxref[ \r\n]+[0-9]{1,10}[ \r\n]+%%EOF[\r\n]*/y;
const STREAM = /stream\r?\n/y;
const END_STREAM = /[\r\n]*endstream/y;
const BRACKETS = /\\[^]|[()]/g;

class Broken extends Error {}

const demand = (holds) => {
  if (!holds) throw new Broken();
};

// A string of a PDF, and where it stands in the file, its brackets included.
export class Text {
  constructor(value, start, end) {
    Object.assign(this, { value, start, end });
  }
}

export class Reference {
  constructor(number) {
    this.number = number;
  }
}

// The parts of a PDF that matter here. A second revision behind the first is walked as well. Throws Refused for a file
// that is cut off or otherwise no PDF.
export const readPdf = (file) => {
  if (file.length > PDF_BYTES_MAX) throw new Refused("file.too-large");
  const walk = new Walk(file);
  try {
    walk.run();
  } catch (error) {
    if (error instanceof Broken) throw new Refused("file.pdf-broken");
    throw error;
  }
  return { file, streams: walk.streams, attachments: walk.attachments, seals: walk.seals };
};

// The certificate document of a PDF, of which there has to be exactly one.
export const oneDocument = (pdf) => {
  const targets = new Set();
  for (const attached of pdf.attachments) {
    const embedded = attached.get("EF") instanceof Map ? attached.get("EF") : new Map();
    for (const each of [embedded.get("F"), embedded.get("UF")]) {
      if (each instanceof Reference) targets.add(each.number);
    }
  }
  const found = [...targets].flatMap((number) => pdf.streams.get(number) ?? []);
  if (found.length === 0) throw new Refused("file.pdf-none");
  if (found.length > 1) throw new Refused("file.two");
  const [{ described, start, end }] = found;
  if (described.has("Filter")) throw new Refused("file.pdf-none");
  return pdf.file.slice(start, end);
};

// Reads the objects of a PDF one after the other.
class Walk {
  constructor(file) {
    this.file = file;
    this.text = new TextDecoder("windows-1252").decode(file); // one sign for each byte; all that is compared is ASCII
    this.at = 0;
    this.steps = 0;
    this.streams = new Map();
    this.attachments = [];
    this.seals = [];
  }

  run() {
    let hasEnded = false;
    this.skipSpace();
    while (this.at < this.text.length) {
      try {
        hasEnded = this.step() || hasEnded;
      } catch (error) {
        if (!(error instanceof Broken) || !hasEnded) throw error;
        return; // what stands behind a whole file is for the seal to find
      }
      this.skipSpace();
    }
    demand(hasEnded);
  }

  // The match of a pattern where the walk stands, or null; it goes on behind it.
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) {
      this.at = pattern.lastIndex;
      this.count();
    }
    return found;
  }

  count() {
    this.steps += 1;
    demand(this.steps < STEPS_MAX);
  }

  skipSpace() {
    while (this.take(SPACE) !== null);
  }

  stands(sign) {
    return this.text.startsWith(sign, this.at);
  }

  // Reads one object, or the end of a revision: then it returns true.
  step() {
    const opened = this.take(OBJECT);
    if (opened !== null) {
      this.object(Number(opened[1]));
      return false;
    }
    if (this.take(XREF) !== null) this.table();
    demand(this.take(END) !== null);
    return true;
  }

  // Passes over the table of places, whose lines have 20 bytes each, and reads the trailer behind it.
  table() {
    for (let section = this.take(SECTION); section !== null; section = this.take(SECTION)) {
      this.at += 20 * Number(section[1]);
    }
    demand(this.stands("trailer"));
    this.at += 7;
    this.note(this.value(0));
    this.skipSpace();
  }

  object(number) {
    const value = this.value(0);
    this.note(value);
    this.skipSpace();
    if (value instanceof Map && this.take(STREAM) !== null) {
      const length = value.get("Length");
      demand(Number.isInteger(length) && 0 <= length && length <= this.text.length - this.at);
      const start = this.at;
      this.at += length;
      if (!this.streams.has(number)) this.streams.set(number, []);
      this.streams.get(number).push({ described: value, start, end: this.at });
      demand(this.take(END_STREAM) !== null);
      this.skipSpace();
    }
    demand(this.stands("endobj"));
    this.at += 6;
  }

  // Keeps the attachments and seals among the dictionaries inside a value.
  note(value) {
    if (value instanceof Map) {
      const isNamed = ["F", "UF"].some((key) => decoded(value.get(key)) === DOCUMENT_NAME);
      if (value.has("EF") && isNamed) this.attachments.push(value);
      if (value.has("ByteRange")) this.seals.push(value);
      for (const inner of value.values()) this.note(inner);
    } else if (Array.isArray(value)) {
      for (const inner of value) this.note(inner);
    }
  }

  value(depth) {
    demand(depth < DEPTH_MAX);
    this.count();
    this.skipSpace();
    demand(this.at < this.text.length);
    if (this.stands("<<")) return this.dictionary(depth);
    if (this.stands("[")) return this.list(depth);
    if (this.stands("<")) return this.hexadecimal();
    if (this.stands("(")) return this.literal();
    if (this.stands("/")) return this.name();
    const referred = this.take(REFERENCE);
    if (referred !== null) return new Reference(Number(referred[1]));
    const word = this.take(WORD);
    demand(word !== null && word[0].length <= WORD_LENGTH_MAX);
    if (/^[+-]?[0-9]{1,18}$/.test(word[0])) return Number(word[0]);
    demand(/^(?:[+-]?[0-9]*(?:\.[0-9]*)?|true|false|null)$/.test(word[0]));
    return word[0];
  }

  name() {
    this.at += 1;
    const code = /#([0-9A-Fa-f]{2})/g;
    return `/${this.take(NAME)[0].replace(code, (_, digits) => String.fromCharCode(parseInt(digits, 16)))}`;
  }

  dictionary(depth) {
    this.at += 2;
    const found = new Map();
    for (;;) {
      this.skipSpace();
      if (this.stands(">>")) {
        this.at += 2;
        return found;
      }
      demand(this.stands("/"));
      const key = this.name().slice(1);
      demand(!found.has(key));
      found.set(key, this.value(depth + 1));
    }
  }

  list(depth) {
    this.at += 1;
    const found = [];
    for (;;) {
      this.skipSpace();
      if (this.stands("]")) {
        this.at += 1;
        return found;
      }
      found.push(this.value(depth + 1));
    }
  }

  hexadecimal() {
    const start = this.at;
    const end = this.text.indexOf(">", start);
    demand(end > 0);
    const digits = this.text.slice(start + 1, end).replace(/[\x00\t\n\f\r ]/g, "");
    demand(/^[0-9A-Fa-f]*$/.test(digits));
    this.at = end + 1;
    return new Text(unhex(digits + "0".repeat(digits.length % 2)), start, this.at);
  }

  literal() {
    const start = this.at;
    let depth = 0;
    BRACKETS.lastIndex = start;
    for (let sign = BRACKETS.exec(this.text); sign !== null; sign = BRACKETS.exec(this.text)) {
      if (sign[0] === "(") depth += 1;
      if (sign[0] === ")") depth -= 1;
      this.count();
      if (depth === 0) {
        this.at = BRACKETS.lastIndex;
        return new Text(this.file.slice(start + 1, this.at - 1), start, this.at);
      }
    }
    throw new Broken();
  }
}

// A file's name as text; what is written with escapes is none of ours.
const decoded = (value) => {
  if (!(value instanceof Text)) return "";
  const isWide = value.value[0] === 0xfe && value.value[1] === 0xff;
  return isWide
    ? new TextDecoder("utf-16be").decode(value.value.slice(2))
    : new TextDecoder("windows-1252").decode(value.value);
};
