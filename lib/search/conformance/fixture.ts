import { afterAll, beforeAll } from "vitest";
import type { SearchDoc, SearchIndex, SearchPage, SearchRequest, Suggestion, Thesaurus } from "#lib/search/search.ts";
import type { Checkpoint } from "#lib/store/store.ts";

export type Open = () => Promise<SearchIndex>;

export const NO_THESAURUS: Thesaurus = { groups: [], owners: [] };

/** A dataset in the words of a shop; what a rule is about is given, everything else is neutral. */
export function doc(name: string, more: Partial<SearchDoc> = {}): SearchDoc {
  return {
    id: `id-${name}`,
    version: 1,
    name,
    title: name,
    description: "",
    domain: null,
    owner: null,
    tags: [],
    terms: [],
    columns: [],
    aliases: [],
    text: "",
    tier: null,
    status: "active",
    classification: [],
    verdict: "unknown",
    popularity: null,
    quality: null,
    updatedAt: 0,
    audience: ["everyone"],
    ...more,
  };
}

export function column(name: string, description: string | null = null, values: readonly string[] = []) {
  return { name, description, values };
}

export function term(title: string, synonyms: readonly string[] = []) {
  return { slug: title.toLowerCase().replaceAll(" ", "-"), title, synonyms };
}

export const at = (seq: number): Checkpoint => ({ xid: "100", seq: String(seq) });

export async function* streamOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export function requestOf(q: string, more: Partial<SearchRequest> = {}): SearchRequest {
  return { q, audience: ["everyone"], filters: {}, facets: [], sort: "relevance", offset: 0, limit: 20, ...more };
}

/** An index that is opened once for a group of rules, and refilled by each. */
export class Bench {
  readonly #open: Open;
  #index: SearchIndex | null = null;

  constructor(open: Open) {
    this.#open = open;
    beforeAll(async () => {
      this.#index = await open();
    });
    afterAll(async () => {
      await this.#index?.close();
    });
  }

  get index(): SearchIndex {
    if (this.#index === null) throw new Error("The index is not open yet");
    return this.#index;
  }

  open(): Promise<SearchIndex> {
    return this.#open();
  }

  async fill(docs: readonly SearchDoc[], thesaurus: Thesaurus = NO_THESAURUS): Promise<void> {
    await this.index.rebuild(streamOf(docs), at(0), thesaurus);
  }

  search(q: string, more: Partial<SearchRequest> = {}): Promise<SearchPage> {
    return this.index.search(requestOf(q, more));
  }

  /** Names of the hits, best first. */
  async names(q: string, more: Partial<SearchRequest> = {}): Promise<string[]> {
    return (await this.search(q, more)).hits.map((hit) => hit.name);
  }

  suggest(q: string, audience: SearchRequest["audience"] = ["everyone"], limit = 8): Promise<readonly Suggestion[]> {
    return this.index.suggest({ q, audience, limit });
  }
}
