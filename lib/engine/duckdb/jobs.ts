/** What a worker does with an open relation: one function per kind of job. */
import { type DuckDBConnection, DuckDBTypeId as Id } from "@duckdb/node-api";
import { isTimestamp } from "#lib/engine/duckdb/canonical-text.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";
import { numberKeys } from "#lib/engine/place.ts";
import type { NewestAnswer, PageAnswer, RelationJob } from "#lib/engine/duckdb/protocol.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import { readRows } from "#lib/engine/duckdb/read-rows.ts";
import { copyStatement, pageStatement } from "#lib/engine/duckdb/select.ts";
import type { CellText } from "#lib/engine/engine.ts";

interface RelationDeps {
  readonly connection: DuckDBConnection;
  readonly relation: OpenRelation;
  readonly maskSecret: string;
}

export async function runRelationJob(deps: RelationDeps, job: RelationJob): Promise<unknown> {
  const { connection, relation, maskSecret } = deps;
  switch (job.kind) {
    case "describe":
      return relation.description;
    case "page":
      return await runPage(deps, job.query);
    case "copy": {
      const result = await connection.run(copyStatement(job.query, job.format, { ...relation, secret: maskSecret }, job.path));
      return { rows: Number(result.rowsChanged) };
    }
    case "newest":
      return await runNewest(deps, job.column, job.latest);
  }
}

async function runPage(
  { connection, relation, maskSecret }: RelationDeps,
  query: Extract<RelationJob, { kind: "page" }>["query"],
): Promise<PageAnswer> {
  const page = pageStatement(query, { ...relation, secret: maskSecret });
  await checkKeys(connection, page.keyset);
  const result = await connection.run(page.sql, [...page.values]);
  const fetched = await result.getRows();
  const { rows, more } = readRows(fetched, page.cells, query.limit);
  const bareKeys = fetched
    .slice(0, rows.length)
    .map((raw): CellText[] => raw.slice(page.cells.length).map((value) => (value === null ? null : String(value))));
  return { columns: page.columns, rows, keys: numberKeys(bareKeys, query.after), more };
}

/** A place whose values are not of the column's type is a cursor for something else, not a fault of the data. */
async function checkKeys(connection: DuckDBConnection, keyset: ReturnType<typeof pageStatement>["keyset"]): Promise<void> {
  if (keyset === null) return;
  const tests = keyset.types.map((type, index) => `TRY_CAST($${index + 1} AS ${type}) IS NULL`);
  const result = await connection.run(`SELECT ${tests.join(" OR ")}`, [...keyset.values]);
  const [[bad] = []] = await result.getRows();
  if (bad !== false) throw new Fault("cursor", "a value is not of its column's type");
}

async function runNewest(
  { connection, relation }: RelationDeps,
  column: string,
  latest: { instant: string; local: string },
): Promise<NewestAnswer> {
  const type = relation.types.get(column.toLowerCase());
  if (type === undefined) throw new Fault("column", `no column ${column}`);
  const name = quoteName(column);
  const [kind, value, bound] =
    type.typeId === Id.DATE
      ? (["date", name, `CAST(CAST(${quoteText(latest.local)} AS TIMESTAMP) AS DATE)`] as const)
      : type.typeId === Id.TIMESTAMP_TZ
        ? (["instant", `CAST(${name} AS TIMESTAMP)`, `CAST(${quoteText(latest.instant)} AS TIMESTAMP)`] as const)
        : isTimestamp(type)
          ? (["local", `CAST(${name} AS TIMESTAMP)`, `CAST(${quoteText(latest.local)} AS TIMESTAMP)`] as const)
          : type.typeId === Id.VARCHAR
            ? ([
                "instant",
                `CAST(TRY_CAST(${name} AS TIMESTAMPTZ) AS TIMESTAMP)`,
                `CAST(${quoteText(latest.instant)} AS TIMESTAMP)`,
              ] as const)
            : (["none", "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS TIMESTAMP)"] as const);
  const sql = `SELECT CAST(max(v) FILTER (v <= ${bound} AND isfinite(v)) AS VARCHAR), coalesce(bool_or(v > ${bound}), false) FROM (SELECT ${value} AS v FROM ${relation.from})`;
  const [[text, later] = []] = await (await connection.run(sql)).getRows();
  return { kind, text: typeof text === "string" ? text : null, later: later === true };
}
