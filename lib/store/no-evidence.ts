import type { DatasetEvidence } from "#lib/store/evidence.ts";

/** Nothing is known of a dataset: what the first look begins from. */
export const noEvidence = (datasetId: string): DatasetEvidence => ({
  ...{ datasetId, revision: 0, observedAt: null, lastSeenAt: null, sourceVersion: null, contractHash: null, loadAt: null },
  ...{ rows: null, bytes: null, asOf: null, columns: null, profile: {}, results: [], examples: {}, problem: null },
  ...{ score: null, evidence: 0, verdict: null, judged: null, dueAt: null },
});
