import type { ColumnTraits } from "#lib/contract/column-traits.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import { isQuoted, splitOutside, unquote } from "#lib/contract/scan.ts";

type Traits = Partial<Omit<ColumnTraits, "type" | "logicalType" | "description">>;
type ConstraintReading = { readonly ok: true; readonly traits: Traits } | { readonly ok: false; readonly hint: string };

const WORDS: ReadonlyMap<string, Traits> = new Map<string, Traits>([
  ["PK", { primaryKey: true }],
  ["PRIMARY KEY", { primaryKey: true }],
  ["UNIQUE", { unique: true }],
  ["UK", { unique: true }],
  ["NOT NULL", { required: true }],
  ["REQUIRED", { required: true }],
  ["NULL", { required: false }],
  ["NULLABLE", { required: false }],
  ["PII", { classification: "pii" }],
]);
const NUMBER = "-?\\d{1,30}(?:\\.\\d{1,30})?(?:e[+-]?\\d{1,3})?";
const RANGE = new RegExp(`^(${NUMBER})\\s*(?:\\.\\.|–|-|to)\\s*(${NUMBER})$`, "i");
const BOUND = new RegExp(`^(>=|<=|≥|≤|>|<)\\s*(${NUMBER})$`, "i");
const REFERENCE = /^(?:FK|FOREIGN KEY|REFERENCES)\s*(?:->|→|:)?\s*([A-Za-z_][\w.-]{0,250})$/i;

/** One constraint of the column shorthand: `PK`, `NOT NULL`, `FK -> customers.id`, `a|b|c`, `0-1`, `>= 5`. */
export function parseConstraint(text: string): ConstraintReading {
  const word = WORDS.get(text.toUpperCase().replace(/\s+/g, " "));
  if (word !== undefined) return { ok: true, traits: word };
  const bound = BOUND.exec(text);
  if (bound !== null) return { ok: true, traits: boundOf(bound[1] ?? "", Number(bound[2])) };
  const range = RANGE.exec(text);
  if (range !== null) return rangeOf(Number(range[1]), Number(range[2]));
  const reference = REFERENCE.exec(text)?.[1];
  if (reference !== undefined) return { ok: true, traits: { references: reference } };
  const values = splitOutside(text, "|");
  if (values.length > 1 && values.includes("")) return { ok: false, hint: "A value is missing beside `|`. Write the empty text as `''`." };
  if (values.length > 1 || isQuoted(text)) return { ok: true, traits: { values: [...new Set(values.map(unquote))] } };
  if (/^(?:FK|FOREIGN KEY|REFERENCES)\b/i.test(text)) return { ok: false, hint: "Name the target: `FK -> customers.customer_id`." };
  if (/^[<>≤≥]|\.\./.test(text)) return { ok: false, hint: "Bounds are numbers. Write any other bound as a check in SQL." };
  return { ok: false, hint: hintNearest(text.toUpperCase(), WORDS.keys()) ?? "Write allowed values as `a|b|c`, a single one as `'a'`." };
}

function boundOf(sign: string, value: number): Traits {
  const exclusive = sign === ">" || sign === "<";
  return sign === ">" || sign === ">=" || sign === "≥" ? { min: value, exclusiveMin: exclusive } : { max: value, exclusiveMax: exclusive };
}

function rangeOf(min: number, max: number): ConstraintReading {
  if (min > max) return { ok: false, hint: `Write the smaller number first: \`${max}..${min}\`.` };
  return { ok: true, traits: { min, max, exclusiveMin: false, exclusiveMax: false } };
}
