import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBytes, rowQuery } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import { readResidentMb } from "#lib/engine/duckdb/resident-memory.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { isAppError } from "#lib/errors.ts";

/** What the engine's own watchdog allows a worker. */
const RESIDENT_MB = 1_024;

let harness: DuckDbHarness;
let few: FileRelation;
let sheet: FileRelation;
let many: FileRelation;
beforeAll(async () => {
  harness = await openHarness({ workers: 1, spares: 1, tempMb: 4_096, residentMb: RESIDENT_MB });
  const rows = (count: number) =>
    `SELECT i AS id, 'customer-' || hash(i) % 100000 AS customer, (hash(i) % 10000000)::DECIMAL(12,2) AS amount, hash(i) / 997 AS score, TIMESTAMP '2020-01-01' + to_microseconds(i * 1000003) AS at FROM range(${count}) r(i)`;
  few = await harness.relationOf(rows(100_000));
  sheet = await harness.relationOf(rows(1_048_575));
  many = await harness.relationOf(rows(5_000_000));
}, 120_000);
afterAll(async () => await harness.close());

const COLUMNS = { id: null, customer: null, amount: null, score: null, at: null } as const;

/** Reads and throws away; the most that this process and the worker had of memory meanwhile, in MB. */
async function peakOf(relation: FileRelation, format: CopyFormat): Promise<{ readonly app: number; readonly worker: number }> {
  const query = { ...rowQuery(relation, COLUMNS), limit: null };
  const engine = harness.engine();
  const { bytes, done, recycle } = await engine.copy(query, format, { timeoutMs: 300_000, signal: new AbortController().signal });
  const peak = { app: 0, worker: 0 };
  const look = () => {
    peak.app = Math.max(peak.app, process.memoryUsage.rss() / 2 ** 20);
    peak.worker = Math.max(peak.worker, ...engine.workerPids().map((pid) => readResidentMb(pid) ?? 0));
  };
  const watch = setInterval(look, 25);
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) recycle?.(chunk);
  look();
  clearInterval(watch);
  await done;
  return peak;
}

test.each<CopyFormat>([
  { format: "csv", safe: false },
  { format: "json" },
  { format: "ndjson" },
  { format: "parquet" },
  { format: "arrow" },
  { format: "xlsx" },
])(
  "the app grows by less than 50 MB from 100,000 to five million rows (or to a full sheet) as $format, and the worker keeps its bound",
  { timeout: 300_000 },
  async (format) => {
    await peakOf(few, format);
    const small = await peakOf(few, format);
    const large = await peakOf(format.format === "xlsx" ? sheet : many, format);
    console.log(`${format.format}: app ${Math.round(small.app)} → ${Math.round(large.app)} MB, worker ${Math.round(large.worker)} MB`);
    expect(large.app - small.app).toBeLessThan(50);
    expect(large.worker).toBeLessThan(RESIDENT_MB);
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
