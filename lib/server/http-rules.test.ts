import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { getDataset, listDatasets } from "#lib/api/routes/catalog.ts";
import { search } from "#lib/api/routes/search.ts";
import { searchSchema } from "#lib/api/schemas/search.ts";
import { type Actor, ANONYMOUS } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { route } from "#lib/server/http.ts";
import { as, ask, BASE, type HttpHarness, openHttpHarness, problem, read } from "#lib/server/http-harness.ts";
import type { Services } from "#lib/server/services.ts";
import { newToken } from "#lib/server/token.ts";
import * as contractRoute from "../../app/api/v1/datasets/[name]/contract/route.ts";
import * as historyRoute from "../../app/api/v1/datasets/[name]/history/route.ts";
import * as datasetRoute from "../../app/api/v1/datasets/[name]/route.ts";
import * as datasetsRoute from "../../app/api/v1/datasets/route.ts";
import * as ownerRoute from "../../app/api/v1/owners/[id]/route.ts";
import * as ownersRoute from "../../app/api/v1/owners/route.ts";
import * as searchRoute from "../../app/api/v1/search/route.ts";
import * as testTokenRoute from "../../app/api/v1/test/tokens/route.ts";
import * as jsonLdRoute from "../../app/datasets/[name]/dataset.jsonld/route.ts";
import * as datasetFeedRoute from "../../app/datasets/[name]/feed.atom/route.ts";
import * as feedRoute from "../../app/feed.atom/route.ts";
import * as openApiRoute from "../../app/openapi.json/route.ts";

let harness: HttpHarness;
let services: Services;
let finance: string;
let admin: string;

beforeAll(async () => {
  harness = await openHttpHarness();
  ({ services, finance, admin } = harness);
}, 60_000);
afterAll(() => harness.close());

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
      [datasetRoute.GET, "/api/v1/datasets/NAME?at=1.0.0"],
      [contractRoute.GET, "/api/v1/datasets/NAME/contract"],
      [contractRoute.GET, "/api/v1/datasets/NAME/contract?format=odcs"],
      [jsonLdRoute.GET, "/datasets/NAME/dataset.jsonld"],
      [contractRoute.GET, "/api/v1/datasets/NAME/contract?at=1.0.0"],
      [historyRoute.GET, "/api/v1/datasets/NAME/history"],
      [datasetFeedRoute.GET, "/datasets/NAME/feed.atom"],
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
    expect(await (await ask(feedRoute.GET, "/feed.atom")).text()).not.toMatch(/salaries|Salaries/);
    expect(await (await ask(feedRoute.GET, "/feed.atom", as(finance))).text()).toContain("/datasets/salaries?at=");
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
      [historyRoute.GET, "/api/v1/datasets/orders/history"],
      [feedRoute.GET, "/feed.atom"],
      [datasetFeedRoute.GET, "/datasets/orders/feed.atom"],
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
