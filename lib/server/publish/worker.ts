/** Thread that publishes: plain Node, started by `publisher.ts`. One job at a time; parsing 10,000 datasets here delays no page. */
import { parentPort, workerData } from "node:worker_threads";
import { createCatalogParser } from "#lib/catalog/catalog-parser.ts";
import { publishFolder } from "#lib/catalog/publish-folder.ts";
import { isAppError } from "#lib/errors.ts";
import { KnownTexts } from "#lib/server/publish/known-texts.ts";
import type { Job, Reply, SentError, WorkerData } from "#lib/server/publish/protocol.ts";
import { runPush } from "#lib/server/publish/push-job.ts";
import { openStore } from "#lib/store/prisma.ts";
import type { Store } from "#lib/store/store.ts";

const { databaseUrl, defaultVisibility }: WorkerData = workerData;
/** A publish reads three things at once. */
const CONNECTIONS = 3;
const now = () => new Date();
/** Kept from job to job: what did not change is not parsed again. */
const parser = createCatalogParser();
const known = new KnownTexts();
let opening: Promise<Store> | undefined;

/** Opened with the thread, and again when that failed. */
function openedStore(): Promise<Store> {
  opening ??= openStore({ url: databaseUrl, connections: CONNECTIONS }).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function run(job: Job) {
  const store = await openedStore();
  if (job.kind === "push") return runPush(job, { store, parser, known, defaultVisibility, now });
  const { dir, commit, author } = job;
  return publishFolder(dir, { store, publisher: "folder", defaultVisibility, commit, author, now }, parser);
}

function sent(error: unknown): SentError {
  if (isAppError(error)) {
    const { code, message, details, headers } = error;
    return { code, message, options: { details, headers }, stack: null };
  }
  const known = error instanceof Error;
  return { code: null, message: known ? error.message : String(error), options: {}, stack: known ? (error.stack ?? null) : null };
}

parentPort?.on("message", async (job: Job | "close") => {
  if (job === "close") {
    const store = await opening?.catch(() => undefined);
    await Promise.allSettled([store?.close(), parser.close()]);
    parentPort?.close();
    return;
  }
  const reply: Reply = await run(job).then(
    (answer) => ({ ok: true, answer }),
    (error: unknown) => ({ ok: false, error: sent(error) }),
  );
  const bytes = reply.ok && "json" in reply.answer ? [reply.answer.json.buffer] : [];
  parentPort?.postMessage(reply, bytes);
});

openedStore().catch(() => undefined);
