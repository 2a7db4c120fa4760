// A report as a document: the verdict, what the file states, each check with its sentence, what no file can show.
// Everything that comes out of a file is put in as text, and nothing invisible of it is shown.

import { grams } from "./bytes.js";

const STEERING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const VALUE_LENGTH_MAX = 400;

// Words in one language: `words` has pairs of Chinese and English.
export class Words {
  constructor(words, tongue) {
    this.words = words;
    this.place = tongue === "en" ? 1 : 0;
  }

  of(kind, name) {
    return this.words[kind][name][this.place];
  }

  sentence(reason, values = {}) {
    return this.of("sentences", reason).replace(/\{(\w+)\}/g, (whole, name) => printable(values[name] ?? whole));
  }

  page(name, values = {}) {
    return this.of("page", name).replace(/\{(\w+)\}/g, (whole, name) => printable(values[name] ?? whole));
  }
}

// A text without the signs that turn the direction of writing. Joiners stay: Persian and Indic names need them.
export const printable = (text) => String(text).slice(0, VALUE_LENGTH_MAX).replace(STEERING, "\ufffd");

export const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children.filter((child) => child !== null));
  return made;
};

const VERDICT_CLASS = { held: "good", demonstration: "shown", failed: "bad", unreadable: "bad" };

// The whole report on a file as an element.
export const reportElement = (report, fileName, words, site) =>
  element(
    "article",
    { className: "report" },
    verdict(report, fileName, words),
    report.statement ? facts(report, words) : null,
    element("h3", { textContent: words.page("checked") }),
    element("ol", { className: "checks" }, ...report.checks.map((check) => checkElement(check, words))),
    ...(report.limits.length ? limits(report.limits, words, site) : []),
  );

const verdict = (report, fileName, words) => {
  const heading = element("h2", { textContent: words.sentence(`verdict.${report.outcome}`), tabIndex: -1 });
  return element(
    "header",
    { className: `verdict ${VERDICT_CLASS[report.outcome]}` },
    heading,
    ...report.checks.filter((check) => check.status === "failed").map((check) => failure(check, words)),
    element("p", { className: "muted", textContent: printable(fileName) }),
  );
};

const failure = ({ name, reason, values }, words) =>
  element(
    "p",
    {},
    element("strong", { textContent: words.page("named", { name: words.of("checks", name) }) }),
    words.sentence(reason, values),
  );

const facts = ({ statement, outcome }, words) => {
  const isChinese = words.place === 0;
  const rows = [
    ["number", statement.number.toUpperCase().replace(/(.{4})(?=.)/g, "$1-")],
    ["name", statement.holder_name],
    ["group", statement.group],
    ["amount", statement.amount_grams ? `${grams(statement.amount_grams)} CO₂e` : ""],
    ["event", isChinese ? statement.event_name_zh : statement.event_name_en],
    [statement.retired_on ? "day" : "issued", statement.retired_on ?? statement.issued_on],
    ["blocks", [...new Set(statement.slices.map((piece) => piece.serial_block))].join("\n")],
  ].filter(([, value]) => value);
  const tongue = isChinese ? "zh" : "en";
  const lines = (statement.facts ?? []).map((fact) => [fact[`label_${tongue}`], fact[`value_${tongue}`]]);
  const title = outcome === "failed" ? "states-unproven" : "states";
  return element(
    "section",
    { className: "stated" },
    element("h3", { textContent: words.page(title) }),
    element("dl", {}, ...[...rows.map(([name, value]) => [words.page(`fact-${name}`), value]), ...lines].flatMap(row)),
  );
};

const row = ([label, value]) => [
  element("dt", { textContent: printable(label) }),
  element("dd", {}, ...value.split("\n").map((line) => element("bdi", { textContent: printable(line) }))),
];

const checkElement = ({ name, status, reason, values }, words) =>
  element(
    "li",
    { className: status },
    element("strong", { textContent: words.of("checks", name) }),
    element("span", { className: "status", textContent: words.of("statuses", status) }),
    element("p", { textContent: words.sentence(reason, values) }),
  );

const limits = (said, words, site) => [
  element("h3", { textContent: words.sentence("limits") }),
  element("ul", { className: "limits" }, ...said.map(([reason, values]) => limit(reason, values, words, site))),
];

const limit = (reason, values, words, site) => {
  const item = element("li", { textContent: words.sentence(reason, values) });
  if (values.address && leadsHome(values.address, site)) {
    item.textContent = words.sentence(reason, { address: "" });
    item.append(element("a", { href: values.address, textContent: values.address }));
  }
  return item;
};

// Whether an address is that of a certificate's page at the site whose keys are believed here.
export const leadsHome = (address, site) => certificateNumber(address, site) !== null;

// The number in the address of a certificate's page at this site, or null.
export const certificateNumber = (text, site) => {
  try {
    const [address, home] = [new URL(text), new URL(site)];
    const found = /^\/c\/([0-9a-z-]{4,40})(?:\/|\.pdf|\.jpg|\.json)?$/i.exec(address.pathname);
    return address.origin === home.origin && found ? found[1].toLowerCase() : null;
  } catch {
    return null;
  }
};

// What a QR code said: the way to its certificate's page, or a warning.
export const codeElement = (said, words, site) => {
  const number = certificateNumber(said, site);
  const name = said === null ? "no-code" : number === null ? "strange-code" : "own-code";
  const shown = number === null ? "" : number.toUpperCase().replaceAll("-", "").replace(/(.{4})(?=.)/g, "$1-");
  const way = number === null ? null : new URL(`/c/${number}/`, site).href;
  return element(
    "article",
    { className: "report" },
    element(
      "header",
      { className: `verdict ${name === "own-code" ? "shown" : "bad"}` },
      element("h2", { textContent: words.page(name, { number: shown }), tabIndex: -1 }),
      said === null || number !== null ? null : element("p", { className: "said", textContent: printable(said) }),
    ),
    element("p", { textContent: words.page(`${name}-help`, { site }) }),
    way ? element("p", {}, element("a", { className: "button", href: way, textContent: words.page("open-page") })) : null,
  );
};
