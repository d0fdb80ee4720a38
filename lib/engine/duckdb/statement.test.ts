import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { SelectColumn, SqlPage } from "#lib/engine/engine.ts";
import { type DatasetBinding, guardSql, type RowPolicy, type SqlParam } from "#lib/engine/guarded-sql.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";

let harness: DuckDbHarness;
let orders: FileRelation;
beforeAll(async () => {
  harness = await openHarness({ workers: 1, spares: 1 });
  orders = await harness.relationOf(
    "SELECT i AS id, CASE WHEN i % 4 = 0 THEN 'CN' ELSE 'DE' END AS country, 'u' || i || '@example.com' AS email, i * 1.5::DECIMAL(12,2) AS amount FROM range(20) t(i)",
  );
});
afterAll(async () => await harness.close());

type Columns = Readonly<Record<string, SelectColumn["mask"]>>;

function bind(
  name: string,
  relation: FileRelation,
  columns: Columns = { id: null, country: null, email: null, amount: null },
  rows: RowPolicy | null = null,
): DatasetBinding {
  return { name: name.split("."), relation, columns: Object.entries(columns).map(([column, mask]) => ({ name: column, mask })), rows };
}

function guard(text: string, datasets: readonly DatasetBinding[] = [bind("orders", orders)], params: readonly SqlParam[] = []) {
  return guardSql({ dialect: "duckdb", text, params, datasets });
}

async function run(text: string, datasets?: readonly DatasetBinding[], params?: readonly SqlParam[], limit = 100): Promise<SqlPage> {
  return await harness.engine().run(guard(text, datasets, params), limit, limits());
}

async function failure(text: string, datasets?: readonly DatasetBinding[], params?: readonly SqlParam[]): Promise<AppError> {
  const error = await run(text, datasets, params).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error(`expected a failure, got ${JSON.stringify(error)}`);
  return error;
}

const policy = (...parts: RowPolicy["parts"]): RowPolicy => ({ parts });

describe("a statement", () => {
  test("gives its rows as exact values, with the names and types of the text", async () => {
    expect(
      await run("SELECT 9007199254740993 AS big, 1.50::DECIMAL(4,2) AS d, 'nan'::DOUBLE AS n, [1, NULL] AS l, NULL AS nothing"),
    ).toEqual({
      columns: [
        { name: "big", type: "BIGINT", nullable: true },
        { name: "d", type: "DECIMAL(4,2)", nullable: true },
        { name: "n", type: "DOUBLE", nullable: true },
        { name: "l", type: "INTEGER[]", nullable: true },
        expect.objectContaining({ name: "nothing" }),
      ],
      rows: [["9007199254740993", "1.50", "NaN", [1, null], null]],
      more: false,
    });
  });

  test("keeps its order, and tells whether more rows follow", async () => {
    const text = "SELECT id FROM orders ORDER BY id DESC";
    expect(await run(text, undefined, undefined, 3)).toMatchObject({ rows: [[19], [18], [17]], more: true });
    expect(await run(text, undefined, undefined, 20)).toMatchObject({ more: false });
  });

  test("may name two columns alike", async () => {
    const page = await run('SELECT id AS a, country AS a, id AS "A" FROM orders ORDER BY 1 LIMIT 1');
    expect(page.columns.map(({ name }) => name)).toEqual(["a", "a", "A"]);
    expect(page.rows).toEqual([[0, "CN", 0]]);
  });

  test.for([
    "SELECT 1 AS a -- the end",
    "SELECT 1 AS a /* the end */",
    "SELECT 1 AS a;",
    "SELECT 1 AS a ; -- 'the' end;",
    "SELECT 1 AS a;;\n",
    "-- first\nWITH x AS (SELECT 1 AS a) SELECT * FROM x",
    "VALUES (1)",
    "(SELECT 1 AS a)",
    "FROM (SELECT 1 AS a)",
    "SELECT 2 AS a UNION ALL SELECT 1 ORDER BY a LIMIT 1",
  ])("%j is run as it stands", async (text) => {
    expect((await run(text)).rows).toEqual([[1]]);
  });

  test("of several relations is one instance with the files of both", async () => {
    const countries = await harness.relationOf("SELECT 'CN' AS code, 'China' AS title");
    const datasets = [bind("orders", orders), bind("ref.countries", countries, { code: null, title: null })];
    const text = "SELECT c.title, count(*) FROM orders o JOIN ref.countries c ON c.code = o.country GROUP BY ALL";
    expect((await run(text, datasets)).rows).toEqual([["China", 5]]);
    expect((await run(text, datasets.toReversed())).rows).toEqual([["China", 5]]);
  });

  test.for([
    ["orders", "SELECT count(*) FROM orders"],
    ["orders", 'SELECT count(orders.id) FROM "Orders"'],
    ["prod.orders", "SELECT count(prod.orders.id) FROM prod.orders"],
    ["lake.prod.orders", "SELECT count(orders.id) FROM lake.prod.orders"],
    ["main.orders", "SELECT count(*) FROM main.orders"],
    ["lake.main.orders", "SELECT count(*) FROM lake.main.orders"],
    ['we"ird.or ders', 'SELECT count(*) FROM "we""ird"."or ders"'],
  ])("finds a dataset called %s", async ([name = "", text = ""]) => {
    expect((await run(text, [bind(name, orders)])).rows).toEqual([[20]]);
  });

  test("finds names of two and of three parts that begin alike", async () => {
    const datasets = [bind("lake.prod.orders", orders), bind("lake.orders", orders), bind("orders", orders)];
    const text = "SELECT (SELECT count(*) FROM lake.prod.orders), (SELECT count(*) FROM lake.orders), (SELECT count(*) FROM orders)";
    expect((await run(text, datasets)).rows).toEqual([[20, 20, 20]]);
  });

  test.for(["memory.orders", "system.main.orders", "TEMP.orders"])("says that %s cannot be named", async (name) => {
    const { code, message } = await failure(`SELECT * FROM ${name}`, [bind(name, orders)]);
    expect([code, message]).toEqual(["TS-QUERY-001", expect.stringMatching(/cannot name/)]);
  });

  test("is refused where two of its names are the engine's one and mean two datasets", async () => {
    const people = await harness.relationOf("SELECT 'Ada' AS name");
    const two = [bind("orders", orders), bind("main.orders", people, { name: null })];
    expect(await failure("SELECT * FROM orders, main.orders AS m", two)).toMatchObject({
      code: "TS-QUERY-001",
      message: expect.stringContaining("main.orders"),
    });
    const policies = [bind("orders", orders), bind("ORDERS", orders, { id: null, country: "redact" })];
    expect((await failure("SELECT * FROM orders, ORDERS AS o", policies)).code).toBe("TS-QUERY-001");
    const same = [bind("orders", orders), bind("main.orders", orders), bind("Orders", orders)];
    expect((await run("SELECT count(*) FROM orders, main.orders m, Orders o", same)).rows).toEqual([[8000]]);
  });

  test("needs no dataset at all", async () => {
    expect((await run("SELECT 40 + 2 AS a", [])).rows).toEqual([[42]]);
  });

  test("sees nothing of the relations behind its datasets' names", async () => {
    const datasets = [bind("orders", orders, { id: null, email: "partial" })];
    expect((await run("SELECT * FROM orders ORDER BY id LIMIT 1", datasets)).rows).toEqual([[0, "u***@example.com"]]);
    for (const text of ["SELECT country FROM orders", "SELECT * FROM data0", "SELECT * FROM tst.orders"]) {
      const { code, message } = await failure(text, datasets);
      expect(code).toBe("TS-QUERY-001");
      expect(message).not.toMatch(/data0"|memory|tst_/);
    }
  });
});

describe("parameters", () => {
  test.for<[string, readonly SqlParam[], unknown]>([
    ["SELECT count(*) FROM orders WHERE id = ?", [7], 1],
    ["SELECT count(*) FROM orders WHERE id = $1 OR id = $2 OR id = $1 + 1", [7, 9], 3],
    ["SELECT count(*) FROM orders WHERE amount = ?", ["1.50"], 1],
    ["SELECT count(*) FROM orders WHERE country = ? AND id < ?", ["CN", 8], 2],
    ["SELECT count(*) FROM orders WHERE country = ?", ["' OR 1 = 1 --"], 0],
    ["SELECT ? AS x", ["text"], "text"],
    ["SELECT ? AS x", [true], true],
    ["SELECT ? AS x", [9007199254740991], 9007199254740991],
    ["SELECT ? AS x", [0.5], 0.5],
    ["SELECT ? AS x", [1e300], 1e300],
    ["SELECT min(id + ?) AS x FROM orders", [-3_000_000_000], -3_000_000_000],
    ["SELECT ? IS NULL AS x", [null], true],
    ["SELECT count(*) FROM orders WHERE DATE '2026-01-01' + id::INTEGER = ?", ["2026-01-05"], 1],
  ])("%s with %j", async ([text, params, value]) => {
    expect((await run(text, undefined, params)).rows).toEqual([[value]]);
  });

  test("leave the names of columns as they are, also where a type hangs on a value", async () => {
    const page = await run("SELECT id AS a, id AS a, ? AS x FROM orders ORDER BY id LIMIT 1", undefined, ["z"]);
    expect(page.columns.map(({ name, type }) => [name, type])).toEqual([
      ["a", "BIGINT"],
      ["a", "BIGINT"],
      ["x", "VARCHAR"],
    ]);
  });

  test("reach an export", async () => {
    const sql = guard("SELECT id, ? AS x FROM orders WHERE id < $2 ORDER BY id".replace("?", "$1"), undefined, ["=1+1", 2]);
    const { bytes, done } = await harness.engine().copySql(sql, { format: "csv", safe: true }, limits());
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe("id,x\n0,'=1+1\n1,'=1+1\n");
    expect(await done).toEqual({ rows: 2 });
  });
});

describe("a reader's mistake", () => {
  test.for<[string, RegExp, string | null]>([
    ["SELECT\n  'ä€😀', foo FROM orders", /column "foo" not found/, "sql:2:11"],
    ["SELECT foo(id) FROM orders", /Function with name foo does not exist/, "sql:1:8"],
    ["SELECT id FROM nothing", /Table with name nothing does not exist!$/, "sql:1:16"],
    ["SELECT id FROM orders WHER x y", /^Syntax error at or near "x"\.$/, "sql:1:28"],
    ["SELECT\n\nCAST(email AS INTEGER) FROM orders", /Could not convert string 'u/, "sql:3:1"],
    ["SELECT 9223372036854775807 + id FROM orders", /Overflow/, null],
    ["SELECT (SELECT id FROM orders)", /More than one row/, null],
  ])("%j is told with its place", async ([text, words, path]) => {
    const error = await failure(text);
    expect(error.code).toBe("TS-QUERY-001");
    expect(error.message).toMatch(words);
    expect(error.details.map((detail) => detail.path)).toEqual(path === null ? [] : [path]);
    expect(error.message).not.toMatch(/exception_type|LINE|data0|tst_|\/tmp/);
  });

  test("is told without a value where a policy protects the data", async () => {
    const datasets = [bind("orders", orders, { id: null, email: null }, policy("country <> 'CN'"))];
    for (const text of [
      "SELECT CAST(email AS INTEGER) FROM orders",
      "SELECT error(email) FROM orders",
      "SELECT 9223372036854775807 + id FROM orders",
    ]) {
      const error = await failure(text, datasets);
      expect(error.code).toBe("TS-QUERY-001");
      expect(error.message).toMatch(/policy protects/);
      expect(`${error.message}${JSON.stringify(error.details)}`).not.toMatch(/@example|sql:|Overflow/);
    }
    expect((await failure("SELECT foo FROM orders", datasets)).details).toHaveLength(1);
  });

  test("is not blamed for files that are gone", async () => {
    const gone = fileRelation("parquet", ["/nowhere/secret.parquet"]);
    const error = await failure("SELECT * FROM orders", [bind("orders", gone)]);
    expect([error.code, error.message]).toEqual(["TS-DATA-002", expect.not.stringMatching(/nowhere/)]);
  });
});

describe("a row policy", () => {
  const visible = async (rows: RowPolicy) =>
    (await run("SELECT count(*) FROM orders", [bind("orders", orders, { id: null }, rows)])).rows[0]?.[0];

  test("takes claims as literals of their own type", async () => {
    expect(await visible(policy("country = ", { value: "DE" }))).toBe(15);
    expect(await visible(policy("country = ", { value: "DE' OR TRUE --" }))).toBe(0);
    expect(await visible(policy("id < ", { value: 5 }, " AND id > ", { value: -1 }))).toBe(5);
    expect(await visible(policy("country IN ", { value: ["DE", "CN"] }))).toBe(20);
    expect(await visible(policy("country IN ", { value: [] }))).toBe(0);
    expect(await visible(policy("country NOT IN ", { value: [] }))).toBe(0);
    expect(await visible(policy({ value: true }))).toBe(20);
    expect(await visible(policy("id > 3 -- a remark"))).toBe(16);
    expect(await visible(policy("CASE WHEN id < 3 THEN NULL ELSE true END"))).toBe(17);
  });

  test.for(["country", "nothing = 1", "id"])("that is no condition over the data closes the dataset: %s", async (text) => {
    expect((await failure("SELECT 1 FROM orders", [bind("orders", orders, { id: null }, policy(text))])).code).toBe("TS-ACCESS-001");
  });

  test("judges the bare values of columns that the reader sees masked or not at all", async () => {
    const datasets = [bind("orders", orders, { email: "partial" }, policy("email = 'u3@example.com' OR country = 'CN' AND id = 4"))];
    expect((await run("SELECT email FROM orders WHERE email LIKE 'u***%'", datasets)).rows).toEqual([
      ["u***@example.com"],
      ["u***@example.com"],
    ]);
  });

  // Each fails, or tells by failing, as soon as the reader's condition meets a row that the policy removes.
  const PROBES = [
    "country = 'CN' AND CAST(email AS INTEGER) > 0",
    "CASE WHEN country = 'CN' THEN error(email) ELSE true END",
    "CAST(CASE WHEN country = 'CN' THEN email ELSE '1' END AS INTEGER) > 0",
    "1 // (CASE WHEN country = 'CN' THEN 0 ELSE 1 END) IS NULL OR error(email) IS NULL",
    "regexp_matches('a', CASE WHEN country = 'CN' THEN '(' ELSE 'a' END)",
    "id IN (SELECT CASE WHEN o.country = 'CN' THEN error('seen') ELSE o.id END FROM orders o)",
    "country = 'CN'",
  ];
  const POLICIES = [
    "country <> 'CN'",
    "NOT regexp_matches(sha256(sha256(country)), '^' || sha256(sha256('CN')) || '$')",
    "list_contains(list_filter(['DE', 'FR'], lambda x: length(x) = 2), country)",
  ];
  test.for(POLICIES.flatMap((rows) => PROBES.map((probe) => [rows, probe] as const)))("%s holds before %s", async ([rows, probe]) => {
    const many = await harness.relationOf(
      "SELECT i AS id, CASE WHEN i % 100 = 7 THEN 'CN' ELSE 'DE' END AS country, 'u' || i || '@example.com' AS email FROM range(30000) t(i)",
    );
    const columns = { id: null, country: null, email: null } as const;
    const only = await harness.relationOf(
      "SELECT i AS id, 'DE' AS country, 'u' || i || '@example.com' AS email FROM range(30000) t(i) WHERE i % 100 <> 7",
    );
    const text = `SELECT count(*) FROM orders WHERE ${probe}`;
    const outcome = async (relation: FileRelation) =>
      await run(text, [bind("orders", relation, columns, policy(rows))]).then(
        ({ rows: answer }) => answer,
        (error: unknown) => String(error),
      );
    // The answer is that over a relation which never had the hidden rows.
    expect(await outcome(many)).toEqual(await outcome(only));
  });
});

describe("the namespace", () => {
  test("is left clean after an answer, a failure, a time limit and a reader who leaves", async () => {
    const slow = "SELECT sum(hash(a.range * b.range)) FROM range(100000000) a, range(100000) b";
    const left = new AbortController();
    await run("SELECT * FROM lake.prod.orders", [bind("lake.prod.orders", orders)]);
    await failure("SELECT foo FROM orders");
    await expect(harness.engine().run(guard(slow), 1, limits(150))).rejects.toThrow(/stopped/);
    setTimeout(() => left.abort(new Error("left")), 150);
    await expect(harness.engine().run(guard(slow), 1, { timeoutMs: 20_000, signal: left.signal })).rejects.toThrow("left");
    // One worker and one instance: whatever was left would be there.
    expect(
      (await run("SELECT database_name FROM duckdb_databases() WHERE database_name LIKE 'tst%' OR database_name = 'lake'")).rows,
    ).toHaveLength(1);
  });

  test("of one reader never answers the next, who uses the same names", async () => {
    const masked = [bind("lake.orders", orders, { id: "hash" }, policy("id = 3"))];
    const open = [bind("lake.orders", orders)];
    for (let round = 0; round < 3; round += 1) {
      expect((await run("SELECT count(*) FROM lake.orders", masked)).rows).toEqual([[1]]);
      expect((await run("SELECT count(country) FROM lake.orders", open)).rows).toEqual([[20]]);
      expect((await failure("SELECT country FROM lake.orders", masked)).code).toBe("TS-QUERY-001");
      expect((await failure("SELECT count(*) FROM lake.orders", [])).code).toBe("TS-QUERY-001");
    }
  });
});

describe("a plan", () => {
  test("tells operators and conditions, but no file", async () => {
    const plan = await harness.engine().explain(guard("SELECT country, count(*) FROM orders WHERE id > 3 GROUP BY 1"), limits());
    expect(plan).toMatch(/GROUP_BY/);
    expect(plan).toMatch(/id ?> ?3/);
    expect(plan).not.toContain(harness.folder);
  });

  test("is names alone where a policy is in force", async () => {
    const datasets = [bind("orders", orders, { id: null, email: "hash" }, policy("country <> 'CN'"))];
    const plan = await harness.engine().explain(guard("SELECT * FROM orders WHERE id > 3", datasets), limits());
    expect(plan).toMatch(/SCAN|READ/);
    expect(plan).not.toMatch(/CN|country|sha256|>/);
  });

  test("of a page's relation and of a statement is read by one instance", async () => {
    expect((await harness.engine().page(rowQuery(orders, { id: null }, ["id"], { limit: 1 }), limits())).rows).toEqual([[0]]);
    expect((await run("SELECT min(id) FROM orders")).rows).toEqual([[0]]);
  });
});
