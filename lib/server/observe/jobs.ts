/** Observations that wait to be made, kept in PostgreSQL by pg-boss: many processes take them, no two the same one, and none is lost. */
import { PgBoss } from "pg-boss";
import { z } from "zod";
import type { Log } from "#lib/server/log.ts";
import type { Trigger } from "#lib/store/evidence.ts";

export interface ObserveJob {
  readonly datasetId: string;
  /** Those of one source take turns, so that a slow one does not hold up the others. */
  readonly sourceId: string;
  readonly trigger: Trigger;
}

export interface JobsOptions {
  readonly databaseUrl: string;
  readonly log: Pick<Log, "error" | "warn">;
  /** Observations at once in this process, and of one source over all processes. */
  readonly atOnce: number;
  readonly perSource: number;
  readonly run: (job: ObserveJob, signal: AbortSignal) => Promise<void>;
}

export interface Jobs {
  /**
   * Asks for one look, to be made after `afterSeconds`; while another one of the same dataset waits this adds nothing.
   * @returns the job's id; `null`: one waits already
   */
  readonly ask: (job: ObserveJob, options?: { readonly urgent?: boolean; readonly afterSeconds?: number }) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

const QUEUE = "observe";
const JOB = z.object({
  datasetId: z.string(),
  sourceId: z.string(),
  trigger: z.enum(["first", "version", "contract", "schedule", "event", "request"]),
});
/** A process that is gone is noticed after this; its job is taken by another one. */
const HEARTBEAT_S = 60;
const EXPIRE_S = 900;
const SCHEMA = "pgboss";

export async function openJobs({ databaseUrl, log, atOnce, perSource, run }: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: SCHEMA,
    // Made by the migrations; the app may only make what is in it.
    createSchema: false,
    application_name: "touchstone-jobs",
    max: 4,
    schedule: false,
    warningRetentionDays: 1,
  });
  boss.on("error", (error) => log.warn({ err: error }, "the queue of observations does not answer"));
  await boss.start();
  await boss.createQueue(QUEUE, { policy: "stately", notify: true, ...LIMITS });
  await boss.updateQueue(QUEUE, LIMITS);
  await boss.work(
    QUEUE,
    {
      ...{
        localConcurrency: atOnce,
        batchSize: 1,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 1,
        heartbeatRefreshSeconds: HEARTBEAT_S / 3,
      },
      groupConcurrency: perSource,
    },
    async ([job]) => {
      const parsed = JOB.safeParse(job?.data);
      if (job === undefined || !parsed.success) return;
      await run(parsed.data, job.signal);
    },
  );
  return {
    ask: async (job, { urgent = false, afterSeconds = 0 } = {}) =>
      await boss.send(QUEUE, job, {
        singletonKey: job.datasetId,
        group: { id: job.sourceId },
        priority: urgent ? 10 : 0,
        ...(afterSeconds > 0 ? { startAfter: afterSeconds } : {}),
      }),
    close: async () => await boss.stop({ graceful: true, timeout: 8_000 }),
  };
}

const LIMITS = {
  retryLimit: 3,
  retryDelay: 5,
  retryBackoff: true,
  expireInSeconds: EXPIRE_S,
  heartbeatSeconds: HEARTBEAT_S,
  deleteAfterSeconds: 3_600,
  retentionSeconds: 86_400,
} as const;
