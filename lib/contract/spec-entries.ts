import type { Spec, SpecEntry, SpecScalar } from "#lib/contract/spec.ts";

/** The entries of a map, in order. */
export class EntriesBuilder {
  readonly list: SpecEntry[] = [];
  #keys: Set<string> | undefined;

  /** `false` for a key that is there already, merges another map or has a name that no map may have. */
  add(key: SpecScalar, value: Spec): boolean {
    if (key.text === "__proto__" || key.text === "<<" || this.#has(key.text)) return false;
    this.list.push({ key: key.text, keyAt: key.at, value });
    this.#keys?.add(key.text);
    return true;
  }

  #has(key: string): boolean {
    // Most maps are small: a column of the short form is a map of one.
    if (this.list.length > 8) this.#keys ??= new Set(this.list.map((entry) => entry.key));
    return this.#keys?.has(key) ?? this.list.some((entry) => entry.key === key);
  }
}
