/** For tests: an engine in a folder of its own, and files made by an unlocked DuckDB. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type DuckDbEngine, type DuckDbOptions, openDuckDb } from "#lib/engine/duckdb/duckdb.ts";
import { quoteText } from "#lib/engine/duckdb/quote.ts";
import type { FileFormat, FileRelation } from "#lib/engine/relation.ts";

export interface DuckDbHarness {
  readonly engine: () => DuckDbEngine;
  readonly folder: string;
  readonly relationOf: (sql: string) => Promise<FileRelation>;
  /** Rows of a statement on the unlocked DuckDB that makes the files: what answers are compared with. */
  readonly readDirectly: (sql: string) => Promise<unknown[][]>;
  readonly close: () => Promise<void>;
}

export const NOW = new Date("2026-11-22T12:00:00Z");

export async function openHarness(options: Partial<DuckDbOptions> = {}): Promise<DuckDbHarness> {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-engine-"));
  const engine = openDuckDb({
    workers: 2,
    spares: 2,
    memoryMb: 512,
    residentMb: 1_024,
    dataMb: 3_072,
    tempMb: 512,
    home: folder,
    uid: null,
    secret: "a secret for tests, long enough to be one",
    log: { warn: () => {} },
    now: () => NOW,
    ...options,
  });
  const maker: DuckDBConnection = await (await DuckDBInstance.create(":memory:")).connect();
  await maker.run("SET TimeZone = 'UTC'");
  const made = new Map<string, FileRelation>();
  return {
    engine: () => engine,
    folder,
    relationOf: async (sql) => {
      const path = join(folder, `${createHash("sha256").update(sql).digest("hex").slice(0, 16)}.parquet`);
      const known = made.get(path);
      if (known !== undefined) return known;
      await maker.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`);
      const relation = fileRelation("parquet", [path]);
      made.set(path, relation);
      return relation;
    },
    readDirectly: async (sql) => (await maker.runAndReadAll(sql)).getRows(),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let versions = 0;

/** A relation over files as they are; each has a version of its own. */
export function fileRelation(format: FileFormat, paths: readonly string[], columnTypes: Record<string, string> = {}): FileRelation {
  versions += 1;
  return { kind: "files", source: "files", format, paths, version: `v${versions}`, columnTypes };
}
