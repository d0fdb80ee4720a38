import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join, sep } from "node:path";
import { isCatalogFile, isSkippedFolder, MAX_DEPTH } from "#lib/catalog/catalog-file.ts";

export interface FolderListener {
  /** A catalog file came, changed or went, or a folder did. */
  readonly onChange: () => void;
  /** The system refuses; from now on something may be missed. */
  readonly onError: (error: unknown) => void;
}

/** `watch` of node:fs, as far as it is needed. */
export type WatchFolder = (folder: string, listener: (event: string, name: string | null) => void) => FSWatcher;

interface Watched {
  readonly identity: string;
  readonly watcher: FSWatcher;
}

/**
 * One watch for each folder of a catalog, none for its files and none for what is not read. The recursive watch of Node takes one for each
 * file, and a catalog can have more files than the system allows watches.
 */
export class FolderWatches {
  readonly #root: string;
  readonly #listener: FolderListener;
  readonly #watch: WatchFolder;
  readonly #watched = new Map<string, Watched>();

  constructor(root: string, listener: FolderListener, watchWith: WatchFolder = (folder, hear) => watch(folder, hear)) {
    this.#root = root;
    this.#listener = listener;
    this.#watch = watchWith;
  }

  /** Watches folders that are new, and no longer those that are gone. @throws when the root cannot be read, or a folder not be watched */
  refresh(): void {
    const folders = listFolders(this.#root);
    for (const folder of this.#watched.keys()) if (!folders.has(folder)) this.#drop(folder);
    for (const [folder, identity] of folders) {
      if (this.#watched.get(folder)?.identity === identity) continue;
      this.#drop(folder);
      const watcher = this.#watch(folder, (event, name) => this.#hear(folder, event, name));
      watcher.on("error", (error) => this.#listener.onError(error));
      this.#watched.set(folder, { identity, watcher });
    }
  }

  get size(): number {
    return this.#watched.size;
  }

  close(): void {
    for (const folder of this.#watched.keys()) this.#drop(folder);
  }

  #drop(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
  }

  #hear(folder: string, event: string, name: string | null): void {
    if (name === null || isCatalogFile(name)) {
      this.#listener.onChange();
      return;
    }
    if (event !== "rename" || isSkippedFolder(name)) return;
    const path = join(folder, name);
    // A folder that was removed, or put in the place of another: its old watch hears nothing any more.
    const known = [...this.#watched.keys()].filter((watched) => watched === path || watched.startsWith(path + sep));
    for (const gone of known) this.#drop(gone);
    if (known.length > 0 || isFolder(path) || !isFolder(folder)) this.#listener.onChange();
  }
}

/** Every folder that is read, with what tells it from another one of the same name. */
function listFolders(root: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  const walk = (folder: string, depth: number) => {
    let entries: Dirent[];
    try {
      const { ino, birthtimeMs } = statSync(folder);
      entries = readdirSync(folder, { withFileTypes: true });
      folders.set(folder, `${ino}:${birthtimeMs}`);
    } catch (error) {
      // The one below the root that cannot be read is a problem of the catalog, and told as such.
      if (depth === 0) throw error;
      return;
    }
    for (const entry of entries)
      if (entry.isDirectory() && !isSkippedFolder(entry.name) && depth < MAX_DEPTH) walk(join(folder, entry.name), depth + 1);
  };
  walk(root, 0);
  return folders;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
