import { expect } from "vitest";
import type { DatasetEvidence } from "#lib/store/evidence.ts";
import { noEvidence } from "#lib/store/no-evidence.ts";
import { alertOf, at, changeOf, eventOf, incidentOf, observationOf, resultOf } from "./evidence-values.ts";
import type { EvidenceRule } from "./evidence-world.ts";
import { EVERYTHING } from "./publish-now.ts";

const KNOWN: Omit<DatasetEvidence, "datasetId" | "revision"> = {
  ...{ observedAt: at(9), lastSeenAt: at(9, 5), sourceVersion: "v1", contractHash: "h", loadAt: at(8), rows: 3_000_000_000, bytes: 12 },
  ...{ asOf: at(7), columns: [{ name: "id", type: "BIGINT", nullable: false }], problem: "It did not answer.", score: 94.1 },
  profile: { id: { nullShare: 0.5, distinct: 2, min: "1", max: "2", mean: 1.5, top: [], histogram: [{ from: "1", to: "2", rows: 3 }] } },
  ...{ results: [resultOf("not_null:id", "fail", { failing: 2, samples: ["1"] })], evidence: 0.75 },
  examples: { All: { at: at(9), state: "pass", rows: 3 } },
  verdict: { state: "broken", since: at(6), validUntil: at(12) },
  ...{ judged: { status: "active", list: [1, null, "a"] }, dueAt: at(10) },
};

/** Rules of what one look writes. */
export function recordingRules(rule: EvidenceRule): void {
  rule("what is not known has revision 0, and what was recorded comes back as it was", async ({ evidence, orders, visits }) => {
    const nobody = "018f0000-0000-7000-8000-00000000abcd";
    expect((await evidence.evidence([orders, nobody])).get(nobody)).toEqual(noEvidence(nobody));
    expect(await evidence.heads([orders, nobody])).toEqual(new Map());
    expect(await evidence.record(changeOf(orders, KNOWN))).toBe(true);
    expect((await evidence.evidence([visits, orders])).get(orders)).toEqual({ ...KNOWN, datasetId: orders, revision: 1 });
    expect((await evidence.evidence([visits])).get(visits)).toEqual(noEvidence(visits));
    expect((await evidence.heads([visits, orders])).get(orders)).toMatchObject({ revision: 1, sourceVersion: "v1", observedAt: at(9) });
    const { sourceVersion, verdict, score } = noEvidence(orders);
    expect(await evidence.record(changeOf(orders, { ...KNOWN, revision: 1, sourceVersion, verdict, score }))).toBe(true);
    const now = (await evidence.evidence([orders])).get(orders);
    expect(now).toEqual({ ...KNOWN, datasetId: orders, revision: 2, sourceVersion: null, verdict: null, score: null });
  });

  rule("of several looks that began from the same revision one is kept, and the others write nothing", async ({ evidence, orders }) => {
    for (const revision of [0, 1]) {
      const looks = Array.from({ length: 5 }, (_, i) => observationOf(orders, { rows: i, results: [resultOf("a", "pass")] }));
      const kept = await Promise.all(
        looks.map((observation) => evidence.record(changeOf(orders, { revision, rows: observation.rows }, { observation }))),
      );
      expect(kept.filter(Boolean)).toHaveLength(1);
      const [newest] = await evidence.observations(orders, 9);
      expect(newest?.rows).toBe((await evidence.evidence([orders])).get(orders)?.rows);
    }
    expect(await evidence.observations(orders, 9)).toHaveLength(2);
    expect((await evidence.checkDays(orders, "2026-01-01")).map(({ passed }) => passed)).toEqual([2]);
    expect(await evidence.record(changeOf(orders, { revision: 3 }))).toBe(false);
  });

  rule("a look of which one part cannot be kept leaves nothing behind", async ({ evidence, alerts, incidents, orders }) => {
    const incident = incidentOf(orders);
    const whole = {
      ...{ observation: observationOf(orders, { results: [resultOf("a", "fail")] }), isVisible: true },
      updates: [{ datasetId: orders, at: at(8), evidence: "data", newest: null, isBackfilled: false }],
      periods: [{ datasetId: orders, period: at(0), at: at(8), rows: 3, distributions: {}, leftOut: [] }],
      slaDays: [{ datasetId: orders, deadline: at(6), state: "kept", arrivedAt: at(5), isBackfilled: false }],
      ...{ scoreDay: { datasetId: orders, day: "2026-11-30", score: 1, evidence: 1 }, incidents: [incident] },
      ...{ events: [eventOf(incident.id)], alerts: [alertOf(incident.id)] },
    } as const;
    const stranger = "018f0000-0000-7000-8000-00000000dead";
    const second = incidentOf(orders);
    for (const broken of [
      { ...whole, events: [eventOf(incident.id), eventOf(stranger)] },
      { ...whole, alerts: [alertOf(incident.id), alertOf(stranger)] },
      { ...whole, incidents: [incident, second] },
    ])
      await expect(evidence.record(changeOf(orders, { rows: 3 }, broken))).rejects.toThrow();
    expect((await evidence.evidence([orders])).get(orders)).toEqual(noEvidence(orders));
    const kept = [
      ...[await evidence.observations(orders, 9), await evidence.updates(orders, at(0)), await evidence.periods(orders, 9)],
      ...[
        await evidence.slaDays(orders, at(0)),
        await evidence.checkDays(orders, "2026-01-01"),
        await evidence.scoreDays(orders, "2026-01-01"),
      ],
      ...[await evidence.openIncidents([orders]), await alerts.take(at(23), at(23, 1), 9)],
    ].filter((list) => list.length > 0);
    expect([kept, await incidents.find(EVERYTHING, incident.id)]).toEqual([[], null]);
    expect(await evidence.record(changeOf(orders, { rows: 3 }, whole))).toBe(true);
  });

  rule("an unchanged source moves when it was last seen and nothing else, and never backwards", async ({ evidence, orders, visits }) => {
    await evidence.record(changeOf(orders, { lastSeenAt: at(9), rows: 3 }));
    await evidence.seen([visits, orders, "x"], at(10));
    await evidence.seen([orders], at(9, 30));
    const now = (await evidence.evidence([orders])).get(orders);
    expect(now).toMatchObject({ revision: 1, lastSeenAt: at(10), rows: 3 });
    expect((await evidence.evidence([visits])).get(visits)).toEqual(noEvidence(visits));
    // A look that began before the last one that found the source as it was.
    await evidence.record(changeOf(orders, { revision: 1, lastSeenAt: at(9, 40) }));
    expect((await evidence.evidence([orders])).get(orders)?.lastSeenAt).toBe(at(10));
  });

  rule(
    "due is what the clock or a verdict that ran out asks for, the most overdue first",
    async ({ evidence, orders, visits, payroll, remove }) => {
      const until = (validUntil: string | null) => ({ verdict: { state: "ready", since: at(1), validUntil } as const });
      await evidence.record(changeOf(orders, { dueAt: at(12), ...until(at(10)) }));
      await evidence.record(changeOf(visits, { dueAt: at(9), ...until(null) }));
      await evidence.record(changeOf(payroll, { dueAt: null, ...until(null) }));
      expect([await evidence.due(at(8), 9), await evidence.due(at(9), 9)]).toEqual([[], [visits]]);
      expect([await evidence.due(at(10), 9), await evidence.due(at(10), 1)]).toEqual([[visits, orders], [visits]]);
      await evidence.record(changeOf(visits, { revision: 1, dueAt: at(11) }));
      expect(await evidence.due(at(23), 9)).toEqual([orders, visits]);
      await remove(orders);
      expect(await evidence.due(at(23), 9)).toEqual([visits]);
      // It may come back.
      expect((await evidence.evidence([orders])).get(orders)).toMatchObject({ revision: 1, dueAt: at(12) });
    },
  );
}
