import type { CheckSpec } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";

/**
 * Whether something may be told to a reader from whom columns are hidden: nothing of it may name one of them.
 * @param hidden names of the columns
 */
export function tellableWithout(hidden: readonly string[]): (value: unknown) => boolean {
  const names = new Set(hidden.map((name) => name.toLowerCase()));
  if (names.size === 0) return () => true;
  // A name with odd characters is not one word, so it is looked for as it stands.
  const odd = [...names].filter((name) => /[^\p{L}\p{N}_]/u.test(name));
  return (value) =>
    !textsIn(value).some((text) => {
      const low = text.toLowerCase();
      return low.split(/[^\p{L}\p{N}_]+/u).some((word) => names.has(word)) || odd.some((name) => low.includes(name));
    });
}

/** Deepest part of a name in three parts, and one more for a column. */
const PARTS = 3;

/** Every folded word of a value that could be the name of a dataset: of `sales.orders.id` also `orders` and `sales.orders`. */
export function datasetNamesIn(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of textsIn(value)) {
    for (const [word] of foldName(text).matchAll(/[a-z0-9_.]+/g)) {
      const parts = word.split(".").slice(0, 20);
      for (let from = 0; from < parts.length; from += 1)
        for (let to = from + 1; to <= Math.min(parts.length, from + PARTS); to += 1) {
          const name = parts.slice(from, to).join(".");
          if (/^[a-z]/.test(name)) names.add(name);
        }
    }
    // `a-b` in SQL is a difference of two columns, and a hyphen in a name is an underscore.
    for (const [word] of text.toLowerCase().matchAll(/[a-z][a-z0-9_]*/g)) names.add(word);
  }
  return names;
}

/** Whether something may be told to a reader who may not know of the datasets with these folded names. */
export function tellableOutside(hidden: ReadonlySet<string>): (value: unknown) => boolean {
  if (hidden.size === 0) return () => true;
  return (value) => datasetNamesIn(value).isDisjointFrom(hidden);
}

/** What a check says that may name other datasets: values and labels that happen to be a name are none. */
export function relationsInCheck({ kind, params, where }: Pick<CheckSpec, "kind" | "params" | "where">): readonly unknown[] {
  const own = kind === "sql" ? sqlOf(params["sql"]) : kind === "relationships" ? params["to"] : null;
  return [own, sqlOf(where)];
}

/** SQL without its texts between quotes. */
export function sqlOf(text: unknown): string {
  return typeof text === "string" ? text.replace(/'(?:[^']|'')*'/g, "''") : "";
}

/** All texts in a JSON value, keys too. */
function textsIn(value: unknown): string[] {
  const texts: string[] = [];
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "string") texts.push(next);
    else if (typeof next === "object" && next !== null) for (const [key, each] of Object.entries(next)) open.push(key, each);
  }
  return texts;
}
