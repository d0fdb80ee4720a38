import { z } from "zod";
import type { DatasetContract, JsonObject, JsonValue } from "#lib/contract/contract.ts";

/**
 * Contracts of the past were written by versions of Touchstone of the past. What they did not know yet is "not said"; what cannot be
 * read any more is left out. What is published now is never read this way: see `CONTRACT_FORMAT`.
 */
const text = z.string().catch("");
const maybe = z.string().nullable().catch(null);
const flag = z.boolean().catch(false);
const maybeNumber = z.number().nullable().catch(null);
const texts = z.array(z.string()).catch([]);
const maybeTexts = z.array(z.string()).nullable().catch(null);
const oneOf = <const T extends readonly string[]>(...values: T) => z.enum(values);
const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
/** It was stored as JSON. */
const object = z.custom<JsonObject>(isObject);
const json = z
  .record(
    z.string(),
    z.custom<JsonValue>((value) => value !== undefined),
  )
  .catch({});
const position = z.object({ file: text, line: z.number().catch(1), column: z.number().catch(1) }).catch({ file: "", line: 1, column: 1 });

function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item.nullable().catch(null))
    .catch([])
    .transform((items) => items.flatMap((value): z.output<T>[] => (value === null ? [] : [value as z.output<T>])));
}

const levels = oneOf("everyone", "signed-in", "restricted");

const column = z.looseObject({
  name: z.string(),
  type: text,
  logicalType: oneOf(
    ...(["string", "integer", "number", "decimal", "boolean", "date", "timestamp", "time", "binary", "array", "object", "json"] as const),
  ).catch("string"),
  description: maybe,
  primaryKey: flag,
  required: flag,
  unique: flag,
  values: maybeTexts,
  min: maybeNumber,
  max: maybeNumber,
  exclusiveMin: flag,
  exclusiveMax: flag,
  pattern: maybe,
  references: maybe,
  classification: maybe,
  term: maybe,
  // What a mask of then cannot be read as hides the column.
  mask: z
    .object({ as: oneOf("null", "redact", "hash", "partial", "year", "hide"), except: texts })
    .nullable()
    .catch(({ value }) => (value === undefined ? null : { as: "hide", except: [] })),
  position,
});

const contract = z.looseObject({
  name: text,
  title: text,
  description: text,
  domain: maybe,
  owner: maybe,
  tags: texts,
  terms: texts,
  tier: z.literal([1, 2, 3, 4]).nullable().catch(null),
  status: oneOf("proposed", "draft", "active", "deprecated", "retired").catch("active"),
  replacedBy: maybe,
  doc: z.object({ file: text, tree: object, text }).nullable().catch(null),
  source: z.object({ source: maybe, relation: maybe, files: maybe }).nullable().catch(null),
  sla: z
    .looseObject({
      promised: text,
      machineCheckable: flag,
      by: maybe,
      timezone: maybe,
      every: oneOf("hour", "day", "week", "month").nullable().catch(null),
      on: maybeTexts,
      graceSeconds: maybeNumber,
      evidence: oneOf("data", "run", "file").nullable().catch(null),
      target: maybeNumber,
      notes: texts,
      position,
    })
    .nullable()
    .catch(null),
  freshness: z
    .looseObject({ promised: text, maxAgeSeconds: z.number(), warnAfterSeconds: maybeNumber, column: maybe, position })
    .nullable()
    .catch(null),
  qualityTarget: maybeNumber,
  columns: listOf(column),
  checks: listOf(
    z.looseObject({
      kind: z.string(),
      params: json,
      name: maybe,
      severity: oneOf("critical", "error", "warning", "info").nullable().catch(null),
      dimension: oneOf("completeness", "uniqueness", "validity", "consistency", "accuracy", "timeliness").nullable().catch(null),
      where: maybe,
      position,
    }),
  ),
  monitors: listOf(
    z.looseObject({
      name: maybe,
      type: oneOf("freshness", "volume", "distribution"),
      dataset: text,
      column: maybe,
      threshold: maybe,
      position,
    }),
  ),
  upstream: texts,
  version: maybe,
  aliases: texts,
  access: z
    .looseObject({
      query: maybe,
      export: maybe,
      api: maybe,
      visibility: levels.catch("restricted"),
      data: levels.catch("restricted"),
      readers: texts,
      rows: maybe,
    })
    .catch({ query: null, export: null, api: null, visibility: "restricted", data: "restricted", readers: [], rows: null }),
  examples: listOf(z.looseObject({ name: z.string(), description: maybe, sql: z.string(), position })),
  custom: json,
  odcs: json,
  inferred: texts,
  promises: listOf(
    z.looseObject({
      kind: oneOf(
        ...(["columns", "key", "not_null", "unique", "values", "range", "pattern", "references", "freshness", "sla"] as const),
        ...(["quality", "check", "monitor", "example"] as const),
      ),
      column: maybe,
      label: text,
      params: json,
      position,
    }),
  ),
  position,
  hash: text,
}) satisfies z.ZodType<DatasetContract>;

/** A stored contract of any format, read as far as it can be. */
export function readAnyContract(stored: unknown): DatasetContract {
  return contract.parse(isObject(stored) ? stored : {});
}
