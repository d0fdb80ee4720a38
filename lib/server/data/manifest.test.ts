import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { basename } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { manifestSchema } from "#lib/api/schemas/manifest.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import { type DataHarness, openDataHarness } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

const ROWS = 5_000;
const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", classification: "pii", mask: { as: "partial", except: ["crm"] } }),
  columnOf({ name: "total" }),
];

let duckdb: DuckDbHarness;
let http: DataHarness;
let copy: Engine["copy"] | null = null;
let estimate: Engine["estimate"] | null = null;

beforeAll(async () => {
  duckdb = await openHarness();
  const { paths } = await duckdb.relationOf(
    `SELECT i AS id, 'buyer' || i || '@example.com' AS mail, (i / 4)::DECIMAL(12,2) AS total FROM range(${ROWS}) t(i)`,
  );
  const real = duckdb.engine();
  const source = { source: "lake", relation: basename(paths[0] ?? "", ".parquet"), files: null };
  http = await openDataHarness({
    engine: {
      ...real,
      copy: async (...given) => await (copy ?? real.copy)(...given),
      estimate: async (...given) => await (estimate ?? real.estimate)(...given),
    },
    folder: duckdb.folder,
    limits: { queriesAtOnce: { person: 20, anonymous: 20 } },
    datasets: [
      { name: "sales", source, columns },
      { name: "team", source, columns, access: { visibility: "restricted", data: "restricted", readers: ["crm"] } },
    ],
  });
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});
afterEach(() => {
  copy = null;
  estimate = null;
  http.logged.length = 0;
});

const manifestOf = async (id: unknown, headers = {}) => {
  const reply = await http.ask(`/api/v1/exports/${id}`, { headers });
  return reply.status === 200 ? manifestSchema.parse(JSON.parse(reply.text)) : reply.status;
};
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** An export that sends as much as the test writes. */
function slowCopy(expectedRows: number | null = null) {
  const bytes = new PassThrough();
  const done = Promise.withResolvers<{ rows: number }>();
  done.promise.catch(() => {});
  copy = async (_query, _format, { signal }) => {
    signal.addEventListener("abort", () => {
      const left = new Error("left");
      done.reject(left);
      bytes.destroy(left);
    });
    return { bytes, done: done.promise, expectedRows };
  };
  return {
    bytes,
    finish: (rows: number) => {
      bytes.end();
      done.resolve({ rows });
    },
    fail: (error: Error) => {
      done.reject(error);
      bytes.destroy(error);
    },
  };
}

/** The answer once its headers are there. */
async function begin(path: string, headers = {}): Promise<IncomingMessage> {
  const asked = request({ host: "127.0.0.1", port: http.port, path, headers, agent: false });
  asked.on("error", () => {});
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.on("error", () => {});
  return answer;
}

describe("a manifest", () => {
  test("says what the file is made of, by whose promise, and how it can be checked", async () => {
    const file = await http.ask("/export/sales?select=id,mail&order=id.desc&id=lt.10&or=(id.gt.3,id.eq.1)");
    expect(await manifestOf(file.headers["touchstone-export"])).toEqual({
      id: file.headers["touchstone-export"],
      state: "complete",
      dataset: "sales",
      format: "csv",
      safe: false,
      compress: null,
      filename: "sales-2026-11-22-v1.4.0.csv",
      asked: { select: "id,mail", order: "id.desc", filters: ["id=lt.10", "or=(id.gt.3,id.eq.1)"] },
      columns: [
        { name: "id", type: "BIGINT", mask: null },
        { name: "mail", type: "VARCHAR", mask: "mail is masked for you because it is personal data and you are not in crm" },
      ],
      rows: 7,
      bytes: file.bytes.length,
      sha256: sha256(file.bytes),
      bytesSent: file.bytes.length,
      expectedRows: expect.toSatisfy((value) => value === null || value === 7),
      problem: null,
      asOf: null,
      contract: { version: "1.4.0", commit: null },
      verdict: { state: "unknown", reasons: expect.any(Array) },
      score: null,
      incidents: [],
      startedAt: "2026-11-22T12:00:00.000Z",
      finishedAt: "2026-11-22T12:00:00.000Z",
    });
  });

  test.for(["csv", "json", "ndjson", "parquet", "arrow", "xlsx"])(
    "of %s has the digest of the file, as the trailer has",
    async (format) => {
      const answer = await begin(`/api/v1/datasets/sales/export.${format}?id=lt.300`);
      const bytes = Buffer.concat(await answer.toArray());
      const manifest = await manifestOf(answer.headers["touchstone-export"]);
      expect([answer.statusCode, manifest]).toMatchObject([
        200,
        { state: "complete", format, rows: 300, bytes: bytes.length, sha256: sha256(bytes) },
      ]);
      if (answer.headers["content-length"] === undefined)
        expect(answer.trailers).toEqual({ "touchstone-rows": "300", "touchstone-sha-256": sha256(bytes) });
      else expect(Number(answer.headers["content-length"])).toBe(bytes.length);
    },
  );

  test("has the digest of the packed file, and of the bare one where only the way is packed", async () => {
    const plain = await http.ask("/export/sales");
    for (const [compress, unpack] of [
      ["gzip", gunzipSync],
      ["zstd", zstdDecompressSync],
    ] as const) {
      const packed = await http.ask(`/export/sales?compress=${compress}`);
      expect(unpack(packed.bytes).equals(plain.bytes)).toBe(true);
      expect(await manifestOf(packed.headers["touchstone-export"])).toMatchObject({
        ...{ compress, bytes: packed.bytes.length, sha256: sha256(packed.bytes), rows: ROWS },
      });
      const way = await http.ask("/export/sales", { headers: { "Accept-Encoding": compress } });
      expect([way.headers["content-encoding"], unpack(way.bytes).equals(plain.bytes)]).toEqual([compress, true]);
      expect(await manifestOf(way.headers["touchstone-export"])).toMatchObject({
        ...{ compress: null, bytes: plain.bytes.length, sha256: sha256(plain.bytes) },
      });
    }
  });

  test("is its caller's alone: for others it is as if it never was", async () => {
    const crm = { Authorization: http.bearer("crm") };
    const { headers } = await http.ask("/export/sales?id=lt.5", { headers: crm });
    const id = headers["touchstone-export"];
    expect(await manifestOf(id, crm)).toMatchObject({ id, columns: [{}, { mask: null }, {}] });
    const never = randomUUID();
    const options = { headers: { "X-Request-Id": "r1" } };
    const [theirs, none] = [await http.ask(`/api/v1/exports/${id}`, options), await http.ask(`/api/v1/exports/${never}`, options)];
    expect(theirs.status).toBe(404);
    expect(theirs.text.replaceAll(String(id), never)).toBe(none.text);
    expect(await manifestOf("nothing-like-an-id")).toBe(404);
    const anonymous = await http.ask("/export/sales?id=lt.5");
    expect(await manifestOf(anonymous.headers["touchstone-export"], crm)).toBe(404);
    expect(await manifestOf(anonymous.headers["touchstone-export"])).toMatchObject({ state: "complete" });
  });

  test("takes no parameters, and has a tag", async () => {
    const { headers } = await http.ask("/export/sales?id=lt.5");
    const path = `/api/v1/exports/${headers["touchstone-export"]}`;
    expect((await http.ask(`${path}?x=1`)).text).toContain("TS-API-004");
    const { headers: told } = await http.ask(path);
    expect(told).toMatchObject({ "content-type": "application/json", "cache-control": "private, no-cache" });
    expect((await http.ask(path, { headers: { "If-None-Match": told.etag } })).status).toBe(304);
  });
});

describe("while it runs", () => {
  test("the manifest tells how far it is, under the id that the caller chose", async () => {
    const id = randomUUID();
    const { bytes, finish } = slowCopy(1_000);
    bytes.write("id\n");
    const answer = await begin(`/export/sales?export-id=${id.toUpperCase()}`);
    expect(answer.headers).toMatchObject({ "touchstone-export": id, "touchstone-expected-rows": "1000" });
    await expect
      .poll(() => manifestOf(id))
      .toMatchObject({ state: "running", bytesSent: 3, expectedRows: 1_000, rows: null, bytes: null, sha256: null });
    bytes.write("1234567\n");
    await expect.poll(() => manifestOf(id)).toMatchObject({ bytesSent: 11, finishedAt: null });
    const again = await http.ask(`/export/sales?export-id=${id}`);
    expect([again.status, again.text.includes("is the id of another export")]).toEqual([400, true]);
    finish(1);
    expect(Buffer.concat(await answer.toArray()).toString()).toBe("id\n1234567\n");
    await expect.poll(() => manifestOf(id)).toMatchObject({ state: "complete", rows: 1, bytes: 11, bytesSent: 11 });
    expect((await http.ask(`/export/sales?export-id=${id}`)).status).toBe(400);
  });

  test("its caller can end it, and nobody else: the connection breaks", async () => {
    const { bytes } = slowCopy();
    bytes.write("id\n");
    const answer = await begin("/export/sales");
    const id = answer.headers["touchstone-export"];
    const crm = { Authorization: http.bearer("crm") };
    expect((await http.ask(`/api/v1/exports/${id}`, { method: "DELETE", headers: crm })).status).toBe(404);
    expect(await manifestOf(id)).toMatchObject({ state: "running" });
    const broken = answer.toArray().catch((error: unknown) => error);
    const ended = await http.ask(`/api/v1/exports/${id}`, { method: "DELETE" });
    expect(JSON.parse(ended.text)).toMatchObject({ state: "cancelled", bytesSent: 3, bytes: null, sha256: null, problem: null });
    expect(await broken).toBeInstanceOf(Error);
    expect(http.logged).toEqual([]);
    // What has ended stays as it is.
    copy = null;
    const done = await http.ask("/export/sales?id=lt.5");
    const again = await http.ask(`/api/v1/exports/${done.headers["touchstone-export"]}`, { method: "DELETE" });
    expect(JSON.parse(again.text)).toMatchObject({ state: "complete", rows: 5 });
  });

  test("its length is told where it is known, and only then: no trailers follow it", async () => {
    const file = Buffer.from("id\n1\n");
    copy = async () => {
      const bytes = new PassThrough();
      bytes.end(file);
      return { bytes, done: Promise.resolve({ rows: 1 }), expectedRows: 1, expectedBytes: file.length };
    };
    const answer = await begin("/export/sales");
    expect(answer.headers).toMatchObject({ "content-length": "5", "touchstone-expected-rows": "1" });
    expect([answer.headers.trailer, Buffer.concat(await answer.toArray()).toString()]).toEqual([undefined, "id\n1\n"]);
    await expect.poll(() => manifestOf(answer.headers["touchstone-export"])).toMatchObject({ state: "complete", rows: 1, bytes: 5 });
    const packed = await begin("/export/sales", { "Accept-Encoding": "gzip" });
    expect([packed.headers["content-length"], packed.headers["transfer-encoding"]]).toEqual([undefined, "chunked"]);
    packed.destroy();
  });

  test("it can be ended while its client takes nothing", async () => {
    const { bytes } = slowCopy();
    const id = randomUUID();
    const socket = connect(http.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`GET /export/sales?export-id=${id} HTTP/1.1\r\nHost: x\r\n\r\n`);
    for (let i = 0; i < 60; i += 1) bytes.write(Buffer.alloc(1_000_000, "x"));
    await once(socket, "readable");
    await sleep(100);
    // Much of it waits for the client, and would for ever.
    expect(bytes.writableLength + bytes.readableLength).toBeGreaterThan(1_000_000);
    expect(JSON.parse((await http.ask(`/api/v1/exports/${id}`, { method: "DELETE" })).text)).toMatchObject({ state: "cancelled" });
    socket.destroy();
  });

  test("about how many rows there will be is told where the source knows it of itself", async () => {
    estimate = async () => ({ rows: 4_900, exact: false, bytes: null });
    slowCopy().bytes.write("id\n");
    const whole = await begin("/export/sales");
    slowCopy().bytes.write("id\n");
    const part = await begin("/export/sales?id=lt.5");
    const expected = async ({ headers }: IncomingMessage) => (await http.ask(`/api/v1/exports/${headers["touchstone-export"]}`)).text;
    expect([whole.headers["touchstone-expected-rows"], part.headers["touchstone-expected-rows"]]).toEqual(["4900", undefined]);
    expect(await expected(whole)).toContain('"expectedRows":4900');
    expect(await expected(part)).toContain('"expectedRows":null');
    for (const answer of [whole, part]) answer.destroy();
  });

  test("it can be ended before its first byte", async () => {
    const id = randomUUID();
    copy = (_query, _format, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("left"))));
    const asked = http.ask(`/export/sales?export-id=${id}`).catch((error: unknown) => error);
    await expect.poll(() => manifestOf(id)).toMatchObject({ state: "running", bytesSent: 0 });
    await http.ask(`/api/v1/exports/${id}`, { method: "DELETE" });
    expect(await asked).toMatchObject({ status: 409 });
    expect(await manifestOf(id)).toMatchObject({ state: "cancelled" });
    expect(http.logged).toEqual([]);
  });

  test("a client that leaves has cancelled it", async () => {
    const { bytes } = slowCopy();
    bytes.write("id\n");
    const answer = await begin("/export/sales");
    answer.destroy();
    await expect.poll(() => manifestOf(answer.headers["touchstone-export"])).toMatchObject({ state: "cancelled", problem: null });
    expect(http.logged).toEqual([]);
  });
});

describe("a failure", () => {
  const BROKEN = new AppError("TS-DATA-002", "A file of this dataset is damaged.");

  test("in the middle is told with its reason", async () => {
    const { bytes, fail } = slowCopy();
    bytes.write("id\n");
    const answer = await begin("/export/sales");
    fail(BROKEN);
    await expect
      .poll(() => manifestOf(answer.headers["touchstone-export"]))
      .toMatchObject({
        ...{ state: "failed", problem: BROKEN.message, bytes: null, sha256: null, rows: null },
      });
  });

  test("before the first byte too, and one of ours without its words", async () => {
    for (const [error, words] of [
      [BROKEN, BROKEN.message],
      [new Error("select * from secret"), expect.not.stringContaining("secret")],
    ] as const) {
      const id = randomUUID();
      copy = async () => {
        throw error;
      };
      expect((await http.ask(`/export/sales?export-id=${id}`)).status).toBeGreaterThanOrEqual(500);
      expect(await manifestOf(id)).toMatchObject({ state: "failed", problem: words });
    }
  });

  test("leaves no export without an end where the client takes no trailers", async () => {
    const id = randomUUID();
    const { bytes, finish } = slowCopy();
    bytes.write("id\n");
    finish(0);
    const socket = connect(http.port, "127.0.0.1");
    socket.write(`GET /export/sales?export-id=${id} HTTP/1.0\r\nHost: x\r\n\r\n`);
    expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/\r\n\r\nid\n$/);
    await expect.poll(() => manifestOf(id)).toMatchObject({ state: "complete", rows: 0, bytes: 3 });
  });
});
