import { z } from "zod";

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

/** How many items a page has. */
export function limitParameter(fallback: number, max: number) {
  return wholeNumber(1, max)
    .default(fallback)
    .meta({
      description: `How many items a page has, at most ${max}.`,
      override: ({ jsonSchema }) => {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: "integer", minimum: 1, maximum: max, default: fallback });
      },
    });
}

export const cursorParameter = z
  .string()
  .min(1, "must not be empty")
  .max(8_000, "is too long")
  .optional()
  .meta({ description: "Where the page begins: `page.next` of the page before. Opaque, and only good with the same other parameters." });

/** A version of a contract. */
export const atParameter = z.string().min(1, "must not be empty").max(200, "is too long").optional().meta({
  description:
    "What was promised at a version, under the policy of today: the `id` or `version` of an entry of the history, at least 12 digits of its hash, or a commit (at least 7 digits). Of several versions with the same word, the newest. A commit that did not change the dataset means the version that was current when it was published, for as long as that publish is remembered (the last 100).",
});

export const flagParameter = (description: string) =>
  z
    .enum(["true", "false"], "must be true or false")
    .default("false")
    .transform((text) => text === "true")
    .meta({
      description,
      override: ({ jsonSchema }) => {
        delete jsonSchema.enum;
        Object.assign(jsonSchema, { type: "boolean", default: false });
      },
    });

/** Several values are alternatives: `domain=a&domain=b`, or `domain=a,b`. */
function listParameter<T extends z.ZodType<unknown, string>>(value: T, description: string) {
  return z.array(value).max(50, "has too many values, at most 50").optional().meta({ description });
}

const textValue = z.string().min(1, "must not be empty").max(300, "is too long");

/** The parameters of both the list and search, in the order in which the reference shows them. */
export const filterParameters = {
  domain: listParameter(textValue, "Ids of domains."),
  owner: listParameter(textValue, "Ids of owners."),
  tag: listParameter(textValue, "Tags."),
  tier: listParameter(z.enum(["1", "2", "3", "4"], "must be 1, 2, 3 or 4"), "Tiers, 1 is critical."),
  term: listParameter(textValue, "Terms of the glossary, of the dataset or one of its columns."),
  status: listParameter(
    z.enum(["proposed", "draft", "active", "deprecated", "retired"], "must be proposed, draft, active, deprecated or retired"),
    "Where the dataset is in its life.",
  ),
  classification: listParameter(textValue, "Classifications that any of its columns carries, for example `pii`."),
  verdict: listParameter(
    z.enum(["ready", "at-risk", "broken", "unknown"], "must be ready, at-risk, broken or unknown"),
    "Whether the data can be used now.",
  ),
};

/** How the OpenAPI document says that every column is a parameter. */
export const filtersParameter = z
  .record(z.string(), z.string())
  .optional()
  .meta({
    description:
      'Conditions as in PostgREST, each a parameter called like its column: `total=gt.5`, `state=in.(open,held)`, `note=is.null`, `name=ilike.*smith*`; the operators are `eq neq gt gte lt lte like ilike in is`, and `not.` in front turns one round. Several hold together; `or=(a.gt.1,b.eq.2)`, `and=(…)`, `not.or=(…)` and `not.and=(…)` combine them, also inside of each other. A column that is called like a parameter is written in quotes: `"limit"=eq.5`. A masked column is compared by its masked value.',
    param: { style: "form", explode: true },
    example: { total: "gt.5", or: "(state.eq.open,state.is.null)" },
  });
