import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import type { RowQuery } from "#lib/engine/engine.ts";
import { type DatasetBinding, guardSql, type RowPolicy, type SqlParam } from "#lib/engine/guarded-sql.ts";
import { ATTACKS } from "#lib/engine/postgres/gate/attacks.ts";
import { openHarness, type PostgresHarness, tableOf } from "#lib/engine/postgres/harness.ts";
import type { PostgresEngine } from "#lib/engine/postgres/postgres.ts";
import type { TableRelation } from "#lib/engine/relation.ts";

const TABLES = `
  CREATE SCHEMA sales; GRANT USAGE ON SCHEMA sales TO reader;
  CREATE TABLE sales.orders (id int PRIMARY KEY, country text, email text, amount numeric(12,2), "Odd Name" text, cost int);
  INSERT INTO sales.orders SELECT i, CASE WHEN i % 4 = 0 THEN 'CN' ELSE 'DE' END, 'u' || i || '@example.com', i * 1.5, 'x', i * 7
    FROM generate_series(1, 20) i;
  UPDATE sales.orders SET email = 'SECRET-' || id WHERE country = 'CN';
  CREATE INDEX ON sales.orders (country);
  CREATE TABLE sales.untold (id int); INSERT INTO sales.untold VALUES (1);
  CREATE ROLE nobody_there NOLOGIN;
  GRANT SELECT ON sales.orders TO reader;
  CREATE FUNCTION public.evil(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
  GRANT EXECUTE ON FUNCTION public.evil(text) TO PUBLIC`;

let harness: PostgresHarness;
beforeAll(async () => {
  harness = await openHarness();
  await harness.admin(TABLES);
}, 60_000);
afterAll(async () => await harness.close());

const orders = tableOf("orders", ["sales", "orders"]);
const NO_CHINA: RowPolicy = { parts: ["country <> 'CN'"] };

function bind(
  name: string,
  rows: RowPolicy | null = null,
  columns: DatasetBinding["columns"] = ["id", "country", "email"].map((column) => ({ name: column, mask: null })),
): DatasetBinding {
  return { name: name.split("."), relation: orders, columns, rows };
}

async function run(
  text: string,
  datasets: readonly DatasetBinding[],
  params: readonly SqlParam[] = [],
  engine: PostgresEngine = harness.engine(),
) {
  return await engine.run(guardSql({ dialect: "postgres", text, params, datasets }), 100, limits());
}

async function outcome(...args: Parameters<typeof run>): Promise<string> {
  return await run(...args).then(
    ({ rows }) => JSON.stringify(rows),
    (error: Error & { code?: string; details?: unknown }) => `${error.code} ${error.message} ${JSON.stringify(error.details)}`,
  );
}

async function readAll(engine: PostgresEngine, query: RowQuery) {
  const { bytes, done } = await engine.copy(query, { format: "csv", safe: false }, limits());
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk as Buffer);
  return { bytes: Buffer.concat(chunks), rows: (await done).rows };
}

describe("a statement that got around the gate", () => {
  test("is refused again by the engine", async () => {
    for (const [text] of ATTACKS.filter((_, index) => index % 9 === 0))
      expect(await outcome(text, [bind("orders")])).toMatch(/^TS-QUERY-00/);
  });
});

describe("columns that are hidden", () => {
  test.for([
    "SELECT cost FROM orders",
    "SELECT orders.cost FROM orders",
    "SELECT id FROM orders WHERE cost > 1",
    "SELECT id FROM orders ORDER BY amount",
    "SELECT o.cost FROM orders o",
    'SELECT (o)."cost" FROM orders o',
    "SELECT max(cost) FROM (SELECT * FROM orders) x",
    "SELECT cost FROM prod.orders",
  ])("do not exist: %s", async (text) => {
    expect(await outcome(text, [bind("orders"), bind("prod.orders")])).toMatch(/^TS-QUERY-001 .*(cost|amount).*does not exist/);
  });

  test("are in no star and in no row as a whole", async () => {
    const [first] = (await run("SELECT * FROM orders WHERE id = 1", [bind("orders")])).rows;
    expect(first).toEqual([1, "DE", "u1@example.com"]);
    expect((await run("SELECT o FROM orders o WHERE id = 1", [bind("orders")])).rows[0]?.[0]).toEqual(
      Object.fromEntries([
        ["id", 1],
        ["country", "DE"],
        ["email", "u1@example.com"],
      ]),
    );
    expect(await outcome("SELECT row_to_json(o)::text FROM prod.orders o WHERE id = 1", [bind("prod.orders")])).not.toMatch(/cost/);
  });
});

describe("names with a schema", () => {
  test.for([
    ["SELECT count(*) FROM prod.orders", [[20]]],
    ["SELECT orders.id FROM prod.orders WHERE orders.id = 3", [[3]]],
    ['SELECT o.id FROM "prod" . /* 😀 */ "orders" AS o WHERE o.id = 3', [[3]]],
    ["SELECT a.id FROM prod.orders a JOIN orders b ON a.id = b.id WHERE a.id = $1", [[3]]],
    ["WITH orders AS (SELECT 1 AS id) SELECT prod.id FROM prod.orders AS prod, orders WHERE prod.id = 3", [[3]]],
    ["SELECT 'prod.orders', id FROM prod.orders WHERE id = 3", [["prod.orders", 3]]],
  ] as [string, unknown][])("are the view of the dataset: %s", async ([text, rows]) => {
    const params = text.includes("$1") ? [3] : [];
    expect((await run(text, [bind("prod.orders"), bind("orders")], params)).rows).toEqual(rows);
  });

  test("never read the table behind the dataset", async () => {
    const policy = [bind("sales.orders", NO_CHINA)];
    expect((await run("SELECT count(*) FROM sales.orders", policy)).rows).toEqual([[15]]);
    expect(await outcome("SELECT count(*) FROM sales.orders, sales.untold", policy)).toMatch(/^TS-QUERY-001 .*sales\.untold/);
    expect(await outcome("SELECT count(*) FROM sales.orders *", policy)).toMatch(/^TS-QUERY-00/);
  });

  test("tell the place of a failure in what was written", async () => {
    const text = "SELECT '😀', nope\nFROM prod.orders";
    expect(await outcome(text, [bind("prod.orders")])).toContain('"sql:1:14"');
    expect(await outcome("SELECT count(*) FROM prod.orders\nWHERE nope = 1", [bind("prod.orders")])).toContain('"sql:2:7"');
  });
});

describe("functions behind a dot", () => {
  const KEY = "touchstone.mask_key";
  const UNTOLD = "SELECT to_tsvector(email) FROM sales.orders";

  // `x.f` is a call of `f(x)` where `x` has no such column.
  test.for([
    `SELECT ('${KEY}'::text).current_setting`,
    `SELECT ('${KEY}').current_setting FROM orders`,
    `SELECT t.current_setting FROM unnest(ARRAY['${KEY}']) AS t`,
    `SELECT t."current_setting" FROM unnest(ARRAY['${KEY}']) AS t`,
    `SELECT (x.y).current_setting FROM (SELECT '${KEY}'::text AS y) x`,
    `SELECT id FROM orders WHERE (country || '${KEY}').current_setting IS NOT NULL`,
    `SELECT ('${UNTOLD}'::text).ts_stat FROM orders`,
    `SELECT (('${UNTOLD}'::text).ts_stat).word FROM orders`,
    `SELECT s.* FROM orders, LATERAL (SELECT (t.ts_stat).* FROM unnest(ARRAY['${UNTOLD}']) AS t) s`,
    "SELECT ('sales.untold'::text).to_regclass FROM orders",
    "SELECT ('sales.untold').regclass FROM orders",
    "SELECT ('nobody_there'::text).regrole FROM orders",
    "SELECT (0.5::float8).setseed FROM orders",
    "SELECT (1::oid).obj_description FROM orders",
    "SELECT (true).current_schemas FROM orders",
  ])("are not called: %s", async (text) => {
    await harness.engine().describe(orders, limits());
    expect(await outcome(text, [bind("orders", null, [{ name: "country", mask: null }])])).toMatch(/^TS-QUERY-00[12] .*(function|oid)/);
  });

  test("are not called by a row policy", async () => {
    const rows: RowPolicy = { parts: [`('${KEY}'::text).current_setting <> ''`] };
    expect(await outcome("SELECT id FROM orders", [bind("orders", rows)])).toMatch(/^TS-ACCESS-001/);
    const page = harness.engine().page({ ...rowQuery(orders, { id: null }), rows }, limits());
    await expect(page).rejects.toMatchObject({ code: "TS-ACCESS-001" });
  });

  test("may be called where they only look at their value, and columns of any name are read", async () => {
    const text = `SELECT (o.country).length, (o.country).upper, x.name, x.text, x.oid, x.version, o.id FROM orders o,
      (SELECT 1 AS name, 2 AS text, 3 AS oid, 4 AS version) x WHERE o.id = 1`;
    expect((await run(text, [bind("orders")])).rows).toEqual([[2, "DE", 1, 2, 3, 4, 1]]);
  });
});

describe("values in an export", () => {
  // `U&'…'` is a text of its own kind.
  test("do not grow together with what stands before them", async () => {
    const text = "SELECT u&$1 AS a, id FROM (SELECT 6 AS u, id FROM orders WHERE id = 1) x";
    const sql = guardSql({ dialect: "postgres", text, params: [3], datasets: [bind("orders")] });
    const { bytes } = await harness.engine().copySql(sql, { format: "csv", safe: false }, limits());
    expect(Buffer.concat(await bytes.toArray()).toString()).toBe("a,id\n2,1\n");
  });
});

describe("rows behind a policy", () => {
  const PROBES = [
    "SELECT count(*) FROM orders WHERE 1 / (CASE WHEN country = 'CN' THEN 0 ELSE 1 END) = 1",
    "SELECT count(*) FROM orders WHERE CASE WHEN country = 'CN' THEN email::int = 1 ELSE true END",
    "SELECT count(*) FROM orders WHERE CAST(CASE WHEN country = 'CN' THEN email ELSE '1' END AS int) > 0",
    "SELECT count(*) FROM orders WHERE (CASE WHEN country = 'CN' THEN email ELSE '{}' END)::jsonb IS NOT NULL",
    "SELECT count(*) FROM orders WHERE to_date(CASE WHEN country = 'CN' THEN email ELSE '2026' END, 'YYYY') IS NOT NULL",
    "SELECT count(*) FROM orders o JOIN (VALUES ('1')) v(x) ON CASE WHEN o.country = 'CN' THEN o.email::int > 0 ELSE true END",
    "SELECT sum(CASE WHEN country = 'CN' THEN email::int ELSE 0 END) IS NOT NULL FROM orders",
    "SELECT count(*) FROM orders GROUP BY country = 'CN' AND email::int > 0",
    "SELECT count(*) FROM (SELECT * FROM orders ORDER BY CASE WHEN country = 'CN' THEN email::int END) x",
  ];
  const without = async (work: () => Promise<void>) => {
    await harness.admin("REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC");
    try {
      await work();
    } finally {
      await harness.admin("GRANT TEMPORARY ON DATABASE postgres TO PUBLIC");
    }
  };

  test.for(PROBES)("show in no error: %s", async (text) => {
    expect(await outcome(text, [bind("orders", NO_CHINA)])).not.toMatch(/SECRET|^TS/);
    // The table itself would tell, so the probe is one.
    await expect(harness.admin(text.replaceAll("orders", "sales.orders"))).rejects.toThrow();
  });

  test("show in no error where no temporary views can be made", async () => {
    await without(async () => {
      const engine = harness.open();
      for (const text of PROBES) expect(await outcome(text, [bind("orders", NO_CHINA)], [], engine)).not.toMatch(/SECRET|^TS/);
      expect((await run("SELECT count(*) FROM orders", [bind("orders", NO_CHINA)], [], engine)).rows).toEqual([[15]]);
    });
  });

  test("differ from reader to reader on the same connection", async () => {
    const engine = harness.open({ places: { page: 1, export: 1 } });
    const count = async (rows: RowPolicy | null) =>
      (await run("SELECT count(*) FROM orders", [bind("orders", rows)], [], engine)).rows[0]?.[0];
    expect(await count(NO_CHINA)).toBe(15);
    expect(await count({ parts: ["country = ", { value: "CN" }] })).toBe(5);
    expect(await count(null)).toBe(20);
    expect(await count({ parts: ["country IN ", { value: [] }] })).toBe(0);
    expect(await count({ parts: ["country IN ", { value: ["CN", "o'x", "\\'; --"] }] })).toBe(5);
    expect(await count(NO_CHINA)).toBe(15);
  });

  test("stay out of a plan, which names operators only", async () => {
    const sql = guardSql({
      dialect: "postgres",
      text: "SELECT country, count(*) FROM orders GROUP BY country",
      params: [],
      datasets: [bind("orders", NO_CHINA)],
    });
    const plan = await harness.engine().explain(sql, limits());
    expect(plan).toMatch(/Aggregate/);
    expect(plan).not.toMatch(/CN|country|sales|rows=/);
  });
});

describe("the key of the hash mask", () => {
  test("stands in no statement that the server shows", async () => {
    const masked = [bind("orders", NO_CHINA, [{ name: "email", mask: "hash" }])];
    expect((await run("SELECT email FROM orders LIMIT 1", masked)).rows[0]?.[0]).toMatch(/^[0-9a-f]{16}$/);
    await harness.engine().page(rowQuery(orders, { email: "hash" }), limits());
    const shown = JSON.stringify(await harness.admin("SELECT query FROM pg_stat_activity WHERE usename = 'reader'"));
    expect(shown).not.toMatch(/[0-9a-f]{64}/);
    expect(shown).toMatch(/ROLLBACK|SELECT/);
  });
});

describe("a page of rows", () => {
  test("finds its start by an index, and names what is hidden to nobody", async () => {
    const query = rowQuery(orders, { id: null, email: null }, ["id"], { limit: 2 });
    const first = await harness.engine().page(query, limits());
    expect(first.keys).toEqual([
      ["1", "1"],
      ["2", "1"],
    ]);
    const next = await harness.engine().page({ ...query, after: first.keys[1] ?? null }, limits());
    expect(next.rows).toEqual([
      [3, "u3@example.com"],
      [4, "SECRET-4"],
    ]);
  });

  test("of a table that changed is read as it is now", async () => {
    await harness.admin(
      "CREATE TABLE changing (id int PRIMARY KEY, v int); INSERT INTO changing VALUES (1, 2); GRANT SELECT ON changing TO reader",
    );
    const query = rowQuery(tableOf("changing"), { id: null, v: null }, ["id"]);
    expect((await harness.engine().page(query, limits())).rows).toEqual([[1, 2]]);
    await harness.admin(
      "DROP TABLE changing; CREATE TABLE changing (v text, id bigint); INSERT INTO changing VALUES ('x', 9007199254740993); GRANT SELECT ON changing TO reader",
    );
    const columns = await harness.open().describe(tableOf("changing"), limits());
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ["v", "text"],
      ["id", "bigint"],
    ]);
    const failure = await harness
      .engine()
      .page(query, limits())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ rows: [["9007199254740993", "x"]] });
  });
});

describe("a large table", () => {
  const ROWS = 60_000;
  const query = (from: TableRelation, rows: RowPolicy | null = null) =>
    rowQuery(from, { id: null, filler: null }, [], { rows, limit: null });
  beforeAll(async () => {
    await harness.admin(`CREATE TABLE large AS SELECT i AS id, repeat(i::text, 60) AS filler FROM generate_series(1, ${ROWS}) i;
      DELETE FROM large WHERE id % 7 = 0; GRANT SELECT ON large TO reader`);
  });

  test("gives the same bytes by two connections as by one", async () => {
    const two = harness.open();
    const one = harness.open({ places: { page: 1, export: 1 } });
    for (const rows of [null, { parts: ["id % 2 = 0"] }]) {
      const [split, whole] = [await readAll(two, query(tableOf("large"), rows)), await readAll(one, query(tableOf("large"), rows))];
      expect(split.rows).toBe(whole.rows);
      expect(split.bytes.equals(whole.bytes)).toBe(true);
      expect(split.bytes.toString().match(/\n/g)?.length).toBe(split.rows + 1);
    }
    // It was two indeed.
    const pids = await harness.admin(
      "SELECT count(DISTINCT pid)::int AS n FROM pg_stat_activity WHERE usename = 'reader' AND query = 'ROLLBACK'",
    );
    expect(pids[0]?.["n"]).toBeGreaterThanOrEqual(2);
  });

  test("sees one moment of the table, whatever changes while it is read", async () => {
    const { bytes, done } = await harness.open().copy(query(tableOf("large")), { format: "csv", safe: false }, limits());
    await harness.admin("DELETE FROM large WHERE id > 30000; INSERT INTO large VALUES (-1, 'late')");
    let text = "";
    for await (const chunk of bytes) text += String(chunk);
    const { rows } = await done;
    expect(rows).toBe(ROWS - Math.floor(ROWS / 7));
    expect(text).not.toContain("late");
  });

  test("gives all its places back when its reader leaves", async () => {
    const engine = harness.open();
    for (let round = 0; round < 4; round += 1) {
      const { bytes, done } = await engine.copy(query(tableOf("large")), { format: "csv", safe: false }, limits());
      bytes.destroy();
      await expect(done).rejects.toThrow();
    }
    expect((await readAll(engine, query(tableOf("large")))).rows).toBeGreaterThan(1);
  });
});

describe("tables that are not granted", () => {
  test("are told in a sentence, and are not discovered", async () => {
    const query = rowQuery(tableOf("untold", ["sales", "untold"]), { id: null });
    await expect(harness.engine().page(query, limits())).rejects.toMatchObject({
      code: "TS-DATA-002",
      message: expect.stringMatching(/grant SELECT/),
    });
    const found = await harness.engine().discover(orders.source, limits());
    expect(found.find(({ path }) => path.join(".") === "sales.untold")).toBeUndefined();
    expect(found.find(({ path }) => path.join(".") === "sales.orders")).toMatchObject({
      kind: "table",
      columns: [
        { name: "id", type: "integer", nullable: false, primaryKey: true },
        { name: "country" },
        { name: "email" },
        { name: "amount", type: "numeric(12,2)", nullable: true },
        { name: "Odd Name" },
        { name: "cost" },
      ],
    });
  });

  test("have an estimate where the server has one", async () => {
    await harness.admin("ANALYZE sales.orders");
    expect(await harness.engine().estimate(orders, limits())).toEqual({ rows: 20, exact: false, bytes: expect.any(Number) });
  });
});
