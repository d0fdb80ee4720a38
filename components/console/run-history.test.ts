import { expect, test } from "vitest";
import { addRun, KEPT_RUNS, type PastRun, parseRuns } from "#components/console/run-history.ts";

const run = (sql: string): PastRun => ({ sql, at: "2026-11-22T10:00:00Z", elapsedMs: 12, rows: 3 });

test("the last hundred runs are kept, the newest first and each statement once", () => {
  const many = Array.from({ length: 120 }, (_, index) => `SELECT ${index}`).reduce<readonly PastRun[]>(
    (runs, sql) => addRun(runs, run(sql)),
    [],
  );
  expect(many).toHaveLength(KEPT_RUNS);
  expect(
    addRun(many, run("SELECT 60"))
      .map(({ sql }) => sql)
      .slice(0, 2),
  ).toEqual(["SELECT 60", "SELECT 119"]);
  expect(addRun(many, run("SELECT 60"))).toHaveLength(KEPT_RUNS);
});

test("what storage holds is read back, and what is no run is left out", () => {
  expect(parseRuns(JSON.stringify([run("SELECT 1"), { sql: 1 }, null, { ...run("x"), at: "never" }]))).toEqual([run("SELECT 1")]);
  for (const broken of [null, "", "{", "{}", "7"]) expect(parseRuns(broken)).toEqual([]);
});
