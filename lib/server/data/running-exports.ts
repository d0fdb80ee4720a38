import { createHash } from "node:crypto";
import { AppError } from "#lib/errors.ts";
import type { ExportAbout } from "#lib/query/manifest.ts";
import type { Log } from "#lib/server/log.ts";
import type { ExportCaller, ExportEnd, ExportRecord, ExportState, ExportStore } from "#lib/store/exports.ts";

export interface RunningExportsOptions {
  readonly store: ExportStore;
  readonly log: Pick<Log, "error">;
  readonly now: () => Date;
  /** How often an export that runs is written down, and hears whether it is to end. */
  readonly everyMs?: number;
}

const EVERY_MS = 2_000;

interface Begin {
  readonly id: string;
  readonly caller: ExportCaller;
  readonly datasetId: string;
  readonly about: ExportAbout;
}

/** The exports that this process makes. What it says of them is exact; other processes see what was written down last. */
export class RunningExports {
  readonly #options: RunningExportsOptions;
  readonly #running = new Map<string, RunningExport>();

  constructor(options: RunningExportsOptions) {
    this.#options = options;
  }

  /** @throws AppError TS-API-003 when there is an export with this id */
  async begin(begin: Begin): Promise<RunningExport> {
    const at = this.#options.now();
    const running = new RunningExport({ ...begin, at }, this.#options, () => this.#running.delete(begin.id));
    if (this.#running.has(begin.id) || !(await this.#options.store.begin({ ...begin, at }))) throw taken();
    this.#running.set(begin.id, running);
    running.watch(this.#options.everyMs ?? EVERY_MS);
    return running;
  }

  async find(id: string, caller: ExportCaller): Promise<ExportRecord | null> {
    return this.#mine(id, caller)?.record() ?? (await this.#options.store.find(id, caller));
  }

  /** Asks for the end of an export, and waits a moment for it. */
  async cancel(id: string, caller: ExportCaller): Promise<void> {
    const running = this.#mine(id, caller);
    if (running === undefined) await this.#options.store.cancel(id, caller);
    else await running.cancel();
  }

  #mine(id: string, { actor, scopeKey }: ExportCaller): RunningExport | undefined {
    const found = this.#running.get(id.toLowerCase());
    return found?.caller.actor === actor && found.caller.scopeKey === scopeKey ? found : undefined;
  }
}

function taken(): AppError {
  const message = "is the id of another export";
  return new AppError("TS-API-003", `export-id ${message}. Make a new one for each.`, { details: [{ path: "query.export-id", message }] });
}

/** Whoever asks for the end hears of it, unless it takes longer than this. */
const PATIENCE_MS = 1_000;

/** One export while it runs. */
export class RunningExport {
  readonly id: string;
  readonly caller: ExportCaller;
  readonly #begin: Begin & { readonly at: Date };
  readonly #options: RunningExportsOptions;
  readonly #forget: () => void;
  readonly #stop = new AbortController();
  readonly #over = Promise.withResolvers<void>();
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #expectedRows: number | null = null;
  #end: ExportEnd | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(begin: Begin & { readonly at: Date }, options: RunningExportsOptions, forget: () => void) {
    this.id = begin.id;
    this.caller = begin.caller;
    this.#begin = begin;
    this.#options = options;
    this.#forget = forget;
  }

  /** Aborts when its caller no longer wants it. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  expect(rows: number | null): void {
    if (rows !== null) this.#expectedRows = rows;
  }

  get expectedRows(): number | null {
    return this.#expectedRows;
  }

  /** The next bytes of the file, on their way. */
  count(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#hash.update(chunk);
  }

  watch(everyMs: number): void {
    this.#timer = setInterval(() => void this.#tell(), everyMs).unref();
  }

  async #tell(): Promise<void> {
    try {
      const progress = { bytes: this.#bytes, expectedRows: this.#expectedRows };
      if (await this.#options.store.progress(this.id, progress, this.#options.now())) this.#stop.abort();
    } catch {
      // The download matters more than what is told of it; the next time may be better.
    }
  }

  async cancel(): Promise<void> {
    this.#stop.abort();
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, PATIENCE_MS);
    await Promise.race([this.#over.promise, patience.promise]);
    clearTimeout(timer);
  }

  /** All bytes are there. @returns SHA-256 of the file, hexadecimal */
  seal(): string {
    return this.#hash.digest("hex");
  }

  /** Writes down how it ended. Never fails: by now the file is with its reader, or not. */
  async end(state: Exclude<ExportState, "running">, told: Partial<Pick<ExportEnd, "rows" | "sha256" | "problem">> = {}): Promise<void> {
    if (this.#end !== null) return;
    clearInterval(this.#timer);
    const now = this.#options.now();
    const nothing = { rows: null, sha256: null, problem: null };
    this.#end = { state, bytes: this.#bytes, expectedRows: this.#expectedRows, ...nothing, ...told, at: now };
    this.#over.resolve();
    try {
      await this.#options.store.end(this.id, this.#end);
    } catch (error) {
      this.#options.log.error({ err: error, export: this.id }, "the end of an export could not be written down");
    }
    this.#forget();
  }

  record(): ExportRecord {
    const { id, datasetId, about, at: startedAt } = this.#begin;
    const { state = "running", at: finishedAt = null, ...end } = this.#end ?? {};
    const sofar = { bytes: this.#bytes, expectedRows: this.#expectedRows, rows: null, sha256: null, problem: null };
    return { id, datasetId, about, startedAt, ...sofar, ...end, state, finishedAt, seenAt: finishedAt ?? this.#options.now() };
  }
}
