import { z } from "zod";

const json = z.unknown();

/** A contract in the catalog's own format: what the YAML of a dataset says, with everything filled in. */
export const contractSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    title: z.string(),
    description: z.string(),
    domain: z.string().optional(),
    owner: z.string().optional(),
    tags: z.array(z.string()).optional(),
    terms: z.array(z.string()).optional(),
    tier: z.number().int().optional(),
    status: z.string(),
    replaced_by: z.string().optional(),
    sla: json.optional(),
    freshness: json.optional(),
    quality_score: z.number().optional(),
    schema: z.array(z.record(z.string(), z.record(z.string(), json))),
    checks: z.array(z.record(z.string(), json)).optional(),
    monitors: z.array(z.record(z.string(), json)).optional(),
    lineage: z.object({ upstream: z.array(z.string()) }).optional(),
    access: z.record(z.string(), json),
    usage_examples: z.array(z.object({ name: z.string(), description: z.string().optional(), sql: z.string() })).optional(),
  })
  .meta({ id: "Contract" });

export type ContractAnswer = z.input<typeof contractSchema>;
