import { ROUTES } from "#lib/api/routes.ts";
import { problemSchema } from "#lib/api/schemas/shared.ts";
import { expect, test } from "./journey.ts";

/** One of each thing in the company's catalog. */
const EXAMPLES: Readonly<Record<string, string>> = { datasets: "orders", terms: "order", owners: "order-team", domains: "commerce" };

/** `/api/v1/terms/{slug}` → `/api/v1/terms/order`; the short addresses are of datasets. */
function addressOf(path: string): string {
  const [, kind = ""] = /\/api\/v1\/(\w+)\/\{/.exec(path) ?? [];
  return path.replace(/\{\w+\}/, EXAMPLES[kind] ?? "orders");
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

const GETS = ROUTES.filter(({ method }) => method === "GET").map(({ path, answer }) => ({ address: addressOf(path), answer }));

test("every route answers in its declared shape and nothing besides, to the public and to an administrator", async ({ request, app }) => {
  for (const { address, answer } of GETS)
    for (const headers of [{}, { authorization: `Bearer ${app.adminToken}` }]) {
      const response = await request.get(address, { headers });
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

test("every route says with its tag that nothing changed", async ({ request }) => {
  // Once more where something did change in between: a first look at the data that took too long says less than the next one.
  for (const { address } of GETS)
    await expect(async () => {
      const { etag = "" } = (await request.get(address)).headers();
      expect(etag, address).toMatch(/^(?:W\/)?"[\w-]+"$/);
      const again = await request.get(address, { headers: { "if-none-match": etag } });
      expect([again.status(), (await again.body()).length, again.headers()["etag"]], address).toEqual([304, 0, etag]);
    }).toPass({ timeout: 20_000 });
});

test("every route refuses a parameter that it does not know", async ({ request }) => {
  for (const { address } of GETS) {
    const response = await request.get(`${address}?limt=3`);
    expect([response.status(), response.headers()["content-type"]], address).toEqual([400, "application/problem+json"]);
    const problem = problemSchema.strict().parse(await response.json());
    expect(problem).toMatchObject({ type: expect.stringMatching(/\/TS-API-004$/), status: 400, instance: `${address}?limt=3` });
    expect(problem.errors).toEqual([{ path: "query.limt", message: "unknown" }]);
  }
});
