import { expect, test } from "vitest";
import { readManifest, secondsLeft } from "#components/dataset/export-manifest.ts";

test("the end of a download is guessed by its pace, and only where its size is known", () => {
  expect(secondsLeft(10_000_000, 40_000_000, 5)).toBe(15);
  expect(secondsLeft(10_000_000, null, 5)).toBeNull();
  expect(secondsLeft(0, 40_000_000, 5)).toBeNull();
  expect(secondsLeft(41_000_000, 40_000_000, 5)).toBeNull();
});

test("a manifest is read as far as the page needs it, and anything else is none", () => {
  const running = {
    id: "x",
    state: "running",
    filename: "orders.csv",
    format: "csv",
    bytesSent: 12,
    expectedRows: 3,
    rows: null,
    sha256: null,
  };
  expect(readManifest(running)).toMatchObject({ state: "running", filename: "orders.csv", bytesSent: 12, expectedRows: 3, rows: null });
  for (const other of [null, "x", {}, { state: "lost" }]) expect(readManifest(other)).toBeNull();
});
