import { z } from "zod";
import { versionMarkSchema } from "#lib/api/schemas/history.ts";
import { instant, pageOf } from "#lib/api/schemas/shared.ts";

const verdictState = z.enum(["ready", "at-risk", "broken", "unknown"]).meta({ id: "VerdictState" });

/** What the list, search and the dataset itself say. */
export const datasetSummarySchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    domain: z.string().nullable(),
    owner: z.string().nullable(),
    tags: z.array(z.string()),
    terms: z.array(z.string()),
    tier: z.number().int().nullable(),
    status: z.string(),
    classification: z.array(z.string()),
    verdict: z.object({ state: verdictState, reasons: z.array(z.string()), since: instant.nullable() }),
    quality: z.object({
      score: z.number().nullable().meta({ description: "0 to 100; null while nothing is measured." }),
      evidence: z.number().meta({ description: "Share of the promises that were measured, 0 to 100." }),
      target: z.number().nullable(),
    }),
    freshness: z
      .object({
        promised: z.string(),
        maxAgeSeconds: z.number(),
        observedAgeSeconds: z.number().nullable(),
        asOf: instant.nullable().meta({ description: "Newest value of `column`. In lists null: only the dataset alone is looked at." }),
        column: z.string().nullable(),
      })
      .nullable(),
    updatedAt: instant.meta({ description: "When this version of the contract was published." }),
    links: z.object({
      html: z.url(),
      self: z.url(),
      rows: z.url().nullable().meta({ description: "null: you may not read its rows." }),
      export: z.object({ csv: z.url(), json: z.url(), ndjson: z.url(), parquet: z.url(), arrow: z.url(), xlsx: z.url() }).nullable(),
    }),
  })
  .meta({ id: "DatasetSummary" });

const columnSchema = z
  .object({
    name: z.string(),
    type: z.string().meta({ description: "As its owner writes it." }),
    logicalType: z.string(),
    description: z.string().nullable(),
    primaryKey: z.boolean(),
    required: z.boolean(),
    unique: z.boolean(),
    values: z.array(z.string()).nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    exclusiveMin: z.boolean(),
    exclusiveMax: z.boolean(),
    pattern: z.string().nullable(),
    references: z
      .object({ dataset: z.string().nullable(), column: z.string().nullable(), visible: z.boolean() })
      .nullable()
      .meta({ description: "`dataset` is null for one that you cannot see." }),
    classification: z.string().nullable(),
    term: z.string().nullable(),
    masked: z.string().nullable().meta({ description: "Why its values are masked for you; null when they are not." }),
    observed: z
      .object({ type: z.string(), nullShare: z.number(), distinct: z.number() })
      .nullable()
      .meta({ description: "null while nothing is measured." }),
  })
  .meta({ id: "Column" });

export const datasetSchema = datasetSummarySchema
  .extend({
    columns: z.array(columnSchema),
    sla: z
      .object({
        promised: z.string(),
        machineCheckable: z.boolean(),
        by: z.string().nullable(),
        timezone: z.string().nullable(),
        every: z.string().nullable(),
        on: z.array(z.string()).nullable(),
        target: z.number().nullable(),
        attainment30: z.number().nullable(),
      })
      .nullable(),
    promises: z.array(
      z.object({
        what: z.string(),
        column: z.string().nullable(),
        promised: z.string(),
        observed: z.string().nullable(),
        state: z.enum(["kept", "missed", "unknown"]),
        at: instant.nullable(),
      }),
    ),
    reported: z
      .object({
        latest: z.object({ score: z.number(), measuredAt: instant, source: z.string() }),
        series: z.array(z.object({ score: z.number(), measuredAt: instant })),
      })
      .nullable()
      .meta({ description: "Quality scores that were measured elsewhere." }),
    examples: z.array(
      z.object({
        name: z.string(),
        description: z.string().nullable(),
        sql: z.string(),
        lastRun: z.object({ at: instant, state: z.string(), rows: z.number().int().nullable() }).nullable(),
      }),
    ),
    access: z.object({
      level: z.enum(["open", "masked", "closed", "none"]),
      reason: z.string().nullable().meta({ description: "Why its rows cannot be read; null when they can." }),
      query: z.string().nullable(),
      export: z.string().nullable(),
      api: z.string().nullable(),
      policy: z.array(z.string()),
    }),
    lineage: z.object({
      upstream: z.array(z.string()),
      downstream: z.array(z.string()),
      hidden: z.object({ upstream: z.number().int(), downstream: z.number().int() }).meta({ description: "Datasets that you cannot see." }),
    }),
    replacedBy: z.string().nullable(),
    contract: z.object({
      version: z.string(),
      hash: z.string(),
      file: z.string(),
      line: z.number().int(),
      commit: z.string().nullable(),
      staleSince: instant.nullable().meta({ description: "Since when its file is broken; this is the last good version." }),
    }),
    inferred: z.array(z.string()).meta({ description: "Fields that were filled in by a rule, not by its owner." }),
    createdAt: instant,
    at: versionMarkSchema.nullable().meta({ description: "The version that was asked for; null without `at`." }),
  })
  .meta({ id: "Dataset" });

export const datasetPageSchema = pageOf(datasetSummarySchema);
export type DatasetSummaryAnswer = z.input<typeof datasetSummarySchema>;
export type DatasetAnswer = z.input<typeof datasetSchema>;
