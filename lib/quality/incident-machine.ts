/** What becomes of an incident with each finding of its check, and with time. Pure: ids and the clock are handed in. */
import type { Severity } from "#lib/contract/contract.ts";
import type { CheckStatus } from "#lib/quality/check.ts";
import type { Incident, IncidentEvent, IncidentEventKind } from "#lib/quality/incident.ts";

/** What one look found of one check. Times are RFC 3339 in UTC. */
export interface IncidentFinding {
  readonly datasetId: string;
  /** `Check.id`. */
  readonly check: string;
  readonly label: string;
  readonly severity: Severity;
  readonly status: CheckStatus;
  readonly observed: string;
  readonly expected: string;
  /** When it was found. */
  readonly at: string;
  /** When the data that fail went bad: of this load, whatever was before; `null`: not known better than `at`. */
  readonly wentBadAt: string | null;
  /** `wentBadAt` is only known to be an upper limit. */
  readonly isApproximate: boolean;
}

export interface IncidentTurn {
  /** The very one that was handed in, where nothing changed; `null`: there is none. */
  readonly incident: Incident | null;
  readonly events: readonly IncidentEvent[];
  /** What people are told, once for each time that it opens or closes. */
  readonly alert: "opened" | "resolved" | null;
}

/** So many changes between failing and passing within an hour are flapping, and an hour without any ends it. */
export const FLAPPING_CHANGES = 3;
export const QUIET_MS = 3_600_000;

/**
 * - The first failure of a check of severity error or critical opens an incident; further ones only tell what was found last.
 * - A pass or a warning closes it; so does a failure that weighs less by now. `error` and `skipped` say nothing.
 * - A failure within an hour after that reopens the same one. The third change within an hour holds it open until it has been quiet for
 *   an hour (see `settle`).
 * - One that somebody resolved by hand stays as it is: a failure opens another one, but only for data that went bad after that.
 * - A finding that is older than what is known already changes nothing.
 *
 * @param current the newest incident of that dataset and check, whether open or resolved; one that resolved by itself more than an hour
 *   ago may be left out
 */
export function nextIncident(current: Incident | null, finding: IncidentFinding, newId: () => string): IncidentTurn {
  const isSerious = finding.severity === "critical" || finding.severity === "error";
  if (finding.status === "error" || finding.status === "skipped") return unchanged(current);
  if (current !== null && Date.parse(finding.at) < lastChange(current)) return unchanged(current);
  if (finding.status === "fail" && isSerious) return failed(current, finding, newId);
  return current === null || current.state === "resolved" ? unchanged(current) : passed(current, finding.at);
}

const unchanged = (incident: Incident | null): IncidentTurn => ({ incident, events: [], alert: null });

function failed(current: Incident | null, finding: IncidentFinding, newId: () => string): IncidentTurn {
  if (current === null) return opened(finding, newId());
  if (current.state !== "resolved") return failedAgain(current, finding);
  const resolvedAt = Date.parse(current.resolvedAt ?? current.lastFailedAt);
  if (current.reason !== null) {
    const wentBadAt = Date.parse(finding.wentBadAt ?? finding.at);
    return wentBadAt > resolvedAt ? opened(finding, newId()) : unchanged(current);
  }
  if (Date.parse(finding.at) - resolvedAt >= QUIET_MS) return opened(finding, newId());
  const changes = changesAt(current, finding.at);
  const incident: Incident = {
    ...withFound(current, finding),
    state: current.acknowledgedAt === null ? "open" : "acknowledged",
    ...{ resolvedAt: null, quietSince: null, changes },
  };
  const kinds: IncidentEventKind[] = changes.length >= FLAPPING_CHANGES ? ["reopened", "flapping"] : ["reopened"];
  return { incident, events: kinds.map((kind) => eventOf(incident, kind, finding.at, finding.observed)), alert: "opened" };
}

function opened(finding: IncidentFinding, id: string): IncidentTurn {
  const { datasetId, check, label, severity, observed, expected, at, wentBadAt, isApproximate } = finding;
  // What is found bad was bad by then at the latest.
  const began = wentBadAt === null || Date.parse(wentBadAt) > Date.parse(at) ? at : wentBadAt;
  const incident: Incident = {
    ...{ id, datasetId, check, label, severity: severity === "critical" ? "critical" : "error", state: "open", observed, expected },
    ...{ wentBadAt: began, isApproximate: isApproximate || wentBadAt === null, detectedAt: at, lastFailedAt: at },
    ...{ acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null, reason: null, quietSince: null, changes: [at] },
  };
  return { incident, events: [eventOf(incident, "opened", at, observed)], alert: "opened" };
}

function failedAgain(current: Incident, finding: IncidentFinding): IncidentTurn {
  const incident = withFound(current, finding);
  if (current.quietSince === null) return { incident, events: [], alert: null };
  const changed = { ...incident, quietSince: null, changes: changesAt(current, finding.at) };
  return { incident: changed, events: [eventOf(changed, "failed", finding.at, finding.observed)], alert: null };
}

function withFound(incident: Incident, { label, severity, observed, expected, at }: IncidentFinding): Incident {
  return { ...incident, label, severity: severity === "critical" ? "critical" : "error", observed, expected, lastFailedAt: at };
}

function passed(current: Incident, at: string): IncidentTurn {
  if (current.quietSince !== null) return settle(current, at);
  const changes = changesAt(current, at);
  if (changes.length < FLAPPING_CHANGES) return resolved({ ...current, changes }, at, null);
  const incident = { ...current, changes, quietSince: at };
  return { incident, events: [eventOf(incident, "passed", at, null)], alert: null };
}

/** For the clock: closes an incident that was held open once it has been quiet for an hour, as of that moment. */
export function settle(incident: Incident, now: string): IncidentTurn {
  if (incident.state === "resolved" || incident.quietSince === null) return unchanged(incident);
  const quiet = Date.parse(incident.quietSince) + QUIET_MS;
  return Date.parse(now) < quiet ? unchanged(incident) : resolved(incident, new Date(quiet).toISOString(), null);
}

/** Closes it because its check is no longer in the contract. */
export function withdraw(incident: Incident, at: string): IncidentTurn {
  return incident.state === "resolved" ? unchanged(incident) : resolved(incident, at, "It is no longer promised.");
}

function resolved(current: Incident, at: string, text: string | null): IncidentTurn {
  const incident: Incident = { ...current, state: "resolved", resolvedAt: at, quietSince: null };
  return { incident, events: [eventOf(incident, "resolved", at, text)], alert: "resolved" };
}

/** Changes of the last hour, and this one. */
function changesAt({ changes }: Incident, at: string): readonly string[] {
  return [...changes.filter((change) => Date.parse(at) - Date.parse(change) < QUIET_MS), at];
}

function lastChange({ lastFailedAt, quietSince, resolvedAt }: Incident): number {
  return Math.max(...[lastFailedAt, quietSince, resolvedAt].flatMap((at) => (at === null ? [] : [Date.parse(at)])));
}

const eventOf = ({ id }: Incident, kind: IncidentEventKind, at: string, text: string | null): IncidentEvent => ({
  ...{ incidentId: id, at, kind, actor: null, text },
});

/** Seconds from the moment that the data went bad; never negative. `toResolve` is `null` while it is open. */
export function incidentTimes({ wentBadAt, detectedAt, resolvedAt }: Pick<Incident, "wentBadAt" | "detectedAt" | "resolvedAt">): {
  readonly toDetect: number;
  readonly toResolve: number | null;
} {
  const since = (at: string) => Math.max(0, (Date.parse(at) - Date.parse(wentBadAt)) / 1_000);
  return { toDetect: since(detectedAt), toResolve: resolvedAt === null ? null : since(resolvedAt) };
}
