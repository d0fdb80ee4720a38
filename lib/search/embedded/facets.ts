import { Bits } from "#lib/search/embedded/bits.ts";
import type { Corpus } from "#lib/search/embedded/corpus.ts";
import { FACETS, type Facet, type SearchFilters, type SearchPage } from "#lib/search/search.ts";

/** Values of a facet that an answer carries at most. */
const MOST_VALUES = 500;

interface Chosen {
  readonly facet: Facet;
  readonly docs: Bits;
}

/**
 * Filters documents and counts facet values. The counts of a facet leave its own selection out, so that they say how many
 * answers each further value would give.
 */
export function narrow(
  docs: readonly number[],
  filters: SearchFilters,
  facets: readonly Facet[],
  corpus: Corpus,
): { docs: readonly number[]; facets: SearchPage["facets"] } {
  const chosen = chosenIn(filters, corpus);
  const counters = facets.map((facet) => ({ facet, counts: new Uint32Array(corpus.facets[facet].values.length) }));
  const kept: number[] = [];
  for (const doc of docs) {
    let failed = 0;
    let failedFacet: Facet | null = null;
    for (const { facet, docs: members } of chosen) {
      if (members.has(doc)) continue;
      failed++;
      failedFacet = facet;
      if (failed > 1) break;
    }
    if (failed > 1) continue;
    if (failed === 0) kept.push(doc);
    for (const { facet, counts } of counters) {
      if (failed === 0 || facet === failedFacet) {
        for (const value of corpus.facets[facet].of(doc)) counts[value] = (counts[value] ?? 0) + 1;
      }
    }
  }
  return {
    docs: kept,
    facets: Object.fromEntries(counters.map(({ facet, counts }) => [facet, listed(counts, corpus.facets[facet].values)])),
  };
}

function chosenIn(filters: SearchFilters, corpus: Corpus): Chosen[] {
  return FACETS.flatMap((facet) => {
    const values = filters[facet] ?? [];
    if (values.length === 0) return [];
    const docs = new Bits(corpus.docs.length);
    for (const value of values) for (const doc of corpus.facets[facet].members(value)) docs.add(doc);
    return [{ facet, docs }];
  });
}

/** Commonest first, ties by value; no value without an answer. */
function listed(counts: Uint32Array, values: readonly string[]): { value: string; count: number }[] {
  const found: { value: string; count: number }[] = [];
  values.forEach((value, number) => {
    const count = counts[number] ?? 0;
    if (count > 0) found.push({ value, count });
  });
  return found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, MOST_VALUES);
}
