import { stem } from "#lib/search/embedded/stem.ts";

/** New words are looked through one by one until this many wait; then the order is made anew. */
const UNSORTED_LIMIT = 2_000;

/** Every word of the index by number, with its stem, in alphabetical order for prefixes. Words are never removed. */
export class Dictionary {
  readonly words: string[] = [];
  readonly stems: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #byStem = new Map<string, number[]>();
  readonly #letters: number[] = [];
  #sorted: Uint32Array = new Uint32Array(0);

  get size(): number {
    return this.words.length;
  }

  find(word: string): number | undefined {
    return this.#numbers.get(word);
  }

  withStem(wanted: string): readonly number[] {
    return this.#byStem.get(wanted) ?? [];
  }

  /** The number of a word, given to it when it is new. */
  intern(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.words.length;
    const wordStem = stem(word);
    this.#numbers.set(word, number);
    this.words.push(word);
    this.stems.push(wordStem);
    this.#letters.push(letterSet(word));
    const siblings = this.#byStem.get(wordStem);
    if (siblings) siblings.push(number);
    else this.#byStem.set(wordStem, [number]);
    return number;
  }

  /** Numbers of all words that begin so, in no order. */
  *startingWith(prefix: string): Generator<number> {
    if (this.words.length - this.#sorted.length > UNSORTED_LIMIT || this.#sorted.length === 0) this.#sort();
    const sorted = this.#sorted;
    let low = 0;
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#word(sorted[middle]) < prefix) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < sorted.length; at++) {
      const number = sorted[at] ?? 0;
      if (!this.#word(number).startsWith(prefix)) break;
      yield number;
    }
    for (let number = sorted.length; number < this.words.length; number++) if (this.#word(number).startsWith(prefix)) yield number;
  }

  *containing(part: string): Generator<number> {
    for (let number = 0; number < this.words.length; number++) {
      const word = this.#word(number);
      if (word.length > part.length && word.includes(part)) yield number;
    }
  }

  /** Words whose letters differ from those of `word` by no more than `edits` edits can explain: worth measuring. */
  *alike(word: string, edits: number, asPrefix: boolean): Generator<number> {
    const letters = letterSet(word);
    for (let number = 0; number < this.words.length; number++) {
      const length = this.#word(number).length;
      if (length < 3 || length < word.length - edits || (!asPrefix && length > word.length + edits)) continue;
      const theirs = this.#letters[number] ?? 0;
      if (bitCount(asPrefix ? letters & ~theirs : letters ^ theirs) <= 2 * edits) yield number;
    }
  }

  #word(number: number | undefined): string {
    return this.words[number ?? -1] ?? "";
  }

  #sort(): void {
    this.#sorted = Uint32Array.from(this.words.keys()).sort((a, b) => (this.#word(a) < this.#word(b) ? -1 : 1));
  }
}

function letterSet(word: string): number {
  let set = 0;
  for (let i = 0; i < word.length; i++) set |= 1 << (word.charCodeAt(i) % 31);
  return set;
}

function bitCount(set: number): number {
  let rest = set - ((set >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
