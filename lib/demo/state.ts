import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "./part-file.ts";
import { DAY_MS, SHOP_VERSION } from "./shop.ts";

const LoadedSchema = z.object({
  /** Number of the newest load that is in the files. */
  load: z.number().int(),
  /** When that load was finished, RFC 3339. */
  loadedAt: z.string(),
  /** Size in bytes of each file, by its name. Another size or a missing file means: write it again. */
  files: z.record(z.string(), z.number().int()),
});

const StateSchema = z.object({
  version: z.literal(SHOP_VERSION),
  customers: z.number().int().positive(),
  /** Milliseconds since 1970 of the first start. */
  anchor: z.number().int(),
  datasets: z.record(z.string(), LoadedSchema),
});

/** What lies in the folder. A cache of what the files say, never trusted over them. */
export type DemoState = z.infer<typeof StateSchema>;
export type LoadedDataset = z.infer<typeof LoadedSchema>;

/** A gap over which catching up costs more than starting anew. */
const MAX_GAP_MS = 200 * DAY_MS;

export function dataFolder(home: string): string {
  return join(home, "data", "shop");
}

/** The state of the sample data; `null` when there is none that this version can continue at `now` (milliseconds since 1970). */
export function readState(home: string, now: number): DemoState | null {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(dataFolder(home), ".state.json"), "utf8"));
  } catch {
    return null;
  }
  const state = StateSchema.safeParse(json);
  if (!state.success) return null;
  const newest = Math.max(...Object.values(state.data.datasets).map((dataset) => Date.parse(dataset.loadedAt)));
  const usable = newest <= now + DAY_MS && now - newest < MAX_GAP_MS;
  return usable ? state.data : null;
}

/** Replaces the state in one step. */
export function writeState(home: string, state: DemoState): void {
  writeWhole(join(dataFolder(home), ".state.json"), `${JSON.stringify(state, null, 1)}\n`);
}
