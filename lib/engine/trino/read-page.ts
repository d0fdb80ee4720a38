import type { CellText, RowPage } from "#lib/engine/engine.ts";
import { numberKeys } from "#lib/engine/place.ts";
import { jsonOf } from "#lib/engine/trino/cell.ts";
import type { SelectStatement } from "#lib/engine/trino/select.ts";
import type { StatementPage } from "#lib/engine/trino/statement.ts";

/** An answer in one piece ends early rather than hold much more than this many bytes. */
export const PAGE_BYTES = 16_000_000;

/** The answer of a page's statement; what lies behind `limit` is only counted. */
export async function readPage(
  pages: AsyncIterable<StatementPage>,
  { statement, limit, after }: { statement: SelectStatement; limit: number; after: readonly CellText[] | null },
): Promise<RowPage> {
  const width = statement.columns.length;
  const rows: unknown[][] = [];
  const bareKeys: CellText[][] = [];
  let bytes = 0;
  let more = false;
  reading: for await (const page of pages) {
    const isFull = rows.length > 0 && bytes > PAGE_BYTES;
    bytes += page.size;
    for (const row of page.rows) {
      if (isFull || rows.length === limit) {
        more = true;
        break reading;
      }
      rows.push(statement.columns.map(({ type }, index) => jsonOf(type, row[index])));
      bareKeys.push(row.slice(width).map((value) => (value === null || value === undefined ? null : String(value))));
    }
  }
  const columns = statement.columns.map(({ name, type }) => ({ name, type: type.text, nullable: true }));
  return { columns, rows, keys: numberKeys(bareKeys, after), more };
}
