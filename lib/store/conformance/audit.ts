import { v7 } from "uuid";
import { expect } from "vitest";
import type { AuditEvent, AuditQuery } from "#lib/store/audit.ts";
import type { Store } from "#lib/store/store.ts";

const ADA = { kind: "token", id: "018f0000-0000-7000-8000-00000000000a", name: "ada" } as const;
const BOB = { kind: "token", id: "018f0000-0000-7000-8000-00000000000b", name: "bob" } as const;
const NOBODY = { kind: "anonymous", id: null, name: null } as const;
const ORDERS = { id: "018f0000-0000-7000-8000-0000000000d1", name: "orders" };

function eventAt(time: string, overrides: Partial<AuditEvent> = {}): AuditEvent {
  const at = new Date(time);
  return {
    ...{ id: v7({ msecs: at.getTime() }), at, actor: ADA, address: null, requestId: "r1", action: "query", datasets: [ORDERS] },
    ...{ columns: ["orders.id"], policies: [], format: "json", rows: 1, bytes: 10, ms: 3, outcome: "ok", sql: null },
    ...overrides,
  };
}

/** Rules of what is kept of the use of the data. */
export function auditRules(rule: (name: string, check: (store: Store) => Promise<void>) => void): void {
  const idsOf = async (store: Store, query: Partial<AuditQuery> = {}) =>
    (await store.listAudit({ limit: 50, after: null, ...query })).items.map(({ id }) => id);

  rule("an event comes back as it was written", async (store) => {
    const sql = { text: "SELECT 'a\u{1f600}' -- \"x\"", parameters: 2 };
    const datasets = [ORDERS, { id: null, name: "nothing_of_that_name" }];
    const full = eventAt("2026-11-22T12:00:00.123Z", { datasets, policies: ["orders: rows"], rows: 5_000_000_000, sql });
    const empty = eventAt("2026-11-22T12:00:01Z", {
      ...{ actor: NOBODY, address: "abc", datasets: [], columns: [], format: null, rows: null, bytes: null, outcome: "TS-QUERY-001" },
    });
    await store.writeAudit([full, empty]);
    expect((await store.listAudit({ limit: 50, after: null })).items).toEqual([empty, full]);
  });

  rule("the same events once more change nothing, and none at all is fine", async (store) => {
    const event = eventAt("2026-11-22T12:00:00Z", { sql: { text: "SELECT 1", parameters: 0 } });
    await store.writeAudit([event]);
    await store.writeAudit([{ ...event, outcome: "cancelled" }, eventAt("2026-11-22T12:00:01Z")]);
    await store.writeAudit([]);
    expect((await store.listAudit({ limit: 50, after: null })).items.map(({ outcome }) => outcome)).toEqual(["ok", "ok"]);
  });

  rule("what PostgreSQL cannot keep of a text does not stop the others", async (store) => {
    await store.writeAudit([eventAt("2026-11-22T12:00:00Z", { sql: { text: "SELECT '\0' || '\ud800'", parameters: 0 } })]);
    expect((await store.listAudit({ limit: 1, after: null })).items[0]?.sql?.text).toBe("SELECT '\ufffd' || '\ufffd'");
  });

  rule("events are found by who, what, how it ended and when", async (store) => {
    const events = [
      eventAt("2026-11-20T10:00:00Z"),
      eventAt("2026-11-21T10:00:00Z", {
        actor: BOB,
        action: "export",
        datasets: [{ id: null, name: "payroll" }],
        outcome: "TS-CATALOG-404",
      }),
      eventAt("2026-11-22T10:00:00Z", { actor: NOBODY, action: "rows", outcome: "cancelled" }),
    ];
    const [first, second, third] = events.map(({ id }) => id);
    await store.writeAudit(events);
    expect(await idsOf(store)).toEqual([third, second, first]);
    expect(await idsOf(store, { actor: "ada" })).toEqual([first]);
    expect(await idsOf(store, { actor: BOB.id })).toEqual([second]);
    expect(await idsOf(store, { actor: "anonymous" })).toEqual([third]);
    expect(await idsOf(store, { actorId: ADA.id })).toEqual([first]);
    expect(await idsOf(store, { actorId: ADA.id, actor: "bob" })).toEqual([]);
    expect(await idsOf(store, { dataset: "Orders" })).toEqual([third, first]);
    expect(await idsOf(store, { dataset: ORDERS.id })).toEqual([third, first]);
    expect(await idsOf(store, { dataset: "PAYROLL" })).toEqual([second]);
    expect(await idsOf(store, { action: "rows" })).toEqual([third]);
    expect(await idsOf(store, { outcome: "ok" })).toEqual([first]);
    expect(await idsOf(store, { since: new Date("2026-11-21T10:00:00Z") })).toEqual([third, second]);
    expect(await idsOf(store, { until: new Date("2026-11-21T10:00:00Z") })).toEqual([first]);
    expect(await idsOf(store, { actor: "\0'; drop table audit_event; --" })).toEqual([]);
  });

  rule("pages of events go on where the last one ended", async (store) => {
    const events = Array.from({ length: 5 }, (_, i) => eventAt(`2026-11-22T10:00:0${i}Z`));
    await store.writeAudit(events);
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 5; pages += 1) {
      const page = await store.listAudit({ limit: 2, after });
      seen.push(...page.items.map(({ id }) => id));
      after = page.items.at(-1)?.id ?? null;
      if (!page.hasMore) break;
    }
    expect(seen).toEqual(events.map(({ id }) => id).reverse());
    expect((await store.listAudit({ limit: 2, after: "not an id" })).items).toEqual([]);
  });

  rule("readers of a dataset are counted once each, and nobody whom nothing tells apart", async (store) => {
    const actors = [ADA, BOB, ADA, NOBODY];
    const since = new Date("2026-11-01T00:00:00Z");
    await store.writeAudit([
      ...actors.map((actor, hour) => eventAt(`2026-11-02T0${hour}:00:00Z`, { actor })),
      eventAt("2026-10-31T00:00:00Z", { actor: { ...ADA, id: "cy" } }),
      eventAt("2026-11-02T00:00:00Z", { actor: { ...ADA, id: "dee" }, outcome: "TS-ACCESS-001" }),
    ]);
    expect(await store.readersOf(ORDERS.id, since)).toBe(2);
    expect(await store.readersOf("00000000-0000-7000-8000-000000000000", since)).toBe(0);
  });

  rule("the text of a statement is gone after 30 days, and the event stays", async (store) => {
    const sql = { text: "SELECT 1", parameters: 0 };
    await store.writeAudit([eventAt("2026-10-01T00:00:00Z", { sql }), eventAt("2026-10-15T00:00:00Z", { sql })]);
    expect(await store.sweepAudit(new Date("2026-10-31T00:00:01Z"))).toBe(1);
    expect((await store.listAudit({ limit: 9, after: null })).items.map((event) => event.sql)).toEqual([sql, null]);
    expect(await store.sweepAudit(new Date("2026-10-31T00:00:01Z"))).toBe(0);
  });
}
