import { editDistance, typosAllowed } from "#lib/search/embedded/distance.ts";
import type { Query } from "#lib/search/embedded/query.ts";
import type { View } from "#lib/search/embedded/view.ts";

/** Words of the dictionary that count as one word of the query, each with what it is worth (0 to 1). */
export interface Variants {
  /** Looked up in short fields. */
  readonly strong: ReadonlyMap<number, number>;
  /** Looked up in prose. */
  readonly weak: ReadonlyMap<number, number>;
  /** Those that are only a correction of what was typed. */
  readonly corrections: ReadonlySet<number>;
}

const EXACT = 1;
const STEM = 0.95;
const PREFIX_LEAST = 0.72;
const PREFIX_SPAN = 0.2;
const INFIX = 0.5;
/** By number of edits; the second row for beginnings of words, which only the last word of a query can be meant as. */
const TYPO: readonly number[] = [1, 0.7, 0.5];
const TYPO_PREFIX: readonly number[] = [1, 0.6, 0.4];

const MOST_PREFIXES = 64;
const MOST_INFIXES = 24;
const MOST_CORRECTIONS = 24;
/** With fewer hits in short fields than this, prose and middles of words count for a completed word too. */
const FEW = 20;
/** With fewer hits than this a word may be misspelt. */
const RARE = 3;

class Found {
  readonly strong = new Map<number, number>();
  readonly weak = new Map<number, number>();
  readonly corrections = new Set<number>();

  put(word: number, factor: number, inProse: boolean): void {
    if ((this.strong.get(word) ?? 0) < factor) this.strong.set(word, factor);
    if (inProse && (this.weak.get(word) ?? 0) < factor) this.weak.set(word, factor);
  }
}

/**
 * What counts as the word at `position`: itself, its stem, completions (last and unknown words), middles of words, typos.
 * `hasSynonym`: documents are found by another way to say it, so that guessing is not needed.
 */
export function variantsOf(query: Query, position: number, view: View, hasSynonym: boolean): Variants {
  const { dictionary } = view.corpus;
  const word = query.words[position] ?? "";
  const found = new Found();
  const itself = dictionary.find(word);
  const isKnown = itself !== undefined && view.known(itself);
  if (isKnown) found.put(itself, EXACT, true);
  for (const other of view.withStem(query.stems[position] ?? "")) found.put(other, STEM, true);

  const isUnknown = found.strong.size === 0;
  const isLast = position === query.words.length - 1;
  const isComplete = isUnknown && hasSynonym;
  if ((isLast || isUnknown) && !isComplete && (word.length > 1 || query.words.length === 1)) {
    for (const other of view.commonest(dictionary.startingWith(word), MOST_PREFIXES)) {
      const length = dictionary.words[other]?.length ?? word.length;
      found.put(other, PREFIX_LEAST + PREFIX_SPAN * Math.min(1, word.length / length), false);
    }
  }

  let hits = sum(found.strong.keys(), (other) => view.strong(other));
  if (hits < FEW) {
    for (const [other, factor] of found.strong) if (!found.weak.has(other)) found.weak.set(other, factor);
    hits += sum(found.weak.keys(), (other) => view.weak(other));
  }
  if (!isKnown && hits < FEW && word.length >= 3) {
    for (const other of view.commonest(dictionary.containing(word), MOST_INFIXES)) found.put(other, INFIX, false);
  }
  if (hits < RARE && !hasSynonym) correct(word, view, found, isLast);
  return found;
}

function correct(word: string, view: View, found: Found, isUnfinished: boolean): void {
  const add = (asPrefix: boolean, factors: readonly number[]) => {
    for (const { number, edits } of corrections(word, view, asPrefix)) {
      if (!found.strong.has(number)) found.corrections.add(number);
      found.put(number, factors[edits] ?? 0, true);
    }
  };
  add(false, TYPO);
  if (isUnfinished && found.strong.size === 0) add(true, TYPO_PREFIX);
}

/** Known words within the edits that a word of this length may have; nearest first, then the commonest. */
function corrections(word: string, view: View, asPrefix: boolean): { number: number; edits: number }[] {
  const allowed = typosAllowed(word);
  if (allowed === 0) return [];
  const { dictionary } = view.corpus;
  const near: { number: number; edits: number; spelling: string }[] = [];
  for (const number of dictionary.alike(word, allowed, asPrefix)) {
    const spelling = dictionary.words[number] ?? "";
    const edits = asPrefix ? prefixDistance(word, spelling, allowed) : editDistance(word, spelling, allowed);
    // Two edits and another first letter is nearly always another word.
    if (edits > allowed || (edits === 2 && spelling[0] !== word[0]) || !view.known(number)) continue;
    near.push({ number, edits, spelling });
  }
  near.sort((a, b) => a.edits - b.edits || view.strong(b.number) - view.strong(a.number) || (a.spelling < b.spelling ? -1 : 1));
  return near.slice(0, MOST_CORRECTIONS);
}

function prefixDistance(word: string, spelling: string, limit: number): number {
  const whole = editDistance(word, spelling, limit);
  if (whole <= limit || spelling.length <= word.length) return whole;
  const cut = (length: number) => editDistance(word, spelling.slice(0, length), limit);
  return Math.min(cut(word.length), cut(word.length + 1));
}

function sum(words: Iterable<number>, count: (word: number) => number): number {
  let total = 0;
  for (const word of words) total += count(word);
  return total;
}
