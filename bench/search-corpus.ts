import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { SearchDoc, Thesaurus } from "#lib/search/search.ts";

const corpusDoc = z.object({
  id: z.string(),
  name: z.string(),
  qualifiedName: z.string(),
  title: z.string(),
  description: z.string(),
  owner: z.string(),
  team: z.string(),
  domain: z.string(),
  tags: z.array(z.string()),
  terms: z.array(z.string()),
  columns: z.array(z.object({ name: z.string(), description: z.string() })),
  tier: z.number(),
  popularity: z.number(),
  quality: z.number(),
  freshness: z.enum(["fresh", "late", "stale"]),
  verified: z.boolean(),
  deprecated: z.boolean(),
  pii: z.boolean(),
});

const corpusModule = z.object({
  makeCorpus: z.function({
    input: [z.number()],
    output: z.object({ docs: z.array(corpusDoc), synonyms: z.array(z.array(z.string())) }),
  }),
});

const judgedQuery = z.object({
  id: z.string(),
  category: z.string(),
  query: z.string(),
  relevant: z.array(z.object({ dataset: z.string(), grade: z.number() })).default([]),
  filters: z.record(z.string(), z.unknown()).optional(),
});

export type JudgedQuery = z.infer<typeof judgedQuery>;

export interface Corpus {
  readonly docs: readonly SearchDoc[];
  readonly thesaurus: Thesaurus;
}

/** The folder of the shared corpus beside the project, or `null` when it is not there. */
export function corpusFolder(): string | null {
  const folder = join(import.meta.dirname, "../../shared/bench/search");
  return existsSync(join(folder, "corpus.mjs")) ? folder : null;
}

/** Seeded synthetic datasets in the shape of the port. */
export async function makeCorpus(folder: string, size: number): Promise<Corpus> {
  const { makeCorpus: make } = corpusModule.parse(await import(pathToFileURL(join(folder, "corpus.mjs")).href));
  const { docs, synonyms } = make(size);
  const groups = synonyms.map((phrases) => ({ slug: slug(phrases[0] ?? ""), phrases, definition: "" }));
  return { docs: docs.map(searchDocOf), thesaurus: { groups, owners: [] } };
}

export async function readJudged(folder: string, name: "a" | "b"): Promise<JudgedQuery[]> {
  return z.array(judgedQuery).parse(JSON.parse(await readFile(join(folder, `judged-${name}.json`), "utf8")));
}

function searchDocOf(doc: z.infer<typeof corpusDoc>): SearchDoc {
  return {
    id: doc.id,
    version: 1,
    name: doc.name,
    title: doc.title,
    description: doc.description,
    domain: { id: slug(doc.domain), title: doc.domain },
    owner: { id: doc.team, title: doc.owner },
    tags: doc.tags,
    terms: doc.terms.map((title) => ({ slug: slug(title), title, synonyms: [] })),
    columns: doc.columns.map((column) => ({ ...column, values: [] })),
    aliases: [doc.qualifiedName],
    text: "",
    tier: doc.tier,
    status: doc.deprecated ? "deprecated" : "active",
    classification: doc.pii ? ["pii"] : [],
    verdict: doc.freshness === "stale" ? "broken" : doc.freshness === "late" ? "at-risk" : doc.verified ? "ready" : "unknown",
    popularity: Math.min(1, Math.log10(1 + doc.popularity) / 3.7),
    quality: doc.quality / 100,
    updatedAt: 0,
    audience: ["everyone"],
  };
}

function slug(text: string): string {
  return text.toLowerCase().replace(/\W+/g, "-");
}
