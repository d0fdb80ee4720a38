/** The engine of those who outgrew one machine: tables of a Trino cluster, over its HTTP protocol. */
import { createHmac } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { CopyFormat, CopyStream, Engine, EngineColumn, Limits, RowPage, SqlPage } from "#lib/engine/engine.ts";
import type { GuardedSql, RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { Relation, ServerSource, TableRelation } from "#lib/engine/relation.ts";
import type { Transcode } from "#lib/engine/transcode.ts";
import { parseAddress, type TrinoAddress } from "#lib/engine/trino/address.ts";
import { jsonOf } from "#lib/engine/trino/cell.ts";
import { copyRows } from "#lib/engine/trino/copy.ts";
import { describeTable, discoverTables, type ReadAll } from "#lib/engine/trino/discover.ts";
import { type FailureContext, failureOf, policyClosed, TrinoFailure } from "#lib/engine/trino/failure.ts";
import { Gate } from "#lib/engine/trino/gate/gate.ts";
import { newestSql, readNewest } from "#lib/engine/trino/newest.ts";
import { planText } from "#lib/engine/trino/plan-text.ts";
import { probeTables } from "#lib/engine/trino/probe.ts";
import { PAGE_BYTES, readPage } from "#lib/engine/trino/read-page.ts";
import { type ScanDeps, scanTable } from "#lib/engine/trino/scan.ts";
import { copyStatement, countStatement, pageStatement, type TableQuery } from "#lib/engine/trino/select.ts";
import { runStatement, type StatementPage } from "#lib/engine/trino/statement.ts";
import { type ColumnTypes, tableSql, typesOf, whereSql } from "#lib/engine/trino/table.ts";
import { parseType } from "#lib/engine/trino/trino-type.ts";
import { AppError } from "#lib/errors.ts";

export interface TrinoOptions {
  /** The value of a source's variable; `null` where it is not set. */
  readonly urlOf: (urlEnv: string) => string | null;
  /** Makes the formats that are not CSV. */
  readonly transcode: Transcode;
  /** The deployment's secret; each source gets a key for the `hash` mask that is derived from it. */
  readonly secret: string;
  readonly now?: () => Date;
}

/** Columns are looked at again after this long: nothing tells when a table changes. */
const KNOWN_MS = 30_000;

export function openTrino({ urlOf, transcode, secret, now = () => new Date() }: TrinoOptions): Engine {
  const gate = new Gate();
  const columns = new LRUCache<string, readonly EngineColumn[]>({ max: 2_000, ttl: KNOWN_MS });
  const fitting = new LRUCache<string, true>({ max: 5_000, ttl: 10 * KNOWN_MS });
  const keyOf = (source: ServerSource) => createHmac("sha256", secret).update(`touchstone mask ${source.id}`).digest("hex");

  function addressOf(source: ServerSource): TrinoAddress {
    const url = urlOf(source.urlEnv);
    if (url === null || url === "")
      throw new AppError("TS-DATA-001", `The source ${source.id} is not connected: ${source.urlEnv} is not set on this server.`);
    return parseAddress(url, source.id);
  }

  const pagesOf = (source: ServerSource, sql: string, limits: Limits) =>
    runStatement(sql, { address: addressOf(source), sourceId: source.id, catalog: source.catalog, limits });

  async function readRaw(source: ServerSource, sql: string, limits: Limits): Promise<readonly (readonly unknown[])[]> {
    const rows: (readonly unknown[])[] = [];
    for await (const page of pagesOf(source, sql, limits)) rows.push(...page.rows);
    return rows;
  }

  const reader =
    (source: ServerSource, limits: Limits, isFiltered = false): ReadAll =>
    async (sql) => {
      try {
        return await readRaw(source, sql, limits);
      } catch (error) {
        throw failureOf(error, { sourceId: source.id, isProtected: true, isFiltered });
      }
    };

  async function describe(relation: TableRelation, limits: Limits): Promise<readonly EngineColumn[]> {
    const known = columns.get(relation.version);
    if (known !== undefined) return known;
    const found = await describeTable(reader(relation.source, limits), tableSql(relation));
    columns.set(relation.version, found);
    return found;
  }

  const contextOf = async (relation: TableRelation, limits: Limits): Promise<{ types: ColumnTypes; secret: string }> => ({
    types: typesOf(await describe(relation, limits)),
    secret: keyOf(relation.source),
  });

  /** The policy is a condition that fits its table; otherwise nobody sees a row. */
  async function checkRows(relation: TableRelation, rows: RowPolicy | null, limits: Limits): Promise<void> {
    if (rows === null) return;
    await gate.checkPolicy(rows, limits.signal);
    const sql = `EXPLAIN (TYPE VALIDATE) SELECT 1 FROM ${tableSql(relation)}${whereSql(rows)}`;
    if (fitting.has(sql)) return;
    try {
      for await (const _ of pagesOf(relation.source, sql, limits));
    } catch (error) {
      if (error instanceof TrinoFailure && error.said.errorType === "USER_ERROR") throw policyClosed(error);
      throw failureOf(error, { sourceId: relation.source.id, isProtected: true });
    }
    fitting.set(sql, true);
  }

  const scanDeps: ScanDeps = {
    describe,
    read: ({ source }, sql, limits) => readRaw(source, sql, limits),
    checkRows,
    secret: createHmac("sha256", secret).update("touchstone scan").digest("hex"),
  };

  async function page(query: TableQuery, limits: Limits): Promise<RowPage> {
    const { source } = query.relation;
    await checkRows(tableOf(query.relation), query.rows, limits);
    const limit = query.limit ?? Number.MAX_SAFE_INTEGER - 1;
    const statement = pageStatement(query, limit, await contextOf(query.relation, limits));
    if (statement === null) throw new AppError("TS-API-005", "This cursor does not belong to this query. Start again without a cursor.");
    try {
      return await readPage(pagesOf(source, statement.sql, limits), { statement, limit, after: query.after });
    } catch (error) {
      throw failureOf(error, { sourceId: source.id, isProtected: true, isFiltered: query.filter !== null });
    }
  }

  /** The statement as it is sent, with what tells the reader where in their own text something is wrong. */
  async function prepare(sql: GuardedSql, limits: Limits) {
    const relations = sql.datasets.map(({ relation }) => tableOf(relation));
    const source = relations[0]?.source;
    if (source === undefined) throw new AppError("TS-QUERY-001", "This statement names no dataset of a Trino source.");
    const contexts = await Promise.all(relations.map((relation) => contextOf(relation, limits)));
    for (const { relation, rows } of sql.datasets) await checkRows(tableOf(relation), rows, limits);
    const prepared = await gate.prepare(sql, contexts, limits.signal);
    const context: FailureContext = { sourceId: source.id, isProtected: sql.isProtected, place: prepared.place };
    return { source, text: prepared.sql, context };
  }

  return {
    describe: (relation, limits) => describe(tableOf(relation), limits),
    page: (query, limits) => page({ ...query, relation: tableOf(query.relation) }, limits),
    count: async (query, limits) => {
      const relation = tableOf(query.relation);
      await checkRows(tableOf(query.relation), query.rows, limits);
      const sql = countStatement({ ...query, relation }, await contextOf(relation, limits));
      const [[count] = []] = await reader(relation.source, limits, query.filter !== null)(sql);
      return Number(count);
    },
    copy: async (query, format, limits) => {
      const relation = tableOf(query.relation);
      await checkRows(tableOf(query.relation), query.rows, limits);
      const statement = copyStatement({ ...query, relation }, await contextOf(relation, limits));
      return await copy(relation.source, statement.sql, {
        format,
        limits,
        context: { sourceId: relation.source.id, isProtected: true, isFiltered: query.filter !== null },
      });
    },
    newest: async (relation, column, timezone, limits) => {
      const table = tableOf(relation);
      const sql = newestSql(table, column, { ...(await contextOf(table, limits)), timezone, now: now() });
      if (sql === null) return null;
      const [[text] = []] = await reader(table.source, limits)(sql.sql);
      return readNewest(sql, text, { timezone, now: now() });
    },
    estimate: async (relation, limits) => {
      const table = tableOf(relation);
      const stats = await reader(table.source, limits)(`SHOW STATS FOR ${tableSql(table)}`).catch(() => []);
      const rows = stats.find(([name]) => name === null)?.[4];
      return { rows: rows === null || rows === undefined ? null : Math.round(Number(rows)), exact: false, bytes: null };
    },
    analyze: (text, _dialect, limits) => gate.analyze(text, limits.signal),
    run: async (sql, limit, limits) => {
      const { source, text, context } = await prepare(sql, limits);
      try {
        return await readSql(pagesOf(source, text, limits), limit);
      } catch (error) {
        throw failureOf(error, context);
      }
    },
    copySql: async (sql, format, limits) => {
      const { source, text, context } = await prepare(sql, limits);
      return await copy(source, text, { format, limits, context });
    },
    explain: async (sql, limits) => {
      const { source, text, context } = await prepare(sql, limits);
      // As a text of its own, so that values of parameters stay values.
      const explained = text.startsWith(IMMEDIATE) ? null : `EXPLAIN (TYPE LOGICAL, FORMAT JSON) ${text}`;
      if (explained === null) throw new AppError("TS-QUERY-001", "A plan is made without parameters: put the values into the statement.");
      const rows: (readonly unknown[])[] = [];
      try {
        for await (const answer of pagesOf(source, explained, limits)) rows.push(...answer.rows);
      } catch (error) {
        throw failureOf(error, {
          ...context,
          place: (line, column) => context.place?.(line, line === 1 ? column - EXPLAIN_LENGTH : column) ?? null,
        });
      }
      return planText(String(rows[0]?.[0] ?? "{}"));
    },
    discover: async (source, limits) => {
      if (source.catalog === null) throw new AppError("TS-DATA-001", `The source ${source.id} names no catalog to look in.`);
      return await discoverTables(reader(source, limits), source.catalog);
    },
    scan: async (request, limits) => await scanTable(scanDeps, { ...request, relation: tableOf(request.relation) }, limits),
    probe: async (relations, limits) => {
      const [first] = relations.map(tableOf);
      if (first === undefined) return [];
      try {
        return await probeTables(async (sql) => await readRaw(first.source, sql, limits), relations.map(tableOf));
      } catch (error) {
        throw failureOf(error, { sourceId: first.source.id, isProtected: true });
      }
    },
    health: async () => ({ state: "ready", detail: null }),
    close: () => gate.close(),
  };

  async function copy(
    source: ServerSource,
    sql: string,
    { format, limits, context }: { format: CopyFormat; limits: Limits; context: FailureContext },
  ): Promise<CopyStream> {
    return await copyRows((inner) => pagesOf(source, sql, inner), {
      format,
      limits,
      transcode,
      failure: (error) => failureOf(error, context),
    });
  }
}

const EXPLAIN_LENGTH = "EXPLAIN (TYPE LOGICAL, FORMAT JSON) ".length;
const IMMEDIATE = "EXECUTE IMMEDIATE ";

function tableOf(relation: Relation): TableRelation {
  if (relation.kind !== "table" || relation.source.engine !== "trino") throw new TypeError("only tables of Trino are read here");
  return relation;
}

async function readSql(pages: AsyncIterable<StatementPage>, limit: number): Promise<SqlPage> {
  let names: readonly { name: string; type: string }[] = [];
  const rows: unknown[][] = [];
  let bytes = 0;
  for await (const { columns, rows: more, size } of pages) {
    names = columns;
    const isFull = rows.length > 0 && bytes > PAGE_BYTES;
    bytes += size;
    const types = columns.map(({ type }) => parseType(type));
    for (const row of more) {
      if (isFull || rows.length === limit) return { columns: described(names), rows, more: true };
      rows.push(row.map((value, index) => jsonOf(types[index] ?? parseType("varchar"), value)));
    }
  }
  return { columns: described(names), rows, more: false };
}

const described = (columns: readonly { name: string; type: string }[]) => columns.map(({ name, type }) => ({ name, type, nullable: true }));
