/** The use case of `observer.ts`, put together: look, judge, keep. */
import type { Limits } from "#lib/engine/engine.ts";
import { formatPlural } from "#lib/format.ts";
import { alertMessages } from "#lib/observe/alert-messages.ts";
import { type BackfillDeps, pastArrivals, pastPeriods } from "#lib/observe/backfill.ts";
import { findingsOf } from "#lib/observe/findings.ts";
import type { Finding } from "#lib/observe/judge-rows.ts";
import { type Judgement, type JudgementInput, judgementOf } from "#lib/observe/judgement.ts";
import { loadTimeOf, newestOf, updatesOf } from "#lib/observe/load-facts.ts";
import { type Found, type Look, type LookDeps, lookAt } from "#lib/observe/look.ts";
import { isVisible, type NextInput, nextEvidence } from "#lib/observe/next-evidence.ts";
import type { ObserveOutcome, Observer, ToolReport } from "#lib/observe/observer.ts";
import { pastOf, type Records, readRecords, slaDaysOf } from "#lib/observe/past.ts";
import type { Subject } from "#lib/observe/subject.ts";
import type { Check } from "#lib/quality/check.ts";
import { compileChecks, futureValuesCheck } from "#lib/quality/compile.ts";
import { distributionOf } from "#lib/quality/distribution.ts";
import type { Incident } from "#lib/quality/incident.ts";
import type { AlertMessage } from "#lib/store/alerts.ts";
import type { DatasetEvidence, DatasetUpdate, EvidenceChange, EvidenceStore, PeriodValue, Trigger } from "#lib/store/evidence.ts";

export interface ObserverDeps extends LookDeps, BackfillDeps {
  readonly subjects: LookDeps["subjects"];
  readonly evidence: EvidenceStore;
  readonly newId: () => string;
  /** People who watch a dataset, and how many read it in the last 30 days. */
  readonly audience: (datasetId: string) => Promise<{ readonly watchers: readonly string[]; readonly readers: number }>;
}

/** Looks that come between are so many at most. */
const TRIES = 5;
const BACKFILL_MS = 60_000;

export function openObserver(deps: ObserverDeps): Observer {
  /** Judges and keeps; again where another look came between. @returns whether the verdict is another one now */
  const keep = async (subject: Subject, seen: Seen): Promise<{ readonly observationId: string | null }> => {
    for (let attempt = 1; ; attempt += 1) {
      const before = await evidenceOf(deps.evidence, subject.id);
      const { change, turned } = await changeOf(deps, subject, before, seen);
      if (await deps.evidence.record(change)) {
        if (turned) await rejudgeDownstream(subject);
        return { observationId: change.observation?.id ?? null };
      }
      if (attempt === TRIES) throw new Error(`${subject.contract.name} was looked at by others all the time`);
    }
  };

  const rejudge = async (datasetId: string): Promise<void> => {
    const subject = await deps.subjects.find(datasetId);
    if (subject !== null) await keep(subject, { kind: "clock" });
  };

  /** Those that are made from it are at risk while it is broken. */
  const rejudgeDownstream = async ({ downstream }: Subject): Promise<void> => {
    for (const id of downstream) await rejudge(id);
  };

  return {
    observe: async (datasetId, trigger, signal): Promise<ObserveOutcome> => {
      const subject = await deps.subjects.find(datasetId);
      if (subject === null) return { kind: "gone" };
      const before = await evidenceOf(deps.evidence, datasetId);
      const checks = compileChecks(subject.contract);
      const isKnown = before.observedAt !== null && before.contractHash === subject.contract.hash && before.problem === null;
      const knownVersion = isKnown && trigger !== "request" ? before.sourceVersion : null;
      const began = deps.now();
      const look = await lookAt(deps, { subject, checks, knownVersion, signal });
      const first = before.observedAt === null && look.kind === "found" ? await backfill(deps, subject, checks, signal) : NOTHING;
      const { observationId } = await keep(subject, { kind: "look", look, trigger, began, first });
      return observationId === null ? { kind: "unchanged" } : { kind: "observed", observationId };
    },
    rejudge,
    report: async (report) => {
      const subject = await deps.subjects.find(report.datasetId);
      if (subject !== null) await keep(subject, { kind: "report", report });
    },
  };
}

interface First {
  readonly updates: readonly DatasetUpdate[];
  readonly periods: readonly PeriodValue[];
}

const NOTHING: First = { updates: [], periods: [] };

type Seen =
  | { readonly kind: "look"; readonly look: Look; readonly trigger: Trigger; readonly began: Date; readonly first: First }
  | { readonly kind: "clock" }
  | { readonly kind: "report"; readonly report: ToolReport };

async function evidenceOf(evidence: EvidenceStore, id: string): Promise<DatasetEvidence> {
  const found = (await evidence.evidence([id])).get(id);
  if (found === undefined) throw new TypeError("the store knows no evidence of a dataset that it was asked for");
  return found;
}

async function backfill(deps: ObserverDeps, subject: Subject, checks: readonly Check[], signal: AbortSignal): Promise<First> {
  const limits: Limits = { timeoutMs: BACKFILL_MS, signal };
  const columns = checks.flatMap(({ kind, columns: [column] }) => (kind === "distribution" && column !== undefined ? [column] : []));
  return {
    updates: await pastArrivals(deps, subject, limits),
    periods: await pastPeriods(deps, subject, columns, limits),
  };
}

interface Change {
  readonly change: EvidenceChange;
  /** It became broken, or is no longer. */
  readonly turned: boolean;
}

async function changeOf(deps: ObserverDeps, subject: Subject, before: DatasetEvidence, seen: Seen): Promise<Change> {
  const now = deps.now();
  const at = now.toISOString();
  const found = seen.kind === "look" && seen.look.kind === "found" ? seen.look : null;
  const failed = seen.kind === "look" && seen.look.kind === "failed" ? seen.look : null;
  const isUnchanged = seen.kind === "look" && seen.look.kind === "unchanged";
  const [records, incidents, accepted, upstreamBroken] = await Promise.all([
    readRecords(deps.evidence, subject.id, now),
    deps.evidence.latestIncidents(subject.id),
    deps.evidence.acceptedIncidents(subject.id),
    brokenAmong(deps, subject.upstream),
  ]);
  const compiled = compileChecks(subject.contract);
  const version = found?.version ?? failed?.version ?? null;
  const newest = newestOf(compiled, found, before, records.updates);
  const asOf = found === null ? before.asOf : (newest.get("freshness") ?? null);
  const updates = updatesOf(subject, before, {
    finishedRunAt: seen.kind === "report" ? seen.report.finishedRunAt : null,
    found,
    asOf,
    now,
  });
  const loadAt = found === null ? null : loadTimeOf(before, { found, updates, asOf });
  const first = seen.kind === "look" ? seen.first : NOTHING;
  const known: Records = {
    updates: [...records.updates, ...updates],
    periods: mergePeriods(records.periods, first.periods),
  };
  const past = pastOf(subject, known, accepted, new Date(loadAt ?? at));
  const future = found === null ? [] : futureFindings(compiled, found);
  const checks = [...compiled, ...future.map(({ check }) => check)];
  const findings =
    found === null
      ? null
      : new Map([
          ...findingsOf({ contract: subject.contract, checks: compiled, found, past, carriesTypes: found.carriesTypes }),
          ...future.map(({ check, finding }) => [check.id, finding] as const),
        ]);
  const slaDays = slaDaysOf(subject, known.updates, now);
  const isSameData = version !== null && version.version === before.sourceVersion;
  const input: JudgementInput = {
    ...{ subject, checks, before: withReport(before, seen), findings, newest, slaDays, incidents, upstreamBroken, now },
    confirmedAt: isUnchanged ? at : null,
    // The data are those of before: what is new is the promise.
    wentBadAt: isSameData ? later(subject.publishedAt, loadAt) : loadAt,
    isApproximate: found?.version?.changedAt == null,
    periods: past.periods.filter(({ period }) => period !== past.period).length,
    problem: failed !== null ? failed.message : seen.kind === "look" ? null : before.problem,
    newId: deps.newId,
  };
  const judgement = judgementOf(input);
  const next = nextEvidence({ subject, before, judgement, found, failed, version, loadAt, asOf, now, isUnchanged });
  const alerts = await alertsFor(deps, subject, judgement, at);
  const observation =
    seen.kind === "look" && !isUnchanged
      ? observationOf(deps, { subject, seen, found, failed, version, loadAt, asOf, judgement, at })
      : null;
  return {
    change: {
      ...{ next, observation, alerts, incidents: judgement.incidents, events: judgement.events },
      updates: [...first.updates, ...updates],
      periods: [...first.periods, ...(found === null || loadAt === null ? [] : [periodValue(subject, { found, past, judgement, loadAt })])],
      slaDays: slaDays.map(({ deadline, state, arrivedAt, isBackfilled }) => ({
        datasetId: subject.id,
        deadline,
        state,
        arrivedAt,
        isBackfilled,
      })),
      scoreDay: { datasetId: subject.id, day: at.slice(0, 10), score: judgement.score.score, evidence: judgement.score.evidence },
      isVisible: isVisible(before, next),
    },
    turned: (before.verdict?.state === "broken") !== (judgement.verdict.state === "broken"),
  };
}

/** Values that lie in the future are a finding of their own, only while there are any. */
function futureFindings(checks: readonly Check[], { scan }: Found): readonly { readonly check: Check; readonly finding: Finding }[] {
  return checks.flatMap((freshness) => {
    const value = scan.measures.get(freshness.id);
    const check = value?.kind === "newest" && value.later > 0 ? futureValuesCheck(freshness) : null;
    if (value?.kind !== "newest" || check === null) return [];
    const observed = `${formatPlural(value.later, "value")} of ${check.columns.join()} ${value.later === 1 ? "lies" : "lie"} in the future`;
    return [{ check, finding: { status: "fail", observed, failing: value.later } }];
  });
}

/** An artifact that is taken in again, or late, tells nothing new about a check that was reported since. */
function withReport(before: DatasetEvidence, seen: Seen): DatasetEvidence {
  if (seen.kind !== "report") return before;
  const known = new Map(before.results.map((result) => [result.check, result]));
  for (const result of seen.report.results) {
    const old = known.get(result.check);
    if (old === undefined || Date.parse(old.measuredAt) <= Date.parse(result.measuredAt)) known.set(result.check, result);
  }
  return { ...before, results: [...known.values()] };
}

function mergePeriods(known: readonly PeriodValue[], first: readonly PeriodValue[]): readonly PeriodValue[] {
  const merged = new Map([...first, ...known].map((period) => [period.period, period]));
  return [...merged.values()].sort((a, b) => Date.parse(a.period) - Date.parse(b.period));
}

function periodValue(
  { id }: Subject,
  {
    found,
    past,
    judgement,
    loadAt,
  }: { readonly found: Found; readonly past: { readonly period: string }; readonly judgement: Judgement; readonly loadAt: string },
): PeriodValue {
  const distributions: Record<string, Record<string, number>> = {};
  for (const [check, value] of found.scan.measures)
    if (value.kind === "counts")
      distributions[check.replace(/^distribution:/, "").replace(/#\d+$/, "")] = { ...distributionOf(value.counts, value.others) };
  return {
    ...{ datasetId: id, period: past.period, at: loadAt, rows: found.scan.rows, distributions },
    leftOut: judgement.open.map(({ check }) => check),
  };
}

function observationOf(
  deps: ObserverDeps,
  given: Pick<NextInput, "subject" | "found" | "failed" | "version" | "loadAt" | "asOf" | "judgement"> & {
    readonly seen: Extract<Seen, { kind: "look" }>;
    readonly at: string;
  },
): NonNullable<EvidenceChange["observation"]> {
  const { subject, seen, found, failed, version, loadAt, asOf, judgement, at } = given;
  return {
    ...{ id: deps.newId(), datasetId: subject.id, trigger: seen.trigger, beganAt: seen.began.toISOString(), finishedAt: at },
    ...{ sourceVersion: version?.version ?? null, contractHash: subject.contract.hash, loadAt, asOf },
    ...{ rows: found?.scan.rows ?? null, bytes: found?.scan.bytes ?? null, columns: found?.scan.columns ?? null },
    profile: found === null ? {} : Object.fromEntries(found.scan.profile),
    results: judgement.results.filter(({ source }) => source === "touchstone"),
    elapsedMs: found === null ? Date.parse(at) - seen.began.getTime() : Math.round(found.scan.elapsedMs),
    problem: failed?.message ?? null,
  };
}

async function alertsFor(deps: ObserverDeps, subject: Subject, { told }: Judgement, now: string): Promise<readonly AlertMessage[]> {
  if (told.length === 0) return [];
  const { contract, owner, downstream } = subject;
  const [{ watchers, readers }, others] = await Promise.all([deps.audience(subject.id), namesOf(deps, downstream)]);
  const context = {
    dataset: { name: contract.name, title: contract.title },
    owner,
    watchers,
    readers,
    downstream: others,
    newId: deps.newId,
    now,
  };
  return told.flatMap(({ incident, state }: { incident: Incident; state: AlertMessage["state"] }) =>
    alertMessages(incident, state, context),
  );
}

async function namesOf(deps: ObserverDeps, ids: readonly string[]): Promise<readonly string[]> {
  const wanted = new Set(ids);
  return (await deps.subjects.all()).filter(({ id }) => wanted.has(id)).map(({ contract }) => contract.name);
}

async function brokenAmong(deps: ObserverDeps, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const states = await deps.evidence.evidence(ids);
  return await namesOf(
    deps,
    ids.filter((id) => states.get(id)?.verdict?.state === "broken"),
  );
}

const later = (a: string, b: string | null) => (b === null || Date.parse(a) >= Date.parse(b) ? a : b);
