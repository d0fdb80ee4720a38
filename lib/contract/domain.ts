import type { Domain } from "#lib/contract/contract.ts";
import { Fields, textOf } from "#lib/contract/fields.ts";
import { titleOf } from "#lib/contract/name.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { isNull, type SpecEntry } from "#lib/contract/spec.ts";

export type DomainDraft = Omit<Domain, "doc"> & { readonly docs: string | null };

/** One entry of `domains:`: a map, just the title, or nothing. */
export function readDomain({ key: id, keyAt: position, value }: SpecEntry, log: ProblemLog): DomainDraft | null {
  const empty = { id, title: titleOf(id), description: null, owner: null, docs: null, position };
  if (isNull(value)) return empty;
  if (value.kind !== "map") {
    const title = textOf(value, id, 200, log);
    return title === null ? null : { ...empty, title };
  }
  const fields = new Fields(value, log, { what: "a domain", known: ["title", "description", "owner", "docs"] });
  return {
    ...empty,
    title: fields.label("title") ?? empty.title,
    description: fields.text("description"),
    owner: fields.label("owner"),
    docs: fields.label("docs"),
  };
}
