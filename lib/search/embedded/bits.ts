/** A set of small whole numbers, one bit each. */
export class Bits {
  readonly size: number;
  readonly #words: Uint32Array;

  /** Holds numbers from 0 up to, and without, `size`. */
  constructor(size: number) {
    this.size = size;
    this.#words = new Uint32Array((size + 31) >>> 5);
  }

  add(value: number): void {
    const word = value >>> 5;
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (value & 31));
  }

  has(value: number): boolean {
    return (((this.#words[value >>> 5] ?? 0) >>> (value & 31)) & 1) === 1;
  }

  count(): number {
    let total = 0;
    for (let word of this.#words) for (; word !== 0; word &= word - 1) total++;
    return total;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.#words.length; index++) {
      for (let word = this.#words[index] ?? 0; word !== 0; word &= word - 1) yield index * 32 + 31 - Math.clz32(word & -word);
    }
  }
}
