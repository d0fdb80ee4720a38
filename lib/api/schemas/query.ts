import { z } from "zod";

/** The first is what is answered when neither the body nor `Accept` says anything. */
export const QUERY_FORMATS = ["json", "csv", "ndjson", "arrow", "parquet", "xlsx"] as const;

export type QueryFormat = (typeof QUERY_FORMATS)[number];

const exact = z
  .number()
  .refine(
    (value) => !Number.isInteger(value) || Number.isSafeInteger(value),
    "is beyond 2^53; send it as text, it is cast to what it is compared with",
  );

export const queryBodySchema = z
  .strictObject(
    {
      sql: z.string("must be text").min(1, "must not be empty").meta({
        description: "One read-only statement. Tables are datasets, by their name, an alias or a relation that they declare.",
      }),
      params: z
        .array(z.union([z.string(), exact, z.boolean(), z.null()], "must be text, a number, true, false or null"), "must be a list")
        .max(1_000, "has too many values, at most 1000")
        .default([])
        .meta({ description: "Values of `?` or `$1` in the statement, in their order. They are bound, never pasted." }),
      limit: z.int("must be a whole number").min(1, "must be at least 1").optional().meta({
        description: "Most rows of a JSON, CSV or NDJSON answer, at most those at `/limits`, which is also the default for JSON.",
      }),
      format: z
        .enum(QUERY_FORMATS, `must be one of ${QUERY_FORMATS.join(", ")}`)
        .optional()
        .meta({ description: "Goes before `Accept`. All but `json` are files: whole, streamed, of any length unless `limit` is given." }),
    },
    "must be a JSON object",
  )
  .meta({ id: "Query" });

export const queryAnswerSchema = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.unknown())).meta({
      description: "In the order of `columns`. Integers beyond 2^53 and decimals are strings, times RFC 3339 in UTC, bytes base64.",
    }),
    rowCount: z.int().meta({ description: "Rows in this answer." }),
    truncated: z.boolean().meta({ description: "There are more rows." }),
    elapsedMs: z.number().meta({ description: "Of the engine, in milliseconds." }),
    datasets: z.array(z.string()).meta({ description: "Names of the datasets that were read." }),
  })
  .meta({ id: "QueryAnswer" });

export const queryPlanSchema = z
  .object({
    plan: z.string().meta({ description: "The engine's plan. Where a mask or a row policy is in force for you, names of operators only." }),
    datasets: z.array(z.string()),
  })
  .meta({ id: "QueryPlan" });

export type QueryAnswerBody = z.input<typeof queryAnswerSchema>;
export type QueryPlanBody = z.input<typeof queryPlanSchema>;
