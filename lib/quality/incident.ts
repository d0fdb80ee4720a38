/** A broken promise, from the moment that the data went bad to the moment that it held again. One per (dataset, check) at a time. */
import type { Severity } from "#lib/contract/contract.ts";

export type IncidentState = "open" | "acknowledged" | "resolved";

export interface Incident {
  readonly id: string;
  readonly datasetId: string;
  /** `Check.id`. */
  readonly check: string;
  readonly label: string;
  readonly severity: Extract<Severity, "critical" | "error">;
  readonly state: IncidentState;
  /** What was found last, for people. */
  readonly observed: string;
  readonly expected: string;
  /** RFC 3339 in UTC, as all times here. */
  readonly wentBadAt: string;
  /** The moment is only known to lie before this one. */
  readonly isApproximate: boolean;
  readonly detectedAt: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly resolvedAt: string | null;
  /** Why somebody closed it by hand; `null`: the promise held again. */
  readonly reason: string | null;
  readonly lastFailedAt: string;
  /** Since when it passes while it is held open because it changed three times in an hour; else `null`. */
  readonly quietSince: string | null;
  /** Changes between failing and passing of the last hour. */
  readonly changes: readonly string[];
}

export type IncidentEventKind = "opened" | "failed" | "passed" | "flapping" | "acknowledged" | "commented" | "resolved" | "reopened";

export interface IncidentEvent {
  readonly incidentId: string;
  readonly at: string;
  readonly kind: IncidentEventKind;
  /** Who did it; `null`: Touchstone. */
  readonly actor: string | null;
  readonly text: string | null;
}
