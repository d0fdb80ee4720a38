/** What it costs to look at a dataset: 20 checks and the profile of 8 columns, against DuckDB reading the same columns once. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { openDuckDb } from "#lib/engine/duckdb/duckdb.ts";
import type { FileFormat, FileRelation } from "#lib/engine/relation.ts";
import type { Measure } from "#lib/engine/scan.ts";
import { inMs, interleave, median, printTable, timed, times } from "./figures.ts";
import { ORDER_COLUMNS, ROWS, writeOrders } from "./orders.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = 5;
const TYPES = {
  ...{ id: "BIGINT", customer: "INTEGER", country: "VARCHAR", email: "VARCHAR" },
  ...{ amount: "DECIMAL(12,2)", share: "DOUBLE", placed_at: "TIMESTAMP", is_paid: "BOOLEAN" },
};
const outside = (column: string, min: number | null, max: number | null) =>
  ({ kind: "outside", column, min, max, exclusiveMin: false, exclusiveMax: false }) as const;

const CHECKS = [
  { kind: "rows" },
  ...ORDER_COLUMNS.map((column) => ({ kind: "missing", columns: [column] }) as const),
  { kind: "missing", columns: ["email"], where: { parts: ["is_paid"] } },
  { kind: "duplicates", columns: ["id"] },
  { kind: "unexpected", column: "country", values: ["DE", "FR", "US", "CN"] },
  outside("id", 1, null),
  outside("customer", 0, null),
  outside("amount", 0, 1_000),
  outside("share", 0, 1_000_000),
  { kind: "mismatch", column: "email", pattern: "[^@]+@[^@]+\\.[a-z]+" },
  { kind: "newest", column: "placed_at", notAfter: "2100-01-01T00:00:00.000Z" },
  { kind: "counts", column: "country", most: 200 },
  { kind: "counts", column: "is_paid", most: 200 },
] as const;
const MEASURES = CHECKS.map((check, index) => ({ id: `check ${index}`, where: null, ...check }) satisfies Measure);
const PROFILE = ORDER_COLUMNS.map((column) => ({ column, values: true }));

await withUndo(async (onEnd) => {
  const home = mkdtempSync(join(tmpdir(), "touchstone-bench-observe-"));
  onEnd(() => rmSync(home, { recursive: true, force: true }));
  const data = join(home, "data");
  mkdirSync(data);
  await writeOrders(data);
  const duckdb = await (await DuckDBInstance.create(":memory:", { threads: "2", enable_external_file_cache: "false" })).connect();
  onEnd(() => duckdb.closeSync());
  const engine = openDuckDb({
    ...{ workers: 2, spares: 2, memoryMb: 512, residentMb: 1_024, dataMb: 3_072, tempMb: 2_048 },
    ...{ home, uid: null, secret: "a secret for benchmarks, long enough to be one" },
    log: { warn: (details, message) => console.error(message, details) },
  });
  onEnd(engine.close);
  const limits = () => ({ timeoutMs: 300_000, signal: new AbortController().signal });
  const rows: string[][] = [];
  let version = 0;
  for (const format of ["parquet", "csv"] as const) {
    const path = join(data, `orders.${format}`);
    const read = `SELECT ${ORDER_COLUMNS.map((column) => `min(${column})`).join(", ")} FROM '${path}'`;
    // As after a load: nothing is known of the content.
    const changed = () => {
      version += 1;
      return relationOf(format, path, version);
    };
    const scan = async (relation: FileRelation) => {
      const { measures } = await engine.scan({ relation, timezone: "UTC", measures: MEASURES, profile: PROFILE }, limits());
      for (const [id, value] of measures) if (value.kind === "error") throw new Error(`${id}: ${value.message}`);
    };
    let relation = changed();
    await engine.describe(relation, limits());
    await scan(relation);
    const processor: Record<"read" | "types" | "scan", number[]> = { read: [], types: [], scan: [] };
    const spending = async (name: keyof typeof processor, work: () => Promise<unknown>) => {
      const spent = name === "read" ? ownMs : () => engine.workerPids().reduce((sum, pid) => sum + processMs(pid), 0);
      const before = spent();
      const ms = await timed(work);
      processor[name].push(spent() - before);
      return ms;
    };
    const figures = await interleave(ROUNDS, {
      read: async () => await spending("read", () => duckdb.runAndReadAll(read)),
      types: async () => {
        relation = changed();
        return await spending("types", () => engine.describe(relation, limits()));
      },
      scan: async () => await spending("scan", () => scan(relation)),
      probe: async () => await timed(() => engine.probe([relation], limits())),
    });
    for (const [label, { read: yardstick, types, scan: scanned }] of [
      [format, figures],
      [`${format}, processor time`, processor],
    ] as const) {
      const whole = median(scanned.map((ms, index) => ms + (types[index] ?? 0)));
      rows.push([
        ...[label, inMs(median(yardstick)), inMs(median(types)), inMs(median(scanned)), times(median(scanned) / median(yardstick))],
        ...[times(whole / median(yardstick)), label === format ? inMs(median(figures.probe)) : ""],
      ]);
    }
  }
  const title = `${MEASURES.length} checks and ${PROFILE.length} profiles of ${ROWS.toLocaleString("en")} rows, medians of ${ROUNDS} runs in turn`;
  printTable(title, [["", "DuckDB reads all", "types", "scan", "scan ÷ reads", "both ÷ reads", "unchanged"], ...rows]);
});

function ownMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Processor time of another process, to a hundredth of a second; 0 where the platform does not tell. */
function processMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function relationOf(format: FileFormat, path: string, version: number): FileRelation {
  return { kind: "files", source: "bench", format, paths: [path], version: String(version), columnTypes: TYPES };
}
