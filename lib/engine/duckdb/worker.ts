/** Entry of a worker process: one query at a time, in an instance that may read the relation's files and nothing else. */
import { rmSync } from "node:fs";
import process from "node:process";
import type { DuckDBConnection } from "@duckdb/node-api";
import { LRUCache } from "lru-cache";
import { Fault, type FaultKind, faultKindOf } from "#lib/engine/duckdb/fault.ts";
import { type OpenRelation, openRelation } from "#lib/engine/duckdb/instance.ts";
import { runJob } from "#lib/engine/duckdb/jobs.ts";
import type { FromWorker, Job, ToWorker, WorkerSetup } from "#lib/engine/duckdb/protocol.ts";

/** An interrupt that arrives between two statements is forgotten by the engine, so it is repeated. */
const INTERRUPT_EVERY_MS = 20;

let setup: WorkerSetup | null = null;
let opened: LRUCache<string, OpenRelation> | null = null;
let current: { id: number; interrupted: boolean; connection: DuckDBConnection | null } | null = null;
let openings = 0;

function send(message: FromWorker): void {
  // The channel may close while a query ends; then nobody is left to hear.
  if (process.connected) process.send?.(message, () => {});
}

async function run(id: number, job: Job): Promise<void> {
  const mine: NonNullable<typeof current> = { id, interrupted: false, connection: null };
  current = mine;
  try {
    const relation = await find(job, (connection) => {
      mine.connection = connection;
    });
    mine.connection = relation.connection;
    if (mine.interrupted) throw new Fault("interrupted", "interrupted");
    const value = await runJob(relation, job, setup?.maskSecret ?? "");
    current = null;
    send({ kind: "done", id, value });
  } catch (error) {
    current = null;
    const message = error instanceof Error ? error.message : String(error);
    const fault: FaultKind = mine.interrupted ? "interrupted" : error instanceof Fault ? error.kind : faultKindOf(message);
    // Files that changed under an open instance are opened anew by the next query.
    if (fault === "gone" || fault === "damaged") opened?.delete(job.relation.key);
    send({ kind: "failed", id, fault, message: message.slice(0, 2000) });
  }
}

async function find(job: Job, onConnect: (connection: DuckDBConnection) => void): Promise<OpenRelation> {
  if (setup === null || opened === null) throw new Fault("internal", "not set up");
  const known = opened.get(job.relation.key);
  if (known !== undefined) return known;
  openings += 1;
  const relation = await openRelation(setup, job.relation, { name: `i${openings}`, onConnect });
  opened.set(job.relation.key, relation);
  return relation;
}

function interrupt(id: number): void {
  if (current?.id !== id) return;
  current.interrupted = true;
  current.connection?.interrupt();
  setTimeout(() => interrupt(id), INTERRUPT_EVERY_MS);
}

process.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "setup":
      setup = message;
      // Only the query that runs uses an instance, and it is the youngest entry: dropping the oldest never ends a query.
      opened = new LRUCache({ max: message.instances, dispose: (relation) => relation.close() });
      return send({ kind: "ready" });
    case "job":
      return void run(message.id, message.job);
    case "interrupt":
      return interrupt(message.id);
  }
});

process.on("disconnect", () => {
  // The parent is gone, perhaps killed. Leave nothing behind, and do not wait for a query that may not stop.
  if (setup !== null) rmSync(setup.folder, { recursive: true, force: true });
  process.kill(process.pid, "SIGKILL");
});
