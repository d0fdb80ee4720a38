import { Corpus } from "#lib/search/embedded/corpus.ts";
import { nearestSpelling } from "#lib/search/embedded/did-you-mean.ts";
import { type PreparedDoc, prepare } from "#lib/search/embedded/documents.ts";
import { Explainer } from "#lib/search/embedded/explain.ts";
import { narrow } from "#lib/search/embedded/facets.ts";
import { type FirstStage, firstStage } from "#lib/search/embedded/first-stage.ts";
import { parseQuery, type Query } from "#lib/search/embedded/query.ts";
import { sorted } from "#lib/search/embedded/sort.ts";
import { columnSuggestions, mixed, ownerSuggestions, termSuggestions } from "#lib/search/embedded/suggest.ts";
import { Phrasebook } from "#lib/search/embedded/thesaurus.ts";
import { View } from "#lib/search/embedded/view.ts";
import type { IndexChange, SearchAudience, SearchDoc, SearchPage, SearchRequest, Suggestion, Thesaurus } from "#lib/search/search.ts";

const MOST_VIEWS = 64;
const MOST_SUGGESTIONS = 8;

/** Throws when nobody waits for the answer any more. */
export type Pause = () => void;

export type Asked = Omit<SearchRequest, "signal">;

type Step = { readonly op: "put"; readonly doc: PreparedDoc } | { readonly op: "remove"; readonly id: string; readonly version: number };

/** One generation of the index: documents under one thesaurus. Pure and synchronous; the worker gives it a thread of its own. */
export class CatalogIndex {
  readonly #corpus = new Corpus();
  readonly #thesaurus: Thesaurus;
  readonly #phrasebook: Phrasebook;
  readonly #members: ReadonlyMap<string, readonly string[]>;
  /** Versions at which documents were removed. */
  readonly #removed = new Map<string, number>();
  readonly #views = new Map<string, View>();

  constructor(thesaurus: Thesaurus) {
    this.#thesaurus = thesaurus;
    this.#phrasebook = new Phrasebook(thesaurus);
    this.#members = new Map(thesaurus.owners.map((owner) => [owner.id, owner.members]));
  }

  get documents(): number {
    return this.#corpus.size;
  }

  /** Takes all changes in, or, when one of them cannot be read, none. A change older than what is there is passed over. */
  apply(changes: readonly IndexChange[]): void {
    const steps = changes.map(
      (change): Step =>
        change.op === "upsert" ? { op: "put", doc: this.#prepare(change.doc) } : { op: "remove", id: change.id, version: change.version },
    );
    for (const step of steps) {
      const id = step.op === "put" ? step.doc.stored.id : step.id;
      const version = step.op === "put" ? step.doc.stored.version : step.version;
      const known = this.#corpus.find(id)?.version ?? this.#removed.get(id);
      if (known !== undefined && version < known) continue;
      if (step.op === "put") {
        this.#removed.delete(id);
        this.#corpus.put(step.doc);
      } else {
        this.#removed.set(id, version);
        this.#corpus.remove(id);
      }
    }
    if (steps.length > 0) this.#views.clear();
    this.#corpus.tidy();
  }

  search(request: Asked, pause: Pause): SearchPage {
    const view = this.#view(request.audience);
    const query = parseQuery(request.q, this.#phrasebook);
    const stage = stageOf(query, view, pause);
    const { docs, facets } = narrow(stage.docs, request.filters, request.facets, this.#corpus);
    pause();
    const end = request.offset + request.limit;
    const page = sorted(request.sort, query, stage, docs, view, end).slice(request.offset, end);
    const explainer = new Explainer(query, stage, view);
    const hits = page.flatMap(({ doc, score }) => {
      const stored = this.#corpus.docs[doc];
      return stored ? [explainer.hit(doc, stored, score)] : [];
    });
    return {
      hits,
      total: docs.length,
      relaxed: stage.relaxed,
      expanded: [...new Set(stage.synonymsFound.map((phrase) => phrase.text))],
      didYouMean: stage.docs.length > 0 ? null : this.#didYouMean(query, stage, view, pause),
      facets,
    };
  }

  suggest(request: { readonly q: string; readonly audience: SearchAudience; readonly limit: number }, pause: Pause): readonly Suggestion[] {
    const query = parseQuery(request.q, this.#phrasebook);
    if (query.words.length === 0) return [];
    const view = this.#view(request.audience);
    const limit = Math.min(request.limit, MOST_SUGGESTIONS);
    const stage = stageOf(query, view, pause);
    const datasets = sorted("relevance", query, stage, stage.docs, view, limit).flatMap(({ doc }): Suggestion[] => {
      const stored = this.#corpus.docs[doc];
      if (!stored) return [];
      return [{ kind: "dataset", name: stored.name, title: stored.title, dataset: null, detail: stored.domain?.title ?? null }];
    });
    const others = [
      ...termSuggestions(query, this.#thesaurus),
      ...columnSuggestions(query, stage, view),
      ...ownerSuggestions(query, this.#thesaurus, view),
    ];
    return mixed(datasets, others, limit);
  }

  #didYouMean(query: Query, stage: FirstStage, view: View, pause: Pause): string | null {
    const spelling = nearestSpelling(query, stage, view);
    if (spelling === null) return null;
    return stageOf(parseQuery(spelling, this.#phrasebook), view, pause).docs.length > 0 ? spelling : null;
  }

  #prepare(doc: SearchDoc): PreparedDoc {
    return prepare(doc, doc.owner === null ? [] : (this.#members.get(doc.owner.id) ?? []));
  }

  #view(audience: SearchAudience): View {
    const key = audience === "all" ? "all" : JSON.stringify([...new Set(audience)].sort());
    const known = this.#views.get(key);
    if (known) return known;
    const made = new View(this.#corpus, audience);
    const oldest = this.#views.keys().next();
    if (this.#views.size >= MOST_VIEWS && !oldest.done) this.#views.delete(oldest.value);
    this.#views.set(key, made);
    return made;
  }
}

/** With nothing typed, every visible document is an answer, by how much it is trusted and used. */
function stageOf(query: Query, view: View, pause: Pause): FirstStage {
  if (!query.blank) return firstStage(query, view, pause);
  const all = { docs: [...view.visible], scores: view.priors, pins: new Map<number, 1 | 2>() };
  return { ...all, relaxed: false, variants: [], phrases: [], synonymsFound: [] };
}
