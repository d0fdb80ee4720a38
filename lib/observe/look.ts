/** One look at a dataset's source: is it another one than before, and if so, what is there. Reads only; nothing is judged. */
import { setTimeout as delay } from "node:timers/promises";
import { splitReference } from "#lib/contract/reference.ts";
import type { Engine, Limits } from "#lib/engine/engine.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { Scanner, ScanResult, SourceVersion } from "#lib/engine/scan.ts";
import { isAppError } from "#lib/errors.ts";
import { planScan, type ScanPlan, type Target } from "#lib/observe/scan-plan.ts";
import { EXAMPLE_ROWS, KEPT_ROWS, runStatement, type StatementOutcome, type StatementRunner } from "#lib/observe/statements.ts";
import type { Subject, Subjects } from "#lib/observe/subject.ts";
import type { Check } from "#lib/quality/check.ts";

export interface LookDeps {
  readonly subjects: Subjects;
  readonly engine: Pick<Engine, "describe"> & Scanner;
  readonly statements: StatementRunner;
  readonly now: () => Date;
}

export interface LookRequest {
  readonly subject: Subject;
  readonly checks: readonly Check[];
  /** Of the last look that measured; with the same one nothing is read. `null`: measure in any case. */
  readonly knownVersion: string | null;
  readonly signal: AbortSignal;
}

export interface Found {
  readonly kind: "found";
  readonly version: SourceVersion | null;
  /** `false`: its files have no types of their own. */
  readonly carriesTypes: boolean;
  readonly scan: ScanResult;
  readonly plan: ScanPlan;
  /** Of `sql` and `example` checks, by their id. */
  readonly statements: ReadonlyMap<string, StatementOutcome>;
}

export type Look =
  | Found
  | { readonly kind: "unchanged"; readonly version: SourceVersion }
  /** It could not be read: one sentence. `isMissing`: there is nothing to be read, rather than no answer. */
  | { readonly kind: "failed"; readonly message: string; readonly isMissing: boolean; readonly version: SourceVersion | null };

const PROBE_MS = 10_000;
/** As for every observation (design: data-plane.md, "Limits"). */
const SCAN_MS = 120_000;
const STATEMENT_MS = 30_000;
/** Values later than this after now are no news. */
const AHEAD_MS = 5 * 60_000;
/** A file that is replaced while it is read is read once more. */
const TRIES = 3;

export async function lookAt(deps: LookDeps, request: LookRequest): Promise<Look> {
  const { subject, knownVersion, signal } = request;
  for (let attempt = 1; ; attempt += 1) {
    const resolved = await deps.subjects.resolve(subject.contract);
    if (resolved.kind === "missing") return { kind: "failed", message: resolved.reason, isMissing: true, version: null };
    const { relation } = resolved;
    let version: SourceVersion | null = null;
    try {
      version = await probe(deps.engine, relation, signal);
      if (version !== null && version.version === knownVersion) return { kind: "unchanged", version };
      const found = await measure(deps, request, relation);
      const after = version === null ? null : await versionNow(deps, subject, signal);
      if (version === null || after?.version === version.version || attempt === TRIES) return { kind: "found", version, ...found };
    } catch (error) {
      if (signal.aborted || !isAppError(error)) throw error;
      // Only what a moment may mend is tried again.
      if (attempt === TRIES || error.code === "TS-DATA-003")
        return { kind: "failed", message: error.message, isMissing: error.code === "TS-DATA-001", version };
    }
    await delay(200 * attempt, undefined, { signal });
  }
}

async function versionNow(deps: LookDeps, { contract }: Subject, signal: AbortSignal): Promise<SourceVersion | null> {
  const resolved = await deps.subjects.resolve(contract);
  return resolved.kind === "missing" ? null : await probe(deps.engine, resolved.relation, signal);
}

async function probe(engine: Scanner, relation: Relation, signal: AbortSignal): Promise<SourceVersion | null> {
  const [version = null] = await engine.probe([relation], { timeoutMs: PROBE_MS, signal });
  return version;
}

async function measure(
  deps: LookDeps,
  { subject, checks, signal }: LookRequest,
  relation: Relation,
): Promise<Pick<Found, "carriesTypes" | "scan" | "plan" | "statements">> {
  const limits: Limits = { timeoutMs: SCAN_MS, signal };
  const columns = await deps.engine.describe(relation, limits);
  const notAfter = new Date(deps.now().getTime() + AHEAD_MS).toISOString();
  const targets = await targetsOf(deps, checks);
  const plan = planScan({ contract: subject.contract, checks, columns, targets, notAfter });
  const scan = await deps.engine.scan({ relation, timezone: subject.timezone, measures: plan.measures, profile: plan.profile }, limits);
  const statements = new Map<string, StatementOutcome>();
  for (const { id, kind, params } of checks) {
    if (kind !== "sql" && kind !== "example") continue;
    const text = kind === "sql" ? String(params["sql"] ?? "") : exampleText(subject, String(params["name"] ?? ""));
    const limit = kind === "sql" ? KEPT_ROWS : EXAMPLE_ROWS;
    statements.set(id, await runStatement(deps.statements, text, { limit, limits: { timeoutMs: STATEMENT_MS, signal } }));
  }
  return { carriesTypes: relation.kind === "table" || relation.format === "parquet", scan, plan, statements };
}

function exampleText({ contract }: Subject, name: string): string {
  return contract.examples.find((example) => example.name === name)?.sql ?? "";
}

/** Where the foreign keys of these checks point to. */
async function targetsOf({ subjects }: LookDeps, checks: readonly Check[]): Promise<ReadonlyMap<string, Target>> {
  const targets = new Map<string, Target>();
  for (const { kind, params } of checks) {
    const reference = typeof params["to"] === "string" ? params["to"] : null;
    if (kind !== "relationships" || reference === null || targets.has(reference)) continue;
    const { dataset, column } = splitReference(reference);
    const subject = await subjects.named(dataset);
    if (subject === null) targets.set(reference, { problem: `There is no dataset ${dataset} in the catalog.` });
    else {
      const resolved = await subjects.resolve(subject.contract);
      if (resolved.kind === "missing") targets.set(reference, { problem: `The rows of ${dataset} cannot be found: ${resolved.reason}` });
      else targets.set(reference, { relation: resolved.relation, column: column ?? keyOf(subject) });
    }
  }
  return targets;
}

const keyOf = ({ contract }: Subject) => contract.columns.find(({ primaryKey }) => primaryKey)?.name ?? "";
