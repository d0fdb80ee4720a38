import { IntakeDesk } from "#lib/observe/intake.ts";
import { type IntakeWorker, startIntakeWorker } from "#lib/observe/intake-worker.ts";
import type { Observer } from "#lib/observe/observer.ts";
import type { Subjects } from "#lib/observe/subject.ts";
import { type ArtifactReader, openArtifactReader } from "#lib/server/intake/artifact-reader.ts";
import type { Log } from "#lib/server/log.ts";
import type { Store } from "#lib/store/store.ts";

export interface IntakeServices {
  readonly reader: ArtifactReader;
  /** Something was put in. */
  readonly wake: () => void;
  /** Begins to work off what was put in. What comes before is kept until then. */
  readonly start: (parts: { readonly observer: Pick<Observer, "report">; readonly subjects: Pick<Subjects, "all"> }) => IntakeWorker;
  readonly close: () => Promise<void>;
}

interface IntakeParts {
  readonly store: Pick<Store, "intake" | "putReports">;
  readonly log: Pick<Log, "error">;
  readonly now: () => Date;
}

/** Opens what takes in results: the door's reader, and the worker that works off what was put in. */
export function openIntake({ store, log, now }: IntakeParts): IntakeServices {
  const reader = openArtifactReader({ log });
  let worker: IntakeWorker | null = null;
  return {
    reader,
    wake: () => worker?.wake(),
    start: ({ observer, subjects }) => {
      const desk = new IntakeDesk({ intake: store.intake, observer, subjects, putScores: store.putReports, read: reader.read, now });
      worker = startIntakeWorker({
        intake: store.intake,
        takeIn: (raw) => desk.takeIn(raw),
        now,
        onError: (error, raw) => log.error({ err: error, artifact: raw?.id, tool: raw?.tool }, "an artifact could not be taken in"),
      });
      worker.wake();
      return worker;
    },
    close: async () => {
      await worker?.close();
      await reader.close();
    },
  };
}
