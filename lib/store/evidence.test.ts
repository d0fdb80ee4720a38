import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { evidenceConformance } from "#lib/store/conformance/evidence.ts";
import { alertOf, at, changeOf, incidentOf, observationOf } from "#lib/store/conformance/evidence-values.ts";
import { worldOn } from "#lib/store/conformance/evidence-world.ts";
import { noEvidence } from "#lib/store/no-evidence.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let server: StoreServer;
beforeAll(async () => {
  server = await startStoreServer();
}, 60_000);
afterAll(() => server.stop(), 60_000);

describe("the evidence on PostgreSQL", () => {
  evidenceConformance(async () => {
    const { store } = await server.newStore();
    return { world: await worldOn(store), close: () => store.close() };
  });
});

it("a look whose process ends in the middle leaves nothing behind", async () => {
  const { store, adminUrl } = await server.newStore();
  const { evidence, alerts, orders } = await worldOn(store);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  onTestFinished(() => admin.end());
  // The last table that it writes is closed to it, so that it waits there with everything else written.
  await admin.query("begin");
  await admin.query("lock table alert_outbox in exclusive mode");
  const incident = incidentOf(orders);
  const change = changeOf(
    orders,
    { rows: 3, dueAt: at(9) },
    { observation: observationOf(orders), incidents: [incident], alerts: [alertOf(incident.id)], isVisible: true },
  );
  const recorded = evidence.record(change).then(String, (error: { readonly code?: string }) => error.code);
  const waiting = await vi.waitFor(async () => {
    await admin.query("select pg_stat_clear_snapshot()");
    const { rows } = await admin.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%alert_outbox%'",
    );
    return rows[0]?.pid ?? Promise.reject(new Error("nobody waits"));
  }, 10_000);
  await admin.query("select pg_terminate_backend($1)", [waiting]);
  await admin.query("rollback");
  expect(await recorded).toBe("TS-SERVER-002");
  expect((await evidence.evidence([orders])).get(orders)).toEqual(noEvidence(orders));
  const left = [await evidence.observations(orders, 9), await evidence.openIncidents([orders]), await evidence.due(at(23), 9)];
  expect([...left, await alerts.take(at(23), at(23, 1), 9)]).toEqual([[], [], [], []]);
  expect(await evidence.record(change)).toBe(true);
  expect(await alerts.take(at(23), at(23, 1), 9)).toHaveLength(1);
});
