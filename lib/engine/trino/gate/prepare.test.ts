import { afterAll, expect, test } from "vitest";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import { Gate } from "#lib/engine/trino/gate/gate.ts";
import { typesOf } from "#lib/engine/trino/table.ts";

const gate = new Gate();
afterAll(() => gate.close());

const source = { id: "lake", engine: "trino", urlEnv: "TOUCHSTONE_SOURCE_LAKE", catalog: "memory", timezone: "UTC" } as const;

async function prepared(text: string): Promise<string> {
  const types = typesOf([
    { name: "id", type: "bigint" },
    { name: "email", type: "varchar" },
  ]);
  const sql = guardSql({
    dialect: "trino",
    text,
    params: [],
    datasets: [
      {
        name: ["orders"],
        relation: { kind: "table", source, path: ["shop", "orders"], version: "1" },
        columns: [
          { name: "id", mask: null },
          { name: "email", mask: "redact" },
        ],
        rows: null,
      },
    ],
  });
  return (await gate.prepare(sql, [{ types, secret: "" }], new AbortController().signal)).sql;
}

test("the view of a dataset stands in front of the statement", async () => {
  expect(await prepared("SELECT id FROM orders")).toBe(
    `WITH "tst_dataset_0" AS (SELECT "id" AS "id", '[redacted]' AS "email" FROM "memory"."shop"."orders") SELECT id FROM "tst_dataset_0" AS "orders"`,
  );
});

test.for(["random() < 0.5", "id = 1 OR rand(10) = 3", "element_at(shuffle(ARRAY[true, false]), 1)"])(
  "a row policy that is left to chance opens no row: %s",
  async (text) => {
    const { signal } = new AbortController();
    await gate.checkPolicy({ parts: ["id > 3 AND email LIKE 'a%'"] }, signal);
    await expect(gate.checkPolicy({ parts: [text] }, signal)).rejects.toMatchObject({ code: "TS-ACCESS-001" });
  },
);

// Trino refuses an entry of a recursive WITH that does not name its columns.
test("behind WITH RECURSIVE it names its columns", async () => {
  expect(await prepared("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n, orders")).toMatch(
    /^WITH RECURSIVE "tst_dataset_0" \("id", "email"\) AS \(SELECT "id" AS "id".*\), n\(i\) AS/,
  );
});
