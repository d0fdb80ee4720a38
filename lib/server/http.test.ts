import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openApiDocument } from "#lib/api/openapi.ts";
import { contractSchema } from "#lib/api/schemas/contract.ts";
import { datasetPageSchema, datasetSchema } from "#lib/api/schemas/dataset.ts";
import { searchSchema, suggestSchema } from "#lib/api/schemas/search.ts";
import { domainPageSchema, ownerPageSchema, ownerSchema, termPageSchema, termSchema } from "#lib/api/schemas/vocabulary.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import { catalogSchemaText } from "#lib/contract/schema/schema-text.ts";
import { as, ask, BASE, type HttpHarness, openHttpHarness, problem, read } from "#lib/server/http-harness.ts";
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
import * as readyRoute from "../../app/health/ready/route.ts";
import * as openApiRoute from "../../app/openapi.json/route.ts";
import * as schemaRoute from "../../app/schema/v1/catalog.json/route.ts";

let harness: HttpHarness;
let finance: string;

beforeAll(async () => {
  harness = await openHttpHarness();
  ({ finance } = harness);
}, 60_000);
afterAll(() => harness.close());

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

  it("answer the schema of catalog files to every origin, as the command line prints it", async () => {
    const response = await ask(schemaRoute.GET, "/schema/v1/catalog.json");
    expect(await response.text()).toBe(catalogSchemaText());
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/schema+json",
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=0, must-revalidate",
    });
    const again = await ask(schemaRoute.GET, "/schema/v1/catalog.json", { "if-none-match": response.headers.get("etag") ?? "" });
    expect([again.status, again.headers.get("access-control-allow-origin")]).toEqual([304, "*"]);
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
