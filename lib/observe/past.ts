/** What is known of a dataset's past when it is judged. */

import type { Past } from "#lib/observe/judge-past.ts";
import type { Subject } from "#lib/observe/subject.ts";
import { periodOf } from "#lib/quality/cadence.ts";
import { isPartialPeriod } from "#lib/quality/loads.ts";
import { type DeadlineDay, slaDays } from "#lib/quality/sla-days.ts";
import type { DatasetUpdate, EvidenceStore, PeriodValue } from "#lib/store/evidence.ts";

const DAY_MS = 86_400_000;
/** Deadlines that are kept in view, and updates before them that may have settled the first of those. */
const SLA_DAYS = 90;
const UPDATE_DAYS = 100;
/** Enough for a year of days, and for the shape of a week of hours. */
const PERIODS = 1_100;

export interface Records {
  readonly updates: readonly DatasetUpdate[];
  readonly periods: readonly PeriodValue[];
}

export async function readRecords(evidence: EvidenceStore, datasetId: string, now: Date): Promise<Records> {
  const [updates, periods] = await Promise.all([
    evidence.updates(datasetId, new Date(now.getTime() - UPDATE_DAYS * DAY_MS).toISOString()),
    evidence.periods(datasetId, PERIODS),
  ]);
  return { updates, periods };
}

/** Days of the SLA with all updates, those of this look among them. */
export function slaDaysOf({ contract }: Subject, updates: readonly DatasetUpdate[], now: Date): readonly DeadlineDay[] {
  const { sla } = contract;
  if (sla === null || !sla.machineCheckable) return [];
  return slaDays(sla, updates, { from: new Date(now.getTime() - SLA_DAYS * DAY_MS), now });
}

/** @param loadAt when the load that is judged was made */
export function pastOf({ contract }: Subject, { updates, periods }: Records, accepted: Past["accepted"], loadAt: Date): Past {
  const times = new Set(updates.filter(({ at }) => Date.parse(at) <= loadAt.getTime()).map(({ at }) => at));
  times.add(loadAt.toISOString());
  return {
    periods,
    accepted,
    period: periodOf(contract, loadAt),
    isPartial: isPartialPeriod(contract, [...times], loadAt),
  };
}
