import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { type DataHarness, openDataHarness } from "#lib/server/data/harness.ts";
import { KeptRows } from "#lib/server/data/kept-rows.ts";
import { columnOf } from "#lib/store/fixture.ts";

const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", mask: { as: "partial", except: ["crm"] } }),
  columnOf({ name: "note" }),
];
const sqlOf = (word: string) => `SELECT i AS id, 'buyer' || i || '@example.com' AS mail, '${word} ' || i AS note FROM range(30) t(i)`;

let duckdb: DuckDbHarness;
let http: DataHarness;
let file: string;
const asked: string[] = [];

beforeAll(async () => {
  duckdb = await openHarness();
  const real = duckdb.engine();
  file = join(duckdb.folder, "orders.parquet");
  const spied = <A extends readonly unknown[], R>(name: string, work: (...args: A) => R) => {
    return (...args: A): R => {
      asked.push(name);
      return work(...args);
    };
  };
  const engine: Engine = {
    ...real,
    page: spied("page", real.page),
    count: spied("count", real.count),
    estimate: async () => {
      asked.push("estimate");
      return { rows: 31, exact: false, bytes: null };
    },
  };
  const source = { source: "lake", relation: "orders", files: null };
  http = await openDataHarness({ engine, folder: duckdb.folder, datasets: [{ name: "orders", source, columns }] });
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});
beforeEach(async () => {
  const { paths } = await duckdb.relationOf(sqlOf("first"));
  copyFileSync(paths[0] ?? "", file);
});
afterEach(() => {
  asked.length = 0;
  expect(http.logged).toEqual([]);
});

const PAGE = "/v1/orders?limit=5&note=like.*1*";

describe("a page that was answered", () => {
  test.for(["application/json", "text/csv", "application/x-ndjson"])(
    "as %s is answered again without the engine, byte for byte",
    async (accept) => {
      const headers = { Accept: accept };
      const first = await http.ask(PAGE, { headers });
      expect(asked).toEqual(["page"]);
      const again = await http.ask(PAGE, { headers });
      expect(again.bytes.equals(first.bytes)).toBe(true);
      const { date: _1, "x-request-id": _2, ...told } = first.headers;
      expect(again.headers).toMatchObject(told);
      const head = await http.ask(PAGE, { method: "HEAD", headers });
      expect([head.bytes.length, head.headers["content-length"]]).toEqual([0, first.headers["content-length"]]);
      const packed = await http.ask(PAGE, { headers: { ...headers, "Accept-Encoding": "gzip" } });
      expect(packed.status).toBe(200);
      expect(asked).toEqual(["page"]);
    },
  );

  test("is known by its tag without the engine, also to a process that never read it", async () => {
    const { etag } = (await http.ask(PAGE)).headers;
    asked.length = 0;
    const other = await openDataHarness({
      engine: { ...duckdb.engine(), page: async () => Promise.reject(new Error("nobody should ask")) },
      folder: duckdb.folder,
      datasets: [{ name: "orders", source: { source: "lake", relation: "orders", files: null }, columns }],
    });
    const reply = await other.ask(PAGE, { headers: { "If-None-Match": etag } });
    await other.close();
    expect([reply.status, reply.headers.etag, reply.headers["touchstone-contract"]]).toEqual([304, etag, "1.4.0"]);
  });

  test("is another one as soon as the file is", async () => {
    const first = await http.ask(PAGE);
    expect(first.text).toContain("first 1");
    const { paths } = await duckdb.relationOf(sqlOf("second"));
    rmSync(file);
    copyFileSync(paths[0] ?? "", file);
    const second = await http.ask(PAGE, { headers: { "If-None-Match": first.headers.etag } });
    expect([second.status, second.text.includes("second 1"), second.headers.etag === first.headers.etag]).toEqual([200, true, false]);
  });

  test("is never given to a reader who sees other things", async () => {
    const masked = await http.ask(PAGE);
    expect(masked.text).not.toContain("buyer1@");
    const crm = { Authorization: http.bearer("crm") };
    const whole = await http.ask(PAGE, { headers: crm });
    expect(whole.text).toContain("buyer1@example.com");
    expect((await http.ask(PAGE, { headers: { ...crm, "If-None-Match": masked.headers.etag } })).status).toBe(200);
    expect((await http.ask(PAGE)).text).toBe(masked.text);
    expect(asked).toEqual(["page", "page"]);
  });

  test("has a tag of its own for each question", async () => {
    const paths = [
      "",
      "?limit=5",
      "?limit=6",
      "?select=id",
      "?order=note",
      "?order=note.desc",
      "?id=gt.3",
      "?id=gte.3",
      "?not.and=(id.gt.3)",
    ];
    const tags = await Promise.all(paths.map(async (query) => (await http.ask(`/v1/orders${query}`, { method: "HEAD" })).headers.etag));
    const counted = await http.ask("/v1/orders", { method: "HEAD", headers: { Prefer: "count=exact" } });
    expect(new Set([...tags, counted.headers.etag]).size).toBe(paths.length + 1);
  });

  test("takes the same place for the same cursor, however that is encrypted", async () => {
    const next = async () => String(/cursor=([\w-]+)/.exec(String((await http.ask("/v1/orders?limit=3&select=id")).headers.link))?.[1]);
    const one = await next();
    http.services.keptRows.clear();
    const two = await next();
    expect(one).not.toBe(two);
    const tags = await Promise.all(
      [one, two].map(async (cursor) => (await http.ask(`/v1/orders?limit=3&select=id&cursor=${cursor}`)).headers.etag),
    );
    expect(tags[0]).toBe(tags[1]);
  });
});

describe("a count", () => {
  const countOf = async (query: string, prefer?: string) => {
    const { text, headers } = await http.ask(`/v1/orders?${query}`, { headers: prefer === undefined ? {} : { Prefer: prefer } });
    return [JSON.parse(text).page.total, headers["content-range"], headers["preference-applied"], asked.splice(0).join()];
  };

  test("is made only for those who prefer one", async () => {
    expect(await countOf("limit=5")).toEqual([null, undefined, undefined, "page"]);
    expect(await countOf("limit=5", "return=minimal; x=1, handling=strict")).toEqual([null, undefined, undefined, ""]);
    expect(await countOf("limit=5", "count=exact")).toEqual([30, "0-4/30", "count=exact", "page,count"]);
    expect(await countOf("limit=5&id=lt.12", "handling=strict, count=exact")).toEqual([12, "0-4/12", "count=exact", "page,count"]);
    expect(await countOf("limit=5&id=lt.0", "count=exact")).toEqual([0, "*/0", "count=exact", "page"]);
    expect(await countOf("limit=40", "count=exact")).toEqual([30, "0-29/30", "count=exact", "page"]);
  });

  test("that need not be exact is what the source knows of itself, and only about all of it", async () => {
    for (const kind of ["planned", "estimated"]) {
      expect(await countOf("limit=5", `count=${kind}`)).toEqual([31, "0-4/31", `count=${kind}`, "page,estimate"]);
      expect(await countOf("limit=5&id=lt.12", `count=${kind}`)).toEqual([null, "0-4/*", undefined, "page"]);
    }
  });

  test("is the same on every page, of which only the first one is known to begin at the first row", async () => {
    const headers = { Prefer: "count=exact" };
    const first = await http.ask("/v1/orders?limit=20", { headers });
    const path = /<http:\/\/[^/]+(\/[^>]*)>/.exec(String(first.headers.link))?.[1] ?? "";
    const last = await http.ask(path, { headers });
    expect([JSON.parse(last.text).page, last.headers["content-range"]]).toEqual([{ next: null, total: 30 }, "*/30"]);
  });

  test("is told in a header to those who get no page object", async () => {
    const csv = await http.ask("/v1/orders?limit=2", { headers: { Accept: "text/csv", Prefer: "count=exact" } });
    expect([csv.headers["content-range"], csv.text.split("\n").length]).toEqual(["0-1/30", 4]);
  });
});

test("what is kept stays within its bytes", () => {
  const kept = new KeptRows();
  const page = (size: number) => ({ body: Buffer.alloc(size), contentType: "text/csv", next: null, total: null, rows: 1 });
  for (let i = 0; i < 100; i += 1) kept.keep(`t${i}`, page(1_000_000));
  expect(kept.bytes).toBeLessThanOrEqual(32_000_000);
  expect([kept.find("t0"), kept.find("t99") !== undefined]).toEqual([undefined, true]);
  kept.keep("large", page(5_000_000));
  expect(kept.find("large")).toBeUndefined();
});
