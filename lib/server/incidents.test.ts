import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incidentStorySchema, incidentsSchema } from "#lib/api/schemas/incident.ts";
import { as, ask, BASE, type Handler, type HttpHarness, openHttpHarness, problem, read } from "#lib/server/http-harness.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import { changeOf, eventOf, incidentOf } from "#lib/store/conformance/evidence-values.ts";
import type { EvidenceChange } from "#lib/store/evidence.ts";
import { PATCH as change, POST as form, GET as get } from "../../app/api/v1/incidents/[id]/route.ts";
import { GET as list } from "../../app/api/v1/incidents/route.ts";

let http: HttpHarness;
let shop: string;
const idOf = async (name: string) => (await http.services.store.published()).find((dataset) => dataset.name === name)?.id ?? "";
const hour = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString();

const FOUND = { wentBadAt: hour(6), detectedAt: hour(5), lastFailedAt: hour(5), changes: [hour(5)] };
const ids = { stale: "", margin: "", pay: "" };

/** Others look at the datasets, too: then it is kept upon what they kept. */
async function keep(datasetId: string, change: Partial<EvidenceChange>): Promise<void> {
  const { evidence } = http.services.store;
  const known = (await evidence.evidence([datasetId])).get(datasetId);
  if (!(await evidence.record(changeOf(datasetId, known, change)))) await keep(datasetId, change);
}

beforeAll(async () => {
  http = await openHttpHarness();
  const { store } = http.services;
  const [orders, salaries] = [await idOf("orders"), await idOf("salaries")];
  const stale = incidentOf(orders, { ...FOUND, check: "freshness", label: "No older than 24 hours", observed: "30 hours old" });
  const margin = incidentOf(orders, {
    ...{ ...FOUND, check: "range:margin", label: "margin is at least 0", observed: "3 rows of margin are below, the least -7" },
    ...{ expected: "margin from 0", detectedAt: hour(4), wentBadAt: hour(6) },
    ...{ state: "resolved", resolvedAt: hour(3) },
  });
  const pay = incidentOf(salaries, { ...FOUND, detectedAt: hour(2) });
  Object.assign(ids, { stale: stale.id, margin: margin.id, pay: pay.id });
  const events = [eventOf(stale.id, { at: hour(5), text: "30 hours old" })];
  await keep(orders, { incidents: [stale, margin], events });
  await keep(salaries, { incidents: [pay], events: [eventOf(pay.id)] });
  shop = newToken();
  await store.putToken({ name: "shop", hash: hashToken(shop), admin: false, groups: ["shop"], expiresAt: null });
}, 60_000);
afterAll(async () => await http?.close());

async function send(handler: Handler, id: string, body: object | URLSearchParams, headers: Record<string, string> = {}): Promise<Response> {
  const isForm = body instanceof URLSearchParams;
  const type = isForm ? "application/x-www-form-urlencoded" : "application/json";
  return await handler(
    new Request(`${BASE}/api/v1/incidents/${id}`, {
      method: isForm ? "POST" : "PATCH",
      headers: { host: "data.example.com", "content-type": type, ...headers },
      body: isForm ? body.toString() : JSON.stringify(body),
    }),
  );
}

const ACK = { action: "acknowledge" };
const status = async (answer: Promise<Response>) => (await answer).status;

describe("incidents over HTTP", () => {
  it("are listed newest first with the medians of 30 and 90 days", async () => {
    const { data, page, times } = await read(incidentsSchema, list, "/api/v1/incidents?state=all", as(http.admin));
    expect([data.map(({ id }) => id), page]).toEqual([[ids.pay, ids.margin, ids.stale], { next: null, total: 3 }]);
    const span = { opened: 3, resolved: 1, medianSecondsToDetect: 7_200, medianSecondsToResolve: 10_800 };
    expect(times).toEqual([
      { days: 30, ...span },
      { days: 90, ...span },
    ]);
    const open = await read(incidentsSchema, list, "/api/v1/incidents?dataset=orders&owner=shop", as(shop));
    expect(open.data.map(({ id }) => id)).toEqual([ids.stale]);
  });

  it("come page by page, and a cursor opens no other list", async () => {
    const first = await read(incidentsSchema, list, "/api/v1/incidents?state=all&limit=1");
    expect([first.data.map(({ id }) => id), first.page.total]).toEqual([[ids.margin], 2]);
    const second = await read(incidentsSchema, list, `/api/v1/incidents?state=all&limit=1&cursor=${first.page.next}`);
    expect([second.data.map(({ id }) => id), second.page.next]).toEqual([[ids.stale], null]);
    expect((await problem(list, `/api/v1/incidents?state=open&cursor=${first.page.next}`)).status).toBe(400);
    expect((await problem(list, "/api/v1/incidents?state=closed")).status).toBe(400);
  });

  it("of hidden datasets do not exist, whatever is asked of them", async () => {
    const { data, times } = await read(incidentsSchema, list, "/api/v1/incidents?state=all");
    expect([data.map(({ id }) => id).includes(ids.pay), times[0]?.opened]).toEqual([false, 2]);
    expect((await read(incidentsSchema, list, "/api/v1/incidents?state=all&dataset=salaries", as(shop))).data).toEqual([]);
    expect((await problem(get, `/api/v1/incidents/${ids.pay}`)).status).toBe(404);
    expect((await problem(get, "/api/v1/incidents/nothing")).status).toBe(404);
    expect(await status(send(change, ids.pay, ACK))).toBe(404);
    expect(await status(send(change, ids.pay, ACK, as(shop)))).toBe(404);
  });

  it("tell nothing of a column that is hidden from the reader", async () => {
    const answer = await read(incidentStorySchema, get, `/api/v1/incidents/${ids.margin}`);
    expect(JSON.stringify(answer)).not.toMatch(/margin|the least/);
    expect(answer).toMatchObject({ check: "hidden", state: "resolved", secondsToResolve: 10_800 });
    expect(JSON.stringify(await read(incidentsSchema, list, "/api/v1/incidents?state=all"))).not.toMatch(/margin|the least/);
  });

  it("say with a tag that nothing changed, and refuse a parameter that they do not know", async () => {
    const address = `/api/v1/incidents/${ids.stale}`;
    const etag = (await ask(get, address)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^(?:W\/)?"[\w-]+"$/);
    const again = await ask(get, address, { "if-none-match": etag });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    expect((await problem(get, `${address}?limt=3`)).errors).toEqual([{ path: "query.limt", message: "unknown" }]);
  });

  it("are changed by their team and administrators alone, from Touchstone's own pages", async () => {
    expect(await status(send(change, ids.stale, ACK))).toBe(401);
    expect(await status(send(change, ids.stale, ACK, as(http.finance)))).toBe(403);
    expect(await status(send(change, ids.stale, ACK, { ...as(shop), origin: "https://evil.example" }))).toBe(403);
    expect(await status(send(change, ids.stale, { action: "resolve", reason: " " }, as(shop)))).toBe(400);
    expect(await status(send(change, ids.stale, { action: "close" }, as(shop)))).toBe(400);
    expect((await read(incidentStorySchema, get, `/api/v1/incidents/${ids.stale}`)).state).toBe("open");
  });

  it("are acknowledged once, commented on and resolved with a reason, and each but the comment is told", async () => {
    const own = { ...as(shop), origin: BASE };
    for (const step of [ACK, ACK, { action: "comment", text: "We look\ninto it." }])
      expect(await status(send(change, ids.stale, step, own))).toBe(200);
    const form303 = await send(form, ids.stale, new URLSearchParams({ action: "resolve", reason: "Holiday" }), as(http.admin));
    expect([form303.status, form303.headers.get("location")]).toEqual([303, `/incidents/${ids.stale}`]);
    const story = await read(incidentStorySchema, get, `/api/v1/incidents/${ids.stale}`);
    expect(story).toMatchObject({ state: "resolved", acknowledgedBy: "shop", reason: "Holiday" });
    expect(story.events.map(({ kind, actor, text }) => [kind, actor, text])).toEqual([
      ["opened", null, "30 hours old"],
      ["acknowledged", "shop", null],
      ["commented", "shop", "We look\ninto it."],
      ["resolved", "root", "Holiday"],
    ]);
    const told = await http.services.store.alerts.ofIncident(ids.stale);
    expect(told.map(({ state, channel, target }) => [state, channel, target])).toEqual([
      ["acknowledged", "email", "shop@example.com"],
      ["resolved", "email", "shop@example.com"],
    ]);
  });
});
