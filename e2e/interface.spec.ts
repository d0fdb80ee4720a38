import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { listAudit } from "#lib/api/routes/audit.ts";
import { getIncident } from "#lib/api/routes/incidents.ts";
import { ROUTES } from "#lib/api/routes.ts";
import { problemSchema } from "#lib/api/schemas/shared.ts";
import type { App } from "./app.ts";
import { expect, test } from "./journey.ts";

/** One of each thing in the company's catalog. */
const EXAMPLES: Readonly<Record<string, string>> = { datasets: "orders", terms: "order", owners: "order-team", domains: "commerce" };

/** `/api/v1/terms/{slug}` → `/api/v1/terms/order`; the short addresses are of datasets. */
function addressOf(path: string, made: Readonly<Record<string, string>>): string {
  const [, kind = ""] = /\/api\/v1\/(\w+)\/\{/.exec(path) ?? [];
  return path.replace(/\{\w+\}/, made[kind] ?? EXAMPLES[kind] ?? "orders");
}

type Headers = Readonly<Record<string, string>>;

const asAdministrator = ({ adminToken }: App): Headers => ({ authorization: `Bearer ${adminToken}` });

/** What every route is asked by one caller, who has made an export: its manifest is for nobody else. */
async function questionsOf(request: APIRequestContext, headers: Headers) {
  const exports = randomUUID();
  const file = await request.get(`/api/v1/datasets/orders/export.csv?export-id=${exports}`, { headers });
  expect(file.status()).toBe(200);
  // A file is whole with its reader a moment before that is written down.
  await expect.poll(async () => (await (await request.get(`/api/v1/exports/${exports}`, { headers })).json()).state).toBe("complete");
  return GETS.map(({ id, path, answer }) => ({ address: addressOf(path, { exports }), answer, isClosed: CLOSED.includes(id) }));
}

/** The same value whatever the order of its keys. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;

/** An incident opens when somebody has looked, which nobody waits for here: `lib/server/incidents.test.ts` holds what is told of one. */
const ELSEWHERE: readonly string[] = [getIncident.id];
const GETS = ROUTES.filter(({ id, method }) => method === "GET" && !ELSEWHERE.includes(id));
/** For administrators alone. */
const CLOSED: readonly string[] = [listAudit.id];

test("every route answers in its declared shape and nothing besides, to the public and to an administrator", async ({ request, app }) => {
  for (const headers of [{}, asAdministrator(app)])
    for (const { address, answer, isClosed } of await questionsOf(request, headers)) {
      const response = await request.get(address, { headers });
      if (isClosed && !("authorization" in headers)) {
        expect(response.status(), address).toBe(401);
        problemSchema.strict().parse(await response.json());
        continue;
      }
      expect(response.status(), address).toBe(200);
      const type = response.headers()["content-type"]?.split(";")[0] ?? "";
      expect(Object.keys(answer.content), address).toContain(type);
      expect(response.headers()["x-request-id"], address).toMatch(/^[0-9a-f]{32}$/);
      if ("authorization" in headers) expect(response.headers()["cache-control"], address).toMatch(/private|no-store/);
      const schema = answer.content[type] ?? null;
      if (schema === null) continue;
      const body: unknown = await response.json();
      // What a schema does not declare, it leaves out.
      expect(sorted(schema.parse(body)), address).toEqual(sorted(body));
    }
});

test("every route says with its tag that nothing changed", async ({ request, app }) => {
  // Once more where something did change in between: a first look at the data that took too long says less than the next one.
  for (const { address, isClosed } of await questionsOf(request, {})) {
    const headers = isClosed ? asAdministrator(app) : {};
    await expect(async () => {
      const { etag = "" } = (await request.get(address, { headers })).headers();
      expect(etag, address).toMatch(/^(?:W\/)?"[\w-]+"$/);
      const again = await request.get(address, { headers: { ...headers, "if-none-match": etag } });
      expect([again.status(), (await again.body()).length, again.headers()["etag"]], address).toEqual([304, 0, etag]);
    }).toPass({ timeout: 20_000 });
  }
});

test("every route refuses a parameter that it does not know", async ({ request }) => {
  for (const { address } of await questionsOf(request, {})) {
    const response = await request.get(`${address}?limt=3`);
    expect([response.status(), response.headers()["content-type"]], address).toEqual([400, "application/problem+json"]);
    const problem = problemSchema.strict().parse(await response.json());
    expect(problem).toMatchObject({ type: expect.stringMatching(/\/TS-API-004$/), status: 400, instance: `${address}?limt=3` });
    expect(problem.errors).toEqual([{ path: "query.limt", message: "unknown" }]);
  }
});
