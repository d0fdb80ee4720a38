/** The embedded engine: DuckDB in child processes. */
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import { startCopy } from "#lib/engine/duckdb/copy.ts";
import { HOT_RULES, HotCopies, type HotRules } from "#lib/engine/duckdb/hot-copies.ts";
import { type EngineLog, type Lane, Pool } from "#lib/engine/duckdb/pool.ts";
import {
  type CopyJob,
  type FileSet,
  type Job,
  type NewestAnswer,
  NO_FILES,
  type PageAnswer,
  type SqlAnswer,
  type Statement,
  type WorkerRelation,
} from "#lib/engine/duckdb/protocol.ts";
import { filesOf, keyOf, Relations } from "#lib/engine/duckdb/relations.ts";
import { probeFiles, type ScanHost, scanFiles } from "#lib/engine/duckdb/scan.ts";
import { startTranscode } from "#lib/engine/duckdb/transcode.ts";
import { makeWorkFolder } from "#lib/engine/duckdb/work-folder.ts";
import { type Done, WorkerEnded, WorkerProcess, workKey } from "#lib/engine/duckdb/worker-process.ts";
import type { CopyStream, Engine, Estimate, Limits } from "#lib/engine/engine.ts";
import type { Analyzed, GuardedSql } from "#lib/engine/guarded-sql.ts";
import { latestAt, newestInstant } from "#lib/engine/newest.ts";
import { Pace, type PaceSettings, paceRules } from "#lib/engine/pace.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { Transcode } from "#lib/engine/transcode.ts";
import { isAppError } from "#lib/errors.ts";

export interface DuckDbOptions extends PaceSettings {
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
  /** All copies for quick reads together. Default 0: none are made. */
  readonly hotMb?: number;
  /** When a copy is made, for tests. */
  readonly hotRules?: Partial<HotRules>;
}

/** The engine; for other adapters what it makes of their rows; and for tests and metrics the process ids of its workers. */
export interface DuckDbEngine extends Engine {
  readonly workerPids: () => readonly number[];
  readonly transcode: Transcode;
  /** Resolves when no copy for quick reads is being made. */
  readonly settle: () => Promise<void>;
}

/** How long an answer counts that will change as time goes by, because some values lie in the future. */
const UNSETTLED_MS = 60_000;
/** Parsing takes a few milliseconds: whatever takes this long was made to. */
const ANALYZE_MS = 2_000;
/** A copy for quick reads that takes longer is not worth it. */
const HOT_MS = 600_000;
/** Relations that a worker keeps open. */
const INSTANCES = 12;

export function openDuckDb(options: DuckDbOptions): DuckDbEngine {
  const now = options.now ?? (() => new Date());
  const folder = makeWorkFolder(join(options.home, "tmp"), options.uid);
  const maskSecret = createHmac("sha256", options.secret).update("touchstone mask").digest("hex");
  const hasPrlimit = spawnSync("prlimit", ["--version"], { stdio: "ignore" }).status === 0;
  const pool = new Pool({
    places: { page: Math.max(1, options.workers), export: Math.max(1, options.spares), gate: 1, hot: 1, scan: 2 },
    spares: options.spares,
    log: options.log,
    onWait: (lane) => {
      if (lane === "export") pace.makeRoom();
    },
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
          softMb: options.residentMb / 2,
          residentMb: options.residentMb,
        },
        residentMb: options.residentMb,
        dataLimitBytes: hasPrlimit ? options.dataMb * 1024 * 1024 : null,
        uid: options.uid,
      }),
  });
  const pace: Pace = new Pace({ ...paceRules(options), waiting: () => pool.waitingFor("export") });
  const copyOptions = { pipes: folder.pipes, uid: options.uid, pace };
  const newest = new LRUCache<string, NewestAnswer>({ max: 5_000 });
  const estimates = new LRUCache<string, Estimate>({ max: 5_000 });
  const hot = new HotCopies({
    folder: join(options.home, "hot"),
    rules: { ...HOT_RULES, ...options.hotRules, maxBytes: (options.hotMb ?? 0) * 1_000_000 },
    uid: options.uid,
    log: options.log,
    make: async (relation, maxBytes, signal) => {
      const limits = { timeoutMs: HOT_MS, signal };
      const job: Job = { kind: "hot", relation: await relations.forWorker(relation, "never", limits), maxBytes };
      return String((await run("hot", job, limits)).value);
    },
    makeRows: async (relation, maxBytes, signal) => {
      const limits = { timeoutMs: HOT_MS, signal };
      const job: Job = { kind: "rows", relation: await relations.forWorker(relation, "always", limits), maxBytes };
      const { value } = await run("hot", job, limits);
      return typeof value === "string" ? value : null;
    },
  });
  const relations = new Relations({ hot, describe: async (job, limits) => (await run("page", job, limits)).value });

  async function run(lane: Lane, job: Job, limits: Limits): Promise<Done> {
    const lease = await pool.acquire(lane, workKey(job), limits.signal);
    const { result, free } = lease.worker.run(job, limits);
    void free.then(lease.release);
    return await result;
  }

  const scanHost: ScanHost = { relations, run: async (job, limits) => await run("scan", job, limits), secret: maskSecret };

  async function copy(makeJob: (path: string) => CopyJob, limits: Limits): Promise<CopyStream> {
    const lease = await pool.acquire("export", workKey(makeJob("")), limits.signal);
    return await startCopy(lease, makeJob, limits, copyOptions);
  }

  /**
   * From the copy if there is one. One that turns out to be unreadable is given up for the files. What ended its worker is not run again;
   * pages are made of our own SQL, so there the copy may be what ended it.
   */
  async function ask(whole: Relation, makeJob: (relation: WorkerRelation) => Job, limits: Limits): Promise<Done> {
    const relation = await relations.forWorker(whole, "always", limits);
    try {
      return await run("page", makeJob(relation), limits);
    } catch (error) {
      if (relation.hot === null || !isAppError(error, "TS-DATA-002")) throw error;
      hot.drop(filesOf(whole));
      if (error.cause instanceof WorkerEnded) throw error;
      return await run("page", makeJob(await relations.forWorker(whole, "never", limits)), limits);
    }
  }

  /** Likewise, but where a statement ends its worker, the statement did it. */
  async function askSql(
    sql: GuardedSql,
    makeJob: (prepared: { files: FileSet; statement: Statement }) => Job,
    limits: Limits,
  ): Promise<Done> {
    const prepared = await relations.forStatement(sql, "always", limits);
    try {
      return await run("page", makeJob(prepared), limits);
    } catch (error) {
      const fromCopies = sql.datasets.filter(
        (_, index) => prepared.files.relations[prepared.statement.bindings[index]?.relation ?? -1]?.hot != null,
      );
      if (fromCopies.length === 0 || !isAppError(error, "TS-DATA-002") || error.cause instanceof WorkerEnded) throw error;
      for (const { relation } of fromCopies) hot.drop(filesOf(relation));
      return await run("page", makeJob(await relations.forStatement(sql, "never", limits)), limits);
    }
  }

  return {
    describe: async (relation, limits) => (await relations.describe(relation, limits)).columns,
    page: async ({ relation, ...query }, limits) => {
      const limit = query.limit ?? Number.MAX_SAFE_INTEGER - 2;
      const { value, ms } = await ask(relation, (files) => ({ kind: "page", relation: files, query: { ...query, limit } }), limits);
      hot.noteRead(filesOf(relation), ms);
      return value as PageAnswer;
    },
    copy: async ({ relation, ...query }, format, limits) => {
      const files = await relations.forWorker(relation, "order", limits);
      return await copy((path) => ({ kind: "copy", relation: files, query, format, path }), limits);
    },
    newest: async (relation, column, timezone, limits) => {
      const key = JSON.stringify([keyOf(filesOf(relation)), column, timezone]);
      const known = newest.get(key);
      if (known !== undefined) return newestInstant(known, timezone, now());
      const latest = latestAt(now(), timezone);
      const { value } = await ask(relation, (files) => ({ kind: "newest", relation: files, column, latest }), limits);
      const answer = value as NewestAnswer;
      newest.set(key, answer, answer.later ? { ttl: UNSETTLED_MS } : {});
      return newestInstant(answer, timezone, now());
    },
    count: async ({ relation, ...query }, limits) =>
      Number((await ask(relation, (files) => ({ kind: "count", relation: files, query }), limits)).value),
    estimate: async (relation, limits) => {
      const key = keyOf(filesOf(relation));
      const known = estimates.get(key);
      if (known?.exact === true) return known;
      const { value } = await ask(relation, (files) => ({ kind: "estimate", relation: files }), limits);
      const estimate = value as Estimate;
      estimates.set(key, estimate);
      return estimate;
    },
    analyze: async (text, _dialect, { timeoutMs, signal }) => {
      const { value } = await run("gate", { kind: "analyze", text }, { timeoutMs: Math.min(timeoutMs, ANALYZE_MS), signal });
      return value as Analyzed;
    },
    run: async (sql, limit, limits) => {
      const { value } = await askSql(sql, (prepared) => ({ kind: "run", ...prepared, limit }), limits);
      for (const { relation } of sql.datasets) hot.noteRead(filesOf(relation), 0);
      return value as SqlAnswer;
    },
    copySql: async (sql, format, limits) => {
      const prepared = await relations.forStatement(sql, "order", limits);
      return await copy((path) => ({ kind: "copySql", ...prepared, format, path }), limits);
    },
    explain: async (sql, limits) => String((await askSql(sql, (prepared) => ({ kind: "explain", ...prepared }), limits)).value),
    discover: async () => [],
    scan: async (request, limits) => await scanFiles(scanHost, request, limits),
    probe: async (asked) => await Promise.all(asked.map(probeFiles)),
    health: async () => {
      const detail = pool.startFailure;
      return detail === null ? { state: "ready", detail: null } : { state: "down", detail };
    },
    close: async () => {
      const closing = hot.close();
      await pool.close();
      await closing;
      folder.remove();
    },
    transcode: async (source, columns, format, limits) =>
      await startTranscode({ source, columns, format }, limits, {
        ...copyOptions,
        acquire: async (signal) => await pool.acquire("export", NO_FILES.key, signal),
        mostBytes: options.tempMb * 1024 * 1024,
      }),
    workerPids: () => pool.workers.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    settle: async () => await hot.settle(),
  };
}
