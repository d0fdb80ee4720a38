/** Exports and pages of rows over HTTP against DuckDB reading the same files. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { inMs, interleave, median, printTable, timed, times } from "./figures.ts";
import { type Download, type MeasuredServer, startMeasuredServer } from "./measured-server.ts";
import { measureRowPages } from "./row-pages.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = 5;
const MANY = 5_000_000;
const FEW = 100_000;
const COLUMNS = ["id", "customer", "amount", "score", "day", "at", "paid", "note"];

/** Eight columns of the usual types: numbers, texts with quotes now and then, a third of the notes missing. */
function rowsSql(count: number): string {
  return `SELECT i::BIGINT AS id, 'customer-' || hash(i) % 100000 AS customer,
    ((hash(i * 3) % 10000000)::DECIMAL(12,2) / 100)::DECIMAL(12,2) AS amount, (hash(i * 7) % 1000003)::DOUBLE / 997 AS score,
    DATE '2020-01-01' + (hash(i * 11) % 2000)::INTEGER AS day,
    TIMESTAMP '2020-01-01' + to_microseconds((hash(i * 13) % 150000000000000)::BIGINT) AS at, hash(i * 17) % 2 = 0 AS paid,
    CASE WHEN hash(i * 19) % 3 = 0 THEN NULL ELSE 'note ' || hash(i * 23) % 1000 || CASE WHEN hash(i * 29) % 10 = 0 THEN ', "x"' ELSE '' END END AS note
    FROM range(${count}) t(i)`;
}

await withUndo(async (onEnd) => {
  const home = mkdtempSync(join(tmpdir(), "touchstone-bench-export-"));
  onEnd(() => rmSync(home, { recursive: true, force: true }));
  const data = join(home, "data");
  mkdirSync(data);
  const duckdb = await (await DuckDBInstance.create(":memory:", { threads: "2", enable_external_file_cache: "false" })).connect();
  onEnd(() => duckdb.closeSync());
  for (const [name, count] of [
    ["many", MANY],
    ["few", FEW],
  ] as const)
    await duckdb.run(`COPY (${rowsSql(count)}) TO '${join(data, `${name}.parquet`)}' (FORMAT parquet)`);
  const server = await startMeasuredServer(data, home, COLUMNS);
  onEnd(server.stop);
  await measureExports(server, duckdb, home);
  await measureMemory(server);
});
await measureRowPages();

async function measureExports(server: MeasuredServer, duckdb: DuckDBConnection, home: string): Promise<void> {
  const source = `SELECT * FROM '${join(home, "data", "many.parquet")}'`;
  const downloads: Record<"csv" | "parquet", Download[]> = { csv: [], parquet: [] };
  const over = (format: "csv" | "parquet") => async () => {
    const download = await server.download(`/api/v1/datasets/many/export.${format}`);
    downloads[format].push(download);
    return download.ms;
  };
  const plain = (format: "csv" | "parquet", options: string) => async () => {
    const file = join(home, `plain.${format}`);
    rmSync(file, { force: true });
    return await timed(() => duckdb.run(`COPY (${source}) TO '${file}' (FORMAT ${format}${options})`));
  };
  const measures = {
    csv: over("csv"),
    plainCsv: plain("csv", ", HEADER"),
    parquet: over("parquet"),
    plainParquet: plain("parquet", ", COMPRESSION zstd"),
  };
  await interleave(1, measures);
  for (const format of ["csv", "parquet"] as const) downloads[format].length = 0;
  const figures = await interleave(ROUNDS, measures);
  const row = (label: string, all: readonly number[]) => [label, inMs(median(all)), `${(MANY / median(all) / 1_000).toFixed(2)} million/s`];
  const share = (list: readonly Download[]) => {
    const shares = list.map(({ webMs, workersMs }) => webMs / (webMs + workersMs));
    return `${(median(shares) * 100).toFixed(0)} %`;
  };
  printTable(`${MANY.toLocaleString("en")} rows of ${COLUMNS.length} columns, medians of ${ROUNDS} in turn`, [
    ["", "time", "rows"],
    row("CSV over HTTP", figures.csv),
    row("COPY to a CSV file", figures.plainCsv),
    ["speed of COPY reached", times(median(figures.plainCsv) / median(figures.csv)), ""],
    row("Parquet over HTTP", figures.parquet),
    row("COPY to a Parquet file", figures.plainParquet),
    ["speed of COPY reached", times(median(figures.plainParquet) / median(figures.parquet)), ""],
    ["processor time of the web process, CSV", inMs(median(downloads.csv.map(({ webMs }) => webMs))), share(downloads.csv)],
    ["of the engine's process", inMs(median(downloads.csv.map(({ workersMs }) => workersMs))), ""],
    ["processor time of the web process, Parquet", inMs(median(downloads.parquet.map(({ webMs }) => webMs))), share(downloads.parquet)],
  ]);
}

async function measureMemory(server: MeasuredServer): Promise<void> {
  const peaks: Record<"few" | "many", number[]> = { few: [], many: [] };
  for (let round = 0; round < 3; round += 1)
    for (const name of ["few", "many"] as const) peaks[name].push((await server.download(`/api/v1/datasets/${name}/export.csv`)).peakMb);
  const [few, many] = [median(peaks.few), median(peaks.many)];
  printTable("Memory of the web process during a CSV export, medians of 3", [
    [`${FEW.toLocaleString("en")} rows`, `${few.toFixed(0)} MB`],
    [`${MANY.toLocaleString("en")} rows`, `${many.toFixed(0)} MB`],
    ["growth", `${(many - few).toFixed(0)} MB`],
  ]);
}
