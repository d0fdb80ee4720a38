import { compareText } from "#lib/contract/problem-log.ts";

/** What a person must know about an import, collected by kind. */
export class ImportNotes {
  readonly #names = new Map<string, Set<string>>();

  add(kind: string, name: string): void {
    const names = this.#names.get(kind) ?? new Set();
    names.add(name);
    this.#names.set(kind, names);
  }

  /** Sorted by kind and name, each name once. */
  list(): readonly { readonly kind: string; readonly names: readonly string[] }[] {
    return [...this.#names]
      .map(([kind, names]) => ({ kind, names: [...names].sort(compareText) }))
      .sort((a, b) => compareText(a.kind, b.kind));
  }
}
