import type { FirstStage } from "#lib/search/embedded/first-stage.ts";
import { Fit } from "#lib/search/embedded/fit.ts";
import type { Query } from "#lib/search/embedded/query.ts";
import { shapeOf } from "#lib/search/embedded/shape.ts";
import type { View } from "#lib/search/embedded/view.ts";

export interface Ranked {
  readonly doc: number;
  readonly score: number;
}

/** Documents that the second stage looks at. */
const SECOND_STAGE = 250;

const PIN = 4;
const NAME = 1.3;
const TITLE_SHARE = 0.95;
const TERM = 0.55;
const COLUMN = 0.6;
const PEOPLE = 0.45;
/** More than all else together: (4 + 1 + 1.3 + 0.55 + 0.6 + 0.45) × 1.26 is below it. */
const TIER = 10;

/**
 * Best first, at least `wanted` of them when there are as many. The order of a document does not depend on `wanted`, so pages
 * never overlap. An exact name comes first whatever else is known; then an exact title, alias or qualified name; then the
 * score of both stages; ties by name.
 */
export function rank(query: Query, stage: FirstStage, docs: readonly number[], view: View, wanted: number): readonly Ranked[] {
  const order = byScore(stage.scores, view);
  const { top, rest } = best(docs, stage, order, wanted > SECOND_STAGE);
  const ranked = secondStage(query, stage, top, view);
  const floor = ranked.at(-1)?.score ?? 0;
  const highest = stage.scores[rest[0] ?? -1] ?? 1;
  return [...ranked, ...rest.map((doc) => ({ doc, score: (floor * (stage.scores[doc] ?? 0)) / (highest || 1) }))];
}

function secondStage(query: Query, stage: FirstStage, docs: readonly number[], view: View): Ranked[] {
  const fit = new Fit(stage.variants, stage.phrases, view.corpus.dictionary.stems);
  const columnFits = new Map<readonly string[], number>();
  const columnFit = (column: readonly string[]) => {
    const known = columnFits.get(column);
    if (known !== undefined) return known;
    const made = fit.of(column);
    columnFits.set(column, made);
    return made;
  };
  const highest = docs.reduce((most, doc) => Math.max(most, stage.scores[doc] ?? 0), 1e-9);
  const ranked = docs.flatMap((doc) => {
    const stored = view.corpus.docs[doc];
    if (!stored) return [];
    const shape = shapeOf(stored);
    const isMeant = stage.pins.has(doc) || (query.key.length > 1 && shape.coreKey === query.key);
    // The layer in a name counts only when it was asked for.
    const length = shape.coreLength + shape.layers.filter((layer) => query.stems.includes(layer)).length;
    const name = Math.max(fit.of(shape.name, length), TITLE_SHARE * fit.of(shape.title));
    const term = highestOf(shape.terms, (each) => fit.of(each));
    const column = highestOf(shape.columns, columnFit);
    const people = highestOf(shape.people, (each) => fit.words(each));
    const lexical = (stage.scores[doc] ?? 0) / highest;
    const score = (isMeant ? PIN : 0) + lexical + NAME * name ** 2 + TERM * term ** 2 + COLUMN * column ** 3 + PEOPLE * people;
    return [{ doc, score: score * (view.priors[doc] ?? 1) + TIER * tierOf(doc, query, stage, view) }];
  });
  return ranked.sort((a, b) => b.score - a.score || byName(a.doc, b.doc, view));
}

/** 3: this very name, but for case. 2: its joined key. 1: title, alias or qualified name. */
function tierOf(doc: number, query: Query, stage: FirstStage, view: View): number {
  const pin = stage.pins.get(doc) ?? 0;
  return pin === 2 && view.corpus.docs[doc]?.name.toLowerCase() === query.text.toLowerCase() ? 3 : pin;
}

type Order = (a: number, b: number) => number;

function byScore(scores: Float64Array, view: View): Order {
  return (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || byName(a, b, view);
}

/** The last word on the order of two documents: by name, then by id, in code units. */
export function byName(a: number, b: number, view: View): number {
  const one = view.corpus.docs[a];
  const other = view.corpus.docs[b];
  if (!one || !other) return 0;
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}

/** Splits off those for the second stage: whoever is pinned, then the best of the first. */
function best(docs: readonly number[], stage: FirstStage, order: Order, withRest: boolean): { top: number[]; rest: number[] } {
  const pinned = docs.filter((doc) => stage.pins.has(doc));
  const others = pinned.length === 0 ? docs : docs.filter((doc) => !stage.pins.has(doc));
  const room = Math.max(0, SECOND_STAGE - pinned.length);
  const sorted = (withRest ? [...others] : atLeast(others, stage.scores, room)).sort(order);
  return { top: [...pinned, ...sorted.slice(0, room)], rest: withRest ? sorted.slice(room) : [] };
}

const BUCKETS = 512;

/** A few more than the best `count`, found without sorting all: everything from the bucket of the last of them up. */
function atLeast(docs: readonly number[], scores: Float64Array, count: number): number[] {
  if (docs.length <= count) return [...docs];
  const highest = docs.reduce((most, doc) => Math.max(most, scores[doc] ?? 0), 1e-9);
  const bucket = (doc: number) => Math.floor(((scores[doc] ?? 0) / highest) * BUCKETS);
  const sizes = new Uint32Array(BUCKETS + 1);
  for (const doc of docs) sizes[bucket(doc)] = (sizes[bucket(doc)] ?? 0) + 1;
  let cut = BUCKETS;
  for (let total = sizes[cut] ?? 0; total < count && cut > 0; total += sizes[cut] ?? 0) cut--;
  return docs.filter((doc) => bucket(doc) >= cut);
}

function highestOf<T>(items: readonly T[], value: (item: T) => number): number {
  let highest = 0;
  for (const item of items) highest = Math.max(highest, value(item));
  return highest;
}
