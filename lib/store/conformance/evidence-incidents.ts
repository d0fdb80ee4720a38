import { v7 } from "uuid";
import { expect } from "vitest";
import type { IncidentQuery } from "#lib/store/alerts.ts";
import { alertOf, at, changeOf, eventOf, incidentOf } from "./evidence-values.ts";
import type { EvidenceRule } from "./evidence-world.ts";
import { EVERYTHING, memberOf, PUBLIC } from "./publish-now.ts";

const FINANCE = memberOf("finance");
const ALL: IncidentQuery = { state: "all", dataset: null, owner: null, after: null, limit: 9 };
const BY = { actor: "ada", at: at(10) };
const resolved = (hour: number) => ({ state: "resolved", resolvedAt: at(hour) }) as const;

/** Rules of incidents as looks write them and people read and change them. */
export function incidentRules(rule: EvidenceRule): void {
  rule("an incident is told with its dataset of today and its events, and changes in place", async ({ evidence, incidents, orders }) => {
    const incident = incidentOf(orders, { isApproximate: true, changes: [at(8), at(9)] });
    const events = [eventOf(incident.id), eventOf(incident.id, { kind: "commented", actor: "ada", text: "seen" })];
    await evidence.record(changeOf(orders, {}, { incidents: [incident], events }));
    const record = { ...incident, datasetName: "orders", datasetTitle: "Orders", owner: "shop" };
    expect(await incidents.find(PUBLIC, incident.id)).toEqual({ incident: record, events });
    expect(await evidence.openIncidents([orders])).toEqual([incident]);
    const later = { ...incident, observed: "1 row", ...resolved(11), quietSince: null };
    const other = incidentOf(orders, { detectedAt: at(11) });
    // The promise held again, and was broken again by the same look.
    await evidence.record(
      changeOf(orders, { revision: 1 }, { incidents: [other, later], events: [eventOf(incident.id, { kind: "resolved" })] }),
    );
    expect((await incidents.find(PUBLIC, incident.id))?.incident).toEqual({ ...record, ...later });
    expect(await evidence.openIncidents([orders, orders])).toEqual([other]);
    expect(await evidence.latestIncidents(orders)).toEqual([other]);
    for (const none of ["x", v7()]) expect(await incidents.find(EVERYTHING, none)).toBeNull();
  });

  rule(
    "lists go from the newest to the oldest, page by page, by state, dataset and owner",
    async ({ evidence, incidents, orders, visits }) => {
      const of = (dataset: string, hour: number, more = {}) => incidentOf(dataset, { check: `c${hour}`, detectedAt: at(hour), ...more });
      const mine = [3, 1, 4, 1.5, 5].map((hour) => of(orders, hour, hour === 4 ? resolved(6) : {}));
      await evidence.record(changeOf(orders, {}, { incidents: mine }));
      await evidence.record(changeOf(visits, {}, { incidents: [of(visits, 4), of(visits, 2, resolved(3))] }));
      const seen: string[] = [];
      let after: string | null = null;
      for (let hasMore = true; hasMore; ) {
        const page = await incidents.list(PUBLIC, { ...ALL, after, limit: 2 });
        expect(page.total).toBe(7);
        seen.push(...page.items.map(({ id }) => id));
        after = page.items.at(-1)?.id ?? null;
        hasMore = page.hasMore;
      }
      expect(seen).toEqual((await incidents.list(PUBLIC, ALL)).items.map(({ id }) => id));
      const checks = async (query: Partial<IncidentQuery>) =>
        (await incidents.list(PUBLIC, { ...ALL, ...query })).items.map(({ datasetName, check }) => `${datasetName} ${check}`);
      expect(await checks({ dataset: "Orders" })).toEqual(["orders c5", "orders c4", "orders c3", "orders c1.5", "orders c1"]);
      expect(await checks({ dataset: visits, state: "resolved" })).toEqual(["visits c2"]);
      expect(await checks({ owner: "web", state: "open" })).toEqual(["visits c4"]);
      expect(await checks({ state: "resolved" })).toEqual(["orders c4", "visits c2"]);
      for (const none of [{ dataset: "nobody" }, { owner: "nobody" }, { after: v7() }, { after: "x" }])
        expect(await checks(none)).toEqual([]);
    },
  );

  rule(
    "an incident of a dataset that the scope does not admit is in no answer",
    async ({ evidence, incidents, orders, payroll, alerts }) => {
      const hidden = incidentOf(payroll, { wentBadAt: at(1) });
      const open = incidentOf(orders);
      await evidence.record(changeOf(payroll, {}, { incidents: [hidden], events: [eventOf(hidden.id)] }));
      await evidence.record(changeOf(orders, {}, { incidents: [open] }));
      for (const [scope, sees] of [
        [PUBLIC, false],
        [memberOf("sales"), false],
        [FINANCE, true],
        [EVERYTHING, true],
      ] as const) {
        const page = await incidents.list(scope, ALL);
        expect([page.total, page.items.some(({ id }) => id === hidden.id)]).toEqual(sees ? [2, true] : [1, false]);
        expect((await incidents.list(scope, { ...ALL, dataset: "payroll" })).total).toBe(sees ? 1 : 0);
        expect((await incidents.list(scope, { ...ALL, owner: "hr" })).total).toBe(sees ? 1 : 0);
        if (!sees) expect((await incidents.list(scope, { ...ALL, after: hidden.id })).items).toEqual([]);
        expect((await incidents.find(scope, hidden.id)) !== null).toBe(sees);
        expect(await incidents.times(scope, at(0))).toMatchObject({ opened: sees ? 2 : 1, medianToDetect: sees ? 16_200 : 3_600 });
      }
      expect(await incidents.step(PUBLIC, hidden.id, { kind: "acknowledge" }, BY, [alertOf(hidden.id)])).toBeNull();
      expect((await incidents.find(FINANCE, hidden.id))?.incident.state).toBe("open");
      expect(await alerts.ofIncident(hidden.id)).toEqual([]);
    },
  );

  rule("times are medians from when the data went bad, without guesses about the detection", async ({ evidence, incidents, orders }) => {
    expect(await incidents.times(PUBLIC, at(0))).toEqual({ opened: 0, resolved: 0, medianToDetect: null, medianToResolve: null });
    const of = (check: string, bad: string, detectedAt: string, more = {}) =>
      incidentOf(orders, { check, wentBadAt: bad, detectedAt, ...more });
    const given = [
      of("before", at(0), at(1), resolved(2)),
      of("a", at(4), at(4, 2), resolved(5)),
      of("b", at(4), at(4, 4), resolved(7)),
      of("c", at(4), at(4, 10)),
      of("guess", at(9), at(9), { isApproximate: true }),
    ];
    await evidence.record(changeOf(orders, {}, { incidents: given }));
    expect(await incidents.times(PUBLIC, at(4))).toEqual({ opened: 4, resolved: 2, medianToDetect: 240, medianToResolve: 7_200 });
  });

  rule(
    "a step is taken once, told with its alert, and not written over by a look that began before",
    async ({ evidence, incidents, alerts, orders }) => {
      const incident = incidentOf(orders);
      await evidence.record(changeOf(orders, {}, { incidents: [incident], events: [eventOf(incident.id)] }));
      const before = (await evidence.evidence([orders])).get(orders);
      const acknowledge = () =>
        incidents.step(PUBLIC, incident.id, { kind: "acknowledge" }, BY, [alertOf(incident.id, { state: "acknowledged" })]);
      const taken = await Promise.all([acknowledge(), acknowledge()]);
      for (const told of taken)
        expect(told).toMatchObject({ state: "acknowledged", acknowledgedBy: "ada", acknowledgedAt: at(10), datasetName: "orders" });
      expect(await evidence.record(changeOf(orders, { ...before }, { incidents: [{ ...incident, observed: "2 rows" }] }))).toBe(false);
      await incidents.step(PUBLIC, incident.id, { kind: "comment", text: "On it." }, { ...BY, at: at(11) }, []);
      const reason = "Known; the load is repeated.";
      const done = await incidents.step(PUBLIC, incident.id, { kind: "resolve", reason }, { actor: "bob", at: at(12) }, []);
      expect(done).toMatchObject({ state: "resolved", resolvedAt: at(12), reason, acknowledgedBy: "ada" });
      expect(await incidents.step(PUBLIC, incident.id, { kind: "resolve", reason: "again" }, BY, [])).toMatchObject({ reason });
      expect(await incidents.step(PUBLIC, incident.id, { kind: "acknowledge" }, BY, [])).toMatchObject({ state: "resolved" });
      expect((await incidents.find(PUBLIC, incident.id))?.events.map(({ kind, actor, text }) => [kind, actor, text])).toEqual([
        ["opened", null, null],
        ["acknowledged", "ada", null],
        ["commented", "ada", "On it."],
        ["resolved", "bob", reason],
      ]);
      expect((await alerts.ofIncident(incident.id)).map(({ state }) => state)).toEqual(["acknowledged"]);
      expect([await evidence.openIncidents([orders]), (await evidence.acceptedIncidents(orders)).map(({ id }) => id)]).toEqual([
        [],
        [incident.id],
      ]);
      expect(await incidents.step(PUBLIC, "x", { kind: "acknowledge" }, BY, [])).toBeNull();
    },
  );
}
