import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { daysSql, linesSql, ordersSql, pricedOrdersSql } from "./base.ts";
import { openDatabase, type Run } from "./database.ts";
import type { DemoDataset } from "./dataset.ts";
import { DATASETS } from "./datasets.ts";
import { expectedLoad, missedLoads } from "./due.ts";
import { macroSql } from "./macros.ts";
import { sizeOf, tidyFolder, writePart } from "./part-file.ts";
import { dueParts, listParts, type Part } from "./parts.ts";
import { loadCutoff, loadedAtSql, loadFinished } from "./schedule.ts";
import { DAY_MS, type Shop, shopAt, sqlTime } from "./shop.ts";
import { type DemoState, dataFolder, type LoadedDataset, readState, writeState } from "./state.ts";
import { writeSegmentation } from "./write-segmentation.ts";

export interface RunOptions {
  readonly home: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly customers: number;
}

export interface RunResult {
  /** The data was made from nothing. */
  readonly generated: boolean;
  /** Loads that were missed and are now in the files. */
  readonly loads: number;
  readonly files: number;
}

interface Job {
  readonly dataset: DemoDataset;
  readonly load: number;
  readonly parts: readonly Part[];
}

/**
 * Brings the sample data up to `now`: generates it when there is none of this version and size, else writes the loads that are missing
 * and the files that are not as they were left. What a file holds depends only on the first start and on the load, so doing it twice,
 * or again after being killed, gives the same rows. Changes the working directory to the data folder: run it in a process of its own.
 */
export async function runLoads({ home, now, customers }: RunOptions): Promise<RunResult> {
  const folder = dataFolder(home);
  // Other users read this, whatever the umask is.
  process.umask(0o022);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  chmodSync(folder, 0o755);
  // Relative paths need no escaping, neither of quotes nor of what a glob would take for a pattern.
  process.chdir(folder);
  const database = await openDatabase(folder, 60_000);
  try {
    const found = readState(home, now);
    const state: DemoState = found?.customers === customers ? found : { version: 1, customers, anchor: now, datasets: {} };
    const generated = state !== found;
    const loads = generated ? 0 : [...missedLoads(state, now).values()].reduce((sum, count) => sum + count, 0);
    const shop = shopAt(state.anchor, customers);
    const jobs = planJobs(shop, state, now, folder);

    const runs = [await database.connect(), ...(generated ? [await database.connect()] : [])] as const;
    for (const macro of macroSql(shop)) await runs[0](macro);
    await prepareTables(runs[0], shop, now, jobs);
    const datasets: Record<string, LoadedDataset> = { ...state.datasets };
    const write = async (run: Run, job: Job) => {
      datasets[job.dataset.name] = await writeDataset(run, shop, folder, job, state.datasets[job.dataset.name]);
    };
    const segment = async (run: Run) => {
      Object.assign(datasets, await writeSegmentation(run, folder, now, state.datasets));
    };
    const later = (job: Job) => job.dataset.needs === "files";
    await inTurn(
      runs,
      jobs.filter((job) => !later(job)).map((job) => (run) => write(run, job)),
    );
    await inTurn(runs, [segment, ...jobs.filter(later).map((job) => (run: Run) => write(run, job))]);
    writeState(home, { ...state, datasets });
    return { generated, loads, files: jobs.reduce((sum, job) => sum + job.parts.length, 0) };
  } finally {
    database.close();
  }
}

/** Runs the steps in their order, each connection taking the next one when it is free. */
async function inTurn(runs: readonly Run[], steps: readonly ((run: Run) => Promise<void>)[]): Promise<void> {
  const waiting = [...steps];
  await Promise.all(
    runs.map(async (run) => {
      for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await step(run);
    }),
  );
}

function planJobs(shop: Shop, state: DemoState, now: number, folder: string): Job[] {
  return DATASETS.map((dataset) => {
    const before = state.datasets[dataset.name];
    const load = Math.max(expectedLoad(dataset, shop.anchor, now), before?.load ?? 0);
    return { dataset, load, parts: dueParts(dataset, shop, load, before, (file) => sizeOf(join(folder, dataset.name, file))) };
  }).filter((job) => job.parts.length > 0);
}

/** Makes the tables that the due parts read, over the months that they need. */
async function prepareTables(run: Run, shop: Shop, now: number, jobs: readonly Job[]): Promise<void> {
  if (jobs.length > 0) await run(daysSql(shop, now + DAY_MS));
  const windows = jobs
    .filter(({ dataset }) => dataset.needs === "orders" || dataset.needs === "lines")
    .flatMap((job) => job.parts.map((part) => part.window));
  if (windows.length === 0) return;
  await run(ordersSql({ from: Math.min(...windows.map((window) => window.from)), to: Math.max(...windows.map((window) => window.to)) }));
  if (!jobs.some(({ dataset }) => dataset.needs === "lines")) return;
  await run(linesSql());
  await run(pricedOrdersSql());
}

async function writeDataset(run: Run, shop: Shop, folder: string, job: Job, before: LoadedDataset | undefined): Promise<LoadedDataset> {
  const { dataset, load, parts } = job;
  const expected = new Set(listParts(dataset, shop, load).map((part) => part.file));
  tidyFolder(join(folder, dataset.name), expected);
  const files = Object.fromEntries(Object.entries(before?.files ?? {}).filter(([file]) => expected.has(file)));
  for (const part of parts) {
    const sql = dataset.select({
      shop,
      window: part.window,
      asOf: sqlTime(loadCutoff(dataset.schedule, load)),
      loadedAt: (event) => loadedAtSql(dataset.schedule, event),
      inWindow: (event) => `${event} >= ${sqlTime(part.window.from)} AND ${event} < ${sqlTime(part.window.to)}`,
    });
    const format = dataset.format === "csv" ? "(FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S')" : "(FORMAT parquet)";
    files[part.file] = await writePart(`${dataset.name}/${part.file}`, (temporary) => run(`COPY (${sql}) TO '${temporary}' ${format}`));
  }
  return { load, loadedAt: new Date(loadFinished(dataset.schedule, load)).toISOString(), files };
}
