import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import { catalogJsonSchema } from "#lib/contract/schema/json-schema.ts";

const SCHEMA = catalogJsonSchema();
const ajv = new Ajv({ strict: false, allErrors: true });
const validate = ajv.compile(SCHEMA);

const problemsOf = (text: string) =>
  parseCatalog([{ path: "c.yaml", text }], {
    docs: () => null,
    parseDoc: () => ({ doc: null, problems: [] }),
    defaultVisibility: "everyone",
  }).problems;

const DATASET = "      description: d\n      owner: o\n      schema: [id: STRING]\n";
const inDataset = (lines: string) => `data_catalog:\n  datasets:\n    a:\n${DATASET}${lines}`;
const below = (section: string, lines: string) => `data_catalog:\n  ${section}:\n    a:\n${lines}`;

/** A place in the format: its keys in the schema, and a file that has one unknown key there. */
const PLACES: readonly (readonly [string, readonly string[], string])[] = [
  ["the root", [], "data_catalog: {}\nzzzzqqqq: 1\n"],
  ["data_catalog", ["data_catalog"], "data_catalog:\n  zzzzqqqq: 1\n"],
  ["a dataset", ["#dataset"], inDataset("      zzzzqqqq: 1\n")],
  [
    "a column",
    ["#dataset", "schema", "*", "*"],
    "data_catalog:\n  datasets:\n    a:\n      description: d\n      owner: o\n      schema: [id: {type: STRING, zzzzqqqq: 1}]\n",
  ],
  ["freshness", ["#dataset", "freshness"], inDataset("      freshness: {max_age: 1h, zzzzqqqq: 1}\n")],
  ["an SLA", ["#dataset", "sla"], inDataset("      sla: {every: day, zzzzqqqq: 1}\n")],
  ["a source of a dataset", ["#dataset", "source"], inDataset("      source: {relation: x, zzzzqqqq: 1}\n")],
  ["access", ["#dataset", "access"], inDataset("      access: {api: x, zzzzqqqq: 1}\n")],
  ["a mask", ["#dataset", "access", "mask", "*"], inDataset("      access: {mask: {id: {as: hash, zzzzqqqq: 1}}}\n")],
  ["a lineage", ["#dataset", "lineage"], inDataset("      lineage: {upstream: [], zzzzqqqq: 1}\n")],
  ["a monitor of a dataset", ["#dataset", "monitors", "*"], inDataset("      monitors: [{type: volume, zzzzqqqq: 1}]\n")],
  ["a usage example", ["#dataset", "usage_examples", "*"], inDataset("      usage_examples: [{sql: s, zzzzqqqq: 1}]\n")],
  ["a check", ["#dataset", "checks", "*"], inDataset("      checks: [{sql: s, zzzzqqqq: 1}]\n")],
  ["a range", ["#dataset", "checks", "*", "range"], inDataset("      checks: [{range: {column: id, min: 1, zzzzqqqq: 1}}]\n")],
  [
    "accepted values",
    ["#dataset", "checks", "*", "accepted_values"],
    inDataset("      checks: [{accepted_values: {column: id, values: [a], zzzzqqqq: 1}}]\n"),
  ],
  ["a pattern", ["#dataset", "checks", "*", "pattern"], inDataset("      checks: [{pattern: {column: id, pattern: a, zzzzqqqq: 1}}]\n")],
  ["a row count", ["#dataset", "checks", "*", "row_count"], inDataset("      checks: [{row_count: {min: 1, zzzzqqqq: 1}}]\n")],
  [
    "columns that match",
    ["#dataset", "checks", "*", "columns_match"],
    inDataset("      checks: [{columns_match: {columns: [id], zzzzqqqq: 1}}]\n"),
  ],
  [
    "a relationship",
    ["#dataset", "checks", "*", "relationships"],
    inDataset("      checks: [{relationships: {column: id, to: b.c, zzzzqqqq: 1}}]\n"),
  ],
  ["a term", ["#term"], below("glossary", "      definition: d\n      zzzzqqqq: 1\n")],
  ["an owner", ["#owner"], below("owners", "      zzzzqqqq: 1\n")],
  ["a domain", ["#domain"], below("domains", "      zzzzqqqq: 1\n")],
  ["a source", ["#source"], below("sources", "      engine: duckdb\n      files: .\n      zzzzqqqq: 1\n")],
  ["a metric", ["#metric"], below("metrics", "      dataset: x\n      measure: y\n      zzzzqqqq: 1\n")],
  ["a policy", ["data_catalog", "policy"], "data_catalog:\n  policy:\n    zzzzqqqq: 1\n"],
  [
    "a classification",
    ["data_catalog", "policy", "classifications", "*"],
    "data_catalog:\n  policy:\n    classifications: {pii: {mask: hash, zzzzqqqq: 1}}\n",
  ],
  ["roles", ["data_catalog", "policy", "roles"], "data_catalog:\n  policy:\n    roles: {zzzzqqqq: 1}\n"],
  ["a quality score", ["quality_scores", "*"], "quality_scores: [{dataset: a, score: 1, measured_at: 2026-01-01, zzzzqqqq: 1}]\n"],
  ["a monitor", ["monitors", "*"], "monitors: [{type: volume, table: a, zzzzqqqq: 1}]\n"],
];

const node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  $ref: z.string().optional(),
});
type Node = z.infer<typeof node>;

/** The maps that a part of the schema allows, with alternatives and references resolved. */
function mapsOf(part: unknown): Node[] {
  const read = node.safeParse(part);
  if (!read.success) return [];
  const { $ref, anyOf = [], allOf = [] } = read.data;
  if ($ref !== undefined) return mapsOf(Reflect.get(Object(SCHEMA.definitions), $ref.replace("#/definitions/", "")));
  return [...(read.data.type === "object" || read.data.items !== undefined ? [read.data] : []), ...[...anyOf, ...allOf].flatMap(mapsOf)];
}

function keysAt(path: readonly string[]): string[] {
  let maps = mapsOf(SCHEMA);
  for (const step of path) {
    if (step.startsWith("#")) maps = mapsOf(Reflect.get(Object(SCHEMA.definitions), step.slice(1)));
    else if (step === "*") maps = maps.flatMap(({ items, additionalProperties }) => [...mapsOf(items), ...mapsOf(additionalProperties)]);
    else maps = maps.flatMap(({ properties }) => mapsOf(properties?.[step]));
  }
  return [...new Set(maps.flatMap(({ properties = {} }) => Object.keys(properties)))].sort();
}

describe("the JSON Schema of catalog files", () => {
  it.each(PLACES)("knows the keys of %s that the reader knows", (_, path, text) => {
    const hint = problemsOf(text).find(({ code, message }) => code === "TS-SPEC-001" && message.includes("zzzzqqqq"))?.hint ?? "";
    const known = /^Known keys: (.*)\.$/.exec(hint)?.[1]?.split(", ").sort() ?? [];
    // A check is known by its kind first; the kinds themselves are alternatives of the schema.
    const kinds =
      path.at(-1) === "*" && path.at(-2) === "checks"
        ? keysAt(path).filter((key) => !["dimension", "name", "severity", "where"].includes(key))
        : [];
    expect(known).not.toEqual([]);
    expect([...new Set([...known, ...kinds])].sort()).toEqual(keysAt(path));
    expect(validate(parse(text)), "an unknown key is marked in an editor").toBe(false);
    expect(validate(parse(text.replaceAll("zzzzqqqq", "x-own")))).toBe(true);
  });

  test("every key has a description", () => {
    const bare: string[] = [];
    const walk = (part: unknown, path: string) => {
      if (typeof part !== "object" || part === null) return;
      for (const [key, child] of Object.entries(part)) {
        if (key === "properties" && typeof child === "object" && child !== null)
          for (const [name, described] of Object.entries(child)) {
            const first = node.parse(described);
            const said = first.description ?? mapsOf(described)[0]?.description;
            if (typeof said !== "string" || said === "") bare.push(`${path}.${name}`);
          }
        walk(child, `${path}.${key}`);
      }
    };
    walk(SCHEMA, "");
    expect(bare).toEqual([]);
  });

  test("is draft-07, and the same in every run", () => {
    expect(SCHEMA.$schema).toBe("http://json-schema.org/draft-07/schema#");
    expect(JSON.stringify(catalogJsonSchema())).toBe(JSON.stringify(SCHEMA));
  });

  const folders = ["../../../catalog/", "../../../e2e/catalog/", "../../../../shared/fixtures/article/"].map(
    (path) => new URL(path, import.meta.url),
  );
  const files = folders
    .filter((url) => existsSync(url))
    .flatMap((url) =>
      readdirSync(url)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => new URL(name, url)),
    );
  // One file of the journeys is broken on purpose, and one has a key of its own.
  const isSound = (url: URL) => !problemsOf(readFileSync(url, "utf8")).some(({ code }) => /^TS-(?:SPEC|YAML)-/.test(code));
  it.each(files.filter(isSound).map((url) => [url.pathname.split("/").slice(-2).join("/"), url] as const))("accepts %s", (_, url) => {
    const isValid = validate(parse(readFileSync(url, "utf8")));
    expect([isValid, validate.errors]).toEqual([true, null]);
  });

  it.each([
    ["a misspelt key", inDataset("      ownr: x\n")],
    ["a status that there is not", inDataset("      status: live\n")],
    ["a tier beyond 4", inDataset("      tier: 5\n")],
    ["a list where text belongs", inDataset("      domain: [a]\n")],
    ["a name that cannot be an address", inDataset("").replace("    a:", "    A B:")],
    ["a missing owner", inDataset("").replace("      owner: o\n", "")],
    ["a source without its engine", below("sources", "      files: .\n")],
    ["a secret in the file", below("sources", "      engine: postgres\n      url: postgres://u:p@h/d\n")],
    ["two kinds in one check", inDataset("      checks: [{unique: id, not_null: id}]\n")],
    ["a check of no kind", inDataset("      checks: [{uniqe: id}]\n")],
    ["a mask that there is not", inDataset("      access: {mask: {id: blur}}\n")],
    ["a score over 100", inDataset("      quality_score: 120\n")],
  ])("marks %s, as the reader does", (_, text) => {
    expect(problemsOf(text).filter(({ code }) => code.startsWith("TS-SPEC"))).not.toEqual([]);
    expect(validate(parse(text))).toBe(false);
  });
});
