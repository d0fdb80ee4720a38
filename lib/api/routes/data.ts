import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, limitParameter } from "#lib/api/parameters.ts";
import { rowsSchema } from "#lib/api/schemas/rows.ts";

const group = "Data";
export const datasetName = "Name or alias of a dataset. Case, `-` and `_` make no difference.";
/** What reading rows can end in besides an answer. */
export const dataProblems = [403, 404, 409, 412, 502, 503, 504, 507];

export const columnParameters = {
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
const rows = {
  filters: true,
  query: z.object({ ...columnParameters, limit: limitParameter(50, 10_000), cursor: cursorParameter }),
  answer: { description: "A page of rows.", content: { "application/json": rowsSchema, "text/csv": null, "application/x-ndjson": null } },
  problems: [...dataProblems, 406],
  servedBy: "front",
} as const;

export const trust = "The answer's headers tell whether it can be trusted: `Touchstone-Status`, `Touchstone-As-Of`, `Touchstone-Contract`.";

export const getRows = declareRoute({
  ...rows,
  id: "getRows",
  path: "/api/v1/datasets/{name}/rows",
  group,
  summary: "Read rows",
  description: `A page of a dataset's rows. Pages go on where the last one ended, also while rows are added. \`Prefer: count=exact\` counts them all into \`page.total\`; \`count=planned\` and \`count=estimated\` take what the source knows of itself. ${trust}`,
  params: { name: datasetName },
});

export const getRowsShort = declareRoute({
  ...rows,
  id: "getRowsShort",
  path: "/v1/{name}",
  group,
  summary: "Read rows (short address)",
  description: "The same as `/api/v1/datasets/{name}/rows`.",
  params: { name: datasetName },
});
