import { z } from "zod";
import { allowedValues } from "#lib/contract/schema/column-schema.ts";
import { freshness } from "#lib/contract/schema/time-schema.ts";
import { labels, number, section, words } from "#lib/contract/schema/words.ts";

const column = z.string().meta({ description: "The column." });
const min = number.optional().meta({ description: "The least." });
const max = number.optional().meta({ description: "The greatest." });

const kinds = {
  not_null: labels.meta({ description: "A column, or several, without nulls." }),
  unique: labels.meta({ description: "A column without a value twice, or several that are unique together." }),
  accepted_values: section({ column, values: allowedValues }).meta({ description: "Only these values." }),
  range: section({
    column,
    min,
    max,
    exclusive: z.boolean().optional().meta({ description: "The bounds themselves are not allowed." }),
  }).meta({ description: "Values between two bounds." }),
  pattern: section({ column, pattern: words.meta({ description: "The regular expression." }) }).meta({
    description: "Values that fit a regular expression.",
  }),
  row_count: section({ min, max }).meta({ description: "So many rows.", examples: [{ min: 10_000, max: 1_000_000 }] }),
  columns_match: z
    .union([
      labels,
      section({
        columns: labels.optional().meta({ description: "Their names." }),
        ordered: z.boolean().optional().meta({ description: "In this order; otherwise true." }),
      }),
    ])
    .meta({ description: "Exactly these columns." }),
  freshness: freshness.meta({
    description: "The newest value of a column is not older.",
    examples: [{ max_age: "24h", column: "updated_at" }],
  }),
  relationships: section({
    column,
    to: z.string().meta({ description: "The column that the values are from.", examples: ["customers.customer_id"] }),
  }).meta({ description: "Each value is one of another column." }),
  sql: z.string().meta({
    description: "A query; each row that it returns is a failure.",
    examples: ["SELECT * FROM orders WHERE placed_at > now()"],
  }),
};

const beside = {
  name: words.optional().meta({ description: "What the check is called." }),
  severity: z.enum(["critical", "error", "warning", "info"]).optional().meta({ description: "How bad a failure is; otherwise error." }),
  dimension: z
    .enum(["completeness", "uniqueness", "validity", "consistency", "accuracy", "timeliness"])
    .optional()
    .meta({ description: "The side of quality that the check belongs to; otherwise the usual one of its kind." }),
  where: words.optional().meta({ description: "Only rows for which this expression holds.", examples: ["status = 'paid'"] }),
};

/** One item of `checks:`: one kind, and what stands beside it. */
export const check = z.union([
  section({ not_null: kinds.not_null, ...beside }),
  section({ unique: kinds.unique, ...beside }),
  section({ accepted_values: kinds.accepted_values, ...beside }),
  section({ range: kinds.range, ...beside }),
  section({ pattern: kinds.pattern, ...beside }),
  section({ row_count: kinds.row_count, ...beside }),
  section({ columns_match: kinds.columns_match, ...beside }),
  section({ freshness: kinds.freshness, ...beside }),
  section({ relationships: kinds.relationships, ...beside }),
  section({ sql: kinds.sql, ...beside }),
]);
