import { z } from "zod";
import { datasetSummarySchema } from "#lib/api/schemas/dataset.ts";
import { pageOf } from "#lib/api/schemas/shared.ts";

const links = z.object({ html: z.url(), self: z.url() });
const datasetCount = z.number().int().meta({ description: "Datasets that you can see." });

const termSummarySchema = z
  .object({ slug: z.string(), title: z.string(), definition: z.string(), synonyms: z.array(z.string()), datasets: datasetCount, links })
  .meta({ id: "TermSummary" });

export const termSchema = z
  .object({
    slug: z.string(),
    title: z.string(),
    definition: z.string(),
    synonyms: z.array(z.string()),
    owner: z.string().nullable(),
    related: z.array(z.string()),
    datasets: z.array(datasetSummarySchema),
    columns: z.array(z.object({ dataset: z.string(), column: z.string(), description: z.string().nullable() })),
    metrics: z.array(z.object({ name: z.string(), title: z.string(), dataset: z.string(), measure: z.string() })),
    links,
  })
  .meta({ id: "Term" });

const owner = {
  id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  slack: z.string().nullable(),
  email: z.string().nullable(),
  oncall: z.string().nullable(),
  declared: z.boolean().meta({ description: "false: datasets name it, but the catalog does not say who it is." }),
  links,
};
const ownerSummarySchema = z.object({ ...owner, datasets: datasetCount }).meta({ id: "OwnerSummary" });
export const ownerSchema = z.object({ ...owner, datasets: z.array(datasetSummarySchema) }).meta({ id: "Owner" });

const domain = { id: z.string(), title: z.string(), description: z.string().nullable(), owner: z.string().nullable(), links };
const domainSummarySchema = z.object({ ...domain, datasets: datasetCount }).meta({ id: "DomainSummary" });
export const domainSchema = z.object({ ...domain, datasets: z.array(datasetSummarySchema) }).meta({ id: "Domain" });

export const termPageSchema = pageOf(termSummarySchema);
export const ownerPageSchema = pageOf(ownerSummarySchema);
export const domainPageSchema = pageOf(domainSummarySchema);

export type TermSummaryAnswer = z.input<typeof termSummarySchema>;
export type TermAnswer = z.input<typeof termSchema>;
export type OwnerSummaryAnswer = z.input<typeof ownerSummarySchema>;
export type OwnerAnswer = z.input<typeof ownerSchema>;
export type DomainSummaryAnswer = z.input<typeof domainSummarySchema>;
export type DomainAnswer = z.input<typeof domainSchema>;
