/** What earlier periods say about a check: is it as many rows, and are the shares of values, as they use to be? */

import type { MeasureValue } from "#lib/engine/scan.ts";
import { formatCount } from "#lib/format.ts";
import { couldNotRun, type Finding } from "#lib/observe/judge-rows.ts";
import { type Acceptance, acceptancesOf } from "#lib/quality/baseline.ts";
import type { Check } from "#lib/quality/check.ts";
import { distributionOf } from "#lib/quality/distribution.ts";
import { driftOf } from "#lib/quality/drift.ts";
import type { Incident } from "#lib/quality/incident.ts";
import { thresholdOf, volumeOf } from "#lib/quality/volume.ts";
import type { PeriodValue } from "#lib/store/evidence.ts";

export interface Past {
  /** In order. */
  readonly periods: readonly PeriodValue[];
  /** Incidents that somebody resolved by hand. */
  readonly accepted: readonly Incident[];
  /** Beginning of the period in which the load was made. */
  readonly period: string;
  /** More loads of the period are to come. */
  readonly isPartial: boolean;
}

export function judgeVolume(check: Check, rows: number, past: Past): Finding {
  const { periods, period, isPartial } = past;
  const threshold = thresholdOf(textOf(check.params["threshold"]));
  const load = { period, rows, isPartial };
  const reading = volumeOf({ check: check.id, periods, accepted: accepted(past, check), load, threshold });
  const found = `${formatCount(rows)} ${rows === 1 ? "row" : "rows"}`;
  if (reading.status === "skipped" || reading.expected === null)
    return skipped(`${found}; ${reading.periods} of 5 periods to compare with`);
  const bounds = boundsInWords(reading.low, reading.high);
  return {
    status: reading.status,
    observed: `${found}, where about ${formatCount(Math.round(reading.expected))}${bounds} were expected`,
    failing: null,
  };
}

function boundsInWords(low: number | null, high: number | null): string {
  if (low === null || high === null || !Number.isFinite(high)) return "";
  return ` (${formatCount(Math.ceil(low))} to ${formatCount(Math.floor(high))})`;
}

export function judgeDistribution(check: Check, value: MeasureValue, past: Past & { readonly isNumeric: boolean }): Finding {
  if (value.kind === "error") return couldNotRun(value.message);
  if (value.kind !== "counts") return couldNotRun("It was not measured.");
  const [column = ""] = check.columns;
  const reading = driftOf({
    check: check.id,
    periods: past.periods.map((period) => ({ ...period, distribution: period.distributions[column] ?? null })),
    accepted: accepted(past, check),
    load: { period: past.period, distribution: distributionOf(value.counts, value.others) },
    isNumeric: past.isNumeric,
    threshold: thresholdOf(textOf(check.params["threshold"])),
  });
  if (reading.status === "skipped") return skipped(reading.reason ?? "there is not enough to compare with");
  const { largest } = reading;
  const moved = largest === null ? "" : `: ${largest.label} is ${percent(largest.now)} of the rows, it was ${percent(largest.before)}`;
  const observed = reading.status === "fail" ? `the shares have shifted${moved}` : `the shares are as before${moved}`;
  return { status: reading.status, observed, failing: null };
}

const skipped = (observed: string): Finding => ({ status: "skipped", observed, failing: null });
const accepted = (past: Past, check: Check): readonly Acceptance[] => acceptancesOf(past.accepted, check.id);
const textOf = (value: unknown) => (typeof value === "string" ? value : null);
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
