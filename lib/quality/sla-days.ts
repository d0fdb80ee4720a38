/** What became of each deadline of an SLA. */
import type { Sla } from "#lib/contract/contract.ts";
import { deadlinesBetween, lastDeadline, nextDeadline } from "#lib/quality/deadlines.ts";

export type DeadlineState = "kept" | "late" | "missed" | "pending" | "unknown";

/** One load that arrived. Times are RFC 3339. */
export interface SlaUpdate {
  readonly at: string;
  readonly evidence: "data" | "run" | "file";
  /** It lies before the first look and was computed from load times in the data. */
  readonly isBackfilled: boolean;
}

/** Times are RFC 3339 in UTC. */
export interface DeadlineDay {
  readonly deadline: string;
  /** Deadline + grace: what arrives then still keeps it, and after that moment the promise is broken. */
  readonly graceEndsAt: string;
  /** `missed` while nothing has come yet, too: before the next deadline it can still become `late`. `pending` until the grace ends. */
  readonly state: DeadlineState;
  /** When the update that settled it arrived, also of one that is still pending; `null`: nothing did. */
  readonly arrivedAt: string | null;
  /** The deadline has passed, nothing arrived, and the grace still runs: a reason to be at risk. */
  readonly isInGrace: boolean;
  /** Judged from load times that lie before the first look. */
  readonly isBackfilled: boolean;
}

export interface SlaWindow {
  /** Deadlines in (`from`, `now`], and the first one ahead. */
  readonly from: Date;
  readonly now: Date;
  /** Since when somebody looks, so that silence tells something; absent: since the first update. */
  readonly watchedSince?: Date;
}

interface Arrival {
  readonly at: number;
  readonly isBackfilled: boolean;
}

/**
 * Each deadline of the window, oldest first. An update in (previous deadline, deadline + grace] keeps a deadline, a later one before the
 * next deadline is late, none is missed. An update settles one deadline only: what came after a deadline and settled it does not keep
 * the next one, too. Where a single update could be late for one deadline or in time for the next, it belongs to the nearer one; so a
 * delivery that was left out is missed, and those that follow in time are kept. What lies before the first evidence is unknown.
 *
 * `evidence` of the SLA chooses which updates count. Without it those of the data do, else those of files; the end of a run tells that
 * a tool finished, not that data came, and counts only where the contract says so. Hand in updates from well before `from`: whether one
 * is still free to keep a deadline depends on what came before it.
 */
export function slaDays(sla: Sla, updates: readonly SlaUpdate[], { from, now, watchedSince }: SlaWindow): readonly DeadlineDay[] {
  const ahead = nextDeadline(sla, now);
  if (ahead === null) return [];
  const arrivals = arrivalsOf(sla, updates, now);
  const firstEvidence = Math.min(arrivals[0]?.at ?? Infinity, watchedSince?.getTime() ?? Infinity);
  const firstLook = watchedSince?.getTime() ?? arrivals.find(({ isBackfilled }) => !isBackfilled)?.at ?? Infinity;
  // Whether an update is still free depends on all deadlines before, so the count begins with the first evidence.
  const begin = lastDeadline(sla, new Date(Math.min(from.getTime(), Number.isFinite(firstEvidence) ? firstEvidence : from.getTime())));
  if (begin === null) return [];
  const deadlines = [...deadlinesBetween(sla, begin, now), ahead];
  const grace = (sla.graceSeconds ?? 0) * 1_000;
  const days: DeadlineDay[] = [];
  let previous = begin.getTime();
  let free = 0;
  for (const [index, deadline] of deadlines.entries()) {
    const at = deadline.getTime();
    const next = deadlines[index + 1]?.getTime() ?? Infinity;
    const isKnown = at >= firstEvidence;
    while ((arrivals[free]?.at ?? Infinity) <= previous) free += 1;
    const first = isKnown ? arrivals[free] : undefined;
    const isKept = first !== undefined && first.at <= at + grace;
    const isLate = !isKept && first !== undefined && first.at < next && isFor(at, first.at, next, arrivals[free + 1]?.at, grace);
    const settled = isKept || isLate ? first : undefined;
    if (settled !== undefined && settled.at > at) free += 1;
    previous = at;
    if (at <= from.getTime()) continue;
    const isPending = at > now.getTime() || (isKnown && settled === undefined && now.getTime() <= at + grace);
    days.push({
      deadline: deadline.toISOString(),
      graceEndsAt: new Date(at + grace).toISOString(),
      state: stateOf({ isKnown, isPending, isKept, isSettled: settled !== undefined }),
      arrivedAt: settled === undefined ? null : new Date(settled.at).toISOString(),
      isInGrace: isPending && at <= now.getTime(),
      isBackfilled: isKnown && !isPending && (settled?.isBackfilled ?? at < firstLook),
    });
  }
  return days;
}

/** Whether an update between two deadlines settles the earlier one: another one keeps the later, or it is nearer to the earlier. */
function isFor(deadline: number, at: number, next: number, following: number | undefined, grace: number): boolean {
  return (following ?? Infinity) <= next + grace || at - deadline <= next - at;
}

interface Facts {
  readonly isKnown: boolean;
  readonly isPending: boolean;
  readonly isKept: boolean;
  readonly isSettled: boolean;
}

function stateOf({ isKnown, isPending, isKept, isSettled }: Facts): DeadlineState {
  if (isPending) return "pending";
  if (!isKnown) return "unknown";
  if (isKept) return "kept";
  return isSettled ? "late" : "missed";
}

/** Those that count, oldest first. What claims to come from the future is no arrival yet. */
function arrivalsOf({ evidence }: Sla, updates: readonly SlaUpdate[], now: Date): readonly Arrival[] {
  const counted = evidence ?? (updates.some((update) => update.evidence === "data") ? "data" : "file");
  return updates
    .filter((update) => update.evidence === counted)
    .map(({ at, isBackfilled }) => ({ at: new Date(at).getTime(), isBackfilled }))
    .filter(({ at }) => at <= now.getTime())
    .sort((a, b) => a.at - b.at);
}
