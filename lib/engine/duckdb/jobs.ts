/** What a worker does with an open relation: one function per kind of job. */
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { isTimestamp } from "#lib/engine/duckdb/canonical-text.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";
import { numberKeys } from "#lib/engine/duckdb/keyset.ts";
import type { Job, NewestAnswer, PageAnswer } from "#lib/engine/duckdb/protocol.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import { copyStatement, pageStatement } from "#lib/engine/duckdb/select.ts";
import type { CellText } from "#lib/engine/engine.ts";

/** A page ends early rather than carry more than about this many characters through two processes. */
const PAGE_CHARACTERS = 16_000_000;

export async function runJob(open: OpenRelation, job: Job, maskSecret: string): Promise<unknown> {
  switch (job.kind) {
    case "describe":
      return open.description;
    case "page":
      return await runPage(open, job.query, maskSecret);
    case "copy": {
      const path = quoteText(job.path);
      const result = await open.connection.run(copyStatement(job.query, job.format, open.types, { secret: maskSecret, path }));
      return { rows: Number(result.rowsChanged) };
    }
    case "newest":
      return await runNewest(open, job.column, job.latest);
  }
}

async function runPage(open: OpenRelation, query: Extract<Job, { kind: "page" }>["query"], maskSecret: string): Promise<PageAnswer> {
  const page = pageStatement(query, open.types, maskSecret);
  await checkKeys(open, page.keyset);
  const result = await open.connection.run(page.sql, [...page.values]);
  const fetched = await result.getRows();
  const width = page.cells.length;
  const rows: unknown[][] = [];
  const bareKeys: CellText[][] = [];
  let characters = 0;
  for (const raw of fetched.slice(0, query.limit)) {
    characters += raw.reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 8), 0);
    if (rows.length > 0 && characters > PAGE_CHARACTERS) break;
    rows.push(page.cells.map((cell, index) => cell.read(raw[index] ?? null)));
    bareKeys.push(raw.slice(width).map((value) => (value === null ? null : String(value))));
  }
  return { columns: page.columns, rows, keys: numberKeys(bareKeys, query.after), more: fetched.length > rows.length };
}

/** A place whose values are not of the column's type is a cursor for something else, not a fault of the data. */
async function checkKeys(open: OpenRelation, keyset: ReturnType<typeof pageStatement>["keyset"]): Promise<void> {
  if (keyset === null) return;
  const tests = keyset.types.map((type, index) => `TRY_CAST($${index + 1} AS ${type}) IS NULL`);
  const result = await open.connection.run(`SELECT ${tests.join(" OR ")}`, [...keyset.values]);
  const [[bad] = []] = await result.getRows();
  if (bad !== false) throw new Fault("cursor", "a value is not of its column's type");
}

async function runNewest(open: OpenRelation, column: string, latest: { instant: string; local: string }): Promise<NewestAnswer> {
  const type = open.types.get(column.toLowerCase());
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
  const sql = `SELECT CAST(max(v) FILTER (v <= ${bound} AND isfinite(v)) AS VARCHAR), coalesce(bool_or(v > ${bound}), false) FROM (SELECT ${value} AS v FROM data)`;
  const [[text, later] = []] = await (await open.connection.run(sql)).getRows();
  return { kind, text: typeof text === "string" ? text : null, later: later === true };
}
