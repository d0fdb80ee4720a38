import type { Term } from "#lib/contract/contract.ts";
import { Fields, textOf } from "#lib/contract/fields.ts";
import { titleOf } from "#lib/contract/name.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { SpecEntry } from "#lib/contract/spec.ts";

export type TermDraft = Omit<Term, "doc"> & { readonly docs: string | null };

/** One entry of `glossary:`: a map, or just the definition. */
export function readTerm({ key: slug, keyAt: position, value }: SpecEntry, log: ProblemLog): TermDraft | null {
  const empty = { slug, title: titleOf(slug), synonyms: [], owner: null, related: [], docs: null, position };
  if (value.kind !== "map") {
    const definition = textOf(value, slug, 20_000, log);
    return definition === null ? null : { ...empty, definition };
  }
  const fields = new Fields(value, log, { what: "a term", known: ["title", "definition", "synonyms", "owner", "related", "docs"] });
  const definition = fields.text("definition");
  if (definition === null) {
    fields.missing("definition", "Say what it means in one sentence.", position);
    return null;
  }
  return {
    ...empty,
    title: fields.label("title") ?? empty.title,
    definition,
    synonyms: fields.labels("synonyms"),
    owner: fields.label("owner"),
    related: fields.labels("related"),
    docs: fields.label("docs"),
  };
}
