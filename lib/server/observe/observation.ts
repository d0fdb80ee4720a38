/** Keeps every dataset observed while the process lives: notices what changed or is due, and looks at it in turn. */
import { v7 as newId } from "uuid";
import type { Engine } from "#lib/engine/engine.ts";
import { NOWHERE, Noticing } from "#lib/observe/noticing.ts";
import type { Observer } from "#lib/observe/observer.ts";
import { openObserver } from "#lib/observe/open-observer.ts";
import { publishedSubjects } from "#lib/observe/published-subjects.ts";
import type { Subjects } from "#lib/observe/subject.ts";
import type { DataPlaces } from "#lib/query/source-files.ts";
import type { Env } from "#lib/server/env.ts";
import type { Log } from "#lib/server/log.ts";
import { type Jobs, openJobs } from "#lib/server/observe/jobs.ts";
import { statementRunner } from "#lib/server/observe/statements.ts";
import type { Trigger } from "#lib/store/evidence.ts";

import type { Store } from "#lib/store/store.ts";

export interface ObservationOptions {
  readonly env: Pick<Env, "databaseUrl" | "secret">;
  readonly log: Log;
  readonly store: Store;
  readonly engine: Engine;
  readonly places: DataPlaces;
  readonly now: () => Date;
}

export interface Observation {
  readonly observer: Observer;
  readonly subjects: Subjects;
  /** Begins to notice and to look, once; nobody waits for it. Without a queue nothing is observed, and what is known is still served. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

/** Between two rounds over all sources, and between two looks at the clock. */
const ROUND_MS = 15_000;
const DUE_MS = 5_000;
/** Looks at one dataset are apart by this. */
const APART_MS = 30_000;
/** Who read it within this counts as a reader. */
const READERS_MS = 30 * 86_400_000;
/** Looks at once in this process, and at one source over all processes. */
const AT_ONCE = 2;
const PER_SOURCE = 1;

export function openObservation({ env, log, store, engine, places, now }: ObservationOptions): Observation {
  const subjects = publishedSubjects(store, places);
  const statements = statementRunner({ store, engine, places, secret: env.secret, now });
  const observer = openObserver({
    ...{ subjects, engine, statements, now, newId, evidence: store.evidence },
    audience: async (datasetId) => ({
      watchers: (await store.watchers.watching(datasetId)).map(({ email }) => email),
      readers: await store.readersOf(datasetId, new Date(now().getTime() - READERS_MS)),
    }),
  });
  const lastAsked = new Map<string, number>();
  let jobs: Jobs | null = null;
  let closed = false;
  let starting: Promise<void> | null = null;
  const timers: NodeJS.Timeout[] = [];

  const ask = async (datasetId: string, sourceId: string, trigger: Trigger) => {
    const waited = performance.now() - (lastAsked.get(datasetId) ?? -Infinity);
    const afterSeconds = waited >= APART_MS ? 0 : Math.ceil((APART_MS - waited) / 1_000);
    const id = await jobs?.ask({ datasetId, sourceId, trigger }, { afterSeconds, urgent: trigger === "event" });
    if (id != null) lastAsked.set(datasetId, performance.now() + afterSeconds * 1_000);
  };
  const noticing = new Noticing({
    ...{ subjects, engine, evidence: store.evidence, now },
    onNoticed: async ({ datasetId, sourceId, trigger }) => await ask(datasetId, sourceId, trigger),
    onError: (sourceId, error) => log.warn({ err: error, source: sourceId }, "a source could not be asked whether it changed"),
  });

  /** Rounds follow each other; one that takes longer than its pause does not pile up. */
  const every = (ms: number, work: () => Promise<unknown>) => {
    let isRunning = false;
    const round = () => {
      if (isRunning) return;
      isRunning = true;
      void work()
        .catch((error: unknown) => {
          if (!closed) log.warn({ err: error }, "what is to be observed could not be found out");
        })
        .finally(() => {
          isRunning = false;
        });
    };
    round();
    const timer = setInterval(round, ms);
    timer.unref();
    timers.push(timer);
  };

  /** A run that finished is a reason for a look at once. */
  const report: Observer["report"] = async (given) => {
    await observer.report(given);
    const subject = given.finishedRunAt === null ? null : await subjects.find(given.datasetId);
    if (subject !== null) await ask(subject.id, subject.contract.source?.source ?? NOWHERE, "event");
  };

  return {
    observer: { ...observer, report },
    subjects,
    start: () => {
      starting = begin().catch((error: unknown) => {
        if (!closed) log.error({ err: error }, "nothing can be observed: its queue did not open");
      });
    },
    close: async () => {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      await starting;
      await jobs?.close();
    },
  };

  async function begin(): Promise<void> {
    jobs = await openJobs({
      databaseUrl: env.databaseUrl,
      log,
      atOnce: AT_ONCE,
      perSource: PER_SOURCE,
      run: async ({ datasetId, trigger }, signal) => {
        await observer.observe(datasetId, trigger, signal);
      },
    });
    if (closed) return;
    every(ROUND_MS, async () => await noticing.round());
    every(DUE_MS, async () => await noticing.due());
  }
}
