import jsonld from "jsonld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import { as, ask, BASE, type HttpHarness, openHttpHarness, problem } from "#lib/server/http-harness.ts";
import * as contractRoute from "../../app/api/v1/datasets/[name]/contract/route.ts";
import * as dcatRoute from "../../app/catalog.jsonld/route.ts";
import * as openDataRoute from "../../app/data.json/route.ts";
import * as jsonLdRoute from "../../app/datasets/[name]/dataset.jsonld/route.ts";

let harness: HttpHarness;
beforeAll(async () => {
  harness = await openHttpHarness();
}, 60_000);
afterAll(() => harness.close());

const CONTRACT = "/api/v1/datasets/orders/contract";
const text = async (handler: (request: Request) => Promise<Response>, path: string, headers: Record<string, string> = {}) => {
  const response = await ask(handler, path, headers);
  expect(response.status, path).toBe(200);
  return { type: response.headers.get("content-type"), body: await response.text(), link: response.headers.get("link") };
};

describe("a contract in another format", () => {
  it("is ODCS as JSON or YAML, and reads as the same promise", async () => {
    const asJson = await text(contractRoute.GET, `${CONTRACT}?format=odcs`);
    const asYaml = await text(contractRoute.GET, `${CONTRACT}?format=odcs`, { accept: "application/yaml" });
    expect([asJson.type, asYaml.type]).toEqual(["application/json", "application/yaml"]);
    expect(parse(asYaml.body)).toEqual(JSON.parse(asJson.body));
    expect(JSON.parse(asJson.body)).toMatchObject({
      apiVersion: "v3.1.0",
      name: "orders",
      team: { name: "shop" },
      authoritativeDefinitions: [{ url: `${BASE}/datasets/orders` }],
      support: [{ channel: "shop@example.com" }],
    });
    const { catalog, problems } = parseCatalog([{ path: "orders.odcs.yaml", text: asYaml.body }], {
      docs: () => null,
      parseDoc: () => ({ doc: null, problems: [] }),
      defaultVisibility: "everyone",
    });
    expect(problems.filter(({ level }) => level === "error")).toEqual([]);
    expect(catalog.datasets).toMatchObject([
      { name: "orders", tier: 1, freshness: { maxAgeSeconds: 86_400 }, sla: { by: "06:00" }, terms: ["order"] },
    ]);
  });

  it("is DCAT or a Data Package, each as its own media type", async () => {
    const dcat = await text(contractRoute.GET, `${CONTRACT}?format=dcat`);
    expect(dcat.type).toBe("application/ld+json");
    expect(JSON.parse(dcat.body)["dcat:dataset"]).toMatchObject([{ "dct:identifier": "orders" }]);
    const data = await text(contractRoute.GET, `${CONTRACT}?format=frictionless`);
    const fields = JSON.parse(data.body).resources[0].schema.fields.map(({ name }: { name: string }) => name);
    expect(fields).toEqual(["order_id", "status", "updated_at"]);
  });

  it("is no other, and in no other media type", async () => {
    expect(await problem(contractRoute.GET, `${CONTRACT}?format=xml`)).toMatchObject({ status: 400, errors: [{ path: "query.format" }] });
    expect(await problem(contractRoute.GET, `${CONTRACT}?format=frictionless`, { accept: "application/yaml" })).toMatchObject({
      status: 406,
      detail: "A contract in this format comes as application/json.",
    });
  });
});

describe("the whole catalog", () => {
  it("is DCAT of what the reader sees, and can stand in a page", async () => {
    const { type, body } = await text(dcatRoute.GET, "/catalog.jsonld");
    expect(type).toBe("application/ld+json");
    expect(body).not.toMatch(/<|salaries|[Vv]ault|margin/);
    const [node] = await jsonld.expand(JSON.parse(body));
    expect(node?.["http://www.w3.org/ns/dcat#dataset"]).toHaveLength(8);
    expect((await text(dcatRoute.GET, "/catalog.jsonld", as(harness.finance))).body).toContain("salaries");
  });

  it("is Project Open Data as well", async () => {
    const { body } = await text(openDataRoute.GET, "/data.json");
    const { dataset, conformsTo } = JSON.parse(body);
    expect(conformsTo).toBe("https://project-open-data.cio.gov/v1.1/schema");
    expect(dataset).toHaveLength(8);
    expect(dataset[0]).toMatchObject({ identifier: `${BASE}/datasets/orders`, contactPoint: { hasEmail: "mailto:shop@example.com" } });
    expect(body).not.toMatch(/salaries|margin/);
  });

  it.each([
    [dcatRoute.GET, "/catalog.jsonld", "dcat:dataset", "dct:identifier"],
    [openDataRoute.GET, "/data.json", "dataset", "title"],
  ] as const)("comes in pages that miss nothing: %#", async (handler, path, list, id) => {
    const seen: string[] = [];
    let next: string | null = `${path}?limit=3`;
    while (next !== null) {
      const { body, link } = await text(handler, next);
      seen.push(...JSON.parse(body)[list].map((dataset: Record<string, string>) => dataset[id]));
      const url: string | undefined = /^<([^>]+)>; rel="next"$/.exec(link ?? "")?.[1];
      next = url === undefined ? null : url.slice(BASE.length);
    }
    expect([seen.length, new Set(seen).size]).toEqual([8, 8]);
    expect(await problem(handler, `${path}?cursor=x`)).toMatchObject({ status: 400 });
  });
});

describe("a dataset for search engines", () => {
  it("is schema.org without what is hidden", async () => {
    const { type, body } = await text(jsonLdRoute.GET, "/datasets/Orders/dataset.jsonld");
    expect(type).toBe("application/ld+json");
    expect(body).not.toMatch(/<|margin/);
    expect(JSON.parse(body)).toMatchObject({
      "@id": `${BASE}/datasets/orders`,
      variableMeasured: [{ name: "order_id" }, { name: "status" }, { name: "updated_at" }],
    });
  });

  it("is not found where it is hidden, as if there were none", async () => {
    for (const name of ["salaries", "nonesuch"])
      expect(await problem(jsonLdRoute.GET, `/datasets/${name}/dataset.jsonld`)).toMatchObject({ status: 404, title: expect.any(String) });
  });
});
