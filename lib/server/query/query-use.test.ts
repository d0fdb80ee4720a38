import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { QueryHarness } from "#lib/server/query/harness.ts";
import { answerOf, openOrdersHarness, problemOf, SLOW } from "#lib/server/query/orders-harness.ts";

let http: QueryHarness;

beforeAll(async () => {
  http = await openOrdersHarness();
}, 60_000);
afterAll(() => http.close());

const lastEvent = () => http.recorded.at(-1);

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
