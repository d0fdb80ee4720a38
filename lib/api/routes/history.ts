import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, limitParameter } from "#lib/api/parameters.ts";
import { historySchema } from "#lib/api/schemas/history.ts";

const name = "Name or alias of a dataset. Case, `-` and `_` make no difference.";
const group = "Catalog";
/** The media type of RFC 4287. */
export const ATOM = "application/atom+xml";

export const getHistory = declareRoute({
  id: "getHistory",
  path: "/api/v1/datasets/{name}/history",
  group,
  summary: "List the versions of a contract",
  description:
    "Newest first, each with what changed and whether it breaks readers. `id`, `version`, `hash` and `commit` are what `at` takes elsewhere.",
  params: { name },
  query: z.object({ limit: limitParameter(50, 1_000), cursor: cursorParameter }),
  answer: { description: "A page of versions.", content: { "application/json": historySchema } },
  problems: [404],
});

const feed = {
  group,
  query: z.object({}),
  answer: { description: "An Atom feed (RFC 4287) of the newest 50 changes.", content: { [ATOM]: null } },
};

export const getFeed = declareRoute({
  ...feed,
  id: "getFeed",
  path: "/feed.atom",
  summary: "Follow every contract",
  description: "What changed in the contracts of all datasets that you can see.",
});

export const getDatasetFeed = declareRoute({
  ...feed,
  id: "getDatasetFeed",
  path: "/datasets/{name}/feed.atom",
  summary: "Follow one contract",
  description: "What changed in the contract of a dataset.",
  params: { name },
  problems: [404],
});
