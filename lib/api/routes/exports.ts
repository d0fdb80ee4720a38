import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { flagParameter } from "#lib/api/parameters.ts";
import { columnParameters, dataProblems, datasetName, trust } from "#lib/api/routes/data.ts";
import { manifestSchema } from "#lib/api/schemas/manifest.ts";

export const EXPORT_FORMATS = ["csv", "json", "ndjson", "parquet", "arrow", "xlsx"] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const safe = flagParameter(
  "`true` guards spreadsheets: text that they would run as a formula gets an apostrophe in front. An Excel file is always safe.",
);
const compress = z
  .enum(["gzip", "zstd"], "must be gzip or zstd")
  .optional()
  .meta({ description: "Answers with a packed file. To pack only on the way, send `Accept-Encoding: gzip` or `zstd` instead." });
const own = {
  ...columnParameters,
  "export-id": z
    .uuid("must be a UUID")
    .transform((text) => text.toLowerCase())
    .optional()
    .meta({
      description: "A random UUID of your own, by which to follow this export at `/api/v1/exports/{id}` before its first byte is there.",
      override: ({ jsonSchema }) => Object.assign(jsonSchema, { type: "string", format: "uuid" }),
    }),
};

const PACKED = { "application/gzip": null, "application/zstd": null } as const;
const TOLD =
  "The whole dataset, streamed: as much of it as the conditions leave. A failure in the middle breaks the connection. `Touchstone-Export` is the id of its manifest; `Touchstone-Rows` and `Touchstone-SHA-256` follow as trailers.";

const shared = {
  group: "Data",
  filters: true,
  params: { name: datasetName },
  problems: [...dataProblems, 422],
  servedBy: "front",
} as const;

function declareExport<F extends ExportFormat, Q extends z.ZodObject>(
  format: F,
  title: string,
  query: Q,
  content: Readonly<Record<string, null>>,
) {
  return declareRoute({
    ...shared,
    id: `export${format.charAt(0).toUpperCase()}${format.slice(1)}`,
    path: `/api/v1/datasets/{name}/export.${format}`,
    summary: `Export as ${title}`,
    description: `${TOLD} ${trust}`,
    query,
    answer: { description: "The file.", content },
  });
}

const packable = z.object({ ...own, compress });

export const exportRoutes = {
  csv: declareExport("csv", "CSV", z.object({ ...own, safe, compress }), { "text/csv": null, ...PACKED }),
  json: declareExport("json", "JSON", packable, { "application/json": null, ...PACKED }),
  ndjson: declareExport("ndjson", "NDJSON", packable, { "application/x-ndjson": null, ...PACKED }),
  parquet: declareExport("parquet", "Parquet", z.object(own), { "application/vnd.apache.parquet": null }),
  arrow: declareExport("arrow", "an Arrow file", packable, { "application/vnd.apache.arrow.file": null, ...PACKED }),
  xlsx: declareExport("xlsx", "an Excel file", z.object({ ...own, safe }), {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": null,
  }),
} as const;

export const exportShort = declareRoute({
  ...shared,
  id: "exportShort",
  path: "/export/{name}",
  summary: "Export (short address)",
  description: "CSV, unless `format` or `Accept` says otherwise.",
  query: z.object({
    ...own,
    format: z
      .enum(EXPORT_FORMATS, `must be ${EXPORT_FORMATS.join(", ")}`)
      .optional()
      .meta({ description: "Goes before `Accept`." }),
    safe,
    compress,
  }),
  answer: {
    description: "The file.",
    content: Object.assign({}, ...Object.values(exportRoutes).map(({ answer }) => answer.content)),
  },
  problems: [...shared.problems, 406],
});

const manifest = {
  group: "Data",
  path: "/api/v1/exports/{id}",
  params: { id: "As in `Touchstone-Export`, or your own `export-id`." },
  query: z.object({}),
  answer: { description: "The manifest.", content: { "application/json": manifestSchema } },
  problems: [404],
  servedBy: "front",
} as const;

export const getExport = declareRoute({
  ...manifest,
  id: "getExport",
  summary: "Manifest of an export",
  description:
    "What an export was made of and how it ended; while it runs, how far it is. For whoever made it, for 30 days. Made without a token, it is told to whoever has its id and no token either.",
});

export const cancelExport = declareRoute({
  ...manifest,
  id: "cancelExport",
  method: "DELETE",
  summary: "End an export",
  description: "Ends a running export of your own: its connection breaks. One that has ended stays as it is. Answers the manifest.",
});
