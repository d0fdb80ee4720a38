/**
 * Relations that are read often, kept as DuckDB files in `<home>/hot`: a row by its key takes a millisecond there, and much longer in
 * CSV or Parquet. A copy belongs to one version of the files, so it is never stale. One is made at a time, in the background.
 */
import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import { nameOf, rowsPath, touch } from "#lib/engine/duckdb/hot-name.ts";
import { keepFile } from "#lib/engine/duckdb/keep-file.ts";
import type { EngineLog } from "#lib/engine/duckdb/pool.ts";
import type { FileRelation } from "#lib/engine/relation.ts";

export interface HotRules {
  /** Bytes of all copies together; 0: none are made. */
  readonly maxBytes: number;
  /** So many reads within `withinMs`, or one that took longer than `slowMs`, make a copy worth it. */
  readonly reads: number;
  readonly withinMs: number;
  readonly slowMs: number;
  /** Smaller files are quick enough as they are. */
  readonly minBytes: number;
}

export const HOT_RULES: Omit<HotRules, "maxBytes"> = { reads: 3, withinMs: 600_000, slowMs: 50, minBytes: 1_000_000 };

export interface HotOptions {
  readonly folder: string;
  readonly rules: HotRules;
  /** User of the workers, who may read copies and nothing more; `null`: the app's own. */
  readonly uid: number | null;
  readonly log: EngineLog;
  /** Writes a copy of at most `maxBytes` and tells where it is; from there it is moved. */
  readonly make: (relation: FileRelation, maxBytes: number, signal: AbortSignal) => Promise<string>;
  /** Writes the rows of a copy by their key; `null` where that is not possible. */
  readonly makeRows: (relation: FileRelation, maxBytes: number, signal: AbortSignal) => Promise<string | null>;
}

interface HotCopy {
  readonly path: string;
  readonly place: string;
  bytes: number;
  /** The same rows by their key; `undefined`: not tried yet. */
  rows: string | null | undefined;
  usedAt: number;
}

const NAME = /^([0-9a-f]{16})-([0-9a-f]{32})\.1\.duckdb$/;
const ROWS_NAME = /\.1\.rows$/;
/** Room on the disk that is left to others. */
const SPARE_BYTES = 1_000_000_000;
const TOUCH_MS = 600_000;

export class HotCopies {
  readonly #options: HotOptions;
  readonly #copies = new Map<string, HotCopy>();
  readonly #reads = new LRUCache<string, number[]>({ max: 5_000 });
  readonly #failed = new LRUCache<string, true>({ max: 5_000 });
  readonly #wanted = new Map<string, FileRelation>();
  readonly #closing = new AbortController();
  #work: Promise<void> | null = null;

  constructor(options: HotOptions) {
    this.#options = options;
    const { folder, rules } = options;
    if (rules.maxBytes === 0) {
      rmSync(folder, { recursive: true, force: true });
      return;
    }
    mkdirSync(folder, { recursive: true });
    // Workers of another user open copies by name; they list and write nothing.
    chmodSync(folder, 0o711);
    this.#adopt();
  }

  /** The copy of exactly this version, if there is one, and its rows by their key, if there are. */
  find(relation: FileRelation): { readonly path: string; readonly rows: string | null } | null {
    const { place, version } = nameOf(relation);
    for (const [key, copy] of this.#copies) if (copy.place === place && key !== version) this.#remove(key);
    const copy = this.#copies.get(version);
    if (copy === undefined) return null;
    const now = Date.now();
    if (now - copy.usedAt > TOUCH_MS) touch(copy.path);
    copy.usedAt = now;
    return { path: copy.path, rows: copy.rows ?? null };
  }

  /** A read that took `ms` in the engine. It may make the relation worth a copy, which is then begun. */
  noteRead(relation: FileRelation, ms: number): void {
    const { rules } = this.#options;
    const { version } = nameOf(relation);
    if (rules.maxBytes === 0 || this.#copies.get(version)?.rows !== undefined || this.#failed.has(version) || this.#wanted.has(version))
      return;
    const now = Date.now();
    const reads = [...(this.#reads.get(version) ?? []), now].filter((at) => now - at <= rules.withinMs).slice(-rules.reads);
    this.#reads.set(version, reads);
    if (reads.length < rules.reads && ms <= rules.slowMs) return;
    this.#wanted.set(version, relation);
    this.#work ??= this.#makeAll().finally(() => {
      this.#work = null;
    });
  }

  /** A copy that cannot be read is worth nothing, and another one would be no better. */
  drop(relation: FileRelation): void {
    const { version } = nameOf(relation);
    this.#failed.set(version, true);
    this.#remove(version);
  }

  /** Resolves when no copy is being made. */
  async settle(): Promise<void> {
    await this.#work;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("closing"));
    await this.#work;
  }

  async #makeAll(): Promise<void> {
    // After the answer that asked for it.
    await new Promise((resolve) => setImmediate(resolve));
    for (const [version, relation] of this.#wanted) {
      if (this.#closing.signal.aborted) return;
      try {
        await this.#make(version, relation);
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#failed.set(version, true);
        this.#options.log.warn(
          { err: error, source: relation.source },
          "no copy for quick reads could be made; the files are read instead",
        );
      } finally {
        this.#wanted.delete(version);
      }
    }
  }

  async #make(version: string, relation: FileRelation): Promise<void> {
    const { folder, rules, uid, make } = this.#options;
    const bytes = relation.paths.reduce((sum, path) => sum + statSync(path).size, 0);
    const { bavail, bsize } = statfsSync(folder);
    const most = Math.min(rules.maxBytes, bavail * bsize - SPARE_BYTES);
    if (bytes < rules.minBytes || most <= 0) {
      this.#failed.set(version, true);
      return;
    }
    if (!this.#copies.has(version)) {
      const { place } = nameOf(relation);
      const path = join(folder, `${place}-${version}.1.duckdb`);
      keepFile(await make(relation, most, this.#closing.signal), path, uid);
      this.#copies.set(version, { path, place, rows: undefined, bytes: statSync(path).size, usedAt: Date.now() });
      this.#evict();
    }
    const copy = this.#copies.get(version);
    if (copy !== undefined) await this.#makeRows(copy, version, { relation, most: most - copy.bytes });
  }

  /** Whatever comes of it, the copy itself is there. */
  async #makeRows(copy: HotCopy, version: string, { relation, most }: { relation: FileRelation; most: number }): Promise<void> {
    const { uid, log, makeRows } = this.#options;
    copy.rows = null;
    if ((relation.keys ?? []).length !== 1) return;
    try {
      const made = await makeRows(relation, most, this.#closing.signal);
      // It may have been evicted meanwhile.
      if (made === null || this.#copies.get(version) !== copy) return;
      keepFile(made, rowsPath(copy.path), uid);
      copy.bytes += statSync(rowsPath(copy.path)).size;
      copy.rows = rowsPath(copy.path);
      this.#evict();
    } catch (error) {
      if (!this.#closing.signal.aborted) log.warn({ err: error, source: relation.source }, "rows could not be kept by their key");
    }
  }

  /** Copies of an earlier run; of one place only the youngest can still be of use. */
  #adopt(): void {
    const found = readdirSync(this.#options.folder).map((name) => ({ name, path: join(this.#options.folder, name) }));
    for (const { name, path } of found) {
      const [, place, version] = NAME.exec(name) ?? [];
      if (ROWS_NAME.test(name)) continue;
      if (place === undefined || version === undefined) {
        rmSync(path, { recursive: true, force: true });
        continue;
      }
      const { size, mtimeMs } = statSync(path);
      const rows = statSync(rowsPath(path), { throwIfNoEntry: false });
      this.#copies.set(version, {
        ...{ path, place, usedAt: mtimeMs, bytes: size + (rows?.size ?? 0) },
        rows: rows === undefined ? undefined : rowsPath(path),
      });
    }
    const known = [...this.#copies.values()].map(({ rows }) => rows);
    for (const { name, path } of found) if (ROWS_NAME.test(name) && !known.includes(path)) rmSync(path, { force: true });
    const youngest = new Map([...this.#copies].sort(([, a], [, b]) => a.usedAt - b.usedAt).map(([version, copy]) => [copy.place, version]));
    for (const [version, { place }] of this.#copies) if (youngest.get(place) !== version) this.#remove(version);
    this.#evict();
  }

  #evict(): void {
    const byUse = [...this.#copies].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    let total = byUse.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    for (const [version, { bytes }] of byUse) {
      if (total <= this.#options.rules.maxBytes) return;
      total -= bytes;
      this.#remove(version);
    }
  }

  /** Workers that have it open go on reading: the file's bytes go when the last one closes it. */
  #remove(version: string): void {
    const copy = this.#copies.get(version);
    this.#copies.delete(version);
    if (copy === undefined) return;
    rmSync(copy.path, { force: true });
    rmSync(rowsPath(copy.path), { force: true });
  }
}
