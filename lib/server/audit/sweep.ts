import type { Log } from "#lib/server/log.ts";

const DAY_MS = 86_400_000;
/** Not while the server starts. */
const FIRST_MS = 60_000;

export interface SweepOptions {
  /** Removes what has been kept for long enough. How often it runs makes no difference to what is removed. */
  readonly sweep: () => Promise<number | null>;
  readonly log: Pick<Log, "info" | "error">;
  readonly firstMs?: number;
}

/** Sweeps soon after the start and then every day. A failed sweep is left to the next. */
export function keepSwept({ sweep, log, firstMs = FIRST_MS }: SweepOptions): { readonly close: () => Promise<void> } {
  let running: Promise<void> | null = null;
  const run = () => {
    running ??= sweep()
      .then(
        (removed) => log.info({ removed }, "old texts of the audit were removed"),
        (error: unknown) => log.error({ err: error }, "old texts of the audit could not be removed"),
      )
      .finally(() => {
        running = null;
      });
  };
  const first = setTimeout(run, firstMs).unref();
  const daily = setInterval(run, DAY_MS).unref();
  return {
    close: async () => {
      clearTimeout(first);
      clearInterval(daily);
      await running;
    },
  };
}
