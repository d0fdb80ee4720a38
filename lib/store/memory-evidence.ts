/** The evidence in memory, for replay and tests: the same rules as in PostgreSQL, gone with the process. */
import type { Scope } from "#lib/policy/scope.ts";
import type { AlertOutbox, Incidents, Watchers } from "#lib/store/alerts.ts";
import type { EvidenceStore } from "#lib/store/evidence.ts";
import { memoryAlerts } from "./memory/alerts.ts";
import { memoryIncidents } from "./memory/incidents.ts";
import { recordInMemory } from "./memory/record.ts";
import { emptyRecords, type MemoryDataset, memoryReads } from "./memory/records.ts";
import { memoryWatchers } from "./memory/watchers.ts";

export interface MemoryEvidence {
  readonly evidence: EvidenceStore;
  readonly alerts: AlertOutbox;
  readonly incidents: Incidents;
  readonly watchers: Watchers;
}

/**
 * @param datasetOf the published dataset of an id; `null`: there is none, or the scope does not admit it. Asked with `null` for a scope
 *   where the app itself asks.
 */
export function openMemoryEvidence(datasetOf: (scope: Scope | null, datasetId: string) => MemoryDataset | null): MemoryEvidence {
  const records = emptyRecords(datasetOf);
  return {
    evidence: { ...memoryReads(records), record: async (change) => recordInMemory(records, change) },
    alerts: memoryAlerts(records),
    incidents: memoryIncidents(records),
    watchers: memoryWatchers(),
  };
}
