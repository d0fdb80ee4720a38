import type { Scope } from "#lib/policy/scope.ts";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import type { DueAlert } from "#lib/store/alerts.ts";
import type {
  CheckDay,
  DatasetEvidence,
  DatasetUpdate,
  EvidenceStore,
  Observation,
  PeriodValue,
  ScoreDay,
  SlaDay,
} from "#lib/store/evidence.ts";
import { noEvidence } from "#lib/store/no-evidence.ts";
import { EVIDENCE_DAYS } from "#lib/store/retention.ts";

/** What incidents show of a dataset. */
export interface MemoryDataset {
  readonly name: string;
  readonly title: string;
  readonly owner: string | null;
}

/** Everything that is kept of one dataset. */
export interface Kept {
  state: DatasetEvidence;
  observations: Observation[];
  /** By time and kind; by the moment of the period, the deadline; by the day; by day and check. */
  readonly updates: Map<string, DatasetUpdate>;
  readonly periods: Map<number, PeriodValue>;
  readonly slaDays: Map<number, SlaDay>;
  readonly scoreDays: Map<string, ScoreDay>;
  readonly checkDays: Map<string, CheckDay>;
  /** Those that are not resolved. */
  readonly open: Map<string, Incident>;
}

export interface StoredAlert extends DueAlert {
  /** In milliseconds; `null`: delivered or given up. */
  readonly dueAt: number | null;
  readonly deliveredAt: string | null;
  readonly problem: string | null;
}

export interface Records {
  readonly datasets: Map<string, Kept>;
  readonly incidents: Map<string, Incident>;
  readonly events: Map<string, IncidentEvent[]>;
  readonly alerts: Map<string, StoredAlert>;
  readonly datasetOf: (scope: Scope | null, datasetId: string) => MemoryDataset | null;
}

export const emptyRecords = (datasetOf: Records["datasetOf"]): Records => ({
  ...{ datasets: new Map(), incidents: new Map(), events: new Map(), alerts: new Map() },
  datasetOf,
});

export function keptOf({ datasets }: Records, datasetId: string): Kept {
  const known = datasets.get(datasetId);
  if (known !== undefined) return known;
  const kept: Kept = {
    ...{ state: noEvidence(datasetId), observations: [], updates: new Map(), periods: new Map(), slaDays: new Map() },
    ...{ scoreDays: new Map(), checkDays: new Map(), open: new Map() },
  };
  datasets.set(datasetId, kept);
  return kept;
}

/** In milliseconds: texts of one moment may differ. */
export const momentOf = (at: string): number => Date.parse(at);

/** The later one of two moments. */
export const later = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && momentOf(b) > momentOf(a)) ? b : a;

const DAY_MS = 86_400_000;

export function memoryReads(records: Records): Omit<EvidenceStore, "record"> {
  const { datasets, alerts } = records;
  const of = <T>(datasetId: string, pick: (kept: Kept) => Iterable<T>): T[] => {
    const kept = datasets.get(datasetId);
    return kept === undefined ? [] : [...pick(kept)];
  };
  return {
    evidence: async (ids) => new Map(ids.map((id) => [id, datasets.get(id)?.state ?? noEvidence(id)])),
    heads: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const state = datasets.get(id)?.state;
          return state === undefined || state.revision === 0 ? [] : [[id, state] as const];
        }),
      ),
    seen: async (ids, at) => {
      for (const id of ids) {
        const kept = datasets.get(id);
        if (kept !== undefined) kept.state = { ...kept.state, lastSeenAt: later(kept.state.lastSeenAt, at) };
      }
    },
    due: async (now, limit) => {
      const due: { readonly id: string; readonly at: number }[] = [];
      for (const [id, { state }] of datasets) {
        const at = nextAt(state);
        if (at <= momentOf(now) && records.datasetOf(null, id) !== null) due.push({ id, at });
      }
      return due
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(({ id }) => id);
    },
    observations: async (id, limit) =>
      of(id, ({ observations }) => observations)
        .sort((a, b) => momentOf(b.finishedAt) - momentOf(a.finishedAt) || (a.id < b.id ? 1 : -1))
        .slice(0, limit),
    observation: async (id) => {
      for (const { observations } of datasets.values()) {
        const found = observations.find((observation) => observation.id === id);
        if (found !== undefined) return found;
      }
      return null;
    },
    updates: async (id, since) =>
      of(id, ({ updates }) => updates.values())
        .filter(({ at }) => momentOf(at) >= momentOf(since))
        .sort((a, b) => momentOf(a.at) - momentOf(b.at) || (a.evidence < b.evidence ? -1 : 1)),
    periods: async (id, limit) => {
      const all = of(id, ({ periods }) => periods.values()).sort((a, b) => momentOf(a.period) - momentOf(b.period));
      return limit > 0 ? all.slice(-limit) : [];
    },
    slaDays: async (id, since) =>
      of(id, ({ slaDays }) => slaDays.values())
        .filter(({ deadline }) => momentOf(deadline) >= momentOf(since))
        .sort((a, b) => momentOf(a.deadline) - momentOf(b.deadline)),
    checkDays: async (id, since) =>
      of(id, ({ checkDays }) => checkDays.values())
        .filter(({ day }) => day >= since)
        .sort((a, b) => compare(a.day, b.day) || compare(a.check, b.check)),
    scoreDays: async (id, since) =>
      of(id, ({ scoreDays }) => scoreDays.values())
        .filter(({ day }) => day >= since)
        .sort((a, b) => compare(a.day, b.day)),
    openIncidents: async (ids) =>
      [...new Set(ids)]
        .flatMap((id) => of(id, ({ open }) => open.values()))
        .sort((a, b) => momentOf(a.detectedAt) - momentOf(b.detectedAt) || compare(a.id, b.id)),
    latestIncidents: async (id) => {
      const newest = new Map<string, Incident>();
      for (const incident of incidentsOf(records, id)) newest.set(incident.check, incident);
      return [...newest.values()];
    },
    acceptedIncidents: async (id) =>
      incidentsOf(records, id)
        .filter(({ state, reason }) => state === "resolved" && reason !== null)
        .slice(-ACCEPTED),
    sweep: async (now) => {
      const before = momentOf(now) - EVIDENCE_DAYS * DAY_MS;
      for (const kept of datasets.values())
        kept.observations = kept.observations.filter(({ finishedAt }) => momentOf(finishedAt) >= before);
      for (const [id, { dueAt, deliveredAt, createdAt }] of alerts)
        if (dueAt === null && momentOf(deliveredAt ?? createdAt) < before) alerts.delete(id);
    },
  };
}

/** So many incidents that were resolved by hand are looked at. */
const ACCEPTED = 100;

/** In the order in which they were detected. */
function incidentsOf({ incidents }: Records, datasetId: string): readonly Incident[] {
  return [...incidents.values()]
    .filter((incident) => incident.datasetId === datasetId)
    .sort((a, b) => momentOf(a.detectedAt) - momentOf(b.detectedAt) || compare(a.id, b.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function nextAt({ dueAt, verdict }: DatasetEvidence): number {
  const moments = [dueAt, verdict?.validUntil ?? null].flatMap((at) => (at === null ? [] : [momentOf(at)]));
  return Math.min(...moments);
}
