import type { DatasetDraft } from "#lib/contract/dataset.ts";
import type { Documents, ReadDocument } from "#lib/contract/documents.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Sections } from "#lib/contract/sections.ts";

export type NameKind = "datasets" | "terms" | "owners" | "domains" | "sources" | "metrics";

/** What linking one part of a catalog may ask about the others. */
export interface Question {
  readonly kind: NameKind | "draft" | "alias" | "document" | "only source";
  readonly name: string;
}

/**
 * What linking one part of a catalog may know of the others: the answers to questions. Each answer is text, or a thing that stays
 * the same thing as long as its file does. So what was linked before still holds if each of its questions has the same answer.
 */
export class CatalogNames {
  readonly #sections: Sections;
  readonly #documents: Documents;
  readonly #aliases = new Map<string, string>();

  constructor(sections: Sections, documents: Documents) {
    this.#sections = sections;
    this.#documents = documents;
    for (const { name, aliases } of sections.datasets.values())
      for (const alias of aliases) if (!this.#aliases.has(foldName(alias))) this.#aliases.set(foldName(alias), name);
  }

  answer({ kind, name }: Question): unknown {
    switch (kind) {
      case "draft":
        return this.draft(name);
      case "alias":
        return this.ownerOfAlias(name);
      case "document":
        return this.document(name);
      case "only source":
        return this.onlySource();
      default:
        return this.find(kind, name);
    }
  }

  /** The name as defined; for a dataset also by an alias. `null` when there is none. */
  find(kind: NameKind, name: string): string | null {
    const found = this.#sections[kind].find(name)?.id ?? null;
    return found === null && kind === "datasets" ? (this.#aliases.get(foldName(name)) ?? null) : found;
  }

  draft(name: string): DatasetDraft | null {
    return this.#sections.datasets.find(name)?.value ?? null;
  }

  /** The dataset whose own alias this is; another dataset's name or alias cannot be taken. */
  ownerOfAlias(alias: string): string | null {
    return this.#sections.datasets.find(alias) === undefined ? (this.#aliases.get(foldName(alias)) ?? null) : null;
  }

  document(file: string): ReadDocument | null {
    return this.#documents.find(file);
  }

  /** The source that is meant where none is named. `null`: there are several; `undefined`: there is none. */
  onlySource(): string | null | undefined {
    const [only, second] = this.#sections.sources.names();
    return second === undefined ? only : null;
  }

  names(kind: NameKind): ReadonlySet<string> {
    return this.#sections[kind].names();
  }
}
