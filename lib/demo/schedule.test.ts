import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DATASETS } from "./datasets.ts";
import { loadCutoff, loadedAtSql, loadFinished, newestLoad } from "./schedule.ts";
import { SEGMENTATION_SCHEDULE } from "./segmentation.ts";
import { sqlTime } from "./shop.ts";

const SCHEDULES = [...DATASETS.map((dataset) => dataset.schedule), SEGMENTATION_SCHEDULE];
const instants = fc
  .date({ min: new Date("2020-01-01T00:00:00Z"), max: new Date("2040-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => Math.floor(date.getTime() / 1000) * 1000);
const schedules = fc.constantFrom(...SCHEDULES);

describe("schedules", () => {
  it("finish their loads in order, each after what it takes", () => {
    fc.assert(
      fc.property(schedules, instants, (schedule, at) => {
        const k = newestLoad(schedule, at);
        expect(loadFinished(schedule, k)).toBeLessThanOrEqual(at);
        expect(loadFinished(schedule, k + 1)).toBeGreaterThan(at);
        expect(loadFinished(schedule, k)).toBeGreaterThan(loadCutoff(schedule, k));
        expect(loadFinished(schedule, k)).toBeLessThan(loadFinished(schedule, k + 1));
      }),
    );
  });

  it("give SQL the time of the load that took an event", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const samples = fc.sample(fc.tuple(schedules, instants), { numRuns: 60, seed: 5 });
    for (const [schedule, event] of samples) {
      const k = Math.floor(event / (schedule.every * 60_000)) + 1;
      const rows = (await connection.runAndReadAll(`SELECT epoch_ms(${loadedAtSql(schedule, sqlTime(event))})`)).getRows();
      expect(Number(rows[0]?.[0])).toBe(loadFinished(schedule, k));
    }
  });

  it("have a few late loads in 90 days, and most in time", () => {
    const daily = DATASETS.find((dataset) => dataset.name === "daily_sales");
    if (daily === undefined) throw new Error("no daily_sales");
    const last = newestLoad(daily.schedule, Date.parse("2026-11-22T12:00:00Z"));
    const late = Array.from({ length: 90 }, (_, index) => last - index).filter(
      (k) => loadFinished(daily.schedule, k) - loadCutoff(daily.schedule, k) > 7 * 3_600_000,
    );
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThan(6);
  });
});
