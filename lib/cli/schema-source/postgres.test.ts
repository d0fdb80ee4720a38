import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { parseTexts, placesOf } from "#lib/contract/testing.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

const SCHEMA = `
CREATE SCHEMA sales;
CREATE TYPE sales.order_status AS ENUM ('placed', 'paid', 'it''s "done"');
CREATE DOMAIN sales.email AS text NOT NULL CHECK (VALUE LIKE '%@%');
CREATE DOMAIN sales.percent AS numeric(5,2) CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE TABLE sales.customers (customer_id bigint PRIMARY KEY, email sales.email UNIQUE, name varchar(100), tags text[]);
COMMENT ON TABLE sales.customers IS 'One row per customer: "real" ones. # no comment
Second line, {{ jinja }}.';
COMMENT ON COLUMN sales.customers.name IS 'Full name -- as typed: yes';
CREATE TABLE sales.orders (
  order_id uuid, line int, customer_id bigint NOT NULL REFERENCES sales.customers, status sales.order_status NOT NULL,
  channel text CHECK (channel IN ('web', 'app')), total numeric(12,2) CHECK (total >= 0), discount sales.percent,
  share double precision CHECK (share > 0 AND share <= 1), code varchar(4), placed_at timestamptz NOT NULL,
  PRIMARY KEY (order_id, line), UNIQUE (customer_id, placed_at), CHECK (total > share));
CREATE UNIQUE INDEX ON sales.orders (code) WHERE status <> 'placed';
CREATE UNIQUE INDEX ON sales.orders (lower(code));
ALTER TABLE sales.orders ADD CONSTRAINT later CHECK (line > 0) NOT VALID;
CREATE TABLE public.orders (id int PRIMARY KEY, parent int REFERENCES public.orders, "Order: Lines" text, "ID" text);
CREATE TABLE public."Order Lines" (id int, order_id uuid, line int, FOREIGN KEY (order_id, line) REFERENCES sales.orders);
CREATE TABLE public.events (id bigint, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.events_2026 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW sales.big_orders AS SELECT o.order_id, c.name FROM sales.orders o JOIN sales.customers c USING (customer_id);
CREATE MATERIALIZED VIEW public.daily AS SELECT placed_at::date AS day, sum(total) AS revenue FROM sales.orders GROUP BY 1;
CREATE TABLE public.empty_table ();
CREATE TABLE public.constructor (id int);
`;

let server: StoreServer;
let url: string;
beforeAll(async () => {
  server = await startStoreServer();
  const urls = await server.newDatabase("empty");
  url = urls.adminUrl;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(SCHEMA);
  await client.end();
}, 60_000);
afterAll(() => server.stop());

const importPostgres = (...args: readonly string[]) =>
  runCli(["import", "postgres", "TOUCHSTONE_SOURCE_SHOP", ...args], { env: { TOUCHSTONE_SOURCE_SHOP: url } });

async function datasets(...args: readonly string[]) {
  const { code, out, err } = await importPostgres(...args);
  expect([code, err]).toEqual([0, err]);
  const { catalog, problems } = parseTexts({ "shop.yaml": out });
  expect(placesOf(problems.filter(({ level }) => level === "error"))).toEqual([]);
  return { out, err, catalog, find: (name: string) => catalog.datasets.find((dataset) => dataset.name === name) };
}

describe("touchstone import postgres", () => {
  it("makes a dataset of each table and view, and none of a partition", async () => {
    const { catalog } = await datasets();
    expect(catalog.datasets.map(({ name }) => name)).toEqual([
      "big_orders",
      "constructor_table",
      "customers",
      "daily",
      "empty_table",
      "events",
      "order_lines",
      "orders",
      "sales.orders",
    ]);
  });

  it("promises what the database enforces", async () => {
    const { find } = await datasets();
    const columns = Object.fromEntries((find("sales.orders")?.columns ?? []).map((column) => [column.name, column]));
    expect(columns["order_id"]).toMatchObject({ type: "uuid", primaryKey: true });
    expect(columns["line"]).toMatchObject({ primaryKey: true });
    expect(columns["customer_id"]).toMatchObject({ required: true, references: "customers.customer_id" });
    expect(columns["status"]).toMatchObject({ required: true, values: ["placed", "paid", 'it\'s "done"'], logicalType: "string" });
    expect(columns["channel"]).toMatchObject({ required: false, values: ["web", "app"] });
    expect(columns["total"]).toMatchObject({ type: "numeric(12,2)", min: 0, max: null });
    expect(columns["discount"]).toMatchObject({ type: "numeric(5,2)", min: 0, max: 100, exclusiveMin: false });
    expect(columns["share"]).toMatchObject({ min: 0, exclusiveMin: true, max: 1, exclusiveMax: false });
    expect(columns["placed_at"]).toMatchObject({ type: "timestamp with time zone", logicalType: "timestamp" });
    expect(find("sales.orders")?.checks.map(({ kind, params, where }) => [kind, params, where])).toEqual([
      ["unique", { columns: ["code"] }, "status <> 'placed'::sales.order_status"],
      ["unique", { columns: ["customer_id", "placed_at"] }, null],
      ["sql", { sql: "SELECT * FROM sales.orders WHERE NOT ((total)::double precision > share)" }, null],
    ]);
    expect(find("customers")?.columns.slice(0, 3)).toMatchObject([
      { primaryKey: true },
      { type: "text", unique: true, required: true },
      { type: "character varying(100)", description: "Full name -- as typed: yes" },
    ]);
  });

  it("does not promise what is only declared", async () => {
    const { find, out } = await datasets();
    expect(find("sales.orders")?.columns.find(({ name }) => name === "line")).toMatchObject({ min: null });
    expect(out).toContain("# Declared, but not valid for all rows, so not promised: later.");
  });

  it("keeps comments as descriptions, whatever they hold", async () => {
    expect((await datasets()).find("customers")?.description).toBe(
      'One row per customer: "real" ones. # no comment\nSecond line, {{ jinja }}.',
    );
  });

  it("knows what views read, and keeps keys of several columns", async () => {
    const { find } = await datasets();
    expect(find("big_orders")?.upstream).toEqual(["customers", "sales.orders"]);
    expect(find("daily")?.upstream).toEqual(["sales.orders"]);
    expect(find("order_lines")?.custom).toEqual({
      foreign_keys: [{ columns: ["order_id", "line"], to: "sales.orders", to_columns: ["order_id", "line"] }],
    });
  });

  it("tells what a catalog cannot hold", async () => {
    const { err, find } = await datasets();
    expect(err).toContain("column whose name a catalog cannot hold, left out: public.orders.ID");
    expect(err).toContain("relation whose name a catalog cannot hold, left out: public.Order Lines");
    expect(find("order_lines")?.source).toBeNull();
  });

  it("names the variable as the source, and never the address", async () => {
    const { catalog, out, err } = await datasets();
    expect(catalog.sources).toMatchObject([{ engine: "postgres", urlEnv: "TOUCHSTONE_SOURCE_SHOP" }]);
    const { password } = new URL(url);
    expect(password).not.toBe("");
    expect(out + err).not.toContain(password);
  });

  it("writes the same bytes twice", async () => {
    expect((await datasets()).out).toBe((await datasets()).out);
  });

  it("imports the schemas and tables that are named", async () => {
    expect((await datasets("--schema", "sales", "--table", "c*")).catalog.datasets.map(({ name }) => name)).toEqual(["customers"]);
    const { out, err } = await datasets("--table", "sales.orders");
    expect(out).toContain("points to sales.customers.customer_id, which is not in this catalog");
    expect(err).toContain("sales.orders → sales.customers");
  });

  it.each([
    [["--schema", "sale"], "has no schema 'sale' with tables. Did you mean 'sales'?"],
    [["--table", "oders"], "has no table 'oders'. Did you mean 'orders'?"],
  ])("ends with 2 for %j, and names the nearest", async (args, message) => {
    const { code, err } = await importPostgres(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("starts a file for one table, with its key and its check", async () => {
    const { code, out } = await runCli(["new", "dataset", "all_orders", "--from", "TOUCHSTONE_SOURCE_SHOP#sales.orders", "--out", "-"], {
      env: { TOUCHSTONE_SOURCE_SHOP: url, TOUCHSTONE_CATALOG: "/nowhere" },
    });
    expect(code).toBe(0);
    const { catalog, problems } = parseTexts({ "c.yaml": out });
    expect(problems.filter(({ level }) => level === "error")).toEqual([]);
    expect(catalog.datasets[0]).toMatchObject({
      name: "all_orders",
      status: "draft",
      checks: [{}, {}, { params: { sql: expect.stringContaining("FROM all_orders WHERE") } }],
    });
  });

  it("changes nothing in the database, and ends its connection", async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await importPostgres();
    const { rows } = await client.query("SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'touchstone import'");
    await client.end();
    expect(rows).toEqual([{ count: 0 }]);
  });
});

describe("a database that cannot be read", () => {
  const run = (address: string) => runCli(["import", "postgres", address], { env: {} });

  it("is told by its reason, without the password", async () => {
    const wrong = Object.assign(new URL(url), { password: "s3cret-wrong" }).href;
    const { code, err } = await run(wrong);
    expect([code, err]).toEqual([2, expect.stringContaining("refuses the user")]);
    expect(err).not.toContain("s3cret-wrong");
  });

  it.each([
    ["postgresql://u:s3cret@127.0.0.1:9/x", "No PostgreSQL answers at 127.0.0.1:9"],
    ["postgresql://u:s3cret@host.invalid/x", "host.invalid"],
    ["postgresql://u:s3cret@/x y?host=%", "PostgreSQL"],
    ["mysql://u:s3cret@h/x", "This is no address of a PostgreSQL database"],
    ["TOUCHSTONE_SOURCE_NONE", "The variable TOUCHSTONE_SOURCE_NONE is not set"],
    ["sales", "The variable sales is not set"],
  ])("%s is told by its reason", async (address, message) => {
    const { code, err } = await run(address);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err).not.toContain("s3cret");
  });

  it("has no such database", async () => {
    const { code, err } = await run(Object.assign(new URL(url), { pathname: "/absent" }).href);
    expect([code, err]).toEqual([2, expect.stringContaining("has no such database")]);
  });
});
