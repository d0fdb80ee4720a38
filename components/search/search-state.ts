import type { FacetView, SearchView } from "#lib/catalog/views.ts";

/** A search with what the reader chose besides the words. */
export interface SearchState extends SearchView {
  readonly sort: string;
  /** Counts from 1. */
  readonly page: number;
}

/** The chosen values of each facet, as the address carries them. */
export function filtersOf(facets: readonly FacetView[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    facets.flatMap(({ facet, values }) => {
      const chosen = values.filter(({ selected }) => selected).map(({ value }) => value);
      return chosen.length === 0 ? [] : [[facet, chosen]];
    }),
  );
}

const FACET_TITLES: Readonly<Record<string, string>> = {
  domain: "Domain",
  verdict: "State",
  owner: "Owner",
  term: "Term",
  tag: "Tag",
  tier: "Importance",
  classification: "Classification",
  status: "Status",
};

export function facetTitle(facet: string): string {
  return FACET_TITLES[facet] ?? facet;
}

/** Facets in the order in which people ask. */
export function orderedFacets(facets: readonly FacetView[]): readonly FacetView[] {
  const order = Object.keys(FACET_TITLES);
  return [...facets].sort((a, b) => order.indexOf(a.facet) - order.indexOf(b.facet));
}
