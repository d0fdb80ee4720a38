/** For tests: what formatting may never do, and files of every kind to try it on. */

import fc from "fast-check";
import { expect } from "vitest";
import { Document, isScalar, visit } from "yaml";
import { type FormatOptions, type Formatting, formatFile } from "#lib/contract/fmt/format-file.ts";
import { readLayout } from "#lib/contract/fmt/read-layout.ts";
import { canonicalJson } from "#lib/contract/hash.ts";
import { LONG, type Random } from "#lib/contract/mutations.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { parseTexts } from "#lib/contract/testing.ts";

export const FORMS: readonly FormatOptions["form"][] = ["auto", "short", "long", "keep"];

/** What a file says, without places. Promises come in the order of the file, which is no part of what they say. */
function meaningOf(text: string): string {
  const { catalog, problems } = parseTexts({ "m.yaml": text, "z.yaml": LONG.replaceAll("orders", "other") });
  const datasets = catalog.datasets.map(({ promises, ...rest }) => ({
    ...rest,
    promises: promises.map((one) => canonicalJson(one)).sort(),
  }));
  return canonicalJson({ ...catalog, datasets, problems: problems.map(withoutPlace).sort() });
}

const withoutPlace = ({ code, level, message, hint, dataset, position }: Problem) =>
  JSON.stringify([code, level, message.replace(/ line \d+/g, " line N"), hint, dataset, position.file]);

const commentsOf = (text: string) => readLayout(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n")).comments.toSorted();

/** Fails where a text comes out otherwise than it went in. */
export function expectSame(text: string, form: FormatOptions["form"]): Formatting {
  const result = formatFile({ file: "m.yaml", text }, { form });
  if (result.kind !== "formatted") return result;
  if (result.text !== text) {
    expect(meaningOf(result.text)).toBe(meaningOf(text));
    expect(commentsOf(result.text)).toEqual(commentsOf(text));
  }
  expect(formatFile({ file: "m.yaml", text: result.text }, { form })).toEqual(result);
  return result;
}

/** Comments at the end of lines and on lines of their own, with any indentation. */
export function withComments(text: string, random: Random): string {
  let number = 0;
  const comment = () => `# ${["why", "TODO: x", "- no item", "key: value", "é # twice", "'"][number++ % 6]} ${number}`;
  return text
    .split("\n")
    .flatMap((line) => [
      ...(random.below(4) === 0 ? [`${" ".repeat(random.below(14))}${comment()}`] : []),
      ...(random.below(8) === 0 ? [""] : []),
      random.below(4) === 0 && line !== "" ? `${line}${" ".repeat(1 + random.below(4))}${comment()}` : line,
    ])
    .join("\n");
}

const TEXT = fc.oneof(
  fc.constantFrom(
    ..."yes|null|~|true|1.10|007|24h|98%|< 24 hours|> 5|06:00|2026-11-22|0x1F|1_000|- x|a: b|a #b|#a|@a|%a|*a|&a|!a|[a]|{a}|a,b|'a'|\"a\"|a\\\\b|?|: x|---|<<|=|a:|x -- y|x # y|it's|é|\u00a0|\u2028|\u202e|😀|STRING (PK)|STRING (a|b) -- why".split(
      "|",
    ),
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.lorem({ maxCount: 30 }),
  fc.constantFrom("", " a ", "two\nlines", "two\n\n  deeper\nlines\n", "\n", "\ttab", "trailing\n\n", "x ".repeat(80)),
);
const NUMBER = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const COLUMN = fc.oneof(
  TEXT,
  fc
    .tuple(
      fc.constantFrom("STRING", "DECIMAL(12,2)", "int", "ARRAY<STRING>", "nonsense"),
      fc.array(
        fc
          .constantFrom(
            ..."(PK)|(pk, NOT NULL)|(FK -> a.b)|(>= 0)|(<0.50)|(0-1)|(1 to 5)|(PII)|( a | b )|('x, y'| z)|(NULL)|(UNIQE)|(FK→ x.y)|(UNIQUE)|('a', 'b')".split(
              "|(",
            ),
          )
          .map((text) => (text.startsWith("(") ? text : `(${text}`)),
        { maxLength: 4 },
      ),
      fc.oneof(
        fc.constant(""),
        TEXT.map((text) => ` -- ${text}`),
        TEXT.map((text) => ` # ${text}`),
      ),
      fc.constantFrom(" ", "", "  "),
    )
    .map(([type, constraints, description, space]) => `${[type, ...constraints].join(space)}${description}`),
  fc.record(
    {
      type: fc.constantFrom("STRING", "DECIMAL(12,2)", "int (PK)", "nonsense"),
      description: TEXT,
      required: fc.oneof(fc.boolean(), TEXT),
      unique: fc.boolean(),
      primary_key: fc.boolean(),
      values: fc.array(fc.oneof(TEXT, NUMBER), { maxLength: 4 }),
      min: NUMBER,
      max: NUMBER,
      exclusive: fc.constantFrom(true, false, "min", "max", "x"),
      references: fc.constantFrom("a.b", "orders.id", "x y"),
      classification: fc.constantFrom("pii", "PII", "secret"),
      mask: fc.constantFrom("hide", null, { as: "hash" }, { as: "null", except: ["x"] }),
      term: TEXT,
      "x-mine": TEXT,
    },
    { requiredKeys: [] },
  ),
);
const DATASET = fc.record(
  {
    usage_examples: fc.array(fc.record({ sql: TEXT, name: TEXT }, { requiredKeys: [] }), { maxLength: 2 }),
    schema: fc.oneof(
      fc.array(
        fc.oneof(
          fc.dictionary(fc.constantFrom("id", "Total Sum", "no", "a: b", "7"), COLUMN, { maxKeys: 2 }),
          fc.record({ type: TEXT, name: TEXT }),
        ),
        { maxLength: 5 },
      ),
      fc.dictionary(TEXT, COLUMN, { maxKeys: 3 }),
    ),
    description: TEXT,
    title: TEXT,
    owner: TEXT,
    tags: fc.oneof(TEXT, fc.array(TEXT, { maxLength: 4 })),
    freshness: fc.oneof(fc.constantFrom("< 24 hours", "24h", { max_age: "1h" }, { column: "id", max_age: "1h" }), TEXT),
    sla: fc.constantFrom(
      "by 6 AM EST daily",
      "hourly",
      { every: "day", by: "06:00" },
      { by: "8 AM", timezone: "UTC", every: "week", on: ["mon"] },
    ),
    checks: fc.array(
      fc.constantFrom<unknown>({ severity: "error", not_null: "id" }, { row_count: { max: 2, min: 1 } }, { columns_match: ["id"] }),
      { maxLength: 3 },
    ),
    lineage: fc.oneof(fc.array(TEXT), fc.record({ upstream: fc.array(TEXT) }), TEXT),
    access: fc.constantFrom({ mask: { id: { as: "hide" } }, query: "SELECT * FROM a.b" }, { rows: "a = 1", visibility: "everyone" }),
    custom: fc.jsonValue({ maxDepth: 3 }),
    colour: TEXT,
  },
  { requiredKeys: ["description", "owner", "schema"] },
);
export const FILE = fc.record({
  data_catalog: fc.record(
    {
      datasets: fc.dictionary(fc.constantFrom("orders", "a.b", "Bad Name", "z"), DATASET, { maxKeys: 3 }),
      glossary: fc.dictionary(
        fc.constantFrom("t", "u"),
        fc.oneof(TEXT, fc.record({ title: TEXT, definition: TEXT }), fc.record({ definition: TEXT })),
      ),
      domains: fc.dictionary(fc.constantFrom("t", "u"), fc.oneof(TEXT, fc.record({ owner: TEXT, title: TEXT }), fc.constant(null))),
      policy: fc.constantFrom(
        { classifications: { pii: { mask: "hide" }, x: "hash" } },
        { roles: { admin: ["a"] }, default_visibility: "everyone" },
      ),
    },
    { requiredKeys: [] },
  ),
});

/** The value as YAML, each part in brackets or not, each text in any of the ways there are to write it. */
export function written(value: unknown, random: Random): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_key, node) => {
      node.flow = random.below(3) === 0;
    },
    Scalar: (key, node) => {
      const inline = ["PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE"] as const;
      if (typeof node.value === "string") node.type = random.pick(key === "key" ? inline : [...inline, "BLOCK_LITERAL", "BLOCK_FOLDED"]);
    },
    Pair: (_key, { key }) => {
      if (isScalar(key) && random.below(6) === 0) key.spaceBefore = true;
      if (isScalar(key) && random.below(6) === 0) key.commentBefore = ` about ${random.below(99)}`;
    },
  });
  return document.toString({ indent: random.pick([1, 2, 4]), indentSeq: random.below(2) === 0, lineWidth: random.pick([0, 40, 80]) });
}

/** @returns how many of the texts were formatted, and how many `fmt` had no way to write */
export function attemptFormats(times: number, next: () => string): { readonly formatted: number; readonly unformattable: number } {
  const counts = { formatted: 0, unformattable: 0 };
  for (let round = 0; round < times; round += 1) {
    const text = next();
    const form = FORMS[round % FORMS.length] ?? "auto";
    try {
      const result = expectSame(text, form);
      if (result.kind === "formatted") counts.formatted += 1;
      if (result.kind === "refused" && result.problems.every(({ level }) => level !== "error")) counts.unformattable += 1;
    } catch (cause) {
      throw new Error(`round ${round}, ${form}:\n${text.slice(0, 5_000)}`, { cause });
    }
  }
  return counts;
}
