/** A scan inside a worker. */
import { statSync } from "node:fs";
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { readEngineMessage } from "#lib/engine/duckdb/engine-message.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";
import { checkedPolicy } from "#lib/engine/duckdb/policy-sql.ts";
import type { OrphansJob, ScanJob } from "#lib/engine/duckdb/protocol.ts";
import { DUCKDB, scanColumn, tallyFields } from "#lib/engine/duckdb/scan-dialect.ts";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { FileFormat } from "#lib/engine/relation.ts";
import type { MeasureValue } from "#lib/engine/scan.ts";
import { type Cell, type ScanTable, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import { orphansSql, readOrphans } from "#lib/engine/scanning/orphans.ts";
import { runScan } from "#lib/engine/scanning/run-scan.ts";
import { selectFields } from "#lib/engine/scanning/together.ts";

export interface ScanDeps {
  readonly connection: DuckDBConnection;
  readonly parser: DuckDBConnection;
  readonly relations: readonly OpenRelation[];
}

export async function runScanJob(deps: ScanDeps, { files, request, facts }: ScanJob): Promise<unknown> {
  const [relation] = deps.relations;
  const [file] = files.relations;
  if (relation === undefined || file === undefined) throw new Fault("internal", "no relation");
  const table = tableOf(deps, relation, file.format);
  try {
    const result = await runScan(table, request, new Map(Object.entries(facts)));
    const sizes = file.paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? null);
    const bytes = sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0);
    return { ...result, columns: relation.description.columns, bytes };
  } catch (error) {
    if (error instanceof Unmeasurable) throw new Fault("damaged", "not even the rows can be counted");
    throw error;
  }
}

/** How many values of one relation another one has not. */
export async function runOrphansJob(deps: ScanDeps, { measure, at, target }: OrphansJob): Promise<MeasureValue> {
  const [from, to] = [deps.relations[at], deps.relations[target.at]];
  if (from === undefined || to === undefined) throw new Fault("internal", "no relation");
  const [table, other] = [tableOf(deps, from, "parquet"), tableOf(deps, to, "parquet")];
  try {
    const condition = measure.where === null ? null : await table.conditionOf(measure.where);
    const sql = orphansSql({ table, column: measure.column, condition }, { table: other, column: target.column });
    return readOrphans(await table.select(sql));
  } catch (error) {
    const sentence = error instanceof Unmeasurable ? error.message : table.sentenceOf(error);
    if (sentence === null) throw error;
    return { kind: "error", message: sentence };
  }
}

function tableOf({ connection, parser }: ScanDeps, relation: OpenRelation, format: FileFormat): ScanTable {
  const select = async (sql: string) => (await (await connection.run(sql)).getRows()).map((row) => row.map(cellOf));
  return {
    dialect: DUCKDB,
    from: relation.from,
    columns: relation.description.columns.flatMap(({ name }) => {
      const type = relation.types.get(name.toLowerCase());
      return type === undefined ? [] : [scanColumn(name, type)];
    }),
    select,
    tallyFields,
    tally: async (items) =>
      await selectFields(
        items.map(tallyFields),
        new Map(),
        async (fields) => (await select(`SELECT ${fields.join(", ")} FROM ${relation.from}`))[0] ?? [],
      ),
    conditionOf: async (where) => await conditionOf({ connection, parser }, relation, where),
    sentenceOf,
    isOnePass: format !== "parquet",
    knowsEnds: format === "parquet",
  };
}

async function conditionOf(
  deps: { connection: DuckDBConnection; parser: DuckDBConnection },
  relation: OpenRelation,
  where: RowPolicy,
): Promise<string> {
  try {
    return await checkedPolicy(deps, relation, where);
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== "policy") throw error;
    const reason = /^the row policy was refused: (.*)$/s.exec(error.message)?.[1];
    throw new Unmeasurable(
      reason === undefined
        ? "The condition of this check does not fit the columns of the data."
        : `The condition of this check is refused: ${reason}`,
    );
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  Conversion: "A value cannot be converted to the type that the check needs.",
  "Out of Range": "A number is too large or too small for its type.",
  "Invalid Input": "A value is not one that the check can be made with.",
  "Mismatch Type": "A value is not of the type that the check needs.",
  "Invalid type": "A value is not of the type that the check needs.",
  "Divide by Zero": "A number is divided by zero.",
  Binder: "The check does not fit the types of the columns.",
  Parser: "The check cannot be written for this data.",
  Catalog: "The check does not fit the types of the columns.",
  "Not implemented": "The engine cannot make this check with columns of this type.",
};

/** What concerns the files, the memory or the time ends all of it. */
function sentenceOf(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof Fault) return null;
  const { kind, text } = readEngineMessage(error.message);
  if (/^CSV Error|magic bytes|No files found|Cannot open file|Could not open/i.test(text)) return null;
  return SENTENCES[kind] ?? null;
}

function cellOf(value: DuckDBValue): Cell {
  return value === null || typeof value === "bigint" || typeof value === "number" || typeof value === "boolean" ? value : String(value);
}
