import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { AppError } from "#lib/errors.ts";

const LOCKED = /lock|being used by another process/i;

/** Runs one statement; the rows have JSON values. */
export type Run = (sql: string) => Promise<readonly (readonly unknown[])[]>;

export interface Database {
  /** A connection of its own; all see the same tables and macros, which live in memory only. */
  readonly connect: () => Promise<Run>;
  readonly close: () => void;
}

/**
 * Opens the database that a run computes in. Its file holds nothing: it is the lock that keeps two runs apart, because the operating
 * system frees it even when a run is killed.
 * @throws AppError TS-START-001 when another run still holds it after `waitMs`.
 */
export async function openDatabase(folder: string, waitMs: number): Promise<Database> {
  const instance = await openLocked(join(folder, ".lock.duckdb"), Date.now() + waitMs);
  const connections: DuckDBConnection[] = [];
  const connect = async (): Promise<Run> => {
    const connection = await instance.connect();
    connections.push(connection);
    if (connections.length === 1) await connection.run("ATTACH ':memory:' AS work");
    await connection.run("USE work");
    return async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
  };
  return {
    connect,
    close: () => {
      for (const connection of connections) connection.closeSync();
      instance.closeSync();
    },
  };
}

async function openLocked(path: string, until: number): Promise<DuckDBInstance> {
  const options = { threads: "2", memory_limit: "1GB", preserve_insertion_order: "true" };
  for (let broken = false; ; ) {
    try {
      return await DuckDBInstance.create(path, options);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (LOCKED.test(message)) {
        if (Date.now() >= until)
          throw new AppError("TS-START-001", `Another run is writing the sample data (${path}). Wait for it, or end it.`, { cause: error });
        await sleep(100);
      } else if (broken) {
        throw error;
      } else {
        // A run that was killed while it made this file; there is nothing in it.
        broken = true;
        rmSync(path, { force: true });
        rmSync(`${path}.wal`, { force: true });
      }
    }
  }
}
