/** PostgreSQL, where the tables lie: each source a server of its own, which is read and never written. */
import type { CopyFormat, CopyStream, Engine, Limits, RowQuery } from "#lib/engine/engine.ts";
import type { GuardedSql } from "#lib/engine/guarded-sql.ts";
import { latestAt, newestInstant } from "#lib/engine/newest.ts";
import type { PaceSettings } from "#lib/engine/pace.ts";
import { numberKeys } from "#lib/engine/place.ts";
import { IN_ORDER, startCopy } from "#lib/engine/postgres/copy.ts";
import { copyTable, type TableCopy } from "#lib/engine/postgres/copy-table.ts";
import { csvCellSql, csvName } from "#lib/engine/postgres/csv-cell.ts";
import { discoverTables } from "#lib/engine/postgres/discover.ts";
import { queryFailure } from "#lib/engine/postgres/failure.ts";
import { Gate } from "#lib/engine/postgres/gate/gate.ts";
import { duckdbType } from "#lib/engine/postgres/pg-type.ts";
import { arePlain } from "#lib/engine/postgres/plain-tables.ts";
import { operatorNames } from "#lib/engine/postgres/plan-text.ts";
import { probeTables } from "#lib/engine/postgres/probe.ts";
import { quoteName } from "#lib/engine/postgres/quote.ts";
import { readCells } from "#lib/engine/postgres/read-cells.ts";
import { scanTable } from "#lib/engine/postgres/scan.ts";
import { countStatement, pageStatement } from "#lib/engine/postgres/select.ts";
import { Session, withSession } from "#lib/engine/postgres/session.ts";
import { type EngineLog, maskSecretOf, type Source } from "#lib/engine/postgres/source.ts";
import { Sources } from "#lib/engine/postgres/sources.ts";
import { openStatement, runStatement } from "#lib/engine/postgres/statement.ts";
import { findColumn } from "#lib/engine/postgres/table-shape.ts";
import { Tables } from "#lib/engine/postgres/tables.ts";
import { newestSql } from "#lib/engine/postgres/time-column.ts";
import type { ServerSource } from "#lib/engine/relation.ts";
import type { Transcode } from "#lib/engine/transcode.ts";
import { AppError } from "#lib/errors.ts";

export interface PostgresOptions extends PaceSettings {
  /** The address of a source by the name of its variable; `null`: it is not set. Addresses are never told to anybody. */
  readonly urlOf: (urlEnv: string) => string | null;
  readonly transcode: Transcode;
  /** The deployment's secret. The `hash` mask uses a key derived from it, so the same deployment gives the same hashes. */
  readonly secret: string;
  readonly log: EngineLog;
  readonly now?: () => Date;
  /** Pages, exports and scans at once, for each source. Default 6, 2 and 2. */
  readonly places?: { readonly page: number; readonly export: number; readonly scan?: number };
  /** How long a connection may take. Default 5 s. */
  readonly connectMs?: number;
}

export interface PostgresEngine extends Engine {
  /** Whether the server of a source answers. Throws `TS-DATA-001` or `TS-DATA-002`. */
  readonly ping: (source: ServerSource) => Promise<void>;
}

export function openPostgres(options: PostgresOptions): PostgresEngine {
  const now = options.now ?? (() => new Date());
  const gate = new Gate();
  const sources = new Sources(options, now);
  const tables = new Tables(gate);

  /** Of a statement, whose datasets are all of one. */
  function sourceOf({ datasets }: GuardedSql): Source {
    const [first] = datasets;
    return first === undefined ? sources.any() : sources.of(tableOf(first.relation).source);
  }

  async function openCopy(source: Source, limits: Limits, work: (session: Session) => Promise<CopyStream>): Promise<CopyStream> {
    const session = await Session.open(source, "export", limits);
    try {
      return await work(session);
    } catch (error) {
      void session.close();
      session.signal.throwIfAborted();
      throw queryFailure(error, source.options.id);
    }
  }

  /** Bytes of a COPY as they are, or by way of the embedded engine. */
  async function deliver({ stream, columns }: TableCopy, format: CopyFormat, limits: Limits): Promise<CopyStream> {
    return format.format === "csv" ? stream : await options.transcode(stream.bytes, columns, format, limits);
  }

  async function copyRows(query: RowQuery, format: CopyFormat, limits: Limits): Promise<CopyStream> {
    return await openCopy(
      sources.of(tableOf(query.relation).source),
      limits,
      async (session) => await deliver(await copyTable({ session, tables }, query, format, limits), format, limits),
    );
  }

  async function copyStatement(sql: GuardedSql, format: CopyFormat, limits: Limits): Promise<CopyStream> {
    return await openCopy(sourceOf(sql), limits, async (session) => {
      const statement = await openStatement(tables, session, sql, { inline: true, settings: IN_ORDER });
      const safe = format.format === "csv" && format.safe;
      const fields = statement.outputs.map(
        ({ name, pg, sql: field }) => `${csvCellSql(pg, field, safe)} AS ${quoteName(csvName(name, safe))}`,
      );
      const columns = statement.outputs.map(({ name, pg, type }) => ({ name, duckdbType: duckdbType(pg, type) }));
      const job = { sql: statement.select(fields, null), header: format.format === "csv", explain: statement.explain };
      return await deliver({ stream: await startCopy(session, job), columns }, format, limits);
    });
  }

  return {
    describe: async (relation, limits) =>
      await withSession(sources.of(tableOf(relation).source), limits, async (session) => {
        const { columns } = await tables.shape(session, tableOf(relation));
        return columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
      }),
    page: async (query, limits) =>
      await tables.retry(
        sources.of(tableOf(query.relation).source),
        async (source) =>
          await withSession(source, limits, async (session) => {
            const limit = query.limit ?? Number.MAX_SAFE_INTEGER - 1;
            const page = pageStatement({ ...query, limit }, await tables.rowSource(session, query));
            const read = readCells(session, { text: page.sql, values: page.values }, page.cells, limit);
            const { rows, rest, more } = await read.catch(async (error: unknown) => {
              throw await tables.explainValues(session, page, error);
            });
            return { columns: page.columns, rows, keys: numberKeys(rest, query.after), more };
          }),
      ),
    count: async (query, limits) =>
      await tables.retry(
        sources.of(tableOf(query.relation).source),
        async (source) =>
          await withSession(source, limits, async (session) => {
            const { sql, values } = countStatement(query, await tables.rowSource(session, query));
            const counted = session.ask(sql, values).catch(async (error: unknown) => {
              throw await tables.explainValues(session, { places: [] }, error);
            });
            return Number((await counted)[0]?.[0]);
          }),
      ),
    copy: async (query, format, limits) =>
      await tables.retry(sources.of(tableOf(query.relation).source), async () => await copyRows(query, format, limits)),
    newest: async (relation, column, timezone, limits) =>
      await withSession(sources.of(tableOf(relation).source), limits, async (session) => {
        const shape = await tables.shape(session, tableOf(relation));
        const found = findColumn(shape, column);
        if (found === undefined) throw new AppError("TS-API-003", "A column that was asked for is not in the data.");
        const newest = newestSql(found, shape.sql, latestAt(now(), timezone));
        if (newest === null) return null;
        const text = (await session.ask(newest.sql, newest.values))[0]?.[0] ?? null;
        return newestInstant({ kind: newest.kind, text }, timezone, now());
      }),
    estimate: async (relation, limits) =>
      await withSession(sources.of(tableOf(relation).source), limits, async (session) => await tables.estimate(session, tableOf(relation))),
    analyze: async (text, _dialect, limits) => {
      const reading = await gate.read(text, limits.signal);
      if (reading.kind === "refused") return reading;
      const tablesOfText = reading.tables.map(({ name, at }) => ({ name, at }));
      return { kind: "passed", tables: tablesOfText, parameters: Math.max(0, ...reading.parameters.map(({ number }) => number)) };
    },
    run: async (sql, limit, limits) => {
      const source = sourceOf(sql);
      return await tables.retry(source, async () => {
        const session = await Session.open(source, "page", limits);
        try {
          return await runStatement(tables, session, sql, limit);
        } catch (error) {
          session.signal.throwIfAborted();
          throw queryFailure(error, source.options.id);
        } finally {
          void session.close();
        }
      });
    },
    copySql: async (sql, format, limits) => await tables.retry(sourceOf(sql), async () => await copyStatement(sql, format, limits)),
    explain: async (sql, limits) => {
      const source = sourceOf(sql);
      const session = await Session.open(source, "page", limits);
      try {
        const statement = await openStatement(tables, session, sql, { inline: true, settings: "" });
        const shapes = await Promise.all(sql.datasets.map(async (dataset) => await tables.shapeOf(session, dataset)));
        const isWhole =
          !sql.isProtected &&
          (await arePlain(
            shapes.map(({ oid }) => oid),
            session.ask,
          ));
        const form = isWhole ? "FORMAT TEXT" : "FORMAT JSON, COSTS false";
        const lines = (await session.ask(`EXPLAIN (${form}) ${statement.explainable}`, [])).map(([line]) => line ?? "");
        return isWhole ? lines.join("\n") : operatorNames(lines.join("\n"));
      } catch (error) {
        session.signal.throwIfAborted();
        throw queryFailure(error, source.options.id);
      } finally {
        void session.close();
      }
    },
    discover: async (source, limits) => await withSession(sources.of(source), limits, discoverTables),
    scan: async (request, limits) =>
      await tables.retry(
        sources.of(tableOf(request.relation).source),
        async (source) => await scanTable({ source, tables, gate, secret: maskSecretOf(options.secret) }, request, limits),
      ),
    probe: async (relations, limits) => {
      const [first] = relations;
      if (first === undefined) return [];
      return await withSession(
        sources.of(tableOf(first).source),
        limits,
        async (session) => await probeTables(session, tables, relations.map(tableOf)),
      );
    },
    // Each server has a state of its own: see `ping`.
    health: async () => ({ state: "ready", detail: null }),
    ping: async (source) => await sources.of(source).ping(),
    close: async () => {
      await Promise.all([gate.close(), sources.close()]);
    },
  };
}

function tableOf(relation: RowQuery["relation"]) {
  if (relation.kind !== "table") throw new TypeError("PostgreSQL reads tables only");
  return relation;
}
