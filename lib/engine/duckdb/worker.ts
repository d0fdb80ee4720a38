/** Entry of a worker process: one query at a time, in an instance that may read the relation's files and nothing else. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { DuckDBConnection } from "@duckdb/node-api";
import { LRUCache } from "lru-cache";
import { plainMessage } from "#lib/engine/duckdb/engine-message.ts";
import { Fault, type FaultKind, faultKindOf } from "#lib/engine/duckdb/fault.ts";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";
import { writeHotCopy } from "#lib/engine/duckdb/hot-copy.ts";
import { type OnConnect, type OpenFiles, type OpenRelation, openFiles, openParser } from "#lib/engine/duckdb/instance.ts";
import { runRelationJob } from "#lib/engine/duckdb/jobs.ts";
import type { PageQuery } from "#lib/engine/duckdb/page-job.ts";
import {
  type FileSet,
  type FromWorker,
  fileSetOf,
  type Job,
  type PageAnswer,
  type ToWorker,
  type WorkerSetup,
} from "#lib/engine/duckdb/protocol.ts";
import { watchOwnMemory } from "#lib/engine/duckdb/resident-memory.ts";
import { RowCopy } from "#lib/engine/duckdb/row-copy.ts";
import { runOrphansJob, runScanJob } from "#lib/engine/duckdb/scan-job.ts";
import { runStatementJob } from "#lib/engine/duckdb/statement.ts";
import { runTranscode } from "#lib/engine/duckdb/transcode-job.ts";
import { writeRowCopy } from "#lib/engine/duckdb/write-row-copy.ts";

/** An interrupt that arrives between two statements is forgotten by the engine, so it is repeated. */
const INTERRUPT_EVERY_MS = 20;

interface Worker {
  readonly setup: WorkerSetup;
  readonly parser: DuckDBConnection;
  readonly opened: LRUCache<string, OpenFiles>;
  readonly rowCopies: LRUCache<string, RowCopy>;
}

let worker: Worker | null = null;
interface Current {
  readonly id: number;
  readonly stop: AbortController;
  connection: DuckDBConnection | null;
  /** When all files were open. */
  began: number;
}

let current: Current | null = null;
let openings = 0;

function send(message: FromWorker): void {
  // The channel may close while a query ends; then nobody is left to hear.
  if (process.connected) process.send?.(message, () => {});
}

async function start(setup: WorkerSetup): Promise<void> {
  // Only the query that runs uses an instance, and it is the youngest entry: dropping the oldest never ends a query.
  const opened = new LRUCache<string, OpenFiles>({ max: setup.instances, dispose: (files) => files.close() });
  const rowCopies = new LRUCache<string, RowCopy>({ max: setup.instances, dispose: (copy) => copy.close() });
  worker = { setup, parser: await openParser(setup), opened, rowCopies };
  send({ kind: "ready" });
}

async function run(id: number, job: Job): Promise<void> {
  const mine: Current = { id, stop: new AbortController(), connection: null, began: performance.now() };
  current = mine;
  const unwatch = watchOwnMemory(worker?.setup.residentMb ?? 0, () => giveUp(id));
  try {
    const value = await answer(job, mine);
    current = null;
    send({ kind: "done", id, value, ms: performance.now() - mine.began });
    shrink();
  } catch (error) {
    current = null;
    const message = plainMessage(error instanceof Error ? error.message : String(error));
    const fault: FaultKind = mine.stop.signal.aborted ? "interrupted" : error instanceof Fault ? error.kind : faultKindOf(message);
    // Files that changed under an open instance are opened anew by the next query, and so is an instance that failed in itself.
    if (fault === "gone" || fault === "damaged" || fault === "internal") drop(fileSetOf(job));
    const told = error instanceof Fault && !mine.stop.signal.aborted ? error.told : null;
    send({
      kind: "failed",
      id,
      fault,
      message: message.slice(0, 2000),
      told: told === null ? null : { sentence: told.sentence, details: [...told.details] },
    });
  } finally {
    unwatch();
  }
}

/** Nothing gives memory back as fast as the end of the process. */
function giveUp(id: number): void {
  const end = () => process.kill(process.pid, "SIGKILL");
  if (!process.connected) end();
  else
    process.send?.(
      { kind: "failed", id, fault: "memory", message: "resident memory near its bound", told: null } satisfies FromWorker,
      end,
    );
}

async function answer(job: Job, mine: Current): Promise<unknown> {
  if (worker === null) throw new Fault("internal", "not set up");
  const { parser, setup } = worker;
  const onConnect: OnConnect = (connection) => {
    mine.connection = connection;
    if (mine.stop.signal.aborted && connection !== null) throw new Fault("interrupted", "interrupted");
  };
  const files = fileSetOf(job);
  if (job.kind === "analyze") {
    onConnect(parser);
    return await analyzeText(parser, job.text);
  }
  if (job.kind === "hot") {
    openings += 1;
    return await writeHotCopy(setup, job, { name: `i${openings}`, onConnect });
  }
  if (files === null) throw new Fault("internal", "a job without files");
  if (job.kind === "page" && job.relation.rows !== null) {
    const page = readFromRows(worker, job.relation.rows, job.query);
    if (page !== null) return page;
  }
  const open = await find(worker, files, onConnect);
  mine.began = performance.now();
  const { maskSecret } = setup;
  const output = { signal: mine.stop.signal, expects: (rows: number) => send({ kind: "expects", id: mine.id, rows }) };
  if ("statement" in job) return await runStatementJob({ open, parser, maskSecret, onConnect, output }, job, () => drop(files));
  if (job.kind === "transcode") {
    onConnect(open.connection);
    return await runTranscode(open.connection, job, output);
  }
  if (job.kind === "scan" || job.kind === "orphans") {
    onConnect(open.connection);
    const deps = { connection: open.connection, parser, relations: open.relations };
    return job.kind === "scan" ? await runScanJob(deps, job) : await runOrphansJob(deps, job);
  }
  const [relation] = open.relations;
  if (relation === undefined) throw new Fault("internal", "no relation");
  onConnect(open.connection);
  if (job.kind === "rows") return await writeRows(worker, { connection: open.connection, relation }, job.maxBytes);
  return await runRelationJob({ connection: open.connection, parser, relation, maskSecret, output }, job);
}

/** `null`: the query is not one for them, or they cannot be read; then the copy itself is asked. */
function readFromRows({ rowCopies }: Worker, path: string, query: PageQuery): PageAnswer | null {
  try {
    const copy = rowCopies.get(path) ?? new RowCopy(path);
    rowCopies.set(path, copy, { noDisposeOnSet: true });
    return copy.read(query);
  } catch (error) {
    if (error instanceof Fault) throw error;
    return null;
  }
}

async function writeRows(
  { setup }: Worker,
  { connection, relation }: { connection: DuckDBConnection; relation: OpenRelation },
  maxBytes: number,
): Promise<string | null> {
  openings += 1;
  const path = join(setup.folder, `rows${openings}`);
  const columns = relation.description.columns.flatMap(({ name }) => {
    const type = relation.types.get(name.toLowerCase());
    return type === undefined ? [] : [{ name, type }];
  });
  const isKept = await writeRowCopy({ connection, from: relation.from, columns, sortedBy: relation.sortedBy }, path, maxBytes).catch(
    (error: unknown) => {
      rmSync(path, { force: true });
      throw error;
    },
  );
  return isKept ? path : null;
}

async function find({ opened, setup }: Worker, files: FileSet, onConnect: OnConnect): Promise<OpenFiles> {
  const known = opened.get(files.key);
  if (known !== undefined) return known;
  openings += 1;
  const open = await openFiles(setup, files, { name: `i${openings}`, onConnect });
  opened.set(files.key, open);
  return open;
}

/** Each instance keeps blocks of its own in memory: they go before the process grows to where it is stopped. */
function shrink(): void {
  if (worker !== null && process.memoryUsage.rss() > worker.setup.softMb * 1024 * 1024) worker.opened.clear();
}

function drop(files: FileSet | null): void {
  if (files !== null) worker?.opened.delete(files.key);
}

function interrupt(id: number): void {
  if (current?.id !== id) return;
  current.stop.abort();
  current.connection?.interrupt();
  setTimeout(() => interrupt(id), INTERRUPT_EVERY_MS);
}

process.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "setup":
      return void start(message);
    case "job":
      return void run(message.id, message.job);
    case "interrupt":
      return interrupt(message.id);
  }
});

process.on("disconnect", () => {
  // The parent is gone, perhaps killed. Leave nothing behind, and do not wait for a query that may not stop.
  if (worker !== null) rmSync(worker.setup.folder, { recursive: true, force: true });
  process.kill(process.pid, "SIGKILL");
});
