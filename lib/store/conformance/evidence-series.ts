import { expect } from "vitest";
import type { DatasetUpdate, PeriodValue, SlaDay } from "#lib/store/evidence.ts";
import { at, changeOf, observationOf, resultOf } from "./evidence-values.ts";
import type { EvidenceRule } from "./evidence-world.ts";

const days = (count: number) => new Date(Date.UTC(2026, 10, 30) - count * 86_400_000).toISOString();

/** Rules of what adds up over the looks at a dataset. */
export function seriesRules(rule: EvidenceRule): void {
  rule("observations come back whole, the newest first, and go after 90 days", async ({ evidence, orders, visits }) => {
    const old = observationOf(orders, { finishedAt: days(91), problem: "It did not answer." });
    const newer = observationOf(orders, {
      ...{ finishedAt: days(89), rows: null, bytes: 5, asOf: days(90), loadAt: days(90), sourceVersion: null },
      ...{ columns: [{ name: "id", type: "INT", nullable: true }], results: [resultOf("a", "pass", { samples: ["\u00e9"] })] },
      profile: { id: { nullShare: 0, distinct: null, min: null, max: null, mean: null, top: [{ value: "x", rows: 2 }], histogram: [] } },
    });
    await evidence.record(changeOf(orders, {}, { observation: newer }));
    await evidence.record(changeOf(orders, { revision: 1 }, { observation: old }));
    await evidence.record(changeOf(visits, {}, { observation: observationOf(visits) }));
    expect(await evidence.observations(orders, 9)).toEqual([newer, old]);
    expect(await evidence.observations(orders, 1)).toEqual([newer]);
    expect([await evidence.observation(old.id), await evidence.observation("x")]).toEqual([old, null]);
    await evidence.sweep(days(0));
    expect([await evidence.observations(orders, 9), await evidence.observation(old.id)]).toEqual([[newer], null]);
    // Days stay for ever.
    expect(await evidence.checkDays(orders, "2026-01-01")).toHaveLength(1);
  });

  rule("updates are kept once a moment and kind, and what was seen is not called computed", async ({ evidence, orders }) => {
    const update = (hour: number, overrides: Partial<DatasetUpdate> = {}): DatasetUpdate => ({
      ...{ datasetId: orders, at: at(hour), evidence: "data", newest: null, isBackfilled: false },
      ...overrides,
    });
    await evidence.record(
      changeOf(orders, {}, { updates: [update(5), update(3, { isBackfilled: true }), update(4, { evidence: "run" })] }),
    );
    const more = [update(5, { newest: at(4), isBackfilled: true }), update(3), update(5, { evidence: "file" })];
    await evidence.record(changeOf(orders, { revision: 1 }, { updates: more }));
    expect(await evidence.updates(orders, at(4))).toEqual([
      update(4, { evidence: "run" }),
      update(5, { newest: at(4) }),
      update(5, { evidence: "file" }),
    ]);
    expect((await evidence.updates(orders, at(0)))[0]).toEqual(update(3));
  });

  rule("a period and a deadline have one value, the last one", async ({ evidence, orders, visits }) => {
    const period = (hour: number, rows: number | null): PeriodValue => ({
      ...{ datasetId: orders, period: at(hour), at: at(hour, 30), rows, distributions: { kind: { a: rows ?? 0, "": 2 } } },
      leftOut: rows === null ? ["volume", "distribution:kind"] : [],
    });
    const day = (hour: number, state: SlaDay["state"], arrivedAt: string | null = null): SlaDay => ({
      ...{ datasetId: orders, deadline: at(hour), state, arrivedAt, isBackfilled: state === "unknown" },
    });
    await evidence.record(
      changeOf(orders, {}, { periods: [period(2, 3), period(1, null)], slaDays: [day(6, "pending"), day(5, "unknown")] }),
    );
    await evidence.record(
      changeOf(orders, { revision: 1 }, { periods: [period(2, 4), period(3, 5)], slaDays: [day(6, "missed"), day(6, "late", at(7))] }),
    );
    expect(await evidence.periods(orders, 9)).toEqual([period(1, null), period(2, 4), period(3, 5)]);
    expect(await evidence.periods(orders, 2)).toEqual([period(2, 4), period(3, 5)]);
    expect(await evidence.slaDays(orders, at(0))).toEqual([day(5, "unknown"), day(6, "late", at(7))]);
    expect(await evidence.slaDays(orders, at(6))).toEqual([day(6, "late", at(7))]);
    expect([await evidence.periods(visits, 9), await evidence.slaDays(visits, at(0))]).toEqual([[], []]);
  });

  rule("checks add up by day in UTC, what was skipped does not count, and the last score of a day stays", async ({ evidence, orders }) => {
    const late = { measuredAt: "2026-11-30T23:59:59.999Z" };
    const next = { measuredAt: "2026-12-01T00:00:00.000Z" };
    const name = `sql:${"x".repeat(3_000)}`;
    const first = [resultOf("a", "pass"), resultOf("a", "fail", late), resultOf("b", "skipped"), resultOf(name, "warn")];
    const second = [resultOf("a", "pass"), resultOf("a", "error", next), resultOf("b", "warn", next)];
    const score = (day: string, value: number | null) => ({ datasetId: orders, day, score: value, evidence: 0.5 });
    await evidence.record(
      changeOf(orders, {}, { observation: observationOf(orders, { results: first }), scoreDay: score("2026-11-30", 50) }),
    );
    await evidence.record(
      changeOf(orders, { revision: 1 }, { observation: observationOf(orders, { results: second }), scoreDay: score("2026-11-30", 62.5) }),
    );
    await evidence.record(changeOf(orders, { revision: 2 }, { scoreDay: score("2026-12-01", null) }));
    const counted = (await evidence.checkDays(orders, "2026-11-30")).map(({ day, check, passed, warned, failed, errors }) => [
      ...[day, check.slice(0, 5), passed, warned, failed, errors],
    ]);
    expect(counted).toEqual([
      ["2026-11-30", "a", 2, 0, 1, 0],
      ["2026-11-30", "sql:x", 0, 1, 0, 0],
      ["2026-12-01", "a", 0, 0, 0, 1],
      ["2026-12-01", "b", 0, 1, 0, 0],
    ]);
    expect(await evidence.checkDays(orders, "2026-12-01")).toHaveLength(2);
    expect(await evidence.scoreDays(orders, "2026-11-30")).toEqual([score("2026-11-30", 62.5), score("2026-12-01", null)]);
    expect(await evidence.scoreDays(orders, "2026-12-01")).toHaveLength(1);
  });
}
