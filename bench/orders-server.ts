/** For benchmarks: the production server over the catalog of `orders.ts`, with a state folder and a database of its own. */
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { buildProduction, migrate } from "../scripts/build.mjs";
import { startFront } from "../scripts/front.mjs";
import { startTestPostgres } from "../scripts/test-database.mjs";
import { findWorkerUser } from "../scripts/worker-user.mjs";
import { writeOrders } from "./orders.ts";
import { withUndo } from "./undo.ts";

const WARM_MS = 120_000;

export interface OrdersServer {
  readonly url: string;
  /** Has `orders.parquet` and `orders.csv`. */
  readonly catalog: string;
  /** A folder for whatever is measured beside it. */
  readonly scratch: string;
  /** Asks for rows of each dataset until all have their copies for quick reads. @returns the paths of the copies */
  readonly warm: (...datasets: readonly string[]) => Promise<readonly string[]>;
}

type OnEnd = Parameters<Parameters<typeof withUndo>[0]>[0];

/** Starts it, lets `measure` work with it, and ends all of it whatever happens, Ctrl-C included. */
export function withOrdersServer(measure: (server: OrdersServer, onEnd: OnEnd) => Promise<void>): Promise<void> {
  return withUndo(async (onEnd) => {
    const scratch = mkdtempSync(join(tmpdir(), "touchstone-bench-"));
    onEnd(() => rmSync(scratch, { recursive: true, force: true }));
    chmodSync(scratch, 0o755);
    const [catalog, home] = [join(scratch, "catalog"), join(scratch, "home")];
    if (process.env["BENCH_BUILD"] !== "0") await buildProduction(process.execPath, process.env);
    await writeOrders(catalog);
    const postgres = await startTestPostgres();
    onEnd(postgres.stop);
    await migrate(process.execPath, process.env, postgres.migrateUrl);
    const worker = findWorkerUser(process.execPath, { home, catalog });
    const front = await startFront(
      process.execPath,
      {
        ...process.env,
        ...{ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", HOST: "127.0.0.1", PORT: "0", DATABASE_URL: postgres.url },
        ...{ TOUCHSTONE_HOME: home, TOUCHSTONE_CATALOG: catalog, TOUCHSTONE_DEMO: "0" },
        // The first look at a large CSV file takes long where the machine is busy.
        TOUCHSTONE_QUERY_MS_ANONYMOUS: "60000",
        ...(worker === undefined ? {} : { TOUCHSTONE_WORKER_UID: String(worker) }),
      },
      { steps: false },
    );
    onEnd(front.stop);
    await measure({ url: front.url, catalog, scratch, warm: (...datasets) => warm(front.url, home, datasets) }, onEnd);
  });
}

async function warm(url: string, home: string, datasets: readonly string[]): Promise<readonly string[]> {
  const began = performance.now();
  while (performance.now() - began < WARM_MS) {
    const copies = globSync(join(home, "hot", "*.duckdb"));
    // The rows by their key are copied after it.
    if (copies.length === datasets.length && copies.every((path) => existsSync(path.replace(/\.duckdb$/, ".rows")))) return copies;
    for (const dataset of datasets) {
      const answer = await fetch(`${url}/api/v1/datasets/${dataset}/rows?limit=10&id=gte.${1 + Math.floor(Math.random() * 1_000)}`);
      if (!answer.ok) throw new Error(`${dataset} answered ${answer.status}: ${await answer.text()}`);
    }
    await sleep(200);
  }
  throw new Error("The copies for quick reads were not made.");
}
