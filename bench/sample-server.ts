/** For benchmarks: the production build on the sample catalog, with a state folder, a database and a port of its own. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildProduction, generateSample, migrate } from "../scripts/build.mjs";
import { startFront } from "../scripts/front.mjs";
import { startTestPostgres } from "../scripts/test-database.mjs";
import { findWorkerUser } from "../scripts/worker-user.mjs";
import { withUndo } from "./undo.ts";

const CATALOG = fileURLToPath(new URL("../catalog", import.meta.url));

export interface SampleServer {
  readonly url: string;
  readonly home: string;
  readonly adminToken: string;
}

/** Starts it, lets `measure` work with it, and ends all of it whatever happens, Ctrl-C included. */
export function withSampleServer(measure: (server: SampleServer) => Promise<void>): Promise<void> {
  return withUndo(async (onEnd) => {
    const home = mkdtempSync(join(tmpdir(), "touchstone-bench-"));
    onEnd(() => rmSync(home, { recursive: true, force: true }));
    chmodSync(home, 0o755);
    await buildProduction(process.execPath, process.env);
    await generateSample(process.execPath, process.env, home);
    const postgres = await startTestPostgres();
    onEnd(postgres.stop);
    await migrate(process.execPath, process.env, postgres.migrateUrl);
    const front = await startFront(process.execPath, environment(home, postgres.url), { steps: false });
    onEnd(front.stop);
    await measure({ url: front.url, home, adminToken: readFileSync(front.adminTokenPath, "utf8").trim() });
  });
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
