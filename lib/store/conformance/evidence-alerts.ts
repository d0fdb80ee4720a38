import { expect } from "vitest";
import { alertOf, at, changeOf, incidentOf } from "./evidence-values.ts";
import type { EvidenceRule } from "./evidence-world.ts";

/** Rules of alerts on their way out, and of who is told. */
export function alertRules(rule: EvidenceRule): void {
  rule("two takers never share an alert, and one whose lease ran out is taken again", async ({ evidence, alerts, orders }) => {
    const incident = incidentOf(orders);
    const messages = Array.from({ length: 20 }, (_, i) => alertOf(incident.id, { createdAt: at(9, i), target: `TOUCHSTONE_ALERT_${i}` }));
    await evidence.record(changeOf(orders, {}, { incidents: [incident], alerts: messages }));
    expect((await alerts.take(at(9, 2), at(9, 3), 9)).map(({ id }) => id)).toEqual(messages.slice(0, 3).map(({ id }) => id));
    const takers = await Promise.all(Array.from({ length: 4 }, () => alerts.take(at(9, 30), at(9, 35), 5)));
    const taken = takers.flat().map(({ id }) => id);
    expect([taken.length, new Set(taken).size]).toEqual([20, 20]);
    expect(await alerts.take(at(9, 34), at(9, 40), 99)).toEqual([]);
    const again = await alerts.take(at(9, 35), at(9, 40), 99);
    expect(again).toHaveLength(20);
    const first = again.find(({ id }) => id === messages[0]?.id);
    expect(first).toEqual({ ...messages[0], attempts: 2 });
  });

  rule(
    "an alert ends with its delivery or when it is given up, and is tried again at the time that was set",
    async ({ evidence, alerts, orders }) => {
      const incident = incidentOf(orders);
      const [sent, broken, lost] = [
        alertOf(incident.id),
        alertOf(incident.id, { createdAt: at(9, 1) }),
        alertOf(incident.id, { createdAt: at(9, 2) }),
      ];
      // The same message twice is one.
      await evidence.record(changeOf(orders, {}, { incidents: [incident], alerts: [sent, broken, lost, sent] }));
      await evidence.record(changeOf(orders, { revision: 1 }, { alerts: [sent] }));
      expect(await alerts.take(at(9, 5), at(9, 6), 9)).toHaveLength(3);
      await alerts.delivered(sent.id, at(9, 5));
      await alerts.failed(sent.id, "Too late to say so.", at(9, 6));
      await alerts.failed(broken.id, "It answers 500.", at(9, 20));
      await alerts.failed(lost.id, "There is no such host.", null);
      expect(await alerts.take(at(9, 19), at(9, 30), 9)).toEqual([]);
      expect(await alerts.take(at(9, 20), at(9, 30), 9)).toEqual([{ ...broken, attempts: 1 }]);
      const told = (await alerts.ofIncident(incident.id)).map(({ id, attempts, deliveredAt, problem }) => [
        id,
        attempts,
        deliveredAt,
        problem,
      ]);
      expect(told).toEqual([
        [sent.id, 1, at(9, 5), null],
        [broken.id, 2, null, "It answers 500."],
        [lost.id, 1, null, "There is no such host."],
      ]);
      const after90Days = new Date(Date.parse(at(9, 6)) + 90 * 86_400_000).toISOString();
      await evidence.sweep(after90Days);
      expect((await alerts.ofIncident(incident.id)).map(({ id }) => id)).toEqual([broken.id]);
    },
  );

  rule("who watches a dataset is told once, at the last address", async ({ watchers, orders, visits }) => {
    await watchers.watch(orders, { actor: "token:b", email: "b@example.org" }, at(9));
    await watchers.watch(orders, { actor: "token:a", email: "old@example.org" }, at(9));
    await watchers.watch(orders, { actor: "token:a", email: "a@example.org" }, at(10));
    expect(await watchers.watching(orders)).toEqual([
      { actor: "token:a", email: "a@example.org" },
      { actor: "token:b", email: "b@example.org" },
    ]);
    await watchers.unwatch(orders, "token:b");
    await watchers.unwatch(visits, "token:a");
    expect((await watchers.watching(orders)).map(({ actor }) => actor)).toEqual(["token:a"]);
    expect([await watchers.watching(visits), await watchers.watching("x")]).toEqual([[], []]);
  });
}
