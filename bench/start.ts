/**
 * How long a newcomer waits: `npm start` in a fresh clone of what is committed, with an empty npm cache; once packages are there;
 * and a second time. Needs Git and the package registry.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloneTo, type Started, startOnce } from "./checkout-copy.ts";
import { inMs, inSeconds, median, printTable } from "./figures.ts";

const ROUNDS = 3;
const BUDGETS = { cold: 90_000, packages: 35_000, again: 8_000 };

const scratch = mkdtempSync(join(tmpdir(), "touchstone-bench-start-"));
const stopped = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopped.abort(new Error("stopped")));
try {
  const folder = join(scratch, "clone");
  if (cloneTo(folder)) await measure(folder);
  else console.log("bench/start: this is no Git checkout, so there is nothing to clone; nothing measured");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(folder: string): Promise<void> {
  const start = () => startOnce(folder, join(scratch, "npm-cache"), stopped.signal);
  const forget = (...names: string[]) => {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
  };
  const cold = [await start()];
  const packages: Started[] = [];
  const again: Started[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    forget(".next", ".touchstone");
    packages.push(await start());
    again.push(await start());
  }
  const runs = [cold, packages, again];
  const names = [...new Set(runs.flat().flatMap(({ steps }) => [...steps.keys()]))];
  const stepOf = (all: readonly Started[], name: string) => {
    const figures = all.flatMap(({ steps }) => steps.get(name) ?? []);
    return figures.length === 0 ? "–" : inMs(median(figures));
  };
  printTable(`npm start in a fresh clone: once with an empty cache, the others medians of ${ROUNDS}`, [
    ["", "nothing there", "packages there", "again"],
    ...names.map((name) => [name, ...runs.map((all) => stepOf(all, name))]),
    ["until it is ready", ...runs.map((all) => inSeconds(median(all.map(({ readyMs }) => readyMs))))],
    ["until the first page", ...runs.map((all) => inSeconds(median(all.map(({ firstPageMs }) => firstPageMs))))],
    ["share of its budget", ...Object.values(BUDGETS).map((budget, at) => share(runs[at] ?? [], budget))],
  ]);
}

function share(all: readonly Started[], budget: number): string {
  return `${Math.round((median(all.map(({ firstPageMs }) => firstPageMs)) / budget) * 100)} % of ${budget / 1_000} s`;
}
