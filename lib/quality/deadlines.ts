/** The instants by which an SLA promises data. croner decides every question of zones and daylight saving. */
import { Cron, type CronOptions } from "croner";
import type { Sla } from "#lib/contract/contract.ts";

/** Months of deadlines that are kept: what SLAs of a catalog with a few hundred different promises need. */
const MAX_MONTHS = 2_000;
const months = new Map<string, readonly number[]>();

/** What croner is asked. */
interface Schedule {
  /** Minute and hour. */
  readonly time: string;
  /** Field of weekdays. */
  readonly weekdays: string;
  /** Days of the month; `null`: all. */
  readonly days: readonly number[] | null;
  readonly zone: string;
  /** `on` names days and no time: the deadline is the midnight that ends each. */
  readonly isEndOfDay: boolean;
}

/**
 * Deadlines in (`after`, `until`], oldest first. Empty where the SLA is only a sentence.
 *
 * A time that daylight saving skips is one deadline at the first instant after the gap (02:30 becomes 03:00); of a time that happens
 * twice only the first counts. Hourly deadlines go on through both. In a month that is too short for a day of `on`, its last day stands
 * for it. Without `by` the deadline is the end of the promised hour, day, week or month; without a zone it is in UTC.
 */
export function deadlinesBetween(sla: Sla, after: Date, until: Date): readonly Date[] {
  const schedule = scheduleOf(sla);
  if (schedule === null || until.getTime() <= after.getTime()) return [];
  const found: number[] = [];
  for (let month = monthOf(after); month <= monthOf(until); month += 1)
    for (const at of deadlinesOfMonth(schedule, month)) if (at > after.getTime() && at <= until.getTime()) found.push(at);
  return found.map((at) => new Date(at));
}

/** The first deadline later than `after`; `null`: the SLA has none that could be computed. */
export function nextDeadline(sla: Sla, after: Date): Date | null {
  return nearest(sla, after, 1, (at) => at > after.getTime());
}

/** The last deadline that is not later than `at`; `null` as for `nextDeadline`. */
export function lastDeadline(sla: Sla, at: Date): Date | null {
  return nearest(sla, at, -1, (deadline) => deadline <= at.getTime());
}

/** Every schedule has a deadline in each month and its neighbour. */
function nearest(sla: Sla, from: Date, step: 1 | -1, fits: (at: number) => boolean): Date | null {
  const schedule = scheduleOf(sla);
  if (schedule === null) return null;
  for (let ahead = 0; ahead <= 2; ahead += 1) {
    const month = deadlinesOfMonth(schedule, monthOf(from) + step * ahead);
    const found = step === 1 ? month.find(fits) : month.findLast(fits);
    if (found !== undefined) return new Date(found);
  }
  return null;
}

/** `null`: the SLA names no deadlines that a machine could compute. */
function scheduleOf({ machineCheckable, every, by, on, timezone }: Sla): Schedule | null {
  if (!machineCheckable || every === null) return null;
  const [hour = 0, minute = 0] = (by ?? "00:00").split(":").map(Number);
  const named = on === null || on.length === 0 ? null : on;
  return {
    time: every === "hour" ? `${minute} *` : `${minute} ${hour}`,
    weekdays: every === "week" ? (named ?? ["mon"]).join(",") : "*",
    days: every === "month" ? (named ?? ["1"]).map(Number) : null,
    zone: timezone ?? "UTC",
    isEndOfDay: by === null && named !== null && every !== "hour",
  };
}

/** Months are counted from the year 0. */
const monthOf = (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth();

const startOf = (month: number) => Date.UTC(Math.floor(month / 12), month % 12, 1);

/** Deadlines within a month of UTC. */
function deadlinesOfMonth(schedule: Schedule, month: number): readonly number[] {
  const key = `${JSON.stringify(schedule)} ${month}`;
  const known = months.get(key);
  if (known !== undefined) return known;
  const [from, until] = [startOf(month), startOf(month + 1)];
  // Some of a zone's month lies in the neighbours of UTC's month.
  const found =
    schedule.days === null
      ? runs(schedule, "* *", from, until)
      : [month - 1, month, month + 1].flatMap((local) => runs(schedule, daysIn(local, schedule.days ?? []), from, until));
  if (months.size >= MAX_MONTHS) months.clear();
  months.set(key, found);
  return found;
}

/** Fields of day and month for one month. The last day stands for those that it lacks. */
function daysIn(month: number, days: readonly number[]): string {
  const last = new Date(startOf(month + 1) - 1).getUTCDate();
  return `${[...new Set(days.map((day) => Math.min(day, last)))].join(",")} ${(month % 12) + 1}`;
}

function runs({ time, weekdays, zone, isEndOfDay }: Schedule, days: string, from: number, until: number): readonly number[] {
  const options = { paused: true, ...zoneOptions(zone), ...(isEndOfDay ? { dayOffset: 1 } : {}) };
  const cron = new Cron(`${time} ${days} ${weekdays}`, options);
  const found: number[] = [];
  for (let next = cron.nextRun(new Date(from - 1_000)); next !== null && next.getTime() < until; next = cron.nextRun(next))
    found.push(next.getTime());
  return found;
}

/** croner takes names of zones, and fixed offsets in minutes. */
function zoneOptions(zone: string): CronOptions {
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (offset !== null) return { utcOffset: (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) };
  return zone === "UTC" ? { utcOffset: 0 } : { timezone: zone };
}
