/** Rows of an answer as exact JSON values. */

import type { CellText } from "#lib/engine/engine.ts";
import type { JsonCell } from "#lib/engine/postgres/json-cell.ts";
import type { Session } from "#lib/engine/postgres/session.ts";

/** A page ends early rather than hold more than about this many characters. */
const PAGE_CHARACTERS = 16_000_000;

export interface Cells {
  readonly rows: unknown[][];
  /** The texts of what stands behind the cells: keys of rows. */
  readonly rest: CellText[][];
  readonly more: boolean;
}

/** Takes `limit` rows; that there is one more, or that they get too large, says that more follow. */
export async function readCells(
  session: Session,
  statement: { readonly text: string; readonly values: readonly CellText[] },
  cells: readonly JsonCell[],
  limit: number,
): Promise<Cells> {
  const rows: unknown[][] = [];
  const rest: CellText[][] = [];
  let more = false;
  let characters = 0;
  await session.rows(statement, (row) => {
    characters += row.reduce<number>((sum, text) => sum + (text?.length ?? 4), 0);
    more = rows.length === limit || (rows.length > 0 && characters > PAGE_CHARACTERS);
    if (more) return rows.length === limit;
    rows.push(cells.map((cell, index) => readCell(cell, row[index] ?? null)));
    rest.push(row.slice(cells.length));
    return true;
  });
  return { rows, rest, more };
}

function readCell(cell: JsonCell, text: CellText): unknown {
  return text === null ? null : cell.read(text);
}
