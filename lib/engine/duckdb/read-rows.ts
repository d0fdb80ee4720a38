/** Fetched values → exact JSON values, as many rows as two processes should carry. */
import type { DuckDBValue } from "@duckdb/node-api";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import type { JsonCell } from "#lib/engine/duckdb/json-cell.ts";

/** A page ends early rather than carry more than about this many characters through two processes. One row has to fit. */
export const PAGE_CHARACTERS = 16_000_000;

/** A page of very many columns ends early, too: all that is fetched stands in memory before it is read. */
const PAGE_CELLS = 1_000_000;

/** How many of `limit` rows are fetched at most. */
export function boundRows(limit: number, columns: number): number {
  return Math.max(1, Math.min(limit, Math.floor(PAGE_CELLS / Math.max(1, columns))));
}

/** `fetched` has a row more than `limit` where more follow. Values behind the cells are not read. Throws the fault `long`. */
export function readRows(
  fetched: readonly (readonly DuckDBValue[])[],
  cells: readonly JsonCell[],
  limit: number,
): { readonly rows: unknown[][]; readonly more: boolean } {
  const rows: unknown[][] = [];
  let characters = 0;
  for (const raw of fetched) {
    if (rows.length === limit) break;
    for (const value of raw) characters += typeof value === "string" ? value.length : 8;
    if (characters > PAGE_CHARACTERS) {
      if (rows.length > 0) break;
      throw new Fault("long", "a row too long for an answer");
    }
    rows.push(cells.map((cell, index) => cell.read(raw[index] ?? null)));
  }
  return { rows, more: fetched.length > rows.length };
}
