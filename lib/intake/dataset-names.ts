import { foldName, isPlainKey, toDatasetName } from "#lib/contract/name.ts";
import { compareText } from "#lib/contract/problem-log.ts";

export interface NameWish {
  /** What it is in the other tool, unique: `model.shop.orders`, `sales.orders`. */
  readonly key: string;
  /** The wishes from short to long, each a list of parts: `[["orders"], ["sales", "orders"]]`. */
  readonly names: readonly (readonly string[])[];
  /** Who gets a short name that several want: the lowest. Among equals nobody does, so that one more does not rename another. */
  readonly rank: number;
}

/**
 * A dataset name for each wish: the first of its names that it alone has (folding `-`, `_` and case), else the last one with a
 * number. The order of the wishes does not matter. `known` are names that some of them have in the catalog already.
 */
export function nameDatasets(wishes: readonly NameWish[], known: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const names = new Map(known);
  const taken = new Set([...known.values()].map(foldName));
  let open = wishes.filter(({ key }) => !known.has(key)).sort((a, b) => compareText(a.key, b.key));
  const deepest = Math.max(0, ...wishes.map((wish) => wish.names.length));
  for (let level = 0; level < deepest; level += 1) {
    const byName = Map.groupBy(open, (wish) => foldName(nameAt(wish, level)));
    for (const [name, group] of byName) {
      const best = Math.min(...group.map(({ rank }) => rank));
      const [winner, second] = group.filter(({ rank }) => rank === best);
      if (winner === undefined || second !== undefined || taken.has(name)) continue;
      taken.add(name);
      names.set(winner.key, nameAt(winner, level));
    }
    open = open.filter(({ key }) => !names.has(key));
  }
  for (const wish of open) {
    const last = nameAt(wish, deepest);
    let number = 2;
    while (taken.has(foldName(withSuffix(last, number)))) number += 1;
    taken.add(foldName(withSuffix(last, number)));
    names.set(wish.key, withSuffix(last, number));
  }
  return names;
}

function nameAt({ names }: NameWish, level: number): string {
  return toName(names[Math.min(level, names.length - 1)] ?? []);
}

/** `["Sales EU", "Order Lines"]` → `sales_eu.order_lines`. Never empty. */
export function toName(parts: readonly string[]): string {
  const name = parts
    .map((part) => toDatasetName(plainLetters(part).replaceAll(".", "_")))
    .map((part, index) => (part === "" ? `table_${letterCodes(parts[index] ?? "")}` : part))
    .slice(-3)
    .join(".");
  if (name === "") return "table";
  return isPlainKey(name) ? name : `${name}_table`;
}

/** `Größe` → `Grosse`: letters with marks lose them instead of becoming `_`. */
const plainLetters = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");

/** For names without a Latin letter: the first characters by number, so that `顧客` has the same name each time. */
function letterCodes(text: string): string {
  return [...text]
    .slice(0, 6)
    .map((letter) => (letter.codePointAt(0) ?? 0).toString(16))
    .join("");
}

function withSuffix(name: string, number: number): string {
  const suffix = `_${number}`;
  const dot = name.lastIndexOf(".") + 1;
  return `${name.slice(0, dot)}${name.slice(dot).slice(0, 63 - suffix.length)}${suffix}`;
}
