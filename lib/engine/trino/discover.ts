/** Columns and tables as `information_schema` tells them. */
import type { DiscoveredTable, EngineColumn } from "#lib/engine/engine.ts";
import { quoteName, quoteText } from "#lib/engine/trino/quote.ts";

/** Reads the rows of one of our own statements. */
export type ReadAll = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/** More tables than this are not listed: a lake can have hundreds of thousands. */
export const MAX_TABLES = 10_000;

export async function discoverTables(read: ReadAll, catalog: string): Promise<readonly DiscoveredTable[]> {
  const schema = `${quoteName(catalog)}.information_schema`;
  const tables = await read(
    `SELECT table_schema, table_name, table_type FROM ${schema}.tables WHERE table_schema <> 'information_schema' ORDER BY 1, 2 LIMIT ${MAX_TABLES}`,
  );
  const columns = await read(
    `SELECT table_schema, table_name, column_name, data_type, is_nullable FROM ${schema}.columns WHERE table_schema <> 'information_schema' ORDER BY 1, 2, ordinal_position`,
  );
  const comments = await readComments(read, catalog);
  const byTable = new Map<string, DiscoveredTable["columns"][number][]>();
  for (const [schemaName, table, name, type, nullable] of columns) {
    const key = JSON.stringify([schemaName, table]);
    const list = byTable.get(key) ?? [];
    byTable.set(key, list);
    list.push({ name: String(name), type: String(type), nullable: nullable !== "NO", comment: null, primaryKey: false });
  }
  return tables.map(([schemaName, table, kind]) => {
    const key = JSON.stringify([schemaName, table]);
    return {
      path: [catalog, String(schemaName), String(table)],
      kind: /view/i.test(String(kind)) ? "view" : "table",
      columns: byTable.get(key) ?? [],
      comment: comments.get(key) ?? null,
    };
  });
}

/** Not every user may read `system.metadata`: then there are none. */
async function readComments(read: ReadAll, catalog: string): Promise<ReadonlyMap<string, string>> {
  const sql = `SELECT schema_name, table_name, comment FROM system.metadata.table_comments WHERE catalog_name = ${quoteText(catalog)} AND comment IS NOT NULL`;
  const rows = await read(sql).catch(() => []);
  return new Map(rows.map(([schema, table, comment]) => [JSON.stringify([schema, table]), String(comment)]));
}

/** `DESCRIBE` works for everything that can be read, also where `information_schema` is not filled. */
export async function describeTable(read: ReadAll, table: string): Promise<readonly EngineColumn[]> {
  const rows = await read(`DESCRIBE ${table}`);
  return rows.map(([name, type]) => ({ name: String(name), type: String(type), nullable: true }));
}
