/**
 * For benchmarks, in a process of its own: the real listener and the embedded engine over the Parquet files of one folder, as
 * datasets that are open to everyone. Answers each message with what it took so far.
 */
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import process from "node:process";
import { openDuckDb } from "#lib/engine/duckdb/duckdb.ts";
import { openDataHarness } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

const [folder = ".", home = ".", columns = ""] = process.argv.slice(2);

const engine = openDuckDb({
  ...{ workers: 2, spares: 2, memoryMb: 512, residentMb: 1_024, dataMb: 3_072, tempMb: 2_048 },
  ...{ home, uid: null, secret: "a secret for benchmarks, long enough to be one" },
  log: { warn: (details, message) => console.error(message, details) },
});
const names = readdirSync(folder).flatMap((file) => (file.endsWith(".parquet") ? [basename(file, ".parquet")] : []));
const { port } = await openDataHarness({
  engine,
  folder,
  datasets: names.map((name) => ({
    ...{ name, source: { source: "lake", relation: name, files: null } },
    columns: columns.split(",").map((column) => columnOf({ name: column })),
  })),
  limits: { export: { person: 600_000, anonymous: 600_000 } },
});

export interface ServerCost {
  readonly port: number;
  /** Of the web process, since its start. */
  readonly cpuMs: number;
  readonly workers: readonly number[];
}

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const cost: ServerCost = { port, cpuMs: (user + system) / 1_000, workers: engine.workerPids() };
  process.send?.(cost);
});
process.on("disconnect", () => void engine.close().finally(() => process.exit()));
