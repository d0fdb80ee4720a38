/** A scan of a table by way of Trino: a few statements, each with the time that is left. */
import type { EngineColumn, Limits } from "#lib/engine/engine.ts";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import { hideValues } from "#lib/engine/hide-values.ts";
import type { Relation, TableRelation } from "#lib/engine/relation.ts";
import type { Measure, MeasureValue, ScanRequest, ScanResult } from "#lib/engine/scan.ts";
import { type Cell, type ScanTable, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import { orphansSql, readOrphans } from "#lib/engine/scanning/orphans.ts";
import { runScan } from "#lib/engine/scanning/run-scan.ts";
import type { TableMeasure } from "#lib/engine/scanning/scan-state.ts";
import { failureOf, TrinoFailure } from "#lib/engine/trino/failure.ts";
import { readTally, scanColumn, TRINO, tallySql } from "#lib/engine/trino/scan-dialect.ts";
import { policySql, tableSql } from "#lib/engine/trino/table.ts";
import { parseType } from "#lib/engine/trino/trino-type.ts";
import { AppError, isAppError } from "#lib/errors.ts";

export interface ScanDeps {
  readonly describe: (relation: TableRelation, limits: Limits) => Promise<readonly EngineColumn[]>;
  /** Rows of a statement of our own, with failures as Trino tells them. */
  readonly read: (relation: TableRelation, sql: string, limits: Limits) => Promise<readonly (readonly unknown[])[]>;
  /** @throws AppError TS-ACCESS-001 for what is no condition over the table */
  readonly checkRows: (relation: TableRelation, rows: RowPolicy, limits: Limits) => Promise<void>;
  /** Key of hidden values. */
  readonly secret: string;
}

export async function scanTable(
  deps: ScanDeps,
  request: Omit<ScanRequest, "relation"> & { readonly relation: TableRelation },
  limits: Limits,
): Promise<ScanResult> {
  const began = performance.now();
  const left = (): Limits => ({ ...limits, timeoutMs: Math.max(1, Math.ceil(limits.timeoutMs - (performance.now() - began))) });
  const { relation } = request;
  try {
    const columns = await deps.describe(relation, limits);
    const table = tableOf(deps, relation, { columns, left });
    const plain = request.measures.filter((measure): measure is TableMeasure => measure.kind !== "orphans");
    const { rows, measures, profile } = await runScan(table, { ...request, measures: plain });
    const found = new Map(measures);
    for (const measure of request.measures)
      if (measure.kind === "orphans") found.set(measure.id, await countOrphans(deps, { table, relation, measure, left }));
    return {
      ...{ columns, rows, bytes: null, profile: new Map(profile) },
      measures: hideValues(request, found, deps.secret),
      elapsedMs: performance.now() - began,
    };
  } catch (error) {
    limits.signal.throwIfAborted();
    if (error instanceof Unmeasurable) throw new AppError("TS-DATA-002", "The rows of this table could not be counted.", { cause: error });
    throw failureOf(error, { sourceId: relation.source.id, isProtected: true });
  }
}

function tableOf(
  deps: ScanDeps,
  relation: TableRelation,
  { columns, left }: { readonly columns: readonly EngineColumn[]; readonly left: () => Limits },
): ScanTable {
  const select = async (sql: string) => (await deps.read(relation, sql, left())).map((row) => row.map(cellOf));
  return {
    dialect: TRINO,
    from: tableSql(relation),
    columns: columns.map(({ name, type }) => scanColumn(name, parseType(type))),
    select,
    tally: async (items) => readTally(items, (await select(tallySql(items, tableSql(relation))))[0] ?? []),
    conditionOf: async (where) => {
      try {
        await deps.checkRows(relation, where, left());
      } catch (error) {
        if (!isAppError(error, "TS-ACCESS-001")) throw error;
        throw new Unmeasurable("The condition of this check is refused, or does not fit the columns of the data.");
      }
      return `(\n${policySql(where)}\n)`;
    },
    sentenceOf,
    isOnePass: false,
    knowsEnds: false,
  };
}

async function countOrphans(
  deps: ScanDeps,
  {
    table,
    relation,
    measure,
    left,
  }: {
    readonly table: ScanTable;
    readonly relation: TableRelation;
    readonly measure: Extract<Measure, { kind: "orphans" }>;
    readonly left: () => Limits;
  },
): Promise<MeasureValue> {
  const { column, where, target } = measure;
  if (!isNear(target.relation, relation))
    return { kind: "error", message: "The column points to a table of another source, and the two cannot be compared." };
  try {
    const other = tableOf(deps, target.relation, { columns: await deps.describe(target.relation, left()), left });
    const condition = where === null ? null : await table.conditionOf(where);
    return readOrphans(await table.select(orphansSql({ table, column, condition }, { table: other, column: target.column })));
  } catch (error) {
    if (isAppError(error, "TS-DATA-003") || left().signal.aborted) throw error;
    if (error instanceof Unmeasurable || error instanceof AppError) return { kind: "error", message: error.message };
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    return { kind: "error", message: sentence };
  }
}

/** Of the same coordinator: it can join what lies in several catalogs. */
function isNear(target: Relation, relation: TableRelation): target is TableRelation {
  return target.kind === "table" && target.source.engine === "trino" && target.source.urlEnv === relation.source.urlEnv;
}

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^DIVISION_BY_ZERO$/, "A number is divided by zero."],
  [/^NUMERIC_VALUE_OUT_OF_RANGE$/, "A number is too large or too small for its type."],
  [/^INVALID_CAST_ARGUMENT$/, "A value cannot be converted to the type that the check needs."],
  [/^EXCEEDED_.*MEMORY|^COMPILER_ERROR$|TOO_LARGE$|TOO_MANY/, "The check needs more than the cluster gives one query."],
  [/^PERMISSION_DENIED$/, "Touchstone's user may not read a column of this check."],
  [/^(?:TYPE_MISMATCH|FUNCTION_NOT_FOUND|NOT_SUPPORTED|OPERATOR_NOT_FOUND)$/, "The check does not fit the types of the columns."],
  [/^INVALID_FUNCTION_ARGUMENT$/, "A value or a pattern is not one that the check can be made with."],
];

/** What concerns the cluster, the table or the time ends all of it. */
function sentenceOf(error: unknown): string | null {
  if (!(error instanceof TrinoFailure)) return null;
  return SENTENCES.find(([pattern]) => pattern.test(error.said.errorName))?.[1] ?? null;
}

function cellOf(value: unknown): Cell {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : value == null
      ? null
      : String(value);
}
