import type { VocabularyPlan } from "#lib/catalog/catalog-plan.ts";
import type { Words } from "#lib/catalog/catalog-words.ts";
import type { Position } from "#lib/contract/contract.ts";
import { canonicalJson } from "#lib/contract/hash.ts";
import { compareText } from "#lib/contract/problem-log.ts";

/** Which terms, owners, domains, sources and metrics are new, gone or say something else, and whether title and policy do. */
export function planVocabulary(before: Words, after: Words): readonly VocabularyPlan[] {
  return [
    ...(before.title === after.title ? [] : [{ kind: "title" as const, id: "", op: opOf(before.title !== null, after.title !== null) }]),
    ...planItems("domain", before.domains, after.domains, ({ id }) => id),
    ...planItems("owner", before.owners, after.owners, ({ id }) => id),
    ...planItems("term", before.terms, after.terms, ({ slug }) => slug),
    ...planItems("source", before.sources, after.sources, ({ id }) => id),
    ...planItems("metric", before.metrics, after.metrics, ({ name }) => name),
    ...(canonicalJson(before.policy) === canonicalJson(after.policy) ? [] : [{ kind: "policy" as const, id: "", op: "changed" as const }]),
  ];
}

const opOf = (was: boolean, is: boolean): VocabularyPlan["op"] => (was && is ? "changed" : is ? "added" : "removed");

function planItems<T extends { readonly position: Position }>(
  kind: VocabularyPlan["kind"],
  before: readonly T[],
  after: readonly T[],
  idOf: (item: T) => string,
): readonly VocabularyPlan[] {
  const was = new Map(before.map((item) => [idOf(item), item]));
  const is = new Map(after.map((item) => [idOf(item), item]));
  return [...new Set([...was.keys(), ...is.keys()])].sort(compareText).flatMap((id) => {
    const [old, item] = [was.get(id), is.get(id)];
    if (old !== undefined && item !== undefined && canonicalJson(old) === canonicalJson(item)) return [];
    return [{ kind, id, op: opOf(old !== undefined, item !== undefined) }];
  });
}
