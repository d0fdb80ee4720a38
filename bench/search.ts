/**
 * Ranking and speed of search through the port: `node bench/search.ts --size 10000`.
 * Needs the shared corpus beside the project; without it, it says so and ends well.
 */
import { parseArgs } from "node:util";
import { openEmbeddedSearch } from "#lib/search/embedded/embedded.ts";
import type { SearchFilters, SearchIndex, SearchRequest } from "#lib/search/search.ts";
import { corpusFolder, type JudgedQuery, makeCorpus, readJudged } from "./search-corpus.ts";

const FILTER_NAMES: Readonly<Record<string, keyof SearchFilters>> = { domain: "domain", tags: "tag", tier: "tier" };

const { values } = parseArgs({ options: { size: { type: "string", default: "10000" }, misses: { type: "boolean", default: false } } });
const folder = corpusFolder();
if (folder === null) console.log("bench/search: the shared corpus is not beside the project; nothing measured");
else await run(folder, Number(values.size));

async function run(folder: string, size: number): Promise<void> {
  const { docs, thesaurus } = await makeCorpus(folder, size);
  const before = process.memoryUsage.rss();
  const index = await openEmbeddedSearch();
  const started = performance.now();
  await index.rebuild(asyncOf(docs), { xid: "1", seq: "1" }, thesaurus);
  const built = performance.now() - started;
  console.log(`${docs.length} datasets, built in ${(built / 1000).toFixed(2)} s, +${megabytes(process.memoryUsage.rss() - before)} MB`);
  const queries: string[] = [];
  for (const name of ["a", "b"] as const) {
    const judged = await readJudged(folder, name);
    queries.push(...judged.map((query) => query.query));
    await measureRanking(index, name, judged);
  }
  await measureSpeed("search", queries, (q) => index.search(requestOf(q)));
  const facets = ["domain", "owner", "tag", "term", "tier", "status", "classification", "verdict"] as const;
  await measureSpeed("search, audience and 8 facets", queries, (q) => index.search({ ...requestOf(q), audience: ["everyone"], facets }));
  const typed = queries.flatMap((query) => Array.from({ length: Math.min(12, query.length) }, (_, at) => query.slice(0, at + 1)));
  await measureSpeed("suggest while typing", typed, (q) => index.suggest({ q, audience: ["everyone"], limit: 8 }));
  await index.close();
}

async function measureRanking(index: SearchIndex, name: string, judged: readonly JudgedQuery[]): Promise<void> {
  const byCategory = new Map<string, number[]>();
  for (const query of judged) {
    const { hits } = await index.search({ ...requestOf(query.query), filters: filtersOf(query) });
    const grades = new Map(query.relevant.map(({ dataset, grade }) => [dataset, grade]));
    const at = hits.findIndex((hit) => (grades.get(hit.id) ?? 0) >= 2);
    const value = query.category === "zero" ? Number(hits.length === 0) : at < 0 ? 0 : 1 / (at + 1);
    byCategory.set(query.category, [...(byCategory.get(query.category) ?? []), value]);
    if (values.misses && value < 1)
      console.log(
        `  ${query.category}: ${query.query} → ${at + 1}; ${hits
          .slice(0, 4)
          .map((hit) => hit.name)
          .join(", ")}`,
      );
  }
  const ranked = [...byCategory].filter(([category]) => category !== "zero").flatMap(([, figures]) => figures);
  const parts = [...byCategory].map(([category, figures]) => `${category} ${mean(figures).toFixed(3)}`);
  console.log(`set ${name.toUpperCase()}: MRR@10 ${mean(ranked).toFixed(3)} (${parts.join(", ")})`);
}

async function measureSpeed(what: string, queries: readonly string[], ask: (q: string) => Promise<unknown>): Promise<void> {
  for (const query of queries.slice(0, 100)) await ask(query);
  const times: number[] = [];
  for (const query of queries) {
    const started = performance.now();
    await ask(query);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  console.log(`${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms over ${times.length}`);
}

function requestOf(q: string): SearchRequest {
  return { q, audience: "all", filters: {}, facets: [], sort: "relevance", offset: 0, limit: 10 };
}

/** Filters of the judged sets that the port has; the corpus's own others are left out. */
function filtersOf(query: JudgedQuery): SearchFilters {
  const filters: Partial<Record<keyof SearchFilters, readonly string[]>> = {};
  for (const [name, value] of Object.entries(query.filters ?? {})) {
    if (name === "pii" && value === true) filters.classification = ["pii"];
    if (name === "verified" && value === true) filters.verdict = ["ready"];
    const facet = FILTER_NAMES[name];
    if (facet === "domain") filters.domain = [String(value).toLowerCase().replace(/\W+/g, "-")];
    else if (facet !== undefined) filters[facet] = [String(value)];
  }
  return filters;
}

async function* asyncOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / Math.max(1, figures.length);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
