/** A scan of a table on its server: a few statements in one read-only transaction. */
import type { Limits } from "#lib/engine/engine.ts";
import { hideValues } from "#lib/engine/hide-values.ts";
import { codesOf, isConnectionFailure, queryFailure } from "#lib/engine/postgres/failure.ts";
import type { Gate } from "#lib/engine/postgres/gate/gate.ts";
import { checkPolicy, policySql } from "#lib/engine/postgres/policy-sql.ts";
import { POSTGRES, readTally, scanColumn, tallySql } from "#lib/engine/postgres/scan-dialect.ts";
import { Session } from "#lib/engine/postgres/session.ts";
import type { Source } from "#lib/engine/postgres/source.ts";
import type { TableShape } from "#lib/engine/postgres/table-shape.ts";
import type { Tables } from "#lib/engine/postgres/tables.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { Measure, MeasureValue, ScanRequest, ScanResult } from "#lib/engine/scan.ts";
import { type ScanTable, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import { orphansSql, readOrphans } from "#lib/engine/scanning/orphans.ts";
import { runScan } from "#lib/engine/scanning/run-scan.ts";
import type { TableMeasure } from "#lib/engine/scanning/scan-state.ts";
import { AppError, isAppError } from "#lib/errors.ts";

export interface ScanDeps {
  readonly source: Source;
  readonly tables: Tables;
  readonly gate: Gate;
  /** Key of hidden values. */
  readonly secret: string;
}

/** Sorting and grouping of one step; what is larger goes to the server's disk. */
const SETTINGS = "SET LOCAL work_mem = '64MB';";
const DISTINCT = `
  SELECT s.attname, s.n_distinct::text, c.reltuples::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname WHERE c.oid = $1::int8::oid ORDER BY s.inherited DESC`;

export async function scanTable(deps: ScanDeps, request: ScanRequest, limits: Limits): Promise<ScanResult> {
  const began = performance.now();
  const session = await Session.open(deps.source, "scan", limits);
  try {
    await session.begin(SETTINGS);
    const shape = await deps.tables.shape(session, request.relation);
    const table = await tableOf(deps, session, shape);
    const plain = request.measures.filter((measure): measure is TableMeasure => measure.kind !== "orphans");
    const { rows, measures, profile } = await runScan(table, { ...request, measures: plain });
    const found = new Map(measures);
    for (const measure of request.measures)
      if (measure.kind === "orphans")
        found.set(measure.id, await countOrphans(deps, session, { table, relation: request.relation, measure }));
    const bytes = request.relation.kind === "table" ? (await deps.tables.estimate(session, request.relation)).bytes : null;
    return {
      columns: shape.columns.map(({ name, type, nullable }) => ({ name, type, nullable })),
      ...{ rows, bytes, profile: new Map(profile) },
      measures: hideValues(request, found, deps.secret),
      elapsedMs: performance.now() - began,
    };
  } catch (error) {
    session.signal.throwIfAborted();
    if (error instanceof Unmeasurable) throw new AppError("TS-DATA-002", "The rows of this table could not be counted.", { cause: error });
    throw queryFailure(error, deps.source.options.id);
  } finally {
    void session.close();
  }
}

async function tableOf({ gate }: Pick<ScanDeps, "gate">, session: Session, shape: TableShape): Promise<ScanTable> {
  const distinct = await distinctOf(session, shape);
  const select = async (sql: string) => {
    try {
      return await session.ask(sql, []);
    } catch (error) {
      // After a failure the transaction takes no more questions.
      if (sentenceOf(error) !== null) {
        await session.script("ROLLBACK");
        await session.begin(SETTINGS);
      }
      throw error;
    }
  };
  return {
    dialect: POSTGRES,
    from: shape.sql,
    columns: shape.columns.map((column) => scanColumn(column, distinct.get(column.name) ?? null)),
    select,
    tally: async (items) => readTally(items, await select(tallySql(items, shape.sql))),
    conditionOf: async (where) => {
      try {
        const condition = await policySql(gate, where);
        await checkPolicy(session, shape.sql, condition);
        return condition.sql;
      } catch (error) {
        if (!isAppError(error, "TS-ACCESS-001")) throw error;
        if (codesOf(error.cause).length > 0) {
          await session.script("ROLLBACK");
          await session.begin(SETTINGS);
        }
        throw new Unmeasurable("The condition of this check is refused, or does not fit the columns of the data.");
      }
    },
    sentenceOf,
    isOnePass: false,
    knowsEnds: false,
  };
}

/** As the server's own statistics have it: a number, or a share of the rows. */
async function distinctOf(session: Session, { oid }: TableShape): Promise<ReadonlyMap<string, number>> {
  const rows = await session.ask(DISTINCT, [oid]);
  return new Map(
    rows.flatMap(([name, text, tuples]) => {
      const [found, of] = [Number(text), Number(tuples)];
      if (name === undefined || name === null || found === 0 || (found < 0 && of < 0)) return [];
      return [[name, found > 0 ? found : -found * of] as const];
    }),
  );
}

async function countOrphans(
  deps: ScanDeps,
  session: Session,
  {
    table,
    relation,
    measure,
  }: { readonly table: ScanTable; readonly relation: Relation; readonly measure: Extract<Measure, { kind: "orphans" }> },
): Promise<MeasureValue> {
  const { column, where, target } = measure;
  const isNear = target.relation.kind === "table" && relation.kind === "table" && target.relation.source.urlEnv === relation.source.urlEnv;
  if (!isNear) return { kind: "error", message: "The column points to a table of another source, and the two cannot be compared." };
  try {
    const other = await tableOf(deps, session, await deps.tables.shape(session, target.relation));
    const condition = where === null ? null : await table.conditionOf(where);
    return readOrphans(await table.select(orphansSql({ table, column, condition }, { table: other, column: target.column })));
  } catch (error) {
    session.signal.throwIfAborted();
    if (error instanceof Unmeasurable || isAppError(error)) return { kind: "error", message: error.message };
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    return { kind: "error", message: sentence };
  }
}

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^2201B$/, "The pattern is one that the database cannot use."],
  [/^22012$/, "A number is divided by zero."],
  [/^22003$/, "A number is too large or too small for its type."],
  [/^22/, "A value is not one that the check can be made with."],
  [/^42501$/, "Touchstone's user may not read a column of this check. Whoever runs the database can grant SELECT."],
  [/^(?:53200|53400|54)/, "The check needs more memory or disk space than the database gives it."],
  [/^42(?!P01|703)|^0A/, "The check does not fit the types of the columns."],
];

/** What concerns the server, the table or the time ends all of it. */
function sentenceOf(error: unknown): string | null {
  if (!(error instanceof Error) || isAppError(error) || isConnectionFailure(error)) return null;
  const [code = ""] = codesOf(error);
  return SENTENCES.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}
