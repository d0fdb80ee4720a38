import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, filterParameters, limitParameter } from "#lib/api/parameters.ts";
import { searchSchema, suggestSchema } from "#lib/api/schemas/search.ts";

const group = "Search";
const text = z.string().max(2_000, "is too long, at most 2,000 characters").default("");

export const search = declareRoute({
  id: "search",
  path: "/api/v1/search",
  group,
  summary: "Search the catalog",
  description: "Datasets by names, descriptions, columns, terms and their synonyms. Hits and counts tell only of what you can see.",
  query: z.object({
    q: text.meta({ description: "What to look for; empty finds everything." }),
    ...filterParameters,
    sort: z
      .enum(["relevance", "name", "updated", "popularity", "quality"], "must be relevance, name, updated, popularity or quality")
      .default("relevance")
      .meta({ description: "`updated`, `popularity` and `quality` begin with the newest, most used or best." }),
    limit: limitParameter(50, 1_000),
    cursor: cursorParameter,
  }),
  answer: { description: "Hits, best first, and how many there are of each kind.", content: { "application/json": searchSchema } },
});

export const suggest = declareRoute({
  id: "suggest",
  path: "/api/v1/suggest",
  group,
  summary: "Suggest while typing",
  description: "At most 8 datasets, terms, columns and owners for the beginning of a text.",
  query: z.object({ q: text.meta({ description: "What was typed so far." }) }),
  answer: { description: "Suggestions, datasets first.", content: { "application/json": suggestSchema } },
});
