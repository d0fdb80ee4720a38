import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { auditSchema } from "#lib/api/schemas/audit.ts";
import { limitsSchema } from "#lib/api/schemas/limits.ts";
import { openDataServices } from "#lib/server/data/data-services.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { as, type HttpHarness, openHttpHarness, problem, read } from "#lib/server/http-harness.ts";
import { ingestFolder } from "#lib/server/ingest.ts";
import { answerLimits, isLimitsRoute } from "#lib/server/limits-answer.ts";
import { answerQuery, queryBodyLimit } from "#lib/server/query/query-answer.ts";
import * as auditRoute from "../../../app/api/v1/audit/route.ts";

const AUDIT = "/api/v1/audit";

let harness: HttpHarness;
let admin: string;
let finance: string;
let origin: string;
let close: () => Promise<void>;

/** The real services, the query route and the limits behind a real server. */
beforeAll(async () => {
  harness = await openHttpHarness();
  ({ admin, finance } = harness);
  const { services } = harness;
  const folder = join(services.env.home, "data", "shop", "sales");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "deals.csv"), "id,amount\n1,10.50\n2,20.25\n3,7.00\n");
  const yaml = `data_catalog:
  sources: {shop: {engine: duckdb, files: shop}}
  datasets:
    deals:
      description: What was agreed.
      owner: shop
      source: shop.sales.deals
      access: {query: SELECT * FROM prod.deals}
      schema: [{id: BIGINT (PK)}, {amount: "DECIMAL(12,2)"}]
`;
  writeFileSync(join(services.env.catalogDir, "deals.yaml"), yaml);
  await ingestFolder(services);
  const dataServices = openDataServices(services, () => undefined);
  const server = createServer(
    frontListener({
      env: services.env,
      log: services.log,
      methods: () => ["GET", "HEAD", "POST"],
      bodyLimit: queryBodyLimit,
      answer: (exchange) => (isLimitsRoute(exchange) ? answerLimits(exchange, services) : answerQuery(exchange, dataServices)),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
  close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await harness.close();
  };
}, 60_000);
afterAll(() => close());

const query = (sql: string, token?: string, params: readonly unknown[] = []) =>
  fetch(`${origin}/api/v1/query`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ sql, params }),
  });
const events = async (parameters: string, token = admin) =>
  (await read(auditSchema.strict(), auditRoute.GET, AUDIT + parameters, as(token))).data;

describe("a query of the published catalog", () => {
  it("reads a dataset by its name and by each relation that it declares", async () => {
    for (const name of ["deals", "Deals", "sales.deals", "shop.sales.deals", "prod.deals"]) {
      const reply = await query(`SELECT sum(amount) AS s FROM ${name}`);
      expect(await reply.json(), name).toMatchObject({ rows: [["37.75"]], datasets: ["deals"] });
    }
  });

  it("tells a hidden dataset from none to nobody", async () => {
    const [hidden, absent] = await Promise.all([query("SELECT * FROM salaries", finance), query("SELECT * FROM salaries")]);
    // It has no data; who may know of it is told that.
    expect([hidden.status, absent.status]).toEqual([409, 400]);
    expect(await absent.json()).toMatchObject({ detail: "There is no dataset 'salaries'." });
  });
});

describe("the audit", () => {
  it("is there for administrators, and for everybody with a token their own", async () => {
    await query("SELECT amount FROM deals WHERE id = ?", finance, [2]);
    await query("SELECT 1 AS mine", admin);
    const mine = await vi.waitFor(async () => {
      const found = await events("?mine=true&dataset=deals", finance);
      expect(found.length).toBe(1);
      return found;
    }, 5_000);
    expect(mine[0]).toMatchObject({
      ...{ actor: { kind: "token", name: "finance", address: null }, action: "query", outcome: "ok", rows: 1, format: "json" },
      ...{ datasets: [{ name: "deals" }], columns: ["deals.id", "deals.amount"], policies: [] },
      sql: { text: "SELECT amount FROM deals WHERE id = ?", parameters: 1 },
    });
    await vi.waitFor(async () => {
      const all = await events("?limit=100");
      expect(new Set(all.map(({ actor }) => actor.name))).toEqual(new Set(["finance", "root", null]));
    }, 5_000);
    expect((await events("?mine=true")).every(({ actor }) => actor.name === "root")).toBe(true);
    expect(await problem(auditRoute.GET, AUDIT, as(finance))).toMatchObject({
      status: 403,
      type: expect.stringContaining("TS-ACCESS-002"),
    });
    for (const path of [AUDIT, `${AUDIT}?mine=true`])
      expect(await problem(auditRoute.GET, path)).toMatchObject({ status: 401, type: expect.stringContaining("TS-AUTH-002") });
  });

  it("is filtered by what it says", async () => {
    await query("SELECT nothing FROM deals", finance);
    await vi.waitFor(async () => expect((await events("?outcome=TS-QUERY-001&actor=finance")).length).toBe(1), 5_000);
    expect((await events("?actor=anonymous&dataset=salaries")).map(({ datasets, outcome }) => [datasets, outcome])).toEqual([
      [[{ id: null, name: "salaries" }], "TS-QUERY-001"],
    ]);
    const [{ at = "" } = {}] = await events("?limit=1");
    expect(await events(`?since=${new Date(Date.parse(at) + 1).toISOString()}`)).toEqual([]);
    expect((await events(`?until=${encodeURIComponent(at)}&action=query`)).every((event) => event.at < at)).toBe(true);
    expect(await events("?until=2020-01-01")).toEqual([]);
    expect((await problem(auditRoute.GET, `${AUDIT}?since=yesterday`, as(admin))).errors?.[0]?.path).toBe("query.since");
  });

  it("goes on from page to page, for the same reader and filters only", async () => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await read(auditSchema.strict(), auditRoute.GET, `${AUDIT}?limit=3${cursor}`, as(admin));
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.page.next === null ? "" : `&cursor=${page.page.next}`;
    } while (cursor !== "");
    expect(seen).toEqual((await events("?limit=1000")).map(({ id }) => id));
    const { page } = await read(auditSchema.strict(), auditRoute.GET, `${AUDIT}?limit=1`, as(admin));
    for (const [more, token] of [
      ["&mine=true", admin],
      ["&mine=true", finance],
      ["&actor=finance", admin],
    ] as const)
      expect((await problem(auditRoute.GET, `${AUDIT}?limit=1&cursor=${page.next}${more}`, as(token))).type).toContain("TS-API-005");
  });
});

it("limits are told to programs with what holds for them", async () => {
  const limits = async (headers: Record<string, string> = {}) =>
    limitsSchema.strict().parse(await (await fetch(`${origin}/limits`, { headers })).json());
  const yours = ({ limits: all }: Awaited<ReturnType<typeof limits>>) => Object.fromEntries(all.map(({ id, yours: value }) => [id, value]));
  expect(yours(await limits())).toMatchObject({ rows: 1_000, queries: 1, sql: 16, "query-time": 10_000 });
  expect(yours(await limits(as(finance)))).toMatchObject({ rows: 10_000, queries: 2, sql: 128, "query-time": 30_000 });
});
