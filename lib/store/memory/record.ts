import { AppError } from "#lib/errors.ts";
import type { Incident } from "#lib/quality/incident.ts";
import type { AlertMessage } from "#lib/store/alerts.ts";
import { checkDaysOf } from "#lib/store/check-days.ts";
import type { EvidenceChange } from "#lib/store/evidence.ts";
import { type Kept, keptOf, later, momentOf, type Records } from "./records.ts";

/** All or nothing: what cannot be kept is found before anything is changed. */
export function recordInMemory(records: Records, change: EvidenceChange): boolean {
  const { next, observation, updates, periods, slaDays, scoreDay, incidents, events, alerts } = change;
  const kept = keptOf(records, next.datasetId);
  if (kept.state.revision !== next.revision) return false;
  refuseStrangers(records, kept, change);
  kept.state = { ...next, revision: next.revision + 1, lastSeenAt: later(kept.state.lastSeenAt, next.lastSeenAt) };
  if (observation !== null) {
    kept.observations.push(observation);
    addCheckDays(kept, observation.datasetId, observation.results);
  }
  for (const update of updates) {
    const key = `${momentOf(update.at)} ${update.evidence}`;
    // What was really seen is not called computed afterwards.
    const isBackfilled = update.isBackfilled && (kept.updates.get(key)?.isBackfilled ?? true);
    kept.updates.set(key, { ...update, isBackfilled });
  }
  for (const period of periods) kept.periods.set(momentOf(period.period), period);
  for (const day of slaDays) kept.slaDays.set(momentOf(day.deadline), day);
  if (scoreDay !== null) kept.scoreDays.set(scoreDay.day, scoreDay);
  for (const incident of incidents) putIncident(records, kept, incident);
  for (const event of events) records.events.get(event.incidentId)?.push(event);
  for (const alert of alerts) putAlert(records, alert);
  return true;
}

function refuseStrangers(records: Records, kept: Kept, { incidents, events, alerts }: EvidenceChange): void {
  const given = new Map(incidents.map((incident) => [incident.id, incident]));
  for (const { incidentId } of [...events, ...alerts])
    if (!given.has(incidentId) && !records.incidents.has(incidentId))
      throw new AppError("TS-SERVER-001", `There is no incident ${incidentId}. Nothing was written.`);
  const open = [...kept.open.values(), ...incidents].filter(({ id, state }) => (given.get(id)?.state ?? state) !== "resolved");
  const byCheck = new Map<string, string>();
  for (const { id, check } of open) {
    if ((byCheck.get(check) ?? id) !== id)
      throw new AppError("TS-SERVER-001", `There is an open incident of ${check} already. Nothing was written.`);
    byCheck.set(check, id);
  }
}

function addCheckDays(kept: Kept, datasetId: string, results: Parameters<typeof checkDaysOf>[1]): void {
  for (const { day, check, ...added } of checkDaysOf(datasetId, results)) {
    const key = `${day} ${check}`;
    const known = kept.checkDays.get(key) ?? { passed: 0, warned: 0, failed: 0, errors: 0 };
    kept.checkDays.set(key, {
      ...{ datasetId, day, check, passed: known.passed + added.passed, warned: known.warned + added.warned },
      ...{ failed: known.failed + added.failed, errors: known.errors + added.errors },
    });
  }
}

export function putIncident(records: Records, { open }: Kept, incident: Incident): void {
  records.incidents.set(incident.id, incident);
  if (!records.events.has(incident.id)) records.events.set(incident.id, []);
  if (incident.state === "resolved") open.delete(incident.id);
  else open.set(incident.id, incident);
}

/** One with an id that is there already stays as it is. */
export function putAlert({ alerts }: Records, alert: AlertMessage): void {
  if (alerts.has(alert.id)) return;
  alerts.set(alert.id, { ...alert, attempts: 0, dueAt: momentOf(alert.createdAt), deliveredAt: null, problem: null });
}
