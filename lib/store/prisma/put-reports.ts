import type { ReportedScore } from "#lib/store/store.ts";
import { announce, namesAround } from "./announce.ts";
import { type Database, transaction } from "./database.ts";
import { enqueueInstead } from "./outbox.ts";
import { writeReports } from "./write-reports.ts";

/** Adds reported scores to their datasets' series and tells every process and the search index of those that are new. */
export function putReports({ pool }: Database, reports: readonly ReportedScore[]): Promise<void> {
  return transaction(pool, async (tx) => {
    const ids = await writeReports(tx, reports);
    if (ids.length === 0) return;
    await enqueueInstead(tx, ids);
    await announce(tx, await namesAround(tx, ids));
  });
}
