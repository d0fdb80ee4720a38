/**
 * One locked DuckDB instance for one set of files. The list of readable files cannot grow after locking, so another version of a
 * relation, or another set of relations, is another instance.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { findCasts } from "#lib/engine/duckdb/casts.ts";
import type { Description, Facts, FileSet, WorkerSetup } from "#lib/engine/duckdb/protocol.ts";
import { quoteText, quoteTexts } from "#lib/engine/duckdb/quote.ts";
import { type Casts, relationSql } from "#lib/engine/duckdb/relation-sql.ts";
import type { ColumnTypes } from "#lib/engine/duckdb/select.ts";

export interface OpenRelation {
  /** View of all its rows and columns, from any namespace. */
  readonly from: string;
  readonly types: ColumnTypes;
  /** Columns in whose order the rows lie, ascending with NULLs last; empty: in no order that is known. */
  readonly sortedBy: readonly string[];
  readonly description: Description;
}

export interface OpenFiles {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  /** As the file set has them. */
  readonly relations: readonly OpenRelation[];
  /** Paths as the engine may name them in an error. */
  readonly paths: readonly string[];
  readonly close: () => void;
}

/** Hears of every connection that works, and of `null` when it is done: an interrupt goes to the last one. */
export type OnConnect = (connection: DuckDBConnection | null) => void;

export const LOCKED = {
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_community_extensions: "false",
  allow_persistent_secrets: "false",
} as const;

export async function openFiles(
  setup: WorkerSetup,
  files: FileSet,
  { name, onConnect }: { name: string; onConnect: OnConnect },
): Promise<OpenFiles> {
  const folder = join(setup.folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(":memory:", {
    ...LOCKED,
    threads: files.isQuick ? "1" : String(setup.threads),
    memory_limit: `${setup.memoryMb}MB`,
    temp_directory: folder,
    max_temp_directory_size: `${setup.temporaryMb}MB`,
    // Several instances share one memory bound: bytes of files belong in the system's cache, not in each of them.
    enable_external_file_cache: "false",
    errors_as_json: "true",
    preserve_insertion_order: String(files.streamed !== true),
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    onConnect(connection);
    // For every connection, not only this one: statements get connections of their own.
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await connection.run("SET parquet_metadata_cache = true");
    const readable = files.relations.map((relation, at) => ({
      ...relation,
      paths: relation.hot === null ? plainPaths(relation.paths, join(folder, `link${at}`)) : [],
    }));
    const paths = readable.flatMap((relation) => relation.paths);
    // Not to be guessed, so that no statement can name it.
    const databases = readable.map(() => `tst_${randomBytes(8).toString("hex")}`);
    for (const [at, { hot }] of readable.entries())
      if (hot !== null) await connection.run(`ATTACH ${quoteText(hot)} AS ${databases[at]} (READ_ONLY)`);
    // Order matters: the lists cannot be set once external access is off, nothing can be set once locked.
    await connection.run(`SET allowed_directories = ${quoteTexts([`${setup.pipes}/`])}`);
    await connection.run(`SET allowed_paths = ${quoteTexts(paths)}`);
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
    const relations: OpenRelation[] = [];
    for (const [at, relation] of readable.entries()) {
      const { casts, facts } = relation.casts === null ? await findCasts(connection, relation) : { casts: relation.casts, facts: {} };
      const select = relation.hot === null ? relationSql(relation, casts) : `SELECT * FROM ${databases[at]}.main.data`;
      const opened = await openRelation(connection, { name: `data${at}`, select, casts, facts });
      relations.push({ ...opened, sortedBy: relation.hot === null ? [] : keysIn(relation.keys, opened.types) });
    }
    const named = files.relations.flatMap((relation) => [...relation.paths, ...(relation.hot === null ? [] : [relation.hot])]);
    return { instance, connection, relations, paths: [...paths, ...named, folder], close };
  } catch (error) {
    onConnect(null);
    close();
    throw error;
  }
}

/** A locked instance that reads no file: for the parser. */
export async function openParser(setup: WorkerSetup): Promise<DuckDBConnection> {
  const folder = join(setup.folder, "parser");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(":memory:", {
    ...LOCKED,
    threads: "1",
    memory_limit: `${Math.min(256, setup.memoryMb)}MB`,
    temp_directory: folder,
    enable_external_access: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET lock_configuration = true");
  return connection;
}

async function openRelation(
  connection: DuckDBConnection,
  { name, select, casts, facts }: { readonly name: string; readonly select: string; readonly casts: Casts; readonly facts: Facts },
): Promise<Omit<OpenRelation, "sortedBy">> {
  const from = `memory.main.${name}`;
  await connection.run(`CREATE VIEW ${from} AS ${select}`);
  const result = await connection.run(`SELECT * FROM ${from} LIMIT 0`);
  const names = result.columnNames();
  const types = result.columnTypes();
  return {
    from,
    types: new Map(names.flatMap((column, index) => (types[index] ? [[column.toLowerCase(), types[index]]] : []))),
    description: {
      columns: names.map((column, index) => ({ name: column, type: String(types[index]), nullable: true })),
      casts,
      facts,
    },
  };
}

/** The keys that the data has. */
export function keysIn(keys: readonly string[] | undefined, types: Pick<ColumnTypes, "has">): readonly string[] {
  return (keys ?? []).filter((key) => types.has(key.toLowerCase()));
}

export function plainPaths(paths: readonly string[], link: string): readonly string[] {
  return paths.map((path, index) => plainPath(path, `${link}_${index}`));
}

/** DuckDB takes some characters of a path for a pattern and has no way to quote them: such a file is read through a link. */
function plainPath(path: string, link: string): string {
  if (process.platform === "win32" || !/[*?[\]{}\\]/.test(path)) return path;
  const ending = /(\.[a-z]+)(\.gz)?$/i.exec(path)?.[0] ?? "";
  symlinkSync(path, `${link}${ending}`);
  return `${link}${ending}`;
}
