/** Documents by value: of one facet, or of the audience. Values get numbers; a document keeps the numbers of its values. */
export class Groups {
  readonly values: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #members: number[][] = [];
  #byDoc: (readonly number[])[] = [];
  /** Most documents share their combination of values, so each combination is kept once. */
  readonly #combinations = new Map<string, readonly number[]>();

  /** Documents come in ascending order. */
  add(doc: number, values: readonly string[]): void {
    const numbers = values.map((value) => this.#intern(value));
    const key = numbers.join();
    const shared = this.#combinations.get(key) ?? numbers;
    this.#combinations.set(key, shared);
    this.#byDoc[doc] = shared;
    for (const number of numbers) this.#members[number]?.push(doc);
  }

  of(doc: number): readonly number[] {
    return this.#byDoc[doc] ?? [];
  }

  /** Documents with a value, also those since removed. */
  members(value: string): readonly number[] {
    const number = this.#numbers.get(value);
    return number === undefined ? [] : (this.#members[number] ?? []);
  }

  /** Gives documents their new numbers; those without one (-1) go. */
  renumber(numbers: Int32Array): void {
    const byDoc: (readonly number[])[] = [];
    this.#byDoc.forEach((values, doc) => {
      const number = numbers[doc] ?? -1;
      if (number >= 0) byDoc[number] = values;
    });
    this.#byDoc = byDoc;
    this.#members.forEach((members, value) => {
      this.#members[value] = members.map((doc) => numbers[doc] ?? -1).filter((number) => number >= 0);
    });
  }

  #intern(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.length;
    this.#numbers.set(value, number);
    this.values.push(value);
    this.#members.push([]);
    return number;
  }
}
