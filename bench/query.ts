/** Small statements: through gate, namespace and worker, and over HTTP, against the engine's own time on the same file. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type DuckDbEngine, openDuckDb } from "#lib/engine/duckdb/duckdb.ts";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { passGate } from "#lib/query/gate.ts";
import { openDataHarness } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";
import { inMs, interleave, median, printTable, quantile, timed } from "./figures.ts";
import { type LoadProcess, startLoadProcess } from "./load-process.ts";
import { ORDER_COLUMNS, ROWS } from "./orders.ts";
import { withOrdersServer } from "./orders-server.ts";

const ROUNDS = 5;
const MS = 1_500;
const STATEMENTS = [
  { label: "a number", sql: "SELECT 42 AS answer" },
  { label: "one row by its key", sql: `SELECT * FROM orders WHERE id = ${Math.trunc(ROWS * 0.7)}` },
  { label: "20 rows of a range", sql: "SELECT id, email, amount FROM orders WHERE id BETWEEN 123456 AND 123475 ORDER BY id" },
  {
    label: "sums of 100,000 rows",
    sql: "SELECT country, count(*) AS orders, sum(amount) AS revenue FROM orders WHERE id BETWEEN 1000001 AND 1100000 GROUP BY country ORDER BY country",
  },
  {
    label: "sums of all rows",
    sql: "SELECT country, count(*) AS orders, sum(amount) AS revenue FROM orders GROUP BY country ORDER BY country",
  },
];

await withOrdersServer(async ({ url, catalog, scratch, warm }, onEnd) => {
  const [copy = ""] = await warm("orders");
  const client = startLoadProcess();
  onEnd(client.stop);
  const duckdb = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  onEnd(() => duckdb.closeSync());
  await duckdb.run(`ATTACH '${copy}' AS copy (READ_ONLY)`);
  await duckdb.run("CREATE VIEW orders AS FROM copy.main.data");
  const home = join(scratch, "here");
  mkdirSync(home);
  const engine = openDuckDb({
    ...{ workers: 2, spares: 2, memoryMb: 512, residentMb: 1_024, dataMb: 3_072, tempMb: 2_048, hotMb: 4_096 },
    ...{ home, uid: null, secret: "a secret for benchmarks, long enough to be one" },
    log: { warn: (details, message) => console.error(message, details) },
  });
  onEnd(engine.close);
  const ask = await gateOver(engine, catalog);
  for (let read = 0; read < 5; read += 1) await ask("SELECT count(*) FROM orders");
  await engine.settle();
  const rows: string[][] = [];
  for (const { label, sql } of STATEMENTS) rows.push([label, ...(await measure({ sql, duckdb, ask, client, url }))]);
  printTable(`Statements over ${ROWS.toLocaleString("en")} rows, p50, medians of ${ROUNDS} runs in turn`, [
    ["", "DuckDB itself", "gate and worker", "more", "over HTTP", "more", "p99"],
    ...rows,
  ]);
});

type Ask = (sql: string) => Promise<unknown>;

/** The way of a statement without HTTP and without the database of the catalog. */
async function gateOver(engine: DuckDbEngine, folder: string): Promise<Ask> {
  const columns = ORDER_COLUMNS.map((name) => columnOf({ name, primaryKey: name === "id" }));
  const { services, close } = await openDataHarness({
    engine,
    folder,
    datasets: [{ name: "orders", source: { source: "lake", relation: null, files: "orders.parquet" }, columns }],
  });
  await close();
  const { places, now, env, catalog } = services;
  const { vocabulary } = await catalog.glossary();
  const store = { findDataset: catalog.find, findByRelation: async () => [], namesNear: async () => [] };
  const scope = scopeOf(ANONYMOUS);
  return async (text) => {
    const limits = { timeoutMs: 30_000, signal: new AbortController().signal };
    const statement = { text, params: [], scope, maxBytes: 10_000, limits };
    const { sql } = await passGate({ engine, places, store, now, vocabulary, secret: env.secret }, statement);
    return await engine.run(sql, 1_000, limits);
  };
}

interface Measured {
  readonly sql: string;
  readonly duckdb: DuckDBConnection;
  readonly ask: Ask;
  readonly client: LoadProcess;
  readonly url: string;
}

async function measure({ sql, duckdb, ask, client, url }: Measured): Promise<string[]> {
  const worst: number[] = [];
  const body = JSON.stringify({ sql });
  const measures = {
    duckdb: () => repeated(async () => (await duckdb.runAndReadAll(sql)).getRowsJson()),
    gate: () => repeated(() => ask(sql)),
    http: async () => {
      const { latencies } = await client.load({ url, paths: ["/api/v1/query"], body, connections: 1, ms: MS, headers: {} });
      worst.push(quantile(latencies, 0.99));
      return median(latencies);
    },
  };
  await interleave(1, measures);
  worst.length = 0;
  const figures = await interleave(ROUNDS, measures);
  const [own, gate, http] = [median(figures.duckdb), median(figures.gate), median(figures.http)];
  const more = (ms: number) => `${ms < own ? "−" : "+"} ${inMs(Math.abs(ms - own))}`;
  return [inMs(own), inMs(gate), more(gate), inMs(http), more(http), inMs(median(worst))];
}

/** @returns the median of its milliseconds */
async function repeated(work: () => Promise<unknown>): Promise<number> {
  const figures: number[] = [];
  const began = performance.now();
  while (performance.now() - began < MS) figures.push(await timed(work));
  return median(figures);
}
