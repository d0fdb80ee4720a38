import { type CollectionNode, type LayoutNode, newEntry, newScalar } from "#lib/contract/fmt/layout.ts";
import { canonicalJson } from "#lib/contract/hash.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec } from "#lib/contract/spec.ts";

/**
 * Something that the format lets people write in a short and in a long form. What `short` and `long` propose, the best first, is
 * read again before it is used, so a proposal may be wrong.
 */
export interface Form {
  /** What it says, in either form. */
  readonly read: (spec: Spec, log: ProblemLog) => unknown;
  /** Short forms of a map. */
  readonly short: (map: CollectionNode, spec: Spec) => readonly LayoutNode[];
  /** Long forms of a scalar or list. */
  readonly long: (node: LayoutNode, spec: Spec) => readonly CollectionNode[];
}

/** What a form reads out of a text, problems included: two texts that say the same give the same. */
export function sayingOf({ read }: Pick<Form, "read">, spec: Spec): string {
  const problems: Problem[] = [];
  const value = read(spec, new ProblemLog(problems));
  return canonicalJson([value, problems]);
}

/** `{key: x}` is `x`: a map with one key that may be left out. */
export function wrapped(key: string, read: Form["read"]): Form {
  return {
    read,
    short: ({ entries: [entry, second] }) => (second === undefined && entry?.key?.text === key ? [entry.value] : []),
    long: (node) => [newMap([[key, node]])],
  };
}

/** A map in brackets, which is broken into lines where it is too long for one. */
export function newMap(entries: readonly (readonly [key: string, value: LayoutNode])[]): CollectionNode {
  return { kind: "map", flow: true, props: [], entries: entries.map(([key, value]) => newEntry(newScalar(key, true), value)), end: [] };
}

export function newList(texts: readonly string[]): CollectionNode {
  return { kind: "list", flow: true, props: [], entries: texts.map((text) => newEntry(null, newScalar(text))), end: [] };
}
