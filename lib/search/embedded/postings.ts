/** The documents that have one word, in ascending order, each with the mask of its fields. */
export class Postings {
  #docs = new Uint32Array(2);
  #masks = new Uint16Array(2);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(doc: number, mask: number): void {
    if (this.#length === this.#docs.length) this.#grow();
    this.#docs[this.#length] = doc;
    this.#masks[this.#length] = mask;
    this.#length++;
  }

  doc(at: number): number {
    return this.#docs[at] ?? 0;
  }

  mask(at: number): number {
    return this.#masks[at] ?? 0;
  }

  /** Fields in which a document has the word; 0 when it has not. */
  maskOf(doc: number): number {
    let low = 0;
    for (let high = this.#length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.doc(middle) < doc) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && this.doc(low) === doc ? this.mask(low) : 0;
  }

  /** Gives documents their new numbers; those without one (-1) go. */
  renumber(numbers: Int32Array): void {
    let kept = 0;
    for (let at = 0; at < this.#length; at++) {
      const number = numbers[this.doc(at)] ?? -1;
      if (number < 0) continue;
      this.#docs[kept] = number;
      this.#masks[kept] = this.mask(at);
      kept++;
    }
    this.#length = kept;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#length * 1.5) + 2;
    const docs = new Uint32Array(capacity);
    docs.set(this.#docs);
    const masks = new Uint16Array(capacity);
    masks.set(this.#masks);
    this.#docs = docs;
    this.#masks = masks;
  }
}
