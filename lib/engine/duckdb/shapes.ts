/** Statements that are asked again and again with other values are parsed and planned once for each open relation. */
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from "@duckdb/node-api";
import { LRUCache } from "lru-cache";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";

const KEPT = 64;

const prepared = new WeakMap<OpenRelation, LRUCache<string, DuckDBPreparedStatement>>();

export async function runShape(
  connection: DuckDBConnection,
  relation: OpenRelation,
  sql: string,
  texts: readonly string[],
): Promise<DuckDBResult> {
  const known = prepared.get(relation) ?? new LRUCache<string, DuckDBPreparedStatement>({ max: KEPT, dispose: (old) => old.destroySync() });
  prepared.set(relation, known);
  const statement = known.get(sql) ?? (await connection.prepare(sql));
  known.set(sql, statement, { noDisposeOnSet: true });
  for (const [index, text] of texts.entries()) statement.bindVarchar(index + 1, text);
  return await statement.run();
}
