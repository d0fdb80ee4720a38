/** What is known of a dataset, judged at one moment: results, score, verdict, incidents. Pure. */
import type { JsonObject } from "#lib/contract/contract.ts";
import type { Finding } from "#lib/observe/judge-rows.ts";
import { judgeFreshness, judgeSla, type TimeFinding } from "#lib/observe/judge-time.ts";
import type { Subject } from "#lib/observe/subject.ts";
import { expectedSeconds } from "#lib/quality/cadence.ts";
import type { Check, CheckResult } from "#lib/quality/check.ts";
import { withPeriods } from "#lib/quality/compile.ts";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import { nextIncident, settle, withdraw } from "#lib/quality/incident-machine.ts";
import { type Score, type Scored, scoreOf } from "#lib/quality/score.ts";
import { attainmentOf } from "#lib/quality/sla-attainment.ts";
import type { DeadlineDay } from "#lib/quality/sla-days.ts";
import { type Verdict, verdictOf } from "#lib/quality/verdict.ts";
import type { VerdictInput, VerdictResult, VerdictSla } from "#lib/quality/verdict-input.ts";
import type { AlertState } from "#lib/store/alerts.ts";
import type { DatasetEvidence } from "#lib/store/evidence.ts";

export interface JudgementInput {
  readonly subject: Subject;
  readonly checks: readonly Check[];
  readonly before: DatasetEvidence;
  /** Findings of a look that measured, by check; `null`: nothing was measured now, and earlier results stand. */
  readonly findings: ReadonlyMap<string, Finding> | null;
  /** When a look found the source as it was, so that what was found in it still holds; `null`: nobody looked, or it did not answer. */
  readonly confirmedAt: string | null;
  /** Newest value of each freshness check's column, by check. */
  readonly newest: ReadonlyMap<string, string | null>;
  /** In order, with the next one ahead. */
  readonly slaDays: readonly DeadlineDay[];
  /** The newest incident of each check. */
  readonly incidents: readonly Incident[];
  /** When the data that were found bad became so, unless the check says better: the load's time. */
  readonly wentBadAt: string | null;
  readonly isApproximate: boolean;
  /** Good periods of the past. */
  readonly periods: number;
  readonly problem: string | null;
  readonly upstreamBroken: readonly string[];
  readonly now: Date;
  readonly newId: () => string;
}

export interface Judgement {
  readonly results: readonly CheckResult[];
  readonly score: Score;
  readonly verdict: Verdict;
  readonly judged: VerdictInput;
  /** New and changed ones. */
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
  readonly told: readonly { readonly incident: Incident; readonly state: AlertState }[];
  /** Not resolved, after this. */
  readonly open: readonly Incident[];
}

export function judgementOf(input: JudgementInput): Judgement {
  const { subject, before, now } = input;
  const time = timeFindings(input);
  const ours = input.checks.flatMap((check) => resultOf(check, input, time));
  const external = before.results.filter(({ source }) => source !== "touchstone");
  // It is in no contract, so it stands until a look finds something else.
  const future = input.findings === null ? before.results.filter(({ kind }) => kind === "future_values") : [];
  const results = [...ours, ...future, ...external];
  const turns = incidentTurns(input, results, time);
  const judged = verdictInput(input, results, turns.open);
  const { state, reasons, since, validUntil } = verdictOf(judged, now, before.verdict);
  const options = { now, cadenceSeconds: judged.cadenceSeconds, dimensionWeights: subject.dimensionWeights };
  return {
    results,
    score: scoreOf(scoredOf(input.checks, results), options),
    verdict: { state, reasons, since, validUntil },
    judged,
    ...turns,
  };
}

function timeFindings({ checks, newest, slaDays, now }: JudgementInput): ReadonlyMap<string, TimeFinding> {
  const found = new Map<string, TimeFinding>();
  for (const check of checks) {
    if (check.kind === "freshness" && (newest.get(check.id) ?? null) !== null)
      found.set(check.id, judgeFreshness(check, newest.get(check.id) ?? null, now));
    if (check.kind === "sla") found.set(check.id, judgeSla(slaDays, now));
  }
  return found;
}

/** None: it was never measured. */
function resultOf(
  check: Check,
  { findings, before, periods, confirmedAt, now }: JudgementInput,
  time: ReadonlyMap<string, TimeFinding>,
): readonly CheckResult[] {
  const old = before.results.find((result) => result.check === check.id && result.source === "touchstone");
  const at = now.toISOString();
  const timely = time.get(check.id);
  // What the clock says is evidence as old as the last look at the source.
  if (timely !== undefined) return [made(check, timely, findings === null ? (confirmedAt ?? before.lastSeenAt ?? at) : at)];
  const found = findings?.get(check.id);
  if (found === undefined) return old === undefined ? [] : [{ ...old, measuredAt: confirmedAt ?? old.measuredAt }];
  const weighed = found.status === "skipped" ? withPeriods(check, 0) : withPeriods(check, periods);
  return [made(weighed, found, at)];
}

function made(check: Check, finding: Finding, measuredAt: string): CheckResult {
  const { id, kind, label, columns, dimension, severity } = check;
  const { status, observed, failing, samples } = finding;
  return {
    ...{ check: id, kind, label, columns, dimension, severity, status, observed, failing, measuredAt },
    ...{ expected: label, source: "touchstone", reportedBy: null, everySeconds: null },
    ...(samples === undefined ? {} : { samples }),
  };
}

/** Checks without a result count, too: nobody knows. An automatic one weighs nothing before it has run. */
function scoredOf(checks: readonly Check[], results: readonly CheckResult[]): readonly (VerdictResult & Scored)[] {
  const known = new Set(results.map(({ check }) => check));
  const silent = checks
    .filter(({ id }) => !known.has(id))
    .map((check) => withPeriods(check, 0))
    .map(
      ({ id, label, columns, dimension, severity }): VerdictResult => ({
        ...{ check: id, label, columns, dimension, severity, status: "skipped" as const, observed: "it was not measured yet" },
        ...{ measuredAt: null, everySeconds: null },
      }),
    );
  return [...results, ...silent];
}

function incidentTurns(
  input: JudgementInput,
  results: readonly CheckResult[],
  time: ReadonlyMap<string, TimeFinding>,
): Pick<Judgement, "incidents" | "events" | "told" | "open"> {
  const { subject, findings, now, newId } = input;
  const at = now.toISOString();
  const latest = new Map(input.incidents.map((incident) => [incident.check, incident]));
  const changed: Incident[] = [];
  const events: IncidentEvent[] = [];
  const told: { incident: Incident; state: AlertState }[] = [];
  const take = (check: string, before: Incident | null, turn: ReturnType<typeof nextIncident>) => {
    if (turn.incident === null || turn.incident === before) return;
    latest.set(check, turn.incident);
    changed.push(turn.incident);
    events.push(...turn.events);
    if (turn.alert !== null) told.push({ incident: turn.incident, state: turn.alert });
  };
  for (const result of results) {
    const current = latest.get(result.check) ?? null;
    const isMeasured = result.source !== "touchstone" || time.has(result.check) || findings?.has(result.check) === true;
    // Others' results open nothing and close nothing of ours.
    if (!isMeasured || result.source !== "touchstone") {
      if (current !== null) take(result.check, current, settle(current, at));
      continue;
    }
    const { check, label, severity, status, observed, expected } = result;
    const moment = time.get(check)?.wentBadAt ?? null;
    const wentBadAt = moment ?? (time.has(check) ? null : input.wentBadAt);
    const isApproximate = moment === null && (input.isApproximate || wentBadAt === null);
    take(
      check,
      current,
      nextIncident(
        current,
        { datasetId: subject.id, check, label, severity, status, observed, expected, at, wentBadAt, isApproximate },
        newId,
      ),
    );
  }
  const promised = new Set(input.checks.map(({ id }) => id));
  for (const [check, incident] of latest) {
    if (promised.has(check)) continue;
    if (!check.startsWith("future_values")) take(check, incident, withdraw(incident, at));
    else if (findings !== null) take(check, incident, nextIncident(incident, mended(incident, at), newId));
  }
  return { incidents: changed, events, told, open: [...latest.values()].filter(({ state }) => state !== "resolved") };
}

/** What is no longer found at all. */
function mended({ datasetId, check, label, severity, expected }: Incident, at: string): Parameters<typeof nextIncident>[1] {
  return {
    datasetId,
    check,
    label,
    severity,
    status: "pass",
    observed: "none is found any more",
    expected,
    at,
    wentBadAt: null,
    isApproximate: false,
  };
}

function verdictInput(input: JudgementInput, results: readonly CheckResult[], open: readonly Incident[]): VerdictInput {
  const { subject, checks, newest, slaDays, now } = input;
  const { contract } = subject;
  const scored = scoredOf(checks, results);
  return {
    status: contract.status,
    hasSource: contract.source !== null,
    isStale: subject.isStale,
    problem: input.problem,
    hasSchema: contract.columns.length > 0,
    results: scored.map(({ check, label, columns, dimension, severity, status, observed, measuredAt, everySeconds }) => ({
      ...{ check, label, columns, dimension, severity, status, observed, measuredAt, everySeconds },
    })),
    freshness: checks
      .filter(({ kind }) => kind === "freshness")
      .map(({ id, columns, params }) => ({
        ...{ check: id, maxAgeSeconds: Number(params["maxAgeSeconds"]), column: columns[0] ?? null, asOf: newest.get(id) ?? null },
        warnAfterSeconds: typeof params["warnAfterSeconds"] === "number" ? params["warnAfterSeconds"] : null,
      })),
    sla: slaOf(checks, slaDays, subject, now),
    incidents: open.map((incident) => ({
      ...{ check: incident.check, label: incident.label, observed: incident.observed, wentBadAt: incident.wentBadAt },
      columns: checks.find(({ id }) => id === incident.check)?.columns ?? [],
    })),
    upstreamBroken: input.upstreamBroken,
    reportedAt: subject.reportedAt,
    cadenceSeconds: expectedSeconds(contract),
    dimensionWeights: subject.dimensionWeights,
  };
}

const SLA_DAYS = 30;

function slaOf(checks: readonly Check[], days: readonly DeadlineDay[], { contract }: Subject, now: Date): VerdictSla | null {
  const check = checks.find(({ kind }) => kind === "sla");
  if (check === undefined || contract.sla === null) return null;
  const settled = days.filter(({ deadline, state }) => Date.parse(deadline) <= now.getTime() && state !== "pending");
  const last = settled.at(-1);
  const { kept, late, missed } = attainmentOf(days, SLA_DAYS * 86_400, now);
  return {
    check: check.id,
    last: last?.state ?? null,
    lastDeadline: last?.deadline ?? null,
    next: days.find(({ state, arrivedAt }) => state === "pending" && arrivedAt === null)?.deadline ?? null,
    graceSeconds: contract.sla.graceSeconds ?? 0,
    ...{ kept, judged: kept + late + missed, days: SLA_DAYS },
  };
}

/** As it is stored. */
export const asJson = (judged: VerdictInput): JsonObject => JSON.parse(JSON.stringify(judged)) as JsonObject;
