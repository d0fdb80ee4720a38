import { distance } from "fastest-levenshtein";
import type { Column } from "#lib/contract/contract.ts";
import { pairUp } from "#lib/contract/diff/pairs.ts";
import { compareTypes } from "#lib/contract/diff/type.ts";

export interface ColumnPair {
  readonly before: Column;
  readonly after: Column;
  /** A guess: the names differ by more than case. */
  readonly renamed: boolean;
}

export interface ColumnPairs {
  /** In the order of the new contract. */
  readonly pairs: readonly ColumnPair[];
  readonly added: readonly Column[];
  readonly removed: readonly Column[];
}

/** More columns than this on both sides are another table, not a rename; it also bounds the work. */
const MAX_GUESSED = 40;
const ENOUGH = 3;

/** Columns that are the same by name (case does not tell columns apart), and those that were probably renamed. */
export function pairColumns(before: readonly Column[], after: readonly Column[]): ColumnPairs {
  const { paired, added, removed } = pairUp(before, after, [({ name }) => name, ({ name }) => name.toLowerCase()]);
  const guessed = guessRenames(removed, added, before, after);
  const oldOf = new Map(paired.map(([old, column]) => [column, old]));
  const pairs = after.flatMap((column): ColumnPair[] => {
    const same = oldOf.get(column);
    if (same !== undefined) return [{ before: same, after: column, renamed: false }];
    const old = guessed.get(column);
    return old === undefined ? [] : [{ before: old, after: column, renamed: true }];
  });
  const gone = new Set(guessed.values());
  return { pairs, added: added.filter((column) => !guessed.has(column)), removed: removed.filter((column) => !gone.has(column)) };
}

/** New column → old column. Only where the two are alike enough, and no other is as much alike. */
function guessRenames(
  removed: readonly Column[],
  added: readonly Column[],
  before: readonly Column[],
  after: readonly Column[],
): ReadonlyMap<Column, Column> {
  const guessed = new Map<Column, Column>();
  if (removed.length === 0 || removed.length > MAX_GUESSED || added.length > MAX_GUESSED) return guessed;
  const places = new Map([...before, ...after].map((column) => [column, 0]));
  for (const side of [before, after]) side.forEach((column, place) => void places.set(column, place));
  const scored = removed
    .flatMap((old) => added.map((column) => ({ old, column, score: likeness(old, column, places.get(old) === places.get(column)) })))
    .filter(({ score }) => score >= ENOUGH)
    .sort((a, b) => b.score - a.score);
  const rivals = (one: (typeof scored)[number]) =>
    scored.some((other) => other !== one && other.score === one.score && (other.old === one.old || other.column === one.column));
  const taken = new Set<Column>();
  for (const candidate of scored) {
    if (taken.has(candidate.old) || guessed.has(candidate.column) || rivals(candidate)) continue;
    taken.add(candidate.old);
    guessed.set(candidate.column, candidate.old);
  }
  return guessed;
}

function likeness(old: Column, column: Column, samePlace: boolean): number {
  const type = compareTypes(old, column);
  if (type === "retyped") return 0;
  const described = old.description !== null && old.description === column.description;
  const said = [
    old.primaryKey && column.primaryKey,
    old.references !== null && old.references === column.references,
    old.values !== null && old.values.join("\n") === column.values?.join("\n"),
    old.term !== null && old.term === column.term,
    old.classification !== null && old.classification === column.classification,
  ].filter(Boolean).length;
  return (described ? 3 : 0) + (samePlace ? 1 : 0) + (isLikeName(old.name, column.name) ? 2 : 0) + said;
}

/** `mail` and `email`, `created` and `created_at`, `zip_code` and `zipcode`. */
function isLikeName(before: string, after: string): boolean {
  const [a, b] = [before.toLowerCase(), after.toLowerCase()].map((name) => name.replace(/[^a-z0-9]+/g, ""));
  if (a === undefined || b === undefined || a === "" || b === "") return false;
  if (a === b || (Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a)))) return true;
  return distance(a, b) <= Math.max(1, Math.floor(Math.max(a.length, b.length) / 4));
}
