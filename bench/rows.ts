/** Rows by key over HTTP, and the same pages of the same table from Datasette. */
import { join } from "node:path";
import process from "node:process";
import { type Datasette, startDatasette } from "./datasette.ts";
import { inMs, interleave, median, perSecond, printTable, quantile, times } from "./figures.ts";
import type { LoadResult } from "./load.ts";
import { type LoadProcess, startLoadProcess } from "./load-process.ts";
import { ROWS, writeSqlite } from "./orders.ts";
import { withOrdersServer } from "./orders-server.ts";

const ROUNDS = 5;
const MS = 2_500;
const SIZE = 100;
const CONNECTIONS = 8;
/** More than are asked for in one run, so that none is asked for twice. */
const KEYS = 30_000;

/** A server, and what is asked of it. */
interface Target {
  readonly label: string;
  readonly url: string;
  readonly paths: () => readonly string[];
}

const api = (dataset: string, query: string) => `/api/v1/datasets/${dataset}/rows?${query}`;
const keys = (most: number) => Array.from({ length: KEYS }, () => 1 + Math.floor(Math.random() * most));
/** Beside what it does in any case: the plain rows, and no count of all. */
const PLAIN = "_shape=array&_nocount=1&_nofacet=1&_nosuggest=1";

await withOrdersServer(async ({ url, catalog, scratch, warm }, onEnd) => {
  const sqlite = join(scratch, "orders.db");
  await writeSqlite(catalog, sqlite);
  await warm("orders", "orders_csv");
  const datasette = await startDatasette(sqlite);
  if (datasette === null) console.log("\nDatasette is not on this machine (DATASETTE names it), so nothing is compared with it.");
  else onEnd(datasette.stop);
  const client = startLoadProcess();
  onEnd(client.stop);
  const isAsked = (name: string) => process.argv.length < 3 || process.argv.includes(name);
  if (isAsked("one")) await oneRow(client, url, datasette);
  if (isAsked("pages")) await pages(client, url, datasette);
});

async function oneRow(client: LoadProcess, url: string, datasette: Datasette | null): Promise<void> {
  const rows = (dataset: string) => () => keys(ROWS).map((key) => api(dataset, `id=eq.${key}`));
  const targets: Target[] = [
    { label: "of Parquet", url, paths: rows("orders") },
    { label: "of CSV", url, paths: rows("orders_csv") },
    { label: "of Parquet, the same one again", url, paths: () => rows("orders")().slice(0, 1) },
  ];
  if (datasette !== null)
    targets.push({
      label: "Datasette",
      url: datasette.url,
      paths: () => keys(ROWS).map((key) => `/orders/orders/${key}.json?_shape=array`),
    });
  const measured = await measure(client, targets, 1);
  printTable(`One row of ${ROWS.toLocaleString("en")} by its key, one request after the other, ${ROUNDS} runs in turn`, [
    ["", "p50", "p99"],
    ...measured.map(({ label, results }) => {
      const latencies = results.flatMap((result) => result.latencies);
      return [label, inMs(quantile(latencies, 0.5)), inMs(quantile(latencies, 0.99))];
    }),
  ]);
}

async function pages(client: LoadProcess, url: string, datasette: Datasette | null): Promise<void> {
  const ranges = (from: readonly number[]) => from.map((key) => api("orders", `id=gte.${key}&id=lt.${key + SIZE}&limit=${SIZE}`));
  const targets: Target[] = [
    { label: "any keys", url, paths: () => ranges(keys(ROWS - SIZE)) },
    { label: `${SIZE} keys again and again`, url, paths: () => ranges(keys(ROWS - SIZE).slice(0, 100)) },
  ];
  if (datasette !== null) {
    const table = (key: number) => `/orders/orders.json?id__gte=${key}&id__lt=${key + SIZE}&_size=${SIZE}&${PLAIN}`;
    const statement = encodeURIComponent("SELECT * FROM orders WHERE id >= :key AND id < :key + 100 ORDER BY id");
    targets.push(
      { label: "Datasette, any keys of the table", url: datasette.url, paths: () => keys(ROWS - SIZE).map(table) },
      {
        label: "Datasette, any keys by a statement of SQL",
        url: datasette.url,
        paths: () => keys(ROWS - SIZE).map((key) => `/orders.json?sql=${statement}&key=${key}&_shape=array`),
      },
    );
  }
  for (const target of targets) await checkPage(target);
  const measured = await measure(client, targets, CONNECTIONS);
  const theirs = measured[2];
  printTable(`${SIZE} rows by a range of keys as JSON, ${CONNECTIONS} connections, medians of ${ROUNDS} runs in turn`, [
    ["", "requests", "p50", "p99", "body", ...(theirs === undefined ? [] : ["÷ Datasette"])],
    ...measured.map(({ label, rate, results }) => {
      const latencies = results.flatMap((result) => result.latencies);
      const body = `${((results.at(-1)?.bytes ?? 0) / 1_000).toFixed(1)} KB`;
      const ratio = theirs === undefined ? [] : [times(rate / theirs.rate)];
      return [label, perSecond(rate), inMs(quantile(latencies, 0.5)), inMs(quantile(latencies, 0.99)), body, ...ratio];
    }),
  ]);
  if (datasette !== null) console.log(`  Datasette ${datasette.version}, the table behind an INTEGER PRIMARY KEY, ${PLAIN}`);
}

interface Measured {
  readonly label: string;
  /** Requests per second, the median. */
  readonly rate: number;
  readonly results: readonly LoadResult[];
}

async function measure(client: LoadProcess, targets: readonly Target[], connections: number): Promise<readonly Measured[]> {
  const results = new Map<string, LoadResult[]>(targets.map(({ label }) => [label, []]));
  const run = async ({ label, url, paths }: Target, ms: number): Promise<number> => {
    const result = await client.load({ url, paths: paths(), connections, ms, headers: { Accept: "application/json" } });
    results.get(label)?.push(result);
    return result.perSecond;
  };
  for (const target of targets) await run(target, MS);
  for (const list of results.values()) list.length = 0;
  const runs = Object.fromEntries(targets.map((target) => [target.label, () => run(target, MS)]));
  const rates = await interleave(ROUNDS, runs);
  return targets.map(({ label }) => ({ label, rate: median(rates[label] ?? []), results: results.get(label) ?? [] }));
}

/** What is compared has to be the same page. */
async function checkPage({ label, url, paths }: Target): Promise<void> {
  const path = paths()[0] ?? "";
  const answer: unknown = await (await fetch(url + path)).json();
  const rows: unknown = Array.isArray(answer)
    ? answer
    : answer !== null && typeof answer === "object" && "data" in answer
      ? answer.data
      : [];
  if (!Array.isArray(rows) || rows.length !== SIZE || Object.keys(rows[0] ?? {}).length !== 8)
    throw new Error(`${label}: ${path} does not answer ${SIZE} rows of 8 columns: ${JSON.stringify(answer).slice(0, 500)}`);
}
