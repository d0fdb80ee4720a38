/** Where data may be read: below a data root, after all links are resolved, and never in the app's own state. */
import { realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

export interface DataPlaces {
  readonly catalogDir: string;
  /** Absolute folders, in the order in which a relative source folder is looked for. */
  readonly dataRoots: readonly string[];
  /** The app's state folder: only its `data` folder may be read. */
  readonly home: string;
}

export interface Boundary {
  /** The roots that exist, as real paths. */
  readonly roots: readonly string[];
  /** Whether a real path may be read. */
  readonly admits: (path: string) => boolean;
}

export async function readBoundary({ dataRoots, home }: DataPlaces): Promise<Boundary> {
  const found = await Promise.all(dataRoots.map((root) => realpath(root).catch(() => null)));
  const roots = [...new Set(found.filter((root) => root !== null))];
  const state = await realpath(home).catch(() => home);
  const data = await realpath(join(home, "data")).catch(() => join(state, "data"));
  // A `data` that is a link to the home itself, or above it, would open the state.
  const opening = isBelow(state, data) ? null : data;
  return {
    roots,
    admits: (path) => roots.some((root) => isBelow(path, root)) && (!isBelow(path, state) || (opening !== null && isBelow(path, opening))),
  };
}

/** The path is the folder or lies in it. Both are real paths. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
