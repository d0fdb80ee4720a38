import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, limitParameter } from "#lib/api/parameters.ts";

export const JSON_LD = "application/ld+json";
const group = "Other formats";
/** Harvesters want a whole catalog at once. */
const MOST = 10_000;
const page = { limit: limitParameter(MOST, MOST), cursor: cursorParameter };

export const getDcatCatalog = declareRoute({
  id: "getDcatCatalog",
  path: "/catalog.jsonld",
  group,
  summary: "Get the catalog as DCAT",
  description: "DCAT-3 in JSON-LD: every dataset that you can see. With more than a page of them, the header `Link` leads on.",
  query: z.object(page),
  answer: { description: "A `dcat:Catalog`.", content: { [JSON_LD]: null } },
});

export const getOpenDataCatalog = declareRoute({
  id: "getOpenDataCatalog",
  path: "/data.json",
  group,
  summary: "Get the catalog as Project Open Data",
  description: "`data.json` of the Project Open Data Metadata Schema v1.1 (DCAT-US): every dataset that you can see, in pages as above.",
  query: z.object(page),
  answer: { description: "The catalog.", content: { "application/json": z.looseObject({ dataset: z.array(z.looseObject({})) }) } },
});

export const getDatasetJsonLd = declareRoute({
  id: "getDatasetJsonLd",
  path: "/datasets/{name}/dataset.jsonld",
  group,
  summary: "Get a dataset for search engines",
  description: "A schema.org Dataset, which is a Croissant description, too. `/datasets/{name}.jsonld` is the same.",
  params: { name: "Name or alias of a dataset. Case, `-` and `_` make no difference." },
  query: z.object({}),
  answer: { description: "The dataset.", content: { [JSON_LD]: null } },
  problems: [404],
});
