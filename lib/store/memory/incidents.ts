import { foldName } from "#lib/contract/name.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { Incident } from "#lib/quality/incident.ts";
import type { IncidentRecord, Incidents } from "#lib/store/alerts.ts";
import { stepIncident } from "#lib/store/incident-step.ts";
import { putAlert, putIncident } from "./record.ts";
import { keptOf, momentOf, type Records } from "./records.ts";

export function memoryIncidents(records: Records): Incidents {
  const recordOf = (scope: Scope, incident: Incident | undefined): IncidentRecord | null => {
    const dataset = incident === undefined ? null : records.datasetOf(scope, incident.datasetId);
    if (incident === undefined || dataset === null) return null;
    return { ...incident, datasetName: dataset.name, datasetTitle: dataset.title, owner: dataset.owner };
  };
  const visible = (scope: Scope) => [...records.incidents.values()].flatMap((incident) => recordOf(scope, incident) ?? []);
  return {
    list: async (scope, { state, dataset, owner, after, limit }) => {
      const matching = visible(scope)
        .filter((incident) => state === "all" || (incident.state === "resolved") === (state === "resolved"))
        .filter(({ datasetName, datasetId }) => dataset === null || foldName(datasetName) === foldName(dataset) || datasetId === dataset)
        .filter((incident) => owner === null || incident.owner === owner)
        .sort(newestFirst);
      const last = after === null ? null : recordOf(scope, records.incidents.get(after));
      const rest = last === null ? matching : matching.filter((incident) => newestFirst(last, incident) < 0);
      const items = after !== null && last === null ? [] : rest;
      return { items: items.slice(0, limit), total: matching.length, hasMore: items.length > limit };
    },
    find: async (scope, id) => {
      const incident = recordOf(scope, records.incidents.get(id));
      return incident === null ? null : { incident, events: (records.events.get(id) ?? []).toSorted(oldestFirst) };
    },
    times: async (scope, since) => {
      const opened = visible(scope).filter(({ detectedAt }) => momentOf(detectedAt) >= momentOf(since));
      const resolved = opened.flatMap(({ wentBadAt, resolvedAt }) => (resolvedAt === null ? [] : [seconds(wentBadAt, resolvedAt)]));
      const detected = opened.filter(({ isApproximate }) => !isApproximate);
      return {
        ...{ opened: opened.length, resolved: resolved.length, medianToResolve: median(resolved) },
        medianToDetect: median(detected.map(({ wentBadAt, detectedAt }) => seconds(wentBadAt, detectedAt))),
      };
    },
    step: async (scope, id, step, by, alerts) => {
      const found = recordOf(scope, records.incidents.get(id));
      const incident = records.incidents.get(id);
      if (found === null || incident === undefined) return null;
      const stepped = stepIncident(incident, step, by);
      if (stepped === null) return found;
      const kept = keptOf(records, incident.datasetId);
      // A look that began before does not know of it, and must not write over it.
      if (stepped.incident !== incident) kept.state = { ...kept.state, revision: kept.state.revision + 1 };
      putIncident(records, kept, stepped.incident);
      records.events.get(id)?.push(stepped.event);
      for (const alert of alerts) putAlert(records, alert);
      return recordOf(scope, stepped.incident);
    },
  };
}

const newestFirst = (a: Incident, b: Incident) =>
  momentOf(b.detectedAt) - momentOf(a.detectedAt) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

const oldestFirst = (a: { readonly at: string }, b: { readonly at: string }) => momentOf(a.at) - momentOf(b.at);

const seconds = (from: string, to: string) => (momentOf(to) - momentOf(from)) / 1000;

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
