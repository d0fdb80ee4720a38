import { request } from "node:http";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import { type DataHarness, openDataHarness } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", mask: { as: "partial", except: [] } }),
  columnOf({ name: "total" }),
];

let duckdb: DuckDbHarness;
let http: DataHarness;
/** What a copy is instead, for one request. */
let copy: Engine["copy"] | null = null;

beforeAll(async () => {
  duckdb = await openHarness();
  const { paths } = await duckdb.relationOf("SELECT i AS id, 'a' || i || '@b.example' AS mail, i * 1.5 AS total FROM range(20) t(i)");
  const source = { source: "lake", relation: basename(paths[0] ?? "", ".parquet"), files: null };
  const engine = duckdb.engine();
  http = await openDataHarness({
    engine: { ...engine, copy: (...args) => (copy ?? engine.copy)(...args) },
    folder: duckdb.folder,
    datasets: [
      { name: "orders", source, columns },
      { name: "regional", source, columns, access: { rows: "id < 5" } },
      { name: "payroll", source, columns, access: { visibility: "restricted", data: "restricted", readers: ["finance"] } },
      { name: "ledger", source, columns, access: { data: "restricted", readers: ["finance"] } },
    ],
  });
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});

const ROWS = "/api/v1/datasets/orders/rows";
const CSV = "/api/v1/datasets/orders/export.csv";
const lastEvent = () => http.recorded.at(-1);

describe("a page of rows is recorded", () => {
  test("with who, the columns that were shown or asked by, the masks, and how much it was", async () => {
    const reply = await http.ask(`${ROWS}?select=id,mail&total=gt.3&limit=5`, {
      headers: { Authorization: http.bearer(), "X-Request-Id": "r-7" },
    });
    expect(lastEvent()).toMatchObject({
      ...{ actor: { kind: "token", id: "t", name: "t" }, address: null, requestId: "r-7", action: "rows", format: "json", sql: null },
      ...{
        datasets: [{ id: "d0", name: "orders" }],
        columns: ["orders.id", "orders.mail", "orders.total"],
        policies: ["orders.mail: partial"],
      },
      ...{ rows: 5, bytes: reply.bytes.length, outcome: "ok" },
    });
    expect(JSON.stringify(lastEvent())).not.toContain("gt.3");
  });

  test("with its row policy", async () => {
    await http.ask("/v1/regional?select=id");
    expect(lastEvent()).toMatchObject({ datasets: [{ id: "d1", name: "regional" }], policies: ["regional: rows"], rows: 5, outcome: "ok" });
  });

  test("also when it was kept, when the client has it, and without its bytes for HEAD", async () => {
    const first = await http.ask(`${ROWS}?limit=3`);
    const events = http.recorded.length;
    await http.ask(`${ROWS}?limit=3`);
    expect(lastEvent()).toMatchObject({ rows: 3, outcome: "ok" });
    await http.ask(`${ROWS}?limit=3`, { headers: { "If-None-Match": first.headers.etag } });
    expect(lastEvent()).toMatchObject({ rows: null, bytes: null, outcome: "not-modified", columns: expect.arrayContaining(["orders.id"]) });
    await http.ask(`${ROWS}?limit=3`, { method: "HEAD" });
    expect(lastEvent()).toMatchObject({ rows: null, bytes: null, outcome: "ok" });
    expect(http.recorded.length).toBe(events + 3);
  });
});

describe("an export is recorded", () => {
  test("with all its rows, and its bytes before packing", async () => {
    const reply = await http.ask(CSV, { headers: { "Accept-Encoding": "identity" } });
    expect(lastEvent()).toMatchObject({ action: "export", format: "csv", rows: 20, bytes: reply.bytes.length, outcome: "ok" });
    await http.ask(`${CSV}?compress=gzip`);
    expect(lastEvent()).toMatchObject({ rows: 20, bytes: reply.bytes.length, outcome: "ok", policies: ["orders.mail: partial"] });
  });

  test("that breaks in the middle, with the code of what broke it", async () => {
    const failure = new AppError("TS-DATA-005", "Too much.");
    copy = async () => {
      async function* bytes() {
        yield Buffer.from("id\n1\n");
        throw failure;
      }
      return { bytes: Readable.from(bytes()), done: Promise.reject(failure), expectedRows: null };
    };
    await expect(http.ask(CSV)).rejects.toThrow();
    await vi.waitFor(() => expect(lastEvent()).toMatchObject({ action: "export", rows: null, outcome: "TS-DATA-005" }));
    copy = null;
  });

  test("that fails before its first byte, and one whose client goes away", async () => {
    copy = async () => Promise.reject(new AppError("TS-DATA-003", "Too long."));
    await http.ask(CSV);
    expect(lastEvent()).toMatchObject({ rows: null, outcome: "TS-DATA-003" });
    const endless = new Readable({ read() {} });
    endless.push("id\n");
    copy = async (_query, _format, { signal }) => {
      const done = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => {
        done.reject(signal.reason);
        endless.destroy();
      });
      return { bytes: endless, done: done.promise, expectedRows: null };
    };
    const events = http.recorded.length;
    const client = request({ host: "127.0.0.1", port: http.port, path: CSV, agent: false }, (answer) => {
      answer.once("data", () => client.destroy());
      answer.on("error", () => undefined);
    }).on("error", () => undefined);
    client.end();
    await vi.waitFor(() => expect(http.recorded.length).toBe(events + 1), 5_000);
    expect(lastEvent()).toMatchObject({ action: "export", rows: null, outcome: "cancelled" });
    copy = null;
  });
});

test.for([
  ["/v1/nobody-knows", "TS-CATALOG-404", [{ id: null, name: "nobody_knows" }]],
  ["/v1/payroll", "TS-CATALOG-404", [{ id: null, name: "payroll" }]],
  ["/v1/ledger", "TS-ACCESS-001", [{ id: "d3", name: "ledger" }]],
  [`${ROWS}?select=nope`, "TS-API-003", [{ id: "d0", name: "orders" }]],
  ["/api/v1/datasets/payroll/export.csv", "TS-CATALOG-404", [{ id: null, name: "payroll" }]],
  ["/api/v1/datasets/ledger/export.parquet", "TS-ACCESS-001", [{ id: "d3", name: "ledger" }]],
] as const)("a refusal is recorded: %s is %s", async ([path, outcome, datasets]) => {
  await http.ask(path);
  expect(lastEvent()).toMatchObject({ outcome, datasets, rows: null, bytes: null });
});

test("a request whose token is not known is recorded, as nobody's", async () => {
  await http.ask(ROWS, { headers: { Authorization: `Bearer tst_${"a".repeat(43)}` } });
  expect(lastEvent()).toMatchObject({ outcome: "TS-AUTH-001", actor: { kind: "anonymous" }, datasets: [] });
});

test("pages and exports beyond those that one reader may have at once are refused and recorded, and other readers go on", async () => {
  const { limits } = http.services.env;
  const before = { queriesAtOnce: limits.queriesAtOnce, queue: limits.queue };
  Object.assign(limits, { queriesAtOnce: { person: 1, anonymous: 1 }, queue: { length: 0, ms: 1 } });
  const held = Promise.withResolvers<void>();
  copy = async () => {
    await held.promise;
    throw new AppError("TS-DATA-003", "Too long.");
  };
  const first = http.ask(CSV);
  await vi.waitFor(() => expect(http.services.turns.callers).toBe(1));
  const second = await http.ask(CSV);
  expect([second.status, second.headers["retry-after"], second.headers["ratelimit"]]).toEqual([429, "5", '"export";r=0']);
  expect(lastEvent()).toMatchObject({ action: "export", outcome: "TS-DATA-004" });
  expect((await http.ask(`${ROWS}?limit=7`)).status).toBe(200);
  copy = null;
  expect((await http.ask(CSV, { headers: { Authorization: http.bearer() } })).status).toBe(200);
  held.resolve();
  await first;
  expect(http.services.turns.callers).toBe(0);
  Object.assign(limits, before);
});
