import { afterAll, beforeAll, expect, it } from "vitest";
import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import { openPushHarness, type PushHarness } from "#lib/server/publish/harness.ts";

let server: PushHarness;
beforeAll(async () => {
  server = await openPushHarness({ thread: false });
});
afterAll(() => server.close());

const BEFORE = `data_catalog:
  owners: {shop: {title: Shop}}
  datasets:
    orders: {description: Orders, owner: shop, version: 1.0.0, schema: [{id: INT}, {email: STRING}]}
    daily: {description: Sums, owner: shop, lineage: {upstream: [orders]}, schema: [{day: DATE}]}
`;
const AFTER = BEFORE.replace(", {email: STRING}", "").replace("id: INT", "id: BIGINT").replace("title: Shop", "title: The shop");

it("a dry run answers what a push would change, whom it breaks and whether they had notice, and changes nothing", async () => {
  await server.push({ files: { "c.yaml": BEFORE }, commit: "c0ffee", author: "Ada" });
  const state = await server.store.state();
  const { status, json } = await server.push(
    { files: { "c.yaml": AFTER } },
    { path: "/api/v1/catalog?dry-run=true", headers: { authorization: await server.bearer("plan") } },
  );
  expect(status).toBe(200);
  expect(catalogPlanSchema.parse(json)).toMatchObject({
    base: { kind: "published", commit: "c0ffee", revision: 1, broken: [] },
    datasets: [
      {
        ...{ name: "orders", op: "changed", level: "breaking", downstream: ["daily"], versionBefore: "1.0.0", versionAfter: "1.0.0" },
        unannounced: expect.stringContaining("`email` was removed. `version` is still `1.0.0`: raise it to `2.0.0`"),
        changes: [
          { kind: "column.removed", column: "email", before: "STRING", after: null },
          { kind: "column.widened", column: "id", before: "INT", after: "BIGINT" },
        ],
      },
    ],
    vocabulary: [{ kind: "owner", id: "shop", op: "changed" }],
    counts: { changed: 1, unchanged: 1, breaking: 1 },
  });
  expect(await server.store.state()).toEqual(state);
});
