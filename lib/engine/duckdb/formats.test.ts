import { setTimeout as sleep } from "node:timers/promises";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits, readBytes, rowQuery } from "#lib/engine/conformance.ts";
import { readZip } from "#lib/engine/duckdb/encode/harness.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { CopyFormat, CopyStream, Limits } from "#lib/engine/engine.ts";
import { type GuardedSql, guardSql } from "#lib/engine/guarded-sql.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { AppError, isAppError } from "#lib/errors.ts";

let harness: DuckDbHarness;
let rows: FileRelation;
beforeAll(async () => {
  harness = await openHarness({ workers: 1, spares: 2 });
  rows = await harness.relationOf("SELECT i AS id, i::VARCHAR AS t FROM range(2000000) r(i)");
}, 60_000);
afterAll(async () => await harness.close());

const FORMATS: readonly CopyFormat[] = [
  { format: "csv", safe: false },
  { format: "json" },
  { format: "ndjson" },
  { format: "parquet" },
  { format: "arrow" },
  { format: "xlsx" },
];
/** Written while they are read; the others begin when all rows are there. */
const STREAMED: readonly CopyFormat["format"][] = ["csv", "json", "ndjson", "parquet"];

function guard(text: string): GuardedSql {
  const columns = [
    { name: "id", mask: null },
    { name: "t", mask: null },
  ];
  return guardSql({ dialect: "duckdb", text, params: [], datasets: [{ name: ["data"], relation: rows, columns, rows: null }] });
}

async function copySql(text: string, format: CopyFormat, given: Limits = limits(60_000)): Promise<CopyStream> {
  return await harness.engine().copySql(guard(text), format, given);
}

async function bytesOf({ bytes, done }: CopyStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk as Buffer);
  await done;
  return Buffer.concat(chunks);
}

describe.each(FORMATS)("$format", (format) => {
  test("that fails at row 1.5 million is never a whole file", async () => {
    const text = "SELECT CAST(CASE WHEN id = 1500000 THEN 'x' ELSE '1' END AS INTEGER) AS n FROM data LIMIT 1900000 -- end";
    const stream = await copySql(text, format).catch((error: unknown) => error);
    const failure = stream instanceof Error ? stream : await bytesOf(stream as CopyStream).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    if (!STREAMED.includes(format.format)) expect(stream).toBe(failure);
  });

  test("is the same for a statement as for rows", async () => {
    const relation = await harness.relationOf("SELECT i AS id, 'x' || i AS t FROM range(3000) r(i)");
    const ofRows = await readBytes(harness.engine(), rowQuery(relation, { id: null, t: null }), format);
    const sql = guardSql({ ...guard("SELECT id, t FROM small"), datasets: [] });
    const binding = {
      name: ["small"],
      relation,
      columns: [
        { name: "id", mask: null },
        { name: "t", mask: null },
      ],
      rows: null,
    } as const;
    const ofSql = await bytesOf(await harness.engine().copySql(guardSql({ ...sql, datasets: [binding] }), format, limits()));
    expect(ofSql.equals(ofRows)).toBe(true);
  });

  test("ends with the reader's own reason when it is called off", async () => {
    const gone = new AbortController();
    const copied = copySql("SELECT id, t, md5(t) AS h FROM data LIMIT 1000000", format, { timeoutMs: 60_000, signal: gone.signal });
    const read = copied.then(bytesOf);
    setTimeout(() => gone.abort(new Error("left")), 30);
    await expect(read).rejects.toThrow("left");
  });

  test("waits for a slow reader, and is whole all the same", async () => {
    const stream = await copySql("SELECT id, t FROM data ORDER BY id LIMIT 100000", format);
    await sleep(50);
    const chunks: Buffer[] = [];
    for await (const chunk of stream.bytes) {
      chunks.push(chunk as Buffer);
      await sleep(2);
    }
    expect(await stream.done).toEqual({ rows: 100_000 });
    const bytes = Buffer.concat(chunks);
    const again = await bytesOf(await copySql("SELECT id, t FROM data ORDER BY id LIMIT 100000", format));
    expect(bytes.equals(again)).toBe(true);
  });
});

test("a whole dataset of Parquet files tells how many rows its export will have", async () => {
  const stream = await harness.engine().copy({ ...rowQuery(rows, { id: null }), limit: null }, { format: "csv", safe: false }, limits());
  expect(stream.expectedRows).toBe(2_000_000);
  stream.bytes.destroy();
  const filter = { kind: "compare", column: "id", op: "lt", value: "5" } as const;
  const some = await harness
    .engine()
    .copy({ ...rowQuery(rows, { id: null }, [], { filter, masks: { id: null } }), limit: null }, { format: "csv", safe: false }, limits());
  expect(some.expectedRows).toBe(null);
  expect((await bytesOf(some)).toString()).toBe("id\n0\n1\n2\n3\n4\n");
});

test("files that begin when all rows are there tell how many those are", async () => {
  for (const format of ["arrow", "xlsx"] as const) {
    const stream = await copySql("SELECT id FROM data WHERE id % 4 = 0 LIMIT 2500", { format });
    expect(stream.expectedRows).toBe(2_500);
    const bytes = await bytesOf(stream);
    if (format === "arrow") expect(tableFromIPC(bytes).numRows).toBe(2_500);
    else expect(readZip(bytes).get("xl/worksheets/sheet1.xml")?.match(/<row>/g)?.length).toBe(2_501);
  }
});

test("a spreadsheet of too many rows is refused before its first byte", async () => {
  const failure = await copySql("SELECT id FROM data", { format: "xlsx" }).catch((error: unknown) => error);
  expect(isAppError(failure, "TS-QUERY-004")).toBe(true);
  expect(String(failure)).toMatch(/1,048,576/);
});
