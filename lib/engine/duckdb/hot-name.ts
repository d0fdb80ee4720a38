/** What files of copies are called: `<place>-<version>.1.duckdb`, and `.rows` beside it; the number is that of how they are laid out. */
import { createHash } from "node:crypto";
import { utimesSync } from "node:fs";
import type { FileRelation } from "#lib/engine/relation.ts";

export interface HotName {
  readonly place: string;
  readonly version: string;
}

const names = new WeakMap<FileRelation, HotName>();

export function nameOf(relation: FileRelation): HotName {
  const known = names.get(relation);
  if (known !== undefined) return known;
  const { source, format, paths, columnTypes, keys, version } = relation;
  const types = Object.entries(columnTypes).sort(([a], [b]) => (a < b ? -1 : 1));
  const place = [source, format, paths, types, keys ?? []];
  const name = { place: digest(place).slice(0, 16), version: digest([...place, version]).slice(0, 32) };
  names.set(relation, name);
  return name;
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** Where the rows of a copy are kept by their key. */
export function rowsPath(path: string): string {
  return path.replace(/duckdb$/, "rows");
}

export function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Only the order of eviction after a restart depends on it.
  }
}
