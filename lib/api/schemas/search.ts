import { z } from "zod";
import { datasetSummarySchema } from "#lib/api/schemas/dataset.ts";
import { pageSchema } from "#lib/api/schemas/shared.ts";

const hitSchema = datasetSummarySchema
  .extend({
    matched: z
      .array(z.object({ field: z.string(), value: z.string(), via: z.string().nullable() }))
      .meta({ description: "Why it was found. `via`: the term that the value is a synonym of." }),
    highlights: z
      .object({ title: z.string().optional(), description: z.string().optional() })
      .meta({ description: "Fields with a match, as HTML: escaped text with `<mark>`." }),
  })
  .meta({ id: "SearchHit" });

export const searchSchema = z
  .object({
    data: z.array(hitSchema),
    facets: z.record(z.string(), z.array(z.object({ value: z.string(), title: z.string(), count: z.number().int() }))),
    relaxed: z.boolean().meta({ description: "Nothing has all the words; these have some of them." }),
    expanded: z.array(z.string()).meta({ description: "Synonyms that were searched besides what was typed." }),
    didYouMean: z.string().nullable(),
    page: pageSchema,
  })
  .meta({ id: "SearchAnswer" });

export const suggestSchema = z
  .object({
    data: z
      .array(
        z.object({
          kind: z.enum(["dataset", "term", "column", "owner"]),
          name: z.string(),
          title: z.string(),
          detail: z.string().nullable(),
          href: z.string().meta({ description: "Path of its page." }),
        }),
      )
      .max(8),
  })
  .meta({ id: "Suggestions" });

export type SearchAnswer = z.input<typeof searchSchema>;
export type SuggestAnswer = z.input<typeof suggestSchema>;
