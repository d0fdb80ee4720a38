import type { DemoDataset } from "./dataset.ts";
import { DATASETS } from "./datasets.ts";
import { newestLoad, type Schedule } from "./schedule.ts";
import { SEGMENTATION_SCHEDULE } from "./segmentation.ts";
import { STOPPED_HOURS } from "./shop.ts";
import type { DemoState } from "./state.ts";

/** The two datasets of the segmentation are written by a step of their own, in one load. */
export const SEGMENTATION = "customer_segmentation";
export const SEGMENTATION_HISTORY = "customer_segmentation_history";

const SCHEDULES: ReadonlyMap<string, { readonly schedule: Schedule; readonly stopped: boolean }> = new Map([
  ...DATASETS.map((dataset) => [dataset.name, { schedule: dataset.schedule, stopped: dataset.stopped === true }] as const),
  [SEGMENTATION, { schedule: SEGMENTATION_SCHEDULE, stopped: false }],
  [SEGMENTATION_HISTORY, { schedule: SEGMENTATION_SCHEDULE, stopped: false }],
]);

/** Number of the load that a dataset should have at `now`; a stopped one stays where its loader stopped. */
export function expectedLoad(dataset: Pick<DemoDataset, "schedule" | "stopped">, anchor: number, now: number): number {
  return newestLoad(dataset.schedule, dataset.stopped === true ? Math.min(now, anchor - STOPPED_HOURS * 3_600_000) : now);
}

/** Loads that are finished at `now` and not in the files yet, by dataset; empty when there is nothing to do. */
export function missedLoads(state: DemoState, now: number): Map<string, number> {
  const missed = new Map<string, number>();
  for (const [name, { schedule, stopped }] of SCHEDULES) {
    const loaded = state.datasets[name];
    const expected = expectedLoad({ schedule, ...(stopped ? { stopped: true as const } : {}) }, state.anchor, now);
    const count = loaded === undefined ? 1 : expected - loaded.load;
    if (count > 0) missed.set(name, count);
  }
  return missed;
}
