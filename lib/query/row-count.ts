/** How many rows there are in all, as exactly as a client asks for it (`Prefer: count=exact|planned|estimated`, as in PostgREST). */
import type { Engine, Limits } from "#lib/engine/engine.ts";
import type { ChosenRows } from "#lib/query/row-query.ts";

export const ROW_COUNTS = ["exact", "planned", "estimated"] as const;

export type RowCount = (typeof ROW_COUNTS)[number];

/** `null`: not asked for, or not known without counting. */
export async function countRows(
  engine: Pick<Engine, "count" | "estimate">,
  query: ChosenRows,
  count: RowCount | null,
  limits: Limits,
): Promise<number | null> {
  if (count === null) return null;
  if (count === "exact") return await engine.count({ ...query, after: null, limit: null }, limits);
  // What the source knows of itself is about all of its rows: also of those that a filter or a row policy leaves out.
  if (query.filter !== null || query.rows !== null) return null;
  return (await engine.estimate(query.relation, limits)).rows;
}

/** What `Prefer` asks for; `null` when nothing that is known here. */
export function parseCount(prefer: string | null | undefined): RowCount | null {
  for (const [, word] of (prefer ?? "").matchAll(/(?:^|[,;])\s*count\s*=\s*"?(\w+)"?\s*(?=[,;]|$)/gi)) {
    const count = ROW_COUNTS.find((each) => each === word?.toLowerCase());
    if (count !== undefined) return count;
  }
  return null;
}
