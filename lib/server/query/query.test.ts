import { createHash } from "node:crypto";
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { queryAnswerSchema, queryPlanSchema } from "#lib/api/schemas/query.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import { openQueryHarness, type QueryHarness } from "#lib/server/query/harness.ts";
import { worstOf } from "#lib/server/query/statement-trust.ts";
import { columnOf } from "#lib/store/fixture.ts";

const ORDERS = `SELECT (i // 2)::BIGINT AS id, 'buyer' || i || '@example.com' AS mail, (i * 1.5)::DECIMAL(12,2) AS total,
  'secret ' || i AS hidden, i AS extra, 9007199254740993 + i AS big,
  TIMESTAMP '2026-11-21 00:00:00' + INTERVAL (i) MINUTE AS updated_at FROM range(130) t(i)`;
/** Keeps a worker busy for many seconds unless it is stopped. */
const SLOW = "SELECT count(*) FROM range(3000000) a(x), range(3000000) b(y) WHERE (x * y) % 7 = 3";

const mask = (as: "partial" | "hide") => ({ as, except: ["crm"] });
const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", mask: mask("partial") }),
  columnOf({ name: "total" }),
  columnOf({ name: "hidden", mask: mask("hide") }),
  columnOf({ name: "big" }),
  columnOf({ name: "updated_at" }),
];
const position = { file: "", line: 1, column: 1 };
const freshness = { promised: "< 1 day", maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at", position };

let duckdb: DuckDbHarness;
let http: QueryHarness;

beforeAll(async () => {
  duckdb = await openHarness();
  const { paths } = await duckdb.relationOf(ORDERS);
  const source = { source: "lake", relation: basename(paths[0] ?? "", ".parquet"), files: null };
  http = await openQueryHarness({
    engine: duckdb.engine(),
    folder: duckdb.folder,
    limits: { queriesAtOnce: { person: 2, anonymous: 1 } },
    datasets: [
      { name: "customer_orders", source, columns, freshness, access: { query: "SELECT * FROM prod.orders" } },
      { name: "returns", source, columns: columns.filter(({ mask: masked }) => masked === null) },
      { name: "payroll", source, columns, access: { visibility: "restricted", data: "restricted", readers: ["finance"] } },
      { name: "ledger", title: "Ledger", source, columns, access: { data: "restricted", readers: ["finance"] } },
    ],
  });
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});

const answerOf = async (reply: Response) => queryAnswerSchema.strict().parse(await reply.json());
interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
const problemOf = async (reply: Response) => {
  const { type, detail, errors } = (await reply.json()) as Problem;
  return { status: reply.status, code: type.split("/").at(-1), detail, path: errors?.[0]?.path };
};
const lastEvent = () => http.recorded.at(-1);

describe("a JSON answer", () => {
  test("has columns, exact rows in their order, what was read, and whether there is more", async () => {
    const reply = await http.post({ sql: "SELECT id, total, big, updated_at FROM customer_orders ORDER BY total DESC", limit: 2 });
    expect(reply.status).toBe(200);
    expect(await answerOf(reply)).toEqual({
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "total", type: "DECIMAL(12,2)" },
        { name: "big", type: "BIGINT" },
        { name: "updated_at", type: "TIMESTAMP" },
      ],
      rows: [
        [64, "193.50", "9007199254741122", "2026-11-21T02:09:00Z"],
        [64, "192.00", "9007199254741121", "2026-11-21T02:08:00Z"],
      ],
      ...{ rowCount: 2, truncated: true, elapsedMs: expect.any(Number), datasets: ["customer_orders"] },
    });
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      ...{ "content-type": "application/json", "cache-control": "no-store", "ratelimit-policy": '"query";q=1;qu="concurrent-requests"' },
      ...{ "touchstone-status": "unknown", "touchstone-as-of": "2026-11-21T02:09:00.000Z", "touchstone-contract": "1.4.0" },
    });
  });

  test("binds values, and compares integers beyond 2^53 that come as text", async () => {
    const sql = "SELECT count(*) AS n FROM prod.orders WHERE total >= ? AND big = ?::BIGINT";
    expect((await answerOf(await http.post({ sql, params: [3, "9007199254740995"] }))).rows).toEqual([[1]]);
    const text = "x' OR '1'='1";
    expect((await answerOf(await http.post({ sql: "SELECT $1 AS said", params: [text] }))).rows).toEqual([[text]]);
  });

  test("ends at the reader's most rows, and says that there are more", async () => {
    const anonymous = await answerOf(await http.post({ sql: "FROM customer_orders" }));
    expect([anonymous.rowCount, anonymous.truncated]).toEqual([100, true]);
    const person = await answerOf(await http.post({ sql: "FROM customer_orders" }, { headers: { Authorization: http.bearer() } }));
    expect([person.rowCount, person.truncated]).toEqual([130, false]);
  });

  test("shows masked columns masked, also to predicates, and knows no hidden or unpromised one", async () => {
    const all = await answerOf(await http.post({ sql: "SELECT * FROM customer_orders LIMIT 5" }));
    expect(JSON.stringify(all)).not.toMatch(/buyer\d|secret|extra/);
    const probe = "SELECT count(*) FROM customer_orders WHERE mail = 'buyer3@example.com'";
    expect((await answerOf(await http.post({ sql: probe }))).rows).toEqual([[0]]);
    const crm = await http.post({ sql: probe }, { headers: { Authorization: http.bearer("crm") } });
    expect((await answerOf(crm)).rows).toEqual([[1]]);
    for (const column of ["hidden", "extra"])
      expect(await problemOf(await http.post({ sql: `SELECT ${column} FROM customer_orders` }))).toMatchObject({
        status: 400,
        code: "TS-QUERY-001",
      });
  });

  test("of several datasets has one status, and no age", async () => {
    const reply = await http.post({ sql: "SELECT count(*) FROM customer_orders JOIN returns USING (id)" });
    expect((await answerOf(reply)).datasets).toEqual(["customer_orders", "returns"]);
    expect([reply.headers.get("touchstone-status"), reply.headers.get("touchstone-as-of")]).toEqual(["unknown", null]);
    expect(worstOf(["ready", "unknown", "at-risk"])).toBe("at-risk");
    expect([worstOf(["ready", "unknown"]), worstOf(["broken", "at-risk"]), worstOf(["ready"]), worstOf([])]).toEqual([
      "unknown",
      "broken",
      "ready",
      null,
    ]);
  });

  test("reads one dataset under several names at once, each as it is spelled", async () => {
    const sql = `WITH returns AS (SELECT 1 AS one) SELECT count(*) AS n FROM customer_orders a JOIN "Customer-Orders" b USING (total)
      JOIN CUSTOMER_ORDERS c USING (total) JOIN prod.orders USING (total), returns`;
    expect(await answerOf(await http.post({ sql }))).toMatchObject({ rows: [[130]], datasets: ["customer_orders"] });
  });

  test("is packed for those who unpack it", async () => {
    const reply = await http.post({ sql: "FROM customer_orders" }, { headers: { "Accept-Encoding": "gzip" } });
    expect(reply.headers.get("content-encoding")).toBe("gzip");
    expect((await answerOf(reply)).rowCount).toBe(100);
  });
});

describe("other forms", () => {
  test("a CSV file has all rows, under a name, and the same text as an answer with a limit", async () => {
    const sql = "SELECT id, total, updated_at FROM customer_orders ORDER BY total";
    const file = await http.post({ sql, format: "csv" });
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="query-2026-11-22.csv"');
    const lines = (await file.text()).split("\n");
    expect([lines.length, lines[0], lines[1]]).toEqual([132, "id,total,updated_at", "0,0.00,2026-11-21T00:00:00Z"]);
    expect(lastEvent()).toMatchObject({ rows: 130, bytes: expect.any(Number), format: "csv", outcome: "ok" });
    expect((await (await http.post({ sql, format: "csv", limit: 1 })).text()).split("\n")).toEqual([...lines.slice(0, 2), ""]);
  });

  test("NDJSON, Parquet, Arrow and Excel come as files of their kind", async () => {
    const sql = "SELECT id, total FROM customer_orders ORDER BY total LIMIT 2";
    expect(await (await http.post({ sql, format: "ndjson" })).text()).toBe('{"id":0,"total":"0.00"}\n{"id":0,"total":"1.50"}\n');
    for (const [format, magic] of [
      ["parquet", "PAR1"],
      ["arrow", "ARROW1"],
      ["xlsx", "PK"],
    ] as const) {
      const bytes = Buffer.from(await (await http.post({ sql, format })).arrayBuffer());
      expect(bytes.subarray(0, magic.length).toString("latin1"), format).toBe(magic);
      expect(lastEvent()).toMatchObject({ rows: 2, bytes: bytes.length, outcome: "ok" });
    }
  });

  test("Accept decides where the body says nothing", async () => {
    const accepting = (accept: string) => http.post({ sql: "SELECT 1 AS one" }, { headers: { Accept: accept } });
    expect(await (await accepting("text/csv")).text()).toBe("one\n1\n");
    expect((await answerOf(await accepting("*/*"))).rows).toEqual([[1]]);
    expect(await problemOf(await accepting("application/pdf"))).toMatchObject({ status: 406, code: "TS-API-007" });
  });

  test("two files of the same data have the same bytes", async () => {
    const file = async () =>
      createHash("sha256").update(Buffer.from(await (await http.post({ sql: "FROM returns", format: "parquet" })).arrayBuffer()));
    expect((await file()).digest("hex")).toBe((await file()).digest("hex"));
  });

  test("a plan names operators, and nothing of a policy", async () => {
    const sql = "SELECT mail FROM customer_orders WHERE total > 100";
    const { plan, datasets } = queryPlanSchema.strict().parse(await (await http.post({ sql }, { query: "?explain=true" })).json());
    expect(datasets).toEqual(["customer_orders"]);
    expect(plan).not.toMatch(/mask|100|total|mail/i);
    const open = queryPlanSchema.parse(
      await (await http.post({ sql: "SELECT id FROM returns WHERE total > 100" }, { query: "?explain=true" })).json(),
    );
    expect(open.plan).toContain("total");
    expect(lastEvent()).toMatchObject({ action: "explain", outcome: "ok", rows: null });
  });
});

describe("what is refused, in one sentence and with its place", () => {
  test.for([
    ["SELECT * FROM nowhere", 400, "TS-QUERY-001", "There is no dataset 'nowhere'.", "sql:1:15"],
    [
      "SELECT *\nFROM customer_ordres",
      400,
      "TS-QUERY-001",
      "There is no dataset 'customer_ordres'. Did you mean 'customer_orders'?",
      "sql:2:6",
    ],
    ["SELECT * FROM payroll", 400, "TS-QUERY-001", "There is no dataset 'payroll'.", "sql:1:15"],
    ["SELECT * FROM ledger", 403, "TS-ACCESS-001", "You may not read the rows of Ledger.", "sql:1:15"],
    ["SELEC 1", 400, "TS-QUERY-001", "", "sql:1:1"],
    ["SELECT 1; SELECT 2", 403, "TS-QUERY-002", "", expect.stringMatching(/^sql:1:/)],
    ["DELETE FROM customer_orders", 403, "TS-QUERY-002", "", expect.stringMatching(/^(sql:1:|body)/)],
    ["SELECT * FROM read_csv('/etc/passwd')", 403, "TS-QUERY-002", "", expect.stringMatching(/^sql:1:/)],
    ["SELECT getenv('HOME')", 403, "TS-QUERY-002", "", expect.stringMatching(/^sql:1:/)],
    ["SELECT ? FROM returns", 400, "TS-QUERY-001", "The statement has 1 parameter, and 0 values were given.", "body.params"],
    [`SELECT 1 --${"x".repeat(1_024)}`, 413, "TS-API-008", "The statement is longer than 1 KiB, the most that you may send.", "body.sql"],
  ] as const)("%s", async ([sql, status, code, detail, path]) => {
    const problem = await problemOf(await http.post({ sql }));
    expect(problem).toMatchObject({ status, code, detail: expect.stringContaining(detail) });
    expect(problem.path).toEqual(path);
    expect(problem.detail.split("\n")).toHaveLength(1);
    expect(lastEvent()).toMatchObject({ outcome: code, rows: null, bytes: null });
  });

  test("a hidden dataset is recorded as the name that was asked for, without the dataset's id", async () => {
    await http.post({ sql: "SELECT * FROM customer_orders, PayRoll" });
    expect(lastEvent()?.datasets).toEqual([
      { id: "d0", name: "customer_orders" },
      { id: null, name: "payroll" },
    ]);
    await http.post({ sql: "SELECT count(*) FROM PayRoll" }, { headers: { Authorization: http.bearer("finance") } });
    expect(lastEvent()).toMatchObject({ datasets: [{ id: "d2", name: "payroll" }], outcome: "ok" });
  });

  test.for([
    [{ sql: "SELECT 1", limt: 1 }, {}, "", 400, "TS-API-004"],
    [{ sql: "SELECT 1", limit: 101 }, {}, "", 400, "TS-API-003"],
    [{ sql: "SELECT 1", limit: 1, format: "parquet" }, {}, "", 400, "TS-API-003"],
    [{ sql: "SELECT 1" }, {}, "?explian=true", 400, "TS-API-004"],
    [{ sql: "SELECT 1" }, { "Content-Type": "text/plain" }, "", 415, "TS-API-011"],
    [{ sql: "SELECT 1" }, { "Content-Encoding": "gzip" }, "", 415, "TS-API-011"],
    ["{", {}, "", 400, "TS-API-001"],
    [{ sql: "SELECT 1" }, { Authorization: "Bearer tst_no" }, "", 401, "TS-AUTH-001"],
    [{ sql: "SELECT 1" }, { Origin: "https://elsewhere.example" }, "", 403, "TS-API-013"],
    [{ sql: "SELECT 1" }, { Origin: "null" }, "", 403, "TS-API-013"],
    [{ sql: "SELECT id FROM returns" }, {}, "?require=ready", 412, "TS-API-009"],
    [`{"sql":"${"x".repeat(1_000_001)}"}`, {}, "", 413, "TS-API-008"],
  ] as const)("%j with %j%s", async ([body, headers, query, status, code]) => {
    expect(await problemOf(await http.post(body, { headers, query }))).toMatchObject({ status, code });
    expect(lastEvent()?.outcome).toBe(code);
  });

  test("but not a request from a page of Touchstone's own", async () => {
    const Origin = `http://127.0.0.1:${http.port}`;
    expect((await http.post({ sql: "SELECT 1" }, { headers: { Origin } })).status).toBe(200);
  });
});

describe("the audit", () => {
  test("tells who read what of which datasets, under which policies, and keeps the statement but no value", async () => {
    const headers = { Authorization: http.bearer("sales"), "X-Request-Id": "req-42" };
    const sql = "SELECT id, mail FROM customer_orders WHERE total > ? LIMIT 3";
    const text = await (await http.post({ sql, params: [4711.25] }, { headers })).text();
    const { id, ms, at, ...event } = lastEvent() ?? expect.fail();
    expect(event).toEqual({
      ...{ actor: { kind: "token", id: "t", name: "t" }, address: null, requestId: "req-42", action: "query", format: "json" },
      datasets: [{ id: "d0", name: "customer_orders" }],
      columns: ["id", "mail", "total", "big", "updated_at"].map((name) => `customer_orders.${name}`),
      policies: ["customer_orders.mail: partial"],
      ...{ rows: 0, bytes: text.length, outcome: "ok", sql: { text: sql, parameters: 1 } },
    });
    expect([at.toISOString(), Number.isInteger(ms), /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)]).toEqual([
      "2026-11-22T12:00:00.000Z",
      true,
      true,
    ]);
    expect(JSON.stringify(event)).not.toContain("4711");
  });

  test("tells one anonymous reader from another by a hash, and never by an address", async () => {
    await http.post({ sql: "SELECT 1" });
    expect(lastEvent()).toMatchObject({
      actor: { kind: "anonymous", id: null, name: null },
      address: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(JSON.stringify(lastEvent())).not.toContain("127.0.0.1");
  });

  test("what cannot be recorded is not answered", async () => {
    const { record } = http.services.audit;
    Object.assign(http.services.audit, { record: () => Promise.reject(new Error("no room")) });
    try {
      const reply = await http.post({ sql: "SELECT 'never to be seen'" });
      expect([reply.status, await reply.text()]).toEqual([500, expect.not.stringContaining("never to be seen")]);
      await expect(http.post({ sql: "FROM customer_orders", format: "csv" }).then((file) => file.text())).rejects.toThrow();
    } finally {
      Object.assign(http.services.audit, { record });
    }
  });

  test("has nothing of statements and values in the log", async () => {
    for (const sql of ["SELECT 'needle' AS x", "SELECT needle FROM", "SELECT 'needle'::INT", "SELECT error('needle')"])
      await (await http.post({ sql, params: [] })).text();
    await (await http.post({ sql: "SELECT ?::INT", params: ["needle"] })).text();
    const { limits } = http.services.env;
    const query = { ...limits.query };
    Object.assign(limits.query, { anonymous: 300 });
    // Answers of 500 and above are logged.
    expect((await http.post({ sql: `${SLOW} AND ? = 'needle'`, params: ["needle"] })).status).toBe(504);
    Object.assign(limits.query, query);
    const all = "SELECT list(repeat('needle', 1000) || x) FROM range(10000000) t(x)";
    expect((await http.post({ sql: all })).status).toBe(507);
    expect(http.log()).toMatch(/"error".*TS-DATA-003[\s\S]*TS-DATA-005/);
    expect(http.recorded.filter(({ sql }) => sql?.text.includes("needle")).length).toBeGreaterThan(3);
    expect(http.log()).not.toContain("needle");
  });
});

describe("a client that goes away", () => {
  test("stops its query: the worker is free for the next one, and the audit says so", async () => {
    const gone = new AbortController();
    const before = http.recorded.length;
    const slow = http.post({ sql: SLOW }, { signal: gone.signal, headers: { Authorization: http.bearer("slow") } });
    slow.catch(() => undefined);
    const { turns } = http.services;
    await vi.waitFor(() => expect(turns.callers).toBe(1));
    gone.abort();
    await expect(slow).rejects.toThrow();
    await vi.waitFor(() => expect(http.recorded.length).toBe(before + 1), 5_000);
    expect(lastEvent()).toMatchObject({ outcome: "cancelled", sql: { text: SLOW } });
    expect(turns.callers).toBe(0);
    // Both workers, at once.
    const next = await Promise.all(
      ["a", "b"].map((name) => http.post({ sql: "SELECT 1" }, { headers: { Authorization: http.bearer(name) } })),
    );
    expect(next.map(({ status }) => status)).toEqual([200, 200]);
  });

  test("a query that takes too long ends with its time", async () => {
    const { limits } = http.services.env;
    const query = { ...limits.query };
    Object.assign(limits.query, { anonymous: 300 });
    expect(await problemOf(await http.post({ sql: SLOW }))).toMatchObject({ status: 504, code: "TS-DATA-003" });
    Object.assign(limits.query, query);
  });
});

test("more than one query of an anonymous reader waits, and more than may wait are refused with a time", async () => {
  const { limits } = http.services.env;
  const queue = { ...limits.queue };
  Object.assign(limits.queue, { length: 1 });
  const gone = new AbortController();
  const running = http.post({ sql: SLOW }, { signal: gone.signal });
  running.catch(() => undefined);
  await vi.waitFor(() => expect(http.services.turns.callers).toBe(1));
  const waiting = http.post({ sql: "SELECT 2 AS two" });
  // Each is refused or waits in the only place: of two, one is refused at once.
  const third = http.post({ sql: "SELECT 2 AS two" });
  const refused = await Promise.race([waiting, third]);
  expect(await problemOf(refused)).toMatchObject({ status: 429, code: "TS-DATA-004" });
  expect([refused.headers.get("retry-after"), refused.headers.get("ratelimit")]).toEqual(["5", '"query";r=0']);
  gone.abort();
  const other = (await Promise.all([waiting, third])).find((reply) => reply !== refused) ?? expect.fail();
  expect((await answerOf(other)).rows).toEqual([[2]]);
  Object.assign(limits.queue, queue);
});
