import { parseConstraint } from "#lib/contract/column-constraint.ts";
import { parseColumnShorthand, splitColumnShorthand } from "#lib/contract/column-shorthand.ts";
import { canonicalJson } from "#lib/contract/hash.ts";

/** The order of constraints: the keys, what else holds, which values. */
const WORDS: ReadonlyMap<string, readonly [rank: number, word: string]> = new Map([
  ["PK", [0, "PK"]],
  ["PRIMARY KEY", [0, "PK"]],
  ["UNIQUE", [2, "UNIQUE"]],
  ["UK", [2, "UNIQUE"]],
  ["NOT NULL", [3, "NOT NULL"]],
  ["REQUIRED", [3, "NOT NULL"]],
  ["NULL", [3, "NULL"]],
  ["NULLABLE", [3, "NULL"]],
  ["PII", [4, "PII"]],
]);
const REFERENCE_RANK = 1;
const VALUES_RANK = 5;
const RANGE_RANK = 6;

/**
 * A column's shorthand in one spelling: one constraint a bracket, in one order, ` -- ` before the description. Types, values and
 * numbers stay as they are written. A text that is not understood in every part stays as it is.
 */
export function tidyShorthand(text: string): string {
  const parts = splitColumnShorthand(text);
  if ("reason" in parts) return text;
  const constraints = parts.constraints.map(tidyConstraint).sort(([a], [b]) => a - b);
  const head = [parts.type, ...new Set(constraints.map(([, constraint]) => `(${constraint})`))].join(" ");
  const tidy = parts.description === "" ? head : `${head} -- ${parts.description}`;
  if (tidy === text) return text;
  const before = parseColumnShorthand(text);
  const after = parseColumnShorthand(tidy);
  return before.ok && before.unknown.length === 0 && canonicalJson(after) === canonicalJson(before) ? tidy : text;
}

function tidyConstraint(text: string): readonly [rank: number, text: string] {
  const word = WORDS.get(text.toUpperCase().replace(/\s+/g, " "));
  if (word !== undefined) return word;
  const reading = parseConstraint(text);
  const { references, values } = reading.ok ? reading.traits : {};
  if (references !== undefined) return [REFERENCE_RANK, `FK -> ${references}`];
  if (values !== undefined) return [VALUES_RANK, /['"]/.test(text) ? text : text.replace(/\s*\|\s*/g, "|")];
  const range = text
    .replace("≥", ">=")
    .replace("≤", "<=")
    .replace(/^([<>]=?)\s*/, "$1 ")
    .replace(/(?<=\d)\s*(?:–|to)\s*(?=[-\d])/i, "..")
    .replace(/(?<=\d)\s*(-|\.\.)\s*(?=[-\d])/, "$1");
  return [RANGE_RANK, range];
}
