import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { limits } from "#lib/engine/conformance.ts";
import type { Relation, ServerSource } from "#lib/engine/relation.ts";
import { type FakeCoordinator, openFakeCoordinator, type Step } from "#lib/engine/trino/fake-coordinator.ts";
import { openTrino } from "#lib/engine/trino/trino.ts";

let fake: FakeCoordinator;
const engine = openTrino({
  urlOf: () => fake.url,
  transcode: () => Promise.reject(new Error("no file here")),
  secret: "a secret for tests, long enough to be one",
});
beforeAll(async () => {
  fake = await openFakeCoordinator();
});
afterAll(async () => {
  await engine.close();
  await fake.close();
});
beforeEach(() => {
  fake.asked.length = 0;
});

const SOURCE: ServerSource = { id: "lake", engine: "trino", urlEnv: "TOUCHSTONE_SOURCE_LAKE", catalog: "ice", timezone: "UTC" };
const table = (...path: string[]): Relation => ({ kind: "table", source: SOURCE, path, version: path.join(".") });
const answer = (columns: readonly string[], data: readonly unknown[][]): readonly Step[] => [
  { body: { columns: columns.map((name) => ({ name, type: "varchar" })), data }, last: true },
];
const CONNECTORS = answer(
  ["catalog_name", "connector_name"],
  [
    ["ice", "iceberg"],
    ["delta", "delta_lake"],
    ["old", "hive"],
  ],
);
const statements = () => fake.asked.filter(({ method }) => method === "POST").map(({ body }) => body);
const error = (errorName: string): readonly Step[] => [
  { body: { error: { message: "no", errorName, errorType: "USER_ERROR" } }, last: true },
];

test("the version of a table is its newest snapshot, asked for all of them in one statement", async () => {
  fake.script = (sql) =>
    sql.includes("metadata.catalogs")
      ? CONNECTORS
      : answer(
          ["k", "v", "at"],
          [
            [0, "8744736658442914487", "2026-11-22 10:00:00.123"],
            [2, "17", "2026-11-21 09:30:00.000"],
          ],
        );
  const found = await engine.probe(
    [table("sales", "orders"), table("old", "sales", "orders"), table("delta", "sales", 'odd"name')],
    limits(),
  );
  expect(found).toEqual([
    { version: "8744736658442914487", changedAt: "2026-11-22T10:00:00.123Z" },
    null,
    { version: "17", changedAt: "2026-11-21T09:30:00.000Z" },
  ]);
  expect(statements()).toHaveLength(2);
  expect(statements()[1]).toContain('FROM "ice"."sales"."orders$snapshots" ORDER BY "committed_at" DESC');
  expect(statements()[1]).toContain('FROM "delta"."sales"."odd""name$history" ORDER BY "timestamp" DESC');
});

test("where no catalog keeps snapshots, no table is asked", async () => {
  fake.script = () => CONNECTORS;
  expect(await engine.probe([table("old", "sales", "orders")], limits())).toEqual([null]);
  expect(statements()).toHaveLength(1);
});

test("a table that is not there has no version, and takes none from the others", async () => {
  fake.script = (sql) => {
    if (sql.includes("metadata.catalogs")) return CONNECTORS;
    if (sql.includes("gone$snapshots")) return error("TABLE_NOT_FOUND");
    return answer(["k", "v", "at"], [[1, "5", "2026-11-22 10:00:00.000"]]);
  };
  expect(await engine.probe([table("sales", "gone"), table("sales", "orders")], limits())).toEqual([
    null,
    { version: "5", changedAt: "2026-11-22T10:00:00.000Z" },
  ]);
});

test("a source that does not answer fails all of it", async () => {
  fake.script = () => [{ status: 500 }];
  await expect(engine.probe([table("sales", "orders")], limits())).rejects.toMatchObject({ code: "TS-DATA-002" });
});

test("a scan whose table is gone fails as a whole, and one that is refused memory tells so for its measure alone", async () => {
  const relation = table("sales", "orders");
  const columns = answer(["Column", "Type"], [["a", "bigint"]]);
  const request = {
    relation,
    timezone: "UTC",
    profile: [],
    measures: [{ id: "d", where: null, kind: "duplicates", columns: ["a"] }],
  } as const;
  fake.script = (sql) => (sql.startsWith("DESCRIBE") ? columns : error("TABLE_NOT_FOUND"));
  await expect(engine.scan(request, limits())).rejects.toMatchObject({ code: "TS-DATA-002" });
  fake.script = (sql) => (sql.includes("GROUP BY") ? error("EXCEEDED_LOCAL_MEMORY_LIMIT") : answer(["_col0"], [[3]]));
  const { rows, measures } = await engine.scan(request, limits());
  expect(rows).toBe(3);
  expect(measures.get("d")).toMatchObject({ kind: "error", message: expect.stringContaining("cluster") });
});
