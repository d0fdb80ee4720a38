/** The embedded engine: DuckDB in child processes. */
import { spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import { startCopy } from "#lib/engine/duckdb/copy.ts";
import { type EngineLog, type Lane, Pool } from "#lib/engine/duckdb/pool.ts";
import {
  type CopyJob,
  type Description,
  type FileSet,
  fileSetOf,
  type Job,
  type NewestAnswer,
  type PageAnswer,
  type SqlAnswer,
  type Statement,
  type WorkerRelation,
} from "#lib/engine/duckdb/protocol.ts";
import { makeWorkFolder } from "#lib/engine/duckdb/work-folder.ts";
import { PARSER, WorkerProcess } from "#lib/engine/duckdb/worker-process.ts";
import type { CopyStream, Engine, Limits } from "#lib/engine/engine.ts";
import type { Analyzed, GuardedSql } from "#lib/engine/guarded-sql.ts";
import { latestAt, newestInstant } from "#lib/engine/newest.ts";
import type { FileRelation, Relation } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";

export interface DuckDbOptions {
  /** Pages at once. */
  readonly workers: number;
  /** Exports at once, and workers that are kept warm without work. */
  readonly spares: number;
  /** The engine's own bound for one query. */
  readonly memoryMb: number;
  /** Resident memory of a worker, watched from outside; above it the worker is killed. */
  readonly residentMb: number;
  /** `prlimit --data` of a worker, where the platform has it. */
  readonly dataMb: number;
  /** Temporary files of one query. */
  readonly tempMb: number;
  /** State folder; temporary files go to `<home>/tmp`, in a folder of the pool's own. */
  readonly home: string;
  /** Unprivileged user for the workers when the app runs as root; it must be able to enter `home` and to read the app's code. */
  readonly uid: number | null;
  /** The deployment's secret. The `hash` mask uses a key derived from it, so the same deployment gives the same hashes. */
  readonly secret: string;
  readonly log: EngineLog;
  readonly now?: () => Date;
  /** An export whose reader takes nothing for this long ends. Default 60 s. */
  readonly stallMs?: number;
}

/** The engine, and for tests and metrics the process ids of its workers. */
export interface DuckDbEngine extends Engine {
  readonly workerPids: () => readonly number[];
}

/** How long an answer counts that will change as time goes by, because some values lie in the future. */
const UNSETTLED_MS = 60_000;
/** Parsing takes a few milliseconds: whatever takes this long was made to. */
const ANALYZE_MS = 2_000;
/** Relations that a worker keeps open. */
const INSTANCES = 4;

export function openDuckDb(options: DuckDbOptions): DuckDbEngine {
  const now = options.now ?? (() => new Date());
  const folder = makeWorkFolder(join(options.home, "tmp"), options.uid);
  const maskSecret = createHmac("sha256", options.secret).update("touchstone mask").digest("hex");
  const hasPrlimit = spawnSync("prlimit", ["--version"], { stdio: "ignore" }).status === 0;
  const pool = new Pool({
    places: { page: Math.max(1, options.workers), export: Math.max(1, options.spares), gate: 1 },
    spares: options.spares,
    log: options.log,
    start: () =>
      new WorkerProcess({
        setup: {
          kind: "setup",
          threads: Math.min(4, availableParallelism()),
          memoryMb: options.memoryMb,
          temporaryMb: options.tempMb,
          folder: folder.forWorker(),
          pipes: folder.pipes,
          maskSecret,
          instances: INSTANCES,
        },
        residentMb: options.residentMb,
        dataLimitBytes: hasPrlimit ? options.dataMb * 1024 * 1024 : null,
        uid: options.uid,
      }),
  });
  const descriptions = new LRUCache<string, Description>({ max: 2_000 });
  const newest = new LRUCache<string, NewestAnswer>({ max: 5_000 });

  async function run(lane: Lane, job: Job, limits: Limits): Promise<unknown> {
    const lease = await pool.acquire(lane, fileSetOf(job)?.key ?? PARSER, limits.signal);
    const { result, free } = lease.worker.run(job, limits);
    void free.then(lease.release);
    return await result;
  }

  async function describe(whole: Relation, limits: Limits): Promise<Description> {
    const relation = filesOf(whole);
    const key = keyOf(relation);
    const known = descriptions.get(key);
    if (known !== undefined) return known;
    const answer = (await run("page", { kind: "describe", relation: { ...relation, key, casts: null } }, limits)) as Description;
    descriptions.set(key, answer);
    return answer;
  }

  /** What a worker needs to know; for formats without types the content is looked at once per version. */
  async function forWorker(whole: Relation, limits: Limits): Promise<WorkerRelation> {
    const relation = filesOf(whole);
    const key = keyOf(relation);
    const casts = relation.format === "parquet" ? {} : (await describe(relation, limits)).casts;
    return { ...relation, key, casts };
  }

  async function copy(key: string, makeJob: (path: string) => CopyJob, limits: Limits): Promise<CopyStream> {
    const lease = await pool.acquire("export", key, limits.signal);
    return await startCopy(lease, makeJob, limits, { pipes: folder.pipes, uid: options.uid, stallMs: options.stallMs ?? 60_000 });
  }

  /** The relations of a statement, each once, and its datasets over them. */
  async function prepare(sql: GuardedSql, limits: Limits): Promise<{ files: FileSet; statement: Statement }> {
    const found = await Promise.all(sql.datasets.map(async ({ relation }) => await forWorker(relation, limits)));
    const byKey = new Map(found.map((relation) => [relation.key, relation]));
    // In an order of their own, so that the same relations are the same set.
    const keys = [...byKey.keys()].sort();
    const relations = [...byKey.values()].sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
    const bindings = sql.datasets.map(({ relation: _, ...binding }, index) => ({
      ...binding,
      relation: keys.indexOf(found[index]?.key ?? ""),
    }));
    const { text, params, isProtected } = sql;
    return { files: { key: keys.join("+"), relations }, statement: { text, params, bindings, isProtected } };
  }

  return {
    describe: async (relation, limits) => (await describe(relation, limits)).columns,
    page: async ({ relation, ...query }, limits) => {
      const limit = query.limit ?? Number.MAX_SAFE_INTEGER - 2;
      const job: Job = { kind: "page", relation: await forWorker(relation, limits), query: { ...query, limit } };
      return (await run("page", job, limits)) as PageAnswer;
    },
    copy: async ({ relation, ...query }, format, limits) => {
      const files = await forWorker(relation, limits);
      return await copy(files.key, (path) => ({ kind: "copy", relation: files, query, format, path }), limits);
    },
    newest: async (relation, column, timezone, limits) => {
      const key = JSON.stringify([keyOf(filesOf(relation)), column, timezone]);
      const known = newest.get(key);
      if (known !== undefined) return newestInstant(known, timezone, now());
      const latest = latestAt(now(), timezone);
      const job: Job = { kind: "newest", relation: await forWorker(relation, limits), column, latest };
      const answer = (await run("page", job, limits)) as NewestAnswer;
      newest.set(key, answer, answer.later ? { ttl: UNSETTLED_MS } : {});
      return newestInstant(answer, timezone, now());
    },
    count: async ({ relation, ...query }, limits) =>
      Number(await run("page", { kind: "count", relation: await forWorker(relation, limits), query }, limits)),
    estimate: notYet,
    analyze: async (text, _dialect, { timeoutMs, signal }) => {
      const answer = await run("gate", { kind: "analyze", text }, { timeoutMs: Math.min(timeoutMs, ANALYZE_MS), signal });
      return answer as Analyzed;
    },
    run: async (sql, limit, limits) => {
      const job: Job = { kind: "run", ...(await prepare(sql, limits)), limit };
      return (await run("page", job, limits)) as SqlAnswer;
    },
    copySql: async (sql, format, limits) => {
      const prepared = await prepare(sql, limits);
      return await copy(prepared.files.key, (path) => ({ kind: "copySql", ...prepared, format, path }), limits);
    },
    explain: async (sql, limits) => String(await run("page", { kind: "explain", ...(await prepare(sql, limits)) }, limits)),
    discover: async () => [],
    health: async () => {
      const detail = pool.startFailure;
      return detail === null ? { state: "ready", detail: null } : { state: "down", detail };
    },
    close: async () => {
      await pool.close();
      folder.remove();
    },
    workerPids: () => pool.workers.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
  };
}

async function notYet(): Promise<never> {
  throw new AppError("TS-DATA-002", "Not possible yet.");
}

function filesOf(relation: Relation): FileRelation {
  if (relation.kind !== "files") throw new TypeError("DuckDB reads files only");
  return relation;
}

function keyOf(relation: FileRelation): string {
  const types = Object.entries(relation.columnTypes).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([relation.version, relation.format, types]))
    .digest("hex");
}
