/** How well an SLA was kept over a while. */
import type { Sla } from "#lib/contract/contract.ts";
import { medianOf } from "#lib/quality/median.ts";
import type { DeadlineDay } from "#lib/quality/sla-days.ts";

export interface Attainment {
  /** Length of the window. */
  readonly windowSeconds: number;
  readonly kept: number;
  readonly late: number;
  readonly missed: number;
  /** kept / (kept + late + missed), 0 to 1; `null`: no deadline was judged. */
  readonly share: number | null;
  /** Of the late ones, from the deadline to the arrival; `null`: none was late. */
  readonly medianLateSeconds: number | null;
  readonly worstLateSeconds: number | null;
}

const DAY_SECONDS = 86_400;

/** The promised window, else 30 and 90 days. */
export function attainmentWindows({ windowSeconds }: Sla): readonly number[] {
  return windowSeconds === undefined ? [30 * DAY_SECONDS, 90 * DAY_SECONDS] : [windowSeconds];
}

/** Counts the deadlines in (now − window, now]. Those that are pending or unknown do not count. */
export function attainmentOf(
  days: readonly Pick<DeadlineDay, "deadline" | "state" | "arrivedAt">[],
  windowSeconds: number,
  now: Date,
): Attainment {
  const begin = now.getTime() - windowSeconds * 1_000;
  const inside = days.filter(({ deadline }) => Date.parse(deadline) > begin && Date.parse(deadline) <= now.getTime());
  const count = (state: DeadlineDay["state"]) => inside.filter((day) => day.state === state).length;
  const [kept, late, missed] = [count("kept"), count("late"), count("missed")];
  const lateness = inside
    .filter(({ state, arrivedAt }) => state === "late" && arrivedAt !== null)
    .map(({ deadline, arrivedAt }) => (Date.parse(arrivedAt ?? deadline) - Date.parse(deadline)) / 1_000)
    .sort((a, b) => a - b);
  const judged = kept + late + missed;
  return {
    windowSeconds,
    kept,
    late,
    missed,
    share: judged === 0 ? null : kept / judged,
    medianLateSeconds: medianOf(lateness),
    worstLateSeconds: lateness.at(-1) ?? null,
  };
}
