/** Exports and pages of rows over HTTP against DuckDB reading the same files in this process. */
import { globSync, statSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { z } from "zod";
import { inMs, interleave, median, printTable, quantile, timed, times } from "./figures.ts";
import { type SampleServer, withSampleServer } from "./sample-server.ts";

const ROUNDS = 5;
const PAGES = 200;
const SIZE = 100;
const ROWS_ANSWER = z.object({ data: z.array(z.object({ order_id: z.number() })), next: z.string().nullable().optional() });

await withSampleServer(async (server) => {
  const files = globSync(join(server.home, "data", "shop", "order_lines", "**", "*.parquet"));
  const list = `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(", ")}]`;
  const duckdb = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  const columns = await columnsOf(server);
  await exports(server, duckdb, `SELECT ${columns.join(", ")} FROM read_parquet(${list})`);
  await pages(server, duckdb, list);
  duckdb.closeSync();
});

async function exports(server: SampleServer, duckdb: DuckDBConnection, select: string): Promise<void> {
  const rows = Number((await duckdb.runAndReadAll(`SELECT count(*) FROM (${select})`)).getRows()[0]?.[0]);
  const sizes = new Map<string, number>();
  const over = (format: "csv" | "parquet") => () =>
    timed(async () => void sizes.set(format, await download(server, `/api/v1/datasets/order_lines/export.${format}`)));
  const plain = (format: "csv" | "parquet", options: string) => () => {
    const file = join(server.home, `plain.${format}`);
    return timed(() => duckdb.run(`COPY (${select}) TO '${file}' (FORMAT ${format}${options})`));
  };
  const measures = {
    csv: over("csv"),
    plainCsv: plain("csv", ", HEADER"),
    parquet: over("parquet"),
    plainParquet: plain("parquet", ", COMPRESSION zstd"),
  };
  await interleave(1, measures);
  const figures = await interleave(ROUNDS, measures);
  const row = (label: string, ms: number, bytes: number) => [
    label,
    inMs(ms),
    `${(rows / ms / 1_000).toFixed(2)} million/s`,
    `${(bytes / 1e6).toFixed(1)} MB`,
  ];
  const sizeOf = (format: string) => statSync(join(server.home, `plain.${format}`)).size;
  const share = (ours: readonly number[], theirs: readonly number[]) => times(median(theirs) / median(ours));
  printTable(`${rows.toLocaleString("en")} order lines, medians of ${ROUNDS} in turn`, [
    ["", "time", "rows", "size"],
    row("CSV over HTTP", median(figures.csv), sizes.get("csv") ?? 0),
    row("COPY to a CSV file", median(figures.plainCsv), sizeOf("csv")),
    ["speed of COPY reached", share(figures.csv, figures.plainCsv), "", ""],
    row("Parquet over HTTP", median(figures.parquet), sizes.get("parquet") ?? 0),
    row("COPY to a Parquet file", median(figures.plainParquet), sizeOf("parquet")),
    ["speed of COPY reached", share(figures.parquet, figures.plainParquet), "", ""],
  ]);
}

/** Follows the cursor from page to page; DuckDB finds the same pages by the same key. */
async function pages(server: SampleServer, duckdb: DuckDBConnection, files: string): Promise<void> {
  const first = `/api/v1/datasets/order_lines/rows?order=order_id,line_no&limit=${SIZE}`;
  const ours: number[] = [];
  const theirs: number[] = [];
  let path = first;
  for (let page = 0; page < PAGES; page += 1) {
    const began = performance.now();
    const text = await read(server, path);
    ours.push(performance.now() - began);
    const { data, next } = ROWS_ANSWER.parse(JSON.parse(text));
    const from = data[0]?.order_id ?? 0;
    theirs.push(
      await timed(() =>
        duckdb.runAndReadAll(`SELECT * FROM read_parquet(${files}) WHERE order_id >= ${from} ORDER BY order_id, line_no LIMIT ${SIZE}`),
      ),
    );
    path = next === null || next === undefined ? first : next;
  }
  printTable(`${PAGES} pages of ${SIZE} rows by key, one after the other`, [
    ["", "p50", "p99"],
    ["over HTTP", inMs(quantile(ours, 0.5)), inMs(quantile(ours, 0.99))],
    ["DuckDB in this process", inMs(quantile(theirs, 0.5)), inMs(quantile(theirs, 0.99))],
    ["HTTP ÷ DuckDB", times(quantile(ours, 0.5) / quantile(theirs, 0.5)), ""],
  ]);
}

async function columnsOf(server: SampleServer): Promise<readonly string[]> {
  const text = await read(server, "/api/v1/datasets/order_lines/rows?limit=1");
  const { data } = z.object({ data: z.array(z.record(z.string(), z.unknown())) }).parse(JSON.parse(text));
  return Object.keys(data[0] ?? {}).map((name) => `"${name}"`);
}

async function read({ url, adminToken }: SampleServer, path: string): Promise<string> {
  const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${adminToken}` } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}

/** Counts the bytes and keeps none. */
function download({ url, adminToken }: SampleServer, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(new URL(path, url), { headers: { authorization: `Bearer ${adminToken}`, "accept-encoding": "identity" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on("error", reject);
      answer.on("end", () => (answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${path} answered ${answer.statusCode}`))));
    }).on("error", reject);
  });
}
