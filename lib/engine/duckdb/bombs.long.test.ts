import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import { explode } from "#lib/engine/duckdb/bomb-harness.ts";
import { BOMBS } from "#lib/engine/duckdb/bombs.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import { readResidentMb } from "#lib/engine/duckdb/resident-memory.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { isAppError } from "#lib/errors.ts";

/** Milliseconds that a query may take, and that stopping it may take on top. */
const TIME = 2_000;
const GRACE = 3_000;
/** A statement has to end sooner: nothing has to be opened for it. */
const STATEMENT_GRACE = 1_000;
const RESIDENT_MB = 800;

let harness: DuckDbHarness;
beforeAll(async () => {
  harness = await openHarness({ memoryMb: 256, residentMb: RESIDENT_MB, tempMb: 64 });
});
afterAll(async () => await harness.close());

const fromFile = (name: string, content: string | Buffer): FileRelation => {
  const path = join(harness.folder, name);
  writeFileSync(path, content);
  return fileRelation("csv", [path]);
};

/** What somebody's files may hold, by accident or on purpose. `order` makes the engine look at all of it. */
const FILES: readonly (readonly [string, () => Promise<FileRelation> | FileRelation, readonly string[]])[] = [
  ["300 million rows in few bytes, sorted", () => harness.relationOf("SELECT 7 AS a FROM range(300000000)"), ["a"]],
  ["one text of 100 MB in each row", () => harness.relationOf("SELECT repeat('x', 100000000) AS a FROM range(8)"), ["a"]],
  ["a list of 20 million numbers", () => harness.relationOf("SELECT range(20000000) AS a FROM range(4)"), []],
  ["structures 60 levels deep", () => harness.relationOf(`SELECT ${"{'a': ".repeat(60)}1${"}".repeat(60)} AS a`), []],
  [
    "texts that only differ at their end, sorted",
    () => harness.relationOf("SELECT repeat('x', 200000) || i AS a FROM range(3000) t(i)"),
    ["a"],
  ],
  [
    "a million long keys, sorted",
    () => harness.relationOf("SELECT md5(i::VARCHAR) || repeat('k', 300) AS a FROM range(1000000) t(i)"),
    ["a"],
  ],
  ["200 MB without a line break", () => fromFile("line.csv", Buffer.concat([Buffer.from("a\n"), Buffer.alloc(200_000_000, 120)])), []],
  ["1 GB of zeros compressed to 1 MB", () => fromFile("zeros.csv.gz", gzipSync(Buffer.alloc(1_000_000_000, 48), { level: 6 })), []],
  ["a quote that never ends", () => fromFile("quote.csv", `a\n"${"x\n".repeat(20_000_000)}`), []],
  [
    "20,000 columns",
    () =>
      fromFile(
        "wide.csv",
        `${Array.from({ length: 20_000 }, (_, at) => (at === 0 ? "a" : `c${at}`)).join(",")}\n${"1,".repeat(19_999)}1\n`,
      ),
    [],
  ],
  ["bytes that are no text", () => fromFile("bytes.csv", Buffer.concat([Buffer.from("a\n"), Buffer.alloc(5_000_000, 0xfe)])), []],
  ["only commas", () => fromFile("commas.csv", `a\n${",".repeat(30_000_000)}`), []],
];

test.for(FILES)("%s: an answer or a refusal in time, and the engine works on", { timeout: 120_000 }, async ([, make, order]) => {
  const bomb = await make();
  const small = await harness.relationOf("SELECT 1 AS a");
  const before = readResidentMb(process.pid) ?? 0;
  const began = performance.now();
  const outcome: unknown = await harness
    .engine()
    .page(rowQuery(bomb, { a: null }, order), limits(TIME))
    .catch((error: unknown) => error);
  const ms = performance.now() - began;
  if (outcome instanceof Error) expect(isAppError(outcome), String(outcome)).toBe(true);
  expect.soft(ms, "milliseconds").toBeLessThan(TIME + GRACE);
  expect.soft((readResidentMb(process.pid) ?? 0) - before, "megabytes in our own process").toBeLessThan(300);
  expect((await harness.engine().page(rowQuery(small, { a: null }), limits())).rows).toEqual([[1]]);
});

test.for(BOMBS)("$name: an answer or a refusal in time, and others are served", { timeout: 60_000 }, async (bomb) => {
  const { outcome, ms, peakMb, ownMb, served } = await explode(harness, bomb, TIME);
  if (outcome instanceof Error) expect(isAppError(outcome), String(outcome)).toBe(true);
  expect.soft(ms, "milliseconds").toBeLessThan(TIME + STATEMENT_GRACE);
  expect.soft(peakMb, "megabytes of a worker").toBeLessThan(RESIDENT_MB);
  expect.soft(ownMb, "megabytes in our own process").toBeLessThan(100);
  expect.soft(served, "answers to others").toBeGreaterThan(0);
});
