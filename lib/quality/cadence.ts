/** How often a dataset is promised to change, and when it is to be looked at. */
import type { DatasetContract, Sla } from "#lib/contract/contract.ts";
import { lastDeadline, nextDeadline } from "#lib/quality/deadlines.ts";

export type Promised = Pick<DatasetContract, "sla" | "freshness">;

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const WEEK = 7 * DAY;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** So that evidence does not age while nothing was promised, every month counts as the longest. */
const MONTH_DAYS = 31;

/**
 * Seconds between two updates as promised: the longest step between deadlines of the SLA (three days for weekdays), else the promised
 * freshness, else a day. Never under 15 minutes.
 */
export function expectedSeconds({ sla, freshness }: Promised): number {
  return Math.max(15 * MINUTE, stepOf(sla) ?? freshness?.maxAgeSeconds ?? DAY);
}

function stepOf(sla: Sla | null): number | null {
  if (sla === null || !sla.machineCheckable || sla.every === null) return null;
  const days = sla.on === null || sla.on.length === 0 ? null : sla.on;
  if (sla.every === "hour") return HOUR;
  if (sla.every === "day") return DAY;
  if (sla.every === "week")
    return days === null
      ? WEEK
      : longestStep(
          days.map((day) => WEEKDAYS.indexOf(day)),
          7,
        ) * DAY;
  return (days === null ? MONTH_DAYS : longestStep(days.map(Number), MONTH_DAYS)) * DAY;
}

/** Between neighbours on a circle of that many days. */
function longestStep(days: readonly number[], around: number): number {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  return Math.max(...sorted.map((day, index) => (sorted[index + 1] ?? (sorted[0] ?? day) + around) - day));
}

/**
 * When it is to be looked at again, later than `now`: after a tenth of what is promised (between a minute and an hour), and one minute
 * after each deadline and each end of a grace. It bounds silence where a source does not tell that it changed.
 */
export function nextLook({ sla, freshness }: Promised, now: Date): Date {
  const seconds = Math.min(HOUR, Math.max(MINUTE, Math.floor((freshness?.maxAgeSeconds ?? expectedSeconds({ sla, freshness })) / 10)));
  const looks = [now.getTime() + seconds * 1_000];
  if (sla !== null) {
    for (const delay of new Set([MINUTE, MINUTE + (sla.graceSeconds ?? 0)])) {
      const deadline = nextDeadline(sla, new Date(now.getTime() - delay * 1_000));
      if (deadline !== null) looks.push(deadline.getTime() + delay * 1_000);
    }
  }
  return new Date(Math.min(...looks));
}

/**
 * Beginning of the period of the promised cadence that an instant lies in, RFC 3339 in UTC. With an SLA a period runs from one deadline to
 * the next; what arrives at a deadline or in its grace still belongs to the period that ends there. Without one it is the hour, day, week
 * or month of UTC that fits the promised freshness; without that the day.
 */
export function periodOf({ sla, freshness }: Promised, instant: Date): string {
  const before = sla === null ? null : lastDeadline(sla, new Date(instant.getTime() - (sla.graceSeconds ?? 0) * 1_000 - 1));
  if (before !== null) return before.toISOString();
  return startInUtc(freshness?.maxAgeSeconds ?? DAY, instant).toISOString();
}

function startInUtc(seconds: number, instant: Date): Date {
  const start = new Date(instant);
  if (seconds < DAY) {
    start.setUTCMinutes(0, 0, 0);
    return start;
  }
  start.setUTCHours(0, 0, 0, 0);
  if (seconds >= 28 * DAY) start.setUTCDate(1);
  else if (seconds >= WEEK) start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7));
  return start;
}
