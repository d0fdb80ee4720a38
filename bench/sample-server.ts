/** For benchmarks: the production build on the sample catalog, with a state folder, a database and a port of its own. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildProduction, generateSample, migrate } from "../scripts/build.mjs";
import { startFront } from "../scripts/front.mjs";
import { startTestPostgres } from "../scripts/test-database.mjs";
import { findWorkerUser } from "../scripts/worker-user.mjs";

const CATALOG = fileURLToPath(new URL("../catalog", import.meta.url));

export interface SampleServer {
  readonly url: string;
  readonly home: string;
  readonly adminToken: string;
}

/** Starts it, lets `measure` work with it, and ends all of it whatever happens, Ctrl-C included. */
export async function withSampleServer(measure: (server: SampleServer) => Promise<void>): Promise<void> {
  const undo: (() => unknown)[] = [];
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => void end().finally(() => process.exit(1)));
  try {
    const home = mkdtempSync(join(tmpdir(), "touchstone-bench-"));
    undo.push(() => rmSync(home, { recursive: true, force: true }));
    chmodSync(home, 0o755);
    await buildProduction(process.execPath, process.env);
    await generateSample(process.execPath, process.env, home);
    const postgres = await startTestPostgres();
    undo.push(postgres.stop);
    await migrate(process.execPath, process.env, postgres.migrateUrl);
    const front = await startFront(process.execPath, environment(home, postgres.url), { steps: false });
    undo.push(front.stop);
    await measure({ url: front.url, home, adminToken: readFileSync(front.adminTokenPath, "utf8").trim() });
  } finally {
    await end();
  }
}

function environment(home: string, databaseUrl: string): Record<string, string | undefined> {
  const worker = findWorkerUser(process.execPath, { home, catalog: CATALOG });
  return {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    TOUCHSTONE_HOME: home,
    TOUCHSTONE_CATALOG: CATALOG,
    TOUCHSTONE_DEMO: "0",
    ...(worker === undefined ? {} : { TOUCHSTONE_WORKER_UID: String(worker) }),
  };
}
