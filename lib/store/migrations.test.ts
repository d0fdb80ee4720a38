import pg from "pg";
import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publishNow } from "#lib/store/conformance/publish-now.ts";
import { contractOf, putOf } from "#lib/store/fixture.ts";
import { openStore } from "#lib/store/prisma.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";
import { applyMigrations } from "../../prisma/apply-migrations.ts";
import { pendingSql } from "../../prisma/drift.ts";
import { openPool, readMigrations } from "../../prisma/schema-engine.ts";

let server: StoreServer;
beforeAll(async () => {
  server = await startStoreServer();
}, 60_000);
afterAll(() => server.stop());

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it("the migrations lead to what schema.prisma says", async () => {
  const pool = openPool((await server.newDatabase("empty")).migrateUrl);
  try {
    expect(await pendingSql(pool)).toBeNull();
  } finally {
    await pool.end();
  }
});

it("four processes that migrate at once apply each migration once", async () => {
  const { migrateUrl } = await server.newDatabase("empty");
  const results = await Promise.all(Array.from({ length: 4 }, () => applyMigrations(migrateUrl, null)));
  expect(results.flat()).toEqual(readMigrations().map(({ name }) => name));
  expect(await applyMigrations(migrateUrl, null)).toEqual([]);
});

it("the app's role reads and writes rows and cannot change a table", async () => {
  const { url } = await server.newDatabase();
  const store = await openStore({ url });
  expect((await publishNow(store, { datasets: [putOf(contractOf({ name: "a" }))] })).outcome).toBe("published");
  await store.close();
  await expect(query(url, "drop table dataset")).rejects.toMatchObject({ code: "42501" });
  await expect(query(url, "create table mine (a int)")).rejects.toMatchObject({ code: "42501" });
});

it("the app's role keeps the tables of the queue in their own schema, once it is told not to make that", async () => {
  const { url } = await server.newDatabase();
  const [refused, boss] = [new PgBoss(url), new PgBoss({ connectionString: url, createSchema: false })];
  for (const each of [refused, boss]) each.on("error", () => undefined);
  await expect(refused.start()).rejects.toThrow("permission denied");
  await boss.start();
  try {
    await boss.createQueue("observe");
    const id = await boss.send("observe", { dataset: "orders" });
    expect((await boss.fetch("observe")).map((job) => job.id)).toEqual([id]);
  } finally {
    await boss.stop({ graceful: false });
  }
  expect(await query(url, "select distinct tableowner from pg_tables where schemaname = 'pgboss'")).toEqual([{ tableowner: "touchstone" }]);
});

it("a role that is named gets its rights without default privileges", async () => {
  const { url, migrateUrl, adminUrl } = await server.newDatabase("empty");
  await query(adminUrl, "alter default privileges for role touchstone_migrate revoke all on tables from touchstone");
  await query(adminUrl, "alter default privileges for role touchstone_migrate revoke all on sequences from touchstone");
  await applyMigrations(migrateUrl, "touchstone");
  const store = await openStore({ url });
  expect((await publishNow(store, { datasets: [putOf(contractOf({ name: "a" }))] })).outcome).toBe("published");
  await store.close();
});

it("a failing migration leaves nothing behind", async () => {
  const { migrateUrl } = await server.newDatabase("empty");
  await query(migrateUrl, "create type promise as (a int); create table other (a int)");
  await expect(applyMigrations(migrateUrl, null)).rejects.toThrow("holds other tables");
  await query(migrateUrl, "drop table other");
  await expect(applyMigrations(migrateUrl, null)).rejects.toThrow("could not be brought up to date");
  expect(await query(migrateUrl, "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")).toEqual([]);
  await query(migrateUrl, "drop type promise");
  expect((await applyMigrations(migrateUrl, null)).length).toBeGreaterThan(0);
});

it("a database of a newer version is refused", async () => {
  const { migrateUrl } = await server.newDatabase();
  await query(
    migrateUrl,
    "insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values ('x', 'x', '29990101000000_future', now(), 1)",
  );
  await expect(applyMigrations(migrateUrl, null)).rejects.toThrow("newer version (29990101000000_future is unknown here)");
});

it("a database that cannot be used is one sentence with the remedy, without the password", async () => {
  const { url, migrateUrl } = await server.newDatabase("empty");
  const at = (change: Partial<URL>) => Object.assign(new URL(migrateUrl), change).href;
  for (const [broken, sentence] of [
    [at({ pathname: "/nowhere" }), "There is no database nowhere"],
    [at({ password: "wrong-word" }), "refuses the user touchstone_migrate"],
    ["postgresql://u:secret-word@127.0.0.1:1/d", "The database at 127.0.0.1:1 does not answer. Start it, or correct DATABASE_URL."],
    [url, "The user touchstone may not create tables"],
  ] as const) {
    const message = await applyMigrations(broken, null).then(String, (error: Error) => error.message);
    expect(message).toContain(sentence);
    expect(message).not.toMatch(/secret-word|wrong-word|\n/);
  }
});

it("catalogs from before get the relations that publishing writes", async () => {
  const { url, adminUrl } = await server.newDatabase();
  const store = await openStore({ url });
  const source = { source: "Ware-house", relation: "Sales.Orders-2", files: null };
  const contracts = [
    contractOf({ name: "a", source, access: { query: ' select *\n FROM Prod."x' } }),
    contractOf({ name: "b", source: { ...source, source: null }, access: { query: "SELECT * FROM prod.orders ;" } }),
    contractOf({ name: "c", source: { source: "w", relation: null, files: "*.csv" }, access: { query: "SELECT a FROM prod.c" } }),
    contractOf({ name: "d", access: { query: "select * from prod.d" } }),
  ];
  await publishNow(store, { datasets: contracts.map((contract) => putOf(contract)) });
  await store.close();
  const relations = () => query(url, "select name, array(select unnest(relations) order by 1) as relations from dataset order by name");
  const written = await relations();
  expect(written).toContainEqual({ name: "b", relations: ["prod.orders", "sales.orders_2"] });
  expect(written).toContainEqual({ name: "c", relations: [] });
  const byHand = /-- By hand[^\n]*\n(UPDATE "dataset"[\s\S]*?;)\s*$/.exec(
    readMigrations().find(({ name }) => name.endsWith("_audit"))?.sql ?? "",
  );
  await query(adminUrl, "update dataset set relations = '{}'");
  await query(adminUrl, byHand?.[1] ?? "");
  expect(await relations()).toEqual(written);
});
