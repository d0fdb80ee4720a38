/** Figures and how they are printed. */
import { loadavg } from "node:os";

/** The middle one; of an even number, the lower of the two in the middle. */
export function median(figures: readonly number[]): number {
  const middle = figures.toSorted((a, b) => a - b)[Math.floor((figures.length - 1) / 2)];
  if (middle === undefined) throw new Error("there is no figure");
  return middle;
}

/** The figure below which `share` (0–1) of all lie. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (found === undefined) throw new Error("there is no figure");
  return found;
}

/**
 * Measures several things in turn, `rounds` times, so that whatever else the machine does meets all of them alike.
 * @returns the figures of each, in the order of the rounds
 */
export async function interleave<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measures) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) for (const name of names) figures[name].push(await measures[name]());
  return figures;
}

/** Milliseconds that something took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export const inMs = (ms: number) => (ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1_000 ? `${Math.round(ms)} ms` : inSeconds(ms));
export const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
export const times = (ratio: number) => `${ratio < 10 ? ratio.toFixed(2) : Math.round(ratio)} ×`;
export const perSecond = (rate: number) => `${Math.round(rate).toLocaleString("en")}/s`;

/** A heading and rows of cells, the first column to the left and the others to the right. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = rows.reduce<number[]>((widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, cell.length)), []);
  console.log(`\n${title}   (load ${loadavg()[0]?.toFixed(1)})`);
  for (const row of rows) {
    console.log(`  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("   ")}`);
  }
}
