import type { DatasetContract } from "#lib/contract/contract.ts";

export type Frequency = "hour" | "day" | "week" | "month";

const LENGTHS: ReadonlyMap<number, Frequency> = new Map([
  [3_600, "hour"],
  [86_400, "day"],
  [604_800, "week"],
]);

/** How often a dataset is updated, as far as it promises that: by its deadline, else by a freshness of exactly one period. */
export function frequencyOf({ sla, freshness }: Pick<DatasetContract, "sla" | "freshness">): Frequency | null {
  if (sla?.every != null) return sla.every;
  return freshness === null ? null : (LENGTHS.get(freshness.maxAgeSeconds) ?? null);
}
