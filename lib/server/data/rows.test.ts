import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowsSchema } from "#lib/api/schemas/rows.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import { type DataHarness, openDataHarness, type Reply } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

/** 130 rows; the key has duplicates, so that no row may hide behind another. */
const ORDERS = `SELECT (i // 2)::BIGINT AS id, 'buyer' || i || '@example.com' AS mail, (i * 1.5)::DECIMAL(12,2) AS total,
  CASE WHEN i % 3 = 0 THEN NULL ELSE repeat('x', i % 5) END AS note, 'secret ' || i AS hidden, i AS extra,
  TIMESTAMP '2026-11-21 00:00:00' + INTERVAL (i) MINUTE AS updated_at FROM range(130) t(i)`;

const mask = (as: "partial" | "hide") => ({ as, except: ["crm"] });
const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", mask: mask("partial") }),
  columnOf({ name: "total" }),
  columnOf({ name: "note" }),
  columnOf({ name: "hidden", mask: mask("hide") }),
  columnOf({ name: "updated_at" }),
];

let duckdb: DuckDbHarness;
let http: DataHarness;

beforeAll(async () => {
  duckdb = await openHarness();
  const { paths } = await duckdb.relationOf(ORDERS);
  const source = { source: "lake", relation: basename(paths[0] ?? "", ".parquet"), files: null };
  const freshness = { promised: "< 1 day", maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at" };
  http = await openDataHarness({
    engine: duckdb.engine(),
    folder: duckdb.folder,
    datasets: [
      {
        name: "customer_orders",
        source,
        columns,
        freshness: { ...freshness, position: columns[0]?.position ?? { file: "", line: 1, column: 1 } },
      },
      { name: "payroll", source, columns, access: { visibility: "restricted", data: "restricted", readers: ["finance"] } },
      { name: "ledger", title: "Ledger", source, columns, access: { data: "restricted", readers: ["finance"] } },
      { name: "nowhere", columns },
    ],
  });
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});

const ROWS = "/api/v1/datasets/customer_orders/rows";
const bodyOf = (reply: Reply) => rowsSchema.parse(JSON.parse(reply.text));
const problemOf = ({ text }: Reply) => JSON.parse(text) as { detail: string; errors?: { path: string; message: string }[]; type: string };
const codeOf = (reply: Reply) => problemOf(reply).type.split("/").at(-1);

describe("an answer with rows", () => {
  test("has the rows by name, the columns in order, and the place of the next page", async () => {
    const reply = await http.ask(`${ROWS}?limit=2&order=total`);
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toEqual({
      data: [
        { id: 0, mail: expect.stringContaining("*"), total: "0.00", note: null, updated_at: "2026-11-21T00:00:00Z" },
        { id: 0, mail: expect.stringContaining("*"), total: "1.50", note: "x", updated_at: "2026-11-21T00:01:00Z" },
      ],
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "mail", type: "VARCHAR" },
        { name: "total", type: "DECIMAL(12,2)" },
        { name: "note", type: "VARCHAR" },
        { name: "updated_at", type: "TIMESTAMP" },
      ],
      page: { next: expect.stringMatching(/^[\w-]+$/), total: null },
    });
    expect(reply.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "public, max-age=0, must-revalidate",
      vary: "Authorization, Cookie, Accept, Accept-Encoding, Prefer",
      "touchstone-status": "unknown",
      "touchstone-as-of": "2026-11-21T02:09:00.000Z",
      "touchstone-contract": "1.4.0",
    });
  });

  test("comes under the short address too, however the name is spelled", async () => {
    const long = await http.ask(`${ROWS}?limit=3&select=id,note`);
    for (const path of ["/v1/customer-orders", "/v1/customer_orders", "/v1/Customer-Orders"]) {
      const short = await http.ask(`${path}?limit=3&select=id,note`);
      expect(bodyOf(short).data).toEqual(bodyOf(long).data);
      expect(short.headers.link).toContain("/v1/customer-orders?limit=3&select=id%2Cnote&cursor=");
    }
  });

  test("shows masked columns masked and hidden ones not at all, but to the groups that are listed", async () => {
    const masked = bodyOf(await http.ask(`${ROWS}?limit=100`));
    expect(JSON.stringify(masked)).not.toMatch(/buyer\d|secret|hidden|extra/);
    const crm = await http.ask(`${ROWS}?limit=1&order=total`, { headers: { Authorization: http.bearer("crm") } });
    expect(bodyOf(crm).data[0]).toMatchObject({ mail: "buyer0@example.com", hidden: "secret 0" });
    expect(crm.headers["cache-control"]).toBe("private, no-cache");
    expect(codeOf(await http.ask(`${ROWS}?select=hidden`))).toBe("TS-API-003");
  });

  test("to HEAD is the same without its bytes", async () => {
    const [head, get] = [await http.ask(`${ROWS}?limit=100`, { method: "HEAD" }), await http.ask(`${ROWS}?limit=100`)];
    expect(head.bytes.length).toBe(0);
    const { date: _1, link: _2, "x-request-id": _3, ...headers } = get.headers;
    expect(head.headers).toMatchObject(headers);
  });

  test("is packed for those who unpack it", async () => {
    const packed = await http.ask(`${ROWS}?limit=100`, { headers: { "Accept-Encoding": "gzip" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.bytes.length).toBe(Number(packed.headers["content-length"]));
    expect(bodyOf({ ...packed, text: gunzipSync(packed.bytes).toString() }).data).toEqual(bodyOf(await http.ask(`${ROWS}?limit=100`)).data);
    expect((await http.ask(`${ROWS}?limit=1`, { headers: { "Accept-Encoding": "gzip" } })).headers["content-encoding"]).toBeUndefined();
  });
});

describe("a walk by cursors", () => {
  test.for(["", "&order=note.desc,total", "&order=mail"])("sees every row exactly once: limit=7%s", async (more) => {
    const seen: unknown[] = [];
    let path: string | null = `${ROWS}?limit=7&select=total,note${more}`;
    while (path !== null) {
      const reply: Reply = await http.ask(path);
      const { data, page } = bodyOf(reply);
      seen.push(...data.map((row) => row["total"]));
      const link = /^<http:\/\/[^/]+(\/[^>]*)>; rel="next"$/.exec(String(reply.headers.link))?.[1] ?? null;
      expect(link !== null).toBe(page.next !== null);
      path = link;
    }
    expect(seen.sort()).toEqual(Array.from({ length: 130 }, (_, i) => (i * 1.5).toFixed(2)).sort());
  });

  test("ends at a cursor of another query or reader", async () => {
    const { page } = bodyOf(await http.ask(`${ROWS}?limit=1`));
    for (const headers of [{}, { Authorization: http.bearer() }])
      expect(
        codeOf(await http.ask(`${ROWS}?limit=1&cursor=${page.next}${"Authorization" in headers ? "" : "&order=note"}`, { headers })),
      ).toBe("TS-API-005");
  });
});

describe("other forms", () => {
  test("CSV and NDJSON carry the same values", async () => {
    const query = "?limit=3&select=id,total,note,updated_at&order=total";
    const csv = await http.ask(ROWS + query, { headers: { Accept: "text/csv" } });
    expect(csv.headers["content-type"]).toMatch(/^text\/csv; charset=utf-8/);
    expect(csv.text).toBe(
      "id,total,note,updated_at\n0,0.00,,2026-11-21T00:00:00Z\n0,1.50,x,2026-11-21T00:01:00Z\n1,3.00,xx,2026-11-21T00:02:00Z\n",
    );
    const lines = await http.ask(ROWS + query, { headers: { Accept: "application/x-ndjson" } });
    expect(
      lines.text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(bodyOf(await http.ask(ROWS + query)).data);
    for (const reply of [csv, lines]) expect(reply.headers.link).toContain('rel="next"');
  });

  test("what a browser accepts gets JSON, what nobody can make is a 406", async () => {
    const browser = await http.ask(ROWS, { headers: { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" } });
    expect(browser.headers["content-type"]).toBe("application/json");
    const none = await http.ask(ROWS, { headers: { Accept: "application/pdf" } });
    expect([none.status, codeOf(none), none.headers["content-type"]]).toEqual([406, "TS-API-007", "application/problem+json"]);
  });
});

describe("entity tags", () => {
  test.for(["application/json", "text/csv", "application/x-ndjson"])("save sending %s again", async (accept) => {
    for (const query of ["?limit=2", "?limit=2&order=total.desc"]) {
      const first = await http.ask(ROWS + query, { headers: { Accept: accept, "Accept-Encoding": "gzip" } });
      const again = await http.ask(ROWS + query, { headers: { Accept: accept, "If-None-Match": first.headers.etag } });
      expect([again.status, again.bytes.length, again.headers["touchstone-status"]]).toEqual([304, 0, "unknown"]);
    }
    const [one, two] = [await http.ask(`${ROWS}?limit=2`), await http.ask(`${ROWS}?limit=3`)];
    expect(one.headers.etag).not.toBe(two.headers.etag);
  });

  test("differ between readers, forms, and between the last page and one before it", async () => {
    const anonymous = await http.ask(`${ROWS}?limit=2`);
    const signedIn = await http.ask(`${ROWS}?limit=2`, { headers: { Authorization: http.bearer("sales") } });
    expect(bodyOf(signedIn).data).toEqual(bodyOf(anonymous).data);
    expect(signedIn.headers.etag).not.toBe(anonymous.headers.etag);
  });
});

describe("refusals", () => {
  test("a hidden dataset answers with the bytes of one that does not exist", async () => {
    const headers = { "X-Request-Id": "r1" };
    for (const pattern of ["/api/v1/datasets/NAME/rows", "/v1/NAME", "/export/NAME", "/api/v1/datasets/NAME/export.csv?safe=true"]) {
      const hidden = await http.ask(pattern.replace("NAME", "payroll"), { headers });
      const absent = await http.ask(pattern.replace("NAME", "payrolk"), { headers });
      expect([hidden.status, codeOf(hidden)]).toEqual([404, "TS-CATALOG-404"]);
      expect(hidden.text.replaceAll("payroll", "NAME")).toBe(absent.text.replaceAll("payrolk", "NAME"));
      const { date: _1, "content-length": _2, ...hiddenHeaders } = hidden.headers;
      expect(absent.headers).toMatchObject(hiddenHeaders);
    }
    expect((await http.ask("/v1/payroll", { headers: { Authorization: http.bearer("finance") } })).status).toBe(200);
  });

  test("rows that one may see but not read are a 403, without the data being touched", async () => {
    const reply = await http.ask("/v1/ledger?require=ready");
    expect([reply.status, codeOf(reply)]).toEqual([403, "TS-ACCESS-001"]);
    expect((await http.ask("/v1/ledger", { headers: { Authorization: http.bearer("finance") } })).status).toBe(200);
  });

  test("a dataset without data says so", async () => {
    expect((await http.ask("/v1/nowhere")).status).toBe(409);
  });

  test("require=ready refuses with the reasons", async () => {
    const reply = await http.ask(`${ROWS}?require=ready`);
    expect([reply.status, codeOf(reply)]).toEqual([412, "TS-API-009"]);
    expect(problemOf(reply).errors?.[0]?.message).toContain("measured");
  });

  test("an unknown parameter is named with the nearest one", async () => {
    const reply = await http.ask(`${ROWS}?limt=3`);
    expect([reply.status, codeOf(reply)]).toEqual([400, "TS-API-004"]);
    expect(problemOf(reply).detail).toContain("did you mean 'limit'");
  });

  test("a limit over the reader's maximum names the maximum", async () => {
    expect(problemOf(await http.ask(`${ROWS}?limit=101`)).detail).toBe("limit must be at most 100.");
    const headers = { Authorization: http.bearer("sales") };
    expect(bodyOf(await http.ask(`${ROWS}?limit=101`, { headers })).data).toHaveLength(101);
    expect(problemOf(await http.ask(`${ROWS}?limit=201`, { headers })).detail).toBe("limit must be at most 200.");
    for (const bad of ["0", "-1", "1.5", "", "1e2", "abc"]) expect(codeOf(await http.ask(`${ROWS}?limit=${bad}`))).toBe("TS-API-003");
    expect(bodyOf(await http.ask(ROWS)).data).toHaveLength(50);
  });

  test.for([
    ["select=nope", "TS-API-003"],
    ["select=id,id", "TS-API-003"],
    ["order=id.sideways", "TS-API-003"],
    ["cursor=abc", "TS-API-005"],
    ["limit=1&limit=2", "TS-API-003"],
    ["safe=true", "TS-API-004"],
    ["require=maybe", "TS-API-003"],
    ["select=%00", "TS-API-003"],
  ] as const)("?%s is %s", async ([query, code]) => {
    const reply = await http.ask(`${ROWS}?${query}`);
    expect([reply.status, codeOf(reply)]).toEqual([400, code]);
  });

  test("a very long name of a column is not repeated whole", async () => {
    const reply = await http.ask(`${ROWS}?select=${"x".repeat(9_000)}`);
    expect([reply.status, problemOf(reply).detail.length < 400]).toEqual([400, true]);
  });

  test("a token that does not hold is never quietly anonymous", async () => {
    const reply = await http.ask(ROWS, { headers: { Authorization: `Bearer tst_${"x".repeat(43)}` } });
    expect([reply.status, reply.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="Touchstone"']);
  });

  test("nothing of this was an error of ours", () => {
    expect(http.logged).toEqual([]);
  });
});
