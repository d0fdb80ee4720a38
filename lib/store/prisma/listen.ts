import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { StoreEvent } from "#lib/store/store.ts";
import { CHANNEL, EVERYTHING } from "./announce.ts";
import type { Database } from "./database.ts";

const HEARTBEAT_MS = 500;
const CONNECT_MS = 5_000;
const RETRY_MS = { first: 100, most: 3_000 };

/**
 * Hears of every committed change through a connection of its own, until it is stopped. `all` comes with every connection that
 * is made, `lost` when one breaks or leaves a heartbeat unanswered: in between, changes may have gone unheard.
 * Resolves after the first attempt to connect.
 */
export async function listen(
  { url, log }: Pick<Database, "url" | "log">,
  onEvent: (event: StoreEvent) => void,
): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  let current: Connection | undefined;
  const attempt = async (): Promise<boolean> => {
    current = await connect(url, onEvent);
    return current !== undefined;
  };
  const connected = await attempt();
  if (!connected) onEvent({ kind: "lost" });

  const keepListening = async () => {
    let wait = RETRY_MS.first;
    while (!stopped.signal.aborted) {
      if (current !== undefined) {
        await current.ended;
        if (stopped.signal.aborted) return;
        onEvent({ kind: "lost" });
        log.warn({}, "changes cannot be heard: the database connection was lost");
        wait = RETRY_MS.first;
      }
      await sleep(wait, undefined, { signal: stopped.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, RETRY_MS.most);
      if (!stopped.signal.aborted) await attempt();
    }
  };
  const running = keepListening();
  return async () => {
    stopped.abort();
    current?.end();
    await running;
    // An attempt that was under way when we stopped may have connected.
    current?.end();
  };
}

interface Connection {
  /** Resolves, never rejects. */
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** `undefined`: the database does not answer. */
async function connect(url: string, onEvent: (event: StoreEvent) => void): Promise<Connection | undefined> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "touchstone listen",
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  let beat: NodeJS.Timeout | undefined;
  let over = false;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = () => {
    if (over) return;
    over = true;
    clearInterval(beat);
    client.end().catch(() => undefined);
    resolve();
  };
  client.on("error", end);
  client.on("end", end);
  client.on("notification", ({ payload = "" }) => {
    if (!over) onEvent(payload === "" || payload === EVERYTHING ? { kind: "all" } : { kind: "dataset", name: payload });
  });
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
  } catch {
    end();
    return undefined;
  }
  if (over) return undefined;
  onEvent({ kind: "all" });
  beat = setInterval(heartbeat(client, end), HEARTBEAT_MS);
  return { ended, end };
}

function heartbeat(client: pg.Client, end: () => void): () => void {
  let answered = true;
  return () => {
    // Let answers that wait in the socket be read first: our own process may have been busy, not the database.
    setImmediate(() => {
      if (!answered) return end();
      answered = false;
      client.query("select 1").then(() => {
        answered = true;
      }, end);
    });
  };
}
