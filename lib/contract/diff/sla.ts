import type { DatasetContract, Sla } from "#lib/contract/contract.ts";
import { type ChangeList, tick } from "#lib/contract/diff/change-list.ts";
import { compareFixed, type Direction, together } from "#lib/contract/diff/direction.ts";
import { isSame } from "#lib/contract/diff/sets.ts";
import { compareCadences } from "#lib/contract/diff/sla-cadence.ts";

export function diffSla({ sla: before }: DatasetContract, { sla: after }: DatasetContract, list: ChangeList): void {
  const sides = { before: before?.promised, after: after?.promised };
  if (before === null || after === null) {
    if (after !== null) list.add("sla.added", `It promises: ${tick(after.promised)}.`, sides);
    if (before !== null) list.add("sla.removed", `It no longer promises: ${tick(before.promised)}.`, sides);
    return;
  }
  const now = `It promises: ${tick(after.promised)}`;
  if (before.machineCheckable !== after.machineCheckable) {
    if (after.machineCheckable) list.add("sla.checkable", `${now}, which can be checked now.`, sides);
    else list.add("sla.text-only", `${now}, which cannot be checked; ${tick(before.promised)} could.`, sides);
    return;
  }
  const was = `it was ${tick(before.promised)}`;
  const direction = before.machineCheckable ? together(partsOf(before, after)) : "same";
  const details = { before: detailsOf(before), after: detailsOf(after) };
  if (direction === "tighter") list.add("sla.tightened", `${now}${more(sides, details)}; ${was}.`, details);
  else if (direction === "looser") list.add("sla.loosened", `${now}${more(sides, details)}; ${was}.`, details);
  else if (direction === "other") list.add("sla.changed", `${now}${more(sides, details)}; ${was}.`, details);
  else if (before.promised !== after.promised) list.add("sla.reworded", `${now}; ${was}.`, sides);
  if (before.evidence !== after.evidence)
    list.add("sla.measured-by", `Whether its SLA is kept is read from ${tick(after.evidence ?? "the default")}.`, {
      before: before.evidence,
      after: after.evidence,
    });
}

const detailsOf = ({ promised, graceSeconds, target, windowSeconds }: Sla) => ({ promised, graceSeconds, target, windowSeconds });

/** The sentence may be the same while grace, target or window are not. */
function more(
  sides: { readonly before?: string | undefined; readonly after?: string | undefined },
  details: { before: object; after: object },
): string {
  return sides.before === sides.after && !isSame(details.before, details.after) ? " with another grace, target or window" : "";
}

function partsOf(before: Sla, after: Sla): readonly Direction[] {
  const sameTarget = before.target === after.target;
  return [
    compareCadences(before, after),
    compareTimes(before, after),
    compareFixed(before.graceSeconds ?? 0, after.graceSeconds ?? 0, "less"),
    compareFixed(before.target ?? 0, after.target ?? 0, "more"),
    // The same share of a longer time forgives a longer outage, but a shorter one forgives fewer days: neither is better.
    sameTarget && before.target !== null && before.windowSeconds !== after.windowSeconds ? "other" : "same",
  ];
}

function compareTimes(before: Sla, after: Sla): Direction {
  // Every hour is earlier than any time of day, and no time of day is earlier than every hour: the cadence tells it.
  if (before.every === "hour" || after.every === "hour") return "same";
  if (before.by === null || after.by === null) return before.by === after.by ? "same" : before.by === null ? "tighter" : "looser";
  if (before.timezone !== after.timezone) return "other";
  return compareFixed(minutesOf(before.by), minutesOf(after.by), "less");
}

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
