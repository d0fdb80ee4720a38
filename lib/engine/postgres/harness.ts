/** For tests: a PostgreSQL of its own, with a role that may read what it is granted, and tables made from SQL in DuckDB's dialect. */
import { createHash } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type DuckDbHarness, openHarness as openDuckDb } from "#lib/engine/duckdb/harness.ts";
import { openPostgres, type PostgresEngine, type PostgresOptions } from "#lib/engine/postgres/postgres.ts";
import { quoteName } from "#lib/engine/postgres/quote.ts";
import type { Relation, ServerSource, TableRelation } from "#lib/engine/relation.ts";
import type { Transcode } from "#lib/engine/transcode.ts";

export const NOW = new Date("2026-11-22T12:00:00Z");
export const SOURCE: ServerSource = { id: "shop", engine: "postgres", urlEnv: "TOUCHSTONE_SOURCE_SHOP", catalog: null, timezone: "UTC" };

export interface PostgresHarness {
  readonly engine: () => PostgresEngine;
  /** Another engine at the same server. */
  readonly open: (options?: Partial<PostgresOptions>) => PostgresEngine;
  /** SQL of the server's, as its administrator. */
  readonly admin: (sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  /** Addresses of the reading role and of the administrator. */
  readonly url: string;
  readonly adminUrl: string;
  readonly relationOf: (sql: string) => Promise<TableRelation>;
  /** A view over it, with a condition. */
  readonly viewOf: (relation: Relation, condition: string) => Promise<TableRelation>;
  readonly close: () => Promise<void>;
}

interface TestPostgres {
  readonly adminUrl: string;
  readonly stop: () => Promise<void>;
}

export function tableOf(name: string, path: readonly string[] = ["public", name]): TableRelation {
  return { kind: "table", source: SOURCE, path, version: path.join(".") };
}

export async function openHarness(options: Partial<PostgresOptions> = {}): Promise<PostgresHarness> {
  const scripts: { startTestPostgres: () => Promise<TestPostgres> } = await import(
    new URL("../../../scripts/test-database.mjs", import.meta.url).href
  );
  const server = await scripts.startTestPostgres();
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query(`CREATE ROLE reader LOGIN PASSWORD 'reader' NOSUPERUSER; GRANT USAGE ON SCHEMA public TO reader`);
  const url = Object.assign(new URL(server.adminUrl), { username: "reader", password: "reader" }).href;
  const maker = await (await DuckDBInstance.create(":memory:")).connect();
  await maker.run("SET TimeZone = 'UTC'");
  // Starts a worker when a test wants another format than CSV.
  let embedded: Promise<DuckDbHarness> | null = null;
  const transcode: Transcode = async (...job) => {
    embedded ??= openDuckDb({ workers: 1, spares: 1 });
    return await (await embedded).engine().transcode(...job);
  };
  const engines: PostgresEngine[] = [];
  const open: PostgresHarness["open"] = (more = {}) => {
    const engine = openPostgres({
      urlOf: (name) => (name === SOURCE.urlEnv ? url : null),
      transcode,
      secret: "a secret for tests, long enough to be one",
      log: { warn: () => {} },
      now: () => NOW,
      ...options,
      ...more,
    });
    engines.push(engine);
    return engine;
  };
  const first = open();
  const made = new Set<string>();
  return {
    engine: () => first,
    open,
    url,
    adminUrl: server.adminUrl,
    admin: async (sql, values = []) => (await admin.query(sql, [...values])).rows,
    relationOf: async (sql) => {
      const name = `t_${createHash("sha256").update(sql).digest("hex").slice(0, 16)}`;
      if (!made.has(name)) await copyTable({ maker, admin, name, sql });
      made.add(name);
      return tableOf(name);
    },
    viewOf: async (relation, condition) => {
      const table = relation.kind === "table" ? relation.path.at(-1) : "";
      await admin.query(`CREATE VIEW own_view AS SELECT * FROM ${table} WHERE ${condition}; GRANT SELECT ON own_view TO reader`);
      return tableOf("own_view");
    },
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()));
      await (await embedded)?.close();
      await admin.end();
      await server.stop();
    },
  };
}

/** DuckDB's types as PostgreSQL has them, for the types that both have. A struct becomes a row type, a map a document. */
async function copyTable({
  maker,
  admin,
  name,
  sql,
}: {
  maker: DuckDBConnection;
  admin: pg.Client;
  name: string;
  sql: string;
}): Promise<void> {
  const described = await maker.runAndReadAll(`DESCRIBE ${sql}`);
  const columns = described.getRowsJson().map(([column, type]) => ({ name: String(column), type: String(type) }));
  const types: string[] = [];
  for (const [index, { type }] of columns.entries()) types.push(await serverType(admin, type, `${name}_${index}`));
  await admin.query(`CREATE TABLE ${name} (${columns.map((column, index) => `${quoteName(column.name)} ${types[index]}`).join(", ")})`);
  const cells = columns.map(({ name: column, type }) => cellText(quoteName(column), type));
  const file = join(tmpdir(), `${name}-${process.pid}.csv`);
  await maker.run(`COPY (SELECT ${cells.join(", ")} FROM (${sql})) TO '${file}' (FORMAT csv, HEADER false)`);
  try {
    await pipeline(createReadStream(file), admin.query(copyFrom(`COPY ${name} FROM STDIN (FORMAT csv)`)));
  } finally {
    rmSync(file, { force: true });
  }
  await admin.query(`GRANT SELECT ON ${name} TO reader`);
}

const TYPES: Readonly<Record<string, string>> = {
  TINYINT: "smallint",
  HUGEINT: "numeric",
  UBIGINT: "numeric",
  UINTEGER: "bigint",
  DOUBLE: "double precision",
  FLOAT: "real",
  VARCHAR: "text",
  BLOB: "bytea",
  '"NULL"': "text",
  "TIMESTAMP WITH TIME ZONE": "timestamptz",
};

async function serverType(admin: pg.Client, type: string, name: string): Promise<string> {
  if (type.endsWith("[]")) return `${await serverType(admin, type.slice(0, -2), name)}[]`;
  if (type.startsWith("MAP(")) return "json";
  if (type.startsWith("STRUCT(")) {
    const fields: string[] = [];
    for (const [index, [, field = "", inner = ""]] of [
      ...type.slice(7, -1).matchAll(/("(?:[^"]|"")*"|\w+) ((?:[^(),]|\([^)]*\))+)(?:, |$)/g),
    ].entries())
      fields.push(`${field.startsWith('"') ? field : quoteName(field)} ${await serverType(admin, inner, `${name}_${index}`)}`);
    await admin.query(`CREATE TYPE ${name}_row AS (${fields.join(", ")})`);
    return `${name}_row`;
  }
  return TYPES[type] ?? type.toLowerCase();
}

/** SQL of a text that the server's type reads. */
function cellText(sql: string, type: string): string {
  if (type === "BLOB") return `'\\x' || hex(${sql})`;
  if (type.endsWith("[]"))
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '{' || array_to_string(list_transform(${sql}, lambda x: coalesce('"' || x::VARCHAR || '"', 'NULL')), ',') || '}' END`;
  if (type.startsWith("MAP(")) return `replace(CAST(to_json(${sql}) AS VARCHAR), ' 00:00:00', 'T00:00:00Z')`;
  if (type.startsWith("STRUCT("))
    return `'(' || array_to_string(list_transform(json_extract(to_json(${sql}), '$.*'), lambda x: '"' || replace(replace(replace(x::VARCHAR, '"', ''), '[', '{'), ']', '}') || '"'), ',') || ')'`;
  return `CAST(${sql} AS VARCHAR)`;
}
