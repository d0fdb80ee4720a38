import { verdictView } from "#lib/catalog/summary.ts";
import type { DatasetSummary, QualityView, VerdictView } from "#lib/catalog/views.ts";
import { foldName } from "#lib/contract/name.ts";
import { asOfColumn, datasetAccess } from "#lib/policy/dataset-access.ts";
import { admits, type Scope } from "#lib/policy/scope.ts";
import { scoreOf } from "#lib/quality/score.ts";
import { verdictOf } from "#lib/quality/verdict.ts";
import type { VerdictInput } from "#lib/quality/verdict-input.ts";
import { type VerdictReason, wordsOf } from "#lib/quality/verdict-reason.ts";
import type { DatasetEvidence } from "#lib/store/evidence.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

/** May this reader use the data now, and until when does that answer hold. */
export interface Trust {
  readonly verdict: VerdictView;
  /** `evidence` from 0 to 100. */
  readonly quality: QualityView;
  /** First instant at which time alone can change it, RFC 3339; `null`: never. */
  readonly validUntil: string | null;
}

export interface TrustReader {
  readonly scope: Scope;
  readonly now: Date;
  /** Folded names of datasets that this reader may not know of. */
  readonly hidden: ReadonlySet<string>;
}

/** Names of other datasets that a verdict may name; which of them a reader may know of is asked before `trustIn`. */
export function datasetsJudged(evidence: DatasetEvidence | undefined): readonly string[] {
  return (judgedOf(evidence)?.upstreamBroken ?? []).map(foldName);
}

/** Judges what was kept again by the clock of now, in words for this reader. Without evidence nothing is known. */
export function trustIn(record: DatasetRecord, evidence: DatasetEvidence | undefined, { scope, now, hidden }: TrustReader): Trust {
  const judged = judgedOf(evidence);
  const { contract, staleSince } = record;
  const target = contract.qualityTarget;
  if (judged === null) return { verdict: verdictView(record), quality: { score: null, evidence: 0, target }, validUntil: null };
  // These are known better by the catalog than by the last look.
  const input = { ...judged, status: contract.status, hasSource: contract.source !== null, isStale: staleSince !== null };
  const { state, reasons, since, validUntil } = verdictOf(input, now, evidence?.verdict ?? null);
  const { cadenceSeconds, dimensionWeights } = judged;
  const scored = scoreOf(judged.results, { now, cadenceSeconds, dimensionWeights });
  const access = datasetAccess(contract, scope);
  const masks = new Map(access.columns.map(({ name, mask }) => [foldName(name), mask]));
  const knows = {
    knowsColumn: (name: string) => masks.get(foldName(name)) !== "hide",
    knowsDataset: (name: string) => !hidden.has(foldName(name)),
  };
  const seesRows = admits(scope, record.readBy) && access.rows.kind === "all";
  const seesAge = seesRows && (contract.freshness?.column == null || asOfColumn(contract, access) !== null);
  const seesCounts = ({ columns }: VerdictReason) => seesRows && columns.every((name) => (masks.get(foldName(name)) ?? null) === null);
  const told = reasons
    .flatMap((reason) => (seesAge ? [reason] : withoutAge(reason)))
    .map((reason) => (seesCounts(reason) ? reason : withoutCounts(reason)))
    .map((reason) => (seesAge ? reason : withoutMoment(reason)))
    .map((reason) => (scope.audience === "all" ? reason : withoutOthers(reason)));
  return {
    verdict: { state, reasons: told.map((reason) => wordsOf(reason, now, knows)), since: seesAge ? since : null },
    quality: { score: scored.score, evidence: Math.round(scored.evidence * 1000) / 10, target },
    validUntil,
  };
}

export function withTrust<T extends DatasetSummary>(summary: T, trust: Trust | undefined): T {
  return trust === undefined ? summary : { ...summary, verdict: trust.verdict, quality: trust.quality };
}

/** What was observed counts rows and may quote values; whoever may not see all of them is not told. */
function withoutCounts(reason: VerdictReason): VerdictReason {
  const { columns, datasets } = reason;
  if (reason.code === "promise-broken") return { columns, datasets, code: reason.code, params: { ...reason.params, observed: NOT_SHOWN } };
  if (reason.code === "warned") return { columns, datasets, code: reason.code, params: { ...reason.params, observed: NOT_SHOWN } };
  return reason;
}

/** The newest row may be one that this reader may not see. */
function withoutAge(reason: VerdictReason): readonly VerdictReason[] {
  const { columns, datasets } = reason;
  switch (reason.code) {
    case "fresh":
      return [];
    case "too-old": {
      const { check, label, since } = reason.params;
      return [{ columns, datasets, code: "promise-broken", params: { check, label, since, observed: NOT_SHOWN } }];
    }
    case "nearly-too-old":
      return [{ columns, datasets, code: "warned", params: { check: "freshness", label: "how fresh it is", observed: NOT_SHOWN } }];
    default:
      return [reason];
  }
}

/** The moment at which data went bad follows from the newest row, or from a load that this reader sees only a part of. */
function withoutMoment(reason: VerdictReason): VerdictReason {
  const { columns, datasets } = reason;
  if (reason.code === "promise-broken" || reason.code === "schema-broken")
    return { columns, datasets, code: reason.code, params: { ...reason.params, since: null } };
  return reason;
}

/** Checks whose words are free, or speak of other data, may name a dataset that this reader may not know of. */
export const SPEAKS_OF_OTHERS = /^(?:relationships|sql|example)\b/;
const OTHERS = "what it says about other data";

function withoutOthers(reason: VerdictReason): VerdictReason {
  const { columns, datasets, params } = reason;
  if (!("check" in params) || !SPEAKS_OF_OTHERS.test(params.check)) return reason;
  switch (reason.code) {
    case "promise-broken":
    case "warned":
      return { ...reason, columns, datasets, params: { ...reason.params, label: OTHERS, observed: NOT_SHOWN } } as VerdictReason;
    case "no-result":
    case "held-open":
      return { ...reason, columns, datasets, params: { ...reason.params, label: OTHERS } } as VerdictReason;
    default:
      return reason;
  }
}

const NOT_SHOWN = "what was found is not shown to you";

/** Written by the observer as a `VerdictInput` and by nobody else. */
function judgedOf(evidence: DatasetEvidence | undefined): VerdictInput | null {
  return evidence === undefined || evidence.judged === null ? null : (evidence.judged as unknown as VerdictInput);
}
