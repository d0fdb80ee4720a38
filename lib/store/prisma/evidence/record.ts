import type pg from "pg";
import type { EvidenceChange } from "#lib/store/evidence.ts";
import { announce, namesAround } from "../announce.ts";
import { type Database, transaction } from "../database.ts";
import { enqueueBeside } from "../outbox.ts";
import { writeAlerts } from "./alerts.ts";
import { writeEvents, writeIncidents } from "./incident-rows.ts";
import { writeObservation } from "./observations.ts";
import { writeSeries } from "./series.ts";
import { writeState } from "./state.ts";

/**
 * Everything that one look changes, in one short transaction. The row of the state is written first: its lock makes looks at one
 * dataset, and steps at its incidents, one at a time.
 */
export function recordEvidence({ pool }: Database, change: EvidenceChange): Promise<boolean> {
  const { next, observation, incidents, events, alerts, isVisible } = change;
  return transaction(pool, async (tx) => {
    if (!(await writeState(tx, next))) return false;
    if (observation !== null) await writeObservation(tx, observation);
    await writeSeries(tx, change);
    await writeIncidents(tx, incidents);
    await writeEvents(tx, events);
    await writeAlerts(tx, alerts);
    if (isVisible) await enqueueBeside(tx, [next.datasetId]);
    // That time has passed and nothing is another than before is no news: every announcement makes kept pages stale.
    if (observation === null && incidents.length === 0 && !isVisible) return true;
    // What others show of a dataset is what lists show of it.
    await announce(tx, isVisible ? await namesAround(tx, [next.datasetId]) : await nameOf(tx, next.datasetId));
    return true;
  });
}

async function nameOf(tx: pg.ClientBase, id: string): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ name: string }>("select name from dataset where id = $1", [id]);
  return new Set(rows.map(({ name }) => name));
}
