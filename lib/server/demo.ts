import { catchUp, startPipeline } from "#lib/demo/pipeline.ts";
import type { Services } from "#lib/server/services.ts";

/** How often the demo pipeline looks for loads that are due. */
const INTERVAL_MS = 30_000;

/** Writes the loads that the sample shop missed while nothing ran. A failure leaves the data as it was and is only logged. */
export async function catchUpDemo({ env, log, now }: Services): Promise<void> {
  try {
    await catchUp({ home: env.home, now: now() });
  } catch (error) {
    log.error({ err: error }, "the demo pipeline could not catch up");
  }
}

/** Keeps loading new rows into the sample shop. @returns how to stop it */
export function keepDemoLoading({ env, log, now }: Services): () => Promise<void> {
  const pipeline = startPipeline({
    home: env.home,
    intervalMs: INTERVAL_MS,
    clock: now,
    onError: (error) => log.error({ err: error }, "the demo pipeline failed"),
  });
  return pipeline.stop;
}
