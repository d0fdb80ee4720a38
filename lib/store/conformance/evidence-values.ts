/** Values for tests of what was observed: they say as little as possible, but for what a test names. */
import { v7 } from "uuid";
import type { CheckResult } from "#lib/quality/check.ts";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import type { AlertMessage } from "#lib/store/alerts.ts";
import type { DatasetEvidence, EvidenceChange, Observation } from "#lib/store/evidence.ts";
import { noEvidence } from "#lib/store/no-evidence.ts";

/** A moment of 30 November 2026 in UTC: `at(9, 30)`. */
export const at = (hour: number, minute = 0): string => new Date(Date.UTC(2026, 10, 30, hour, minute)).toISOString();

export const changeOf = (datasetId: string, next: Partial<DatasetEvidence> = {}, change: Partial<EvidenceChange> = {}): EvidenceChange => ({
  ...{ observation: null, updates: [], periods: [], slaDays: [], scoreDay: null, incidents: [], events: [], alerts: [] },
  isVisible: false,
  ...change,
  next: { ...noEvidence(datasetId), ...next },
});

export const resultOf = (check: string, status: CheckResult["status"], overrides: Partial<CheckResult> = {}): CheckResult => ({
  ...{ check, kind: "not_null", label: check, columns: ["id"], dimension: "completeness", severity: "error", status },
  ...{ observed: "as it is", expected: "as it should be", failing: null, measuredAt: at(9), source: "touchstone" },
  ...{ reportedBy: null, everySeconds: null },
  ...overrides,
});

export const observationOf = (datasetId: string, overrides: Partial<Observation> = {}): Observation => ({
  ...{ id: v7(), datasetId, trigger: "version", beganAt: at(9), finishedAt: at(9, 1), sourceVersion: "v1", contractHash: "h" },
  ...{ loadAt: null, rows: 3, bytes: null, asOf: null, columns: null, profile: {}, results: [], elapsedMs: 12.5, problem: null },
  ...overrides,
});

export const incidentOf = (datasetId: string, overrides: Partial<Incident> = {}): Incident => ({
  ...{ id: v7(), datasetId, check: "volume", label: "Rows as expected", severity: "error", state: "open" },
  ...{ observed: "0 rows", expected: "3 rows", wentBadAt: at(8), isApproximate: false, detectedAt: at(9) },
  ...{ acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null, reason: null, lastFailedAt: at(9), quietSince: null },
  changes: [at(9)],
  ...overrides,
});

export const eventOf = (incidentId: string, overrides: Partial<IncidentEvent> = {}): IncidentEvent => ({
  ...{ incidentId, at: at(9), kind: "opened", actor: null, text: null },
  ...overrides,
});

export const alertOf = (incidentId: string, overrides: Partial<AlertMessage> = {}): AlertMessage => ({
  ...{ id: v7(), incidentId, state: "opened", channel: "log", target: "log", createdAt: at(9) },
  body: {
    ...{ dataset: { name: "orders", title: "Orders", path: "/datasets/orders" }, check: "volume", promise: "3 rows", observed: "0 rows" },
    ...{ severity: "error", owner: null, wentBadAt: at(8), isApproximate: false, detectedAt: at(9), resolvedAt: null },
    ...{ downstream: [], readers: 0 },
  },
  ...overrides,
});
