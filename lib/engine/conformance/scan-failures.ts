/** A measure that cannot be made is an error of its own, in one sentence and without data; the rest is answered. */
import { expect, test } from "vitest";
import { type Asked, measured, rows, type ScanHarness, scan } from "#lib/engine/conformance/scan.ts";
import { limits, SLOW_SQL } from "#lib/engine/conformance.ts";
import { isAppError } from "#lib/errors.ts";

const error = (message: RegExp) => ({ kind: "error", message: expect.stringMatching(message) });
const SENTENCE = /^[A-Za-z].*[.!?…]$/s;

export function scansFailGently(harness: ScanHarness): void {
  const range = (column: string): Asked => ({ kind: "outside", column, min: 1, max: 2, exclusiveMin: false, exclusiveMax: false });
  const SQL = "SELECT 'canary-' || i AS s, i AS n, DATE '2026-01-01' AS d, i > 1 AS b FROM range(3) t(i)";

  test("a range of what is no number", async () => {
    expect(await measured(harness, SQL, [range("s"), range("d"), range("b"), range("n")])).toEqual([
      error(/^s is text, not a number/),
      error(/^d is a date, not a number/),
      error(/^b is true or false, not a number/),
      rows(1, 3),
    ]);
  });

  test("times of what has none", async () => {
    const newest = (column: string): Asked => ({ kind: "newest", column, notAfter: "2026-01-01T00:00:00Z" });
    expect(await measured(harness, SQL, [newest("n"), newest("b")])).toEqual([error(/^n is a number/), error(/^b is true or false/)]);
  });

  test("a column that is not there", async () => {
    expect(
      await measured(harness, SQL, [
        { kind: "missing", columns: ["n", "nowhere"] },
        { kind: "counts", column: "nowhere", most: 3 },
        { kind: "missing", columns: ["n"] },
      ]),
    ).toEqual([error(/^nowhere is not in the data\.$/), error(/^nowhere/), rows(0, 3)]);
  });

  test("a pattern that not every engine can read", async () => {
    const mismatch = (pattern: string): Asked => ({ kind: "mismatch", column: "s", pattern });
    const found = await measured(harness, SQL, [mismatch("(?=a)a"), mismatch("(a)\\1"), mismatch("canary-[01]"), mismatch("\\bcanary.*")]);
    expect(found).toEqual([error(SENTENCE), error(SENTENCE), rows(1, 3), error(SENTENCE)]);
  });

  test("a condition that the gate refuses, or that is no condition", async () => {
    const where = [
      "s IN (SELECT s FROM secrets)",
      "true) OR (true",
      "n + 1",
      "nowhere = 1",
      "",
      "1 = 1; DROP TABLE x",
      "pg_sleep(1) IS NULL",
    ];
    const found = await measured(harness, SQL, [
      ...where.map((text): Asked => ({ kind: "rows", where: text })),
      { kind: "rows", where: "n = 1" },
    ]);
    expect(found).toEqual([...where.map(() => error(SENTENCE)), rows(0, 1)]);
  });

  test("a condition that fails over a value is told without it, and takes nothing else along", async () => {
    const found = await measured(harness, SQL, [
      { kind: "missing", columns: ["n"] },
      { kind: "rows", where: "CAST(s AS INTEGER) = 1" },
      { kind: "duplicates", columns: ["s"], where: "CAST(s AS INTEGER) = 1" },
      { kind: "counts", column: "n", most: 2, where: "CAST(s AS INTEGER) = 1" },
      { kind: "rows", where: "n = 1" },
    ]);
    expect(found).toEqual([rows(0, 3), error(SENTENCE), error(SENTENCE), error(SENTENCE), rows(0, 1)]);
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  test("a foreign key to another source, to nothing, or to a column that is not there", async () => {
    const own = await harness.relationOf(SQL);
    const orphans = (relation: typeof own, column = "n"): Asked => ({ kind: "orphans", column: "n", target: { relation, column } });
    const found = await measured(harness, SQL, [orphans(harness.foreign), orphans(harness.missing), orphans(own, "nowhere"), orphans(own)]);
    expect(found).toEqual([error(/another source/), error(SENTENCE), error(/nowhere/), rows(0, 3)]);
  });

  test("rows that are not there fail the scan as a whole", async () => {
    const failure: unknown = await scan(harness, harness.missing, { measures: [{ kind: "rows" }] }).catch((caught: unknown) => caught);
    expect(isAppError(failure, "TS-DATA-002")).toBe(true);
  });

  test("a scan over its time is TS-DATA-003, and the next one works", async () => {
    const slow = await harness.relationOf(SLOW_SQL);
    const patterns = ["a", "b", "c"].flatMap((column) =>
      Array.from({ length: 20 }, (_, index): Asked => ({ kind: "mismatch", column, pattern: `(?:[0-9]|a|b|c){1,${20 + index}}` })),
    );
    const failure: unknown = await scan(harness, slow, { measures: patterns, limits: limits(300) }).catch((caught: unknown) => caught);
    expect(isAppError(failure, "TS-DATA-003")).toBe(true);
    const gone = new AbortController();
    const left = scan(harness, slow, { measures: patterns, limits: { timeoutMs: 60_000, signal: gone.signal } });
    setTimeout(() => gone.abort(new Error("left")), 150);
    await expect(left).rejects.toThrow("left");
    expect((await scan(harness, slow, {})).rows).toBe(2_000_000);
  }, 60_000);
}
