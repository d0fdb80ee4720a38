import type { FirstStage } from "#lib/search/embedded/first-stage.ts";
import { Fit } from "#lib/search/embedded/fit.ts";
import type { Query } from "#lib/search/embedded/query.ts";
import { byName } from "#lib/search/embedded/rank.ts";
import { stem } from "#lib/search/embedded/stem.ts";
import { words } from "#lib/search/embedded/text.ts";
import type { View } from "#lib/search/embedded/view.ts";
import type { Suggestion, Thesaurus } from "#lib/search/search.ts";

const MOST_TERMS = 2;
const MOST_COLUMNS = 2;
const MOST_OWNERS = 2;
/** A single letter begins a large part of all column names, and says which by nothing. */
const SHORTEST_COLUMN_QUERY = 2;
const LONGEST_DETAIL = 120;

/** Datasets first, in the order of search; at least half of the room is theirs when they fill it. */
export function mixed(datasets: readonly Suggestion[], others: readonly Suggestion[], limit: number): readonly Suggestion[] {
  const forDatasets = Math.max(limit - others.length, Math.ceil(limit / 2));
  const first = datasets.slice(0, forDatasets);
  return [...first, ...others.slice(0, limit - first.length)];
}

/** Terms of the glossary one of whose phrases has every word typed; the last may be unfinished. */
export function termSuggestions(query: Query, thesaurus: Thesaurus): Suggestion[] {
  const found = thesaurus.groups.flatMap((group) => {
    const worth = Math.max(0, ...group.phrases.map((phrase) => likeness(query, phrase)));
    const title = group.phrases[0] ?? group.slug;
    return worth === 0
      ? []
      : [{ kind: "term" as const, name: group.slug, title, dataset: null, detail: shortened(group.definition), worth }];
  });
  return bestOf(found, MOST_TERMS);
}

/** Owners by title, id or one of their people, who own something that the reader can see. */
export function ownerSuggestions(query: Query, thesaurus: Thesaurus, view: View): Suggestion[] {
  const found = thesaurus.owners.flatMap((owner) => {
    const worth = Math.max(...[owner.title, owner.id, ...owner.members].map((text) => likeness(query, text)));
    if (worth === 0) return [];
    const owned = new Set(view.corpus.facets.owner.members(owner.id).filter((doc) => view.visible.has(doc))).size;
    if (owned === 0) return [];
    const detail = owned === 1 ? "1 dataset" : `${owned} datasets`;
    return [{ kind: "owner" as const, name: owner.id, title: owner.title, dataset: null, detail, worth }];
  });
  return bestOf(found, MOST_OWNERS);
}

/** Column names that have every word typed, each with the best visible dataset that has it. */
export function columnSuggestions(query: Query, stage: FirstStage, view: View): Suggestion[] {
  if (query.key.length < SHORTEST_COLUMN_QUERY) return [];
  const { corpus } = view;
  let columns: Set<number> | null = null;
  for (const { strong } of stage.variants) {
    const here = new Set<number>();
    for (const word of strong.keys()) {
      for (const column of corpus.columnsByWord.get(word) ?? []) if (columns === null || columns.has(column)) here.add(column);
    }
    columns = here;
  }
  const fit = new Fit(stage.variants, [], corpus.dictionary.stems);
  const ranked = [...(columns ?? [])]
    .map((column) => ({ name: corpus.columns.values[column] ?? "", worth: fit.of(corpus.columnStems[column] ?? []) }))
    .sort((a, b) => b.worth - a.worth || (a.name < b.name ? -1 : 1));
  const found: Suggestion[] = [];
  for (const { name } of ranked) {
    const doc = bestHolder(name, view);
    const stored = doc === null ? null : corpus.docs[doc];
    if (!stored) continue;
    found.push({ kind: "column", name, title: name, dataset: stored.name, detail: stored.title });
    if (found.length === MOST_COLUMNS) break;
  }
  return found;
}

function bestHolder(column: string, view: View): number | null {
  let best: number | null = null;
  for (const doc of view.corpus.columns.members(column)) {
    if (!view.visible.has(doc)) continue;
    if (best === null) best = doc;
    const difference = (view.priors[doc] ?? 0) - (view.priors[best] ?? 0);
    if (difference > 0 || (difference === 0 && byName(doc, best, view) < 0)) best = doc;
  }
  return best;
}

/** 0: not all words are there. Else more for a text that begins so and has little else. */
function likeness(query: Query, text: string): number {
  const own = words(text);
  if (own.length === 0 || query.words.length === 0) return 0;
  const last = query.words.length - 1;
  const isThere = query.words.every((word, at) =>
    own.some((each) => stem(each) === query.stems[at] || (at === last && each.startsWith(word))),
  );
  if (!isThere) return 0;
  return (own.join("").startsWith(query.key) ? 2 : 1) + Math.min(1, query.words.length / own.length);
}

function bestOf(found: readonly (Suggestion & { worth: number })[], limit: number): Suggestion[] {
  const sorted = [...found].sort((a, b) => b.worth - a.worth || (a.name < b.name ? -1 : 1));
  return sorted.slice(0, limit).map(({ worth: _worth, ...suggestion }) => suggestion);
}

function shortened(text: string): string | null {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return null;
  return line.length <= LONGEST_DETAIL ? line : `${line.slice(0, LONGEST_DETAIL - 1).trimEnd()}…`;
}
