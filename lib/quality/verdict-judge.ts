/** What speaks for and against a dataset, by the state that it leads to. Results are those of the clock (`timely`). */
import { freshnessOf } from "#lib/quality/freshness.ts";
import { CREDITS, evidenceOf, SEVERITY_WEIGHTS } from "#lib/quality/score.ts";
import { evidenceAt, isScored, LEAST_EVIDENCE, optionsAt } from "#lib/quality/verdict-clock.ts";
import type { VerdictInput, VerdictResult } from "#lib/quality/verdict-input.ts";
import type { VerdictReason } from "#lib/quality/verdict-reason.ts";

type Results = readonly VerdictResult[];
type Reasons = readonly VerdictReason[];

const NAMES_NOTHING = { columns: [], datasets: [] };
const isSerious = ({ severity }: VerdictResult) => severity === "critical" || severity === "error";
const hasRun = ({ status, measuredAt }: VerdictResult) => CREDITS[status] !== null && measuredAt !== null;

/** A failure counts however old it is, and so does an open incident whose check cannot be run: that time passes mends nothing. */
export function brokenReasons(input: VerdictInput, results: Results, now: Date): Reasons {
  const failing = results
    .filter((result) => isSerious(result) && result.status === "fail" && result.measuredAt !== null)
    .toSorted((a, b) => SEVERITY_WEIGHTS[b.severity] - SEVERITY_WEIGHTS[a.severity]);
  const answered = new Set(results.filter(hasRun).map(({ check }) => check));
  const unmended = input.incidents.filter(({ check }) => !answered.has(check));
  return [
    ...failing.map((result) => brokenReason(input, result, now)),
    ...unmended.map(({ check, label, columns, observed, wentBadAt }): VerdictReason => {
      return { code: "promise-broken", params: { check, label, observed, since: wentBadAt }, columns, datasets: [] };
    }),
  ];
}

function brokenReason({ incidents, freshness, sla }: VerdictInput, result: VerdictResult, now: Date): VerdictReason {
  const { check, label, observed, columns } = result;
  const opened = incidents.find((incident) => incident.check === check)?.wentBadAt ?? null;
  const names = { columns, datasets: [] };
  const promise = freshness.find((each) => each.check === check);
  if (promise !== undefined && promise.asOf !== null) {
    const { wentBadAt } = freshnessOf(promise, promise.asOf, now);
    const { asOf, maxAgeSeconds } = promise;
    return { code: "too-old", params: { check, label, observed, since: wentBadAt, asOf, maxAgeSeconds }, ...names };
  }
  if (sla?.check === check) {
    const deadline = sla.last === "missed" ? sla.lastDeadline : sla.next;
    const since = deadline === null ? opened : new Date(Date.parse(deadline) + sla.graceSeconds * 1_000).toISOString();
    return { code: "sla-missed", params: { check, label, observed, since, deadline }, ...names };
  }
  return { code: check === "columns" ? "schema-broken" : "promise-broken", params: { check, label, observed, since: opened }, ...names };
}

export function unknownReasons(input: VerdictInput, results: Results, now: Date): Reasons {
  const only = (code: "no-source" | "no-promise"): Reasons => [{ code, params: {}, ...NAMES_NOTHING }];
  const scored = results.filter(isScored);
  const evidence = evidenceAt(input, results, now);
  if (!input.hasSource && evidence === 0) return only("no-source");
  if (scored.length === 0) return only("no-promise");
  if (evidence === 0 && input.problem !== null) return [{ code: "unreadable", params: { problem: input.problem }, ...NAMES_NOTHING }];
  if (!scored.some(hasRun)) return [{ code: "never-ran", params: { checks: scored.length }, ...NAMES_NOTHING }];
  const reasons: VerdictReason[] = [];
  if (evidence < LEAST_EVIDENCE) reasons.push({ code: "little-evidence", params: { evidence }, ...NAMES_NOTHING });
  for (const { check, column } of input.freshness)
    if (!isKnown(results, check))
      reasons.push({ code: "freshness-unmeasured", params: {}, columns: column === null ? [] : [column], datasets: [] });
  if (input.sla !== null && !isKnown(results, input.sla.check)) reasons.push({ code: "sla-unwatched", params: {}, ...NAMES_NOTHING });
  if (input.hasSchema && !isKnown(results, "columns")) reasons.push({ code: "schema-unmeasured", params: {}, ...NAMES_NOTHING });
  return reasons;
}

const isKnown = (results: Results, id: string) => results.some((result) => result.check === id && hasRun(result));

export function riskReasons(input: VerdictInput, results: Results, now: Date): Reasons {
  const { sla, freshness, incidents, problem, upstreamBroken, status, isStale } = input;
  const reasons: VerdictReason[] = [];
  const add = (code: "old-results" | "deprecated" | "retired" | "stale-contract") => reasons.push({ code, params: {}, ...NAMES_NOTHING });
  const scored = results.filter(isScored);
  for (const result of scored.filter((each) => each.status === "warn" || (each.status === "fail" && !isSerious(each)))) {
    const { check, label, observed, columns } = result;
    const promise = freshness.find((each) => each.check === check);
    if (sla !== null && sla.check === check) reasons.push(lateReason(sla, now));
    else if (promise !== undefined && promise.asOf !== null) {
      const { asOf, maxAgeSeconds } = promise;
      reasons.push({ code: "nearly-too-old", params: { asOf, maxAgeSeconds }, columns, datasets: [] });
    } else reasons.push({ code: "warned", params: { check, label, observed }, columns, datasets: [] });
  }
  const silent = scored.filter((result) => !hasRun(result));
  const [first] = silent;
  if (first !== undefined) {
    const columns = silent.length === 1 ? first.columns : [];
    reasons.push({
      code: "no-result",
      params: { checks: silent.length, of: scored.length, check: first.check, label: first.label },
      columns,
      datasets: [],
    });
  }
  if (scored.some((result) => hasRun(result) && evidenceOf(result, optionsAt(input, now)) < 1)) add("old-results");
  const mended = new Set(results.filter((result) => hasRun(result) && result.status !== "fail").map(({ check }) => check));
  for (const { check, label, columns } of incidents)
    if (mended.has(check)) reasons.push({ code: "held-open", params: { check, label }, columns, datasets: [] });
  if (problem !== null) reasons.push({ code: "unread-lately", params: { problem }, ...NAMES_NOTHING });
  for (const dataset of upstreamBroken) reasons.push({ code: "upstream-broken", params: { dataset }, columns: [], datasets: [dataset] });
  if (status === "deprecated" || status === "retired") add(status);
  if (isStale) add("stale-contract");
  return reasons;
}

function lateReason(sla: NonNullable<VerdictInput["sla"]>, now: Date): VerdictReason {
  const isDue = sla.next !== null && Date.parse(sla.next) <= now.getTime();
  return { code: isDue ? "sla-due" : "sla-late", params: { deadline: isDue ? sla.next : sla.lastDeadline }, ...NAMES_NOTHING };
}

export function readyReasons({ freshness, sla }: VerdictInput, results: Results): Reasons {
  const [fresh] = freshness;
  const scored = results.filter(isScored);
  const columns = fresh === undefined || fresh.column === null ? [] : [fresh.column];
  return [
    ...(fresh === undefined || fresh.asOf === null
      ? []
      : [{ code: "fresh", params: { asOf: fresh.asOf }, columns, datasets: [] } as const]),
    {
      code: "checks-pass",
      params: { passed: scored.filter(({ status }) => status === "pass").length, of: scored.length },
      ...NAMES_NOTHING,
    },
    ...(sla === null || sla.judged === 0
      ? []
      : [{ code: "sla-kept", params: { kept: sla.kept, of: sla.judged, days: sla.days }, ...NAMES_NOTHING } as const]),
  ];
}
