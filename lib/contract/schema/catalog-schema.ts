import { z } from "zod";
import { dataset, monitorKeys } from "#lib/contract/schema/dataset-schema.ts";
import { classificationMask } from "#lib/contract/schema/mask-schema.ts";
import { domain, metric, owner, term } from "#lib/contract/schema/vocabulary-schema.ts";
import { datasetName, id, labels, number, percent, secretOf, section, words } from "#lib/contract/schema/words.ts";

const source = section({
  engine: z.enum(["duckdb", "postgres", "trino"]).meta({ description: "What answers queries: DuckDB over files, PostgreSQL or Trino." }),
  files: z
    .string()
    .optional()
    .meta({ description: "The folder of the files, with `duckdb`.", examples: ["./data"] }),
  url: secretOf("TOUCHSTONE_SOURCE_")
    .optional()
    .meta({ description: "Where the server is, with `postgres` and `trino`: always `{env: NAME}`." }),
  catalog: z
    .string()
    .optional()
    .meta({ description: "The catalog, with `trino`.", examples: ["hive"] }),
  timezone: z.string().optional().meta({ description: "The zone of times that carry none; otherwise UTC." }),
}).meta({ id: "source", description: "Where data lies." });

const weight = number.min(0).max(1000).optional();
const policy = section({
  default_visibility: z
    .enum(["everyone", "signed-in", "restricted"])
    .optional()
    .meta({ description: "Of datasets that do not say who may know of them." }),
  attributes: labels.optional().meta({ description: "What is known of readers and may be used in row policies.", examples: [["country"]] }),
  classifications: z
    .record(z.string(), classificationMask)
    .optional()
    .meta({ description: "Classification and mask.", examples: [{ pii: { mask: "partial", except: ["privacy"] } }] }),
  dimension_weights: section({
    completeness: weight.meta({ description: "Weight of completeness." }),
    uniqueness: weight.meta({ description: "Weight of uniqueness." }),
    validity: weight.meta({ description: "Weight of validity." }),
    consistency: weight.meta({ description: "Weight of consistency." }),
    accuracy: weight.meta({ description: "Weight of accuracy." }),
    timeliness: weight.meta({ description: "Weight of timeliness." }),
  })
    .optional()
    .meta({ description: "How much each side of quality counts in the score; otherwise 1." }),
  roles: section({ admin: labels.optional().meta({ description: "Groups whose members administer the catalog." }) })
    .optional()
    .meta({ description: "Who may do what." }),
}).meta({ description: "Defaults for visibility and masks." });

const report = section({
  dataset: z.string().meta({ description: "The dataset." }),
  score: percent.meta({ description: "From 0 to 100." }),
  measured_at: words.meta({ description: "When.", examples: ["2026-11-22T06:00:00Z"] }),
  source: words.optional().meta({ description: "Who measured it." }),
});

const monitor = section({
  ...monitorKeys,
  table: z.string().optional().meta({ description: "The dataset that is watched." }),
  dataset: z.string().optional().meta({ description: "The same as `table`." }),
});

/**
 * What a catalog file may say, for editors and for documentation. The reader itself is written by hand, because it keeps positions and
 * spelling and says how to mend what is wrong; tests hold the two together.
 */
export const catalogFile = section({
  data_catalog: section({
    title: words.optional().meta({ description: "The catalog's name, shown on the home page." }),
    datasets: z.record(datasetName, dataset).optional().meta({ description: "Name and dataset." }),
    glossary: z.record(id, term).optional().meta({ description: "Slug and business term." }),
    owners: z.record(id, owner).optional().meta({ description: "Id and team or person." }),
    domains: z.record(id, domain).optional().meta({ description: "Id and part of the business." }),
    sources: z
      .record(id.regex(/^[^.]*$/), source)
      .optional()
      .meta({ description: "Id and where data lies." }),
    metrics: z.record(id, metric).optional().meta({ description: "Name and measure over a dataset." }),
    policy: policy.optional(),
  })
    .optional()
    .meta({ description: "Everything that the catalog says." }),
  quality_scores: z.array(report).optional().meta({ description: "Scores that were measured elsewhere." }),
  monitors: z.array(monitor).optional().meta({ description: "What is watched for sudden change." }),
}).meta({ title: "Touchstone catalog file", description: "Datasets and what belongs to them, as a data team describes them." });
