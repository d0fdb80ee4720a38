/** Rows of a table as a file: by one COPY, or by two connections where the table is large and nothing asks for an order. */
import type { CopyFormat, CopyStream, Limits, RowQuery } from "#lib/engine/engine.ts";
import { IN_ORDER, startCopy } from "#lib/engine/postgres/copy.ts";
import { queryFailure } from "#lib/engine/postgres/failure.ts";
import { copySelect, type RowSource } from "#lib/engine/postgres/select.ts";
import { Session } from "#lib/engine/postgres/session.ts";
import { startSplitCopy } from "#lib/engine/postgres/split-copy.ts";
import type { Tables } from "#lib/engine/postgres/tables.ts";
import type { SourceColumn } from "#lib/engine/transcode.ts";

/** Smaller tables are done before a second connection is there. In pages of 8 kB. */
const WORTH_TWO = 2_048;
const REPEATABLE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;";

/** Pages of an ordinary table, where the server finds rows by ranges of pages (14 and newer); nothing for all else. */
const PAGES = `
  SELECT (pg_relation_size(c.oid) / current_setting('block_size')::int)::text
  FROM pg_class c JOIN pg_am am ON am.oid = c.relam
  WHERE c.oid = $1::int8::oid AND c.relkind IN ('r', 'm') AND am.amname = 'heap' AND current_setting('server_version_num')::int >= 140000`;

export interface TableCopy {
  readonly stream: CopyStream;
  readonly columns: readonly SourceColumn[];
}

/** Takes over the session: it is closed when the copy is over, or by the caller when this throws. */
export async function copyTable(
  { session, tables }: { session: Session; tables: Tables },
  query: RowQuery,
  format: CopyFormat,
  limits: Limits,
): Promise<TableCopy> {
  await session.begin(`${REPEATABLE} ${IN_ORDER}`);
  const from = await tables.rowSource(session, query);
  const explain = (error: unknown) => queryFailure(error, session.source.options.id);
  const whole = copySelect(query, from, format);
  const header = format.format === "csv";
  const pages = query.order.length === 0 && query.limit === null ? await pagesOf(session, from) : 0;
  const second = pages < WORTH_TWO ? null : await joinSnapshot(session, limits);
  if (second === null) return { stream: await startCopy(session, { sql: whole.sql, header, explain }), columns: whole.columns };
  const sqlOf = (range: string) => copySelect(query, { ...from, range }, format).sql;
  return { stream: await startSplitCopy([session, second], { pages, sqlOf, header, explain }), columns: whole.columns };
}

async function pagesOf(session: Session, { shape }: RowSource): Promise<number> {
  return Number((await session.ask(PAGES, [shape.oid]))[0]?.[0] ?? 0);
}

/** A second connection that sees what the first one sees; `null` where none is free, or the server does not share snapshots. */
async function joinSnapshot(session: Session, limits: Limits): Promise<Session | null> {
  const second = await Session.openIfFree(session.source, "export", limits);
  if (second === null) return null;
  try {
    const [[snapshot = null] = []] = await session.ask("SELECT pg_export_snapshot()", []);
    if (snapshot === null || !/^[0-9A-F-]+$/i.test(snapshot)) throw new Error("no snapshot");
    await second.begin(`${REPEATABLE} SET TRANSACTION SNAPSHOT '${snapshot}'; ${IN_ORDER}`);
    return second;
  } catch {
    void second.close();
    session.signal.throwIfAborted();
    return null;
  }
}
