/** Everything that the verdict on a dataset is made from: a plain value, so that it can be stored and judged again by a later clock. */
import type { DatasetStatus } from "#lib/contract/contract.ts";
import type { CheckResult } from "#lib/quality/check.ts";
import type { Scored } from "#lib/quality/score.ts";
import type { DeadlineState } from "#lib/quality/sla-days.ts";

/** Newest result of a check, or a check that never ran (`measuredAt: null`; its status does not count then). */
export interface VerdictResult extends Scored, Pick<CheckResult, "columns" | "observed"> {}

/** What a freshness check promises; its result is judged anew by the clock. */
export interface VerdictFreshness {
  /** `Check.id`. */
  readonly check: string;
  readonly maxAgeSeconds: number;
  readonly warnAfterSeconds: number | null;
  readonly column: string | null;
  /** Newest value, RFC 3339; `null`: never measured. */
  readonly asOf: string | null;
}

/** What an SLA promises; its result is judged anew by the clock. */
export interface VerdictSla {
  /** `Check.id`. */
  readonly check: string;
  /** Of the last deadline that is settled; `null`: none is. */
  readonly last: DeadlineState | null;
  readonly lastDeadline: string | null;
  /** First deadline, passed or ahead, that is not settled and for which nothing has come yet; `null`: none. */
  readonly next: string | null;
  readonly graceSeconds: number;
  /** Of the deadlines judged in the last `days` days. */
  readonly kept: number;
  readonly judged: number;
  readonly days: number;
}

/** A promise that was found broken and is not closed yet. */
export interface VerdictIncident {
  /** `Check.id`. */
  readonly check: string;
  readonly label: string;
  readonly columns: readonly string[];
  readonly observed: string;
  readonly wentBadAt: string;
}

export interface VerdictInput {
  readonly status: DatasetStatus;
  readonly hasSource: boolean;
  /** The catalog holds a broken newer text; the last good version is what is measured. */
  readonly isStale: boolean;
  /** Why the source could not be read the last time, one sentence; `null`: it could. */
  readonly problem: string | null;
  /** Columns are promised. */
  readonly hasSchema: boolean;
  /** Newest result of every check of the contract and of every check of another tool. */
  readonly results: readonly VerdictResult[];
  readonly freshness: readonly VerdictFreshness[];
  /** `null`: none is promised, or not in words that a machine can check. */
  readonly sla: VerdictSla | null;
  readonly incidents: readonly VerdictIncident[];
  /** Names of broken datasets that it is made from. */
  readonly upstreamBroken: readonly string[];
  /** When the newest score was reported that somebody handed in, RFC 3339; `null`: none. */
  readonly reportedAt: string | null;
  /** The dataset's expected interval. */
  readonly cadenceSeconds: number;
  readonly dimensionWeights: Readonly<Record<string, number>>;
}
