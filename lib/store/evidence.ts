/**
 * PORT: what was observed. Kept apart from the catalog. Adapters: `prisma/evidence/` (PostgreSQL) and `memory-evidence.ts` (replay and
 * tests), one conformance suite. Dataset ids come from a read with a scope; whoever has none reads nothing here.
 * All times are RFC 3339 in UTC.
 */
import type { JsonObject } from "#lib/contract/contract.ts";
import type { CheckResult } from "#lib/quality/check.ts";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import type { ColumnProfile, ObservedColumn } from "#lib/quality/profile.ts";
import type { AlertMessage } from "#lib/store/alerts.ts";

/** Why it was looked at. */
export type Trigger = "first" | "version" | "contract" | "schedule" | "event" | "request";

/** What a look measures of a dataset as a whole; all is `null` where it did not get that far. */
interface Measured {
  /** When the load that was seen was made, by file or run time. */
  readonly loadAt: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  /** Newest value of the freshness column. */
  readonly asOf: string | null;
  /** Columns that are really there. */
  readonly columns: readonly ObservedColumn[] | null;
  /** By name of the column. */
  readonly profile: Readonly<Record<string, ColumnProfile>>;
}

/** One look at a dataset that measured something. A look that found the same version only moves `DatasetEvidence.lastSeenAt`. */
export interface Observation extends Measured {
  /** UUIDv7. */
  readonly id: string;
  readonly datasetId: string;
  readonly trigger: Trigger;
  readonly beganAt: string;
  readonly finishedAt: string;
  /** `null`: the source tells none. */
  readonly sourceVersion: string | null;
  /** Hash of the contract that it was measured against. */
  readonly contractHash: string;
  readonly results: readonly CheckResult[];
  readonly elapsedMs: number;
  /** Why nothing could be measured, for a person; `null`: it could. */
  readonly problem: string | null;
}

/** One update of the data: a load that arrived. */
export interface DatasetUpdate {
  readonly datasetId: string;
  readonly at: string;
  readonly evidence: "data" | "run" | "file";
  /** Newest row of it, where known. */
  readonly newest: string | null;
  /** It lies before Touchstone first looked and was computed from load times in the data. */
  readonly isBackfilled: boolean;
}

/** One value per closed period of the promised cadence: the last load of it. What baselines are made from. */
export interface PeriodValue {
  readonly datasetId: string;
  /** Beginning of the period. */
  readonly period: string;
  readonly at: string;
  readonly rows: number | null;
  /** By column: rows per value or bin. */
  readonly distributions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Checks (`volume`, `distribution:…`) that had an open incident then: left out of baselines. */
  readonly leftOut: readonly string[];
}

export type SlaDayState = "kept" | "late" | "missed" | "pending" | "unknown";

export interface SlaDay {
  readonly datasetId: string;
  readonly deadline: string;
  readonly state: SlaDayState;
  /** When the data arrived; `null`: it did not. */
  readonly arrivedAt: string | null;
  readonly isBackfilled: boolean;
}

/** What became of one check on one day in UTC, for ever. */
export interface CheckDay {
  readonly datasetId: string;
  /** `2026-11-30`. */
  readonly day: string;
  readonly check: string;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  readonly errors: number;
}

/** Score of the end of each day in UTC. */
export interface ScoreDay {
  readonly datasetId: string;
  readonly day: string;
  readonly score: number | null;
  /** 0 to 1. */
  readonly evidence: number;
}

export interface StoredVerdict {
  readonly state: "ready" | "at-risk" | "broken" | "unknown";
  readonly since: string;
  /** First instant at which it can change without new evidence; `null`: never. */
  readonly validUntil: string | null;
}

/** What is known of a dataset now: one row, from which page, list, search, score and verdict are made. */
export interface DatasetEvidence extends Measured {
  readonly datasetId: string;
  /** Grows with every change; the base of the next one. 0: nothing is known. */
  readonly revision: number;
  /** The last look that measured. */
  readonly observedAt: string | null;
  /** The last look that found the source as it was, or measured it. */
  readonly lastSeenAt: string | null;
  readonly sourceVersion: string | null;
  readonly contractHash: string | null;
  /** Newest result of every check of the contract, and of every check that another tool reported. */
  readonly results: readonly CheckResult[];
  /** Last outcome of each example by its name. */
  readonly examples: Readonly<
    Record<string, { readonly at: string; readonly state: "pass" | "fail" | "error"; readonly rows: number | null }>
  >;
  readonly problem: string | null;
  readonly score: number | null;
  /** 0 to 1. */
  readonly evidence: number;
  readonly verdict: StoredVerdict | null;
  /** What the verdict was made from (a `VerdictInput`), so that a reader sees what time alone has changed since; `null`: not judged. */
  readonly judged: JsonObject | null;
  /** When it is to be looked at by the clock; `null`: never. */
  readonly dueAt: string | null;
}

/** Everything that one look changes. All or nothing. */
export interface EvidenceChange {
  /** With the revision that it was made from. */
  readonly next: DatasetEvidence;
  readonly observation: Observation | null;
  readonly updates: readonly DatasetUpdate[];
  /** Replace those of the same period. */
  readonly periods: readonly PeriodValue[];
  /** Replace those of the same deadline. */
  readonly slaDays: readonly SlaDay[];
  readonly scoreDay: ScoreDay | null;
  /** By id: new ones and changed ones. */
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
  readonly alerts: readonly AlertMessage[];
  /** Verdict, score or newest row as lists and search show them are others now. */
  readonly isVisible: boolean;
}

/** As much of the evidence as tells whether a dataset is to be looked at. */
export type EvidenceHead = Pick<DatasetEvidence, "datasetId" | "revision" | "sourceVersion" | "contractHash" | "observedAt" | "lastSeenAt">;

export interface EvidenceStore {
  /** As `evidence`, cheap enough for thousands at once. */
  readonly heads: (datasetIds: readonly string[]) => Promise<ReadonlyMap<string, EvidenceHead>>;
  /** Of each id; one with revision 0 where nothing is known. */
  readonly evidence: (datasetIds: readonly string[]) => Promise<ReadonlyMap<string, DatasetEvidence>>;
  /**
   * Writes it in one transaction, which also adds up `CheckDay`s from the observation's results, tells every process and, where
   * `isVisible`, the search index. `false`: another look came between; nothing was written, read again and judge again.
   */
  readonly record: (change: EvidenceChange) => Promise<boolean>;
  /** Moves `lastSeenAt` alone, for many at once. */
  readonly seen: (datasetIds: readonly string[], at: string) => Promise<void>;
  /** Ids of published datasets whose `dueAt` or verdict's `validUntil` is not later, the most overdue first. */
  readonly due: (now: string, limit: number) => Promise<readonly string[]>;
  /** Newest first. */
  readonly observations: (datasetId: string, limit: number) => Promise<readonly Observation[]>;
  readonly observation: (id: string) => Promise<Observation | null>;
  /** At or after `since`, oldest first. */
  readonly updates: (datasetId: string, since: string) => Promise<readonly DatasetUpdate[]>;
  /** The newest ones, oldest first. */
  readonly periods: (datasetId: string, limit: number) => Promise<readonly PeriodValue[]>;
  readonly slaDays: (datasetId: string, since: string) => Promise<readonly SlaDay[]>;
  /** `day` ≥ `since` (`2026-09-01`), oldest first. */
  readonly checkDays: (datasetId: string, since: string) => Promise<readonly CheckDay[]>;
  readonly scoreDays: (datasetId: string, since: string) => Promise<readonly ScoreDay[]>;
  /** Of these datasets, those that are not resolved. */
  readonly openIncidents: (datasetIds: readonly string[]) => Promise<readonly Incident[]>;
  /** The newest of each check of a dataset, resolved or not. */
  readonly latestIncidents: (datasetId: string) => Promise<readonly Incident[]>;
  /** Those of a dataset that somebody resolved by hand, with a reason; the newest 100. */
  readonly acceptedIncidents: (datasetId: string) => Promise<readonly Incident[]>;
  /** Removes observations that are older than 90 days, and incidents' alerts that were delivered 90 days ago. */
  readonly sweep: (now: string) => Promise<void>;
}
