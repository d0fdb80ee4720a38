import type { CatalogReader } from "#lib/catalog/catalog.ts";
import { searchView, suggestionView } from "#lib/catalog/search-view.ts";
import type { SearchView, SuggestionView, TermSummary } from "#lib/catalog/views.ts";
import type { VocabularyReader } from "#lib/catalog/vocabulary-reader.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { FACETS, type SearchFilters, type SearchIndex, type SearchRequest } from "#lib/search/search.ts";
import type { Store } from "#lib/store/store.ts";

export interface FindRequest {
  readonly q: string;
  readonly filters: SearchFilters;
  readonly sort: SearchRequest["sort"];
  readonly offset: number;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

export interface FinderDeps {
  readonly store: Store;
  readonly search: SearchIndex;
  readonly catalog: CatalogReader;
  readonly vocabulary: VocabularyReader;
  readonly now: () => Date;
}

/** Longest query that is searched; the rest is cut. */
const MAX_QUERY = 2_000;
const SUGGESTIONS = 8;

/** Search for people and for the API: the index finds, the store gives what the reader may see of it. */
export class Finder {
  readonly #deps: FinderDeps;

  constructor(deps: FinderDeps) {
    this.#deps = deps;
  }

  async search(scope: Scope, request: FindRequest): Promise<SearchView> {
    const { store, search, catalog, now } = this.#deps;
    const { signal, ...rest } = request;
    const q = rest.q.slice(0, MAX_QUERY);
    const page = await search.search({ ...rest, q, audience: scope.audience, facets: FACETS, ...(signal === undefined ? {} : { signal }) });
    const [records, glossary] = await Promise.all([
      store.datasetsById(
        scope,
        page.hits.map(({ id }) => id),
      ),
      catalog.glossary(),
    ]);
    return searchView({
      q,
      page,
      trust: await catalog.trust(scope, records),
      records: new Map(records.map((record) => [record.id, record])),
      filters: request.filters,
      offset: request.offset,
      limit: request.limit,
      nearestTerms: page.total === 0 && q.trim() !== "" ? await this.#nearestTerms(scope, q) : [],
      scope,
      glossary,
      now: now(),
    });
  }

  async suggest(scope: Scope, q: string, limit = SUGGESTIONS, signal?: AbortSignal): Promise<readonly SuggestionView[]> {
    const suggestions = await this.#deps.search.suggest({
      q: q.slice(0, MAX_QUERY),
      audience: scope.audience,
      limit: Math.min(limit, SUGGESTIONS),
      ...(signal === undefined ? {} : { signal }),
    });
    const owners = suggestions.some(({ kind }) => kind === "owner")
      ? new Set((await this.#deps.vocabulary.owners(scope)).map(({ id }) => id))
      : new Set<string>();
    return suggestions.filter(({ kind, name }) => kind !== "owner" || owners.has(name)).map(suggestionView);
  }

  /** For an empty result: terms that share letters with what was typed, nearest first, at most four. */
  async #nearestTerms(scope: Scope, q: string): Promise<readonly TermSummary[]> {
    const wanted = trigrams(q);
    const scored = (await this.#deps.vocabulary.terms(scope)).map((term) => ({
      term,
      score: Math.max(...[term.title, ...term.synonyms].map((phrase) => overlap(wanted, trigrams(phrase)))),
    }));
    return scored
      .filter(({ score }) => score > 0.15)
      .sort((a, b) => b.score - a.score)
      .slice(0, 4)
      .map(({ term }) => term);
  }
}

function trigrams(text: string): ReadonlySet<string> {
  const padded = `  ${text.toLowerCase().slice(0, 200)} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, index) => padded.slice(index, index + 3)));
}

/** Jaccard similarity of two sets, 0 to 1. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((gram) => b.has(gram)).length;
  return shared / (a.size + b.size - shared);
}
