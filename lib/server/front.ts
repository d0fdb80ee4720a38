import { createServer } from "node:http";
import next from "next";
import { isAppError } from "#lib/errors.ts";
import { ensureAdminToken } from "#lib/server/admin-token.ts";
import { catchUpDemo, keepDemoLoading } from "#lib/server/demo.ts";
import { dispatcher } from "#lib/server/dispatch.ts";
import { type Env, readEnv } from "#lib/server/env.ts";
import { readSettingsQuietly } from "#lib/server/framework-settings.ts";
import { frontListener, readsBody } from "#lib/server/front-server.ts";
import { ingestFolder, ingestLines } from "#lib/server/ingest.ts";
import { openInner } from "#lib/server/inner.ts";
import { step, tellLauncher } from "#lib/server/launcher.ts";
import { listen } from "#lib/server/listen.ts";
import { type Log, openLog } from "#lib/server/log.ts";
import { openServices } from "#lib/server/open-services.ts";
import { removeServerNote, writeServerNote } from "#lib/server/server-note.ts";
import type { Services } from "#lib/server/services.ts";
import { drain, onStop } from "#lib/server/shutdown.ts";
import { watchFolder } from "#lib/server/watch-folder.ts";

/** Longest time for the headers, and for a whole request, from a client; answers may take longer. */
const LIMITS = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000, maxHeaderSize: 32_768 };

/** The one entry of the server: services first, then pages, then the door. What was opened closes in reverse order. */
async function start(): Promise<void> {
  const env = readEnv();
  const log = openLog(env.logLevel);
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse())
      await close().catch((error: unknown) => log.error({ err: error }, "not closed cleanly"));
  };
  onStop(async (why) => {
    log.info({ why }, "stopping");
    await closeAll();
    process.exit(0);
  });
  process.on("unhandledRejection", (error) => log.error({ err: error }, "nobody handled this"));
  try {
    const services = await step("Services", () => openServices(env, log));
    closers.push(services.close);
    await open(env, log, services, closers);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function open(env: Env, log: Log, services: Services, closers: (() => Promise<void>)[]): Promise<void> {
  const server = createServer(LIMITS);
  // Given the server, the framework takes every `Upgrade` for a web socket and hangs up, also on clients that only offer HTTP/2.
  const sockets = env.dev ? { httpServer: server } : {};
  const pages = next({ dev: env.dev, dir: env.root, hostname: env.host, port: env.port, ...sockets });
  // Before the folder is read for the first time: what is saved meanwhile is read again.
  if (env.dev) closers.push(watchCatalog(services));
  const [adminTokenPath] = await Promise.all([
    ensureAdminToken(env.home, services.store),
    step("Catalog", () => publishFolder(services)),
    step("Pages", async () => {
      if (!env.dev) await readSettingsQuietly(env.root);
      await pages.prepare();
    }),
    ...(env.demo ? [step("New rows", () => catchUpDemo(services))] : []),
  ]);
  const handle = pages.getRequestHandler();
  const dispatch = await dispatcher(
    services,
    openInner((request, response) => void handle(request, response)),
  );
  closers.push(dispatch.close);
  const listener = frontListener({ env, log, ...dispatch });
  server.on("request", listener);
  // Who asks before sending a body is answered by whoever reads it; see receiveBody.
  server.on("checkContinue", (request, response) => {
    if (!readsBody(request, dispatch.bodyLimit)) response.writeContinue();
    listener(request, response);
  });

  if (env.demo) closers.push(keepDemoLoading(services));
  const url = await listen(server, env);
  closers.push(
    () => removeServerNote(env.home),
    () => drain(server),
  );
  await writeServerNote(env.home, url);
  await tellLauncher({ kind: "ready", url, adminTokenPath });
  log.info({ url }, "ready");
}

async function publishFolder(services: Services): Promise<void> {
  if (process.argv.includes("--adopt-folder")) await services.store.adoptFolder();
  for (const line of ingestLines(await ingestFolder(services))) console.log(line);
  await services.projection.synced();
}

function watchCatalog(services: Services): () => Promise<void> {
  const readAgain = async () => {
    for (const line of ingestLines(await ingestFolder(services))) console.log(line);
  };
  return watchFolder(services.env.catalogDir, readAgain, services.log);
}

start().catch(async (error: unknown) => {
  const message = isAppError(error)
    ? error.message
    : `The server could not start: ${error instanceof Error ? error.message : String(error)}`;
  console.error(isAppError(error) ? message : error);
  await tellLauncher({ kind: "fatal", message });
  process.exit(1);
});
