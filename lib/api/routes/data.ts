import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, flagParameter, limitParameter } from "#lib/api/parameters.ts";
import { rowsSchema } from "#lib/api/schemas/rows.ts";

const group = "Data";
const name = "Name or alias of a dataset. Case, `-` and `_` make no difference.";
/** What reading rows can end in besides an answer. */
const problems = [403, 404, 409, 412, 502, 503, 504, 507];

const columns = {
  select: z
    .string()
    .min(1, "must not be empty")
    .max(20_000, "is too long")
    .optional()
    .meta({ description: "Columns to answer with, for example `order_id,total`. All that you may see without it." }),
  order: z
    .string()
    .min(1, "must not be empty")
    .max(4_000, "is too long")
    .optional()
    .meta({ description: "Columns to order by, for example `total.desc,order_id`." }),
  require: z
    .enum(["ready"], "must be ready")
    .optional()
    .meta({ description: "`ready`: answer 412 with the reasons unless the dataset is ready." }),
};
const safe = flagParameter("`true` guards spreadsheets: text that they would run as a formula gets an apostrophe in front.");
const compress = z
  .enum(["gzip", "zstd"], "must be gzip or zstd")
  .optional()
  .meta({ description: "Answers with a packed file. To pack only on the way, send `Accept-Encoding: gzip` instead." });

const rows = {
  query: z.object({ ...columns, limit: limitParameter(50, 10_000), cursor: cursorParameter }),
  answer: { description: "A page of rows.", content: { "application/json": rowsSchema, "text/csv": null, "application/x-ndjson": null } },
  problems: [...problems, 406],
  servedBy: "front",
} as const;

const trust = "The answer's headers tell whether it can be trusted: `Touchstone-Status`, `Touchstone-As-Of`, `Touchstone-Contract`.";

export const getRows = declareRoute({
  ...rows,
  id: "getRows",
  path: "/api/v1/datasets/{name}/rows",
  group,
  summary: "Read rows",
  description: `A page of a dataset's rows. Pages go on where the last one ended, also while rows are added. ${trust}`,
  params: { name },
});

export const getRowsShort = declareRoute({
  ...rows,
  id: "getRowsShort",
  path: "/v1/{name}",
  group,
  summary: "Read rows (short address)",
  description: "The same as `/api/v1/datasets/{name}/rows`.",
  params: { name },
});

export const exportCsv = declareRoute({
  id: "exportCsv",
  path: "/api/v1/datasets/{name}/export.csv",
  group,
  summary: "Export as CSV",
  description: `The whole dataset, streamed. A failure in the middle breaks the connection. ${trust}`,
  params: { name },
  query: z.object({ ...columns, safe, compress }),
  answer: { description: "The file.", content: { "text/csv": null, "application/gzip": null, "application/zstd": null } },
  problems,
  servedBy: "front",
});

export const exportParquet = declareRoute({
  id: "exportParquet",
  path: "/api/v1/datasets/{name}/export.parquet",
  group,
  summary: "Export as Parquet",
  description: `The whole dataset, streamed. A failure in the middle breaks the connection. ${trust}`,
  params: { name },
  query: z.object(columns),
  answer: { description: "The file.", content: { "application/vnd.apache.parquet": null } },
  problems,
  servedBy: "front",
});

export const exportShort = declareRoute({
  id: "exportShort",
  path: "/export/{name}",
  group,
  summary: "Export (short address)",
  description: "CSV, unless `format` or `Accept` says otherwise.",
  params: { name },
  query: z.object({
    ...columns,
    format: z.enum(["csv", "parquet"], "must be csv or parquet").optional().meta({ description: "Goes before `Accept`." }),
    safe,
    compress,
  }),
  answer: {
    description: "The file.",
    content: { "text/csv": null, "application/vnd.apache.parquet": null, "application/gzip": null, "application/zstd": null },
  },
  problems: [...problems, 406],
  servedBy: "front",
});
