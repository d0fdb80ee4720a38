/** PORT, part of the evidence: alerts on their way out, and incidents as people read and change them. */
import type { Scope } from "#lib/policy/scope.ts";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import type { Page } from "#lib/store/store.ts";

export type AlertState = "opened" | "acknowledged" | "resolved";

/** One message to one receiver about one state of an incident. Written with what it tells of. */
export interface AlertMessage {
  /** UUIDv7; the receiver's idempotency id. */
  readonly id: string;
  readonly incidentId: string;
  readonly state: AlertState;
  readonly channel: "slack" | "email" | "webhook" | "log";
  /** Name of the variable that holds the address (`TOUCHSTONE_ALERT_…`), or a mail address. Never a secret. */
  readonly target: string;
  /** What it says, made when the incident changed. */
  readonly body: AlertBody;
  readonly createdAt: string;
}

export interface AlertBody {
  readonly dataset: { readonly name: string; readonly title: string; readonly path: string };
  readonly check: string;
  readonly promise: string;
  readonly observed: string;
  readonly severity: "critical" | "error";
  readonly owner: { readonly id: string; readonly title: string } | null;
  readonly wentBadAt: string;
  readonly isApproximate: boolean;
  readonly detectedAt: string;
  readonly resolvedAt: string | null;
  /** Datasets downstream, and how many people read this one in the last 30 days. */
  readonly downstream: readonly string[];
  readonly readers: number;
}

export interface DueAlert extends AlertMessage {
  /** Deliveries that were tried before. */
  readonly attempts: number;
}

export interface AlertOutbox {
  /** Leases at most `limit` due ones until `leaseUntil`, so that no two processes send one. */
  readonly take: (now: string, leaseUntil: string, limit: number) => Promise<readonly DueAlert[]>;
  readonly delivered: (id: string, at: string) => Promise<void>;
  /** `nextAt: null`: given up. */
  readonly failed: (id: string, problem: string, nextAt: string | null) => Promise<void>;
  readonly ofIncident: (
    incidentId: string,
  ) => Promise<readonly (Omit<AlertMessage, "body"> & { deliveredAt: string | null; attempts: number; problem: string | null })[]>;
}

export interface IncidentQuery {
  readonly state: "open" | "resolved" | "all";
  readonly dataset: string | null;
  readonly owner: string | null;
  /** Id of the last one of the page before; incidents go from the newest to the oldest. */
  readonly after: string | null;
  readonly limit: number;
}

export interface IncidentRecord extends Incident {
  /** Of the dataset, today. */
  readonly datasetName: string;
  readonly datasetTitle: string;
  readonly owner: string | null;
}

/** Times in seconds; `null`: nothing to count. */
export interface IncidentTimes {
  readonly opened: number;
  readonly resolved: number;
  readonly medianToDetect: number | null;
  readonly medianToResolve: number | null;
}

export type IncidentStep =
  | { readonly kind: "acknowledge" }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "resolve"; readonly reason: string };

export interface IncidentEvents {
  readonly incident: IncidentRecord;
  readonly events: readonly IncidentEvent[];
}

export interface Incidents {
  /** Only of datasets that the scope admits; the newest first. */
  readonly list: (scope: Scope, query: IncidentQuery) => Promise<Page<IncidentRecord>>;
  /** `null`: there is none, or its dataset is hidden. */
  readonly find: (scope: Scope, id: string) => Promise<IncidentEvents | null>;
  /** Over incidents that were opened at or after `since`. */
  readonly times: (scope: Scope, since: string) => Promise<IncidentTimes>;
  /**
   * What a person does with one, with the alerts that it causes; written with the dataset's announcement. `null`: there is none, or it is
   * hidden. A step that changes nothing (to acknowledge again) is told as it stands.
   */
  readonly step: (
    scope: Scope,
    id: string,
    step: IncidentStep,
    by: { readonly actor: string; readonly at: string },
    alerts: readonly AlertMessage[],
  ) => Promise<IncidentRecord | null>;
}

/** People who asked to be told of a dataset's incidents. */
export interface Watchers {
  readonly watch: (datasetId: string, watcher: { readonly actor: string; readonly email: string }, at: string) => Promise<void>;
  readonly unwatch: (datasetId: string, actor: string) => Promise<void>;
  readonly watching: (datasetId: string) => Promise<readonly { readonly actor: string; readonly email: string }[]>;
}
