import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { flagParameter } from "#lib/api/parameters.ts";
import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import { authorSchema, catalogStateSchema, commitSchema, pushAnswerSchema, pushBodySchema } from "#lib/api/schemas/push.ts";

const group = "Publishing";

export const getCatalog = declareRoute({
  id: "getCatalog",
  path: "/api/v1/catalog",
  group,
  summary: "What is published",
  description: "Revision and commit of the published catalog as a whole, and what a push on top of it sends as `base`.",
  query: z.object({}),
  answer: { description: "The published catalog as a whole.", content: { "application/json": catalogStateSchema } },
  servedBy: "front",
});

export const pushCatalog = declareRoute({
  id: "pushCatalog",
  method: "POST",
  path: "/api/v1/catalog",
  group,
  summary: "Publish a catalog",
  description: `Replaces the published catalog by this one in one transaction; what \`touchstone push\` does. What is broken keeps its last good
version. The body is JSON, which may be packed with \`Content-Encoding: gzip\`, or a tar archive in gzip: at most 64 MB as it is sent, 512 MB
unpacked, 1 MiB a file. The same body twice changes nothing; with an \`Idempotency-Key\`, a repeated request is answered as the first one
for a day. Takes a token with the scope \`publish\` (\`plan\` is enough for a dry run), and an administrator's to change sources or the policy.`,
  query: z.object({
    "dry-run": flagParameter("`true`: answers what would change, and changes nothing."),
    force: flagParameter("`true`: publishes whatever is published now, and also a catalog without datasets."),
    base: commitSchema
      .optional()
      .meta({ description: "The commit that you believe is published (or the `base` of `GET /api/v1/catalog`). Another one is a 409." }),
    commit: commitSchema.optional().meta({ description: "The commit that the files are from." }),
    author: authorSchema.optional().meta({ description: "Who made it." }),
  }),
  body: pushBodySchema,
  otherBodies: ["application/gzip"],
  answer: {
    description: "What was changed; of a dry run, the plan alone.",
    content: { "application/json": z.union([pushAnswerSchema, catalogPlanSchema]) },
  },
  problems: [403, 409, 415, 422],
  servedBy: "front",
});
