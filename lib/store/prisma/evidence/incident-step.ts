import type { Scope } from "#lib/policy/scope.ts";
import type { AlertMessage, IncidentRecord, IncidentStep } from "#lib/store/alerts.ts";
import { stepIncident } from "#lib/store/incident-step.ts";
import { announce, namesAround } from "../announce.ts";
import { type Database, transaction } from "../database.ts";
import { writeAlerts } from "./alerts.ts";
import { writeEvents, writeIncidents } from "./incident-rows.ts";
import { findRecord } from "./incidents.ts";

/** A look that began before does not know of the step and must not write over it: the state gets a new revision with it. */
export function takeIncidentStep(
  { pool }: Database,
  scope: Scope,
  id: string,
  step: IncidentStep,
  by: { readonly actor: string; readonly at: string },
  alerts: readonly AlertMessage[],
): Promise<IncidentRecord | null> {
  return transaction(pool, async (tx) => {
    const known = await findRecord(tx, scope, id);
    if (known === null) return null;
    await tx.query("select from dataset_state where dataset_id = $1 for no key update", [known.datasetId]);
    const record = await findRecord(tx, scope, id);
    if (record === null) return null;
    const { datasetName: _, datasetTitle: __, owner: ___, ...incident } = record;
    const stepped = stepIncident(incident, step, by);
    if (stepped === null) return record;
    if (stepped.incident !== incident) {
      await tx.query("update dataset_state set revision = revision + 1 where dataset_id = $1", [incident.datasetId]);
      await writeIncidents(tx, [stepped.incident]);
    }
    await writeEvents(tx, [stepped.event]);
    await writeAlerts(tx, alerts);
    await announce(tx, await namesAround(tx, [incident.datasetId]));
    return findRecord(tx, scope, id);
  });
}
