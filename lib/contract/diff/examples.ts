import type { UsageExample } from "#lib/contract/contract.ts";
import { type ChangeList, tick } from "#lib/contract/diff/change-list.ts";
import { pairUp } from "#lib/contract/diff/pairs.ts";
import { canonicalJson } from "#lib/contract/hash.ts";

/** Examples are the same by what they say, else by name, else by their SQL. */
export function diffExamples(before: readonly UsageExample[], after: readonly UsageExample[], list: ChangeList): void {
  const idOf = ({ name, description, sql }: UsageExample) => canonicalJson([name, description, sql]);
  const { paired, added, removed } = pairUp(before, after, [idOf, ({ name }) => name, ({ sql }) => sql]);
  for (const example of added) list.add("example.added", `The example ${tick(example.name)} was added.`, { after: example });
  for (const example of removed) list.add("example.removed", `The example ${tick(example.name)} was removed.`, { before: example });
  for (const [old, example] of paired)
    if (idOf(old) !== idOf(example))
      list.add("example.changed", `The example ${tick(example.name)} changed.`, { before: old, after: example });
}
