/** Sends alerts that wait in the outbox, at least once each, and tries again where a receiver does not answer. */
import type { AlertMessage, AlertOutbox, DueAlert } from "#lib/store/alerts.ts";

export interface Channel {
  /** Rejects where it was not accepted; the message's text is kept for people, so it holds no secret. */
  readonly send: (alert: AlertMessage, signal: AbortSignal) => Promise<void>;
}

export interface CourierDeps {
  readonly outbox: Pick<AlertOutbox, "take" | "delivered" | "failed">;
  readonly channels: Readonly<Record<AlertMessage["channel"], Channel>>;
  readonly now: () => Date;
  readonly onFailure: (alert: DueAlert, problem: string, isGivenUp: boolean) => void;
}

const AT_ONCE = 20;
/** A process that dies while it sends leaves its alerts to others after this. */
const LEASE_MS = 60_000;
const SEND_MS = 15_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Pauses after each failed delivery; behind the last one it is given up, after about two days. */
const PAUSES = [
  ...[5 * SECOND, 15 * SECOND, 45 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 45 * MINUTE],
  ...[2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 20 * HOUR],
];

/** One round: takes what is due and sends it, all at once. @returns how many were taken */
export async function deliverDue({ outbox, channels, now, onFailure }: CourierDeps): Promise<number> {
  const began = now();
  const due = await outbox.take(began.toISOString(), new Date(began.getTime() + LEASE_MS).toISOString(), AT_ONCE);
  await Promise.all(
    due.map(async (alert) => {
      try {
        await sendInTime(channels[alert.channel], alert);
        await outbox.delivered(alert.id, now().toISOString());
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        const pause = PAUSES[alert.attempts];
        await outbox.failed(alert.id, problem, pause === undefined ? null : new Date(now().getTime() + pause).toISOString());
        onFailure(alert, problem, pause === undefined);
      }
    }),
  );
  return due.length;
}

/** Nobody may hold a delivery longer than its lease, whether or not they listen to the signal. */
async function sendInTime(channel: Channel, alert: AlertMessage): Promise<void> {
  const signal = AbortSignal.timeout(SEND_MS);
  const late = Promise.withResolvers<never>();
  const onLate = () => late.reject(new Error(`It took longer than ${SEND_MS / SECOND} seconds.`));
  signal.addEventListener("abort", onLate);
  try {
    await Promise.race([channel.send(alert, signal), late.promise]);
  } finally {
    signal.removeEventListener("abort", onLate);
  }
}
