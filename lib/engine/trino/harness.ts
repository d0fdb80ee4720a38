/** For tests: tables in the `memory` catalog of a real coordinator, made from what DuckDB answers to a SELECT. */
import { createHash, randomUUID } from "node:crypto";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Engine } from "#lib/engine/engine.ts";
import type { Relation, ServerSource } from "#lib/engine/relation.ts";
import type { Transcode } from "#lib/engine/transcode.ts";
import { parseAddress } from "#lib/engine/trino/address.ts";
import { quoteName, quoteText } from "#lib/engine/trino/quote.ts";
import { runStatement } from "#lib/engine/trino/statement.ts";
import { openTrino } from "#lib/engine/trino/trino.ts";

export interface TrinoHarness {
  readonly engine: () => Engine;
  readonly relationOf: (sql: string) => Promise<Relation>;
  /** A view over it, with a condition. */
  readonly viewOf: (relation: Relation, condition: string) => Promise<Relation>;
  readonly close: () => Promise<void>;
}

export const SOURCE: ServerSource = { id: "lake", engine: "trino", urlEnv: "TOUCHSTONE_SOURCE_LAKE", catalog: "memory", timezone: "UTC" };
export const NOW = new Date("2026-11-22T12:00:00Z");
/** Characters of one INSERT; Trino takes a million. */
const INSERT_LENGTH = 900_000;

/** Trino's type for a DuckDB type; arrays and rows are read from JSON. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:BIGINT|INTEGER|SMALLINT|TINYINT|BOOLEAN|DOUBLE|DATE|UUID|VARCHAR)$/, "$&"],
  [/^FLOAT$/, "real"],
  [/^DECIMAL\((\d+),(\d+)\)$/, "decimal($1,$2)"],
  [/^HUGEINT$/, "decimal(38,0)"],
  [/^TIMESTAMP$/, "timestamp(6)"],
  [/^TIMESTAMP WITH TIME ZONE$/, "timestamp(6) with time zone"],
  [/^TIME$/, "time(6)"],
  [/^BLOB$/, "varbinary"],
  [/^INTEGER\[\]$/, "array(bigint)"],
  [/^(?:"NULL"|NULL)$/, "varchar"],
];

export async function openTrinoHarness(url: string, transcode: Transcode): Promise<TrinoHarness> {
  const engine = openTrino({ urlOf: () => url, transcode, secret: "a secret for tests, long enough to be one", now: () => NOW });
  const maker: DuckDBConnection = await (await DuckDBInstance.create(":memory:")).connect();
  await maker.run("SET TimeZone = 'UTC'");
  const schema = `touchstone_${randomUUID().slice(0, 8)}`;
  const made = new Map<string, Relation>();
  const run = async (sql: string) => {
    const limits = { timeoutMs: 120_000, signal: new AbortController().signal };
    for await (const _ of runStatement(sql, { address: parseAddress(url, "lake"), sourceId: "lake", catalog: "memory", limits }));
  };
  await run(`CREATE SCHEMA memory.${schema}`);
  return {
    engine: () => engine,
    relationOf: async (sql) => {
      const known = made.get(sql);
      if (known !== undefined) return known;
      const name = `t${createHash("sha256").update(sql).digest("hex").slice(0, 16)}`;
      const table = `memory.${schema}.${name}`;
      const many = manyRows(sql);
      await (many === null ? makeTable(maker, run, { sql, table }) : run(`CREATE TABLE ${table} AS ${many}`));
      const relation: Relation = { kind: "table", source: SOURCE, path: [schema, name], version: name };
      made.set(sql, relation);
      return relation;
    },
    viewOf: async (relation, condition) => {
      const table = relation.kind === "table" ? relation.path.join(".") : "";
      await run(`CREATE VIEW memory.${schema}.own_view AS SELECT * FROM memory.${table} WHERE ${condition}`);
      return { kind: "table", source: SOURCE, path: [schema, "own_view"], version: "own_view" };
    },
    close: async () => {
      await run(`DROP VIEW IF EXISTS memory.${schema}.own_view`);
      for (const relation of made.values()) if (relation.kind === "table") await run(`DROP TABLE memory.${relation.path.join(".")}`);
      await run(`DROP SCHEMA memory.${schema}`);
      await engine.close();
    },
  };
}

/** Many rows are made by Trino itself: sending them takes minutes. */
function manyRows(sql: string): string | null {
  const [, select, count] = /^(SELECT .*) FROM range\((\d{5,})\) t\(i\)$/.exec(sql) ?? [];
  if (select === undefined) return null;
  const numbers = `SELECT a * 1000 + b AS i FROM UNNEST(sequence(0, ${Math.floor(Number(count) / 1_000)})) x(a) CROSS JOIN UNNEST(sequence(0, 999)) y(b)`;
  return `${select.replaceAll(/\bi::(BIGINT|VARCHAR)/g, "CAST(i AS $1)")} FROM (${numbers}) WHERE i < ${count}`;
}

async function makeTable(
  maker: DuckDBConnection,
  run: (sql: string) => Promise<void>,
  { sql, table }: { readonly sql: string; readonly table: string },
): Promise<void> {
  const answer = await maker.runAndReadAll(`SELECT * FROM (${sql})`);
  const columns = answer.columnNames().map((name, index) => ({ name, duckdb: String(answer.columnTypes()[index]), type: "" }));
  for (const column of columns) column.type = trinoType(column.duckdb);
  await run(`CREATE TABLE ${table} (${columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(", ")})`);
  const texts = columns.map(({ name, duckdb }) =>
    duckdb === "BLOB" ? `hex(${quoteName(name)})` : /\[\]$/.test(duckdb) ? `to_json(${quoteName(name)})` : quoteName(name),
  );
  const rows = (await maker.runAndReadAll(`SELECT ${texts.map((text) => `CAST(${text} AS VARCHAR)`).join(", ")} FROM (${sql})`)).getRows();
  let tuples: string[] = [];
  let length = 0;
  const flush = async () => {
    if (tuples.length > 0) await run(`INSERT INTO ${table} VALUES ${tuples.join(", ")}`);
    tuples = [];
    length = 0;
  };
  for (const row of rows) {
    const tuple = `(${columns.map(({ type }, index) => literal(type, row[index])).join(", ")})`;
    if (length + tuple.length > INSERT_LENGTH) await flush();
    tuples.push(tuple);
    length += tuple.length + 2;
  }
  await flush();
}

function trinoType(duckdb: string): string {
  const found = TYPES.find(([pattern]) => pattern.test(duckdb));
  if (found === undefined) throw new Error(`Trino's harness knows no type for ${duckdb}`);
  return duckdb.replace(found[0], found[1]).toLowerCase();
}

function literal(type: string, value: unknown): string {
  if (value === null || value === undefined) return `CAST(NULL AS ${type})`;
  const text = String(value);
  if (type === "varchar") return quoteText(text);
  if (/^(?:bigint|boolean)$/.test(type)) return text;
  if (type === "varbinary") return `X'${text}'`;
  if (type.startsWith("array")) return `CAST(JSON ${quoteText(text)} AS ${type})`;
  if (type === "double" || type === "real")
    return `CAST(${quoteText(
      text
        .replace(/^inf$/, "Infinity")
        .replace(/^-inf$/, "-Infinity")
        .replace(/^nan$/, "NaN"),
    )} AS ${type})`;
  if (type === "timestamp(6) with time zone") return `CAST(${quoteText(text.replace(/\+00$/, " UTC"))} AS ${type})`;
  return `CAST(${quoteText(text)} AS ${type})`;
}
