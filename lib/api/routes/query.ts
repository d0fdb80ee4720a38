import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { flagParameter } from "#lib/api/parameters.ts";
import { queryAnswerSchema, queryBodySchema, queryPlanSchema } from "#lib/api/schemas/query.ts";

export const runQuery = declareRoute({
  id: "runQuery",
  method: "POST",
  path: "/api/v1/query",
  group: "Data",
  summary: "Run a query",
  description: `One read-only SQL statement over datasets, under your row and column policies: what you may not read is not there, what is masked
for you is masked before anything compares, orders or groups it. All datasets of a statement lie in one source. What is refused is told in
one sentence, with its place in \`errors\` as \`sql:<line>:<column>\`. The query stops when you go away. A failure in the middle of a file
breaks the connection. The answer's headers tell whether the data can be trusted: \`Touchstone-Status\` (the worst of several datasets), and of
one dataset \`Touchstone-As-Of\` and \`Touchstone-Contract\`.`,
  query: z.object({
    explain: flagParameter("`true`: answers the engine's plan, and runs nothing."),
    require: z
      .enum(["ready"], "must be ready")
      .optional()
      .meta({ description: "`ready`: answer 412 with the reasons unless every dataset is ready." }),
  }),
  body: queryBodySchema,
  answer: {
    description: "Rows, the plan, or a file.",
    content: {
      "application/json": z.union([queryAnswerSchema, queryPlanSchema]),
      "text/csv": null,
      "application/x-ndjson": null,
      "application/vnd.apache.arrow.file": null,
      "application/vnd.apache.parquet": null,
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": null,
    },
  },
  problems: [403, 406, 409, 412, 415, 422, 502, 504, 507],
  servedBy: "front",
});
