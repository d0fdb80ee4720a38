import { Bits } from "#lib/search/embedded/bits.ts";
import type { Corpus } from "#lib/search/embedded/corpus.ts";
import type { Postings } from "#lib/search/embedded/postings.ts";
import { mediansOf, type Prior, priorValue } from "#lib/search/embedded/prior.ts";
import type { SearchAudience } from "#lib/search/search.ts";

/**
 * The corpus as one audience sees it. Everything that an answer is made of comes through here: which words are known,
 * how rare they are, the medians. A document outside the audience therefore changes nothing, not even the order.
 */
export class View {
  readonly corpus: Corpus;
  readonly visible: Bits;
  /** Documents in it. */
  readonly count: number;
  /** By document number. */
  readonly priors: Float64Array;
  readonly #strong: Int32Array;
  readonly #weak: Int32Array;

  constructor(corpus: Corpus, audience: SearchAudience) {
    this.corpus = corpus;
    this.visible = visibleTo(corpus, audience);
    this.count = this.visible.count();
    this.priors = this.#weighPriors();
    this.#strong = new Int32Array(corpus.dictionary.size).fill(-1);
    this.#weak = new Int32Array(corpus.dictionary.size).fill(-1);
  }

  /** Visible documents that have this word in a short field. */
  strong(word: number): number {
    return counted(this.#strong, word, this.corpus.strong(word), this.visible);
  }

  /** Visible documents that have it in prose only. */
  weak(word: number): number {
    return counted(this.#weak, word, this.corpus.weak(word), this.visible);
  }

  known(word: number): boolean {
    return this.strong(word) > 0 || this.weak(word) > 0;
  }

  /** Words with this stem that a visible document has. */
  withStem(stem: string): readonly number[] {
    return this.corpus.dictionary.withStem(stem).filter((word) => this.known(word));
  }

  /** The most used words among `words` that a visible document has; ties by spelling. */
  commonest(words: Iterable<number>, limit: number): number[] {
    const found: number[] = [];
    for (const word of words) if (this.known(word)) found.push(word);
    if (found.length <= limit) return found;
    const { words: spellings } = this.corpus.dictionary;
    const bySpelling = (a: number, b: number) => ((spellings[a] ?? "") < (spellings[b] ?? "") ? -1 : 1);
    return found.sort((a, b) => this.strong(b) - this.strong(a) || bySpelling(a, b)).slice(0, limit);
  }

  #weighPriors(): Float64Array {
    const { docs } = this.corpus;
    const known: Prior[] = [];
    for (const doc of this.visible) {
      const prior = docs[doc]?.prior;
      if (prior) known.push(prior);
    }
    const medians = mediansOf(known);
    const values = new Float64Array(docs.length);
    for (const doc of this.visible) {
      const prior = docs[doc]?.prior;
      if (prior) values[doc] = priorValue(prior, medians);
    }
    return values;
  }
}

function visibleTo(corpus: Corpus, audience: SearchAudience): Bits {
  const bits = new Bits(corpus.docs.length);
  const add = (doc: number) => {
    if (corpus.docs[doc]) bits.add(doc);
  };
  if (audience === "all") for (let doc = 0; doc < corpus.docs.length; doc++) add(doc);
  else for (const key of audience) for (const doc of corpus.audience.members(key)) add(doc);
  return bits;
}

function counted(counts: Int32Array, word: number, postings: Postings, visible: Bits): number {
  const known = counts[word] ?? 0;
  if (known >= 0) return known;
  let count = 0;
  for (let at = 0; at < postings.length; at++) if (visible.has(postings.doc(at))) count++;
  counts[word] = count;
  return count;
}
