import { z } from "zod";
import { CONTRACT_FORMATS } from "#lib/api/answers/contract-format.ts";
import { declareRoute } from "#lib/api/declaration.ts";
import { atParameter, cursorParameter, filterParameters, limitParameter } from "#lib/api/parameters.ts";
import { contractSchema } from "#lib/api/schemas/contract.ts";
import { datasetPageSchema, datasetSchema } from "#lib/api/schemas/dataset.ts";

export const DATASET_SORTS = ["name", "popularity", "quality", "freshness", "updated"] as const;
const sorts = DATASET_SORTS.flatMap((sort) => [sort, `-${sort}` as const]);
const name = "Name or alias of a dataset. Case, `-` and `_` make no difference.";
const group = "Catalog";

export const listDatasets = declareRoute({
  id: "listDatasets",
  path: "/api/v1/datasets",
  group,
  summary: "List datasets",
  description: "The datasets that you can see. Values of one filter are alternatives; filters narrow each other.",
  query: z.object({
    ...filterParameters,
    sort: z
      .enum(sorts, `must be one of ${DATASET_SORTS.join(", ")}, with - in front to reverse it`)
      .default("name")
      .meta({ description: "`-` in front reverses. `popularity` and `freshness` are not measured yet and sort by name." }),
    limit: limitParameter(50, 1_000),
    cursor: cursorParameter,
  }),
  answer: { description: "A page of datasets.", content: { "application/json": datasetPageSchema } },
});

export const getDataset = declareRoute({
  id: "getDataset",
  path: "/api/v1/datasets/{name}",
  group,
  summary: "Get a dataset",
  description:
    "Everything on the dataset's page: promises, what is known about them, columns, examples and links. With `at`, what was promised then; rows and observations are always of today, so they are left out.",
  params: { name },
  query: z.object({ at: atParameter }),
  answer: { description: "The dataset.", content: { "application/json": datasetSchema } },
  problems: [404],
});

export const getContract = declareRoute({
  id: "getContract",
  path: "/api/v1/datasets/{name}/contract",
  group,
  summary: "Get the contract of a dataset",
  description:
    "The promise alone, in the words of the catalog format; `Accept: application/yaml` gives it as a catalog file. `format` gives it in the words of the Open Data Contract Standard (also as YAML), of DCAT, or as a Frictionless Data Package.",
  params: { name },
  query: z.object({
    at: atParameter,
    format: z
      .enum(CONTRACT_FORMATS, `must be one of ${CONTRACT_FORMATS.join(", ")}`)
      .default("native")
      .meta({ description: "In whose words. `Accept` chooses between JSON and YAML." }),
  }),
  answer: {
    description: "The contract. The schema is that of `format=native`; other formats have their own.",
    content: {
      "application/json": z.union([contractSchema, z.looseObject({})]),
      "application/yaml": z.string(),
      "application/ld+json": null,
    },
  },
  problems: [404, 406],
});
