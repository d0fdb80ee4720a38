/** The pool's side of a scan: one job for all that one table answers, and jobs of their own for what may fail by itself. */
import { stat } from "node:fs/promises";
import type { Facts, FileSet, Job, WorkerRelation } from "#lib/engine/duckdb/protocol.ts";
import { filesOf, type Relations } from "#lib/engine/duckdb/relations.ts";
import { type Done, WorkerEnded } from "#lib/engine/duckdb/worker-process.ts";
import type { EngineColumn, Limits } from "#lib/engine/engine.ts";
import { hideValues } from "#lib/engine/hide-values.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { Measure, MeasureValue, ScanRequest, ScanResult, SourceVersion } from "#lib/engine/scan.ts";
import type { TableResult } from "#lib/engine/scanning/run-scan.ts";
import type { TableMeasure } from "#lib/engine/scanning/scan-state.ts";
import { AppError, isAppError } from "#lib/errors.ts";

export interface ScanHost {
  readonly relations: Relations;
  readonly run: (job: Job, limits: Limits) => Promise<Done>;
  /** Key of hidden values. */
  readonly secret: string;
}

type Orphans = Extract<Measure, { readonly kind: "orphans" }>;
type Answer = TableResult & { readonly columns: readonly EngineColumn[]; readonly bytes: number | null };

export async function scanFiles(host: ScanHost, request: ScanRequest, limits: Limits): Promise<ScanResult> {
  const began = performance.now();
  const left = (): Limits => ({ ...limits, timeoutMs: Math.max(1, Math.ceil(limits.timeoutMs - (performance.now() - began))) });
  // What is looked at is what lies there, not a copy of it.
  const relation = await host.relations.forWorker(request.relation, "never", limits);
  const { facts } = await host.relations.describe(request.relation, limits);
  const plain = request.measures.filter((measure): measure is TableMeasure => measure.kind !== "orphans");
  const { rows, columns, bytes, profile, measures } = await scanTable(host, relation, { ...request, measures: plain, facts }, left);
  const found = new Map(measures);
  for (const measure of request.measures)
    if (measure.kind === "orphans") found.set(measure.id, await orError(() => countOrphans(host, relation, measure, left()), limits));
  return {
    ...{ columns, rows, bytes, profile: new Map(profile) },
    measures: hideValues(request, found, host.secret),
    elapsedMs: performance.now() - began,
  };
}

type TableScan = Pick<ScanRequest, "timezone" | "profile"> & { readonly measures: readonly TableMeasure[]; readonly facts: Facts };

/** Where all together need too much memory, those that need most are asked alone, so that only they are lost. */
async function scanTable({ run }: ScanHost, relation: WorkerRelation, asked: TableScan, left: () => Limits): Promise<Answer> {
  const scan = async ({ timezone, measures, profile, facts }: TableScan) => {
    const job: Job = { kind: "scan", files: fileSet([relation]), request: { timezone, measures, profile }, facts };
    return (await run(job, left())).value as Answer;
  };
  try {
    return await scan(asked);
  } catch (error) {
    const isHeavy = ({ kind }: Measure) => kind === "duplicates" || kind === "counts";
    const heavy = asked.measures.filter(isHeavy);
    const isTooMuch = isAppError(error, "TS-DATA-005") || (isAppError(error) && error.cause instanceof WorkerEnded);
    if (!isTooMuch || heavy.length === 0) throw error;
    const light = await scan({ ...asked, measures: asked.measures.filter((measure) => !isHeavy(measure)) });
    const alone: [string, MeasureValue][] = [];
    for (const measure of heavy) {
      const value = await orError(async () => {
        const [[, only] = []] = (await scan({ ...asked, measures: [measure], profile: [] })).measures;
        return only ?? NOT_MEASURED;
      }, left());
      alone.push([measure.id, value]);
    }
    return { ...light, measures: [...light.measures, ...alone] };
  }
}

async function countOrphans(
  { relations, run }: ScanHost,
  relation: WorkerRelation,
  measure: Orphans,
  limits: Limits,
): Promise<MeasureValue> {
  const { column, where, target } = measure;
  if (target.relation.kind !== "files")
    return { kind: "error", message: "The column points to a table of another source, and the two cannot be compared." };
  const other = await relations.forWorker(target.relation, "never", limits);
  const isSame = other.key === relation.key;
  const files = fileSet(isSame ? [relation] : [relation, other]);
  const job: Job = { kind: "orphans", files, measure: { column, where }, at: 0, target: { at: isSame ? 0 : 1, column: target.column } };
  return (await run(job, limits)).value as MeasureValue;
}

function fileSet(relations: readonly WorkerRelation[]): FileSet {
  return { key: relations.map(({ key }) => key).join("+"), isQuick: false, relations };
}

/** A failure of one measure is its own, unless nobody waits any more or the time is over. */
async function orError(measure: () => Promise<MeasureValue>, { signal }: Limits): Promise<MeasureValue> {
  try {
    return await measure();
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || error.code === "TS-DATA-003") throw error;
    return { kind: "error", message: error.message };
  }
}

const NOT_MEASURED: MeasureValue = { kind: "error", message: "It was not measured." };

/** The version of the files themselves, and when the newest of them was written. */
export async function probeFiles(whole: Relation): Promise<SourceVersion> {
  const relation = filesOf(whole);
  const times = await Promise.all(relation.paths.map(async (path) => (await stat(path).catch(() => null))?.mtimeMs ?? null));
  const known = times.filter((time) => time !== null);
  return { version: relation.version, changedAt: known.length === 0 ? null : new Date(Math.max(...known)).toISOString() };
}
