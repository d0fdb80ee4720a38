/** From what a contract names as its source to where its rows lie: files that were found and checked, or a table of a server. */
import { createHash } from "node:crypto";
import { lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { DatasetContract, Source } from "#lib/contract/contract.ts";
import type { FileFormat, FileRelation, Relation } from "#lib/engine/relation.ts";
import { engineTypeOf } from "#lib/query/column-type.ts";
import { type Boundary, type DataPlaces, readBoundary } from "#lib/query/data-roots.ts";
import { isPattern, type Listing, listPattern, listRelation } from "#lib/query/list-files.ts";

export type { DataPlaces };

/** `reason`: a sentence for a reader; it never names a path of the host. */
export type ResolvedRelation =
  | {
      readonly kind: "found";
      readonly relation: Relation;
      /** While none of these files and folders changes, the relation does not either; `null`: too many to look at, or a server's. */
      readonly watched: readonly string[] | null;
    }
  | { readonly kind: "missing"; readonly reason: string };

type Described = Pick<DatasetContract, "name" | "source" | "columns">;

/**
 * Finds the files of a dataset. Without a named source it is the only DuckDB source, if there is exactly one. A relative source
 * folder is looked for under each data root in turn; the first that has the relation counts.
 */
export async function resolveRelation(contract: Described, sources: readonly Source[], places: DataPlaces): Promise<ResolvedRelation> {
  const ref = contract.source;
  if (ref === null) return missing("Its contract names no data source.");
  const source = findSource(ref.source, sources);
  if (typeof source === "string") return missing(source);
  if (source.engine !== "duckdb") return resolveTable(source, ref.relation);
  const { relation, files } = ref;
  const list = files !== null ? listBy(listPattern, files) : relation !== null ? listBy(listRelation, relation) : null;
  if (list === null) return missing(`Its contract names the source ${source.id}, but no relation or files in it.`);
  const boundary = await readBoundary(places);
  let reason = `No files of ${files ?? relation} were found in the source ${source.id}.`;
  try {
    for (const folder of foldersOf(source, boundary)) {
      const place = await realpath(folder).catch(() => null);
      if (place === null) continue;
      if (!boundary.admits(place)) {
        reason = `The source ${source.id} lies outside the folders that data may be read from.`;
        continue;
      }
      const listing = await list(place);
      if (listing.kind === "refused") return missing(`The data of ${contract.name} cannot be read: ${listing.reason}.`);
      if (listing.kind === "none") continue;
      const checked = await readFiles(listing.paths, boundary);
      if (checked === null) return missing("A file of it lies outside the folders that data may be read from.");
      const found = relationOf(contract, { source: source.id, listing, files: checked });
      return { kind: "found", relation: found, watched: isWatchable(files) ? watchedOf(place, listing.paths) : null };
    }
  } catch (error) {
    return missing(unreadable(source.id, error));
  }
  return missing(reason);
}

function findSource(id: string | null, sources: readonly Source[]): Source | string {
  if (id !== null) return sources.find((source) => source.id === id) ?? `Its source ${id} is not in the catalog.`;
  const [only, ...others] = sources.filter(({ engine }) => engine === "duckdb");
  if (only === undefined) return "The catalog has no source that its data could be read from.";
  return others.length === 0 ? only : "Its contract names no source, and the catalog has more than one.";
}

/** A table is named only; whether it is there is for the server to say. */
function resolveTable({ id, engine, urlEnv, catalog, timezone }: Source, relation: string | null): ResolvedRelation {
  if (engine === "duckdb") throw new TypeError("files are no table");
  if (relation === null) return missing(`Its contract names the source ${id}, but no relation in it.`);
  if (urlEnv === null) return missing(`The source ${id} has no url: {env: TOUCHSTONE_SOURCE_…}, so it cannot be reached.`);
  const path = relation.split(".");
  if (path.length > 3 || path.some((part) => part === "")) return missing("Its relation is no name of a table.");
  const version = createHash("sha256")
    .update(JSON.stringify([id, urlEnv, path]))
    .digest("hex");
  return { kind: "found", relation: { kind: "table", source: { id, engine, urlEnv, catalog, timezone }, path, version }, watched: null };
}

function listBy(list: (folder: string, what: string) => Promise<Listing>, what: string): (folder: string) => Promise<Listing> {
  return async (folder) => await list(folder, what);
}

function foldersOf(source: Source, { roots }: Boundary): readonly string[] {
  const folder = source.files ?? ".";
  if (folder.includes("\0")) return [];
  return isAbsolute(folder) ? [folder] : roots.map((root) => join(root, folder));
}

/** A pattern with signs before its last part may find a file in any folder below, which only listing again would tell. */
function isWatchable(files: string | null): boolean {
  if (files === null) return true;
  const parts = files.split("/");
  return parts.every((part, index) => (index === parts.length - 1 ? !part.includes("**") : !isPattern(part)));
}

/** Looking at more files than this costs as much as listing them. */
const MAX_WATCHED = 8;

function watchedOf(folder: string, paths: readonly string[]): readonly string[] | null {
  const watched = [...new Set([folder, ...paths, ...paths.map(dirname)])];
  return watched.length > MAX_WATCHED ? null : watched;
}

interface CheckedFile {
  readonly path: string;
  readonly stamp: string;
}

/** How many files are looked at at once. */
const BATCH = 64;

/** Real paths with what tells a changed file. `null`: one of them may not be read. */
async function readFiles(paths: readonly string[], boundary: Boundary): Promise<readonly CheckedFile[] | null> {
  const folders = new Map<string, Promise<string>>();
  const realFolder = (folder: string): Promise<string> => {
    const known = folders.get(folder) ?? realpath(folder);
    folders.set(folder, known);
    return known;
  };
  const files: CheckedFile[] = [];
  for (let at = 0; at < paths.length; at += BATCH) {
    const batch = await Promise.all(paths.slice(at, at + BATCH).map((path) => readFileStamp(path, realFolder)));
    if (!batch.every(({ path }) => boundary.admits(path))) return null;
    files.push(...batch);
  }
  return files;
}

async function readFileStamp(path: string, realFolder: (folder: string) => Promise<string>): Promise<CheckedFile> {
  const entry = await lstat(path, { bigint: true });
  const link = entry.isSymbolicLink();
  const real = link ? await realpath(path) : join(await realFolder(dirname(path)), basename(path));
  const { size, mtimeNs, ino } = link ? await stat(real, { bigint: true }) : entry;
  return { path: real, stamp: `${size}:${mtimeNs}:${ino}` };
}

interface Found {
  readonly source: string;
  readonly listing: { readonly format: FileFormat };
  readonly files: readonly CheckedFile[];
}

function relationOf(contract: Described, { source, listing: { format }, files }: Found): FileRelation {
  const hash = createHash("sha256");
  for (const { path, stamp } of files) hash.update(JSON.stringify([path, stamp]));
  const types = contract.columns.flatMap((column) => {
    const type = engineTypeOf(column);
    return type === null ? [] : [[column.name, type] as const];
  });
  return {
    kind: "files",
    source,
    format,
    paths: files.map(({ path }) => path),
    version: hash.digest("hex"),
    columnTypes: format === "parquet" ? {} : Object.fromEntries(types),
    keys: contract.columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name),
  };
}

function unreadable(source: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT") return "A file of it was removed while it was looked at. Try again in a moment.";
  if (code === "EACCES" || code === "EPERM") return `Touchstone may not read the files of the source ${source}.`;
  return `The files of the source ${source} cannot be read at the moment.`;
}

function missing(reason: string): ResolvedRelation {
  return { kind: "missing", reason };
}
