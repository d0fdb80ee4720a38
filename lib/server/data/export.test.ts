import { once } from "node:events";
import { connect } from "node:net";
import { basename } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readBytes, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { Engine } from "#lib/engine/engine.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";
import { type DataHarness, openDataHarness } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

const ROWS = 40_000;
const SALES = `SELECT i::BIGINT AS id, 'buyer' || i || '@example.com' AS mail, CASE WHEN i % 7 = 0 THEN '=1+1' ELSE repeat(md5(i::VARCHAR), 8) END AS note,
  'secret ' || i AS hidden FROM range(${ROWS}) t(i)`;
const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", mask: { as: "partial", except: ["crm"] } }),
  columnOf({ name: "note" }),
  columnOf({ name: "hidden", mask: { as: "hide", except: ["crm"] } }),
];
/** What the public gets. */
const PUBLIC = { id: null, mail: "partial", note: null } as const;
const CSV = "/api/v1/datasets/sales/export.csv";
const PARQUET = "/api/v1/datasets/sales/export.parquet";

let duckdb: DuckDbHarness;
let relation: FileRelation;
/** Called instead of the engine's own `copy` when a test sets it. */
let copy: Engine["copy"] | null = null;
let copies = 0;
let http: DataHarness;

beforeAll(async () => {
  duckdb = await openHarness({ workers: 1, spares: 1 });
  relation = await duckdb.relationOf(SALES);
  const real = duckdb.engine();
  const engine: Engine = {
    ...real,
    copy: async (...given) => {
      copies += 1;
      return await (copy ?? real.copy)(...given);
    },
  };
  const source = { source: "lake", relation: basename(relation.paths[0] ?? "", ".parquet"), files: null };
  http = await openDataHarness({
    engine,
    folder: duckdb.folder,
    datasets: [
      { name: "sales", source, columns },
      { name: "closed", source, columns, access: { data: "restricted" } },
    ],
  });
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});
afterEach(() => {
  copy = null;
  copies = 0;
  http.logged.length = 0;
});

const engineBytes = (format: "csv" | "parquet", more: { safe?: boolean; order?: string[] } = {}) =>
  readBytes(
    duckdb.engine(),
    rowQuery(relation, PUBLIC, more.order ?? []),
    format === "csv" ? { format, safe: more.safe ?? false } : { format },
  );

describe("a file", () => {
  test("has exactly the bytes that the engine writes", async () => {
    const csv = await http.ask(CSV);
    expect(csv.bytes.equals(await engineBytes("csv"))).toBe(true);
    expect(csv.text.split("\n").length).toBe(ROWS + 2);
    const parquet = await http.ask(PARQUET);
    expect(parquet.bytes.equals(await engineBytes("parquet"))).toBe(true);
    expect(http.logged).toEqual([]);
  });

  test("shows masked columns masked and hidden ones not at all", async () => {
    const { text } = await http.ask(CSV);
    expect(text.slice(0, text.indexOf("\n"))).toBe("id,mail,note");
    expect(text).not.toMatch(/buyer\d|secret/);
    const crm = await http.ask(CSV, { headers: { Authorization: http.bearer("crm") } });
    expect(crm.text).toContain("buyer7@example.com,=1+1,secret 7");
    expect(crm.headers["cache-control"]).toBe("private, no-cache");
  });

  test("tells its name, its type and whether it can be trusted", async () => {
    const { headers } = await http.ask(`${CSV}?select=id`);
    expect(headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": "attachment; filename=\"sales-2026-11-22-v1.4.0.csv\"; filename*=UTF-8''sales-2026-11-22-v1.4.0.csv",
      "cache-control": "public, max-age=0, must-revalidate",
      vary: "Authorization, Cookie, Accept, Accept-Encoding",
      "accept-ranges": "none",
      "touchstone-status": "unknown",
      "touchstone-contract": "1.4.0",
      "transfer-encoding": "chunked",
    });
    expect((await http.ask(PARQUET, { method: "HEAD" })).headers["content-type"]).toBe("application/vnd.apache.parquet");
  });

  test("is guarded against formulas on request", async () => {
    const { bytes, text } = await http.ask(`${CSV}?safe=true`);
    expect(bytes.equals(await engineBytes("csv", { safe: true }))).toBe(true);
    expect(text).toContain(",'=1+1\n");
  });

  test("takes columns and an order", async () => {
    const { text } = await http.ask(`${CSV}?select=note,id&order=id.desc`);
    expect(text.split("\n").slice(0, 2)).toEqual(["note,id", expect.stringMatching(`,${ROWS - 1}$`)]);
  });

  test("comes packed on the way, or as a packed file", async () => {
    const plain = await http.ask(CSV);
    const way = await http.ask(CSV, { headers: { "Accept-Encoding": "gzip, br" } });
    expect([way.headers["content-encoding"], way.headers["content-type"]]).toEqual(["gzip", plain.headers["content-type"]]);
    expect(gunzipSync(way.bytes).equals(plain.bytes)).toBe(true);
    const gzip = await http.ask(`${CSV}?compress=gzip`, { headers: { "Accept-Encoding": "gzip" } });
    expect([gzip.headers["content-encoding"], gzip.headers["content-type"]]).toEqual([undefined, "application/gzip"]);
    expect(gzip.headers["content-disposition"]).toContain('.csv.gz"');
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    const zstd = await http.ask(`/export/sales?compress=zstd`);
    expect([zstd.headers["content-type"], zstdDecompressSync(zstd.bytes).equals(plain.bytes)]).toEqual(["application/zstd", true]);
    expect(
      (await http.ask(PARQUET, { method: "HEAD", headers: { "Accept-Encoding": "gzip" } })).headers["content-encoding"],
    ).toBeUndefined();
  });

  test.for([
    ["/export/sales", "*/*", "text/csv"],
    ["/export/Sales", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/csv"],
    ["/export/sales", "application/vnd.apache.parquet", "application/vnd.apache.parquet"],
    ["/export/sales?format=parquet", "text/csv", "application/vnd.apache.parquet"],
    ["/export/sales?format=csv", "application/pdf", "text/csv"],
  ] as const)("%s for %s is %s", async ([path, accept, type]) => {
    const { status, headers } = await http.ask(path, { method: "HEAD", headers: { Accept: accept } });
    expect([status, headers["content-type"]?.split(";")[0]]).toEqual([200, type]);
  });
});

describe("nothing is copied", () => {
  test("for HEAD", async () => {
    const head = await http.ask(CSV, { method: "HEAD" });
    expect([head.status, head.bytes.length, copies]).toEqual([200, 0, 0]);
    const get = await http.ask(CSV);
    expect(head.headers.etag).toBe(get.headers.etag);
    expect(head.headers["content-disposition"]).toBe(get.headers["content-disposition"]);
  });

  test("for a client that has the file", async () => {
    for (const [path, headers] of [
      [CSV, {}],
      [CSV, { "Accept-Encoding": "gzip" }],
      [`${CSV}?compress=gzip`, {}],
      [PARQUET, {}],
    ] as const) {
      const { etag } = (await http.ask(path, { method: "HEAD", headers })).headers;
      const again = await http.ask(path, { headers: { ...headers, "If-None-Match": etag } });
      expect([again.status, again.bytes.length, again.headers["touchstone-status"]]).toEqual([304, 0, "unknown"]);
    }
    expect(copies).toBe(0);
  });

  test("because tags differ wherever bytes do", async () => {
    const paths = [CSV, `${CSV}?safe=true`, `${CSV}?select=id`, `${CSV}?order=id`, `${CSV}?order=id.desc`, PARQUET, `${CSV}?compress=gzip`];
    const tags = await Promise.all(paths.map(async (path) => (await http.ask(path, { method: "HEAD" })).headers.etag));
    const crm = await http.ask(CSV, { method: "HEAD", headers: { Authorization: http.bearer("crm") } });
    expect(new Set([...tags, crm.headers.etag]).size).toBe(paths.length + 1);
  });

  test.for([
    [`${CSV}?saef=true`, 400, "TS-API-004", "did you mean 'safe'"],
    [`${PARQUET}?safe=true`, 400, "TS-API-004", "'safe' is not a parameter"],
    ["/export/sales?format=parquet&safe=true", 400, "TS-API-003", "safe is for CSV"],
    ["/export/sales?format=ods", 400, "TS-API-003", "must be csv, json, ndjson, parquet, arrow, xlsx"],
    ["/export/sales?format=parquet&compress=gzip", 400, "TS-API-003", "packed already"],
    [`${CSV}?export-id=7`, 400, "TS-API-003", "export-id must be a UUID"],
    [`${CSV}?select=hidden`, 400, "TS-API-003", "not a column"],
    [`${CSV}?limit=3`, 400, "TS-API-004", "'limit' is not a parameter"],
    [`${CSV}?require=ready`, 412, "TS-API-009", "asked for only if it is ready"],
    ["/api/v1/datasets/closed/export.csv", 403, "TS-ACCESS-001", "may not read"],
    ["/export/nothing", 404, "TS-CATALOG-404", "nothing"],
  ] as const)("for %s: %i", async ([path, status, code, words]) => {
    const reply = await http.ask(path);
    expect([reply.status, reply.headers["content-type"], copies]).toEqual([status, "application/problem+json", 0]);
    expect(reply.text).toContain(code);
    expect(reply.text).toContain(words);
    expect(reply.headers["content-disposition"]).toBeUndefined();
  });

  test("for an Accept that no format fits", async () => {
    expect((await http.ask("/export/sales", { headers: { Accept: "image/png" } })).status).toBe(406);
  });
});

describe("a failure", () => {
  const failing =
    (error: Error, chunks = ["id\n1\n", "2\n"]): Engine["copy"] =>
    async () => {
      const bytes = new PassThrough();
      const done = Promise.withResolvers<{ rows: number }>();
      done.promise.catch(() => {});
      for (const chunk of chunks) bytes.write(chunk);
      setTimeout(() => {
        done.reject(error);
        bytes.destroy(error);
      }, 50);
      return { bytes, done: done.promise, expectedRows: null };
    };
  const BROKEN = new AppError("TS-DATA-002", "A file of this dataset is damaged.");

  test.for([{}, { "Accept-Encoding": "gzip" }])("in the middle breaks the connection: %j", async (headers) => {
    copy = failing(BROKEN);
    await expect(http.ask(CSV, { headers })).rejects.toThrow(/ECONNRESET|aborted|hang up/);
    await expect.poll(() => http.logged).toMatchObject([{ err: BROKEN }]);
  });

  test("breaks the connection also after the last byte, when the engine does not say that it was the last", async () => {
    copy = async () => {
      const bytes = new PassThrough();
      bytes.end("id\n1\n");
      const done = sleep(30).then((): never => {
        throw BROKEN;
      });
      done.catch(() => {});
      return { bytes, done, expectedRows: null };
    };
    await expect(http.ask(CSV)).rejects.toThrow(/ECONNRESET|aborted|hang up/);
  });

  test("is a reset for a client without chunks, so that a part never looks whole", async () => {
    copy = failing(BROKEN);
    const socket = connect(http.port, "127.0.0.1");
    socket.write(`GET ${CSV} HTTP/1.0\r\nHost: x\r\n\r\n`);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    expect(text).not.toContain("damaged");
  });

  test("before the first byte is a problem document", async () => {
    copy = async () => {
      throw BROKEN;
    };
    const reply = await http.ask(CSV);
    expect([reply.status, reply.headers["content-type"]]).toEqual([502, "application/problem+json"]);
    expect([reply.headers["content-disposition"], reply.headers.etag]).toEqual([undefined, undefined]);
  });
});

describe("a client that leaves", () => {
  test("stops the engine and frees its place, and nothing is logged", async () => {
    // One place for exports: the second one can only run when the first is gone.
    for (let round = 0; round < 3; round += 1) {
      const socket = connect(http.port, "127.0.0.1");
      socket.write(`GET ${CSV}?order=note HTTP/1.1\r\nHost: x\r\n\r\n`);
      await once(socket, "data");
      socket.destroy();
    }
    expect((await http.ask(`${CSV}?select=id`)).text.split("\n").length).toBe(ROWS + 2);
    expect(http.logged).toEqual([]);
  });

  test("before the first byte aborts the signal that the engine was given", async () => {
    const aborted = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    copy = async (_query, _format, { signal }) => {
      asked.resolve();
      return await new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted.resolve();
          reject(signal.reason);
        });
      });
    };
    const socket = connect(http.port, "127.0.0.1");
    socket.write(`GET ${CSV} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await asked.promise;
    socket.destroy();
    await aborted.promise;
    await sleep(20);
    expect(http.logged).toEqual([]);
  });

  test("slowly, without reading, holds the engine back", async () => {
    let produced = 0;
    const bytes = new PassThrough();
    const chunk = Buffer.alloc(64 * 1024, "x");
    copy = async () => {
      const pump = () => {
        while (!bytes.destroyed && produced < 200_000_000) {
          produced += chunk.length;
          if (!bytes.write(chunk)) return void bytes.once("drain", pump);
        }
      };
      pump();
      return { bytes, done: new Promise(() => {}), expectedRows: null };
    };
    const socket = connect(http.port, "127.0.0.1");
    socket.write(`GET ${CSV} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await once(socket, "readable");
    await sleep(200);
    // What the two sockets' buffers take, and no more.
    expect(produced).toBeLessThan(50_000_000);
    const closed = new Promise((resolve) => bytes.once("close", resolve));
    socket.destroy();
    await closed;
  });
});
