import { expect, test } from "vitest";
import { trustIn } from "#lib/catalog/trust.ts";
import { ANONYMOUS, SYSTEM } from "#lib/policy/actor.ts";
import { audiencesOf, type Scope, scopeOf } from "#lib/policy/scope.ts";
import type { VerdictInput, VerdictResult } from "#lib/quality/verdict-input.ts";
import type { DatasetEvidence } from "#lib/store/evidence.ts";
import { contractOf } from "#lib/store/fixture.ts";
import { noEvidence } from "#lib/store/no-evidence.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const HOUR = 3_600_000;
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR).toISOString();
const EVERYTHING = scopeOf(SYSTEM);
const PUBLIC = scopeOf(ANONYMOUS);

const contract = contractOf({ name: "orders" });
const record: DatasetRecord = {
  ...{ id: "d1", contract, version: "1", commit: null, author: null, updatedAt: NOW, createdAt: NOW, ...audiencesOf(contract) },
  ...{ staleSince: null, latestReport: null },
};
const check: VerdictResult = {
  ...{ check: "row_count", label: "has rows", columns: [], dimension: "completeness", severity: "error", status: "pass" },
  ...{ observed: "1,284 rows", measuredAt: ago(1), everySeconds: null },
};
const judged: VerdictInput = {
  ...{ status: "active", hasSource: true, isStale: false, problem: null, hasSchema: false, results: [check], freshness: [], sla: null },
  ...{ incidents: [], upstreamBroken: [], reportedAt: null, cadenceSeconds: 86_400, dimensionWeights: {} },
};
const evidenceOf = (input: VerdictInput): DatasetEvidence => ({
  ...noEvidence("d1"),
  revision: 1,
  judged: JSON.parse(JSON.stringify(input)),
});
const trust = (input: VerdictInput, { scope = EVERYTHING, of = record, now = NOW, hidden = new Set<string>() }: Said = {}) =>
  trustIn(of, evidenceOf(input), { scope, now, hidden });
interface Said {
  readonly scope?: Scope;
  readonly of?: DatasetRecord;
  readonly now?: Date;
  readonly hidden?: ReadonlySet<string>;
}

test("without evidence nothing is known and nothing is scored", () => {
  const { verdict, quality } = trustIn(record, noEvidence("d1"), { scope: EVERYTHING, now: NOW, hidden: new Set() });
  expect(verdict.state).toBe("unknown");
  expect(quality).toMatchObject({ score: null, evidence: 0 });
});

test("time alone takes evidence, and with it the verdict, away", () => {
  const fresh = trust(judged);
  expect(fresh.quality).toMatchObject({ score: 100, evidence: 100 });
  const old = trust(judged, { now: new Date(NOW.getTime() + 10 * 24 * HOUR) });
  expect(old.verdict.state).toBe("unknown");
  expect(old.quality.evidence).toBe(0);
});

test("who may not read the rows is told that a promise is broken, and not what was counted", () => {
  const broken = { ...judged, results: [{ ...check, status: "fail" as const, severity: "critical" as const }] };
  const closed = { ...record, readBy: ["group:shop"] };
  const said = (scope: Scope) => trust(broken, { scope, of: closed }).verdict.reasons.join("; ");
  expect(said(EVERYTHING)).toContain("1,284 rows");
  expect(said(PUBLIC)).toContain("has rows");
  expect(said(PUBLIC)).not.toContain("1,284");
});

test("a broken dataset that a reader may not know of is not named", () => {
  const input = { ...judged, upstreamBroken: ["Secret_Plans"] };
  expect(trust(input).verdict.reasons.join()).toContain("Secret_Plans");
  expect(trust(input, { hidden: new Set(["secret_plans"]) }).verdict.reasons.join()).not.toContain("Secret_Plans");
});
