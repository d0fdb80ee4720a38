import { z } from "zod";
import { check } from "#lib/contract/schema/check-schema.ts";
import { columns } from "#lib/contract/schema/column-schema.ts";
import { mask } from "#lib/contract/schema/mask-schema.ts";
import { datasetFreshness, sla } from "#lib/contract/schema/time-schema.ts";
import { kept, labels, percent, section, words } from "#lib/contract/schema/words.ts";

const level = z.enum(["everyone", "signed-in", "restricted"]);

const access = section({
  query: z
    .string()
    .optional()
    .meta({ description: "The SQL that people use elsewhere. A plain one names the relation.", examples: ["SELECT * FROM prod.orders"] }),
  export: z.string().optional().meta({ description: "The address of an export, shown as given." }),
  api: z.string().optional().meta({ description: "The address of an interface, shown as given." }),
  visibility: level.optional().meta({ description: "Who may know that the dataset exists. Otherwise as the policy says." }),
  data: level.optional().meta({ description: "Who may read its rows. Otherwise as `visibility`." }),
  readers: labels.optional().meta({ description: "The groups that may, with `restricted`.", examples: [["finance"]] }),
  rows: z
    .string()
    .optional()
    .meta({ description: "Which rows a reader gets: one expression over the columns.", examples: ["country = 'DE'"] }),
  mask: z
    .record(z.string(), mask)
    .optional()
    .meta({ description: "Column and mask.", examples: [{ email: { as: "partial", except: ["crm"] } }] }),
}).meta({ description: "Who may see the dataset and read its rows." });

const source = z
  .union([
    z.string(),
    section({
      source: z.string().optional().meta({ description: "The id of a source." }),
      relation: z
        .string()
        .optional()
        .meta({ description: "The table or view in it.", examples: ["sales.orders"] }),
      files: z
        .string()
        .optional()
        .meta({ description: "The files in it.", examples: ["orders/*.parquet"] }),
    }),
  ])
  .meta({ description: "Where the rows are: the id of a source, then the relation.", examples: ["warehouse.sales.orders"] });

/** What a monitor says, wherever it stands. */
export const monitorKeys = {
  name: words.optional().meta({ description: "What the monitor is called." }),
  type: z.enum(["freshness", "volume", "distribution"]).meta({ description: "What is watched." }),
  column: z.string().optional().meta({ description: "The column whose distribution is watched." }),
  threshold: words.optional().meta({ description: "From which change on it counts.", examples: ["10%", "24h"] }),
};

const example = section({
  name: words.optional().meta({ description: "What the example answers." }),
  description: words.optional().meta({ description: "What it is for." }),
  sql: z.string().meta({ description: "The query. Touchstone runs it and says whether it still works." }),
});

export const dataset = section({
  title: words.optional().meta({ description: "For people; otherwise made from the name." }),
  description: words.meta({ description: "What one row is, in plain words." }),
  domain: z.string().optional().meta({ description: "The id of a domain." }),
  owner: z.string().meta({ description: "The id of the team or person who answers questions." }),
  tags: labels.optional().meta({ description: "Labels.", examples: [["core"]] }),
  terms: labels
    .optional()
    .meta({ description: "Slugs of the glossary: what business words this dataset is about.", examples: [["order", "revenue"]] }),
  tier: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
    .optional()
    .meta({ description: "1 is critical, 4 is not." }),
  status: z.enum(["proposed", "draft", "active", "deprecated", "retired"]).optional().meta({ description: "Otherwise active." }),
  replaced_by: z.string().optional().meta({ description: "The dataset to use instead of a deprecated one." }),
  docs: z
    .string()
    .optional()
    .meta({ description: "An .mdx file beside this one.", examples: ["orders.mdx"] }),
  source: source.optional(),
  sla: sla.optional(),
  freshness: datasetFreshness.optional(),
  quality_score: percent.optional().meta({ description: "The target. The score itself is measured.", examples: ["98%"] }),
  schema: columns,
  checks: z.array(check).optional().meta({ description: "More that must hold, beyond what the columns say." }),
  monitors: z.array(section(monitorKeys)).optional().meta({ description: "What is watched for sudden change." }),
  lineage: z
    .union([labels, section({ upstream: labels.optional().meta({ description: "The datasets that this one is made from." }) })])
    .optional()
    .meta({ description: "Where the data comes from.", examples: [{ upstream: ["raw_orders"] }] }),
  version: words.optional().meta({ description: "Semantic: raise the first number when readers may break.", examples: ["1.4.0"] }),
  aliases: labels.optional().meta({ description: "Other names under which it is found. A renamed dataset lists its old one." }),
  access: access.optional(),
  custom: kept.optional().meta({ description: "A map of your own, kept as it is." }),
  odcs: kept.optional().meta({ description: "What an ODCS contract says beyond this format, kept as it is." }),
  usage_examples: z.array(example).optional().meta({ description: "Queries that people can start from." }),
}).meta({ id: "dataset", description: "One dataset: what it promises, who owns it, where it is." });
