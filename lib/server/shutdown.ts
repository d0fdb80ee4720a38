import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** Requests under way get this long; the launcher kills after ten seconds. */
const DRAIN_MS = 8_000;
/** Nothing may keep the process longer than this. */
const GIVE_UP_MS = 9_700;

/**
 * Stops listening and waits for the answers under way, then breaks what is left. Idle connections close at once. Breaking a connection
 * aborts its query.
 */
export async function drain(server: Server, patienceMs = DRAIN_MS): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const patience = new AbortController();
  const late = delay(patienceMs, "late" as const, { signal: patience.signal }).catch(() => "done" as const);
  // A connection that becomes idle after `close` is kept alive by default; it has nothing more to say.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  if ((await Promise.race([closed, late])) === "late") server.closeAllConnections();
  clearInterval(idle);
  patience.abort();
  // Sockets that became something else, such as the development server's web sockets, are not the server's to close.
  await Promise.race([closed, delay(500, undefined, { ref: false })]);
}

/** Calls `stop` once, for the first of: SIGTERM, SIGINT, the end of the launcher. */
export function onStop(stop: (why: string) => void): void {
  let called = false;
  const once = (why: string) => {
    if (called) return;
    called = true;
    // Whatever does not close in time is left to the next start, which recovers.
    setTimeout(() => process.exit(1), GIVE_UP_MS).unref();
    stop(why);
  };
  process.on("SIGTERM", () => once("SIGTERM"));
  process.on("SIGINT", () => once("SIGINT"));
  // The channel closes when the launcher is killed: nobody would stop us any more.
  if (process.send !== undefined) process.on("disconnect", () => once("the launcher ended"));
}
