import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { CopyFormat, CopyStream, Limits } from "#lib/engine/engine.ts";
import type { SourceColumn } from "#lib/engine/transcode.ts";
import { isAppError } from "#lib/errors.ts";

let harness: DuckDbHarness;
beforeAll(async () => {
  harness = await openHarness({ workers: 1, spares: 2 });
});
afterAll(async () => await harness.close());

const COLUMNS: readonly SourceColumn[] = [
  { name: "id", duckdbType: "BIGINT" },
  { name: "text", duckdbType: "VARCHAR" },
  { name: "price", duckdbType: "DECIMAL(20,2)" },
  { name: "at", duckdbType: "TIMESTAMPTZ" },
  { name: "raw", duckdbType: "BLOB" },
  { name: "score", duckdbType: "DOUBLE" },
  { name: "doc", duckdbType: "JSON" },
];
const CSV = [
  '9007199254740993,"a ""b"", ä\r\nx",12345678901234567.50,2026-07-01T12:00:00.5Z,AP9h,NaN,"{""n"":9007199254740993}"\n',
  '-1,"",,,,0.1,\n',
  ',,0.00,2026-07-01T00:00:00Z,"",-Infinity,null\n',
];
const ROWS = [
  {
    ...{ id: "9007199254740993", text: 'a "b", ä\r\nx', price: "12345678901234567.50", at: "2026-07-01T12:00:00.5Z", raw: "AP9h" },
    ...{ score: "NaN", doc: { n: "9007199254740993" } },
  },
  { id: -1, text: "", price: null, at: null, raw: null, score: 0.1, doc: null },
  { id: null, text: null, price: "0.00", at: "2026-07-01T00:00:00Z", raw: "", score: "-Infinity", doc: null },
];

async function transcode(source: Readable, format: CopyFormat, given: Limits = limits()): Promise<CopyStream> {
  return await harness.engine().transcode(source, COLUMNS, format, given);
}

async function bytesOf({ bytes, done }: CopyStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk as Buffer);
  await done;
  return Buffer.concat(chunks);
}

/** Rows without end until somebody destroys it. */
function endless(counted: { bytes: number }): Readable {
  const chunk = Buffer.from(`1,${"x".repeat(200)},1.00,2026-07-01T12:00:00Z,AP9h,1.5,\n`.repeat(200));
  async function* rows() {
    for (;;) {
      counted.bytes += chunk.length;
      yield chunk;
      await sleep(0);
    }
  }
  return Readable.from(rows(), { objectMode: false });
}

test("rows of a server are the same values in every format", async () => {
  const lines = (await bytesOf(await transcode(Readable.from(CSV), { format: "ndjson" }))).toString().trim().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(ROWS);
  expect(JSON.parse((await bytesOf(await transcode(Readable.from(CSV), { format: "json" }))).toString())).toEqual(ROWS);
  const table = tableFromIPC(await bytesOf(await transcode(Readable.from(CSV), { format: "arrow" })));
  expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
    ...["Int64", "Utf8", "Decimal[20e+2]", "Timestamp<MICROSECOND, UTC>", "Binary", "Float64", "Utf8"],
  ]);
  expect([...(table.getChild("id") ?? [])]).toEqual([9007199254740993n, -1n, null]);
  expect([...(table.getChild("text") ?? [])]).toEqual(['a "b", ä\r\nx', "", null]);
  const parquet = await bytesOf(await transcode(Readable.from(CSV), { format: "parquet" }));
  expect([parquet.subarray(0, 4).toString(), parquet.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
  const sheet = await bytesOf(await transcode(Readable.from(CSV), { format: "xlsx" }));
  expect(sheet.subarray(0, 2).toString()).toBe("PK");
});

test("a source without rows is a whole file without rows", async () => {
  const stream = await transcode(Readable.from([]), { format: "ndjson" });
  expect((await bytesOf(stream)).length).toBe(0);
  expect(await stream.done).toEqual({ rows: 0 });
  expect((await bytesOf(await transcode(Readable.from([]), { format: "json" }))).toString()).toBe("[]\n");
});

test.for(["ndjson", "parquet", "arrow", "xlsx"] as const)("a source that breaks in the middle breaks %s", async (format) => {
  const rows = Buffer.from(`1,${"x".repeat(200)},1.00,2026-07-01T12:00:00Z,AP9h,1.5,\n`.repeat(1_000));
  async function* broken() {
    for (let chunk = 0; chunk < 50; chunk += 1) yield rows;
    throw new Error("the server went away");
  }
  const copied = transcode(Readable.from(broken(), { objectMode: false }), { format }).then(bytesOf);
  await expect(copied).rejects.toThrow("the server went away");
  expect((await bytesOf(await transcode(Readable.from(CSV), { format: "ndjson" }))).length).toBeGreaterThan(100);
});

test("rows that are not of their types fail the copy with a sentence, and the source ends", async () => {
  const counted = { bytes: 0 };
  const source = Readable.from(
    (async function* () {
      yield 'no number,"",,,,,\n';
      yield* endless(counted);
    })(),
    { objectMode: false },
  );
  const failure = await transcode(source, { format: "ndjson" })
    .then(bytesOf)
    .catch((error: unknown) => error);
  expect(isAppError(failure, "TS-DATA-002")).toBe(true);
  expect(String(failure)).toMatch(/cannot be read as the types/);
  await expect.poll(() => source.destroyed).toBe(true);
});

test("a reader who takes nothing stops the source, and one who leaves ends it", async () => {
  const counted = { bytes: 0 };
  const source = endless(counted);
  const { bytes, done } = await transcode(source, { format: "ndjson" }, limits(60_000));
  await expect
    .poll(async () => {
      const before = counted.bytes;
      await sleep(150);
      return counted.bytes - before;
    })
    .toBe(0);
  expect(counted.bytes).toBeLessThan(100_000_000);
  bytes.destroy();
  await expect(done).rejects.toThrow();
  await expect.poll(() => source.destroyed).toBe(true);
});

test("an aborted copy ends its source with the signal's reason", async () => {
  const gone = new AbortController();
  const source = endless({ bytes: 0 });
  const copied = transcode(source, { format: "parquet" }, { timeoutMs: 60_000, signal: gone.signal }).then(bytesOf);
  setTimeout(() => gone.abort(new Error("left")), 100);
  await expect(copied).rejects.toThrow("left");
  await expect.poll(() => source.destroyed).toBe(true);
});
