/** What pool and worker say to each other over Node's IPC channel (structured clones). Both ends are of the same build. */
import { z } from "zod";
import { FAULTS } from "#lib/engine/duckdb/fault.ts";
import type { RowSelect } from "#lib/engine/duckdb/select.ts";
import type { CellText, CopyFormat, EngineColumn } from "#lib/engine/engine.ts";
import type { DatasetBinding, SqlParam } from "#lib/engine/guarded-sql.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import type { Measure } from "#lib/engine/scan.ts";
import type { TableRequest } from "#lib/engine/scanning/scan-state.ts";
import type { SourceColumn } from "#lib/engine/transcode.ts";

/** Sent once, first. */
export interface WorkerSetup {
  readonly kind: "setup";
  readonly threads: number;
  readonly memoryMb: number;
  readonly temporaryMb: number;
  /** Private folder of the worker, for what does not fit in memory. */
  readonly folder: string;
  /** Folder of the pipes that exports are written to. */
  readonly pipes: string;
  /** Key of the `hash` mask. Never in the environment, which others may read. */
  readonly maskSecret: string;
  /** Instances that are kept open, as long as the process stays below `softMb` of resident memory. */
  readonly instances: number;
  readonly softMb: number;
  /** Bound of resident memory: a query that comes near it ends the process. */
  readonly residentMb: number;
}

export interface WorkerRelation extends FileRelation {
  /** Version of the files and promised types together. */
  readonly key: string;
  /** Types that the content was found to keep, by column; `null`: not looked at yet. */
  readonly casts: Readonly<Record<string, string>> | null;
  /** DuckDB file with the same rows, which is read instead of the files. */
  readonly hot: string | null;
  /** SQLite file with the rows of that by their key. */
  readonly rows: string | null;
}

/** The relations that one instance may read: it is locked to their files. */
export interface FileSet {
  readonly key: string;
  /** Pages of a copy are so little work that sharing it costs more than it saves. */
  readonly isQuick: boolean;
  readonly relations: readonly WorkerRelation[];
  /**
   * The engine keeps no order of its own. What one thread reads comes in its order all the same, and is written while it is read;
   * otherwise the engine holds back all of it until it is sure of the order.
   */
  readonly streamed?: true;
}

/** A dataset that a statement names; `relation` is its place in the file set. */
export interface Binding extends Omit<DatasetBinding, "relation"> {
  readonly relation: number;
}

export interface Statement {
  readonly text: string;
  readonly params: readonly SqlParam[];
  readonly bindings: readonly Binding[];
  readonly isProtected: boolean;
}

/** About one relation. */
export type RelationJob = { readonly relation: WorkerRelation } & (
  | { readonly kind: "describe" }
  | { readonly kind: "page"; readonly query: RowSelect & { readonly limit: number } }
  | { readonly kind: "count"; readonly query: RowSelect }
  | { readonly kind: "estimate" }
  | { readonly kind: "copy"; readonly query: RowSelect; readonly format: CopyFormat; readonly path: string }
  /** `latest`: the newest value that counts, as instant and as wall-clock time in the source's zone. */
  | { readonly kind: "newest"; readonly column: string; readonly latest: { readonly instant: string; readonly local: string } }
);

/** About a reader's statement. */
export type StatementJob = { readonly files: FileSet; readonly statement: Statement } & (
  | { readonly kind: "run"; readonly limit: number }
  | { readonly kind: "copySql"; readonly format: CopyFormat; readonly path: string }
  | { readonly kind: "explain" }
);

/** Everything that checks and profile ask of one relation. */
export interface ScanJob {
  readonly kind: "scan";
  readonly files: FileSet;
  readonly request: TableRequest;
  readonly facts: Facts;
}

/** Of `measure`, about the relations of `files` at these places. */
export interface OrphansJob {
  readonly kind: "orphans";
  readonly files: FileSet;
  readonly measure: Pick<Extract<Measure, { readonly kind: "orphans" }>, "column" | "where">;
  readonly at: number;
  readonly target: { readonly at: number; readonly column: string };
}

export interface AnalyzeJob {
  readonly kind: "analyze";
  readonly text: string;
}

/** Writes the relation into a DuckDB file and answers its path. */
export interface HotCopyJob {
  readonly kind: "hot";
  readonly relation: WorkerRelation;
  readonly maxBytes: number;
}

/** Writes the rows of a copy by their key and answers the path, or `null` where they cannot be kept so. */
export interface RowCopyJob {
  readonly kind: "rows";
  readonly relation: WorkerRelation;
  readonly maxBytes: number;
}

/** About rows of a server, which come as CSV through a pipe (`live`) or lie in a file. */
export interface TranscodeJob {
  readonly kind: "transcode";
  readonly input: string;
  readonly live: boolean;
  readonly columns: readonly SourceColumn[];
  readonly format: CopyFormat;
  readonly path: string;
}

export type Job = RelationJob | StatementJob | ScanJob | OrphansJob | AnalyzeJob | HotCopyJob | RowCopyJob | TranscodeJob;
export type CopyJob = Extract<Job, { readonly path: string }>;

/** Of jobs that read no dataset's files. */
export const NO_FILES: FileSet = { key: "no files", isQuick: false, relations: [] };
const STREAMED: FileSet = { key: "no files, streamed", isQuick: false, relations: [], streamed: true };
/** They are encoded from rows that the engine keeps, whose order is its own. */
const KEPT: readonly CopyFormat["format"][] = ["arrow", "xlsx"];

/** What the worker must have open; `null`: nothing that it keeps. */
export function fileSetOf(job: Job): FileSet | null {
  if (job.kind === "analyze" || job.kind === "hot") return null;
  if (job.kind === "transcode") return KEPT.includes(job.format.format) ? NO_FILES : STREAMED;
  if ("files" in job) return job.files;
  const { relation } = job;
  // An export is much work also where it comes from a copy.
  const isCopy = (job.kind === "copy" || job.kind === "rows") && relation.hot !== null;
  return { key: isCopy ? `${relation.key}-copy` : relation.key, isQuick: relation.hot !== null && !isCopy, relations: [relation] };
}

export type ToWorker =
  | WorkerSetup
  | { readonly kind: "job"; readonly id: number; readonly job: Job }
  | { readonly kind: "interrupt"; readonly id: number };

/** Answers of aggregates over all rows, by their text in SQL. */
export type Facts = Readonly<Record<string, string | null>>;

/** Types that the content keeps, and what was learnt of it on the way. */
export interface Found {
  readonly casts: Readonly<Record<string, string>>;
  readonly facts: Facts;
}

export interface Description {
  readonly columns: readonly EngineColumn[];
  /** What was counted while the types were looked for. */
  readonly facts: Facts;
  readonly casts: Readonly<Record<string, string>>;
}

export interface SqlAnswer {
  readonly columns: readonly EngineColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly more: boolean;
}

export interface PageAnswer extends SqlAnswer {
  readonly keys: readonly (readonly CellText[])[];
}

export interface NewestAnswer {
  /** `date` and `local` are wall-clock texts, `instant` is UTC. */
  readonly kind: "date" | "local" | "instant" | "none";
  readonly text: string | null;
  /** Some values lie later than `latest`: the answer changes as time goes by. */
  readonly later: boolean;
}

/** `told`: what a reader may hear instead of the fault's own sentence. */
const told = z.object({ sentence: z.string(), details: z.array(z.object({ path: z.string(), message: z.string() })) });

export const fromWorker = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  /** Before the first byte of a copy, where it is known: how many rows there will be. */
  z.object({ kind: z.literal("expects"), id: z.number(), rows: z.number() }),
  /** `ms`: what the engine took, without opening the files. */
  z.object({ kind: z.literal("done"), id: z.number(), value: z.unknown(), ms: z.number() }),
  z.object({ kind: z.literal("failed"), id: z.number(), fault: z.enum(FAULTS), message: z.string(), told: told.nullable() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;
