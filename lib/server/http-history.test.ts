import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractSchema } from "#lib/api/schemas/contract.ts";
import { datasetSchema } from "#lib/api/schemas/dataset.ts";
import { historySchema } from "#lib/api/schemas/history.ts";
import { as, ask, BASE, type HttpHarness, openHttpHarness, problem, read } from "#lib/server/http-harness.ts";
import { ingestFolder } from "#lib/server/ingest.ts";
import * as contractRoute from "../../app/api/v1/datasets/[name]/contract/route.ts";
import * as historyRoute from "../../app/api/v1/datasets/[name]/history/route.ts";
import * as datasetRoute from "../../app/api/v1/datasets/[name]/route.ts";
import * as datasetFeedRoute from "../../app/datasets/[name]/feed.atom/route.ts";

const VERSIONS = [
  ["1.0.0", '[{id: BIGINT (PK)}, {status: "STRING (new|done)"}]', "The first."],
  ["1.1.0", '[{id: BIGINT (PK)}, {status: "STRING (new|done)"}, {at: TIMESTAMP}]', "The second."],
  ["2.0.0", "[{id: STRING (PK)}, {at: TIMESTAMP}]", "The third."],
] as const;
const HISTORY = "/api/v1/datasets/jobs/history";
const JOBS = "/api/v1/datasets/jobs";

let harness: HttpHarness;

beforeAll(async () => {
  harness = await openHttpHarness();
  for (const [version, schema, description] of VERSIONS) {
    const text = `data_catalog: {datasets: {jobs: {description: ${description}, owner: shop, version: ${version}, aliases: [tasks], schema: ${schema}}}}`;
    writeFileSync(join(harness.services.env.catalogDir, "jobs.yaml"), text);
    await ingestFolder(harness.services);
  }
}, 60_000);
afterAll(() => harness.close());

const history = (query = "", path = HISTORY) => read(historySchema, historyRoute.GET, path + query);

describe("the history of a dataset", () => {
  it("lists each version with what changed and whether that breaks readers", async () => {
    const { data, page } = await history();
    expect(page).toEqual({ next: null, total: 3 });
    expect(data.map(({ version, kind, level, breaking, current }) => [version, kind, level, breaking, current])).toEqual([
      ["2.0.0", "changed", "breaking", true, true],
      ["1.1.0", "changed", "additive", false, false],
      ["1.0.0", "added", null, false, false],
    ]);
    expect(data[0]?.changes.map(({ kind, column }) => [kind, column])).toEqual(
      expect.arrayContaining([
        ["column.removed", "status"],
        ["column.retyped", "id"],
        ["description.changed", null],
      ]),
    );
    expect(data[1]?.changes[0]).toMatchObject({ level: "additive", kind: "column.added", column: "at", message: "`at` was added." });
    expect(data[0]?.links.html).toBe(`${BASE}/datasets/jobs?at=${data[0]?.id}`);
  });

  it("comes in pages that fit together, under any name of the dataset, and for no one else", async () => {
    const all = (await history()).data.map(({ id }) => id);
    const first = await history("?limit=2");
    expect(first.data.map(({ id }) => id)).toEqual(all.slice(0, 2));
    const cursor = encodeURIComponent(first.page.next ?? "");
    const next = await history(`?limit=2&cursor=${cursor}`, "/api/v1/datasets/Tasks/history");
    expect([next.data.map(({ id }) => id), next.page]).toEqual([all.slice(2), { next: null, total: 3 }]);
    const link = (await ask(historyRoute.GET, `${HISTORY}?limit=2`)).headers.get("link");
    expect(link).toMatch(/^<http:\/\/data\.example\.com\/api\/v1\/datasets\/jobs\/history\?limit=2&cursor=[^>]+>; rel="next"$/);
    for (const [path, headers] of [
      [`/api/v1/datasets/orders/history?cursor=${cursor}`, {}],
      [`${HISTORY}?cursor=${cursor}`, as(harness.finance)],
      [`${HISTORY}?cursor=abc`, {}],
    ] as const)
      expect(await problem(historyRoute.GET, path, headers)).toMatchObject({ status: 400, type: expect.stringContaining("TS-API-005") });
    expect(await problem(historyRoute.GET, `${HISTORY}?limit=0`)).toMatchObject({ status: 400 });
  });

  it("can be looked at: each version by id, word and hash is what was promised then, without anything of today", async () => {
    const { data } = await history();
    const oldest = data.at(-1);
    for (const at of [oldest?.id, "1.0.0", oldest?.hash, oldest?.hash.slice(0, 12)]) {
      const then = await read(datasetSchema, datasetRoute.GET, `${JOBS}?at=${at}`);
      expect(then).toMatchObject({
        ...{ description: "The first.", at: { version: "1.0.0", current: false }, contract: { version: "1.0.0", hash: oldest?.hash } },
        ...{ links: { self: `${BASE}${JOBS}?at=${oldest?.id}`, rows: null, export: null }, verdict: { state: "unknown" } },
      });
      expect(then.columns.map(({ name, logicalType }) => [name, logicalType])).toEqual([
        ["id", "integer"],
        ["status", "string"],
      ]);
      expect(await read(contractSchema, contractRoute.GET, `${JOBS}/contract?at=${at}`)).toMatchObject({ version: "1.0.0" });
    }
    const yaml = await ask(contractRoute.GET, `${JOBS}/contract?at=1.0.0`, { accept: "application/yaml" });
    expect(await yaml.text()).toContain("The first.");
  });

  it("of today is today's answer, marked", async () => {
    const today = await read(datasetSchema, datasetRoute.GET, JOBS);
    const asked = await read(datasetSchema, datasetRoute.GET, `${JOBS}?at=2.0.0`);
    expect(today.at).toBeNull();
    expect(asked).toEqual({
      ...today,
      at: expect.objectContaining({ version: "2.0.0", current: true }),
      links: { ...today.links, self: asked.links.self, html: asked.links.html },
    });
    expect(await read(contractSchema, contractRoute.GET, `${JOBS}/contract?at=2.0.0`)).toEqual(
      await read(contractSchema, contractRoute.GET, `${JOBS}/contract`),
    );
  });

  it("says which reference it does not know", async () => {
    expect(await problem(datasetRoute.GET, `${JOBS}?at=9.9.9`)).toMatchObject({
      ...{ status: 404, detail: "'9.9.9' is no version, hash or commit of jobs. Its versions are listed by its history." },
    });
    expect(await problem(contractRoute.GET, `${JOBS}/contract?at=abcdef0`)).toMatchObject({ status: 404 });
    expect(await problem(datasetRoute.GET, `${JOBS}?at=`)).toMatchObject({
      status: 400,
      errors: [{ path: "query.at", message: "must not be empty" }],
    });
    expect(await problem(datasetRoute.GET, `${JOBS}?at=${"x".repeat(201)}`)).toMatchObject({ status: 400 });
    expect(await problem(datasetRoute.GET, `${JOBS}?at=1.0.0&at=2.0.0`)).toMatchObject({ status: 400 });
  });

  it("is a feed with one entry for each version", async () => {
    const response = await ask(datasetFeedRoute.GET, "/datasets/Tasks/feed.atom");
    expect(response.headers.get("content-type")).toBe("application/atom+xml");
    const text = await response.text();
    expect(text.match(/<entry>/g)).toHaveLength(3);
    expect(text).toContain(`<link rel="self" type="application/atom+xml" href="${BASE}/datasets/jobs/feed.atom"/>`);
  });
});
