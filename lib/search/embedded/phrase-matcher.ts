import { TEXT } from "#lib/search/embedded/fields.ts";
import type { Phrase } from "#lib/search/embedded/query.ts";
import type { View } from "#lib/search/embedded/view.ts";

export interface PhraseMatches {
  readonly docs: readonly number[];
  /** Fields that hold all its words, document by document. */
  readonly masks: readonly number[];
}

const NONE: PhraseMatches = { docs: [], masks: [] };

/** Finds the visible documents that have all words of a phrase in one field. Each phrase is worked out once. */
export class PhraseMatcher {
  readonly #view: View;
  readonly #found = new Map<Phrase, PhraseMatches>();

  constructor(view: View) {
    this.#view = view;
  }

  matches(phrase: Phrase): PhraseMatches {
    const known = this.#found.get(phrase);
    if (known) return known;
    const made = this.#work(phrase);
    this.#found.set(phrase, made);
    return made;
  }

  #work(phrase: Phrase): PhraseMatches {
    const lists = phrase.numbers ?? phrase.stems.map((stem) => this.#view.withStem(stem));
    if (lists.length === 0 || lists.some((list) => list.length === 0)) return NONE;
    let current: Map<number, number> | null = null;
    for (const list of rarestFirst(lists, this.#view)) {
      const next = new Map<number, number>();
      for (const [doc, mask] of this.#holders(list, current)) {
        const held = current === null ? mask : mask & (current.get(doc) ?? 0);
        // Two words that stand somewhere in a long document are not the phrase.
        const shared = lists.length > 1 ? held & ~TEXT : held;
        if (shared !== 0) next.set(doc, (next.get(doc) ?? 0) | shared);
      }
      if (next.size === 0) return NONE;
      current = next;
    }
    return current === null ? NONE : { docs: [...current.keys()], masks: [...current.values()] };
  }

  *#holders(words: readonly number[], within: ReadonlyMap<number, number> | null): Generator<[doc: number, mask: number]> {
    const { corpus, visible } = this.#view;
    for (const word of words) {
      for (const postings of [corpus.strong(word), corpus.weak(word)]) {
        for (let at = 0; at < postings.length; at++) {
          const doc = postings.doc(at);
          if (within === null ? visible.has(doc) : within.has(doc)) yield [doc, postings.mask(at)];
        }
      }
    }
  }
}

function rarestFirst(lists: readonly (readonly number[])[], view: View): (readonly number[])[] {
  const size = (list: readonly number[]) => list.reduce((sum, word) => sum + view.strong(word) + view.weak(word), 0);
  return [...lists].sort((a, b) => size(a) - size(b));
}
