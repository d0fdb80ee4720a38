/** For benchmarks: a table of 8 columns, as Parquet and CSV with a catalog that promises it, and as SQLite. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DuckDBInstance } from "@duckdb/node-api";

export const ROWS = 5_000_000;

const TABLE = `
  SELECT i::BIGINT AS id, ((i * 7919) % 100000)::INTEGER AS customer, ['DE', 'FR', 'US', 'CN'][1 + i % 4] AS country,
    'user' || i || '@example.com' AS email, ((i % 100000) / 100.0)::DECIMAL(12, 2) AS amount, sqrt(i::DOUBLE) AS share,
    TIMESTAMP '2020-01-01' + i * INTERVAL 37 SECONDS AS placed_at, i % 3 = 0 AS is_paid
  FROM range(1, ${ROWS + 1}) AS t(i)`;
const PROMISES = [
  "id: BIGINT (PK)",
  "customer: INTEGER",
  "country: STRING",
  "email: STRING",
  "amount: DECIMAL(12,2)",
  "share: DOUBLE",
  "placed_at: TIMESTAMP",
  "is_paid: BOOLEAN",
];
export const ORDER_COLUMNS = PROMISES.map((promise) => promise.replace(/:.*/, ""));
const dataset = (name: string, file: string) => `
    ${name}:
      description: Made-up orders.
      owner: shop
      source: {source: bench, files: "${file}"}
      schema:
${PROMISES.map((column) => `        - ${column}`).join("\n")}`;
const CATALOG = `data_catalog:
  sources:
    bench: {engine: duckdb, files: ., timezone: UTC}
  owners:
    shop: {title: Shop}
  datasets:${dataset("orders", "orders.parquet")}${dataset("orders_csv", "orders.csv")}
`;

/** Writes a catalog with the datasets `orders` and `orders_csv`, which everybody may read, and their files. */
export async function writeOrders(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "catalog.yaml"), CATALOG);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (${TABLE}) TO '${join(folder, "orders.parquet")}' (FORMAT parquet)`);
  await connection.run(`COPY (FROM '${join(folder, "orders.parquet")}') TO '${join(folder, "orders.csv")}' (HEADER)`);
  connection.closeSync();
  instance.closeSync();
}

/** The same table for SQLite, which finds its rows by the primary key. */
export async function writeSqlite(folder: string, path: string): Promise<void> {
  const sqlite = new DatabaseSync(path);
  sqlite.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, country TEXT, email TEXT, amount REAL, share REAL, placed_at TEXT, is_paid INTEGER);
    BEGIN`);
  const insert = sqlite.prepare("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const result = await connection.stream(`
    SELECT id, customer, country, email, amount::DOUBLE, share, strftime(placed_at, '%Y-%m-%dT%H:%M:%SZ'), is_paid::INTEGER
    FROM '${join(folder, "orders.parquet")}' ORDER BY id`);
  for await (const rows of result.yieldRows()) for (const row of rows) insert.run(...(row as (string | number | bigint)[]));
  connection.closeSync();
  instance.closeSync();
  sqlite.exec("COMMIT; ANALYZE");
  sqlite.close();
}
