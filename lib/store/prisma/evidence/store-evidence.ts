import type { Store } from "#lib/store/store.ts";
import type { Database } from "../database.ts";
import { alertDelivered, alertFailed, alertsOfIncident, takeAlerts } from "./alerts.ts";
import { takeIncidentStep } from "./incident-step.ts";
import { acceptedIncidents, findIncident, incidentTimes, latestIncidents, listIncidents, openIncidents } from "./incidents.ts";
import { findRaw, latestRaw, listRaws, rawProcessed, rawsOfRun, replayRaw, retryRaws, sweepIntake, takeRaws } from "./intake.ts";
import { findObservation, readObservations } from "./observations.ts";
import { putLineage } from "./put-lineage.ts";
import { putRaws } from "./put-raws.ts";
import { recordEvidence } from "./record.ts";
import { readCheckDays, readPeriods, readScoreDays, readSlaDays, readUpdates } from "./series.ts";
import { moveSeen, readDue, readEvidence, readHeads } from "./state.ts";
import { sweepEvidence } from "./sweep.ts";
import { addUnmatched, forgetUnmatched, listUnmatched } from "./unmatched.ts";
import { unwatch, watch, watching } from "./watchers.ts";

type On = <A extends readonly unknown[], R>(work: (database: Database, ...args: A) => Promise<R>) => (...args: A) => Promise<R>;

/** @param on gives a function its first argument, and says plainly where the database is absent. */
export function storeEvidence(on: On): Pick<Store, "evidence" | "alerts" | "incidents" | "watchers" | "intake"> {
  return {
    evidence: {
      evidence: on(readEvidence),
      heads: on(readHeads),
      record: on(recordEvidence),
      seen: on(moveSeen),
      due: on(readDue),
      observations: on(readObservations),
      observation: on(findObservation),
      updates: on(readUpdates),
      periods: on(readPeriods),
      slaDays: on(readSlaDays),
      checkDays: on(readCheckDays),
      scoreDays: on(readScoreDays),
      openIncidents: on(openIncidents),
      latestIncidents: on(latestIncidents),
      acceptedIncidents: on(acceptedIncidents),
      sweep: on(sweepEvidence),
    },
    alerts: {
      take: on(takeAlerts),
      delivered: on(alertDelivered),
      failed: on(alertFailed),
      ofIncident: on(alertsOfIncident),
    },
    incidents: { list: on(listIncidents), find: on(findIncident), times: on(incidentTimes), step: on(takeIncidentStep) },
    watchers: { watch: on(watch), unwatch: on(unwatch), watching: on(watching) },
    intake: {
      put: on(putRaws),
      take: on(takeRaws),
      processed: on(rawProcessed),
      latest: on(latestRaw),
      ofRun: on(rawsOfRun),
      retry: on(retryRaws),
      raws: on(listRaws),
      raw: on(findRaw),
      replay: on(replayRaw),
      addUnmatched: on(addUnmatched),
      unmatched: on(listUnmatched),
      forgetUnmatched: on(forgetUnmatched),
      putLineage: on(putLineage),
      sweep: on(sweepIntake),
    },
  };
}
