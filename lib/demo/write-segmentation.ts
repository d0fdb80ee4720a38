import { join } from "node:path";
import type { Run } from "./database.ts";
import { SEGMENTATION, SEGMENTATION_HISTORY } from "./due.ts";
import { sizeOf, tidyFolder, writePart } from "./part-file.ts";
import { loadCutoff, loadFinished, newestLoad } from "./schedule.ts";
import { FIRST_SNAPSHOTS, KEPT_SNAPSHOTS, SEGMENTATION_SCHEDULE, segmentationSql } from "./segmentation.ts";
import { DAY_MS, sqlTime } from "./shop.ts";
import type { LoadedDataset } from "./state.ts";

const FILE = "part-01.parquet";
const HISTORY = `${SEGMENTATION_HISTORY}/${FILE}`;

/**
 * The daily segmentation: adds or replaces the snapshot of each missed day to the history, then replaces the current segments by the newest one.
 * Snapshots of earlier days stay as they were computed. Writing the same day again replaces it, so a repeated load changes nothing.
 * @returns what is now in the files of the two datasets, or `null` when nothing was due
 */
export async function writeSegmentation(
  run: Run,
  folder: string,
  now: number,
  before: Readonly<Record<string, LoadedDataset>>,
): Promise<Record<string, LoadedDataset> | null> {
  const load = newestLoad(SEGMENTATION_SCHEDULE, now);
  const isWritten = (name: string) => before[name]?.load === load && sizeOf(join(folder, name, FILE)) === before[name]?.files[FILE];
  if (isWritten(SEGMENTATION) && isWritten(SEGMENTATION_HISTORY)) return null;

  for (const name of [SEGMENTATION, SEGMENTATION_HISTORY]) tidyFolder(join(folder, name), new Set([FILE]));
  // Once for all missed days, and only what the query reads.
  await run("CREATE TABLE orders AS SELECT customer_id, placed_at, status, total, updated_at FROM read_parquet('orders/*.parquet')");
  await run("CREATE TABLE web_sessions AS SELECT customer_id, started_at FROM read_parquet('web_sessions/*.parquet')");
  const last = await openSnapshots(run, load);
  for (const due of dueSnapshots(last ?? 0, load, last === null ? FIRST_SNAPSHOTS : KEPT_SNAPSHOTS)) {
    await run(`DELETE FROM snapshots WHERE snapshot_date = ${day(due)}`);
    await run(`INSERT INTO snapshots ${snapshot(due)}`);
  }

  const loaded = async (name: string, sql: string): Promise<LoadedDataset> => {
    const bytes = await writePart(`${name}/${FILE}`, (temporary) => run(`COPY (${sql}) TO '${temporary}' (FORMAT parquet)`));
    return { load, loadedAt: new Date(loadFinished(SEGMENTATION_SCHEDULE, load)).toISOString(), files: { [FILE]: bytes } };
  };
  const kept = `snapshot_date > ${day(load)} - ${KEPT_SNAPSHOTS}`;
  const newest = `snapshot_date = ${day(load)}`;
  return {
    [SEGMENTATION_HISTORY]: await loaded(SEGMENTATION_HISTORY, `SELECT * FROM snapshots WHERE ${kept} ORDER BY snapshot_date, customer_id`),
    [SEGMENTATION]: await loaded(
      SEGMENTATION,
      `SELECT customer_id, segment, confidence, updated_at FROM snapshots WHERE ${newest} ORDER BY customer_id`,
    ),
  };
}

/**
 * Puts the snapshots that there are into the table `snapshots`.
 * @returns the load of the newest one; `null` when there is none. The file says so itself, so nothing is lost with the state.
 */
async function openSnapshots(run: Run, load: number): Promise<number | null> {
  try {
    await run(
      `CREATE TABLE snapshots AS SELECT * FROM read_parquet('${HISTORY}') WHERE updated_at <= ${sqlTime(loadFinished(SEGMENTATION_SCHEDULE, load))}`,
    );
  } catch {
    // No file, or one that was damaged by hand: begin anew.
    await run(`CREATE TABLE snapshots AS ${snapshot(load)} LIMIT 0`);
  }
  const newest = (await run("SELECT epoch_ms(max(updated_at))::DOUBLE FROM snapshots"))[0]?.[0];
  return typeof newest === "number" ? newestLoad(SEGMENTATION_SCHEDULE, newest) : null;
}

const dayOf = (load: number) => Math.floor(loadCutoff(SEGMENTATION_SCHEDULE, load) / DAY_MS);
const day = (load: number) => `${sqlTime(loadCutoff(SEGMENTATION_SCHEDULE, load))}::DATE`;

/** The last load of each day after load `last`, of the newest `days` days. */
export function dueSnapshots(last: number, load: number, days: number): number[] {
  const perDay = DAY_MS / loadCutoff(SEGMENTATION_SCHEDULE, 1);
  const first = Math.max(last + 1, load - days * perDay);
  const loads = Array.from({ length: Math.max(0, load - first + 1) }, (_, index) => first + index);
  return loads.filter((each) => dayOf(each) > dayOf(load) - days && (each === load || dayOf(each + 1) !== dayOf(each)));
}

function snapshot(load: number): string {
  return segmentationSql(loadCutoff(SEGMENTATION_SCHEDULE, load), loadFinished(SEGMENTATION_SCHEDULE, load));
}
