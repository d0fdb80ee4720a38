import { join } from "node:path";
import type { Run } from "./database.ts";
import { SEGMENTATION, SEGMENTATION_HISTORY } from "./due.ts";
import { sizeOf, tidyFolder, writePart } from "./part-file.ts";
import { loadCutoff, loadFinished, newestLoad } from "./schedule.ts";
import { FIRST_SNAPSHOTS, KEPT_SNAPSHOTS, SEGMENTATION_SCHEDULE, segmentationSql } from "./segmentation.ts";
import { sqlTime } from "./shop.ts";
import type { LoadedDataset } from "./state.ts";

const FILE = "part-01.parquet";
const HISTORY = `${SEGMENTATION_HISTORY}/${FILE}`;

/**
 * The daily segmentation: adds a snapshot for each missed day to the history, then replaces the current segments by the newest one.
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
  const intact = (name: string) => before[name] !== undefined && sizeOf(join(folder, name, FILE)) === before[name]?.files[FILE];
  const historyIntact = intact(SEGMENTATION_HISTORY);
  const last = historyIntact ? (before[SEGMENTATION_HISTORY]?.load ?? 0) : 0;
  if (last >= load && intact(SEGMENTATION)) return null;

  for (const name of [SEGMENTATION, SEGMENTATION_HISTORY]) tidyFolder(join(folder, name), new Set([FILE]));
  // Once for all missed days, and only what the query reads.
  await run("CREATE TABLE orders AS SELECT customer_id, placed_at, status, total FROM read_parquet('orders/*.parquet')");
  await run("CREATE TABLE web_sessions AS SELECT customer_id, started_at FROM read_parquet('web_sessions/*.parquet')");
  const oldest = load - (historyIntact ? KEPT_SNAPSHOTS : FIRST_SNAPSHOTS) + 1;
  await run(
    historyIntact
      ? `CREATE TABLE snapshots AS SELECT * FROM read_parquet('${HISTORY}')`
      : `CREATE TABLE snapshots AS ${snapshot(load)} LIMIT 0`,
  );
  for (let day = Math.max(last + 1, oldest); day <= load; day += 1) await run(`INSERT INTO snapshots ${snapshot(day)}`);

  const loaded = async (name: string, sql: string): Promise<LoadedDataset> => {
    const bytes = await writePart(`${name}/${FILE}`, (temporary) => run(`COPY (${sql}) TO '${temporary}' (FORMAT parquet)`));
    return { load, loadedAt: new Date(loadFinished(SEGMENTATION_SCHEDULE, load)).toISOString(), files: { [FILE]: bytes } };
  };
  const kept = `snapshot_date >= ${sqlTime(loadCutoff(SEGMENTATION_SCHEDULE, load - KEPT_SNAPSHOTS + 1))}::DATE`;
  const newest = `snapshot_date = ${sqlTime(loadCutoff(SEGMENTATION_SCHEDULE, load))}::DATE`;
  return {
    [SEGMENTATION_HISTORY]: await loaded(SEGMENTATION_HISTORY, `SELECT * FROM snapshots WHERE ${kept} ORDER BY snapshot_date, customer_id`),
    [SEGMENTATION]: await loaded(
      SEGMENTATION,
      `SELECT customer_id, segment, confidence, updated_at FROM snapshots WHERE ${newest} ORDER BY customer_id`,
    ),
  };
}

function snapshot(load: number): string {
  return segmentationSql(loadCutoff(SEGMENTATION_SCHEDULE, load), loadFinished(SEGMENTATION_SCHEDULE, load));
}
