/** The same numbers as counting by hand, on random rows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Asked, rows, type ScanHarness, scan } from "#lib/engine/conformance/scan.ts";
import type { MeasureValue } from "#lib/engine/scan.ts";

interface Row {
  readonly n: number | null;
  readonly s: string | null;
  readonly g: number | null;
}

const ROW = fc.record({
  n: fc.option(fc.integer({ min: -5, max: 5 })),
  s: fc.option(fc.constantFrom("", "a", "b", "aa", "ä", "A1", "it's", "😀", "a\nb")),
  g: fc.option(fc.constantFrom(-1.5, 0, 0.25, 3)),
});
const CONDITION = fc.constantFrom<readonly [string | null, (row: Row) => boolean]>(
  [null, () => true],
  ["n > 0", ({ n }) => n !== null && n > 0],
  ["s IS NOT NULL AND n IS NOT NULL", ({ s, n }) => s !== null && n !== null],
);

export function scansAreRight(harness: ScanHarness): void {
  test("give the numbers of counting by hand", async () => {
    const text = (cell: string | number | null) => (cell === null ? "NULL" : `'${String(cell).replaceAll("'", "''")}'`);
    const property = fc.asyncProperty(fc.array(ROW, { minLength: 1, maxLength: 40 }), CONDITION, async (all, [where, holds]) => {
      const tuples = all.map(({ n, s, g }) => `(${[n, s, g].map(text).join(", ")})`).join(", ");
      const relation = await harness.relationOf(
        `SELECT n::INTEGER AS n, s::VARCHAR AS s, g::DOUBLE AS g FROM (VALUES ${tuples}) t(n, s, g)`,
      );
      const some = all.filter(holds);
      const expected = bruteForce(some);
      const measures = expected.map(([measure]) => ({ ...measure, ...(where === null ? {} : { where }) }) as Asked);
      const result = await scan(harness, relation, { measures, profile: ["n", "s", "g"].map((column) => ({ column, values: true })) });
      expect(measures.map((_, index) => result.measures.get(`m${index}`))).toEqual(expected.map(([, value]) => value));
      expect(result.rows).toBe(all.length);
      const numbers = all.flatMap(({ n }) => n ?? []);
      const profile = result.profile.get("n");
      expect(profile?.nullShare).toBeCloseTo(1 - numbers.length / all.length, 9);
      expect(profile?.histogram.reduce((sum, bin) => sum + bin.rows, 0)).toBe(numbers.length);
      for (const { from, to, rows: count } of profile?.histogram ?? [])
        expect(count).toBe(numbers.filter((n) => n >= Number(from) && n <= Number(to)).length);
    });
    await fc.assert(property, { numRuns: 15, seed: 20261201 });
  }, 60_000);
}

function bruteForce(some: readonly Row[]): readonly (readonly [Asked, MeasureValue])[] {
  const filled = <K extends keyof Row>(key: K) => some.flatMap((row) => (row[key] === null ? [] : [row[key] as NonNullable<Row[K]>]));
  const [numbers, texts, floats] = [filled("n"), filled("s"), filled("g")];
  const pairs = some.filter(({ n, s }) => n !== null && s !== null).map(({ n, s }) => JSON.stringify([n, s]));
  const byText = new Map<string | null, number>();
  for (const { s } of some) byText.set(s, (byText.get(s) ?? 0) + 1);
  const counts = [...byText]
    .map(([value, count]) => ({ value, rows: count }))
    .sort((a, b) => b.rows - a.rows || (a.value === null ? 1 : b.value === null || a.value < b.value ? -1 : 1));
  return [
    [{ kind: "rows" }, rows(0, some.length)],
    [{ kind: "missing", columns: ["n", "s"] }, rows(some.length - pairs.length, some.length)],
    [{ kind: "duplicates", columns: ["n"] }, rows(numbers.length - new Set(numbers).size, numbers.length)],
    [{ kind: "duplicates", columns: ["g"] }, rows(floats.length - new Set(floats).size, floats.length)],
    [{ kind: "duplicates", columns: ["n", "s"] }, rows(pairs.length - new Set(pairs).size, pairs.length)],
    [
      { kind: "unexpected", column: "s", values: ["a", "ä", "it's"] },
      rows(texts.filter((s) => !["a", "ä", "it's"].includes(s)).length, texts.length),
    ],
    [{ kind: "unexpected", column: "g", values: ["0.25", "3"] }, rows(floats.filter((g) => g !== 0.25 && g !== 3).length, floats.length)],
    [
      { kind: "outside", column: "n", min: -2, max: 3, exclusiveMin: true, exclusiveMax: false },
      rows(numbers.filter((n) => n <= -2 || n > 3).length, numbers.length),
    ],
    [
      { kind: "outside", column: "g", min: 0.25, max: null, exclusiveMin: false, exclusiveMax: false },
      rows(floats.filter((g) => g < 0.25).length, floats.length),
    ],
    [{ kind: "mismatch", column: "s", pattern: "[a-z]+" }, rows(texts.filter((s) => !/^[a-z]+$/u.test(s)).length, texts.length)],
    [{ kind: "mismatch", column: "s", pattern: "..?" }, rows(texts.filter((s) => !/^..?$/u.test(s)).length, texts.length)],
    [
      { kind: "counts", column: "s", most: 100 },
      { kind: "counts", counts, others: 0 },
    ],
  ];
}
