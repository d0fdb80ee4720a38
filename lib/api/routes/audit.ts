import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, flagParameter, limitParameter } from "#lib/api/parameters.ts";
import { auditSchema } from "#lib/api/schemas/audit.ts";
import { AUDIT_ACTIONS } from "#lib/store/audit.ts";

const word = (description: string) => z.string().min(1, "must not be empty").max(300, "is too long").optional().meta({ description });
const moment = (description: string) =>
  z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a date or a time, for example 2026-11-22 or 2026-11-22T12:00:00Z")
    .optional()
    .meta({ description, override: ({ jsonSchema }) => void Object.assign(jsonSchema, { anyOf: undefined, type: "string" }) });

export const listAudit = declareRoute({
  id: "listAudit",
  path: "/api/v1/audit",
  group: "Service",
  summary: "Who read what",
  description: `Every query, page of rows and export, also those that were refused, failed or were given up, newest first. For administrators; with
\`mine=true\`, for everybody with a token their own.`,
  query: z.object({
    mine: flagParameter("`true`: your own alone."),
    actor: word("Id or name of a token, or `anonymous`."),
    dataset: word("Name or id of a dataset."),
    action: z
      .enum(AUDIT_ACTIONS, `must be one of ${AUDIT_ACTIONS.join(", ")}`)
      .optional()
      .meta({ description: "What was done." }),
    outcome: word("`ok`, `not-modified`, `cancelled`, or the code of an error."),
    since: moment("From here on: RFC 3339."),
    until: moment("Before this: RFC 3339."),
    limit: limitParameter(50, 1_000),
    cursor: cursorParameter,
  }),
  answer: { description: "A page of events.", content: { "application/json": auditSchema } },
  problems: [403],
});
