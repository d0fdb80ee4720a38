/** What was found of each promise of a contract, for one reader. */
import { SPEAKS_OF_OTHERS } from "#lib/catalog/trust.ts";
import type { ObservedPromise } from "#lib/catalog/views.ts";
import type { DatasetContract, PromiseKind } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { DatasetAccess } from "#lib/policy/dataset-access.ts";
import type { Check, CheckKind, CheckResult, CheckStatus } from "#lib/quality/check.ts";
import { compileChecks } from "#lib/quality/compile.ts";
import type { DatasetEvidence } from "#lib/store/evidence.ts";

export interface ObservedFor {
  readonly reader: DatasetAccess;
  /** Rows are open to them at all. */
  readonly mayRead: boolean;
  /** They may know of every dataset. */
  readonly seesAll: boolean;
}

/** Kinds of promises that an entry of `checks:` or a monitor can say again. */
const CHECKED_AS: Readonly<Partial<Record<PromiseKind, CheckKind>>> = {
  ...{ freshness: "freshness", not_null: "not_null", unique: "unique", values: "accepted_values", range: "range" },
  ...{ pattern: "pattern", references: "relationships" },
};

const WORST: readonly CheckStatus[] = ["fail", "warn", "error", "skipped", "pass"];

/** By the promise's place in the contract; a promise that nobody measured is missing. */
export function observedPromises(
  contract: DatasetContract,
  evidence: DatasetEvidence | undefined,
  { reader, mayRead, seesAll }: ObservedFor,
): ReadonlyMap<number, ObservedPromise> {
  const results = new Map((evidence?.results ?? []).map((result) => [result.check, result]));
  const masked = new Set(reader.columns.flatMap(({ name, mask }) => (mask === null ? [] : [foldName(name)])));
  // What is found counts rows and may quote values: whoever does not see all of them is told whether the promise holds, and no more.
  const isTold = ({ check, columns }: CheckResult) =>
    (seesAll || !SPEAKS_OF_OTHERS.test(check)) &&
    mayRead &&
    reader.rows.kind === "all" &&
    columns.every((name) => !masked.has(foldName(name)));
  const byPromise = new Map<number, CheckResult[]>();
  const checks = compileChecks(contract);
  const put = (promise: number, { id }: Check) => {
    const result = results.get(id);
    if (result !== undefined) byPromise.set(promise, [...(byPromise.get(promise) ?? []), result]);
  };
  for (const check of checks) if (check.promise !== null) put(check.promise, check);
  // What is promised twice is measured once, under the promise that says more.
  for (const [index, { kind, column }] of contract.promises.entries()) {
    const same = checks.find((check) => check.kind === CHECKED_AS[kind] && check.where === null && check.columns.join() === (column ?? ""));
    if (!byPromise.has(index) && same !== undefined) put(index, same);
  }
  return new Map([...byPromise].map(([promise, found]) => [promise, together(found, isTold)]));
}

/** One promise may be several checks: what is worst counts, and is said first. */
function together(results: readonly CheckResult[], isTold: (result: CheckResult) => boolean): ObservedPromise {
  const sorted = results.toSorted((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status));
  const told = sorted.filter(isTold).map(({ observed }) => observed);
  return {
    status: sorted[0]?.status ?? "skipped",
    words: told.length === sorted.length ? [...new Set(told)].join("; ") : null,
    at: sorted.map(({ measuredAt }) => measuredAt).sort()[0] ?? "",
  };
}
