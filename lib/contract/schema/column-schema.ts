import { z } from "zod";
import { mask } from "#lib/contract/schema/mask-schema.ts";
import { number, section, words } from "#lib/contract/schema/words.ts";

/** The values that a column or a check allows. */
export const allowedValues = z
  .array(words)
  .min(1)
  .max(10_000)
  .meta({ description: "The only values allowed.", examples: [["placed", "paid", "shipped"]] });

const longForm = {
  type: z.string().meta({
    description: "The type as the database writes it, for example `DECIMAL(12,2)`. The short form with constraints may stand here too.",
    examples: ["STRING", "TIMESTAMP", "DECIMAL(12,2)"],
  }),
  logical_type: z
    .enum(["string", "integer", "number", "decimal", "boolean", "date", "timestamp", "time", "binary", "array", "object", "json"])
    .optional()
    .meta({ description: "What the type means, where its name does not tell." }),
  description: words.optional().meta({ description: "What the column means, in plain words." }),
  required: z.boolean().optional().meta({ description: "Never null." }),
  unique: z.boolean().optional().meta({ description: "No value twice." }),
  primary_key: z.boolean().optional().meta({ description: "Part of the key: never null, unique together with the other key columns." }),
  values: allowedValues.optional(),
  min: number.optional().meta({ description: "The least value allowed." }),
  max: number.optional().meta({ description: "The greatest value allowed." }),
  exclusive: z
    .union([z.boolean(), z.enum(["both", "min", "max"])])
    .optional()
    .meta({ description: "Which of the bounds are not allowed themselves: `true` for both, `min`, `max`." }),
  pattern: words.optional().meta({ description: "A regular expression that each value fits.", examples: ["^[A-Z]{2}$"] }),
  references: z
    .string()
    .optional()
    .meta({ description: "The column of another dataset that each value is one of.", examples: ["customers.customer_id"] }),
  classification: z
    .string()
    .optional()
    .meta({ description: "How sensitive the column is, for example `pii`. The policy says which mask follows." }),
  term: z.string().optional().meta({ description: "The term of the glossary that says what the values mean." }),
  mask: mask.optional().meta({ description: "What readers get instead of the value. Otherwise as the classification has it." }),
};

const shorthand = z.string().meta({
  description:
    "`TYPE (constraint, constraint) -- description`. Constraints: PK, UNIQUE, NOT NULL, NULL, PII, FK -> table.column, a|b|c, 0..100, >= 1, < 10.",
  examples: ["STRING (PK) -- stable across shops", "STRING (placed|paid|shipped)", "DECIMAL(12,2) (>= 0)"],
});
const column = z.union([shorthand, section(longForm)]);
const named = section({ name: z.string().meta({ description: "The column's name." }), ...longForm });
const oneColumn = z.record(z.string().min(1).max(128), column).meta({ minProperties: 1, maxProperties: 1 });

/** `schema:`, a list in the order of the data, or one map of all columns. */
export const columns = z.union([z.array(z.union([oneColumn, named])).max(5_000), z.record(z.string().min(1).max(128), column)]).meta({
  description: "The columns in the order of the data, each as `- name: TYPE` or `- name: {type: …}`.",
  examples: [[{ order_id: "STRING (PK)" }, { total: "DECIMAL(12,2) (>= 0)" }]],
});
