import { editDistance } from "#lib/search/embedded/distance.ts";
import { weightOf } from "#lib/search/embedded/fields.ts";
import { leastCoverage, rarity, strictCoverage } from "#lib/search/embedded/gate.ts";
import { type Variants, variantsOf } from "#lib/search/embedded/match.ts";
import { PhraseMatcher } from "#lib/search/embedded/phrase-matcher.ts";
import { phrasesOf } from "#lib/search/embedded/phrases.ts";
import type { Phrase, Query } from "#lib/search/embedded/query.ts";
import type { View } from "#lib/search/embedded/view.ts";

/** Every visible document that matches, with what the index alone can say about it. */
export interface FirstStage {
  readonly docs: readonly number[];
  /** By document number. */
  readonly scores: Float64Array;
  /** Documents whose whole name (2) or title, alias or qualified name (1) was typed. */
  readonly pins: ReadonlyMap<number, 1 | 2>;
  readonly relaxed: boolean;
  readonly variants: readonly Variants[];
  readonly phrases: readonly Phrase[];
  /** Phrases of the thesaurus that some visible document has. */
  readonly synonymsFound: readonly Phrase[];
}

const NAME_PIN = 20;
const KEY_PIN = 10;
const LONG_KEY = 6;

/** Looks every word up and lets through what has enough of them. `pause` throws when nobody waits for the answer. */
export function firstStage(query: Query, view: View, pause: () => void): FirstStage {
  const phrases = phrasesOf(query, view);
  const matcher = new PhraseMatcher(view);
  const covering = query.words.map((_, at) => phrases.filter((phrase) => phrase.from <= at && at < phrase.to));
  const variants = query.words.map((_, at) => {
    pause();
    const hasSynonym = covering[at]?.some((phrase) => phrase.kind !== "split" && matcher.matches(phrase).docs.length > 0) ?? false;
    return variantsOf(query, at, view, hasSynonym);
  });

  const tally = new Tally(view);
  query.words.forEach((_, at) => {
    const { strong, weak } = variants[at] ?? { strong: new Map(), weak: new Map() };
    for (const [word, factor] of strong) tally.postings(view.corpus.strong(word), factor);
    for (const [word, factor] of weak) tally.postings(view.corpus.weak(word), factor);
    for (const phrase of covering[at] ?? []) {
      const { docs, masks } = matcher.matches(phrase);
      docs.forEach((doc, index) => {
        tally.hit(doc, phrase.factor * weightOf(masks[index] ?? 0));
      });
    }
    tally.endOfWord();
    pause();
  });

  const pins = pinned(query, view);
  for (const doc of pins.keys()) tally.pin(doc, NAME_PIN);
  if (tally.touched.length === 0) for (const doc of nearKeys(query, view)) tally.pin(doc, KEY_PIN);
  const { docs, best } = tally.close(query.words.length);
  const synonymsFound = query.synonyms.filter((phrase) => matcher.matches(phrase).docs.length > 0);
  const relaxed = docs.length > 0 && best < strictCoverage(query.words.length);
  return { docs, scores: tally.scores, pins, relaxed, variants, phrases, synonymsFound };
}

/** Adds up, word by word, how well documents match and how much of the query they cover. */
class Tally {
  readonly scores: Float64Array;
  readonly touched: number[] = [];
  readonly #coverage: Float64Array;
  readonly #current: Float64Array;
  readonly #view: View;
  readonly #pinned = new Set<number>();
  #hits: number[] = [];
  #known = 0;
  #all = 0;

  constructor(view: View) {
    const size = view.corpus.docs.length;
    this.#view = view;
    this.scores = new Float64Array(size);
    this.#coverage = new Float64Array(size);
    this.#current = new Float64Array(size);
  }

  postings(list: { length: number; doc(at: number): number; mask(at: number): number }, factor: number): void {
    const { visible } = this.#view;
    for (let at = 0; at < list.length; at++) {
      const doc = list.doc(at);
      if (visible.has(doc)) this.hit(doc, factor * weightOf(list.mask(at)));
    }
  }

  /** A document has the current word, in a place that is worth `value`. Only the best place counts. */
  hit(doc: number, value: number): void {
    const known = this.#current[doc] ?? 0;
    if (known === 0) this.#hits.push(doc);
    if (known < value) this.#current[doc] = value;
  }

  endOfWord(): void {
    const idf = rarity(this.#view.count, this.#hits.length);
    if (this.#hits.length > 0) {
      this.#all += idf;
      this.#known++;
    }
    for (const doc of this.#hits) {
      if (this.#coverage[doc] === 0) this.touched.push(doc);
      this.#coverage[doc] = (this.#coverage[doc] ?? 0) + idf;
      this.scores[doc] = (this.scores[doc] ?? 0) + idf * (this.#current[doc] ?? 0);
      this.#current[doc] = 0;
    }
    this.#hits = [];
  }

  pin(doc: number, bonus: number): void {
    if (this.#pinned.has(doc)) return;
    if (this.#coverage[doc] === 0) this.touched.push(doc);
    this.#pinned.add(doc);
    this.scores[doc] = (this.scores[doc] ?? 0) + bonus;
  }

  /** Documents that cover enough; an unknown word counts as much as the mean of the known ones. */
  close(words: number): { docs: number[]; best: number } {
    const all = this.#known === 0 ? 1 : (this.#all * words) / this.#known;
    const least = leastCoverage(words);
    const docs: number[] = [];
    let best = 0;
    for (const doc of this.touched) {
      const coverage = this.#pinned.has(doc) ? 1 : (this.#coverage[doc] ?? 0) / (all || 1);
      if (coverage < least) continue;
      this.scores[doc] = (this.scores[doc] ?? 0) * coverage * (this.#view.priors[doc] ?? 1);
      best = Math.max(best, coverage);
      docs.push(doc);
    }
    return { docs, best };
  }
}

function pinned(query: Query, view: View): Map<number, 1 | 2> {
  const found = new Map<number, 1 | 2>();
  if (query.key === "") return found;
  for (const doc of view.corpus.otherNames.get(query.key) ?? []) if (view.visible.has(doc)) found.set(doc, 1);
  for (const doc of view.corpus.names.get(query.key) ?? []) if (view.visible.has(doc)) found.set(doc, 2);
  return found;
}

/** For one joined word that nothing has: whole names that begin so or are spelt nearly so. */
function* nearKeys(query: Query, view: View): Generator<number> {
  if (query.words.length !== 1 || query.key.length < LONG_KEY) return;
  for (const names of [view.corpus.names, view.corpus.otherNames]) {
    for (const [key, docs] of names) {
      const isNear = key.startsWith(query.key) || (key.length >= LONG_KEY && editDistance(key, query.key, 2) <= 2);
      if (isNear) for (const doc of docs) if (view.visible.has(doc)) yield doc;
    }
  }
}
