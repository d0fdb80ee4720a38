/** What a filter means, said again without SQL: `null` is SQL's "unknown". */
import type { Filter } from "#lib/engine/filter.ts";

export type OracleRow = Readonly<Record<string, string | number | boolean | null>>;

type Truth = boolean | null;

export function filterHolds(filter: Filter, row: OracleRow): Truth {
  switch (filter.kind) {
    case "and":
      return all(filter.filters.map((each) => filterHolds(each, row)));
    case "or":
      return not(all(filter.filters.map((each) => not(filterHolds(each, row)))));
    case "not":
      return not(filterHolds(filter.filter, row));
    default:
      return leafHolds(filter, row[filter.column] ?? null);
  }
}

const not = (truth: Truth): Truth => (truth === null ? null : !truth);
const all = (truths: readonly Truth[]): Truth => (truths.includes(false) ? false : truths.includes(null) ? null : true);

function leafHolds(filter: Exclude<Filter, { kind: "and" | "or" | "not" }>, cell: OracleRow[string]): Truth {
  if (filter.kind === "is") return filter.value === "null" ? cell === null : cell === (filter.value === "true");
  if (cell === null || cell === undefined) return null;
  switch (filter.kind) {
    case "in":
      return filter.values.some((value) => compare(cell, value) === 0);
    case "like":
      return likeOf(filter.pattern, filter.insensitive).test(String(cell));
    case "compare": {
      const order = compare(cell, filter.value);
      return { eq: order === 0, neq: order !== 0, gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[filter.op];
    }
  }
}

function compare(cell: string | number | boolean, value: string): number {
  if (typeof cell === "number") return cell - Number(value);
  return Buffer.compare(Buffer.from(String(cell)), Buffer.from(value));
}

function likeOf(pattern: string, insensitive: boolean): RegExp {
  const parts = [...pattern.matchAll(/\\(.)|([\s\S])/gu)].map(([, quoted, plain]) => {
    if (quoted !== undefined) return RegExp.escape(quoted);
    return plain === "%" ? ".*" : plain === "_" ? "." : RegExp.escape(plain ?? "");
  });
  return new RegExp(`^${parts.join("")}$`, insensitive ? "isu" : "su");
}
