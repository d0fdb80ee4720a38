/** The evidence of a dataset after a judgement. */
import { asJson, type Judgement } from "#lib/observe/judgement.ts";
import type { Found, Look } from "#lib/observe/look.ts";
import type { Subject } from "#lib/observe/subject.ts";
import { nextLook } from "#lib/quality/cadence.ts";
import type { DatasetEvidence } from "#lib/store/evidence.ts";

export interface NextInput {
  readonly subject: Subject;
  readonly before: DatasetEvidence;
  readonly judgement: Judgement;
  readonly found: Found | null;
  readonly failed: Extract<Look, { kind: "failed" }> | null;
  readonly version: Found["version"];
  readonly loadAt: string | null;
  readonly asOf: string | null;
  readonly now: Date;
  readonly isUnchanged: boolean;
}

export function nextEvidence({
  subject,
  before,
  judgement,
  found,
  failed,
  version,
  loadAt,
  asOf,
  now,
  isUnchanged,
}: NextInput): DatasetEvidence {
  const at = now.toISOString();
  const { contract } = subject;
  const { score, evidence } = judgement.score;
  const { state, since, validUntil } = judgement.verdict;
  const looked = found !== null || failed !== null;
  return {
    ...before,
    ...{ results: judgement.results, score, evidence, judged: asJson(judgement.judged), asOf },
    verdict: { state, since, validUntil },
    problem: failed?.message ?? (looked || isUnchanged ? null : before.problem),
    ...(looked ? { observedAt: at, contractHash: contract.hash, sourceVersion: version?.version ?? null } : {}),
    ...(found !== null || isUnchanged ? { lastSeenAt: at } : {}),
    ...(found === null
      ? {}
      : {
          ...{ rows: found.scan.rows, bytes: found.scan.bytes, columns: found.scan.columns, loadAt },
          profile: Object.fromEntries(found.scan.profile),
          examples: { ...before.examples, ...examplesOf(found, at) },
        }),
    dueAt: nextLook(contract, now).toISOString(),
  };
}

function examplesOf({ statements }: Found, at: string): DatasetEvidence["examples"] {
  const ran: Record<string, DatasetEvidence["examples"][string]> = {};
  for (const [check, outcome] of statements) {
    if (!check.startsWith("example:")) continue;
    const state = outcome.kind === "ran" ? "pass" : outcome.kind === "refused" ? "fail" : "error";
    ran[check.slice("example:".length)] = { at, state, rows: outcome.kind === "ran" ? outcome.rows : null };
  }
  return ran;
}

/** What lists and search show of it. */
export function isVisible(before: DatasetEvidence, next: DatasetEvidence): boolean {
  return before.verdict?.state !== next.verdict?.state || rounded(before.score) !== rounded(next.score) || before.asOf !== next.asOf;
}

const rounded = (score: number | null) => (score === null ? null : Math.round(score * 10));
