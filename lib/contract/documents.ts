import type { Doc } from "#lib/contract/contract.ts";
import type { DocMention } from "#lib/contract/doc-report.ts";
import type { Problem } from "#lib/contract/problem.ts";

/** A document as it was read. */
export interface ReadDocument {
  /** `null`: it cannot be read at all; then a problem says why. */
  readonly doc: Doc | null;
  readonly problems: readonly Problem[];
  /** What it names by a component. */
  readonly mentions?: readonly DocMention[];
}

export interface DocumentOptions {
  /** Text of a document by its path in the catalog folder; `null` when there is none. */
  readonly docs: (file: string) => string | null;
  readonly parseDoc: (file: string, text: string) => ReadDocument;
}

/** Documents by file, as they were when they were last read. */
export type KeptDocuments = ReadonlyMap<string, { readonly text: string; readonly document: ReadDocument }>;

/** The documents of a catalog. Each is parsed once, however many things name it, and not again until its text changes. */
export class Documents {
  readonly #options: DocumentOptions;
  readonly #before: KeptDocuments;
  readonly #now = new Map<string, { readonly text: string; readonly document: ReadDocument }>();

  constructor(options: DocumentOptions, before: KeptDocuments) {
    this.#options = options;
    this.#before = before;
  }

  /** What was asked for in this run, for the next one. */
  get kept(): KeptDocuments {
    return this.#now;
  }

  find(file: string): ReadDocument | null {
    const known = this.#now.get(file);
    if (known !== undefined) return known.document;
    const text = this.#options.docs(file);
    if (text === null) return null;
    const before = this.#before.get(file);
    const kept = before?.text === text ? before : { text, document: this.#options.parseDoc(file, text) };
    this.#now.set(file, kept);
    return kept.document;
  }
}
