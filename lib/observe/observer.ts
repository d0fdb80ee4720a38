/** Use case: looks at datasets, judges what is found, and keeps what follows from it: results, score, verdict, incidents, alerts. */
import type { CheckResult } from "#lib/quality/check.ts";
import type { Trigger } from "#lib/store/evidence.ts";

/** What a look came to. */
export type ObserveOutcome =
  /** It measured; `observationId` tells what. */
  | { readonly kind: "observed"; readonly observationId: string }
  /** Version and contract are those of the last look. */
  | { readonly kind: "unchanged" }
  /** No such dataset is published. */
  | { readonly kind: "gone" };

/** What another tool says of one dataset. */
export interface ToolReport {
  readonly datasetId: string;
  /** Replace earlier results with the same `check`. */
  readonly results: readonly CheckResult[];
  /** Its run finished: evidence of an update, and reason for a look at once. RFC 3339 in UTC. */
  readonly finishedRunAt: string | null;
}

export interface Observer {
  /** Looks now. Rejects only where nothing could be kept: a source that does not answer is an observation, too. */
  readonly observe: (datasetId: string, trigger: Trigger, signal: AbortSignal) => Promise<ObserveOutcome>;
  /** Judges what is known once more, as time has passed (freshness, SLA, age of results). */
  readonly rejudge: (datasetId: string) => Promise<void>;
  readonly report: (report: ToolReport) => Promise<void>;
}
