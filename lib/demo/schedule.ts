/**
 * When loads happen. Load `k` of a schedule takes every event before `k × every` minutes since 1970 and is finished a little later,
 * some loads much later. Plain arithmetic, so that JavaScript (what is due?) and SQL (`loaded_at`) agree to the second.
 */
export interface Schedule {
  /** Minutes between two loads. */
  readonly every: number;
  /** Minutes from the end of the period to the start of its load. */
  readonly offset: number;
  /** Loads out of 101 that are late. */
  readonly late: number;
  /** Seconds by which a late load is late; under `every`, so that loads finish in order. */
  readonly lateBy: number;
  /** Moves the late loads, so that not all datasets are late on the same day. */
  readonly salt: number;
}

const MINUTE = 60_000;

/** Milliseconds since 1970 at which load `k` takes its events (exclusive). */
export function loadCutoff(schedule: Schedule, k: number): number {
  return k * schedule.every * MINUTE;
}

/** Milliseconds since 1970 at which load `k` is finished. */
export function loadFinished(schedule: Schedule, k: number): number {
  const late = (k * 7919 + schedule.salt) % 101 < schedule.late ? schedule.lateBy : 0;
  return loadCutoff(schedule, k) + schedule.offset * MINUTE + (20 + ((k * 37) % 70) + late) * 1000;
}

/** Number of the newest load that is finished at `now` (milliseconds since 1970). */
export function newestLoad(schedule: Schedule, now: number): number {
  let k = Math.floor(now / (schedule.every * MINUTE));
  while (loadFinished(schedule, k) > now) k -= 1;
  return k;
}

/** SQL for the time (TIMESTAMP in UTC) at which the load that took an event was finished. */
export function loadedAtSql({ every, offset, late, lateBy, salt }: Schedule, event: string): string {
  const k = `(epoch_us(${event}) // ${every * 60_000_000} + 1)`;
  const seconds = `${k} * ${every * 60} + ${offset * 60 + 20} + (${k} * 37) % 70 + CASE WHEN (${k} * 7919 + ${salt}) % 101 < ${late} THEN ${lateBy} ELSE 0 END`;
  return `make_timestamp((${seconds}) * 1000000)`;
}
