import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBytes, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { isAppError } from "#lib/errors.ts";

let harness: DuckDbHarness;
let few: FileRelation;
let many: FileRelation;
beforeAll(async () => {
  harness = await openHarness({ workers: 1, spares: 1, tempMb: 4_096 });
  const rows = (count: number) =>
    `SELECT i AS id, 'customer-' || hash(i) % 100000 AS customer, (hash(i) % 10000000)::DECIMAL(12,2) AS amount, hash(i) / 997 AS score, TIMESTAMP '2020-01-01' + to_microseconds(i * 1000003) AS at FROM range(${count}) r(i)`;
  few = await harness.relationOf(rows(100_000));
  many = await harness.relationOf(rows(1_048_575));
}, 120_000);
afterAll(async () => await harness.close());

const COLUMNS = { id: null, customer: null, amount: null, score: null, at: null } as const;

/** Reads and throws away; the most that this process had of memory meanwhile, in MB. */
async function peakOf(relation: FileRelation, format: CopyFormat): Promise<number> {
  const query = { ...rowQuery(relation, COLUMNS), limit: null };
  const { bytes, done, recycle } = await harness.engine().copy(query, format, { timeoutMs: 300_000, signal: new AbortController().signal });
  let peak = 0;
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
    recycle?.(chunk);
    peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
  }
  await done;
  return peak;
}

test.each<CopyFormat>([{ format: "csv", safe: false }, { format: "json" }, { format: "parquet" }, { format: "arrow" }, { format: "xlsx" }])(
  "the app grows by less than 50 MB from a small to a large export as $format",
  { timeout: 300_000 },
  async (format) => {
    await peakOf(few, format);
    const small = await peakOf(few, format);
    expect((await peakOf(many, format)) - small).toBeLessThan(50);
  },
);

test("rows that are more than may lie in temporary files are an answer, and nothing stays behind", { timeout: 120_000 }, async () => {
  const small = await openHarness({ workers: 1, spares: 1, memoryMb: 100, tempMb: 16 });
  const text = Array.from({ length: 12 }, (_, part) => `md5((i * 12 + ${part})::VARCHAR)`).join(" || ");
  const wide = await small.relationOf(`SELECT i AS id, ${text} AS t FROM range(1000000) r(i)`);
  const failure = await readBytes(small.engine(), rowQuery(wide, { id: null, t: null }), { format: "arrow" }).catch(
    (error: unknown) => error,
  );
  expect(isAppError(failure, "TS-DATA-005")).toBe(true);
  const one = await small.relationOf("SELECT 1 AS id");
  expect(tableFromIPC(await readBytes(small.engine(), rowQuery(one, { id: null }), { format: "arrow" })).numRows).toBe(1);
  await small.close();
});
