/** The checks of a contract: every promise that a machine can measure, and what is watched without being asked. */
import type { DatasetContract } from "#lib/contract/contract.ts";
import type { Check } from "#lib/quality/check.ts";
import { automaticDrafts, draftsOf } from "#lib/quality/check-drafts.ts";
import type { Draft } from "#lib/quality/draft.ts";
import { mergeDrafts, sameMeasure } from "#lib/quality/merge-drafts.ts";
import { LEAST_PERIODS } from "#lib/quality/volume.ts";

/**
 * In the order of the promises, then the automatic ones. What is promised twice is one check: an entry of `checks:` or `monitors:` that
 * measures what another promise already says takes its place, and what the entry leaves unsaid (severity, dimension, name) stays as that
 * promise has it. A declared monitor takes the place of the automatic one.
 */
export function compileChecks(contract: DatasetContract): readonly Check[] {
  const promised = contract.promises.flatMap((promise, index) => draftsOf(contract, promise, index));
  const watched = new Set(promised.filter(({ check }) => check.kind === "volume" || check.kind === "distribution").map(placeOf));
  const unasked = automaticDrafts(contract).filter((draft) => !watched.has(placeOf(draft)));
  const byMeasure = new Map<string, Draft>();
  for (const draft of [...promised, ...unasked]) {
    const measure = sameMeasure(draft.check);
    const before = byMeasure.get(measure);
    byMeasure.set(measure, before === undefined ? draft : mergeDrafts(before, draft));
  }
  const counts = new Map<string, number>();
  return [...byMeasure.values()].map(({ idBase, check }) => {
    const count = (counts.get(idBase) ?? 0) + 1;
    counts.set(idBase, count);
    return { id: count === 1 ? idBase : `${idBase}#${count}`, ...check };
  });
}

const placeOf = ({ check }: Draft) => `${check.kind}:${check.columns.join("+").toLowerCase()}`;

/**
 * An automatic check weighs nothing until it can judge. `periods` are those that it can be compared with; hand in 0 where it could not
 * judge for another reason (too few rows for shares), so that a small table is not held back by what nobody asked for.
 */
export function withPeriods(check: Check, periods: number): Check {
  return check.origin === "automatic" && periods < LEAST_PERIODS ? { ...check, severity: "info" } : check;
}

/**
 * Values of the freshness column that lie in the future are left out of the age, and reported by this check; `null`: no column tells the
 * age. It is no promise of its own, so it counts only while it has something to say.
 */
export function futureValuesCheck(freshness: Check): Check | null {
  const [column] = freshness.columns;
  if (freshness.kind !== "freshness" || column === undefined) return null;
  return {
    ...freshness,
    id: freshness.id.replace(/^freshness(?=#|$)/, `future_values:${column}`),
    kind: "future_values",
    dimension: "validity",
    severity: "error",
    label: `${column} is never in the future`,
  };
}
