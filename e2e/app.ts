import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startFront } from "../scripts/front.mjs";
import { createDatabase } from "../scripts/test-database.mjs";
import { findWorkerUser } from "../scripts/worker-user.mjs";

/** Where the global set-up leaves the URLs of the test database server. */
export const POSTGRES = "TOUCHSTONE_E2E_POSTGRES";

/** The small company that most journeys use. */
export const COMPANY = fileURLToPath(new URL("catalog", import.meta.url));

/** A running Touchstone with its own port, home and database. Other journeys may use it, too, so nothing here ends it. */
export interface App {
  readonly url: string;
  readonly adminToken: string;
  /** A token of somebody who is signed in and belongs to these groups. */
  readonly tokenOf: (...groups: readonly string[]) => Promise<string>;
  /** What the server has printed so far. */
  readonly log: () => string;
}

/** One that belongs to whoever started it. */
export interface OwnApp extends App {
  /** Stops it and starts it again on the same state. From then on this is the new one, at another address. */
  readonly restart: () => Promise<void>;
  /** Stops what runs of it, and removes its home. */
  readonly stop: () => Promise<void>;
}

let started = 0;

/** Starts the production build on a catalog folder. */
export async function startApp(catalog: string): Promise<OwnApp> {
  const home = mkdtempSync(join(tmpdir(), "touchstone-e2e-"));
  chmodSync(home, 0o755);
  started += 1;
  const database = await createDatabase(JSON.parse(process.env[POSTGRES] ?? "{}"), `app_${process.pid}_${started}`, "touchstone");
  const start = () => startFrontIn(home, catalog, database.url);
  let front = await start();
  const adminToken = readFileSync(front.adminTokenPath, "utf8").trim();
  return {
    get url() {
      return front.url;
    },
    adminToken,
    tokenOf: (...groups) => makeToken(front.url, adminToken, groups),
    log: () => readFileSync(logIn(home), "utf8"),
    restart: async () => {
      await front.stop();
      front = await start();
    },
    stop: async () => {
      await front.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const logIn = (home: string) => join(home, "server.log");

async function startFrontIn(home: string, catalog: string, databaseUrl: string) {
  const file = openSync(logIn(home), "a");
  const worker = findWorkerUser(process.execPath, { home, catalog });
  try {
    return await startFront(process.execPath, environment(home, catalog, databaseUrl, worker), { steps: false, output: file });
  } catch (error) {
    throw new Error(`The server did not start on ${catalog}:\n${readFileSync(logIn(home), "utf8")}`, { cause: error });
  } finally {
    closeSync(file);
  }
}

function environment(home: string, catalog: string, databaseUrl: string, worker: number | undefined): Record<string, string | undefined> {
  return {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    TZ: "UTC",
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    TOUCHSTONE_HOME: home,
    TOUCHSTONE_CATALOG: catalog,
    TOUCHSTONE_DEMO: "0",
    TOUCHSTONE_TEST: "1",
    ...(worker === undefined ? {} : { TOUCHSTONE_WORKER_UID: String(worker) }),
  };
}

async function makeToken(url: string, adminToken: string, groups: readonly string[]): Promise<string> {
  const response = await fetch(`${url}/api/v1/test/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ groups }),
  });
  if (!response.ok) throw new Error(`No token: ${response.status} ${await response.text()}`);
  const answer: unknown = await response.json();
  if (typeof answer !== "object" || answer === null || !("token" in answer) || typeof answer.token !== "string") {
    throw new Error("The answer holds no token.");
  }
  return answer.token;
}
