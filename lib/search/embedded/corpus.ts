import { Dictionary } from "#lib/search/embedded/dictionary.ts";
import type { PreparedDoc, StoredDoc } from "#lib/search/embedded/documents.ts";
import { STRONG } from "#lib/search/embedded/fields.ts";
import { Groups } from "#lib/search/embedded/groups.ts";
import { Postings } from "#lib/search/embedded/postings.ts";
import { stem } from "#lib/search/embedded/stem.ts";
import { words } from "#lib/search/embedded/text.ts";
import { FACETS, type Facet } from "#lib/search/search.ts";

/** Share of removed documents above which the lists are written anew, and the least number of them that is worth it. */
const TOMBSTONE_SHARE = 0.2;
const TOMBSTONE_LEAST = 64;

const NOTHING = new Postings();

/**
 * The inverted index: words to documents, keys to documents, facet values and audiences to documents.
 * A changed document gets a new number; the old one stays as a tombstone until the lists are written anew.
 */
export class Corpus {
  readonly dictionary = new Dictionary();
  readonly facets: Readonly<Record<Facet, Groups>>;
  readonly audience = new Groups();
  readonly columns = new Groups();
  /** Stems of distinct column names, by their number. */
  readonly columnStems: (readonly string[])[] = [];
  /** Distinct column names by the words in them. */
  readonly columnsByWord = new Map<number, number[]>();
  readonly names = new Map<string, number[]>();
  readonly otherNames = new Map<string, number[]>();
  docs: (StoredDoc | null)[] = [];
  readonly #strong: Postings[] = [];
  readonly #weak: Postings[] = [];
  readonly #numbers = new Map<string, number>();

  constructor() {
    const make = () => new Groups();
    this.facets = {
      domain: make(),
      owner: make(),
      tag: make(),
      term: make(),
      tier: make(),
      status: make(),
      classification: make(),
      verdict: make(),
    };
  }

  get size(): number {
    return this.#numbers.size;
  }

  find(id: string): StoredDoc | null {
    const number = this.#numbers.get(id);
    return number === undefined ? null : (this.docs[number] ?? null);
  }

  strong(word: number): Postings {
    return this.#strong[word] ?? NOTHING;
  }

  weak(word: number): Postings {
    return this.#weak[word] ?? NOTHING;
  }

  put(doc: PreparedDoc): void {
    this.remove(doc.stored.id);
    const number = this.docs.length;
    this.docs.push(doc.stored);
    this.#numbers.set(doc.stored.id, number);
    for (const [word, mask] of doc.masks) this.#postings(word, (mask & STRONG) !== 0).push(number, mask);
    append(this.names, doc.nameKey, number);
    for (const key of doc.otherKeys) append(this.otherNames, key, number);
    for (const facet of FACETS) this.facets[facet].add(number, doc.facets[facet]);
    this.audience.add(number, doc.audience);
    this.#addColumns(number, doc.stored);
  }

  remove(id: string): void {
    const number = this.#numbers.get(id);
    if (number === undefined) return;
    this.docs[number] = null;
    this.#numbers.delete(id);
  }

  /** Forgets removed documents when they have become many. */
  tidy(): void {
    const removed = this.docs.length - this.size;
    if (removed < TOMBSTONE_LEAST || removed < this.docs.length * TOMBSTONE_SHARE) return;
    const numbers = new Int32Array(this.docs.length).fill(-1);
    const docs: StoredDoc[] = [];
    this.docs.forEach((doc, old) => {
      if (doc === null) return;
      numbers[old] = docs.length;
      this.#numbers.set(doc.id, docs.length);
      docs.push(doc);
    });
    this.docs = docs;
    for (const postings of [...this.#strong, ...this.#weak]) postings?.renumber(numbers);
    for (const groups of [...Object.values(this.facets), this.audience, this.columns]) groups.renumber(numbers);
    renumber(this.names, numbers);
    renumber(this.otherNames, numbers);
  }

  #addColumns(number: number, doc: StoredDoc): void {
    const known = this.columns.values.length;
    this.columns.add(number, [...new Set(doc.columns.map((column) => column.name))]);
    for (let column = known; column < this.columns.values.length; column++) {
      const parts = words(this.columns.values[column] ?? "");
      this.columnStems.push(parts.map(stem));
      for (const word of new Set(parts)) {
        const at = this.dictionary.find(word);
        if (at === undefined) continue;
        const list = this.columnsByWord.get(at);
        if (list) list.push(column);
        else this.columnsByWord.set(at, [column]);
      }
    }
  }

  #postings(word: string, strong: boolean): Postings {
    const number = this.dictionary.intern(word);
    const lists = strong ? this.#strong : this.#weak;
    const known = lists[number];
    if (known) return known;
    const made = new Postings();
    lists[number] = made;
    return made;
  }
}

function append(lists: Map<string, number[]>, key: string, number: number): void {
  const list = lists.get(key);
  if (list) list.push(number);
  else lists.set(key, [number]);
}

function renumber(lists: Map<string, number[]>, numbers: Int32Array): void {
  for (const [key, list] of lists) {
    const kept = list.map((doc) => numbers[doc] ?? -1).filter((number) => number >= 0);
    if (kept.length > 0) lists.set(key, kept);
    else lists.delete(key);
  }
}
