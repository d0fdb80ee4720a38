import type { TakenIn } from "#lib/observe/intake.ts";
import type { Intake, RawArtifact } from "#lib/store/intake.ts";

export interface IntakeWorkerOptions {
  readonly intake: Pick<Intake, "take" | "processed" | "sweep">;
  readonly takeIn: (raw: RawArtifact) => Promise<TakenIn>;
  readonly now: () => Date;
  readonly onError: (error: unknown, raw: RawArtifact | null) => void;
  /** How often it looks for what others left, in milliseconds. */
  readonly everyMs?: number;
}

export interface IntakeWorker {
  /** Something was put in. */
  readonly wake: () => void;
  /** Resolves when nothing waits any more, as far as this process can see. */
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Whoever takes one has this long; when the process is killed, another one takes it after that. */
const LEASE_MS = 60_000;
const AT_ONCE = 4;
const SWEEP_MS = 3_600_000;

/** Works off what was put in, oldest first, one after the other. */
export function startIntakeWorker({ intake, takeIn, now, onError, everyMs = 2_000 }: IntakeWorkerOptions): IntakeWorker {
  let closed = false;
  let again = false;
  let sweptAt = 0;
  let running: Promise<void> | null = null;

  const takeOne = async (raw: RawArtifact) => {
    try {
      const taken = await takeIn(raw);
      await intake.processed(raw.id, now().toISOString(), taken);
    } catch (error) {
      // It stays leased and comes again.
      onError(error, raw);
    }
  };
  const sweepNow = async () => {
    if (now().getTime() - sweptAt < SWEEP_MS) return;
    sweptAt = now().getTime();
    await intake.sweep(now().toISOString());
  };
  const workOff = async () => {
    do {
      again = false;
      for (;;) {
        if (closed) return;
        const taken = await intake.take(now().toISOString(), new Date(now().getTime() + LEASE_MS).toISOString(), AT_ONCE);
        if (taken.length === 0) break;
        for (const raw of taken) if (!closed) await takeOne(raw);
      }
      await sweepNow();
    } while (again);
  };
  const wake = () => {
    again = true;
    if (closed || running !== null) return;
    running = workOff()
      .catch((error: unknown) => onError(error, null))
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(wake, everyMs);
  timer.unref();
  return {
    wake,
    idle: async () => {
      wake();
      while (running !== null) await running;
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
}
