/** Pages of rows by key over HTTP, from the production build, against DuckDB finding the same pages. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { z } from "zod";
import { inMs, printTable, quantile, timed, times } from "./figures.ts";
import { type SampleServer, withSampleServer } from "./sample-server.ts";

const PAGES = 200;
const SIZE = 100;
const ROWS_ANSWER = z.object({
  data: z.array(z.object({ order_id: z.number() })),
  page: z.object({ next: z.string().nullable() }),
});

export async function measureRowPages(): Promise<void> {
  await withSampleServer(async (server) => {
    const files = globSync(join(server.home, "data", "shop", "order_lines", "**", "*.parquet"));
    const list = `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(", ")}]`;
    const duckdb = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
    await pages(server, duckdb, list);
    duckdb.closeSync();
  });
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
    const { data, page: place } = ROWS_ANSWER.parse(JSON.parse(text));
    const from = data[0]?.order_id ?? 0;
    theirs.push(
      await timed(() =>
        duckdb.runAndReadAll(`SELECT * FROM read_parquet(${files}) WHERE order_id >= ${from} ORDER BY order_id, line_no LIMIT ${SIZE}`),
      ),
    );
    path = place.next === null ? first : `${first}&cursor=${encodeURIComponent(place.next)}`;
  }
  printTable(`${PAGES} pages of ${SIZE} rows by key, one after the other`, [
    ["", "p50", "p99"],
    ["over HTTP", inMs(quantile(ours, 0.5)), inMs(quantile(ours, 0.99))],
    ["DuckDB in this process", inMs(quantile(theirs, 0.5)), inMs(quantile(theirs, 0.99))],
    ["HTTP ÷ DuckDB", times(quantile(ours, 0.5) / quantile(theirs, 0.5)), ""],
  ]);
}

async function read({ url, adminToken }: SampleServer, path: string): Promise<string> {
  const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${adminToken}` } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}
