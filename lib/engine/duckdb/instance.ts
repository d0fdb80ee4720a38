/**
 * One locked DuckDB instance for one version of one relation. The list of readable files cannot grow after locking, so another
 * version is another instance.
 */
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Description, WorkerRelation, WorkerSetup } from "#lib/engine/duckdb/protocol.ts";
import { quoteTexts } from "#lib/engine/duckdb/quote.ts";
import { findCasts, relationSql } from "#lib/engine/duckdb/relation-sql.ts";
import type { ColumnTypes } from "#lib/engine/duckdb/select.ts";

export interface OpenRelation {
  readonly connection: DuckDBConnection;
  readonly types: ColumnTypes;
  readonly description: Description;
  readonly close: () => void;
}

/** `onConnect` gets the connection before the first statement, so that even opening can be interrupted. */
export async function openRelation(
  setup: WorkerSetup,
  relation: WorkerRelation,
  { name, onConnect }: { name: string; onConnect: (connection: DuckDBConnection) => void },
): Promise<OpenRelation> {
  const folder = join(setup.folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(setup.threads),
    memory_limit: `${setup.memoryMb}MB`,
    temp_directory: folder,
    max_temp_directory_size: `${setup.temporaryMb}MB`,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    allow_persistent_secrets: "false",
    // Several instances share one memory bound: bytes of files belong in the system's cache, not in each of them.
    enable_external_file_cache: "false",
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    onConnect(connection);
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run("SET parquet_metadata_cache = true");
    // Order matters: the lists cannot be set once external access is off, nothing can be set once locked.
    await connection.run(`SET allowed_directories = ${quoteTexts([`${setup.pipes}/`])}`);
    const readable = { ...relation, paths: relation.paths.map((path, index) => plainPath(path, join(folder, `link${index}`))) };
    await connection.run(`SET allowed_paths = ${quoteTexts(readable.paths)}`);
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
    const casts = relation.casts ?? (await findCasts(connection, readable));
    await connection.run(`CREATE VIEW data AS ${relationSql(readable, casts)}`);
    const result = await connection.run("SELECT * FROM data LIMIT 0");
    const names = result.columnNames();
    const columnTypes = result.columnTypes();
    return {
      connection,
      types: new Map(names.flatMap((column, index) => (columnTypes[index] ? [[column.toLowerCase(), columnTypes[index]]] : []))),
      description: {
        columns: names.map((column, index) => ({ name: column, type: String(columnTypes[index]), nullable: true })),
        casts,
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** DuckDB takes some characters of a path for a pattern and has no way to quote them: such a file is read through a link. */
function plainPath(path: string, link: string): string {
  if (process.platform === "win32" || !/[*?[\]{}\\]/.test(path)) return path;
  const ending = /(\.[a-z]+)(\.gz)?$/i.exec(path)?.[0] ?? "";
  symlinkSync(path, `${link}${ending}`);
  return `${link}${ending}`;
}
