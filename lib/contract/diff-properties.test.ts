import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Access, CheckSpec, Column, DatasetContract, Freshness, JsonObject, Mask, MonitorSpec, Sla } from "#lib/contract/contract.ts";
import { diffContracts } from "#lib/contract/diff.ts";
import { hashOf } from "#lib/contract/hash.ts";

const position = fc.record({ file: fc.constantFrom("a.yaml", "b.yaml"), line: fc.integer({ min: 1, max: 9 }), column: fc.constant(1) });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });
const word = fc.constantFrom("a", "b", "A", "a.b", "dbt:x", "`|<", "\u001b[31m", "__proto__", "constructor");
const words = fc.uniqueArray(word, { maxLength: 4 });
const number = fc.constantFrom(-1, 0, 0.5, 10);
const level = fc.constantFrom<Access["data"]>("everyone", "signed-in", "restricted");
const json = fc
  .dictionary(fc.constantFrom("position", "a", "schema", "__proto__"), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 })
  .map((value): JsonObject => JSON.parse(JSON.stringify(value)));

const mask = fc.record<Mask>({ as: fc.constantFrom<Mask["as"]>("null", "hash", "hide"), except: words });
const column: fc.Arbitrary<Column> = fc.record<Column>({
  name: fc.constantFrom("id", "ID", "email", "mail", "total", "a b"),
  type: fc.constantFrom("INT", "BIGINT", "integer", "VARCHAR(3)", "DECIMAL(3,1)", "x"),
  logicalType: fc.constantFrom<Column["logicalType"]>("integer", "string"),
  description: maybe(word),
  primaryKey: fc.boolean(),
  required: fc.boolean(),
  unique: fc.boolean(),
  values: maybe(words),
  min: maybe(number),
  max: maybe(number),
  exclusiveMin: fc.boolean(),
  exclusiveMax: fc.boolean(),
  pattern: maybe(word),
  references: maybe(word),
  classification: maybe(word),
  term: maybe(word),
  mask: maybe(mask),
  position,
});
const check: fc.Arbitrary<CheckSpec> = fc.record<CheckSpec>({
  kind: fc.constantFrom("not_null", "unique", "accepted_values", "range", "row_count", "freshness", "sql", "relationships"),
  params: fc.dictionary(
    fc.constantFrom("column", "columns", "values", "min", "max", "to", "sql", "maxAgeSeconds"),
    fc.oneof(word, words, number),
    {
      maxKeys: 3,
    },
  ),
  name: maybe(word),
  severity: maybe(fc.constantFrom("critical", "error", "warning", "info")),
  dimension: maybe(fc.constant("validity")),
  where: maybe(word),
  position,
});
const monitor: fc.Arbitrary<MonitorSpec> = fc.record<MonitorSpec>({
  name: maybe(word),
  type: fc.constantFrom<MonitorSpec["type"]>("freshness", "volume", "distribution"),
  dataset: fc.constant("orders"),
  column: maybe(word),
  threshold: maybe(fc.constantFrom("10%", "20%", "100", "24h", "x")),
  position,
});
const sla: fc.Arbitrary<Sla> = fc.record<Sla>(
  {
    promised: word,
    machineCheckable: fc.boolean(),
    by: maybe(fc.constantFrom("06:00", "07:30")),
    timezone: maybe(fc.constantFrom("UTC", "Europe/Berlin")),
    every: maybe(fc.constantFrom("hour", "day", "week", "month")),
    on: maybe(fc.uniqueArray(fc.constantFrom("mon", "tue", "1"), { maxLength: 3 })),
    graceSeconds: maybe(fc.constantFrom(0, 60)),
    evidence: maybe(fc.constantFrom("data", "run")),
    target: maybe(fc.constantFrom(0.9, 1)),
    windowSeconds: fc.constantFrom(60, 120),
    notes: words,
    position,
  },
  {
    requiredKeys: [
      "promised",
      "machineCheckable",
      "by",
      "timezone",
      "every",
      "on",
      "graceSeconds",
      "evidence",
      "target",
      "notes",
      "position",
    ],
  },
);
const freshness: fc.Arbitrary<Freshness> = fc.record<Freshness>({
  promised: word,
  maxAgeSeconds: fc.constantFrom(60, 120),
  warnAfterSeconds: maybe(fc.constantFrom(30, 45)),
  column: maybe(fc.constantFrom("id", "total")),
  position,
});

type Said = Omit<DatasetContract, "hash" | "promises">;
/** One arbitrary for each field, so that a new field of a contract does not compile until it is here. */
const FIELDS: { readonly [K in keyof Said]: fc.Arbitrary<Said[K]> } = {
  name: fc.constantFrom("orders", "sales"),
  title: word,
  description: word,
  domain: maybe(word),
  owner: maybe(word),
  tags: words,
  terms: words,
  tier: maybe(fc.constantFrom(1, 2)),
  status: fc.constantFrom("proposed", "draft", "active", "deprecated", "retired"),
  replacedBy: maybe(word),
  doc: maybe(fc.record({ file: word, tree: fc.constant({ type: "root" }), text: word })),
  source: maybe(fc.record({ source: maybe(word), relation: maybe(word), files: maybe(word) })),
  sla: maybe(sla),
  freshness: maybe(freshness),
  qualityTarget: maybe(number),
  columns: fc.uniqueArray(column, { maxLength: 4, selector: ({ name }) => name.toLowerCase() }),
  checks: fc.array(check, { maxLength: 3 }),
  monitors: fc.array(monitor, { maxLength: 3 }),
  upstream: words,
  version: maybe(fc.constantFrom("1.0.0", "2.0.0", "x")),
  aliases: words,
  access: fc.record<Access>({
    query: maybe(word),
    export: maybe(word),
    api: maybe(word),
    visibility: level,
    data: level,
    readers: words,
    rows: maybe(word),
  }),
  examples: fc.array(fc.record({ name: word, description: maybe(word), sql: word, position }), { maxLength: 3 }),
  custom: json,
  odcs: json,
  inferred: fc.uniqueArray(fc.constantFrom("title", "status", "source.relation", "access.data", "access.visibility", "freshness.column"), {
    maxLength: 3,
  }),
  position,
};

const hashed = (said: Said): DatasetContract => ({ ...said, promises: [], hash: hashOf(said) });
const contract: fc.Arbitrary<DatasetContract> = fc.record<Said>(FIELDS).map(hashed);
const OPTIONS = { seed: 20261122, numRuns: 400 };

describe("the difference of two contracts", () => {
  it("is empty if and only if they have the same hash, and is the same each time", () => {
    fc.assert(
      fc.property(contract, contract, (a, b) => {
        expect(diffContracts(a, { ...a, position: b.position })).toEqual([]);
        const changes = diffContracts(a, b);
        expect(changes.length > 0).toBe(a.hash !== b.hash);
        expect(diffContracts(structuredClone(a), structuredClone(b))).toEqual(changes);
        for (const { message } of changes) expect(message).toMatch(/^[^\p{Cc}]*\.$/u);
      }),
      OPTIONS,
    );
  });

  it.each(Object.keys(FIELDS))("sees every other value of %s, and says nothing of other fields", (field) => {
    const pairs = fc.tuple(contract, contract).map(([a, b]) => {
      const value: unknown = Object.entries(b).find(([key]) => key === field)?.[1];
      return [a, hashed({ ...a, [field]: value })] as const;
    });
    const told = new Set<string>();
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const changes = diffContracts(a, b);
        expect(changes.length > 0).toBe(a.hash !== b.hash);
        for (const { kind } of changes) told.add(kind);
      }),
      { ...OPTIONS, numRuns: 100 },
    );
    if (field !== "position") expect([...told].filter((kind) => kind !== "contract.rewritten")).not.toEqual([]);
  });
});
