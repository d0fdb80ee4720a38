import { createServer } from "node:http";
import next from "next";
import { isAppError } from "#lib/errors.ts";
import { ensureAdminToken } from "#lib/server/admin-token.ts";
import { readEnv } from "#lib/server/env.ts";
import { frontListener } from "#lib/server/front-server.ts";
import { ingestFolder, ingestLines } from "#lib/server/ingest.ts";
import { openInner } from "#lib/server/inner.ts";
import { step, tellLauncher } from "#lib/server/launcher.ts";
import { listen } from "#lib/server/listen.ts";
import { openLog } from "#lib/server/log.ts";
import { openServices } from "#lib/server/open-services.ts";
import { removeServerNote, writeServerNote } from "#lib/server/server-note.ts";
import { drain, onStop } from "#lib/server/shutdown.ts";
import { sendUncached } from "#lib/server/uncached-page.ts";

/** Longest time for the headers, and for a whole request, from a client; answers may take longer. */
const TIMEOUTS = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000, maxHeaderSize: 32_768 };

async function start(): Promise<void> {
  const env = readEnv();
  const log = openLog(env.logLevel);
  const services = await step("Services", () => openServices(env, log));
  const adminTokenPath = await ensureAdminToken(env.home, services.store);
  await step("Catalog", async () => {
    if (process.argv.includes("--adopt-folder")) await services.store.adoptFolder();
    for (const line of ingestLines(await ingestFolder(services))) console.log(line);
    await services.projection.synced();
  });

  const server = createServer(TIMEOUTS);
  const pages = next({ dev: env.dev, dir: env.root, hostname: env.host, port: env.port, httpServer: server });
  await step("Pages", () => pages.prepare());
  const handle = pages.getRequestHandler();
  const inner = openInner((request, response) => void handle(request, response));
  server.on(
    "request",
    frontListener({
      env,
      log,
      methods: () => ["GET", "HEAD", ...(env.dev ? ["POST"] : [])],
      answer: (exchange) => sendUncached(inner, exchange, env),
    }),
  );

  onStop(async (why) => {
    log.info({ why }, "stopping");
    await drain(server);
    await removeServerNote(env.home);
    await services.close();
    process.exit(0);
  });
  const url = await listen(server, env);
  await writeServerNote(env.home, url);
  await tellLauncher({ kind: "ready", url, adminTokenPath });
  log.info({ url }, "ready");
}

start().catch(async (error: unknown) => {
  const message = isAppError(error)
    ? error.message
    : `The server could not start: ${error instanceof Error ? error.message : String(error)}`;
  console.error(isAppError(error) ? message : error);
  await tellLauncher({ kind: "fatal", message });
  process.exit(1);
});
