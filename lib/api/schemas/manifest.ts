import { z } from "zod";

const text = (description: string) => z.string().meta({ description });

export const manifestSchema = z
  .object({
    id: text("As in `Touchstone-Export`."),
    state: z.enum(["running", "complete", "failed", "cancelled"]),
    dataset: z.string(),
    format: z.enum(["csv", "json", "ndjson", "parquet", "arrow", "xlsx"]),
    safe: z.boolean().meta({ description: "Text was guarded against being run as a formula." }),
    compress: z.enum(["gzip", "zstd"]).nullable(),
    filename: z.string(),
    asked: z
      .object({ select: z.string().nullable(), order: z.string().nullable(), filters: z.array(z.string()).readonly() })
      .meta({ description: "What was asked for, as it was written." }),
    columns: z
      .array(
        z.object({
          name: z.string(),
          type: text("The data's, before a mask."),
          mask: z.string().nullable().meta({ description: "Why the values are not as they are, in words." }),
        }),
      )
      .readonly(),
    rows: z.int().nullable().meta({ description: "`null` until it is complete." }),
    bytes: z.int().nullable().meta({ description: "Of the file, `compress` applied; `null` until it is complete." }),
    sha256: z.string().nullable().meta({ description: "Of the file as it was downloaded, hexadecimal; `null` until it is complete." }),
    bytesSent: z.int().meta({ description: "Of the file, so far." }),
    expectedRows: z.int().nullable().meta({ description: "Rows of the whole file where they are known before the end." }),
    problem: z.string().nullable().meta({ description: "Why it failed." }),
    asOf: z.string().nullable().meta({ description: "Newest data in it, RFC 3339 in UTC." }),
    contract: z.object({ version: z.string(), commit: z.string().nullable() }),
    verdict: z.object({ state: z.string(), reasons: z.array(z.string()).readonly() }).meta({ description: "When it was made." }),
    score: z.number().nullable().meta({ description: "`null`: not measured." }),
    incidents: z.array(z.never()).readonly().meta({ description: "Open ones, when it was made." }),
    startedAt: text("RFC 3339 in UTC."),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: "Manifest" });

export type ManifestBody = z.input<typeof manifestSchema>;
