import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { queryPlanSchema } from "#lib/api/schemas/query.ts";
import type { QueryHarness } from "#lib/server/query/harness.ts";
import { answerOf, openOrdersHarness, problemOf } from "#lib/server/query/orders-harness.ts";
import { worstOf } from "#lib/server/query/statement-trust.ts";

let http: QueryHarness;

beforeAll(async () => {
  http = await openOrdersHarness();
}, 60_000);
afterAll(() => http.close());

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
