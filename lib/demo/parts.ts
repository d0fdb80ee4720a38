import type { Window } from "./base.ts";
import type { DemoDataset } from "./dataset.ts";
import { loadCutoff } from "./schedule.ts";
import { DAY_MS, type Shop } from "./shop.ts";
import type { LoadedDataset } from "./state.ts";

/** One file of a dataset and the rows that belong into it. */
export interface Part {
  readonly file: string;
  readonly window: Window;
}

/** Months since year 0, in UTC. */
function monthOf(ms: number): number {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

const monthStart = (month: number) => Date.UTC(Math.floor(month / 12), month % 12, 1);
const fileName = (slot: number, format: string) => `part-${String(slot).padStart(2, "0")}.${format}`;

/**
 * Every file that a dataset has once load `load` is in it. A monthly file takes the name of the one `slots` months before it, so the
 * number of files is bounded and nothing is ever deleted under a reader.
 */
export function listParts(dataset: DemoDataset, shop: Shop, load: number): Part[] {
  const cutoff = loadCutoff(dataset.schedule, load);
  const { layout } = dataset;
  if (layout.kind === "single") return [{ file: fileName(1, dataset.format), window: { from: shop.firstDay, to: cutoff } }];
  const last = monthOf(cutoff);
  const first = Math.max(monthOf(Math.max(shop.firstDay, shop.anchor - layout.historyDays * DAY_MS)), last - layout.slots + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const month = first + index;
    return { file: fileName((month % layout.slots) + 1, dataset.format), window: { from: monthStart(month), to: monthStart(month + 1) } };
  });
}

/** The files that must be written so that load `load` is in them: those that may have changed, and those that are not as they were left. */
export function dueParts(
  dataset: DemoDataset,
  shop: Shop,
  load: number,
  before: LoadedDataset | undefined,
  size: (file: string) => number | null,
): Part[] {
  const { layout } = dataset;
  const settledBefore = (part: Part) => {
    if (before === undefined) return false;
    if (before.load >= load) return true;
    return layout.kind === "monthly" && part.window.to + layout.matureDays * DAY_MS <= loadCutoff(dataset.schedule, before.load);
  };
  return listParts(dataset, shop, load).filter(
    (part) => !settledBefore(part) || before?.files[part.file] === undefined || size(part.file) !== before.files[part.file],
  );
}
