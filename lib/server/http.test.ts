import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openApiDocument } from "#lib/api/openapi.ts";
import { getDataset, listDatasets } from "#lib/api/routes/catalog.ts";
import { search } from "#lib/api/routes/search.ts";
import { contractSchema } from "#lib/api/schemas/contract.ts";
import { datasetPageSchema, datasetSchema } from "#lib/api/schemas/dataset.ts";
import { searchSchema, suggestSchema } from "#lib/api/schemas/search.ts";
import { problemSchema } from "#lib/api/schemas/shared.ts";
import { domainPageSchema, ownerPageSchema, ownerSchema, termPageSchema, termSchema } from "#lib/api/schemas/vocabulary.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import { type Actor, ANONYMOUS } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { readEnv } from "#lib/server/env.ts";
import { route } from "#lib/server/http.ts";
import { ingestFolder } from "#lib/server/ingest.ts";
import { openLog } from "#lib/server/log.ts";
import { openServices } from "#lib/server/open-services.ts";
import type { Services } from "#lib/server/services.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";
import * as contractRoute from "../../app/api/v1/datasets/[name]/contract/route.ts";
import * as datasetRoute from "../../app/api/v1/datasets/[name]/route.ts";
import * as datasetsRoute from "../../app/api/v1/datasets/route.ts";
import * as domainsRoute from "../../app/api/v1/domains/route.ts";
import * as ownerRoute from "../../app/api/v1/owners/[id]/route.ts";
import * as ownersRoute from "../../app/api/v1/owners/route.ts";
import * as searchRoute from "../../app/api/v1/search/route.ts";
import * as suggestRoute from "../../app/api/v1/suggest/route.ts";
import * as termRoute from "../../app/api/v1/terms/[slug]/route.ts";
import * as termsRoute from "../../app/api/v1/terms/route.ts";
import * as testTokenRoute from "../../app/api/v1/test/tokens/route.ts";
import * as readyRoute from "../../app/health/ready/route.ts";
import * as openApiRoute from "../../app/openapi.json/route.ts";

const CATALOG = `
data_catalog:
  glossary:
    churn: {title: Churn, definition: A customer who left., synonyms: [attrition]}
    order: {title: Order, definition: What somebody bought.}
  owners:
    shop: {title: Shop team, email: shop@example.com}
    vault: {title: Vault keepers}
  domains:
    commerce: {title: Commerce}
  datasets:
    orders:
      description: "Orders & <script>returns</script> of the shop"
      owner: shop
      domain: commerce
      tier: 1
      terms: [order]
      freshness: < 24 hours
      sla: by 06:00 Europe/Berlin on weekdays
      schema:
        - order_id: BIGINT (PK)
        - status: STRING (placed|paid) -- where it is
        - margin: {type: "DECIMAL(12,2)", mask: hide}
        - updated_at: TIMESTAMP
      checks:
        - range: {column: margin, min: 0}
        - row_count: {min: 10}
      usage_examples:
        - {name: What we earn, sql: "SELECT sum(margin) FROM orders"}
        - {name: How many, sql: SELECT count(*) FROM orders}
    salaries:
      description: What we pay.
      owner: vault
      schema: [{id: BIGINT}]
      access: {visibility: restricted, readers: [finance]}
${Array.from({ length: 7 }, (_, index) => `    part_${index}: {description: Part ${index}, owner: shop, tier: 2, schema: [{id: BIGINT}]}`).join("\n")}
`;

type Handler = (request: Request) => Promise<Response>;

let server: StoreServer;
let services: Services;
const home = mkdtempSync(join(tmpdir(), "touchstone-http-"));
const finance = newToken();
const admin = newToken();

beforeAll(async () => {
  server = await startStoreServer();
  const { url } = await server.newDatabase();
  const catalog = join(home, "catalog");
  mkdirSync(catalog);
  writeFileSync(join(catalog, "all.yaml"), CATALOG);
  const env = readEnv({
    DATABASE_URL: url,
    TOUCHSTONE_HOME: home,
    TOUCHSTONE_CATALOG: catalog,
    TOUCHSTONE_TEST: "1",
    TOUCHSTONE_SPARES: "0",
  });
  services = await openServices(env, openLog("silent"));
  await ingestFolder(services);
  await services.projection.synced();
  await services.store.putToken({ name: "finance", hash: hashToken(finance), admin: false, groups: ["finance"], expiresAt: null });
  await services.store.putToken({ name: "root", hash: hashToken(admin), admin: true, groups: [], expiresAt: null });
}, 60_000);

afterAll(async () => {
  await services.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

const BASE = "http://data.example.com";
const ask = (handler: Handler, path: string, headers: Record<string, string> = {}) =>
  handler(new Request(BASE + path, { headers: { host: "data.example.com", ...headers } }));
const as = (token: string) => ({ authorization: `Bearer ${token}` });

async function read<T extends z.ZodType>(
  schema: T,
  handler: Handler,
  path: string,
  headers?: Record<string, string>,
): Promise<z.output<T>> {
  const response = await ask(handler, path, headers);
  expect(response.status, path).toBe(200);
  return schema.parse(await response.json());
}

async function problem(handler: Handler, path: string, headers?: Record<string, string>) {
  const response = await ask(handler, path, headers);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return problemSchema.strict().parse(await response.json());
}

describe("answers", () => {
  it("have the shapes that the reference declares", async () => {
    const dataset = await read(datasetSchema.strict(), datasetRoute.GET, "/api/v1/datasets/orders");
    expect(dataset).toMatchObject({
      name: "orders",
      domain: "commerce",
      owner: "shop",
      tier: 1,
      terms: ["order"],
      verdict: { state: "unknown" },
      freshness: { maxAgeSeconds: 86_400, column: "updated_at" },
      sla: { by: "06:00", timezone: "Europe/Berlin", every: "week", attainment30: null },
      links: { self: `${BASE}/api/v1/datasets/orders`, html: `${BASE}/datasets/orders` },
    });
    expect(dataset.columns.map(({ name, unique }) => [name, unique])).toEqual([
      ["order_id", true],
      ["status", false],
      ["updated_at", false],
    ]);
    await read(termPageSchema, termsRoute.GET, "/api/v1/terms");
    expect((await read(termSchema, termRoute.GET, "/api/v1/terms/order")).datasets.map(({ name }) => name)).toEqual(["orders"]);
    await read(ownerPageSchema, ownersRoute.GET, "/api/v1/owners");
    expect((await read(ownerSchema, ownerRoute.GET, "/api/v1/owners/shop")).email).toBe("shop@example.com");
    expect((await read(domainPageSchema, domainsRoute.GET, "/api/v1/domains")).data).toMatchObject([{ id: "commerce", datasets: 1 }]);
    expect((await read(suggestSchema, suggestRoute.GET, "/api/v1/suggest?q=ord")).data[0]).toMatchObject({
      kind: "dataset",
      href: "/datasets/orders",
    });
    expect(await read(z.unknown(), openApiRoute.GET, "/openapi.json")).toEqual(JSON.parse(JSON.stringify(openApiDocument(BASE))));
  });

  it("find what is searched and mark it in escaped text", async () => {
    const { data, facets } = await read(searchSchema, searchRoute.GET, "/api/v1/search?q=returns");
    expect(data[0]).toMatchObject({ name: "orders", matched: [{ field: "description" }] });
    expect(data[0]?.highlights.description).toBe("Orders &amp; &lt;script&gt;<mark>returns</mark>&lt;/script&gt; of the shop");
    expect(facets["tier"]).toContainEqual(expect.objectContaining({ value: "1", count: 1 }));
  });

  it("say nothing of a hidden column, nor of what checks it", async () => {
    for (const path of ["/api/v1/datasets/orders", "/api/v1/datasets/orders/contract"]) {
      const handler = path.endsWith("contract") ? contractRoute.GET : datasetRoute.GET;
      expect(await (await ask(handler, path)).text(), path).not.toContain("margin");
    }
    const contract = await read(contractSchema.strict(), contractRoute.GET, "/api/v1/datasets/orders/contract");
    expect(contract.checks).toEqual([{ row_count: { min: 10 } }]);
    expect(contract.usage_examples?.map(({ name }) => name)).toEqual(["How many"]);
  });

  it("give a contract as a catalog file that reads as the same promise", async () => {
    const response = await ask(contractRoute.GET, "/api/v1/datasets/orders/contract", { accept: "application/yaml" });
    expect(response.headers.get("content-type")).toBe("application/yaml");
    const { catalog, problems } = parseCatalog([{ path: "orders.yaml", text: await response.text() }], {
      docs: () => null,
      parseDoc: () => ({ doc: null, problems: [] }),
      defaultVisibility: "everyone",
    });
    expect(problems.filter(({ level }) => level === "error")).toEqual([]);
    const [parsed] = catalog.datasets;
    expect(parsed).toMatchObject({
      name: "orders",
      title: "Orders",
      tier: 1,
      freshness: { maxAgeSeconds: 86_400 },
      sla: { by: "06:00", every: "week" },
    });
    expect(parsed?.columns.map(({ name, type, primaryKey, values }) => [name, type, primaryKey, values])).toEqual([
      ["order_id", "BIGINT", true, null],
      ["status", "STRING", false, ["placed", "paid"]],
      ["updated_at", "TIMESTAMP", false, null],
    ]);
  });

  it("name each dependency and its state", async () => {
    const response = await ask(readyRoute.GET, "/health/ready");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { dependencies } = z
      .object({ dependencies: z.array(z.object({ name: z.string(), state: z.string() })) })
      .parse(await response.json());
    expect(dependencies.map(({ name }) => name)).toEqual(["database", "search", "engine"]);
    expect(dependencies).toContainEqual(expect.objectContaining({ name: "database", state: "ready" }));
  });
});

describe("pages of a list", () => {
  const collect = async (query: string, headers?: Record<string, string>) => {
    const names: string[] = [];
    let path: string | null = `/api/v1/datasets?${query}`;
    while (path !== null) {
      const response: Response = await ask(datasetsRoute.GET, path, headers);
      const { data, page } = datasetPageSchema.parse(await response.json());
      names.push(...data.map(({ name }) => name));
      const link: string | null = response.headers.get("link");
      expect(link === null).toBe(page.next === null);
      path = link === null ? null : (/^<http:\/\/data\.example\.com(\/[^>]*)>; rel="next"$/.exec(link)?.[1] ?? "");
    }
    return names;
  };

  it.each(["name", "-name", "updated", "-updated", "quality", "-quality", "popularity", "freshness"])(
    "sorted by %s hold every dataset once",
    async (sort) => {
      const names = await collect(`limit=3&sort=${sort}`);
      expect([...names].sort()).toEqual(["orders", ...Array.from({ length: 7 }, (_, index) => `part_${index}`)]);
      if (sort === "name") expect(names).toEqual([...names].sort());
    },
  );

  it("are narrowed by filters, also by the verdict", async () => {
    expect(await collect("tier=1&domain=commerce,other")).toEqual(["orders"]);
    expect(await collect("verdict=unknown&limit=3")).toHaveLength(8);
    expect(await collect("verdict=ready,broken")).toEqual([]);
    expect(await collect("owner=vault", as(finance))).toEqual(["salaries"]);
  });

  it("go on only with a cursor that was made for this list and this reader", async () => {
    const { page } = await read(datasetPageSchema, datasetsRoute.GET, "/api/v1/datasets?limit=2");
    const cursor = page.next ?? "";
    const path = (query: string) => `/api/v1/datasets?${query}&cursor=`;
    expect((await ask(datasetsRoute.GET, path("limit=5") + cursor)).status).toBe(200);
    const flipped = cursor.slice(0, -3) + (cursor.at(-3) === "A" ? "B" : "A") + cursor.slice(-2);
    for (const [query, bad, headers] of [
      ["limit=2", flipped, {}],
      ["limit=2", "nonsense", {}],
      ["limit=2&sort=-name", cursor, {}],
      ["limit=2&tier=2", cursor, {}],
      ["limit=2", cursor, as(finance)],
    ] as const) {
      expect(await problem(datasetsRoute.GET, path(query) + bad, { ...headers })).toMatchObject({
        status: 400,
        type: `${BASE}/docs/errors/TS-API-005`,
      });
    }
    expect(await problem(termsRoute.GET, `/api/v1/terms?cursor=${cursor}`)).toMatchObject({ title: "Bad cursor" });
  });

  it("of search follow each other, too", async () => {
    const first = await read(searchSchema, searchRoute.GET, "/api/v1/search?q=part&limit=4&sort=name");
    const second = await read(searchSchema, searchRoute.GET, `/api/v1/search?q=part&limit=4&sort=name&cursor=${first.page.next}`);
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(Array.from({ length: 7 }, (_, index) => `part_${index}`));
    expect(second.page.next).toBeNull();
  });
});

describe("problems", () => {
  it("look like this", async () => {
    expect(await problem(datasetsRoute.GET, "/api/v1/datasets?limt=3", { "x-request-id": "r1" })).toEqual({
      type: `${BASE}/docs/errors/TS-API-004`,
      title: "Unknown parameter",
      status: 400,
      detail: "'limt' is not a parameter; did you mean 'limit'?",
      instance: "/api/v1/datasets?limt=3",
      requestId: "r1",
      errors: [{ path: "query.limt", message: "unknown" }],
    });
  });

  it("are the same for a hidden dataset and one that does not exist, on every route that takes its name", async () => {
    for (const [handler, path] of [
      [datasetRoute.GET, "/api/v1/datasets/NAME"],
      [contractRoute.GET, "/api/v1/datasets/NAME/contract"],
      [ownerRoute.GET, "/api/v1/owners/NAME"],
    ] as const) {
      const hiddenName = path.includes("owners") ? "vault" : "salaries";
      const answers = await Promise.all(
        [hiddenName, "nonesuch"].map(async (name) => {
          const response = await ask(handler, path.replace("NAME", name), { "x-request-id": "r" });
          return [response.status, [...response.headers], (await response.text()).replaceAll(name, "NAME")];
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]?.[0]).toBe(404);
    }
    expect((await ask(datasetRoute.GET, "/api/v1/datasets/salaries", as(finance))).status).toBe(200);
  });

  it("tell of hidden datasets neither in hits nor in counts", async () => {
    const text = await (await ask(searchRoute.GET, "/api/v1/search?q=pay")).text();
    expect(text).not.toMatch(/salaries|vault|Vault/);
    expect(await (await ask(ownersRoute.GET, "/api/v1/owners")).text()).not.toContain("vault");
  });

  it("answer credentials that do not hold with 401, and never as the public", async () => {
    const response = await ask(datasetsRoute.GET, "/api/v1/datasets", as(newToken()));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
  });

  it("of an error that nobody expected tell the request id and nothing else", async () => {
    const broken = route(getDataset, async () => {
      throw new Error("relation secret_table does not exist at /srv/x.ts");
    });
    const response = await ask(broken, "/api/v1/datasets/orders", { "x-request-id": "r9" });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/secret_table|srv/);
    expect(JSON.parse(text)).toMatchObject({ title: "Something went wrong", requestId: "r9" });
  });

  it("answer a format that there is not with 406", async () => {
    expect(await problem(contractRoute.GET, "/api/v1/datasets/orders/contract", { accept: "image/png" })).toMatchObject({ status: 406 });
  });
});

describe("caching", () => {
  it("answers 304 to the entity tag of the same answer, in any spelling, and the answer to another one", async () => {
    for (const [handler, path] of [
      [datasetsRoute.GET, "/api/v1/datasets?limit=2"],
      [datasetRoute.GET, "/api/v1/datasets/orders"],
      [openApiRoute.GET, "/openapi.json"],
    ] as const) {
      const tag = (await ask(handler, path)).headers.get("etag") ?? "";
      expect(tag).toMatch(/^W\/"/);
      const again = await ask(handler, path, { "if-none-match": `"x", ${tag.replace("W/", "")}` });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
      expect((await ask(handler, path, { "if-none-match": '"x"' })).status).toBe(200);
    }
  });

  it("is private as soon as the answer depends on who asks", async () => {
    expect((await ask(datasetsRoute.GET, "/api/v1/datasets")).headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
    const mine = await ask(datasetsRoute.GET, "/api/v1/datasets", as(finance));
    expect(mine.headers.get("cache-control")).toBe("private, no-cache");
    expect(mine.headers.get("vary")).toMatch(/Authorization/);
  });
});

describe("the scope of a request", () => {
  it("is the one that the front hands on with the secret of this process, and never one from outside", async () => {
    const rootScope = scopeOf({ kind: "token", id: "1", name: "root", admin: true, groups: [] } satisfies Actor);
    const seen: string[] = [];
    const handler = route(listDatasets, async ({ scope }) => {
      seen.push(scope.key);
      return { body: null };
    });
    const given = services.scopes.headersFor(rootScope);
    await ask(handler, "/api/v1/datasets", given);
    await ask(handler, "/api/v1/datasets", { ...given, "x-touchstone-secret": "0".repeat(64) });
    await ask(handler, "/api/v1/datasets", { "x-touchstone-scope": "all" });
    expect(seen).toEqual(["all", scopeOf(ANONYMOUS).key, scopeOf(ANONYMOUS).key]);
  });

  it("of a token for tests is that of its groups, and only administrators make one", async () => {
    const post = (headers: Record<string, string>, body: string) =>
      testTokenRoute.POST(new Request(`${BASE}/api/v1/test/tokens`, { method: "POST", headers, body }));
    expect((await post({}, '{"groups":[]}')).status).toBe(403);
    expect((await post(as(finance), '{"groups":[]}')).status).toBe(403);
    expect((await post(as(admin), "{")).status).toBe(400);
    expect((await post(as(admin), '{"groups":[7]}')).status).toBe(400);
    expect((await post(as(admin), JSON.stringify({ groups: ["x".repeat(1_000_001)] }))).status).toBe(413);
    const { token } = z.object({ token: z.string() }).parse(await (await post(as(admin), '{"groups":["finance"]}')).json());
    expect((await ask(datasetRoute.GET, "/api/v1/datasets/salaries", as(token))).status).toBe(200);
  });

  it("is searched with, whatever the query asks for", async () => {
    expect(search.query.shape).not.toHaveProperty("audience");
    expect((await read(searchSchema, searchRoute.GET, "/api/v1/search?q=salaries", as(finance))).data[0]?.name).toBe("salaries");
  });
});
