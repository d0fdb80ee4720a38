/** Statistics of columns, and what must not be in them. */
import { expect, test } from "vitest";
import { profiled, type ScanHarness, scan } from "#lib/engine/conformance/scan.ts";
import { limits } from "#lib/engine/conformance.ts";

export function profilesHold(harness: ScanHarness): void {
  test("of whole numbers", async () => {
    const profile = await profiled(harness, "SELECT CASE WHEN i % 4 = 3 THEN NULL ELSE i END AS v FROM range(400) t(i)", "v");
    expect(profile).toMatchObject({ nullShare: 0.25, min: "0", max: "398", top: [] });
    expect(profile.mean).toBeCloseTo(199, 6);
    expect(profile.histogram.length).toBe(20);
    expect(profile.histogram[0]).toEqual({ from: "0", to: "19", rows: 15 });
    expect(profile.histogram.at(-1)).toEqual({ from: "380", to: "398", rows: 15 });
    if (harness.countsDistinct) expect(Math.abs((profile.distinct ?? 0) - 300)).toBeLessThan(60);
  });

  test("of few values", async () => {
    const profile = await profiled(harness, "SELECT unnest(['b', 'a', 'ä', 'a', 'b', 'a', NULL]) AS v", "v");
    expect(profile).toMatchObject({ min: "a", max: "ä", mean: null, histogram: [] });
    expect(profile.nullShare).toBeCloseTo(1 / 7, 9);
    if (!harness.countsDistinct) return;
    expect(profile.distinct).toBe(3);
    expect(profile.top).toEqual([
      { value: "a", rows: 3 },
      { value: "b", rows: 2 },
      { value: "ä", rows: 1 },
    ]);
  });

  test("of fractions, without what is no number", async () => {
    const sql = "SELECT unnest(['nan'::DOUBLE, 'infinity', '-infinity', 0.5, 1.5, 2.5, NULL]) AS v";
    const profile = await profiled(harness, sql, "v");
    expect(profile).toMatchObject({ min: "0.5", max: "2.5", mean: 1.5 });
    expect(profile.histogram.reduce((sum, { rows }) => sum + rows, 0)).toBe(3);
    expect(profile.histogram[0]).toMatchObject({ from: "0.5", rows: 1 });
    expect(profile.histogram.at(-1)).toMatchObject({ to: "2.5", rows: 1 });
  });

  test("of decimals, days, times and truths", async () => {
    const sql = `SELECT (i / 4.0)::DECIMAL(8,2) AS d, DATE '2026-01-01' + i::INTEGER AS day, TIMESTAMP '2026-01-01' + i * INTERVAL 1 HOUR AS t,
      TIMESTAMPTZ '2026-01-01 00:00:00+00' + i * INTERVAL 1 HOUR AS z, i % 3 = 0 AS b FROM range(30) t(i)`;
    const asked = ["d", "day", "t", "z", "b"].map((column) => ({ column, values: true }));
    const { profile } = await scan(harness, await harness.relationOf(sql), { profile: asked });
    expect(profile.get("d")).toMatchObject({ min: "0.00", max: "7.25", mean: 3.625 });
    expect(profile.get("day")).toMatchObject({ min: "2026-01-01", max: "2026-01-30", mean: null });
    expect(profile.get("day")?.histogram[0]).toEqual({ from: "2026-01-01", to: "2026-01-02", rows: 2 });
    for (const name of ["t", "z"]) {
      expect(profile.get(name)).toMatchObject({ min: "2026-01-01T00:00:00Z", max: "2026-01-02T05:00:00Z" });
      expect(profile.get(name)?.histogram[0]?.from).toBe("2026-01-01T00:00:00.000Z");
      expect(profile.get(name)?.histogram.at(-1)?.to).toBe("2026-01-02T05:00:00.000Z");
    }
    for (const name of ["d", "day", "t", "z"]) expect(profile.get(name)?.histogram.reduce((sum, { rows }) => sum + rows, 0)).toBe(30);
    expect(profile.get("b")).toMatchObject({ min: null, max: null, mean: null, histogram: [] });
  });

  test("of a value that never changes, of nothing, and of long texts", async () => {
    const sql = "SELECT 7 AS one, NULL::INTEGER AS none, repeat('ä', 500) || i AS long FROM range(3) t(i)";
    const asked = ["one", "none", "long"].map((column) => ({ column, values: true }));
    const { profile } = await scan(harness, await harness.relationOf(sql), { profile: asked });
    expect(profile.get("one")).toMatchObject({ min: "7", max: "7", mean: 7, histogram: [{ from: "7", to: "7", rows: 3 }] });
    expect(profile.get("none")).toMatchObject({ nullShare: 1, min: null, max: null, mean: null, top: [], histogram: [] });
    const { min, max, top } = profile.get("long") ?? { min: null, max: null, top: [] };
    for (const text of [min, max, ...top.map(({ value }) => value)]) expect(text).toBe("ä".repeat(100));
  });

  test("of an empty table", async () => {
    expect(await profiled(harness, "SELECT 1 AS v WHERE false", "v")).toMatchObject({
      ...{ nullShare: 0, min: null, max: null, mean: null, top: [], histogram: [] },
    });
  });

  test("shows no value of a column whose values are not for anyone", async () => {
    const sql = `SELECT 'canary-' || (i % 3) AS s, 77770 + i AS n, TIMESTAMP '1987-06-05' + i * INTERVAL 1 DAY AS t, i % 2 AS open FROM range(20) t(i)`;
    const result = await scan(harness, await harness.relationOf(sql), {
      measures: [
        { kind: "counts", column: "s", most: 10 },
        { kind: "counts", column: "open", most: 10 },
        { kind: "unexpected", column: "s", values: ["x"] },
        { kind: "duplicates", columns: ["s"] },
      ],
      profile: [...["s", "n", "t"].map((column) => ({ column, values: false })), { column: "open", values: true }],
    });
    const told = JSON.stringify([[...result.measures], [...result.profile]]);
    expect(told).not.toMatch(/canary|7777\d|1987/);
    const counts = result.measures.get("m0");
    expect(counts?.kind === "counts" && counts.counts.map(({ rows }) => rows)).toEqual([7, 7, 6]);
    expect(counts?.kind === "counts" && new Set(counts.counts.map(({ value }) => value)).size).toBe(3);
    expect(result.measures.get("m1")).toMatchObject({
      counts: [
        { value: "0", rows: 10 },
        { value: "1", rows: 10 },
      ],
    });
    for (const name of ["s", "n", "t"])
      expect(result.profile.get(name)).toMatchObject({ nullShare: 0, min: null, max: null, mean: null, top: [], histogram: [] });
  });

  test("of five hundred columns at once", async () => {
    const names = Array.from({ length: 500 }, (_, index) => `c${index}`);
    const sql = `SELECT ${names.map((name, index) => `i + ${index} AS ${name}`).join(", ")} FROM range(4) t(i)`;
    const result = await scan(harness, await harness.relationOf(sql), {
      measures: names.map((name) => ({ kind: "missing", columns: [name] })),
      profile: names.map((column) => ({ column, values: true })),
      limits: limits(120_000),
    });
    expect(result.columns.length).toBe(500);
    expect(result.profile.get("c499")).toMatchObject({ min: "499", max: "502", nullShare: 0 });
    expect(result.measures.get("m499")).toEqual({ kind: "rows", failing: 0, of: 4 });
  }, 150_000);
}
