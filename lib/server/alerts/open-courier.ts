/** Sends what waits in the outbox as long as the server runs. */
import { deliverDue } from "#lib/observe/courier.ts";
import { openChannels } from "#lib/server/alerts/channels.ts";
import type { Env } from "#lib/server/env.ts";
import type { Log } from "#lib/server/log.ts";
import type { AlertOutbox, DueAlert } from "#lib/store/alerts.ts";

interface CourierParts {
  readonly env: Pick<Env, "alerts" | "publicUrl" | "host" | "port">;
  readonly outbox: Pick<AlertOutbox, "take" | "delivered" | "failed">;
  readonly log: Pick<Log, "warn" | "error">;
  readonly now: () => Date;
  /** Between two looks into the outbox. */
  readonly everyMs?: number;
}

const EVERY_MS = 2_000;
/** What is on its way then is sent again by whoever runs next, once its lease has run out. */
const CLOSE_MS = 10_000;

/** Begins at once; one round at a time. `close` waits for the round that is under way, for 10 s at most. */
export function openCourier({ env, outbox, log, now, everyMs = EVERY_MS }: CourierParts): { readonly close: () => Promise<void> } {
  const { alerts, publicUrl, host, port } = env;
  const channels = openChannels({ ...alerts, origin: publicUrl ?? `http://${host}:${port}`, now, log });
  const closing = new AbortController();
  const onFailure = ({ id, incidentId, channel, target, attempts }: DueAlert, problem: string, isGivenUp: boolean) =>
    log.warn(
      // A mail address is somebody's; a variable's name is nobody's.
      { alert: id, incident: incidentId, channel, ...(channel === "email" ? {} : { target }), attempts: attempts + 1, problem },
      isGivenUp ? "an alert was given up" : "an alert could not be delivered, and is tried again",
    );
  const round = async (): Promise<void> => {
    try {
      // Until nothing is due: a flood does not wait for the clock.
      while (!closing.signal.aborted && (await deliverDue({ outbox, channels, now, onFailure })) > 0);
    } catch (error) {
      log.error({ err: error }, "the outbox of alerts could not be read or written");
    }
  };
  const running = (async () => {
    while (!closing.signal.aborted) {
      await round();
      await pause(everyMs, closing.signal);
    }
  })();
  return {
    close: async () => {
      closing.abort();
      const giveUp = new AbortController();
      await Promise.race([running, pause(CLOSE_MS, giveUp.signal)]);
      giveUp.abort();
      channels.close();
    },
  };
}

/** Ends early when the signal comes. Does not keep the process alive. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener("abort", done);
  });
}
