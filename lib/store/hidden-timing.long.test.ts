import { afterAll, beforeAll, expect, test } from "vitest";
import { PUBLIC, publishNow } from "#lib/store/conformance/publish-now.ts";
import { columnOf, contractOf, putOf } from "#lib/store/fixture.ts";
import type { Store } from "#lib/store/store.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

const ROUNDS = 3_000;
let server: StoreServer;
let store: Store;

beforeAll(async () => {
  server = await startStoreServer();
  store = (await server.newStore()).store;
  const columns = Array.from({ length: 300 }, (_, at) => columnOf({ name: `column_${at}`, description: "Long enough to be noticed." }));
  const everyday = Array.from({ length: 200 }, (_, at) => putOf(contractOf({ name: `open_${at}` })));
  const hidden = contractOf({ name: "hidden_margins", columns, access: { visibility: "restricted", readers: ["finance"] } });
  await publishNow(store, { datasets: [...everyday, putOf(hidden)] });
}, 60_000);
afterAll(async () => await server.stop());

test("a hidden dataset takes as long to find as one that does not exist", async () => {
  const hidden: number[] = [];
  const absent: number[] = [];
  const ask = async (name: string, into: number[]) => {
    const began = performance.now();
    const found = await store.findDataset(PUBLIC, name);
    into.push(performance.now() - began);
    expect(found).toBeNull();
  };
  for (let round = -200; round < ROUNDS; round += 1) {
    if (round === 0) for (const times of [hidden, absent]) times.length = 0;
    // Who comes first changes from round to round, so that neither only follows the other.
    const pair = [() => ask("hidden_margins", hidden), () => ask("absent_margins", absent)];
    for (const one of round % 2 === 0 ? pair : pair.reverse()) await one();
  }
  const distance = largestDistance(hidden, absent);
  const ratio = medianOf(hidden) / medianOf(absent);
  console.log(`hidden ÷ absent ${ratio.toFixed(3)}, distance of the distributions ${distance.toFixed(3)}`);
  expect(ratio).toBeGreaterThan(0.9);
  expect(ratio).toBeLessThan(1.1);
  expect(distance).toBeLessThan(0.15);
}, 300_000);

test("a dataset that is found takes longer, so the comparison can tell", async () => {
  const open: number[] = [];
  const absent: number[] = [];
  for (let round = 0; round < 500; round += 1) {
    for (const [name, into] of [
      ["open_7", open],
      ["absent_margins", absent],
    ] as const) {
      const began = performance.now();
      await store.findDataset(PUBLIC, name);
      into.push(performance.now() - began);
    }
  }
  expect(largestDistance(open, absent)).toBeGreaterThan(0.15);
}, 60_000);

const medianOf = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** Kolmogorov and Smirnov's: 0 for the same distribution, 1 for two that do not overlap. */
function largestDistance(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((ms) => ({ ms, step: 1 / a.length })), ...b.map((ms) => ({ ms, step: -1 / b.length }))];
  let sum = 0;
  let largest = 0;
  for (const { step } of all.sort((x, y) => x.ms - y.ms)) {
    sum += step;
    largest = Math.max(largest, Math.abs(sum));
  }
  return largest;
}
