import { afterAll, beforeAll, expect, test } from "vitest";
import { CHANCE } from "#lib/contract/chance.ts";
import { limits } from "#lib/engine/conformance.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";
import { ALLOWED_FUNCTIONS } from "#lib/engine/postgres/gate/allowed-functions.ts";
import { openHarness, type PostgresHarness, tableOf } from "#lib/engine/postgres/harness.ts";

const TABLES = `
  CREATE TABLE plain (id int PRIMARY KEY, tenant text);
  CREATE MATERIALIZED VIEW kept AS SELECT * FROM plain WHERE tenant = 'secret';
  CREATE VIEW seen AS SELECT * FROM plain WHERE tenant = 'secret';
  CREATE TABLE guarded (id int, tenant text); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON guarded USING (tenant = 'secret');
  CREATE TABLE parts (id int, tenant text) PARTITION BY LIST (tenant); CREATE TABLE parts_secret PARTITION OF parts FOR VALUES IN ('secret');
  CREATE TABLE parent (id int, tenant text); CREATE TABLE child_secret () INHERITS (parent);
  CREATE TABLE computed (bare int, id int GENERATED ALWAYS AS (bare * 4711) VIRTUAL, tenant text);
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`;

let harness: PostgresHarness;
beforeAll(async () => {
  harness = await openHarness();
  await harness.admin(TABLES);
}, 60_000);
afterAll(async () => await harness.close());

async function planOf(...names: readonly string[]): Promise<string> {
  const datasets = names.map((name) => ({ name: [name], relation: tableOf(name), columns: [{ name: "id", mask: null }], rows: null }));
  const text = `SELECT count(*) FROM ${names.join(" JOIN ")}${names.length > 1 ? " USING (id)" : ""} WHERE ${names[0]}.id > 17`;
  return await harness.engine().explain(guardSql({ dialect: "postgres", text, params: [], datasets }), limits());
}

test.for([["plain"], ["kept"], ["plain", "kept"]])("a plan over %j shows the reader's conditions", async (names) => {
  expect(await planOf(...names)).toMatch(/id > 17/);
});

test.for([["seen"], ["guarded"], ["parts"], ["parent"], ["computed"], ["plain", "seen"]])(
  "a plan over %j names operators only, because the server has conditions of its own",
  async (names) => {
    const plan = await planOf(...names);
    expect(plan).toMatch(/Aggregate/);
    expect(plan).not.toMatch(/secret|tenant|4711|17|cost/);
  },
);

test("functions that give another value each time are known as such", async () => {
  const found = await harness.admin(
    "SELECT DISTINCT proname FROM pg_proc WHERE provolatile = 'v' AND pronamespace = 'pg_catalog'::regnamespace",
  );
  const volatile = found.map(({ proname }) => String(proname));
  expect(volatile).toContain("random");
  expect(volatile.filter((name) => ALLOWED_FUNCTIONS.has(name)).sort()).toEqual([...CHANCE.postgres].sort());
});

test("a row policy that is left to chance opens no row, however it is written", async () => {
  for (const text of [
    "random() < 2",
    "pg_catalog.random() < 2",
    "('{a,b}'::text[]).array_shuffle <> '{}'",
    "(gen_random_uuid())::text <> ''",
  ]) {
    const rows = { parts: [text] };
    const datasets = [{ name: ["plain"], relation: tableOf("plain"), columns: [{ name: "id", mask: null }], rows }];
    const run = harness.engine().run(guardSql({ dialect: "postgres", text: "SELECT * FROM plain", params: [], datasets }), 5, limits());
    await expect(run, text).rejects.toMatchObject({ code: "TS-ACCESS-001" });
  }
});
